package dev.remit.compiler.bpf;

import java.util.HashMap;
import java.util.Map;

/** How often programs make a call, for those made often, in thousandths of all calls. */
final class CallWeights {
    private final Map<String, Integer> weights = new HashMap<>();

    CallWeights() {
        put(180, "read", "newfstatat", "openat");
        put(120, "close", "write", "futex");
        put(60, "mmap", "fstat", "fcntl", "recvmsg", "epoll_wait", "poll");
        put(40, "lseek", "pread64", "mprotect", "munmap", "brk", "ioctl", "sendto", "recvfrom", "writev", "sendmsg");
        put(20, "rt_sigaction", "rt_sigprocmask", "readlink", "access", "getdents64", "statx", "stat", "lstat", "open");
        put(10, "clone", "wait4", "execve", "prctl", "socket", "connect", "madvise", "getpid", "epoll_pwait", "ppoll");
    }

    int of(String call) {
        return weights.getOrDefault(call, 0);
    }

    private void put(int weight, String... calls) {
        for (String call : calls) {
            weights.put(call, weight);
        }
    }
}
