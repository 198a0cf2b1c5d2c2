package dev.remit.handlers;

import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Transport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Tells what a socket is: its domain, its type and its protocol, by the kernel's own word.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
final class SocketOptions {
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    /** Answered for a socket of none of the protocols that rules can name. */
    static final int NO_TRANSPORT = -1;
    /** How many protocols rules can name. */
    static final int TRANSPORTS = Transport.values().length;

    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_PASSCRED = 16;
    private static final int SO_PROTOCOL = 38;
    private static final int SO_DOMAIN = 39;
    private static final int SO_PASSPIDFD = 76;
    private static final int SO_COOKIE = 57;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int IPV6_V6ONLY = 26;
    private static final int F_GETFL = 3;
    private static final int SOCKADDR_IN6 = 28;
    private static final int PORT = 2;

    private final Tools tools;
    private final MemorySegment value;
    private final MemorySegment size;
    private final MemorySegment own;

    SocketOptions(Tools tools) {
        this.tools = tools;
        this.value = tools.arena().allocate(ValueLayout.JAVA_LONG);
        this.size = tools.arena().allocate(ValueLayout.JAVA_INT);
        this.own = tools.arena().allocate(SOCKADDR_IN6, Integer.BYTES);
    }

    /** {@code AF_INET} and so on, or a negative errno: ENOTSOCK. */
    int domain(int socket) {
        return get(socket, SOL_SOCKET, SO_DOMAIN);
    }

    /** {@link #SOCK_STREAM} and so on, or a negative errno. */
    int type(int socket) {
        return get(socket, SOL_SOCKET, SO_TYPE);
    }

    /** The code of an internet socket's {@link Transport}, or {@link #NO_TRANSPORT}. */
    int transport(int socket) {
        return transportOfType(socket, type(socket));
    }

    /** The same of a socket whose type is known. */
    int transportOfType(int socket, int type) {
        int protocol = get(socket, SOL_SOCKET, SO_PROTOCOL);
        return protocol <= 0 ? NO_TRANSPORT : transport(type, protocol);
    }

    /**
     * The code of the {@link Transport} of an internet socket with a type and a protocol, which is 0 for what is usual;
     * or {@link #NO_TRANSPORT}.
     */
    static int transport(int type, int protocol) {
        if (type == SOCK_STREAM && (protocol == 0 || protocol == IPPROTO_TCP)) {
            return Transport.TCP.code();
        }
        if (type != SOCK_DGRAM) {
            return NO_TRANSPORT;
        }
        return switch (protocol) {
            case 0, IPPROTO_UDP -> Transport.UDP.code();
            case IPPROTO_ICMP, IPPROTO_ICMPV6 -> Transport.ICMP.code();
            default -> NO_TRANSPORT;
        };
    }

    /** Whether an IPv6 socket has nothing to do with IPv4. */
    boolean isIpv6Only(int socket) {
        return get(socket, IPPROTO_IPV6, IPV6_V6ONLY) == 1;
    }

    /** A number that no other socket has or will have; 0 when it cannot be told. */
    long cookie(int socket) {
        size.set(ValueLayout.JAVA_INT, 0, Long.BYTES);
        long error = tools.sys().invoke(SyscallNumber.GETSOCKOPT, socket, SOL_SOCKET, SO_COOKIE, value.address(),
                size.address());
        return error < 0 ? 0 : value.get(ValueLayout.JAVA_LONG, 0);
    }

    /** Whether who receives by a Unix socket is told who sends. */
    boolean tellsSender(int socket) {
        return get(socket, SOL_SOCKET, SO_PASSCRED) == 1 || get(socket, SOL_SOCKET, SO_PASSPIDFD) == 1;
    }

    /** Whether calls on the socket wait until they can be done. */
    boolean waits(int socket) {
        return (tools.sys().invoke(SyscallNumber.FCNTL, socket, F_GETFL) & OpenFlags.NONBLOCK) == 0;
    }

    /** Whether an internet socket has an address of its own: it was bound, or is connected. */
    boolean hasPort(int socket) {
        size.set(ValueLayout.JAVA_INT, 0, (int) own.byteSize());
        long error = tools.sys().invoke(SyscallNumber.GETSOCKNAME, socket, own.address(), size.address());
        return error < 0 || own.get(ValueLayout.JAVA_SHORT, PORT) != 0;
    }

    private int get(int socket, int level, int option) {
        size.set(ValueLayout.JAVA_INT, 0, Integer.BYTES);
        long error = tools.sys().invoke(SyscallNumber.GETSOCKOPT, socket, level, option, value.address(),
                size.address());
        return error < 0 ? (int) error : value.get(ValueLayout.JAVA_INT, 0);
    }
}
