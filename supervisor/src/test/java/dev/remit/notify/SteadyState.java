package dev.remit.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.remit.audit.EventRing;
import dev.remit.bpf.BpfProgram;
import dev.remit.handlers.Handlers;
import dev.remit.linux.Syscall;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.seccomp.NotificationSizes;
import dev.remit.linux.seccomp.SeccompFilter;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole way of a call, from notification to answer, on a real listener: a thread of this process carries a real
 * filter, a {@link WorkerPool} serves it.
 */
final class SteadyState {
    private static final int CALLS = 2_000;
    private static final int ROUNDS = 300;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Arena arena = Arena.ofAuto();
    private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
    private final AtomicInteger listener = new AtomicInteger();
    /** Odd while the target rests. */
    private final AtomicLong window = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final BpfProgram filter;
    private final Handlers.Shared shared;

    SteadyState(BpfProgram filter, Handlers.Shared shared) {
        this.filter = filter;
        this.shared = shared;
    }

    /**
     * Bytes that the worker allocates in a window of calls, once the compiler is done.
     *
     * @param work made by the target's thread before it carries the filter: makes a call, and answers 0 when the answer
     *        was the right one
     */
    long allocated(Function<Syscall, LongSupplier> work) throws InterruptedException {
        Thread target = Thread.ofPlatform().daemon().start(() -> runTarget(work));
        while (listener.get() == 0) {
            Thread.onSpinWait();
        }
        assertThat(listener.get()).isPositive();
        Thread worker = Thread.ofPlatform().daemon()
                .start(new WorkerPool(supervision(listener.get()), 1, () -> {})::serve);
        long allocated = Long.MAX_VALUE;
        for (int round = 1; round <= ROUNDS && allocated != 0; round++) {
            awaitWindow(2L * round - 1);
            long before = threads.getThreadAllocatedBytes(worker.threadId());
            window.incrementAndGet();
            awaitWindow(2L * round + 1);
            allocated = threads.getThreadAllocatedBytes(worker.threadId()) - before;
        }
        window.set(Long.MAX_VALUE);
        target.join();
        worker.join();
        assertThat(defect.get()).isNull();
        assertThat(wrong.get()).as("the last wrong answer").isZero();
        return allocated;
    }

    private void awaitWindow(long at) {
        while (window.get() < at) {
            Thread.onSpinWait();
        }
    }

    /** A window of calls each time that the count is even. */
    private void runTarget(Function<Syscall, LongSupplier> work) {
        Syscall sys = new Syscall(arena);
        LongSupplier call = work.apply(sys);
        SeccompFilter carried = new SeccompFilter(filter.bytes(), arena);
        Prctl.setNoNewPrivileges(sys);
        listener.set(carried.install(sys, true));
        for (long round = 0; window.get() == 2 * round; round++) {
            for (int i = 0; i < CALLS; i++) {
                long answer = call.getAsLong();
                if (answer != 0) {
                    wrong.set(answer);
                }
            }
            window.incrementAndGet();
            while (window.get() == 2 * round + 1) {
                Thread.onSpinWait();
            }
        }
    }

    private Supervision supervision(int descriptor) {
        EventRing ring = EventRing.allocate(arena, 1 << 20);
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                ring.drain(_ -> {}, 1000);
                LockSupport.parkNanos(100_000);
            }
        });
        return new Supervision(descriptor, NotificationSizes.query(new Syscall(arena)).notification(), shared,
                () -> new Recorder(ring, null, true), defect);
    }
}
