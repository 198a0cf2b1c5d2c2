package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CallerEnvironmentTest {
    @Test
    void shouldRestoreWhatTheScriptReplaced() {
        Map<String, String> own = Map.of("REMIT_REPLACED", "LC_ALL JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS", "LC_ALL",
                "C.UTF-8",
                "REMIT_CALLER_JDK_JAVA_OPTIONS", "-Dx=1", "REMIT_CALLER_JAVA_TOOL_OPTIONS", "", "HOME", "/home/me");

        assertThat(CallerEnvironment.restore(own)).containsExactlyInAnyOrderEntriesOf(
                Map.of("JDK_JAVA_OPTIONS", "-Dx=1", "JAVA_TOOL_OPTIONS", "", "HOME", "/home/me"));
    }

    @Test
    void shouldPutBackTheCallersLocale() {
        Map<String, String> own = Map.of("REMIT_REPLACED", "LC_ALL", "LC_ALL", "C.UTF-8", "REMIT_CALLER_LC_ALL",
                "de_DE");

        assertThat(CallerEnvironment.restore(own)).isEqualTo(Map.of("LC_ALL", "de_DE"));
    }

    @Test
    void shouldLeaveAnEnvironmentThatNobodyChanged() {
        Map<String, String> own = Map.of("LC_ALL", "C", "REMIT_CALLER_LC_ALL", "mine");

        assertThat(CallerEnvironment.restore(own)).isEqualTo(own);
    }
}
