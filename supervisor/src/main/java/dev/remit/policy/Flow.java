package dev.remit.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who starts a flow on the network. */
public enum Flow {
    /** Others: governs {@code bind}, hence {@code listen} and {@code accept}. */
    INBOUND("inbound"),
    /** The program: governs {@code connect} and sending to an address. */
    OUTBOUND("outbound");

    /** All spellings. */
    public static final List<String> SPELLINGS = List.of(INBOUND.spelling, OUTBOUND.spelling);

    private static final Flow[] VALUES = values();

    private final String spelling;

    Flow(String spelling) {
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

    /** The flow with this code. */
    public static Flow of(int code) {
        return VALUES[code];
    }

    /** The flow with this spelling, or null. */
    public static @Nullable Flow of(String spelling) {
        for (Flow each : VALUES) {
            if (each.spelling.equals(spelling)) {
                return each;
            }
        }
        return null;
    }
}
