package dev.remit.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableReaderTest {
    private static TableReader reader(String text) {
        return new TableReader("test.table", text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void shouldReadCallsBetweenComments() {
        assertThat(reader("# title\n\nread 0 63 allow - a reason\n  # indented is no comment\n".substring(0, 36))
                .readCalls())
                .containsExactly(new SystemCall("read", 0, 63,
                        new SystemCall.Ruling(Treatment.ALLOW, null, Condition.NEVER), "a reason"));
        assertThat(reader("open   2    -  supervise:open   open-path-only   why  so").readCalls())
                .containsExactly(new SystemCall("open", 2, SystemCall.NONE,
                        new SystemCall.Ruling(Treatment.SUPERVISE, CallFamily.OPEN, Condition.OPEN_PATH_ONLY),
                        "why  so"));
        assertThat(reader("").readCalls()).isEmpty();
        assertThat(reader("\n\n# only comments").readCalls()).isEmpty();
    }

    @Test
    void shouldReadCommands() {
        assertThat(reader("""
                ioctl refuse 0x10-31 RANGE a reason
                ioctl allow 0x6600/0xFF00 MASK a reason
                ioctl roaming * REST a reason
                """).readCommands()).containsExactly(
                new Command("ioctl", Command.Verdict.REFUSE, new Command.Values.Range(16, 31), "RANGE", "a reason"),
                new Command("ioctl", Command.Verdict.ALLOW, new Command.Values.Masked(0x6600, 0xFF00), "MASK",
                        "a reason"),
                new Command("ioctl", Command.Verdict.ROAMING, new Command.Values.Rest(), "REST", "a reason"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "read 0 63 allow -|test.table:2: a column is missing",
        "read|test.table:2: a column is missing",
        "read zero 63 allow - reason|test.table:2: not a 32-bit number: zero",
        "read -1 63 allow - reason|test.table:2: not a 32-bit number: -1",
        "read 0x 63 allow - reason|test.table:2: not a 32-bit number: 0x",
        "read 4294967296 63 allow - reason|test.table:2: not a 32-bit number: 4294967296",
        "read 0 63 permit - reason|test.table:2: there is no treatment permit",
        "read 0 63 supervise:reading - reason|test.table:2: there is no treatment supervise:reading",
        "read 0 63 supervise:refused - reason|test.table:2: there is no treatment supervise:refused",
        "read 0 63 supervise:open sometimes reason|test.table:2: there is no condition sometimes",
        "read 0 63 allow pid-zero reason|test.table:2: a condition is of use only where the call is handed over otherwise",
        "read 0 63 absent pid-zero reason|test.table:2: a condition is of use only where the call is handed over otherwise"})
    void shouldNameTheLineOfMalformedCall(String line, String message) {
        assertThatThrownBy(() -> reader("# title\n" + line + "\n").readCalls())
                .isInstanceOf(IllegalStateException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ioctl maybe 1 NAME reason|test.table:1: there is no verdict maybe",
        "ioctl allow 2-1 NAME reason|test.table:1: the range 2-1 ends before it starts",
        "ioctl allow 3/1 NAME reason|test.table:1: the value 3/1 has bits outside its mask",
        "ioctl allow 1- NAME reason|test.table:1: not a 32-bit number: 1-",
        "ioctl allow 1 NAME|test.table:1: a column is missing"})
    void shouldNameTheLineOfMalformedCommand(String line, String message) {
        assertThatThrownBy(() -> reader(line).readCommands()).isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @Test
    void shouldSayWhichResourceIsMissing() {
        assertThatThrownBy(() -> TableReader.ofResource("none.table")).hasMessage("the resource none.table is missing");
    }
}
