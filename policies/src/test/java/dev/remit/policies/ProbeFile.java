package dev.remit.policies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A {@code probes.yml}.
 *
 * @param program what must be installed
 * @param probes in the order of the file
 */
record ProbeFile(String program, List<Probe> probes) {
    private static final Set<String> FILE_KEYS = Set.of("program", "prepare", "directory", "probes");
    private static final Set<String> PROBE_KEYS = Set.of("name", "prepare", "directory", "arguments", "output",
            "creates", "denied", "secret", "error", "exit");

    static ProbeFile read(Path file) {
        try {
            Object content = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            return new Reader(file).file(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Reader(Path file) {
        ProbeFile file(Object content) {
            Map<?, ?> map = map(content, FILE_KEYS);
            List<Probe> probes = new ArrayList<>();
            String prepare = text(map, "prepare");
            for (Object each : list(map.get("probes"))) {
                probes.add(probe(map(each, PROBE_KEYS), prepare, text(map, "directory")));
            }
            if (probes.isEmpty() || text(map, "program").isEmpty()) {
                throw new IllegalArgumentException(file + ": names no program or no probes");
            }
            return new ProbeFile(text(map, "program"), probes);
        }

        private Probe probe(Map<?, ?> map, String prepare, String directory) {
            List<String> preparations = new ArrayList<>();
            for (String step : List.of(prepare, text(map, "prepare"))) {
                if (!step.isEmpty()) {
                    preparations.add(step);
                }
            }
            List<String> arguments = new ArrayList<>();
            list(map.get("arguments")).forEach(each -> arguments.add(String.valueOf(each)));
            String own = text(map, "directory");
            return new Probe(text(map, "name"), preparations, own.isEmpty() ? directory : own, arguments,
                    expectation(map));
        }

        private Probe.Expectation expectation(Map<?, ?> map) {
            Object denied = map.get("denied");
            if (denied == null) {
                String creates = text(map, "creates");
                return new Probe.Allowed(text(map, "output"), creates.isEmpty() ? null : creates);
            }
            Map<?, ?> denial = map(denied, Set.of("path", "access"));
            @Nullable
            Object exit = map.get("exit");
            return new Probe.Denied(text(denial, "path"), text(denial, "access"), text(map, "secret"),
                    text(map, "error"), exit instanceof Integer code ? code : null, "any".equals(exit));
        }

        private Map<?, ?> map(Object value, Set<String> keys) {
            if (value instanceof Map<?, ?> map && keys.containsAll(map.keySet())) {
                return map;
            }
            throw new IllegalArgumentException(file + ": expected only the keys " + keys + " in " + value);
        }

        private static List<?> list(@Nullable Object value) {
            return value instanceof List<?> list ? list : List.of();
        }

        private static String text(Map<?, ?> map, String key) {
            Object value = map.get(key);
            return value == null ? "" : value.toString();
        }
    }
}
