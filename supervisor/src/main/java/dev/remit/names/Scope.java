package dev.remit.names;

import dev.remit.policy.AddressBlock;

/** Tells addresses that an answer from the network must not give from those that it may. */
final class Scope {
    private Scope() {}

    /**
     * Whether the address means this machine, its own link, a group, or nothing at all.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6890">RFC 6890, special-purpose addresses</a>
     */
    static boolean isLocal(AddressBlock address) {
        return address.ipv6() ? isLocalV6(address) : isLocalV4((int) address.low());
    }

    private static boolean isLocalV4(int address) {
        int first = address >>> 24;
        // "This network", loopback, link-local (where clouds serve credentials), groups, reserved, broadcast.
        return first == 0 || first == 127 || address >>> 16 == 0xA9FE || first >= 224;
    }

    private static boolean isLocalV6(AddressBlock address) {
        if (address.high() == 0 && address.low() >>> 32 == 0) {
            // Unspecified, loopback, and IPv4 addresses in an obsolete dress.
            return true;
        }
        int first = (int) (address.high() >>> 48);
        return first >>> 6 == 0xFE80 >>> 6 || first >>> 8 == 0xFF;
    }
}
