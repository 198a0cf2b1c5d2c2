package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another virtual machine names processes that are to die with it, and is killed. */
@Timeout(60)
class DeathSignalTest {
    private static final int KILLED = 128 + 9;

    private final List<Process> started = new ArrayList<>();

    /** What the other virtual machine does: names its arguments, says so, and waits to be killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] processes) throws InterruptedException {
            Syscall sys = new Syscall(Arena.global());
            DeathSignal signal = new DeathSignal(sys, Arena.global());
            for (String process : processes) {
                // A process whose name has a minus is named and taken back.
                int number = Math.abs(Integer.parseInt(process));
                if (signal.add(sys, number) < 0) {
                    System.out.println("refused " + number);
                }
                if (process.startsWith("-")) {
                    signal.remove(sys, number);
                }
            }
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldKillEveryNamedProcessWhenKilledItself() throws Exception {
        List<Process> named = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            named.add(sleep());
        }
        Process spared = sleep();
        Process takenBack = sleep();
        List<String> arguments = new ArrayList<>(List.of("-" + takenBack.pid()));
        named.forEach(process -> arguments.add(Long.toString(process.pid())));
        // Twice the same is once.
        arguments.add(Long.toString(named.getFirst().pid()));
        Process holder = hold(arguments);

        holder.destroyForcibly().waitFor();

        for (Process process : named) {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(KILLED);
        }
        assertThat(spared.isAlive()).isTrue();
        assertThat(takenBack.isAlive()).isTrue();
    }

    @Test
    void shouldUseAgainWhatHeldProcessesThatAreGone() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            DeathSignal signal = new DeathSignal(sys, Arena.global());
            int before = openDescriptors();
            for (int i = 0; i < 40; i++) {
                Process process = sleep();
                assertThat(signal.add(sys, (int) process.pid())).isZero();
                process.destroyForcibly().waitFor();
            }
            assertThat(openDescriptors() - before).isLessThan(10);
        }
    }

    private static int openDescriptors() {
        String[] names = Path.of("/proc/self/fd").toFile().list();
        return names == null ? 0 : names.length;
    }

    private Process sleep() throws IOException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        started.add(process);
        return process;
    }

    private Process hold(List<String> processes) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                Holder.class.getName()));
        command.addAll(processes);
        Process holder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        started.add(holder);
        assertThat(holder.inputReader().readLine()).isEqualTo("ready");
        return holder;
    }
}
