package dev.remit.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * @param limit of which resource
     * @param value in the limit's {@link Limit#unit()}: bytes, milliseconds or a number
     * @param origin where it was written
     */
    public record Bound(Limit limit, long value, Origin origin) {
        /** For example {@code limits.memory (app.yml:12)}. */
        public String describe() {
            String line = origin.line() > 0 ? ":" + origin.line() : "";
            return "limits." + limit.key() + " (" + origin.source() + line + ")";
        }

        /** The value as a manifest spells it, such as {@code 512MiB}. */
        public String spelling() {
            return limit.unit().format(value);
        }
    }

    /** Of both, the stricter bound on each resource. */
    public Limits stricter(Limits others) {
        List<Bound> both = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            Bound mine = of(limit);
            Bound other = others.of(limit);
            if (mine != null && (other == null || mine.value() <= other.value())) {
                both.add(mine);
            } else if (other != null) {
                both.add(other);
            }
        }
        return new Limits(both);
    }

    /** The bound on a resource, or null. */
    public @Nullable Bound of(Limit limit) {
        for (Bound bound : bounds) {
            if (bound.limit() == limit) {
                return bound;
            }
        }
        return null;
    }
}
