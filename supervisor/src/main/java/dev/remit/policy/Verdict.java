package dev.remit.policy;

/**
 * What the policy says of one path, packed into a {@code long} so that the hot path allocates nothing.
 *
 * <pre>
 *   63      40 39      16 15  10  9   8    6 5    3 2    0
 *  +----------+----------+------+---+--------+--------+------+
 *  | 0        | rule     | 0    | D | broker | exact  | tree |
 *  +----------+----------+------+---+--------+--------+------+
 * </pre>
 *
 * <ul>
 * <li>{@code tree}: {@link Access} bits that the kernel's own ruleset grants to a whole hierarchy containing the path;
 * <li>{@code exact}: bits that the kernel's ruleset grants to the very file that bore this name when the program was
 * started: to be relied on only after comparing the file's identity;
 * <li>{@code broker}: bits that only the supervisor can grant, by performing the call itself;
 * <li>{@code D}: a deny rule matches; the other three fields are then empty;
 * <li>{@code rule}: index into the policy's rules of the deny rule, else of the most specific rule that allows anything,
 * or {@link #NO_RULE}.
 * </ul>
 */
public final class Verdict {
    /** The index that means: no rule speaks of this path. */
    public static final int NO_RULE = 0xFF_FFFF;
    /** Nothing is granted, and no rule says so. */
    public static final long NOTHING = (long) NO_RULE << 16;

    private static final int EXACT_SHIFT = 3;
    private static final int BROKER_SHIFT = 6;
    private static final long DENIED = 1L << 9;
    private static final int RULE_SHIFT = 16;

    private Verdict() {}

    public static long allow(int tree, int exact, int broker, int rule) {
        return tree | (long) exact << EXACT_SHIFT | (long) broker << BROKER_SHIFT | (long) rule << RULE_SHIFT;
    }

    public static long deny(int rule) {
        return DENIED | (long) rule << RULE_SHIFT;
    }

    public static int tree(long verdict) {
        return (int) verdict & Access.ALL;
    }

    public static int exact(long verdict) {
        return (int) (verdict >>> EXACT_SHIFT) & Access.ALL;
    }

    public static int broker(long verdict) {
        return (int) (verdict >>> BROKER_SHIFT) & Access.ALL;
    }

    /** All that is granted, by whichever layer. */
    public static int granted(long verdict) {
        return tree(verdict) | exact(verdict) | broker(verdict);
    }

    public static boolean denied(long verdict) {
        return (verdict & DENIED) != 0;
    }

    public static int rule(long verdict) {
        return (int) (verdict >>> RULE_SHIFT) & NO_RULE;
    }
}
