package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What /proc tells of processes that this test starts. */
@Timeout(60)
class ProcessFiguresTest {
    private static final long MIB = 1 << 20;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);
    private final ProcessFigures figures = new ProcessFigures(sys, arena);
    private final Descendants descendants = new Descendants(sys, arena);
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        arena.close();
    }

    /** Starts a shell script that prints a line when it is ready, and answers its process once it has. */
    private int begin(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script).start();
        started.add(process);
        BufferedReader output = process.inputReader();
        assertThat(output.readLine()).isEqualTo("ready");
        return (int) process.pid();
    }

    @Test
    void shouldCountTimeOfProcessAndOfChildrenItWaitedFor() throws IOException {
        int process = begin("""
                i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done
                sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'
                echo ready; sleep 1000""");

        assertThat(figures.read(process)).isZero();

        assertThat(figures.cpuNanos()).isBetween(10_000_000L, 20 * NANOS_PER_SECOND);
        assertThat(figures.childrenCpuNanos()).isBetween(10_000_000L, 20 * NANOS_PER_SECOND);
        assertThat(figures.threads()).isEqualTo(1);
        assertThat(figures.state()).isIn('S', 'R', 'D');
        assertThat(figures.startTime()).isPositive();
    }

    @Test
    void shouldReadPastNamesThatLookLikeFigures() throws IOException {
        int process = begin("printf 'x) R 1 2 3' >/proc/$$/comm; echo ready; read -r forever");

        assertThat(figures.read(process)).isZero();

        assertThat(figures.threads()).isEqualTo(1);
        assertThat(figures.state()).isIn('S', 'R', 'D');
    }

    @Test
    void shouldCountThreads() {
        assertThat(figures.read((int) ProcessHandle.current().pid())).isZero();
        assertThat(figures.threads()).isGreaterThan(3);
    }

    @Test
    void shouldCountMemoryThatNoFileHoldsInProportion() throws IOException {
        // Three processes share what one has filled.
        int process = begin(
                """
                        exec perl -e '$x = "x" x (96 << 20); fork or do { sleep 1000; exit } for 1..2; select undef, undef, undef, 0.2;
                        $| = 1; print "ready\\n"; sleep 1000'""");

        long resident = figures.residentBytes(process);
        long proportional = figures.proportionalBytes(process);

        assertThat(resident).isBetween(96 * MIB, 240 * MIB);
        assertThat(proportional).isBetween(resident / 4, resident * 2 / 3);
    }

    @Test
    void shouldTellWhoSharesMemory() throws IOException {
        int process = begin("echo ready; read -r forever");
        int self = (int) ProcessHandle.current().pid();
        assertThat(figures.shareMemory(self, self)).isTrue();
        assertThat(figures.shareMemory(process, self)).isFalse();
    }

    @Test
    void shouldSayWhenProcessIsGone() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        int gone = (int) process.pid();
        assertThat(figures.read(gone)).isEqualTo(-Errno.ESRCH);
        assertThat(figures.residentBytes(gone)).isEqualTo(-Errno.ESRCH);
        assertThat(figures.proportionalBytes(gone)).isEqualTo(-Errno.ESRCH);
        assertThat(figures.currentCall(gone)).isEqualTo(-1);
    }

    @Test
    void shouldTellCallThatThreadIsIn() throws IOException {
        int process = begin("echo ready; read -r forever");
        long deadline = System.nanoTime() + NANOS_PER_SECOND;
        while (figures.currentCall(process) < 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(figures.currentCall(process)).isEqualTo(SyscallNumber.READ);
    }

    @Test
    void shouldFindDescendantsWithTheirParents() throws IOException {
        int process = begin("sh -c 'sleep 1000 & sleep 1000 & wait' & sleep 0.3; echo ready; wait");

        int count = descendants.find((int) ProcessHandle.current().pid());

        Map<Integer, Integer> generations = new HashMap<>();
        int from = -1;
        for (int i = 0; i < count; i++) {
            if (descendants.process(i) == process) {
                from = i;
                assertThat(descendants.parent(i)).isEqualTo(-1);
            }
        }
        assertThat(from).isNotNegative();
        for (int i = from; i < count; i++) {
            int depth = 0;
            int at = i;
            while (at >= 0 && at != from) {
                at = descendants.parent(at);
                depth++;
            }
            if (at == from) {
                generations.merge(depth, 1, Integer::sum);
            }
        }
        assertThat(generations).isEqualTo(Map.of(0, 1, 1, 1, 2, 2));
    }

    @Test
    void shouldLowerLimitsAndNeverRaiseThem() throws IOException {
        int process = begin("ulimit -n 200; echo ready; read -r line; ulimit -Sn; ulimit -Hn; read -r line");
        ResourceLimits limits = new ResourceLimits(sys, arena);

        assertThat(limits.lower(process, Uapi.RLIMIT_NOFILE(), 300, 400)).isZero();
        assertThat(limits.soft(process, Uapi.RLIMIT_NOFILE())).isEqualTo(200);

        assertThat(limits.lower(process, Uapi.RLIMIT_NOFILE(), 50, 60)).isZero();
        assertThat(limits.soft(process, Uapi.RLIMIT_NOFILE())).isEqualTo(50);
        Process shell = started.getLast();
        shell.outputWriter().write("\n");
        shell.outputWriter().flush();
        assertThat(shell.inputReader().readLine()).isEqualTo("50");
        assertThat(shell.inputReader().readLine()).isEqualTo("60");
        assertThat(limits.soft(process, Uapi.RLIMIT_FSIZE())).isEqualTo(ResourceLimits.INFINITY);
        assertThat(limits.lower(process, Uapi.RLIMIT_FSIZE(), 4096, 8192)).isZero();
        assertThat(limits.soft(process, Uapi.RLIMIT_FSIZE())).isEqualTo(4096);
    }
}
