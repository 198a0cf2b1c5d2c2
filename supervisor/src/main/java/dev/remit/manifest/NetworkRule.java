package dev.remit.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code allowedNetwork}.
 *
 * @param name null when it has none
 * @param direction who starts the flow
 * @param endpoint the addresses, the program's own for {@code inbound} and the peer's for {@code outbound}
 * @param protocols at least one
 * @param ports at least one
 */
public record NetworkRule(@Nullable Located<String> name, Located<Direction> direction, Endpoint endpoint,
        List<Located<Protocol>> protocols, List<Located<PortRange>> ports) {
    /** Who starts a flow. */
    public enum Direction {
        /** Others: governs {@code bind}, hence {@code listen} and {@code accept}. */
        INBOUND("inbound"),
        /** The program: governs {@code connect} and sending to an address. */
        OUTBOUND("outbound");

        /** All spellings. */
        public static final List<String> SPELLINGS = List.of(INBOUND.spelling, OUTBOUND.spelling);

        private final String spelling;

        Direction(String spelling) {
            this.spelling = spelling;
        }

        /** As the manifest spells it. */
        public String spelling() {
            return spelling;
        }

        /** The value with this spelling, or null. */
        public static @Nullable Direction of(String spelling) {
            for (Direction each : values()) {
                if (each.spelling.equals(spelling)) {
                    return each;
                }
            }
            return null;
        }
    }

    /** A transport protocol. */
    public enum Protocol {
        TCP("tcp"),
        UDP("udp");

        /** All spellings. */
        public static final List<String> SPELLINGS = List.of(TCP.spelling, UDP.spelling);

        private final String spelling;

        Protocol(String spelling) {
            this.spelling = spelling;
        }

        /** As the manifest spells it. */
        public String spelling() {
            return spelling;
        }

        /** The value with this spelling, or null. */
        public static @Nullable Protocol of(String spelling) {
            for (Protocol each : values()) {
                if (each.spelling.equals(spelling)) {
                    return each;
                }
            }
            return null;
        }
    }

    /** What a rule speaks of. */
    public sealed interface Endpoint {
        /** Addresses that are known when the manifest is read. */
        record Addresses(List<Located<AddressSet>> sets) implements Endpoint {
            public Addresses {
                sets = List.copyOf(sets);
            }
        }

        /**
         * A name whose addresses are looked up while the program runs.
         *
         * @param name a host name
         * @param lazy whether the name may be unresolvable when the program starts
         */
        record Host(Located<String> name, boolean lazy) implements Endpoint {}
    }

    /**
     * Ports from {@code first} to {@code last}, both included.
     *
     * @param first 0 to 65535
     * @param last at least {@code first}
     */
    public record PortRange(int first, int last) {
        /** Every port. */
        public static final PortRange ANY = new PortRange(0, 0xFFFF);

        /** As the manifest spells it. */
        @Override
        public String toString() {
            if (equals(ANY)) {
                return "any";
            }
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    public NetworkRule {
        protocols = List.copyOf(protocols);
        ports = List.copyOf(ports);
    }

    /** The name, or an empty string. */
    public String label() {
        return name == null ? "" : name.value();
    }
}
