package dev.remit.compiler;

import dev.remit.devices.CommandTable;
import dev.remit.devices.DeviceInterface;
import dev.remit.manifest.ParsedPath;
import dev.remit.manifest.PathSyntax;
import dev.remit.manifest.PathVariables;
import dev.remit.policy.DeviceCommand;
import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The device nodes that rules on paths grant by name: with all their commands but those that are refused to everybody, and
 * bounded by no class.
 */
final class FreeDevices {
    private static final String DEVICES = "/dev/";

    private static final DeviceCommand EVERY_COMMAND = new DeviceCommand("any", 0, 0, false);

    private final List<PathPattern> named = new ArrayList<>();

    /**
     * @param rules on paths, without those that classes amount to
     */
    FreeDevices(List<PathRule> rules) {
        for (PathRule rule : rules) {
            // A hierarchy is granted without the commands of the devices in it, or without thinking of devices at all.
            if (!rule.denies() && rule.pattern().extent() == Extent.EXACT
                    && rule.pattern().literalPrefix().concat("/").startsWith(DEVICES)) {
                named.add(rule.pattern());
            }
        }
    }

    /** Whether a node is among them. */
    boolean include(String node) {
        PathPattern place = PathPattern.literal(node, Extent.EXACT);
        for (PathPattern pattern : named) {
            if (PatternIntersection.couldMeet(pattern, place)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The commands that the drivers behind such nodes may know; those of a device that nobody knows may be any.
     *
     * @param places the machine
     */
    List<DeviceCommand> commands(CommandTable table, PlaceView places) {
        Set<DeviceCommand> commands = new LinkedHashSet<>();
        for (PathPattern pattern : named) {
            boolean known = false;
            for (DeviceInterface dialect : DeviceInterface.values()) {
                if (meets(pattern, dialect)) {
                    commands.addAll(table.space(dialect));
                    known = true;
                }
            }
            if (!known && pattern.isLiteral() && places.kindOf(pattern.literalPrefix()) == PlaceView.Kind.OTHER) {
                commands.add(EVERY_COMMAND);
            }
        }
        return List.copyOf(commands);
    }

    private static boolean meets(PathPattern pattern, DeviceInterface dialect) {
        for (String place : dialect.places()) {
            if (PatternIntersection.couldMeet(pattern, pattern(place))) {
                return true;
            }
        }
        return false;
    }

    private static PathPattern pattern(String place) {
        ParsedPath parsed = PathSyntax.parse(place, PathVariables.STAND_INS, new ArrayList<>()).getFirst();
        return new PathPattern(parsed.segments(), parsed.extent());
    }
}
