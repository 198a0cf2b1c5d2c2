package dev.remit.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.bpf.BpfProgram;
import dev.remit.compiler.bpf.FilterCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.compiler.bpf.SocketUse;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.decision.EndpointTableBuilder;
import dev.remit.decision.LiveEndpoints;
import dev.remit.handlers.CredentialChanges;
import dev.remit.handlers.DeviceUse;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.PinnedFiles;
import dev.remit.handlers.ProcessTree;
import dev.remit.linux.Errno;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.Flow;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.CallNumbers;
import dev.remit.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What calls on sockets take, once all code is compiled. */
class NetworkSteadyStateTest {
    private static final int AF_INET = 2;
    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;
    private static final int ADDRESS_LENGTH = 16;
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;
    private static final int BACKLOG = 16;
    private static final int PAYLOAD = 64;
    private static final int LOOPBACK = 0x7F000001;
    /** A loopback address that no rule speaks of. */
    private static final int ELSEWHERE = 0x7F000009;
    private static final ValueLayout.OfInt NETWORK_INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofAuto();
    private final CallNumbers numbers = SystemCalls.load().on(Architecture.current());
    private final MemorySegment payload = arena.allocate(PAYLOAD, Long.BYTES);
    private final MemorySegment linger = arena.allocate(ValueLayout.JAVA_INT, 2);

    /** The target's thread's: its gateway, a socket of its own, and its peer. */
    private final class Target {
        private final Syscall sys;
        private final int type;
        private final MemorySegment peerAddress = address(LOOPBACK);
        private final int peer;

        Target(Syscall sys, int type) {
            this.sys = sys;
            this.type = type;
            this.peer = socket();
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, ADDRESS_LENGTH);
            check(call("bind", peer, peerAddress.address(), ADDRESS_LENGTH));
            if (type == STREAM) {
                check(call("listen", peer, BACKLOG));
            }
            check(call("getsockname", peer, peerAddress.address(), length.address()));
        }

        int socket() {
            return (int) check(call("socket", AF_INET, type, 0));
        }

        long call(String name, long... arguments) {
            long[] six = Arrays.copyOf(arguments, 6);
            return sys.invoke(numbers.numberOf(name), six[0], six[1], six[2], six[3], six[4], six[5]);
        }

        private long check(long result) {
            return LinuxException.check(result, "a call on sockets", "127.0.0.1");
        }
    }

    private MemorySegment address(int host) {
        MemorySegment address = arena.allocate(ADDRESS_LENGTH, Long.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
        address.set(NETWORK_INT, Integer.BYTES, host);
        return address;
    }

    @Test
    void shouldAllocateNothingForConnect() throws Exception {
        linger.set(ValueLayout.JAVA_INT, 0, 1);
        assertThat(allocated(STREAM, target -> {
            int socket = target.socket();
            // So that connections leave no port waiting.
            long error = target.call("setsockopt", socket, SOL_SOCKET, SO_LINGER, linger.address(), linger.byteSize());
            error |= target.call("connect", socket, target.peerAddress.address(), ADDRESS_LENGTH);
            long accepted = target.call("accept4", target.peer, 0, 0, 0);
            target.call("close", socket);
            target.call("close", accepted);
            return Math.min(error, Math.min(0, accepted));
        })).isZero();
    }

    @Test
    void shouldAllocateNothingForRefusedConnect() throws Exception {
        MemorySegment elsewhere = address(ELSEWHERE);
        assertThat(allocated(STREAM, target -> {
            int socket = target.socket();
            long error = target.call("connect", socket, elsewhere.address(), ADDRESS_LENGTH);
            target.call("close", socket);
            return error + Errno.EACCES;
        })).isZero();
    }

    @Test
    void shouldAllocateNothingForBindAndListen() throws Exception {
        MemorySegment anyPort = address(LOOPBACK);
        assertThat(allocated(STREAM, target -> {
            int socket = target.socket();
            long error = target.call("bind", socket, anyPort.address(), ADDRESS_LENGTH);
            error |= target.call("listen", socket, BACKLOG);
            target.call("close", socket);
            return error;
        })).isZero();
    }

    @Test
    void shouldAllocateNothingForSentDatagram() throws Exception {
        assertThat(allocated(DATAGRAM, target -> {
            long sent = target.call("sendto", target.peer, payload.address(), PAYLOAD, 0, target.peerAddress.address(),
                    ADDRESS_LENGTH);
            target.call("recvfrom", target.peer, payload.address(), PAYLOAD, 0, 0, 0);
            return sent - PAYLOAD;
        })).isZero();
    }

    @Test
    void shouldAllocateNothingForRefusedDatagram() throws Exception {
        MemorySegment elsewhere = address(ELSEWHERE);
        assertThat(allocated(DATAGRAM, target -> target.call("sendto", target.peer, payload.address(), PAYLOAD, 0,
                elsewhere.address(), ADDRESS_LENGTH) + Errno.EACCES)).isZero();
    }

    @Test
    void shouldAllocateNothingForMessage() throws Exception {
        MemorySegment message = arena.allocate(ValueLayout.JAVA_LONG, 8);
        assertThat(allocated(DATAGRAM, target -> {
            describe(message, target);
            long sent = target.call("sendmsg", target.peer, message.address(), 0);
            target.call("recvfrom", target.peer, payload.address(), PAYLOAD, 0, 0, 0);
            return sent - PAYLOAD;
        })).isZero();
    }

    @Test
    void shouldAllocateNothingForSeveralMessages() throws Exception {
        MemorySegment message = arena.allocate(ValueLayout.JAVA_LONG, 8);
        assertThat(allocated(DATAGRAM, target -> {
            describe(message, target);
            long messages = target.call("sendmmsg", target.peer, message.address(), 1, 0);
            target.call("recvfrom", target.peer, payload.address(), PAYLOAD, 0, 0, 0);
            return messages - 1;
        })).isZero();
    }

    /** A {@code struct mmsghdr} of one stretch of memory. */
    private void describe(MemorySegment message, Target target) {
        if (message.get(ValueLayout.JAVA_LONG, 0) == 0) {
            MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, 2);
            vector.set(ValueLayout.JAVA_LONG, 0, payload.address());
            vector.set(ValueLayout.JAVA_LONG, Long.BYTES, PAYLOAD);
            message.set(ValueLayout.JAVA_LONG, 0, target.peerAddress.address());
            message.set(ValueLayout.JAVA_LONG, 8, ADDRESS_LENGTH);
            message.set(ValueLayout.JAVA_LONG, 16, vector.address());
            message.set(ValueLayout.JAVA_LONG, 24, 1);
        }
    }

    /** What a target does again and again. */
    @FunctionalInterface
    private interface Work {
        long once(Target target);
    }

    private long allocated(int type, Work work) throws InterruptedException {
        return new SteadyState(filter(), shared()).allocated(sys -> {
            Target target = new Target(sys, type);
            LongSupplier once = () -> work.once(target);
            return once;
        });
    }

    private static BpfProgram filter() {
        return FilterCompiler.compile(Architecture.current(), SystemCalls.load(),
                FilterOptions.standard().withSockets(new SocketUse(true, true, false, false, false)));
    }

    private Handlers.Shared shared() {
        EndpointTableBuilder endpoints = new EndpointTableBuilder();
        for (Flow flow : Flow.values()) {
            for (Transport transport : new Transport[]{Transport.TCP, Transport.UDP}) {
                endpoints.allow(flow, transport, AddressBlock.ofV4(LOOPBACK), PortRange.ANY, 0);
            }
        }
        return new Handlers.Shared(new DecisionTrieBuilder().build(), new PinnedFiles(new long[0]), numbers,
                new CredentialChanges(new Syscall(arena)), false,
                new Handlers.Network(new LiveEndpoints(endpoints.build())), DeviceUse.NONE, ProcessTree.UNKEPT);
    }
}
