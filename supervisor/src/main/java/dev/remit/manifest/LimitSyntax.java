package dev.remit.manifest;

import dev.remit.policy.Limit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values of limits: sizes, durations and counts. */
public final class LimitSyntax {
    private static final long TOO_LARGE = Long.MAX_VALUE;

    private LimitSyntax() {}

    /**
     * Reads a value.
     *
     * @param text the value as it was written
     * @param diagnostics takes what is wrong with it
     * @return in the limit's {@link Limit#unit()}, or null if it is wrong
     */
    public static @Nullable Located<Long> parse(Limit limit, Located<String> text, Diagnostics diagnostics) {
        String written = text.value();
        int digits = 0;
        while (digits < written.length() && written.charAt(digits) >= '0' && written.charAt(digits) <= '9') {
            digits++;
        }
        String suffix = written.substring(digits).strip();
        long factor = limit.unit().factor(suffix);
        if (digits == 0 || factor == 0) {
            List<String> suffixes = new ArrayList<>(limit.unit().suffixes());
            String nearest = digits == 0 ? "" : Nearest.to(suffix, suffixes);
            diagnostics.add(Diagnostic
                    .error(text.place(), written,
                            Diagnostic.quote(written) + " is no " + limit.unit().word() + " for " + limit.key())
                    .expecting(limit.unit().example())
                    .nearest(nearest.isEmpty() ? "" : written.substring(0, digits) + nearest));
            return null;
        }
        long number = number(written.substring(0, digits));
        if (number == 0 || number > Long.MAX_VALUE / factor || number == TOO_LARGE) {
            diagnostics.add(Diagnostic.error(text.place(), written,
                    limit.key() + (number == 0 ? " must be more than nothing" : " is too large"))
                    .expecting(limit.unit().example()));
            return null;
        }
        return new Located<>(number * factor, text.place());
    }

    /** The value of decimal digits; {@link #TOO_LARGE} when it is that or larger. */
    private static long number(String digits) {
        long value = 0;
        for (int at = 0; at < digits.length(); at++) {
            int digit = digits.charAt(at) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return TOO_LARGE;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
