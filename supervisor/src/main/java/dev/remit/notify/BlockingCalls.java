package dev.remit.notify;

import dev.remit.linux.seccomp.Notification;
import dev.remit.policy.Reason;
import java.lang.foreign.Arena;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * Threads for calls that may wait for somebody else, such as opening a FIFO. They are made when needed and go when idle;
 * when all are busy, further such calls are refused rather than holding up the rest.
 */
public final class BlockingCalls {
    private static final int MOST_THREADS = 256;
    private static final long IDLE_SECONDS = 5;

    private record Deferred(Notification notification, long started) {}

    private final Supervision supervision;
    private final Semaphore free = new Semaphore(MOST_THREADS);
    private final SynchronousQueue<Deferred> idle = new SynchronousQueue<>();

    public BlockingCalls(Supervision supervision) {
        this.supervision = supervision;
    }

    /** Takes over the call that {@code worker} has received, or has it refused. */
    void take(CallWorker worker, long started) {
        Notification copy = new Notification(Arena.ofAuto(), supervision.notificationSize());
        copy.copyFrom(worker.notification());
        Deferred call = new Deferred(copy, started);
        if (idle.offer(call)) {
            return;
        }
        if (!free.tryAcquire()) {
            worker.refuse(Reason.SUPERVISOR_EXHAUSTED, started);
            return;
        }
        Thread.ofPlatform().daemon().name("remit-blocking").start(() -> work(call));
    }

    private void work(Deferred first) {
        try (Arena arena = Arena.ofConfined()) {
            CallWorker worker = new CallWorker(supervision, true, arena);
            for (Deferred call = first; call != null; call = idle.poll(IDLE_SECONDS, TimeUnit.SECONDS)) {
                worker.notification().copyFrom(call.notification());
                worker.serve(call.started());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }
}
