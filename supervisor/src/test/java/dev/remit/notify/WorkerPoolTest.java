package dev.remit.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remit.audit.EventRing;
import dev.remit.bpf.BpfProgram;
import dev.remit.compiler.bpf.FilterCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.compiler.bpf.SocketUse;
import dev.remit.decision.DecisionTrie;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.handlers.CredentialChanges;
import dev.remit.handlers.DeviceUse;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.PinnedFiles;
import dev.remit.handlers.ProcessTree;
import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.seccomp.NotificationSizes;
import dev.remit.linux.seccomp.SeccompFilter;
import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.policy.CommandBounds;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that may not become many, on a real listener: threads of this process carry the real filter. */
class WorkerPoolTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final int TARGETS = 3;
    private static final int NOBODY = 65_534;

    private final Arena arena = Arena.ofAuto();
    private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
    private final List<Target> targets = new ArrayList<>();
    private final BlockingQueue<Integer> listener = new LinkedBlockingQueue<>();

    @TempDir
    private Path temporary;

    private MemorySegment fifo = MemorySegment.NULL;
    private MemorySegment file = MemorySegment.NULL;

    /** A thread that makes the calls that it is told to. */
    private final class Target implements Runnable {
        private final Syscall sys = new Syscall(arena);
        private final FileCalls files = new FileCalls(sys, arena);
        private final BlockingQueue<IntSupplier> calls = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
        private boolean ended;

        @Override
        public void run() {
            try {
                while (!ended) {
                    answers.add(calls.take().getAsInt());
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private Target open(MemorySegment path) {
            calls.add(() -> {
                int opened = files.open(FileCalls.AT_CWD, path.address(), OpenFlags.RDONLY, 0);
                files.close(opened);
                return Math.min(opened, 0);
            });
            return this;
        }

        private Target becomeNobody() {
            calls.add(() -> (int) sys.invoke(SyscallNumber.SETFSUID, NOBODY));
            return this;
        }

        private void end() {
            calls.add(() -> {
                ended = true;
                return 0;
            });
        }

        private @Nullable Integer answer() throws InterruptedException {
            return answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void makeFiles() throws Exception {
        Path directory = temporary.toRealPath();
        assertThat(new ProcessBuilder("mkfifo", directory.resolve("fifo").toString()).start().waitFor()).isZero();
        Files.writeString(directory.resolve("file"), "");
        fifo = CString.of(arena, directory.resolve("fifo").toString());
        file = CString.of(arena, directory.resolve("file").toString());
    }

    @Test
    void shouldRefuseToBlockLastWorkerAndGoOnWithOthers() throws Exception {
        // One receives, two may block, and one is kept in reserve.
        WorkerPool pool = startPool(4);

        Target first = targets.get(0).open(fifo);
        Target second = targets.get(1).open(fifo);
        awaitBlocked(2, pool);
        Target third = targets.get(2);

        assertThat(third.open(fifo).answer()).isEqualTo(-Errno.ENFILE);
        assertThat(third.open(file).answer()).isZero();

        release();
        assertThat(first.answer()).isZero();
        assertThat(second.answer()).isZero();
        third.open(fifo);
        awaitBlocked(1, pool);
        release();
        assertThat(third.answer()).isZero();
        end(pool);
    }

    @Test
    void shouldReplaceWorkersThatBlockAndEndThemWithTargets() throws Exception {
        WorkerPool pool = startPool(WorkerPool.MOST_WORKERS);

        for (Target target : targets) {
            target.open(fifo);
        }
        awaitBlocked(TARGETS, pool);
        release();

        for (Target target : targets) {
            assertThat(target.answer()).isZero();
            assertThat(target.open(file).answer()).isZero();
        }
        end(pool);
        assertThat(pool.members()).isEmpty();
    }

    @Test
    void shouldStartWorkersWithOwnCredentialsWhileActingForTarget() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only a privileged supervisor's targets have other credentials");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        // Needs capabilities, which the first target gives up.
        Files.setPosixFilePermissions(temporary.resolve("file"), Set.of());
        WorkerPool pool = startPool(WorkerPool.MOST_WORKERS);

        Target nobody = targets.get(0).becomeNobody();
        assertThat(nobody.answer()).isZero();
        assertThat(nobody.open(file).answer()).isEqualTo(-Errno.EACCES);
        nobody.open(fifo);
        awaitBlocked(1, pool);

        // Whoever receives now was started in the middle of that call.
        assertThat(targets.get(1).open(file).answer()).isZero();
        release();
        assertThat(nobody.answer()).isZero();
        assertThat(targets.get(1).open(file).answer()).isZero();
        end(pool);
    }

    private void end(WorkerPool pool) {
        targets.forEach(Target::end);
        pool.awaitEnd(Duration.ofSeconds(PATIENCE_SECONDS));
        assertThat(defect.get()).isNull();
    }

    private static void awaitBlocked(int count, WorkerPool pool) throws InterruptedException {
        long blocked;
        do {
            Thread.sleep(5);
            blocked = 0;
            for (CallWorker worker : pool.members()) {
                blocked += worker.status() == CallWorker.HELD ? 1 : 0;
            }
        } while (blocked < count);
        // The workers have said that they will block, a moment before they do.
        Thread.sleep(50);
    }

    /** Opens the other end, which lets go whoever waits. */
    private void release() {
        FileCalls files = new FileCalls(new Syscall(arena), arena);
        int opened = files.open(FileCalls.AT_CWD, fifo.address(), OpenFlags.WRONLY, 0);
        assertThat(opened).isNotNegative();
        files.close(opened);
    }

    private WorkerPool startPool(int bound) throws Exception {
        for (int i = 0; i < TARGETS; i++) {
            targets.add(new Target());
        }
        Syscall sys = new Syscall(arena);
        SeccompFilter filter = new SeccompFilter(filter().bytes(), arena);
        Thread.ofPlatform().daemon().start(() -> {
            Prctl.setNoNewPrivileges(sys);
            listener.add(filter.install(sys, true));
            // Threads inherit the filter.
            targets.forEach(target -> Thread.ofPlatform().daemon().start(target));
        });
        Integer descriptor = listener.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(descriptor).isPositive();
        WorkerPool pool = new WorkerPool(supervision(descriptor == null ? -1 : descriptor), 1, bound, () -> {});
        pool.start();
        return pool;
    }

    private static BpfProgram filter() {
        return FilterCompiler.compile(Architecture.current(), SystemCalls.load(),
                new FilterOptions(true, true, false, false, SocketUse.UNIX, CommandBounds.NONE));
    }

    private Supervision supervision(int descriptor) throws Exception {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal(temporary.toRealPath().toString(), Extent.SUBTREE), 0, 0, Access.READ, 0);
        DecisionTrie trie = builder.build();
        Handlers.Shared shared = new Handlers.Shared(trie, new PinnedFiles(new long[0]),
                SystemCalls.load().on(Architecture.current()), new CredentialChanges(new Syscall(arena)), false,
                new Handlers.Network(new LiveEndpoints(EndpointTable.EMPTY)), DeviceUse.NONE, ProcessTree.UNKEPT);
        return new Supervision(descriptor, NotificationSizes.query(new Syscall(arena)).notification(), shared,
                () -> new Recorder(EventRing.allocate(EventRing.MIN_CAPACITY), null, false), defect);
    }
}
