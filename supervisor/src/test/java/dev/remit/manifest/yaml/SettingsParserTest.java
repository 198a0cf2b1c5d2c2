package dev.remit.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.manifest.Outcome;
import dev.remit.manifest.Settings;
import dev.remit.manifest.Unsigned;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsParserTest {
    private static Outcome<Settings> parse(String text) {
        return SettingsParser.parse("settings.yml", text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadEveryAnswer(Unsigned unsigned) {
        assertThat(parse("unsigned: " + unsigned.spelling()).get()).isEqualTo(new Settings(unsigned));
    }

    @Test
    void shouldAllowWhatNobodyForbids() {
        assertThat(parse("{}").get()).isEqualTo(Settings.UNSAID);
        assertThat(Settings.UNSAID.unsigned()).isEqualTo(Unsigned.ALLOW);
    }

    @Test
    void shouldPointAtWhatIsWrong() {
        assertThat(parse("unsigned: refuze\nunsinged: warn\n").render())
                .contains("settings.yml:1:11: error: \"refuze\" is no answer to manifests without a signature",
                        "settings.yml:2:1: error: unknown key \"unsinged\" in a file of settings", "refuse");
        assertThat(parse("- unsigned\n").render())
                .contains("settings.yml:1:1: error: a file of settings cannot be a list");
        assertThat(parse("").failed()).isTrue();
    }

    @Test
    void shouldHeedTheStricterOfTwo() {
        Settings warn = new Settings(Unsigned.WARN);
        assertThat(warn.stricter(new Settings(Unsigned.REFUSE)).unsigned()).isEqualTo(Unsigned.REFUSE);
        assertThat(warn.stricter(Settings.UNSAID)).isEqualTo(warn);
    }
}
