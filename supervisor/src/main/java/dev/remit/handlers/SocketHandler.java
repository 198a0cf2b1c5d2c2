package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.policy.Access;
import dev.remit.policy.Reason;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sockets, as far as files go: the filter lets only UNIX stream and sequenced-packet sockets be made without asking, so
 * what arrives here is another family or type, or an address.
 *
 * <p>{@code bind} to a path in a hierarchy that the kernel grants is left to the kernel, which checks the making of the
 * socket's name. Elsewhere it is performed, and {@code connect} to a path always is, since the kernel's ruleset does not
 * speak of it: on a copy of the target's socket, with the supervisor's own copy of the address.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
final class SocketHandler implements Handler {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    /** As much as the kernel reads of any family's address. */
    private static final int LONGEST_ADDRESS = 128;

    private final int socket;
    private final int socketpair;
    private final int bind;
    private final int sendto;
    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final UnixSockets sockets;
    private final TargetPath path;
    private final Resolved resolved;
    private final PathBuffer name;
    private final MemorySegment address;

    SocketHandler(Worker worker) {
        this.socket = worker.numbers().numberOf("socket");
        this.socketpair = worker.numbers().numberOf("socketpair");
        this.bind = worker.numbers().numberOf("bind");
        this.sendto = worker.numbers().numberOf("sendto");
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.sockets = new UnixSockets(worker);
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
        this.name = new PathBuffer(tools.arena());
        this.address = tools.arena().allocate(LONGEST_ADDRESS, Long.BYTES);
    }

    @Override
    public void handle(Call call) {
        if (call.number() == socket || call.number() == socketpair) {
            refuseFamily(call, call.intArgument(0));
        } else {
            decideAddress(call);
        }
        resolved.release(tools);
    }

    private static void refuseFamily(Call call, int family) {
        boolean internet = family == AF_INET || family == AF_INET6 || family == UnixAddress.AF_UNIX;
        call.note(family);
        call.deny(Reason.SOCKET_REFUSED, internet ? Errno.EACCES : Errno.EAFNOSUPPORT);
    }

    private void decideAddress(Call call) {
        int pointer = call.number() == sendto ? 4 : 1;
        int error = readName(call, call.argument(pointer), call.intArgument(pointer + 1));
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (name.isEmpty() || call.number() == sendto) {
            // The sockets that can be made are connected before anything is sent through them.
            call.deny(Reason.SOCKET_REFUSED, Errno.EACCES);
        } else if (call.number() == bind) {
            decideBind(call);
        } else {
            decideConnect(call);
        }
    }

    /** Reads a socket's path from its address; leaves it empty for addresses of other families and abstract names. */
    private int readName(Call call, long pointer, int length) {
        name.clear();
        if (length < Short.BYTES || length > LONGEST_ADDRESS) {
            return -Errno.EINVAL;
        }
        address.fill((byte) 0);
        int error = tools.memory().read(call.tid(), pointer, address, length);
        if (error < 0) {
            return error;
        }
        int family = Short.toUnsignedInt(address.get(ValueLayout.JAVA_SHORT, 0));
        call.note(family);
        for (int i = UnixAddress.PATH_OFFSET; family == UnixAddress.AF_UNIX && i < length; i++) {
            byte value = address.get(ValueLayout.JAVA_BYTE, i);
            if (value == 0) {
                break;
            }
            name.append(value);
        }
        return 0;
    }

    private void decideBind(Call call) {
        call.needs(Access.WRITE);
        int error = path.take(call, name);
        if (error == 0) {
            error = resolver.resolveParent(call, path, name, resolved);
        }
        if (error < 0) {
            Judge.unresolved(call, error);
            return;
        }
        if (Names.isSpecial(name)) {
            call.fail(Errno.EADDRINUSE);
            return;
        }
        PathBuffer named = resolved.decisive();
        int parentLength = named.length();
        Names.appendLeaf(named, name);
        call.path().set(named);
        call.judged(Access.WRITE, judge.verdict(named));
        if (!judge.hides() && Judge.treeGrants(call.verdict(), Access.WRITE)
                && Judge.treeGrants(judge.verdict(named, parentLength), Access.WRITE)) {
            call.proceed();
        } else if (Judge.grants(call.verdict(), Access.WRITE)) {
            if (path.raw().endsWithSlash()) {
                name.append((byte) '/');
            }
            sockets.bind(call, call.intArgument(0), resolved.descriptor(), name);
        } else {
            Judge.deny(call);
        }
    }

    private void decideConnect(Call call) {
        call.needs(Access.WRITE);
        int error = path.take(call, name);
        if (error == 0) {
            error = resolver.resolve(call, path, 0, 0, resolved);
        }
        if (error < 0) {
            Judge.unresolved(call, error);
            return;
        }
        call.path().set(resolved.decisive());
        call.judged(Access.WRITE, judge.verdict(resolved.decisive()));
        if (Judge.grants(call.verdict(), Access.WRITE)) {
            sockets.connect(call, call.intArgument(0), resolved.descriptor());
        } else {
            Judge.deny(call);
        }
    }
}
