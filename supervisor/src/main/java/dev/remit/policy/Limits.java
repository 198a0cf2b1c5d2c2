package dev.remit.policy;

import java.util.List;

/**
 * How much a program and its descendants may use.
 *
 * @param bounds at most one for each resource
 */
public record Limits(List<Bound> bounds) {
    /** No bounds. */
    public static final Limits NONE = new Limits(List.of());

    public Limits {
        bounds = List.copyOf(bounds);
    }

    /**
     * One bound.
     *
     * @param resource as the manifest spells it
     * @param value in bytes, milliseconds or a number
     * @param origin where it was written
     */
    public record Bound(String resource, long value, Origin origin) {}
}
