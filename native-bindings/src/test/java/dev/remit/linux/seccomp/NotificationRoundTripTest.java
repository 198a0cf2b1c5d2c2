package dev.remit.linux.seccomp;

import static dev.remit.linux.seccomp.SupervisedThread.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.process.RemoteMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thread of this process makes calls that this thread supervises, on the real kernel. */
@Timeout(30)
class NotificationRoundTripTest {
    private static final int AT_CWD = -100;
    private static final int MKDIRAT = SyscallNumber.MKDIRAT;
    private static final int GETPGID = SyscallNumber.GETPGID;

    @TempDir
    Path directory = Path.of("");

    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);
    private final SupervisedThread target = new SupervisedThread(GETPGID, MKDIRAT);
    private final Listener listener = new Listener(sys, target.listener(), arena);
    private final Notification notification = new Notification(arena, NotificationSizes.query(sys).notification());

    @AfterEach
    void free() {
        target.close();
        arena.close();
    }

    @Test
    void shouldReceiveNumberThreadAndArguments() throws IOException {
        var answer = target.call(GETPGID, 11, -22, 1L << 40, Long.MIN_VALUE);

        assertThat(listener.receive(notification)).isZero();

        assertThat(notification.number()).isEqualTo(GETPGID);
        assertThat(notification.argument(0)).isEqualTo(11);
        assertThat(notification.argument(1)).isEqualTo(-22);
        assertThat(notification.argument(2)).isEqualTo(1L << 40);
        assertThat(notification.argument(3)).isEqualTo(Long.MIN_VALUE);
        assertThat(notification.argument(4)).isZero();
        assertThat(notification.argument(5)).isZero();
        assertThat(Path.of("/proc/self/task/" + notification.tid())).isDirectory();
        assertThat(notification.tid()).isNotEqualTo((int) sys.invoke(SyscallNumber.GETTID, 0));

        assertThat(listener.succeed(notification.id(), 0)).isZero();
        assertThat(await(answer)).isZero();
    }

    @Test
    void shouldAnswerWithValue() {
        assertThat(answered(id -> listener.succeed(id, 4711))).isEqualTo(4711);
        assertThat(answered(id -> listener.succeed(id, 1L << 40))).isEqualTo(1L << 40);
    }

    @Test
    void shouldAnswerWithError() {
        assertThat(answered(id -> listener.fail(id, Errno.EACCES))).isEqualTo(-Errno.EACCES);
        // The answer before must not shine through.
        assertThat(answered(id -> listener.succeed(id, 7))).isEqualTo(7);
        assertThat(answered(id -> listener.fail(id, Errno.EKEYREJECTED))).isEqualTo(-Errno.EKEYREJECTED);
    }

    @Test
    void shouldLetKernelGoOn() {
        Path made = directory.resolve("made");
        MemorySegment path = CString.of(arena, made.toString());

        var answer = target.call(MKDIRAT, AT_CWD, path.address(), 0700, 0);
        assertThat(listener.receive(notification)).isZero();
        assertThat(made).doesNotExist();
        assertThat(listener.proceed(notification.id())).isZero();

        assertThat(await(answer)).isZero();
        assertThat(made).isDirectory();
    }

    @Test
    void shouldPreventWhatIsRefused() {
        Path made = directory.resolve("made");
        MemorySegment path = CString.of(arena, made.toString());

        var answer = target.call(MKDIRAT, AT_CWD, path.address(), 0700, 0);
        assertThat(listener.receive(notification)).isZero();
        MemorySegment copy = arena.allocate(4096 + 8);
        int length = new RemoteMemory(sys, arena).readString(notification.tid(), notification.argument(1), copy, 4096);
        assertThat(CString.text(copy, 0, length)).isEqualTo(made.toString());
        assertThat(listener.fail(notification.id(), Errno.EACCES)).isZero();

        assertThat(await(answer)).isEqualTo(-Errno.EACCES);
        assertThat(made).doesNotExist();
    }

    @Test
    void shouldPlaceDescriptorAndAnswerItsNumber() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content").toRealPath();
        int source = (int) sys.invoke(SyscallNumber.OPENAT, AT_CWD, CString.of(arena, file.toString()).address(), 0);

        int[] placed = new int[1];
        long kept = answered(id -> placed[0] = listener.sendDescriptor(id, source, false));
        assertThat(kept).isEqualTo(placed[0]).isNotEqualTo(source);
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + kept))).isEqualTo(file);
        assertThat(flagsOf(kept) & 02000000).isZero();

        long closing = answered(id -> listener.sendDescriptor(id, source, true));
        assertThat(flagsOf(closing) & 02000000).isNotZero();

        for (long fd : new long[]{source, kept, closing}) {
            assertThat(sys.invoke(SyscallNumber.CLOSE, fd)).isZero();
        }
    }

    @Test
    void shouldLeaveCallWaitingWhenDescriptorCannotBePlaced() {
        assertThat(answered(id -> {
            assertThat(listener.sendDescriptor(id, -1, true)).isEqualTo(-Errno.EBADF);
            assertThat(listener.isWaiting(id)).isTrue();
            return listener.fail(id, Errno.EMFILE);
        })).isEqualTo(-Errno.EMFILE);
    }

    @Test
    void shouldTellWhetherCallIsStillWaiting() {
        var answer = target.call(GETPGID, 0, 0, 0, 0);
        listener.receive(notification);
        long id = notification.id();

        assertThat(listener.isWaiting(id)).isTrue();
        assertThat(listener.isWaiting(id + 1)).isFalse();
        assertThat(listener.succeed(id, 0)).isZero();
        await(answer);

        assertThat(listener.isWaiting(id)).isFalse();
        assertThat(listener.succeed(id, 0)).isEqualTo(-Errno.ENOENT);
        assertThat(listener.fail(id, Errno.EPERM)).isEqualTo(-Errno.ENOENT);
        assertThat(listener.proceed(id)).isEqualTo(-Errno.ENOENT);
        assertThat(listener.sendDescriptor(id, 0, true)).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void shouldFailCallsThatLoseTheirListener() {
        var answer = target.call(GETPGID, 0, 0, 0, 0);
        listener.receive(notification);

        target.abandon();

        assertThat(await(answer)).isEqualTo(SupervisedThread.ORPHANED);
    }

    @Test
    void shouldRefuseSecondListenerOnSameThread() {
        long second = await(target.onThread(() -> {
            try (Arena own = Arena.ofConfined()) {
                return new SeccompFilter(SupervisedThread.instructions(GETPGID), own).install(new Syscall(own), true);
            }
        }));

        assertThat(second).isEqualTo(-Errno.EBUSY);
    }

    @Test
    void shouldRefuseFilterThatIsNone() {
        long answer = await(target.onThread(() -> {
            try (Arena own = Arena.ofConfined()) {
                Syscall inside = new Syscall(own);
                Prctl.setNoNewPrivileges(inside);
                return new SeccompFilter(new byte[8], own).install(inside, true);
            }
        }));

        assertThat(answer).isIn((long) -Errno.EINVAL, (long) -Errno.EBUSY);
    }

    @Test
    void shouldAllocateNothingInSteadyState() {
        assertThat(listener.wakeSynchronously()).isIn(0, -Errno.EINVAL);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int window = 5_000;
        long allocated = Long.MAX_VALUE;

        // The interpreter and the compiler's hand-over may allocate; steady state is a window that does not.
        for (int round = 0; round < 200 && allocated > 0; round++) {
            var sum = target.repeat(window, GETPGID);
            long before = threads.getCurrentThreadAllocatedBytes();
            long refused = answer(window);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(refused).isZero();
            assertThat(await(sum)).isEqualTo(window);
        }

        assertThat(allocated).isZero();
    }

    private long answer(int calls) {
        long refused = 0;
        for (int i = 0; i < calls; i++) {
            refused |= listener.receive(notification);
            refused |= listener.isWaiting(notification.id()) ? 0 : 1;
            refused |= listener.succeed(notification.id(), notification.number() == GETPGID ? 1 : 0);
        }
        return refused;
    }

    private long answered(Answer by) {
        CompletableFuture<Long> answer = target.call(GETPGID, 0, 0, 0, 0);
        assertThat(listener.receive(notification)).isZero();
        assertThat(by.to(notification.id())).isNotNegative();
        return await(answer);
    }

    private interface Answer {
        int to(long id);
    }

    private static int flagsOf(long fd) throws IOException {
        return Integer.parseInt(Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
                .filter(line -> line.startsWith("flags:")).findFirst().orElseThrow().substring(6).strip(), 8);
    }
}
