package dev.remit.manifest;

import dev.remit.policy.Limit;
import java.util.Map;

/**
 * A manifest as its author wrote it.
 *
 * @param source the text that it was read from
 * @param identity who and what it is about
 * @param start what runs, and how
 * @param grants what it may touch
 * @param limits in bytes, milliseconds or a number, as {@link Limit#unit()} says
 */
public record Manifest(Source source, Identity identity, Start start, Grants grants,
        Map<Limit, Located<Long>> limits) {
    /** The only version of the language that there is. */
    public static final String VERSION = "v1";

    public Manifest {
        limits = Map.copyOf(limits);
    }
}
