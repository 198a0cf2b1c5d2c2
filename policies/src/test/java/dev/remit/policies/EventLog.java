package dev.remit.policies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads what {@code --log} wrote. Each line is JSON, hence YAML. */
final class EventLog {
    private EventLog() {}

    static List<Supervised.Denial> read(Path log) throws IOException {
        List<Supervised.Denial> denials = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            // Most lines tell what was granted; reading those takes longer than the run itself.
            if (line.contains("\"outcome\":\"denied\"")) {
                denials.add(denial(line));
            }
        }
        return denials;
    }

    private static Supervised.Denial denial(String line) {
        if (new Load(LoadSettings.builder().build()).loadFromString(line) instanceof Map<?, ?> event) {
            List<String> needs = new ArrayList<>();
            if (event.get("needs") instanceof List<?> words) {
                words.forEach(word -> needs.add(String.valueOf(word)));
            }
            Object path = event.get("path");
            String what = path == null ? "" : path.toString();
            if (event.get("endpoint") instanceof Map<?, ?> endpoint) {
                what = endpoint.get("protocol") + " " + endpoint.get("ip") + ":" + endpoint.get("port");
                needs.add(String.valueOf(endpoint.get("direction")));
            }
            return new Supervised.Denial(String.valueOf(event.get("call")), what, needs);
        }
        throw new AssertionError("not an event: " + line);
    }
}
