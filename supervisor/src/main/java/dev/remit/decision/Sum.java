package dev.remit.decision;

import dev.remit.policy.Access;
import dev.remit.policy.Verdict;

/**
 * What several rules say together, packed so that two sums join into one without a table.
 *
 * <pre>
 *   63  58 57       34 33       10   9  8            0
 *  +------+-----------+-----------+---+---------------+
 *  | 0    | deny rank | allow rank| 0 | access bits   |
 *  +------+-----------+-----------+---+---------------+
 * </pre>
 *
 * The access bits lie as in a {@link Verdict}. A rank orders rules by how specific they are, from 1; 0 means none.
 */
final class Sum {
    static final long EMPTY = 0;
    static final int MAXIMUM_RANK = 0xFF_FFFF;

    private static final int ALLOW_SHIFT = 10;
    private static final int DENY_SHIFT = 34;
    private static final long ACCESS_MASK = 0x1FF;
    private static final long ALLOW_MASK = (long) MAXIMUM_RANK << ALLOW_SHIFT;
    private static final long DENY_MASK = (long) MAXIMUM_RANK << DENY_SHIFT;

    private Sum() {}

    static long allow(int tree, int exact, int broker, int rank) {
        return (Verdict.allow(tree, exact, broker, 0) & ACCESS_MASK) | (long) rank << ALLOW_SHIFT;
    }

    static long deny(int rank) {
        return (long) rank << DENY_SHIFT;
    }

    /** What both say: all access bits, and of each kind the more specific rule. */
    static long join(long one, long other) {
        return ((one | other) & ACCESS_MASK) | Math.max(one & ALLOW_MASK, other & ALLOW_MASK)
                | Math.max(one & DENY_MASK, other & DENY_MASK);
    }

    /** All {@code Access} bits that are allowed, by whichever layer; none as soon as a rule denies. */
    static int granted(long sum) {
        return denyRank(sum) == 0 ? allowed(sum) : Access.NONE;
    }

    /** All {@code Access} bits that rules allow, whatever others deny. */
    static int allowed(long sum) {
        return (int) (sum | sum >>> 3 | sum >>> 6) & Access.ALL;
    }

    static int allowRank(long sum) {
        return (int) (sum >>> ALLOW_SHIFT) & MAXIMUM_RANK;
    }

    static int denyRank(long sum) {
        return (int) (sum >>> DENY_SHIFT) & MAXIMUM_RANK;
    }

    /** The verdict with its rule, where {@code rule} is the rule of {@link #decidingRank}. */
    static long verdict(long sum, int rule) {
        if (denyRank(sum) != 0) {
            return Verdict.deny(rule);
        }
        int access = (int) (sum & ACCESS_MASK);
        return Verdict.allow(access & Access.ALL, access >>> 3 & Access.ALL, access >>> 6 & Access.ALL, rule);
    }

    /** The rank of the rule that decides: a deny rule if there is one; 0 when no rule speaks. */
    static int decidingRank(long sum) {
        int deny = denyRank(sum);
        return deny != 0 ? deny : allowRank(sum);
    }
}
