package dev.remit.manifest;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import dev.remit.policy.PortRange;
import org.jspecify.annotations.Nullable;

/** Reads the single words of rules on the network: ports, names of hosts, sets of addresses. */
public final class EndpointSyntax {
    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_LABEL = 63;
    private static final int LAST_PORT = 0xFFFF;

    private EndpointSyntax() {}

    /** A port, a range of ports, or {@code any}; null for anything else, such as a range that runs backwards. */
    public static @Nullable PortRange ports(String text) {
        if (text.equals("any")) {
            return PortRange.ANY;
        }
        int dash = text.indexOf('-');
        int first = port(dash < 0 ? text : text.substring(0, dash));
        int last = dash < 0 ? first : port(text.substring(dash + 1));
        return first < 0 || last < first ? null : new PortRange(first, last);
    }

    private static int port(String text) {
        return AddressSyntax.number(text, LAST_PORT);
    }

    /** An address, a block of addresses, or a word that stands for some; null for anything else. */
    public static @Nullable AddressSet addresses(String text) {
        AddressSet named = AddressSet.Named.of(text);
        if (named != null) {
            return named;
        }
        AddressBlock block = AddressSyntax.parse(text);
        return block == null ? null : new AddressSet.Block(block);
    }

    /** Whether a text can be the name of a host; a dot may stand at its end. */
    public static boolean isHostName(String text) {
        String host = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        boolean valid = !host.isEmpty() && host.length() <= LONGEST_HOST;
        int label = 0;
        for (int at = 0; at < host.length() && valid; at++) {
            char c = host.charAt(at);
            boolean last = at + 1 == host.length() || host.charAt(at + 1) == '.';
            if (c == '.') {
                valid = label > 0 && !last;
                label = 0;
            } else {
                label++;
                valid = label <= LONGEST_LABEL && isHostCharacter(c) && (c != '-' || (label > 1 && !last));
            }
        }
        return valid;
    }

    private static boolean isHostCharacter(char c) {
        return c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
