package dev.remit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinsTest {
    private static final Pin.Application WEATHER = new Pin.Application("acme", "weather");

    @TempDir
    private Path directory;

    private Pins pins() {
        return new Pins(new ConfigPlaces(directory.resolve("user"), Path.of("/"), null));
    }

    private static Pin pin(Pin.Application application, String manifest) {
        return Pins.now(application, "ssh-ed25519 AAAA", true,
                new Pin.Content("1.0", manifest.getBytes(StandardCharsets.UTF_8)));
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("user/pins"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    @Test
    void shouldGiveBackWhatWasKept() throws Exception {
        Pins pins = pins();
        assertThat(pins.read(WEATHER)).isEmpty();
        assertThat(pins.all()).isEmpty();
        Pin kept = pin(WEATHER, "one\n\u00e4 = #\n");
        pins.put(kept);
        Pin read = pins.parse(WEATHER, pins.read(WEATHER).orElseThrow());
        assertThat(read).usingRecursiveComparison().isEqualTo(kept);
        pins.put(pin(WEATHER, "two"));
        assertThat(pins.parse(WEATHER, pins.read(WEATHER).orElseThrow()).manifest().bytes()).asString()
                .isEqualTo("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile()))).isEqualTo("rw-------");
        assertThat(pins.knows(WEATHER)).isTrue();
        assertThat(pins.remove(WEATHER)).isTrue();
        assertThat(pins.remove(WEATHER)).isFalse();
        assertThat(pins.knows(WEATHER)).isFalse();
    }

    /** Where the one ends and the other begins is part of the name. */
    @Test
    void shouldTellApplicationsApart() throws Exception {
        Pins pins = pins();
        List<Pin.Application> all = List.of(new Pin.Application("a/b", "c"), new Pin.Application("a", "b/c"),
                new Pin.Application("../../x", "\u00e4 \""), new Pin.Application("", "a/b/c"));
        for (Pin.Application each : all) {
            pins.put(pin(each, each.toString()));
        }
        for (Pin.Application each : all) {
            assertThat(pins.parse(each, pins.read(each).orElseThrow()).application()).isEqualTo(each);
        }
        assertThat(pins.all()).extracting(Pin::application).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void shouldNotBelieveWhatOthersMayWriteOrWhatIsOfAnother() throws Exception {
        Pins pins = pins();
        pins.put(pin(WEATHER, "one"));
        Path file = onlyFile();
        Pin.Application other = new Pin.Application("acme", "other");
        byte[] bytes = Files.readAllBytes(file);
        assertThatThrownBy(() -> pins.parse(other, bytes)).isInstanceOf(UnprotectedFileException.class)
                .hasMessageContaining("acme/weather");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> pins.read(WEATHER)).isInstanceOf(UnprotectedFileException.class);
        assertThatThrownBy(pins::all).isInstanceOf(UnprotectedFileException.class);
    }

    @Test
    void shouldHaveNothingToSayOfDamagedPinsButThat() throws Exception {
        byte[] right = pin(WEATHER, "one").format();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] wrong = i < right.length ? Arrays.copyOf(right, i) : right.clone();
            if (i >= right.length) {
                wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
            }
            try {
                Pin.parse(wrong);
            } catch (IOException damaged) {
                assertThat(damaged).hasMessageContaining(" ");
            }
        }
    }

    @Test
    void shouldKeepNothingWhereThereIsNoHome() throws Exception {
        Pins pins = new Pins(new ConfigPlaces(null, Path.of("/"), null));
        assertThat(pins.read(WEATHER)).isEqualTo(Optional.empty());
        assertThat(pins.all()).isEmpty();
        assertThatThrownBy(() -> pins.put(pin(WEATHER, ""))).hasMessageContaining("no home directory");
    }
}
