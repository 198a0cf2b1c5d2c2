package dev.remit.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of an ioctl command where nodes of device classes are granted: the one place that decides it, for the
 * filter in the kernel and for the supervisor.
 *
 * <p>The filter sees a command, but of the descriptor only a number, which another thread can give to another file at any
 * time. So a command that no granted node includes is refused whatever it is given, and a command that all nodes include
 * whose drivers know it needs no second look. What is left is decided by the node, once the supervisor has looked at it;
 * whoever exchanges the descriptor afterwards has won no more than a command that is granted on some node.
 *
 * <p>Immutable. Lookups by number allocate nothing.
 */
public final class CommandBounds {
    /** The answer of {@link #node} for what is no granted node. */
    public static final int NO_NODE = -1;

    /** Where no class of devices is granted: no command is bounded. */
    public static final CommandBounds NONE = new CommandBounds(DeviceRules.NONE);

    /** What becomes of a command. */
    public enum Ruling {
        /** Allowed on whatever a program has open. */
        HARMLESS,
        /** Every granted node whose drivers know it includes it. */
        SHARED,
        /** It depends on the node; what is none of those granted is not bounded by classes. */
        BY_NODE,
        /** No granted node includes it, though the drivers of some know it. */
        WITHHELD
    }

    private final DeviceRules rules;
    private final DeviceGrant[] grants;

    public CommandBounds(DeviceRules rules) {
        this.rules = rules;
        this.grants = rules.grants().toArray(new DeviceGrant[0]);
    }

    /** Whether no node is granted by a class. */
    public boolean isEmpty() {
        return grants.length == 0;
    }

    /** What becomes of a command, of which the low 32 bits count. */
    public Ruling ruling(int command) {
        if (DeviceCommands.contains(rules.harmless(), command)) {
            return Ruling.HARMLESS;
        }
        boolean known = false;
        boolean included = false;
        boolean everywhere = true;
        for (DeviceGrant grant : grants) {
            DeviceCommands commands = grant.commands();
            if (commands.knows(command)) {
                boolean permitted = commands.permits(command);
                known = true;
                included |= permitted;
                everywhere &= permitted && !mustBeSeen(commands.permitted(), command);
            }
        }
        if (included) {
            return everywhere ? Ruling.SHARED : Ruling.BY_NODE;
        }
        return known && !DeviceCommands.contains(rules.unbounded(), command) ? Ruling.WITHHELD : Ruling.BY_NODE;
    }

    private static boolean mustBeSeen(List<DeviceCommand> commands, int command) {
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i).supervised() && commands.get(i).matches(command)) {
                return true;
            }
        }
        return false;
    }

    /** The granted node with these numbers, or {@link #NO_NODE}. */
    public int node(int major, int minor) {
        for (int i = 0; i < grants.length; i++) {
            DeviceNode node = grants[i].node();
            if (node.major() == major && node.minor() == minor) {
                return i;
            }
        }
        return NO_NODE;
    }

    /** Whether a granted node includes a command. */
    public boolean permits(int node, int command) {
        return grants[node].commands().permits(command) || DeviceCommands.contains(rules.harmless(), command);
    }

    /** What is granted there. */
    public DeviceGrant grant(int node) {
        return grants[node];
    }

    /**
     * Commands that the kernel may allow by itself: all that are {@link Ruling#HARMLESS}, and those of
     * {@link Ruling#SHARED} that can be told without looking at every single number. The rest is for the supervisor.
     */
    public List<DeviceCommand> forKernel() {
        List<DeviceCommand> commands = new ArrayList<>(rules.harmless());
        for (DeviceGrant grant : grants) {
            for (DeviceCommand command : grant.commands().permitted()) {
                if (isShared(command) && !commands.contains(command)) {
                    commands.add(command);
                }
            }
        }
        return commands;
    }

    private boolean isShared(DeviceCommand command) {
        if (command.isSingle()) {
            return ruling(command.bits()) == Ruling.SHARED;
        }
        for (DeviceGrant grant : grants) {
            if (meetsAny(grant.commands().space(), command) && !coversAny(grant.commands().permitted(), command)) {
                return false;
            }
        }
        return true;
    }

    private static boolean meetsAny(List<DeviceCommand> commands, DeviceCommand command) {
        for (DeviceCommand each : commands) {
            if (each.meets(command)) {
                return true;
            }
        }
        return false;
    }

    private static boolean coversAny(List<DeviceCommand> commands, DeviceCommand command) {
        boolean covered = false;
        for (DeviceCommand each : commands) {
            if (each.supervised() && each.meets(command)) {
                return false;
            }
            covered |= each.covers(command);
        }
        return covered;
    }
}
