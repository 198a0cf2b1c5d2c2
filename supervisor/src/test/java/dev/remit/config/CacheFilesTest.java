package dev.remit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFilesTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;
    private CacheFiles files = new CacheFiles(new ConfigPlaces(null, Path.of("/"), null));

    @BeforeEach
    void prepare() {
        files = new CacheFiles(new ConfigPlaces(null, Path.of("/"), directory.resolve("cache")));
    }

    private Path file() {
        return directory.resolve("cache/policies/name");
    }

    @Test
    void shouldReadWhatWasWrittenLast() {
        assertThat(files.read("name")).isEmpty();
        files.write("name", new byte[1]);
        files.write("name", CONTENT);
        assertThat(files.read("name")).contains(CONTENT);
        assertThat(files.read("other")).isEmpty();
    }

    @Test
    void shouldKeepFilesToTheirOwner() throws Exception {
        files.write("name", CONTENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldNotReadWhatOthersMayHaveWritten() throws Exception {
        files.write("name", CONTENT);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(files.read("name")).isEmpty();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        assertThat(files.read("name")).isPresent();
        Files.setPosixFilePermissions(file().getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(files.read("name")).isEmpty();
        files.write("other", CONTENT);
        assertThat(file().resolveSibling("other")).as("nobody would read it").doesNotExist();
    }

    @Test
    void shouldForgetSomeWhenThereAreMany() throws Exception {
        for (int i = 0; i < 600; i++) {
            files.write("name" + i, CONTENT);
        }
        try (Stream<Path> all = Files.list(directory.resolve("cache/policies"))) {
            assertThat(all.count()).isBetween(100L, 257L);
        }
        assertThat(files.read("name599")).isPresent();
    }

    @Test
    void shouldKeepNothingWhereThereIsNoHomeOrItCannotBeWritten() throws Exception {
        CacheFiles homeless = new CacheFiles(new ConfigPlaces(null, Path.of("/"), null));
        homeless.write("name", CONTENT);
        assertThat(homeless.read("name")).isEmpty();

        Path taken = Files.createFile(directory.resolve("taken"));
        CacheFiles full = new CacheFiles(new ConfigPlaces(null, Path.of("/"), taken));
        full.write("name", CONTENT);
        assertThat(full.read("name")).isEmpty();
    }
}
