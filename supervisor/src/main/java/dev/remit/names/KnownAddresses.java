package dev.remit.names;

import dev.remit.policy.AddressBlock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The addresses of one name: those of its last answer, and for a while those of earlier ones.
 *
 * <p>An address that an answer no longer lists stays valid until the time to live that it came with has run out (a day at
 * most) and {@link #GRACE} beyond: the program may have asked a moment before us, holds connections that it opens again,
 * or runs on a runtime that keeps answers longer than it should; and large sites give other addresses each time. A
 * failing look-up takes nothing away, however often it fails.
 *
 * <p>All times are as {@link System#nanoTime} counts. Not safe for use by several threads.
 */
final class KnownAddresses {
    /** How long an address stays valid after the time to live of the last answer that listed it. */
    static final Duration GRACE = Duration.ofMinutes(15);
    /** Times to live beyond this count as this. */
    static final Duration LONGEST_LIFE = Duration.ofDays(1);
    /** A name has at most so many; the addresses that would go first go then. */
    static final int MOST = 256;

    /** Each address with the time at which it goes once no answer lists it. */
    private final Map<AddressBlock, Long> ends = new TreeMap<>(KnownAddresses::compare);
    /** The addresses of the last answer, which stay. */
    private Set<AddressBlock> last = Set.of();

    /**
     * Takes in an answer.
     *
     * @param found none for an answer that the name has none
     */
    void answered(List<AddressBlock> found, long seconds, long now) {
        List<AddressBlock> taken = found.size() > MOST ? found.subList(0, MOST) : found;
        for (AddressBlock address : last) {
            ends.merge(address, now + GRACE.toNanos(), KnownAddresses::later);
        }
        add(taken, seconds, now);
        last = set(taken);
        expire(now);
        limit(now);
    }

    /** Takes in an answer that does not say all: what it leaves out is not known to be gone. */
    void answeredInPart(List<AddressBlock> found, long seconds, long now) {
        Set<AddressBlock> all = set(last);
        all.addAll(found);
        add(found, seconds, now);
        answered(List.copyOf(all), 0, now);
    }

    private void add(List<AddressBlock> found, long seconds, long now) {
        long life = seconds == Lookup.FOREVER ? 0 : Math.min(seconds, LONGEST_LIFE.toSeconds());
        long end = now + Duration.ofSeconds(life).plus(GRACE).toNanos();
        for (AddressBlock address : found) {
            ends.merge(address, end, KnownAddresses::later);
        }
    }

    /** Forgets what has run out. */
    void expire(long now) {
        ends.entrySet().removeIf(entry -> !last.contains(entry.getKey()) && entry.getValue() - now <= 0);
    }

    private void limit(long now) {
        if (ends.size() > MOST) {
            ends.keySet().stream().filter(address -> !last.contains(address))
                    .sorted(Comparator.comparingLong(address -> ends.getOrDefault(address, now) - now))
                    .limit(ends.size() - (long) MOST).toList().forEach(ends::remove);
        }
    }

    /** In a settled order. */
    List<AddressBlock> addresses() {
        return List.copyOf(ends.keySet());
    }

    /** Nanoseconds until some address goes; {@link Long#MAX_VALUE} when none will. */
    long nanosToNextEnd(long now) {
        long nearest = Long.MAX_VALUE;
        for (Map.Entry<AddressBlock, Long> entry : ends.entrySet()) {
            if (!last.contains(entry.getKey())) {
                nearest = Math.min(nearest, Math.max(0, entry.getValue() - now));
            }
        }
        return nearest;
    }

    private static Set<AddressBlock> set(Collection<AddressBlock> addresses) {
        Set<AddressBlock> set = new TreeSet<>(KnownAddresses::compare);
        set.addAll(addresses);
        return set;
    }

    private static int compare(AddressBlock a, AddressBlock b) {
        int families = Boolean.compare(a.ipv6(), b.ipv6());
        int high = Long.compareUnsigned(a.high(), b.high());
        return families != 0 ? families : high != 0 ? high : Long.compareUnsigned(a.low(), b.low());
    }

    private static long later(long a, long b) {
        return a - b < 0 ? b : a;
    }
}
