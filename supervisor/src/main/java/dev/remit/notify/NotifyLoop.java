package dev.remit.notify;

import dev.remit.linux.Errno;
import dev.remit.linux.seccomp.Listener;
import java.lang.foreign.Arena;

/**
 * One worker: receives, has decided, answers, until no supervised thread is left.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
public final class NotifyLoop implements Runnable {
    private final Supervision supervision;
    private final BlockingCalls blocking;

    public NotifyLoop(Supervision supervision, BlockingCalls blocking) {
        this.supervision = supervision;
        this.blocking = blocking;
    }

    @Override
    public void run() {
        try (Arena arena = Arena.ofConfined()) {
            CallWorker worker = new CallWorker(supervision, false, arena);
            while (receive(worker)) {
                long started = System.nanoTime();
                if (!worker.serve(started)) {
                    blocking.take(worker, started);
                }
            }
        } catch (RuntimeException | Error defect) {
            // Without this worker calls would wait for ever: the others, or the end of the run, must know.
            supervision.defect().compareAndSet(null, defect);
            throw defect;
        }
    }

    /** Waits for the next call; false when no supervised thread is left. */
    private static boolean receive(CallWorker worker) {
        Listener listener = worker.listener();
        while (true) {
            int error = listener.receive(worker.notification());
            if (error == 0) {
                return true;
            }
            if (error == -Errno.ENOENT && listener.isAbandoned() || error != -Errno.ENOENT && error != -Errno.EINTR) {
                return false;
            }
        }
    }
}
