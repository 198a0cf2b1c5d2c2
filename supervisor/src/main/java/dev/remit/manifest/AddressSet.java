package dev.remit.manifest;

import dev.remit.policy.AddressBlock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Internet addresses that a network rule speaks of. */
public sealed interface AddressSet {
    /** The words that stand for address blocks. */
    List<String> WORDS = List.of("any", "loopback", "private", "nameservers");

    /** As the manifest spells it. */
    String spelling();

    /** A set that has a name. */
    enum Named implements AddressSet {
        /** Every address of both families. */
        ANY,
        /** 127.0.0.0/8 and ::1. */
        LOOPBACK,
        /** The private and link-local blocks of both families. */
        PRIVATE,
        /** The name servers that the machine is configured to ask, whichever they are at the moment. */
        NAMESERVERS;

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

    /** A block of addresses that share their leading bits. */
    record Block(AddressBlock block) implements AddressSet {
        @Override
        public String spelling() {
            return block.toString();
        }
    }
}
