package dev.remit.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.remit.audit.EventRing;
import dev.remit.bpf.BpfProgram;
import dev.remit.compiler.bpf.FilterCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.decision.DecisionTrie;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.handlers.CredentialChanges;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.PinnedFiles;
import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.seccomp.NotificationSizes;
import dev.remit.linux.seccomp.SeccompFilter;
import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of an open, from notification to answer, on a real listener: a thread of this process carries the real
 * filter, a {@link WorkerPool} serves it.
 */
class SteadyStateTest {
    private static final int OPENS = 2_000;
    private static final int ROUNDS = 300;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Arena arena = Arena.ofAuto();
    private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();

    @TempDir
    private Path directory;

    @Test
    void shouldAllocateNothingForOpenLeftToKernel() throws Exception {
        assertThat(allocatedInSteadyState("tree/file", 0)).isZero();
    }

    @Test
    void shouldAllocateNothingForOpenPerformedBySupervisor() throws Exception {
        assertThat(allocatedInSteadyState("brokered/file", 0)).isZero();
    }

    @Test
    void shouldAllocateNothingForRefusedOpen() throws Exception {
        assertThat(allocatedInSteadyState("other/file", -Errno.EACCES)).isZero();
    }

    @Test
    void shouldAllocateNothingForMissingFile() throws Exception {
        assertThat(allocatedInSteadyState("other/missing", -Errno.ENOENT)).isZero();
    }

    /** Bytes that the worker allocates in a window of opens, once the compiler is done; -1 if an answer was wrong. */
    private long allocatedInSteadyState(String path, int error) throws Exception {
        for (String name : new String[]{"tree", "brokered", "other"}) {
            Files.createDirectories(directory.resolve(name));
            Files.writeString(directory.resolve(name).resolve("file"), "content");
        }
        MemorySegment file = CString.of(arena, directory.toRealPath().resolve(path).toString());
        AtomicInteger listener = new AtomicInteger();
        AtomicLong window = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        Thread target = Thread.ofPlatform().daemon().start(() -> open(file, error, listener, window, wrong));
        while (listener.get() == 0) {
            Thread.onSpinWait();
        }
        assertThat(listener.get()).isPositive();
        Thread worker = Thread.ofPlatform().daemon()
                .start(new WorkerPool(supervision(listener.get()), 1, () -> {})::serve);
        long allocated = Long.MAX_VALUE;
        for (int round = 1; round <= ROUNDS && allocated != 0; round++) {
            awaitWindow(window, 2L * round - 1);
            long before = threads.getThreadAllocatedBytes(worker.threadId());
            window.incrementAndGet();
            awaitWindow(window, 2L * round + 1);
            allocated = threads.getThreadAllocatedBytes(worker.threadId()) - before;
        }
        window.set(Long.MAX_VALUE);
        target.join();
        worker.join();
        assertThat(defect.get()).isNull();
        assertThat(wrong.get()).isZero();
        return allocated;
    }

    private static void awaitWindow(AtomicLong window, long at) {
        while (window.get() < at) {
            Thread.onSpinWait();
        }
    }

    /** The supervised thread: a window of opens each time that the count is even. */
    private void open(MemorySegment file, int error, AtomicInteger listener, AtomicLong window, AtomicLong wrong) {
        Syscall sys = new Syscall(arena);
        FileCalls files = new FileCalls(sys, arena);
        files.close(files.open(FileCalls.AT_CWD, file.address(), 0, 0));
        SeccompFilter filter = new SeccompFilter(filter().bytes(), arena);
        Prctl.setNoNewPrivileges(sys);
        listener.set(filter.install(sys, true));
        for (long round = 0; window.get() == 2 * round; round++) {
            for (int i = 0; i < OPENS; i++) {
                int opened = files.open(FileCalls.AT_CWD, file.address(), 0, 0);
                if (error == 0 ? opened < 0 : opened != error) {
                    wrong.incrementAndGet();
                }
                files.close(opened);
            }
            window.incrementAndGet();
            while (window.get() == 2 * round + 1) {
                Thread.onSpinWait();
            }
        }
    }

    private static BpfProgram filter() {
        return FilterCompiler.compile(Architecture.current(), SystemCalls.load(), FilterOptions.standard());
    }

    private DecisionTrie trie() throws IOException {
        Path real = directory.toRealPath();
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal(real.resolve("tree").toString(), Extent.SUBTREE), Access.READ, 0, 0, 0);
        builder.allow(PathPattern.literal(real.resolve("brokered").toString(), Extent.SUBTREE), 0, 0, Access.READ, 1);
        return builder.build();
    }

    private Supervision supervision(int listener) throws IOException {
        Handlers.Shared shared = new Handlers.Shared(trie(), new PinnedFiles(new long[0]),
                SystemCalls.load().on(Architecture.current()), new CredentialChanges(new Syscall(arena)), false,
                new Handlers.Network(new LiveEndpoints(EndpointTable.EMPTY)));
        EventRing ring = EventRing.allocate(arena, 1 << 20);
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                ring.drain(_ -> {}, 1000);
                LockSupport.parkNanos(100_000);
            }
        });
        return new Supervision(listener, NotificationSizes.query(new Syscall(arena)).notification(), shared,
                () -> new Recorder(ring, null, true), defect);
    }
}
