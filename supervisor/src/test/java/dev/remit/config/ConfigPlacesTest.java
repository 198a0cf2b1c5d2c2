package dev.remit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigPlacesTest {
    private static final Path SYSTEM = Path.of("/etc/remit");

    @Test
    void shouldFollowTheVariablesOfTheUser() {
        assertThat(ConfigPlaces.of(Map.of("HOME", "/home/ada"))).isEqualTo(
                new ConfigPlaces(Path.of("/home/ada/.config/remit"), SYSTEM, Path.of("/home/ada/.cache/remit")));
        assertThat(ConfigPlaces.of(Map.of("HOME", "/home/ada", "XDG_CONFIG_HOME", "/c", "XDG_CACHE_HOME", "/d")))
                .isEqualTo(new ConfigPlaces(Path.of("/c/remit"), SYSTEM, Path.of("/d/remit")));
    }

    @Test
    void shouldPassOverRelativePathsAndDoWithoutAHome() {
        assertThat(ConfigPlaces.of(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "c")).user())
                .isEqualTo(Path.of("/h/.config/remit"));
        assertThat(ConfigPlaces.of(Map.of("HOME", ""))).isEqualTo(new ConfigPlaces(null, SYSTEM, null));
        assertThat(ConfigPlaces.of(Map.of("XDG_CONFIG_DIRS", "/x", "REMIT_CONFIG", "/y")).system()).isEqualTo(SYSTEM);
    }
}
