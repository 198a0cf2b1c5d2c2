package dev.remit.linux.seccomp;

import static dev.remit.linux.LinuxException.check;

import dev.remit.linux.Errno;
import dev.remit.linux.Fd;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Prctl;
import dev.remit.uapi.Uapi;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** A thread of this process that hands some of its system calls over, and the listener that gets them. */
final class SupervisedThread implements AutoCloseable {
    /** The answer to a call that lost its listener. */
    static final long ORPHANED = -Errno.ENOSYS;

    private static final int NUMBER_OFFSET = 0;
    private static final long PATIENCE_SECONDS = 10;

    private final Arena arena = Arena.ofShared();
    private final Syscall outside = new Syscall(arena);
    private final Syscall inside = new Syscall(arena);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Fd listener;

    /** Hands over the calls of these numbers, which must be none that the Java runtime makes by itself. */
    SupervisedThread(int... numbers) {
        SeccompFilter filter = new SeccompFilter(instructions(numbers), arena);
        listener = new Fd(outside, (int) check(await(onThread(() -> install(filter))), "seccomp", "test thread"));
    }

    private long install(SeccompFilter filter) {
        // Once before the filter, so that nothing needs to be linked behind it.
        inside.invoke(SyscallNumber.GETPID, 0);
        int answer = Prctl.setNoNewPrivileges(inside);
        return answer < 0 ? answer : filter.install(inside, true);
    }

    int listener() {
        return listener.value();
    }

    /** Makes a call on the supervised thread. */
    CompletableFuture<Long> call(int number, long a, long b, long c, long d) {
        return onThread(() -> inside.invoke(number, a, b, c, d, 0, 0));
    }

    /** Makes the same call again and again, and answers the sum of what it answered. */
    CompletableFuture<Long> repeat(int times, int number) {
        return onThread(() -> {
            long sum = 0;
            for (int i = 0; i < times; i++) {
                sum += inside.invoke(number, 0);
            }
            return sum;
        });
    }

    CompletableFuture<Long> onThread(LongSupplier work) {
        return CompletableFuture.supplyAsync(work::getAsLong, thread);
    }

    static long await(CompletableFuture<Long> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Without a listener, a call that still waits answers ENOSYS. */
    void abandon() {
        listener.close();
    }

    @Override
    public void close() {
        abandon();
        thread.close();
        arena.close();
    }

    /** Loads the number, compares it with each, and hands over or allows. */
    static byte[] instructions(int... numbers) {
        ByteBuffer code = ByteBuffer.allocate(8 * (numbers.length + 3)).order(ByteOrder.nativeOrder());
        instruction(code, Uapi.BPF_LD() | Uapi.BPF_W() | Uapi.BPF_ABS(), 0, NUMBER_OFFSET);
        for (int i = 0; i < numbers.length; i++) {
            instruction(code, Uapi.BPF_JMP() | Uapi.BPF_JEQ() | Uapi.BPF_K(), numbers.length - i, numbers[i]);
        }
        instruction(code, Uapi.BPF_RET() | Uapi.BPF_K(), 0, Uapi.SECCOMP_RET_ALLOW());
        instruction(code, Uapi.BPF_RET() | Uapi.BPF_K(), 0, Uapi.SECCOMP_RET_USER_NOTIF());
        return code.array();
    }

    private static void instruction(ByteBuffer code, int operation, int jumpIfTrue, int operand) {
        code.putShort((short) operation).put((byte) jumpIfTrue).put((byte) 0).putInt(operand);
    }
}
