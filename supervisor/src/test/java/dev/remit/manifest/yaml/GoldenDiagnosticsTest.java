package dev.remit.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the words and places of all diagnostics to golden files beside the samples. Run with
 * {@code -Dremit.writeGoldens=true} to write them anew, and read the difference before keeping it.
 */
class GoldenDiagnosticsTest {
    private static final boolean WRITE = Boolean.getBoolean("remit.writeGoldens");

    static List<Path> samples(String directory) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/manifests", directory))) {
            return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
        }
    }

    static List<Path> bad() throws IOException {
        return samples("bad");
    }

    static List<Path> good() throws IOException {
        return samples("good");
    }

    private static Outcome<Manifest> parse(Path sample) throws IOException {
        return ManifestParser.parse(sample.getFileName().toString(), Files.readAllBytes(sample));
    }

    private static void compare(Path sample, String rendered) throws IOException {
        Path golden = Path.of(sample.toString().replace(".yml", ".golden"));
        if (WRITE) {
            Files.writeString(golden, rendered);
        }
        assertThat(rendered).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void shouldRefuseWithTheseWords(Path sample) throws IOException {
        Outcome<Manifest> outcome = parse(sample);
        assertThat(outcome.failed()).isTrue();
        compare(sample, outcome.render());
    }

    @ParameterizedTest
    @MethodSource("good")
    void shouldAcceptWithTheseWarnings(Path sample) throws IOException {
        Outcome<Manifest> outcome = parse(sample);
        assertThat(outcome.failed()).as(outcome.render()).isFalse();
        compare(sample, outcome.render());
    }

    @Test
    void shouldHaveSamplesOfBothKinds() throws IOException {
        assertThat(bad()).hasSizeGreaterThan(30);
        assertThat(good()).hasSizeGreaterThan(10);
    }
}
