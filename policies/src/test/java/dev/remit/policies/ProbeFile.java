package dev.remit.policies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A {@code probes.yml}.
 *
 * @param needs programs that must be installed, each with the package to install
 * @param search a directory in which programs are looked for first, perhaps with wildcards; empty for none
 * @param ports numbers in the files and the probes that stand for free ports
 * @param ordinary whether the program refuses to work for root
 * @param probes in the order of the file
 */
record ProbeFile(Map<String, String> needs, String search, List<Integer> ports, boolean ordinary,
        List<Probe> probes) {
    private static final Set<String> FILE_KEYS = Set.of("program", "needs", "search", "ports", "account", "prepare",
            "directory", "server", "ready", "probes");
    private static final Set<String> PROBE_KEYS = Set.of("name", "prepare", "directory", "arguments", "server",
            "client", "port",
            "without", "output", "creates", "tolerates", "denied", "secret", "error", "exit");

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
            for (Object each : list(map.get("probes"))) {
                probes.add(probe(map(each, PROBE_KEYS), map));
            }
            Map<String, String> needs = needs(map);
            if (probes.isEmpty() || needs.isEmpty()) {
                throw new IllegalArgumentException(file + ": names no program or no probes");
            }
            List<Integer> ports = list(map.get("ports")).stream().map(Integer.class::cast).toList();
            return new ProbeFile(needs, text(map, "search"), ports, text(map, "account").equals("ordinary"), probes);
        }

        private static Map<String, String> needs(Map<?, ?> map) {
            Map<String, String> needs = new LinkedHashMap<>();
            String program = text(map, "program");
            if (!program.isEmpty()) {
                needs.put("/usr/bin/" + program, program);
            }
            if (map.get("needs") instanceof Map<?, ?> more) {
                more.forEach((path, owner) -> needs.put(String.valueOf(path), String.valueOf(owner)));
            }
            return needs;
        }

        private Probe probe(Map<?, ?> map, Map<?, ?> common) {
            List<String> preparations = new ArrayList<>();
            for (String step : List.of(text(common, "prepare"), text(map, "prepare"))) {
                if (!step.isEmpty()) {
                    preparations.add(step);
                }
            }
            String own = text(map, "directory");
            String server = text(map, "server");
            Probe.Scene scene = new Probe.Scene(preparations, own.isEmpty() ? text(common, "directory") : own,
                    server.isEmpty() ? text(common, "server") : server, port(map, common), text(common, "ready"),
                    text(map, "without"));
            String client = text(map, "client");
            return new Probe(text(map, "name"), scene, texts(map, "arguments"), client.isEmpty() ? null : client,
                    expectation(map));
        }

        /** The probe's own, or the first of the file's. */
        private static int port(Map<?, ?> map, Map<?, ?> common) {
            if (map.get("port") instanceof Integer own) {
                return own;
            }
            return list(common.get("ports")).stream().mapToInt(Integer.class::cast).findFirst().orElse(0);
        }

        private Probe.Expectation expectation(Map<?, ?> map) {
            Object denied = map.get("denied");
            if (denied == null) {
                String creates = text(map, "creates");
                return new Probe.Allowed(text(map, "output"), creates.isEmpty() ? null : creates,
                        texts(map, "tolerates"));
            }
            Map<?, ?> denial = map(denied, Set.of("path", "endpoint", "access"));
            @Nullable
            Object exit = map.get("exit");
            return new Probe.Denied(text(denial, "path") + text(denial, "endpoint"), text(denial, "access"),
                    text(map, "secret"), texts(map, "error"),
                    new Probe.Exit(exit instanceof Integer code ? code : null, "any".equals(exit)));
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

        /** The texts of a list, or the only one. */
        private static List<String> texts(Map<?, ?> map, String key) {
            Object value = map.get(key);
            if (value == null) {
                return List.of();
            }
            return value instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of(value.toString());
        }

        private static String text(Map<?, ?> map, String key) {
            Object value = map.get(key);
            return value == null ? "" : value.toString();
        }
    }
}
