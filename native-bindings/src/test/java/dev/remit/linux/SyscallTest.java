package dev.remit.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyscallTest {
    private static final int AT_CWD = -100;

    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void shouldAnswerWhatKernelAnswers() {
        assertThat(sys.invoke(SyscallNumber.GETPID, 0)).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void shouldAnswerNegatedErrno() {
        assertThat(sys.invoke(SyscallNumber.CLOSE, -1)).isEqualTo(-Errno.EBADF);
        assertThat(open("/nonexistent/file")).isEqualTo(-Errno.ENOENT);
        assertThat(open("/dev/null/file")).isEqualTo(-Errno.ENOTDIR);
        assertThat(sys.invoke(SyscallNumber.OPENAT, AT_CWD, 8, 0)).isEqualTo(-Errno.EFAULT);
        assertThat(sys.invoke(100_000, 0)).isEqualTo(-Errno.ENOSYS);
    }

    @Test
    void shouldPassSixArguments() {
        // Each argument in a wrong place would be refused for another reason, or taken.
        MemorySegment words = arena.allocate(32, 8);
        long self = sys.invoke(SyscallNumber.GETPID, 0);

        assertThat(sys.invoke(SyscallNumber.PROCESS_VM_READV, self, words.address(), 0, words.address(), 0, 0))
                .isZero();
        assertThat(sys.invoke(SyscallNumber.PROCESS_VM_READV, self, words.address(), 0, words.address(), 0, 1))
                .isEqualTo(-Errno.EINVAL);
    }

    @Test
    void shouldKeepErrnoOfEachGatewayApart() throws InterruptedException {
        long[] answers = new long[2];
        Thread other = Thread.ofPlatform().start(() -> {
            try (Arena own = Arena.ofConfined()) {
                Syscall gateway = new Syscall(own);
                for (int i = 0; i < 10_000 && answers[0] >= 0; i++) {
                    answers[0] = gateway.invoke(100_000, 0) == -Errno.ENOSYS ? i : -1;
                }
            }
        });
        for (int i = 0; i < 10_000 && answers[1] >= 0; i++) {
            answers[1] = sys.invoke(SyscallNumber.CLOSE, -1) == -Errno.EBADF ? i : -1;
        }
        other.join();

        assertThat(answers).containsExactly(9_999, 9_999);
    }

    @Test
    void shouldCallLibraryFunctions() {
        MemorySegment text = CString.of(arena, "4711");

        assertThat(sys.libc(Syscall.libc("atoi"), text.address(), 0, 0, 0, 0, 0)).isEqualTo(4711);
    }

    @Test
    void shouldNameLibraryFunctionThatIsMissing() {
        assertThatThrownBy(() -> Syscall.libc("no_such_function"))
                .hasMessage("dlsym no_such_function: Function not implemented (ENOSYS)");
    }

    @Test
    void shouldCloseDescriptorOnce() {
        int number = (int) open("/dev/null");
        Path entry = Path.of("/proc/self/fd/" + number);
        Fd fd = new Fd(sys, number);
        assertThat(fd.value()).isEqualTo(number);
        assertThat(entry).isSymbolicLink();

        fd.close();
        assertThat(fd.value()).isNegative();
        assertThat(entry).doesNotExist();

        int reused = (int) open("/dev/null");
        fd.close();
        assertThat(Path.of("/proc/self/fd/" + reused)).isSymbolicLink();
        new Fd(sys, reused).close();
    }

    @Test
    void shouldTellOperationSubjectAndErrnoOfRefusal() {
        assertThat(LinuxException.check(7, "openat", "/x")).isEqualTo(7);
        assertThatThrownBy(() -> LinuxException.check(-Errno.EACCES, "openat", "/x"))
                .isInstanceOfSatisfying(LinuxException.class, refusal -> {
                    assertThat(refusal.operation()).isEqualTo("openat");
                    assertThat(refusal.subject()).isEqualTo("/x");
                    assertThat(refusal.errno()).isEqualTo(Errno.EACCES);
                }).hasMessage("openat /x: Permission denied (EACCES)");
    }

    private long open(String path) {
        return sys.invoke(SyscallNumber.OPENAT, AT_CWD, CString.of(arena, path).address(), 0);
    }
}
