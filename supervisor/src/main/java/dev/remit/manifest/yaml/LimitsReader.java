package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostics;
import dev.remit.policy.Limit;
import dev.remit.manifest.LimitSyntax;
import dev.remit.manifest.Located;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code limits}: sizes, durations and counts. */
final class LimitsReader {
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
        return scalar == null
                ? null
                : LimitSyntax.parse(limit, new Located<>(scalar.text(), scalar.place()), diagnostics);
    }
}
