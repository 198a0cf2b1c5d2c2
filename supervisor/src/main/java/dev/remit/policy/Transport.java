package dev.remit.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transport protocols that rules on the network can name. */
public enum Transport {
    TCP("tcp"),
    UDP("udp"),
    /** Echo requests and replies, as ping sends them; has no ports. */
    ICMP("icmp");

    /** All spellings. */
    public static final List<String> SPELLINGS = List.of(TCP.spelling, UDP.spelling, ICMP.spelling);

    private static final Transport[] VALUES = values();

    private final String spelling;

    Transport(String spelling) {
        this.spelling = spelling;
    }

    /** As the manifest spells it. */
    public String spelling() {
        return spelling;
    }

    /** The number that stands for it in events and tables: its ordinal, as the order is part of the format. */
    @SuppressWarnings("EnumOrdinal")
    public int code() {
        return ordinal();
    }

    /** The protocol with this code. */
    public static Transport of(int code) {
        return VALUES[code];
    }

    /** The protocol with this spelling, or null. */
    public static @Nullable Transport of(String spelling) {
        for (Transport each : VALUES) {
            if (each.spelling.equals(spelling)) {
                return each;
            }
        }
        return null;
    }
}
