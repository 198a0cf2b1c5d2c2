package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A socket's address, as a target gave it or the kernel tells it: the supervisor's own copy of some
 * {@code struct sockaddr}, which nobody can change between the decision and the use.
 *
 * <pre>
 *   0        2       4             8                          24
 *  +--------+-------+-------------+--------------------------+---------+
 *  | AF_INET| port  | address     | 0                        |         |
 *  +--------+-------+-------------+--------------------------+---------+
 *  |AF_INET6| port  | flow        | address                  | scope   |
 *  +--------+-------+-------------+--------------------------+---------+
 *  | AF_UNIX| path, or NUL and a name                        | ...     |
 *  +--------+------------------------------------------------+---------+
 * </pre>
 *
 * Ports and internet addresses are in network byte order.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sockaddr.3type.html">sockaddr(3type)</a>
 */
final class SocketAddress {
    static final int AF_UNSPEC = 0;
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    /** Where the path or name of a Unix socket begins. */
    static final int UNIX_PATH = 2;
    /** {@code struct sockaddr_un}. */
    static final int LONGEST_UNIX = 110;

    /** {@code struct sockaddr_storage}: the kernel takes no longer one. */
    static final int LONGEST = 128;
    private static final int PORT = 2;
    private static final int V4_ADDRESS = 4;
    private static final int V6_ADDRESS = 8;
    private static final int V6_MAPPED = 20;
    private static final int V4_LENGTH = 16;
    /** Without the scope, as RFC 2133 had it. */
    private static final int V6_SHORTEST = 24;
    private static final int V4_LOOPBACK = 0x7F00_0001;
    /** The second half of {@code ::ffff:0:0}, the first address of the IPv4-mapped block. */
    private static final long MAPPED = 0xFFFF_0000_0000L;
    private static final int V4_BITS = 32;
    private static final ValueLayout.OfShort NET_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);

    private final Tools tools;
    private final MemorySegment bytes;
    private final MemorySegment size;
    private int length;

    SocketAddress(Tools tools) {
        this.tools = tools;
        this.bytes = tools.arena().allocate(LONGEST, Long.BYTES);
        this.size = tools.arena().allocate(ValueLayout.JAVA_INT);
    }

    /**
     * Copies an address out of the target's memory.
     *
     * @return 0, or a negative errno: EINVAL for a length that no address has, EFAULT
     */
    int read(Call call, long pointer, int given) {
        length = 0;
        if (given < 0 || given > LONGEST) {
            return -Errno.EINVAL;
        }
        bytes.fill((byte) 0);
        int error = tools.memory().read(call.tid(), pointer, bytes, given);
        length = given;
        return Math.min(0, error);
    }

    /**
     * Asks the kernel which address a socket has.
     *
     * @return 0, or a negative errno
     */
    int readOwn(int socket) {
        bytes.fill((byte) 0);
        size.set(ValueLayout.JAVA_INT, 0, LONGEST);
        int error = (int) tools.sys().invoke(SyscallNumber.GETSOCKNAME, socket, bytes.address(), size.address());
        length = Math.min(LONGEST, size.get(ValueLayout.JAVA_INT, 0));
        return error;
    }

    /** Declares the first {@code newLength} bytes, written by the kernel, to be the address. */
    void take(int newLength) {
        length = Math.clamp(newLength, 0, LONGEST);
    }

    /** Names nobody, which to connect to is to have no peer, and to listen no more. */
    void setNobody() {
        bytes.fill((byte) 0);
        length = V4_LENGTH;
    }

    long address() {
        return bytes.address();
    }

    /** In bytes; 0 when there is none. */
    int length() {
        return length;
    }

    /** {@link #AF_UNSPEC} also where the address is too short to name a family. */
    int family() {
        return length < Short.BYTES ? AF_UNSPEC : Short.toUnsignedInt(bytes.get(ValueLayout.JAVA_SHORT, 0));
    }

    byte at(int index) {
        return bytes.get(ValueLayout.JAVA_BYTE, index);
    }

    /**
     * Which internet family the kernel takes the address for.
     *
     * @param domain of the socket; an IPv4 one takes no family for its own, except where that means to disconnect
     * @return {@link #AF_INET}, {@link #AF_INET6}, or {@link #AF_UNSPEC} when the kernel refuses the address, or finds
     *         that there is none
     */
    int internetFamily(int domain) {
        int family = family() == AF_UNSPEC ? domain : family();
        if (family == AF_INET && length >= V4_LENGTH) {
            return AF_INET;
        }
        return family == AF_INET6 && family() == AF_INET6 && length >= V6_SHORTEST ? AF_INET6 : AF_UNSPEC;
    }

    /** Copies the endpoint of an internet address. */
    void describe(AskedEndpoint endpoint, int family) {
        int port = Short.toUnsignedInt(bytes.get(NET_SHORT, PORT));
        if (family == AF_INET) {
            endpoint.setV4(Integer.toUnsignedLong(bytes.get(NET_INT, V4_ADDRESS)), port);
            return;
        }
        long high = bytes.get(NET_LONG, V6_ADDRESS);
        long low = bytes.get(NET_LONG, V6_ADDRESS + Long.BYTES);
        if (high == 0 && low >>> V4_BITS == MAPPED >>> V4_BITS) {
            endpoint.setV4(low & ~0L >>> V4_BITS, port);
        } else {
            endpoint.setV6(high, low, port);
        }
    }

    /**
     * Writes the loopback address where the unspecified one stands, which as a destination means this machine, but by
     * which of its addresses depends on the socket.
     */
    void specify(int family) {
        if (family == AF_INET) {
            if (bytes.get(NET_INT, V4_ADDRESS) == 0) {
                bytes.set(NET_INT, V4_ADDRESS, V4_LOOPBACK);
            }
        } else if (bytes.get(NET_LONG, V6_ADDRESS) == 0) {
            long low = bytes.get(NET_LONG, V6_ADDRESS + Long.BYTES);
            if (low == 0) {
                bytes.set(NET_LONG, V6_ADDRESS + Long.BYTES, 1);
            } else if (low == MAPPED) {
                bytes.set(NET_INT, V6_MAPPED, V4_LOOPBACK);
            }
        }
    }
}
