package dev.remit.audit.report;

import dev.remit.audit.report.DenialSummary.Line;
import dev.remit.policy.DeviceGrant;
import dev.remit.policy.Policy;
import dev.remit.policy.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts commands that were refused on devices, and proposes the classes that would include them or grant a device: the
 * part of {@link DenialSummary} that is about devices.
 */
final class DeviceDenials {
    private record Refused(String path, long command) {}

    private final Policy policy;
    private final DeviceWords words;
    private final Map<Refused, Long> counts = new LinkedHashMap<>();
    private final Set<String> wanted = new LinkedHashSet<>();
    private long beyondKept;

    DeviceDenials(Policy policy, DeviceWords words) {
        this.policy = policy;
        this.words = words;
    }

    /** Takes in a denied call, if it is about a command to a device. */
    boolean takes(Event event) {
        if (event.decision().reason() != Reason.COMMAND_WITHHELD) {
            return false;
        }
        Refused refused = new Refused(event.path().display(), event.call().detail());
        if (counts.size() == DenialSummary.KEPT && !counts.containsKey(refused)) {
            beyondKept++;
        } else {
            counts.merge(refused, 1L, Long::sum);
        }
        return true;
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** How many denials were too many to be told apart. */
    long beyondKept() {
        return beyondKept;
    }

    /** A line for each distinct denial, without indentation. Notes what would allow it. */
    List<String> descriptions() {
        List<String> lines = new ArrayList<>();
        counts.forEach((refused, count) -> {
            List<String> including = words.including(refused.path, refused.command);
            if (!including.isEmpty()) {
                want(including.getFirst());
            }
            lines.add("ioctl " + words.command(refused.path, refused.command)
                    + (refused.path.isEmpty() ? "" : " on " + refused.path)
                    + (count == 1 ? "" : " (" + count + " times)") + ": " + why(refused.path, including));
        });
        return lines;
    }

    private String why(String path, List<String> including) {
        String granted = grantedClasses(path);
        String what = granted.isEmpty() ? "no granted class includes it" : granted + " does not include it";
        return what
                + (including.isEmpty()
                        ? ", and no class does there"
                        : ", but " + String.join(" or ", including) + " does");
    }

    private String grantedClasses(String path) {
        for (DeviceGrant grant : policy.rules().devices().grants()) {
            if (grant.node().path().equals(path)) {
                List<String> spellings = new ArrayList<>();
                grant.classes().forEach(device -> spellings.add(device.spelling()));
                return String.join(" and ", spellings);
            }
        }
        return "";
    }

    /**
     * Whether a file that was denied is better granted as a device. Notes the classes then.
     *
     * @param path as the program's file system has it
     */
    boolean wants(String path) {
        List<String> granting = words.granting(path);
        granting.forEach(this::want);
        return !granting.isEmpty();
    }

    private void want(String entry) {
        for (DeviceGrant grant : policy.rules().devices().grants()) {
            if (grant.origin().rule().equals(entry)) {
                return;
            }
        }
        if (wanted.size() < DenialSummary.SHOWN) {
            wanted.add(entry);
        }
    }

    /** Whether there is anything to propose; known once all denials were described. */
    boolean hasProposals() {
        return !wanted.isEmpty();
    }

    /** The entries of {@code allowedDevices} that would allow what was denied. */
    List<Line> entries() {
        List<Line> lines = new ArrayList<>();
        for (String entry : wanted) {
            int colon = entry.indexOf(':');
            lines.add(Line.copy("  - " + (colon < 0
                    ? entry
                    : "{ class: " + entry.substring(0, colon) + ", through: " + entry.substring(colon + 1) + " }")));
        }
        return lines;
    }

    /** The options that would allow what was denied. */
    List<Line> options() {
        List<Line> lines = new ArrayList<>();
        wanted.forEach(entry -> lines.add(Line.copy("  --device " + entry)));
        return lines;
    }
}
