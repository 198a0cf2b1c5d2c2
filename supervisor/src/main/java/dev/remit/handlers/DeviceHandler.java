package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileKind;
import dev.remit.policy.CommandBounds;
import dev.remit.policy.Reason;
import dev.remit.syscall.CallNumbers;

/**
 * Commands to devices: {@code ioctl}, where the filter does not decide it by itself. What the descriptor really is decides,
 * together with the command, which is a register and so cannot change any more.
 *
 * <p>The call itself is left to the kernel, because what its argument points to is known to the driver alone. By then the
 * descriptor may be another file: therefore a command that no granted node includes is refused whatever the descriptor is,
 * see {@link CommandBounds}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>
 */
final class DeviceHandler implements Handler {
    private final Tools tools;
    private final CallNumbers numbers;
    private final CommandBounds bounds;
    private final PathResolver resolver;
    private final TargetDescriptor descriptors;
    private final TerminalMaker terminals;
    private final Resolved resolved;

    DeviceHandler(Worker worker) {
        this.tools = worker.tools();
        this.numbers = worker.numbers();
        this.bounds = worker.judge().devices().bounds();
        this.resolver = worker.resolver();
        this.descriptors = new TargetDescriptor(worker);
        this.terminals = new TerminalMaker(tools, worker.judge().devices());
        this.resolved = new Resolved(tools);
    }

    @Override
    public void handle(Call call) {
        int command = call.intArgument(1);
        call.note(Integer.toUnsignedLong(command));
        if (bounds.isEmpty() || !numbers.isForDevices(command)) {
            call.deny(Reason.CALL_REFUSED, Errno.EPERM);
            return;
        }
        int copy = descriptors.copy(call, call.intArgument(0));
        int error = copy < 0 ? copy : resolver.take(call, copy, resolved);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            decide(call, command);
        }
        resolved.release(tools);
    }

    private void decide(Call call, int command) {
        int node = nodeOf(resolved.descriptor());
        boolean allowed = node == CommandBounds.NO_NODE
                ? bounds.ruling(command) != CommandBounds.Ruling.WITHHELD
                : bounds.permits(node, command);
        if (!allowed) {
            if (resolved.hasPath()) {
                call.path().set(resolved.canonical());
            }
            call.deny(Reason.COMMAND_WITHHELD, Errno.EACCES);
        } else if (command == TerminalMaker.TIOCGPTPEER) {
            terminals.openPeer(call, resolved.descriptor(), call.intArgument(2));
        } else {
            call.proceed();
        }
    }

    private int nodeOf(int descriptor) {
        boolean device = tools.files().stat(descriptor) == 0
                && (tools.files().mode() & FileKind.MASK) == FileKind.CHARACTER_DEVICE;
        return device
                ? bounds.node(tools.files().representedMajor(), tools.files().representedMinor())
                : CommandBounds.NO_NODE;
    }
}
