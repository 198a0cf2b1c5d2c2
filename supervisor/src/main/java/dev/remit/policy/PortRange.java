package dev.remit.policy;

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
