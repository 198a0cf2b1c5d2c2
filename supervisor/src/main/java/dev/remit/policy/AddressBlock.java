package dev.remit.policy;

/**
 * A block of internet addresses that share their leading bits.
 *
 * @param ipv6 whether it is a block of IPv6 addresses; an IPv4-mapped one is written as IPv4
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address, or the 32 bits of an IPv4 address
 * @param prefix how many leading bits count: at most 128, or 32. All bits behind it are 0
 */
public record AddressBlock(boolean ipv6, long high, long low, int prefix) {
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;

    public AddressBlock {
        if (prefix < 0 || prefix > (ipv6 ? V6_BITS : V4_BITS)) {
            throw new IllegalArgumentException("no such prefix: " + prefix);
        }
    }

    /** One IPv4 address, its 32 bits. */
    public static AddressBlock ofV4(long address) {
        return new AddressBlock(false, 0, address & 0xFFFF_FFFFL, V4_BITS);
    }

    /** One IPv6 address. */
    public static AddressBlock ofV6(long high, long low) {
        return new AddressBlock(true, high, low, V6_BITS);
    }

    /** The last address's first 64 bits. */
    public long lastHigh() {
        return ipv6 ? high | behind(Math.min(prefix, Long.SIZE)) : 0;
    }

    /** The last address's last 64 bits. */
    public long lastLow() {
        return ipv6 ? low | behind(Math.max(0, prefix - Long.SIZE)) : low | behind(prefix + V4_BITS);
    }

    /** The bits of a word behind its first {@code bits}. */
    private static long behind(int bits) {
        return bits == Long.SIZE ? 0 : -1L >>> bits;
    }

    /** As the manifest spells it. */
    @Override
    public String toString() {
        return AddressSyntax.format(this);
    }
}
