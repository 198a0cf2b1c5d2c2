package dev.remit.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DevicesDocumentTest {
    /** From the module's directory, in which the tests run. */
    private static final Path DOCUMENT = Path.of("..", "docs", "devices.md");
    private static final String HOW_TO_WRITE_IT_AGAIN = "docs/devices.md; to write it again: mvn -pl supervisor -am"
            + " verify -Dtest=DevicesDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dremit.regenerate=true";

    @Test
    void shouldBeUpToDate() throws IOException {
        String expected = DevicesDocument.of(CommandTable.load());
        if (Boolean.getBoolean("remit.regenerate")) {
            Files.writeString(DOCUMENT, expected);
        }
        String actual = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
        assertThat(actual).as(HOW_TO_WRITE_IT_AGAIN).isEqualTo(expected);
    }
}
