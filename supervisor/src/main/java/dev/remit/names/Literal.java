package dev.remit.names;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as configuration files and messages spell them. Never looks a name up. */
final class Literal {
    private static final long MAPPED = 0xFFFFL;
    private static final int V4_BYTES = 4;

    private Literal() {}

    /**
     * An address, possibly with a zone such as {@code %eth0}.
     *
     * @return null when the text is no address, or names a zone that this machine does not have
     */
    static @Nullable InetAddress socketAddress(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    /**
     * An address; a zone is passed over, as it may name an interface that is not there at the moment.
     *
     * @return null when the text is no address
     */
    static @Nullable AddressBlock parse(String text) {
        int zone = text.indexOf('%');
        return text.indexOf('/') >= 0 ? null : AddressSyntax.parse(zone < 0 ? text : text.substring(0, zone));
    }

    /** The address without its zone. */
    static AddressBlock block(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == V4_BYTES ? v4(bytes, 0) : v6(bytes, 0);
    }

    /** Four bytes in network order. */
    static AddressBlock v4(byte[] bytes, int from) {
        return AddressBlock.ofV4(join(bytes, from, V4_BYTES));
    }

    /** Sixteen bytes in network order; an IPv4-mapped address becomes IPv4. */
    static AddressBlock v6(byte[] bytes, int from) {
        long high = join(bytes, from, Long.BYTES);
        long low = join(bytes, from + Long.BYTES, Long.BYTES);
        if (high == 0 && low >>> 32 == MAPPED) {
            return AddressBlock.ofV4(low);
        }
        return AddressBlock.ofV6(high, low);
    }

    private static long join(byte[] bytes, int from, int count) {
        long value = 0;
        for (int at = 0; at < count; at++) {
            value = value << 8 | bytes[from + at] & 0xFF;
        }
        return value;
    }
}
