package dev.remit.policy;

import java.util.List;

/**
 * What a program may do with devices, beyond opening them: that is a matter of rules on paths.
 *
 * @param grants one for each node
 * @param harmless commands that may be used on whatever a program has open
 * @param unbounded commands that rules on paths grant on nodes of their own, where no class bounds them
 * @param asked the entries that ask for classes, also those that nothing on this machine carries
 * @param needed the rules on paths that these entries amount to, which stand among the others as well
 */
public record DeviceRules(List<DeviceGrant> grants, List<DeviceCommand> harmless, List<DeviceCommand> unbounded,
        List<AskedDevice> asked, List<PathRule> needed) {
    /** No device. */
    public static final DeviceRules NONE = new DeviceRules(List.of(), List.of(), List.of(), List.of(), List.of());

    public DeviceRules {
        grants = List.copyOf(grants);
        harmless = List.copyOf(harmless);
        unbounded = List.copyOf(unbounded);
        asked = List.copyOf(asked);
        needed = List.copyOf(needed);
    }

    public boolean isEmpty() {
        return grants.isEmpty();
    }
}
