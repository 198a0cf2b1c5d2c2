package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.cli.RemitProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System V shared memory: a program and its children share it as without Remit, and nobody else does. */
class SharedMemoryTest {
    private static final String PERL = """
            use strict; use Errno; use IPC::SysV qw(IPC_PRIVATE IPC_CREAT IPC_EXCL IPC_RMID IPC_STAT S_IRUSR);
            sub is { my ($what, $ok) = @_; print "$what: ", defined $ok ? "ok" : (sort(grep { $!{$_} } keys %!))[0], "\\n"; }
            my ($key, $text) = (0x52540000 + $$, "");
            """;

    @TempDir
    private Path temporary;

    @Test
    void shouldShareMemoryWithinTheRunAsWithoutRemit() throws Exception {
        String script = PERL + """
                is("missing", shmget($key, 10, 0600));
                my $made = shmget($key, 100, 0600 | IPC_CREAT); is("made", $made);
                is("exclusively", shmget($key, 100, 0600 | IPC_CREAT | IPC_EXCL));
                print "found\\n" if shmget($key, 0, 0) == $made && shmget($key, 100, IPC_CREAT) == $made;
                is("too large", shmget($key, 101, 0)); is("no size", shmget(IPC_PRIVATE, 0, 0600));
                my $child = fork // die;
                if (!$child) {
                    shmwrite(shmget($key, 0, 0), "from the child", 0, 20) or die;
                    exec "perl", "-e", "exit(defined shmget($key, 0, 0) ? 0 : 1)";
                }
                waitpid($child, 0); print "child ended with $?\\n";
                is("read", shmread($made, $text, 0, 14)); print "$text\\n";
                is("status", shmctl($made, IPC_STAT, my $status = "")); print length($status) > 100 ? "told\\n" : "";
                is("no such number", shmread(2147450000, $text, 0, 1));
                is("removed", shmctl($made, IPC_RMID, 0)); is("gone", shmread($made, $text, 0, 14));
                is("no longer found", shmget($key, 0, 0));
                my $again = shmget($key, 10, 0600 | IPC_CREAT | IPC_EXCL); is("made again", $again);
                my $other = shmget(IPC_PRIVATE, 10, 0600); print $other == $again ? "same\\n" : "another\\n";
                shmctl($again, IPC_RMID, 0); shmctl($other, IPC_RMID, 0);
                """;
        Result expected = RemitProcess.start(temporary, List.of("perl", "-e", script));
        Result actual = supervised(script);

        assertThat(expected.exitCode()).as(expected.err()).isZero();
        assertThat(actual.out()).as(actual.err()).isEqualTo(expected.out());
        assertThat(actual.err()).isEmpty();
    }

    @Test
    void shouldLeaveNoMemoryBehind() throws Exception {
        Result result = supervised(PERL + """
                print join(" ", map { shmget(IPC_PRIVATE, 4096 * $_, 0600) } 1 .. 40);
                """);

        List<String> numbers = List.of(result.out().split(" ", -1));
        assertThat(numbers).as(result.err()).hasSize(40);
        assertThat(segments()).doesNotContainAnyElementsOf(numbers);
    }

    @Test
    void shouldKeepKeysPrivateToTheRun() throws Exception {
        Path home = temporary.toRealPath();
        int key = 0x52550000 + (int) ProcessHandle.current().pid() % 0x10000;
        Result outside = RemitProcess.start(home, List.of("perl", "-e", """
                my $made = shmget(%d, 100, 0600 | 01000) // die; shmwrite($made, "outside", 0, 7); print $made;
                """.formatted(key)));
        try {
            Result inside = supervised("""
                    my $made = shmget(%d, 100, 0600 | 01000) // die; shmread($made, my $text, 0, 7);
                    print "reads nothing of it\\n" if $text ne "outside"; shmwrite($made, "inside.", 0, 7);
                    print "may not read it\\n" if !shmread(%s, $text, 0, 7) && $!{EACCES};
                    print "may not remove it\\n" if !shmctl(%s, 0, 0) && $!{EACCES};
                    """.formatted(key, outside.out(), outside.out()));
            assertThat(inside.out()).as(inside.err())
                    .isEqualTo("reads nothing of it\nmay not read it\nmay not remove it\n");
            assertThat(inside.err()).contains("shmctl (2 times): outside the program's own tree");
            Result after = RemitProcess.start(home, List.of("perl", "-e", "shmread(%s, my $text, 0, 7); print $text"
                    .formatted(outside.out())));
            assertThat(after.out()).isEqualTo("outside");
        } finally {
            RemitProcess.start(home, List.of("perl", "-e", "shmctl(%s, 0, 0)".formatted(outside.out())));
        }
    }

    private Result supervised(String script) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(RemitProcess.command("run", "-x", "/usr/**", "-r", "/etc/**", "-w",
                "/dev/null", "--", "perl", "-e", script));
        return RemitProcess.start(temporary, command);
    }

    private static List<String> segments() throws IOException {
        return Files.readAllLines(Path.of("/proc/sysvipc/shm")).stream().map(line -> line.strip().split(" +", -1)[1])
                .toList();
    }
}
