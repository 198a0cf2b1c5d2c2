package dev.remit.compiler.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.bpf.BpfProgram;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.seccomp.Listener;
import dev.remit.linux.seccomp.Notification;
import dev.remit.linux.seccomp.NotificationSizes;
import dev.remit.linux.seccomp.SeccompFilter;
import java.lang.foreign.Arena;
import java.util.concurrent.SynchronousQueue;

/**
 * A thread of this process that carries a filter, and the supervisor beside it, which answers everything that the filter
 * hands over in one way.
 */
final class FilteredThread {
    /** What the supervisor lets calls fail with: no call of the tests fails with it by itself. */
    static final int EUCLEAN = 117;

    private final SynchronousQueue<Integer> listener = new SynchronousQueue<>();
    private final BpfProgram program;
    private final boolean proceed;

    /** What the thread does under the filter. It must load no classes: that would be supervised too. */
    interface Work {
        void run(Syscall sys);
    }

    private FilteredThread(BpfProgram program, boolean proceed) {
        this.program = program;
        this.proceed = proceed;
    }

    /** Does the work on a thread whose supervised calls all fail with {@link #EUCLEAN}. */
    static void runRefused(BpfProgram program, Work work) {
        new FilteredThread(program, false).run(work);
    }

    /** Does the work on a thread whose supervised calls all go on to the kernel. */
    static void runAllowed(BpfProgram program, Work work) {
        new FilteredThread(program, true).run(work);
    }

    private void run(Work work) {
        try (Arena arena = Arena.ofShared()) {
            SeccompFilter filter = new SeccompFilter(program.bytes(), arena);
            Syscall sys = new Syscall(arena);
            Thread thread = Thread.ofPlatform().name("filtered").start(() -> {
                int noNewPrivileges = Prctl.setNoNewPrivileges(sys);
                int fd = noNewPrivileges < 0 ? noNewPrivileges : filter.install(sys, false);
                if (hand(fd)) {
                    work.run(sys);
                }
            });
            int fd = listener.take();
            assertThat(fd).as("descriptor of the listener, or an errno").isNotNegative();
            answerUntilAbandoned(fd, arena);
            thread.join();
            new Syscall(arena).invoke(SyscallNumber.CLOSE, fd);
        } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
        }
    }

    private boolean hand(int fd) {
        try {
            listener.put(fd);
            return fd >= 0;
        } catch (InterruptedException interruption) {
            return false;
        }
    }

    private void answerUntilAbandoned(int fd, Arena arena) {
        Syscall sys = new Syscall(arena);
        Listener supervisor = new Listener(sys, fd, arena);
        Notification notification = new Notification(arena, NotificationSizes.query(sys).notification());
        while (!supervisor.isAbandoned()) {
            if (supervisor.receive(notification) == 0) {
                if (proceed) {
                    supervisor.proceed(notification.id());
                } else {
                    supervisor.fail(notification.id(), EUCLEAN);
                }
            }
        }
    }
}
