package dev.remit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedBeforeTest {
    private static final Instant FROM = Instant.ofEpochSecond(1_000);
    private static final Instant UNTIL = Instant.ofEpochSecond(2_000);
    private static final String NAME = VerifiedBefore.nameOf(List.of(Optional.of(new byte[]{1})));

    @TempDir
    private Path directory;
    private VerifiedBefore verified = new VerifiedBefore(new ConfigPlaces(null, Path.of("/"), null));

    @BeforeEach
    void prepare() {
        verified = new VerifiedBefore(new ConfigPlaces(null, Path.of("/"), directory.resolve("cache")));
    }

    private Path file() {
        return directory.resolve("cache/verified").resolve(NAME);
    }

    @Test
    void shouldHoldWithinItsTimeOnly() {
        assertThat(verified.holds(NAME, FROM)).isFalse();
        verified.remember(NAME, FROM, UNTIL);
        assertThat(verified.holds(NAME, FROM)).isTrue();
        assertThat(verified.holds(NAME, FROM.minusSeconds(1))).isFalse();
        assertThat(verified.holds(NAME, UNTIL.minusSeconds(1))).isTrue();
        assertThat(verified.holds(NAME, UNTIL)).isFalse();
        verified.remember(NAME, Instant.EPOCH, Instant.MAX);
        assertThat(verified.holds(NAME, Instant.now())).isTrue();
    }

    @Test
    void shouldNotHoldWhereOthersMayHaveWrittenIt() throws Exception {
        verified.remember(NAME, FROM, UNTIL);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(verified.holds(NAME, FROM)).isFalse();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        assertThat(verified.holds(NAME, FROM)).isTrue();
        Files.setPosixFilePermissions(file().getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(verified.holds(NAME, FROM)).isFalse();
    }

    @Test
    void shouldNotHoldWhereItIsDamaged() throws Exception {
        verified.remember(NAME, FROM, UNTIL);
        for (String content : List.of("", "1000", "1000 2000 3000", "a b", "1000 99999999999999999999", "\0\0")) {
            Files.writeString(file(), content);
            assertThat(verified.holds(NAME, FROM)).as(content).isFalse();
        }
    }

    @Test
    void shouldNameDifferentBytesDifferently() {
        Optional<byte[]> none = Optional.empty();
        Optional<byte[]> empty = Optional.of(new byte[0]);
        Optional<byte[]> one = Optional.of(new byte[]{1});
        Optional<byte[]> two = Optional.of(new byte[]{1, 1});
        Set<String> names = new HashSet<>();
        List<List<Optional<byte[]>>> all = List.of(List.of(), List.of(none), List.of(empty), List.of(one), List.of(two),
                List.of(one, one), List.of(none, one), List.of(one, none), List.of(empty, one));
        all.forEach(parts -> names.add(VerifiedBefore.nameOf(parts)));
        assertThat(names).hasSameSizeAs(all);
    }

    @Test
    void shouldForgetSomeWhenThereAreMany() throws Exception {
        for (int i = 0; i < 600; i++) {
            verified.remember(VerifiedBefore.nameOf(List.of(Optional.of(new byte[]{(byte) i, (byte) (i >> 8)}))), FROM,
                    UNTIL);
        }
        try (Stream<Path> files = Files.list(directory.resolve("cache/verified"))) {
            assertThat(files.count()).isBetween(100L, 300L);
        }
    }

    @Test
    void shouldRememberNothingWhereThereIsNoHome() {
        VerifiedBefore homeless = new VerifiedBefore(new ConfigPlaces(null, Path.of("/"), null));
        homeless.remember(NAME, FROM, UNTIL);
        assertThat(homeless.holds(NAME, FROM)).isFalse();
    }
}
