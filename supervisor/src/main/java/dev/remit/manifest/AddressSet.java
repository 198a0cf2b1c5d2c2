package dev.remit.manifest;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Internet addresses that a network rule speaks of. */
public sealed interface AddressSet {
    /** The words that stand for address blocks. */
    List<String> WORDS = List.of("any", "loopback", "private");

    /** As the manifest spells it. */
    String spelling();

    /** A set that has a name. */
    enum Named implements AddressSet {
        /** Every address of both families. */
        ANY,
        /** 127.0.0.0/8 and ::1. */
        LOOPBACK,
        /** The private and link-local blocks of both families. */
        PRIVATE;

        @Override
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The set with this spelling, or null. */
        public static @Nullable Named of(String spelling) {
            for (Named named : values()) {
                if (named.spelling().equals(spelling)) {
                    return named;
                }
            }
            return null;
        }
    }

    /**
     * A block of addresses that share their leading bits. IPv4-mapped IPv6 addresses have become IPv4.
     *
     * @param ipv6 whether it is a block of IPv6 addresses
     * @param high the first 64 bits of an IPv6 address; 0 for IPv4
     * @param low the last 64 bits of an IPv6 address, or the 32 bits of an IPv4 address
     * @param prefix how many leading bits count: at most 128, or 32
     */
    record Block(boolean ipv6, long high, long low, int prefix) implements AddressSet {
        @Override
        public String spelling() {
            String address = AddressSyntax.format(this);
            return prefix == (ipv6 ? 128 : 32) ? address : address + "/" + prefix;
        }
    }
}
