package dev.remit.compiler.bpf;

import dev.remit.bpf.Assembler;
import dev.remit.bpf.Comparison;
import dev.remit.bpf.Label;
import dev.remit.bpf.SeccompData;
import dev.remit.policy.DeviceCommand;
import dev.remit.syscall.Command;
import dev.remit.syscall.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lowers the commands of calls that are many calls in one: single commands and ranges by a tree, then the masks one by
 * one, then the rest. Where classes of devices are granted, the kernel allows those commands to devices that need no look
 * at the device, and hands over the rest.
 */
final class CommandLowering {
    private static final String OF_DEVICES = "ioctl";

    private final Assembler assembler;
    private final SystemCalls calls;
    private final FilterOptions options;
    private final Label allowed;
    private final Label otherwise;

    /** Emits code that goes to {@code allowed} or {@code otherwise}. */
    CommandLowering(Assembler assembler, SystemCalls calls, FilterOptions options, Label allowed, Label otherwise) {
        this.assembler = assembler;
        this.calls = calls;
        this.options = options;
        this.allowed = allowed;
        this.otherwise = otherwise;
    }

    void lower(String name) {
        List<Command> commands = calls.commandsOf(name);
        List<DeviceCommand> ofDevices = name.equals(OF_DEVICES) ? options.commands().forKernel() : List.of();
        int argument = argumentOf(name);
        Label masks = assembler.label("masks");
        assembler.load(SeccompData.low(argument));
        tree(commands, ofDevices, masks).emit(assembler);
        assembler.mark(masks);
        for (DeviceCommand command : ofDevices) {
            if (!command.isSingle()) {
                mask(argument, command.bits(), command.mask(), allowed);
            }
        }
        for (Command command : commands) {
            if (command.values() instanceof Command.Values.Masked(int bits, int mask)) {
                mask(argument, bits, mask, target(command));
            } else if (command.values() instanceof Command.Values.Rest) {
                assembler.jump(target(command));
            }
        }
    }

    private record Span(long high, Label target) {}

    private RangeTree tree(List<Command> commands, List<DeviceCommand> ofDevices, Label masks) {
        TreeMap<Long, Span> spans = new TreeMap<>();
        for (DeviceCommand command : ofDevices) {
            if (command.isSingle()) {
                long value = Integer.toUnsignedLong(command.bits());
                spans.put(value, new Span(value, allowed));
            }
        }
        for (Command command : commands) {
            if (command.values() instanceof Command.Values.Range(long low, long high)) {
                // What the table of calls says of a command holds for devices too.
                spans.subMap(low, true, high, true).clear();
                spans.put(low, new Span(high, target(command)));
            }
        }
        RangeTree tree = new RangeTree();
        for (Map.Entry<Long, Span> span : new ArrayList<>(spans.entrySet())) {
            tree.addUpTo(span.getKey() - 1, masks, 0);
            tree.addUpTo(span.getValue().high(), span.getValue().target(), 0);
        }
        // Most commands in use are in no list.
        tree.addUpTo(RangeTree.LAST, masks, spans.size());
        return tree;
    }

    private void mask(int argument, int bits, int mask, Label target) {
        Label next = assembler.label("next mask");
        assembler.load(SeccompData.low(argument)).and(mask);
        assembler.branch(Comparison.EQUAL, bits, target, next).mark(next);
    }

    private Label target(Command command) {
        return switch (command.verdict()) {
            case ALLOW -> allowed;
            case REFUSE -> otherwise;
            case ROAMING -> options.scopedSignals() ? allowed : otherwise;
            case IDENTITY -> options.superviseCredentials() ? otherwise : allowed;
            case DEVICE -> options.commands().isEmpty() ? allowed : otherwise;
        };
    }

    /** Which argument is the command. */
    private static int argumentOf(String call) {
        return call.equals("prctl") ? 0 : 1;
    }
}
