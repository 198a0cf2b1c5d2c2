package dev.remit.policy;

import org.jspecify.annotations.Nullable;

/** Reads and writes internet addresses and CIDR blocks, without ever asking a resolver. */
public final class AddressSyntax {
    private static final int GROUPS = 8;
    private static final int LONGEST_NUMBER = 5;
    private static final long MAPPED = 0xFFFFL;

    private AddressSyntax() {}

    /**
     * An address or a CIDR block. IPv4-mapped IPv6 addresses become IPv4.
     *
     * @return null when the text is neither
     */
    public static @Nullable AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean colons = address.indexOf(':') >= 0;
        int width = colons ? 128 : 32;
        int prefix = slash < 0 ? width : number(text.substring(slash + 1), width);
        if (prefix < 0) {
            return null;
        }
        if (!colons) {
            long v4 = parseV4(address);
            return v4 < 0 ? null : new AddressBlock(false, 0, v4, prefix);
        }
        int[] groups = parseV6(address);
        return groups == null ? null : fold(join(groups, 0), join(groups, 4), prefix);
    }

    /** The same block without the bits that lie beyond its prefix. */
    public static AddressBlock masked(AddressBlock block) {
        if (!block.ipv6()) {
            return new AddressBlock(false, 0, block.low() & leading(32 + block.prefix()) & 0xFFFF_FFFFL,
                    block.prefix());
        }
        return new AddressBlock(true, block.high() & leading(Math.min(64, block.prefix())),
                block.low() & leading(Math.max(0, block.prefix() - 64)), block.prefix());
    }

    private static long leading(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }

    private static AddressBlock fold(long high, long low, int prefix) {
        if (high == 0 && low >>> 32 == MAPPED && prefix >= 96) {
            return new AddressBlock(false, 0, low & 0xFFFF_FFFFL, prefix - 96);
        }
        return new AddressBlock(true, high, low, prefix);
    }

    private static long join(int[] groups, int from) {
        return (long) groups[from] << 48 | (long) groups[from + 1] << 32 | (long) groups[from + 2] << 16
                | groups[from + 3];
    }

    /** A decimal number of at most {@code most}, which is below 100 000, without sign or leading zero; else -1. */
    public static int number(String text, int most) {
        if (text.isEmpty() || text.length() > LONGEST_NUMBER || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int at = 0; at < text.length(); at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= most ? value : -1;
    }

    private static long parseV4(String text) {
        long address = 0;
        int start = 0;
        for (int octet = 0; octet < 4; octet++) {
            int dot = text.indexOf('.', start);
            boolean last = octet == 3;
            if (last != dot < 0) {
                return -1;
            }
            int value = number(text.substring(start, last ? text.length() : dot), 255);
            if (value < 0) {
                return -1;
            }
            address = address << 8 | value;
            start = dot + 1;
        }
        return address;
    }

    private static int @Nullable [] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] groups = groups(text);
            return groups != null && groups.length == GROUPS ? groups : null;
        }
        int[] before = groups(text.substring(0, gap));
        int[] after = groups(text.substring(gap + 2));
        if (before == null || after == null || before.length + after.length >= GROUPS) {
            return null;
        }
        int[] all = new int[GROUPS];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(after, 0, all, GROUPS - after.length, after.length);
        return all;
    }

    /** Groups between colons; the last may be an IPv4 address, which makes two. */
    private static int @Nullable [] groups(String text) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int start = 0;
        while (start < text.length()) {
            int colon = text.indexOf(':', start);
            String group = text.substring(start, colon < 0 ? text.length() : colon);
            long v4 = colon < 0 && group.indexOf('.') >= 0 ? parseV4(group) : -1;
            int needed = v4 < 0 ? 1 : 2;
            int value = v4 < 0 ? hex(group) : (int) (v4 >>> 16);
            if (value < 0 || count + needed > GROUPS || colon == text.length() - 1) {
                return null;
            }
            groups[count++] = value;
            if (v4 >= 0) {
                groups[count++] = (int) (v4 & 0xFFFF);
            }
            start = colon < 0 ? text.length() : colon + 1;
        }
        int[] exact = new int[count];
        System.arraycopy(groups, 0, exact, 0, count);
        return exact;
    }

    private static int hex(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int at = 0; at < text.length(); at++) {
            int digit = text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** A block as people write it: the address alone where it is but one. IPv6 as RFC 5952 has it. */
    public static String format(AddressBlock block) {
        String address = address(block);
        return block.prefix() == (block.ipv6() ? 128 : 32) ? address : address + "/" + block.prefix();
    }

    private static String address(AddressBlock block) {
        long low = block.low();
        if (!block.ipv6()) {
            return (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
        }
        StringBuilder text = new StringBuilder();
        int gapStart = -1;
        int gapLength = 1;
        for (int at = 0; at < GROUPS; at++) {
            int length = 0;
            while (at + length < GROUPS && group(block, at + length) == 0) {
                length++;
            }
            if (length > gapLength) {
                gapStart = at;
                gapLength = length;
            }
        }
        for (int at = 0; at < GROUPS; at++) {
            if (at == gapStart) {
                text.append("::");
                at += gapLength - 1;
                continue;
            }
            text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                    .append(Integer.toHexString(group(block, at)));
        }
        return text.toString();
    }

    private static int group(AddressBlock block, int index) {
        long half = index < 4 ? block.high() : block.low();
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xFFFF;
    }
}
