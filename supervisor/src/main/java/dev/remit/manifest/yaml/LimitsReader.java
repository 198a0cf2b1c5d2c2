package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.policy.Limit;
import dev.remit.manifest.Located;
import dev.remit.manifest.Nearest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code limits}: sizes, durations and counts. */
final class LimitsReader {
    private static final long TOO_LARGE = Long.MAX_VALUE;

    private final Values values;
    private final Diagnostics diagnostics;

    LimitsReader(Values values, Diagnostics diagnostics) {
        this.values = values;
        this.diagnostics = diagnostics;
    }

    Map<Limit, Located<Long>> read(@Nullable YamlNode node) {
        Map<Limit, Located<Long>> limits = new EnumMap<>(Limit.class);
        Fields keys = node == null ? null : Fields.read(node, Limit.keys(), "limits", diagnostics);
        if (keys == null) {
            return limits;
        }
        for (Limit limit : Limit.values()) {
            Located<Long> value = amount(keys.get(limit.key()), limit);
            if (value != null) {
                limits.put(limit, value);
            }
        }
        return limits;
    }

    private @Nullable Located<Long> amount(@Nullable YamlNode node, Limit limit) {
        YamlNode.Scalar scalar = values.scalar(node, limit.key(), limit.unit().example());
        if (scalar == null) {
            return null;
        }
        String text = scalar.text();
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        String suffix = text.substring(digits).strip();
        long factor = limit.unit().factor(suffix);
        if (digits == 0 || factor == 0) {
            List<String> suffixes = new ArrayList<>(limit.unit().suffixes());
            String nearest = digits == 0 ? "" : Nearest.to(suffix, suffixes);
            diagnostics.add(Diagnostic
                    .error(scalar.place(), text,
                            Diagnostic.quote(text) + " is no " + limit.unit().word() + " for " + limit.key())
                    .expecting(limit.unit().example())
                    .nearest(nearest.isEmpty() ? "" : text.substring(0, digits) + nearest));
            return null;
        }
        long number = number(text.substring(0, digits));
        if (number == 0 || number > Long.MAX_VALUE / factor || number == TOO_LARGE) {
            diagnostics.add(Diagnostic.error(scalar.place(), text,
                    limit.key() + (number == 0 ? " must be more than nothing" : " is too large"))
                    .expecting(limit.unit().example()));
            return null;
        }
        return new Located<>(number * factor, scalar.place());
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
