package dev.remit.benchmarks;

import dev.remit.bpf.Assembler;
import dev.remit.bpf.Comparison;
import dev.remit.bpf.Label;
import dev.remit.bpf.SeccompAction;
import dev.remit.bpf.SeccompData;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.seccomp.Listener;
import dev.remit.linux.seccomp.SeccompFilter;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.CallNumbers;
import dev.remit.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Sockets on 127.0.0.1 for one thread, made by system calls that are not handed over, and the two calls that are: these
 * bear a mark in the half of the first argument that the kernel does not look at, because the Java runtime may make
 * others, while holding what a supervisor in the same process needs.
 */
final class Loopback {
    static final int STREAM = 1;
    static final int DATAGRAM = 2;
    static final int PAYLOAD = 64;

    private static final int MARK = 0x52454D49;
    private static final int AF_INET = 2;
    private static final int CLOEXEC = 0x80000;
    private static final int ADDRESS_LENGTH = 16;
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;
    private static final int BACKLOG = 16;
    private static final ValueLayout.OfInt NETWORK_INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int LOOPBACK = 0x7F000001;

    private final Arena arena = Arena.ofAuto();
    private final Syscall sys = new Syscall(arena);
    private final MemorySegment address = arena.allocate(ADDRESS_LENGTH, Long.BYTES);
    private final MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment linger = arena.allocate(ValueLayout.JAVA_INT, 2);
    private final MemorySegment payload = arena.allocate(PAYLOAD, Long.BYTES);
    private final int type;
    private final int accept;
    private final int close;
    private final int connect;
    private final int receive;
    private final int send;
    private final int setOption;
    private final int socket;
    private final int peer;

    /** Makes the socket that will be connected or sent to, on a port that the kernel chooses. */
    Loopback(int type) {
        CallNumbers numbers = SystemCalls.load().on(Architecture.current());
        this.type = type;
        this.accept = numbers.numberOf("accept4");
        this.close = numbers.numberOf("close");
        this.connect = numbers.numberOf("connect");
        this.receive = numbers.numberOf("recvfrom");
        this.send = numbers.numberOf("sendto");
        this.setOption = numbers.numberOf("setsockopt");
        this.socket = numbers.numberOf("socket");
        linger.set(ValueLayout.JAVA_INT, 0, 1);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
        address.set(NETWORK_INT, Integer.BYTES, LOOPBACK);
        this.peer = open();
        length.set(ValueLayout.JAVA_INT, 0, ADDRESS_LENGTH);
        check(sys.invoke(numbers.numberOf("bind"), peer, address.address(), ADDRESS_LENGTH), "bind");
        if (type == STREAM) {
            check(sys.invoke(numbers.numberOf("listen"), peer, BACKLOG), "listen");
        }
        check(sys.invoke(numbers.numberOf("getsockname"), peer, address.address(), length.address()), "getsockname");
    }

    private static int check(long result, String call) {
        return (int) LinuxException.check(result, call, "127.0.0.1");
    }

    /** A socket; one for connections resets them when it is closed, so that they leave no port waiting. */
    int open() {
        int fd = check(sys.invoke(socket, AF_INET, type | CLOEXEC, 0), "socket");
        if (type == STREAM) {
            check(sys.invoke(setOption, fd, SOL_SOCKET, SO_LINGER, linger.address(), linger.byteSize()),
                    "setsockopt");
        }
        return fd;
    }

    void close(int fd) {
        sys.invoke(close, fd);
    }

    private static long marked(int fd) {
        return (long) MARK << Integer.SIZE | fd;
    }

    /** Connects to the peer. */
    long connect(int fd) {
        return check(sys.invoke(connect, marked(fd), address.address(), ADDRESS_LENGTH), "connect");
    }

    /** Accepts what was connected, and closes it. */
    void acceptAndClose() {
        close(check(sys.invoke(accept, peer, 0, 0, CLOEXEC), "accept4"));
    }

    /** Sends the payload to the peer. */
    long send(int fd) {
        return check(sys.invoke(send, marked(fd), payload.address(), PAYLOAD, 0, address.address(), ADDRESS_LENGTH),
                "sendto");
    }

    /** Receives what was sent. */
    void receive() {
        int bytes = check(sys.invoke(receive, peer, payload.address(), PAYLOAD, 0, 0, 0), "recvfrom");
        if (bytes != PAYLOAD) {
            throw new IllegalStateException("received " + bytes + " bytes");
        }
    }

    /** Gives the calling thread a filter that hands over marked calls and nothing else; starts those who serve it. */
    void supervise(InProcessSupervisor supervisor, Scratch scratch, int workers) {
        if (supervisor == InProcessSupervisor.NONE) {
            return;
        }
        LinuxException.check(Prctl.setNoNewPrivileges(sys), "prctl", "PR_SET_NO_NEW_PRIVS");
        int listener = (int) LinuxException.check(new SeccompFilter(filter(), arena).install(sys, true), "seccomp",
                "listener");
        new Listener(sys, listener, arena).wakeSynchronously();
        Runnable worker = supervisor.worker(listener, scratch, workers);
        for (int i = 0; i < workers; i++) {
            Thread.ofPlatform().daemon().name("supervisor-" + i).start(worker);
        }
    }

    private byte[] filter() {
        Assembler assembler = new Assembler();
        Label notConnect = assembler.label("not connect");
        Label handedOver = assembler.label("handed over");
        Label marked = assembler.label("marked");
        Label other = assembler.label("other");
        return assembler.load(SeccompData.NUMBER)
                .branch(Comparison.EQUAL, connect, handedOver, notConnect)
                .mark(notConnect)
                .branch(Comparison.EQUAL, send, handedOver, other)
                .mark(handedOver).load(SeccompData.high(0))
                .branch(Comparison.EQUAL, MARK, marked, other)
                .mark(marked).ret(SeccompAction.USER_NOTIF)
                .mark(other).ret(SeccompAction.ALLOW)
                .assemble().bytes();
    }
}
