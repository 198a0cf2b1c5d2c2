package dev.remit.names;

import dev.remit.policy.AddressBlock;
import java.util.List;

/** What looking a name up came to. */
sealed interface Lookup {
    /** Time to live of what files say: until they change. */
    long FOREVER = Long.MAX_VALUE;

    /** Why there is no address, for people; an empty string when there is one. */
    String problem();

    /**
     * The name has addresses.
     *
     * @param addresses at least one
     * @param seconds time to live, or {@link #FOREVER}
     * @param whole whether both families are known; otherwise the addresses of one family could not be learned
     */
    record Found(List<AddressBlock> addresses, long seconds, boolean whole) implements Lookup {
        public Found {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String problem() {
            return "";
        }
    }

    /**
     * The name has no address.
     *
     * @param problem such as {@code no such name}
     */
    record Nothing(String problem) implements Lookup {}

    /**
     * Nobody could say.
     *
     * @param problem such as {@code name server 192.0.2.53 does not answer}
     */
    record Failed(String problem) implements Lookup {}
}
