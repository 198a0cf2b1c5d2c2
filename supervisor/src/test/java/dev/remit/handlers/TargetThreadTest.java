package dev.remit.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.bpf.Assembler;
import dev.remit.bpf.Comparison;
import dev.remit.bpf.Label;
import dev.remit.bpf.SeccompAction;
import dev.remit.bpf.SeccompData;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.seccomp.Notification;
import dev.remit.linux.seccomp.NotificationSizes;
import dev.remit.linux.seccomp.SeccompFilter;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies of descriptors, by descriptors of threads that are kept, with threads of this process as targets. */
@Timeout(60)
class TargetThreadTest {
    private static final int F_GETFD = 1;
    /** Standard error, which every test has. */
    private static final int WANTED = 2;

    private final Arena ofTargets = Arena.ofAuto();
    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);
    private boolean closed;

    /** A thread that makes one call each time that it is told to, and a worker that is told of it. */
    private final class Target {
        private final CompletableFuture<Integer> listener = new CompletableFuture<>();
        private final CompletableFuture<Integer> tid = new CompletableFuture<>();
        private final Thread thread;
        private final Tools tools;
        private final Notification notification;

        Target(int calls) {
            thread = Thread.ofPlatform().daemon().start(() -> run(calls));
            tools = Tools.of(arena, sys, listener.join());
            notification = new Notification(arena, NotificationSizes.query(sys).notification());
        }

        private void run(int calls) {
            Syscall own = new Syscall(ofTargets);
            Prctl.setNoNewPrivileges(own);
            tid.complete((int) own.invoke(SyscallNumber.GETTID, 0));
            listener.complete(new SeccompFilter(filter(), ofTargets).install(own, true));
            for (int i = 0; i < calls; i++) {
                own.invoke(SyscallNumber.CONNECT, WANTED, 0, 0);
            }
        }

        /** The next call; it is answered by {@link #answer}. */
        Call receive() {
            assertThat(tools.listener().receive(notification)).isZero();
            return new Call(notification, () -> true, new PathBuffer(arena), new PathBuffer(arena));
        }

        void answer(Call call) {
            tools.listener().fail(call.id(), Errno.EACCES);
        }

        /** Ends when the kernel, too, has done with the thread. */
        void awaitEnd() throws InterruptedException {
            thread.join();
            while (Files.exists(Path.of("/proc/self/task/" + tid.join()))) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }

        Worker worker() {
            return Worker.of(tools, new Handlers.Shared(new DecisionTrieBuilder().build(),
                    new PinnedFiles(new long[0]), SystemCalls.load().on(Architecture.current()),
                    new CredentialChanges(sys), false, new Handlers.Network(new LiveEndpoints(EndpointTable.EMPTY)),
                    DeviceUse.NONE, ProcessTree.UNKEPT));
        }
    }

    private static byte[] filter() {
        Assembler assembler = new Assembler();
        Label handedOver = assembler.label("handed over");
        Label other = assembler.label("other");
        return assembler.load(SeccompData.NUMBER)
                .branch(Comparison.EQUAL, SyscallNumber.CONNECT, handedOver, other)
                .mark(handedOver).ret(SeccompAction.USER_NOTIF)
                .mark(other).ret(SeccompAction.ALLOW)
                .assemble().bytes();
    }

    @AfterEach
    void close() {
        if (!closed) {
            arena.close();
        }
    }

    private boolean isOpen(int descriptor) {
        try (Arena own = Arena.ofConfined()) {
            return new Syscall(own).invoke(SyscallNumber.FCNTL, descriptor, F_GETFD) >= 0;
        }
    }

    @Test
    void shouldKeepDescriptorOfThreadThatCallsAgain() {
        Target target = new Target(2);
        TargetThread threads = target.worker().threads();
        Call first = target.receive();
        int descriptor = threads.of(first);
        target.answer(first);
        Call second = target.receive();

        assertThat(descriptor).isPositive();
        assertThat(threads.of(second)).isEqualTo(descriptor);
        target.answer(second);
    }

    @Test
    void shouldCopyDescriptorOfThreadThatHasNumberOfOneThatEnded() throws Exception {
        Target earlier = new Target(1);
        Call last = earlier.receive();
        int stale = earlier.worker().threads().of(last);
        earlier.answer(last);
        earlier.awaitEnd();
        Target target = new Target(1);
        Worker worker = target.worker();
        Call call = target.receive();
        worker.threads().keep(call.tid(), stale, call.tid());

        int copy = new TargetDescriptor(worker).copy(call, WANTED);

        assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + copy)))
                .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/fd/" + WANTED)));
        assertThat(worker.threads().of(call)).isPositive();
        target.answer(call);
        worker.tools().files().close(copy);
    }

    @Test
    void shouldSayThatThreadIsGoneWhenNobodyHasItsNumber() throws Exception {
        Target target = new Target(1);
        Worker worker = target.worker();
        Call call = target.receive();
        assertThat(worker.threads().of(call)).isPositive();
        target.answer(call);
        target.awaitEnd();

        assertThat(new TargetDescriptor(worker).copy(call, WANTED)).isEqualTo(-Errno.ESRCH);
    }

    @Test
    void shouldCloseWhatItKeptWithMemoryOfWorker() {
        Target target = new Target(1);
        Call call = target.receive();
        int descriptor = target.worker().threads().of(call);
        target.answer(call);
        assertThat(isOpen(descriptor)).isTrue();

        arena.close();
        closed = true;

        assertThat(isOpen(descriptor)).isFalse();
    }
}
