package dev.remit.handlers;

import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.policy.Access;

/**
 * Unix sockets with names: paths are governed by the rules on files, and what is performed is performed on a pinned file;
 * abstract names are private to the run.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
final class UnixEndpoints {
    private static final int MOST_CHOICES = 16;

    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final TargetMask mask;
    private final TargetCredentials credentials;
    private final SocketOptions options;
    private final TargetPath path;
    private final Resolved resolved;
    private final PathBuffer name;
    private final UnixAddress own;
    private final long root;

    UnixEndpoints(Worker worker, SocketOptions options, AbstractNames names) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.mask = worker.mask();
        this.credentials = worker.credentials();
        this.options = options;
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
        this.name = new PathBuffer(tools.arena());
        this.own = new UnixAddress(tools.arena(), names);
        this.root = CString.of(tools.arena(), "/").address();
    }

    /** Gives a name to a copy of the target's socket, if the policy allows it. */
    void bind(Call call, int socket, SocketAddress address) {
        if (address.length() == SocketAddress.UNIX_PATH) {
            call.performed(bindToChosenName(socket));
        } else if (isAbstract(address)) {
            int error = own.setPrivate(address);
            call.performed(error < 0 ? error : bindTo(socket));
        } else {
            readPath(address);
            decideBind(call, socket);
            resolved.release(tools);
        }
    }

    /** Connects a copy of the target's socket, if the policy allows it. */
    void connect(Call call, int socket, SocketAddress address) {
        if (find(call, socket, address) && (!options.waits(socket) || call.aboutToBlock())) {
            // The peer may ask whose connection it is.
            int error = credentials.assumeEffective(call);
            call.performed(error < 0
                    ? error
                    : tools.sys().invoke(SyscallNumber.CONNECT, socket, own.address(), own.length()));
        }
        release();
    }

    /** Has a copy of the target's socket wait for connections, in the target's name. */
    void listen(Call call, int socket, int backlog) {
        int error = credentials.assumeEffective(call);
        call.performed(error < 0 ? error : tools.sys().invoke(SyscallNumber.LISTEN, socket, backlog));
    }

    /**
     * Finds the socket that an address names, if the policy allows writing to it; refuses the call if not. Until
     * {@link #release} {@link #found} names it.
     *
     * <p>A socket that is told who sends gets a name when it first sends or connects, if it has none. So that the kernel
     * chooses no name that everybody can reach, it gets a private one here.
     *
     * @param socket copy of the target's, that is to reach it
     */
    boolean find(Call call, int socket, SocketAddress address) {
        if (options.tellsSender(socket)) {
            bindToChosenName(socket);
        }
        if (isAbstract(address)) {
            int error = own.setPrivate(address);
            if (error < 0) {
                call.fail(-error);
            }
            return error == 0;
        }
        readPath(address);
        call.needs(Access.WRITE);
        int error = name.isEmpty() ? -Errno.EINVAL : path.take(call, name);
        error = error < 0 ? error : resolver.resolve(call, path, 0, 0, resolved);
        if (error < 0) {
            Judge.unresolved(call, error);
            return false;
        }
        call.path().set(resolved.decisive());
        call.judged(Access.WRITE, judge.verdict(resolved.decisive()));
        if (!Judge.grants(call.verdict(), Access.WRITE)) {
            Judge.deny(call);
            return false;
        }
        own.set(resolved.descriptor());
        return true;
    }

    UnixAddress found() {
        return own;
    }

    /** Lets go of what {@link #find} pinned. */
    void release() {
        resolved.release(tools);
    }

    private static boolean isAbstract(SocketAddress address) {
        return address.length() > SocketAddress.UNIX_PATH && address.at(SocketAddress.UNIX_PATH) == 0;
    }

    private void readPath(SocketAddress address) {
        name.clear();
        for (int i = SocketAddress.UNIX_PATH; i < address.length() && address.at(i) != 0; i++) {
            name.append(address.at(i));
        }
    }

    private long bindTo(int socket) {
        return tools.sys().invoke(SyscallNumber.BIND, socket, own.address(), own.length());
    }

    /** As the kernel does, leaves a socket that has a name already as it is. */
    private long bindToChosenName(int socket) {
        long result = -Errno.EADDRINUSE;
        for (int i = 0; i < MOST_CHOICES && result == -Errno.EADDRINUSE; i++) {
            own.setChosen();
            result = bindTo(socket);
        }
        return result == -Errno.EINVAL ? 0 : result;
    }

    private void decideBind(Call call, int socket) {
        call.needs(Access.WRITE);
        int error = path.take(call, name);
        error = error < 0 ? error : resolver.resolveParent(call, path, name, resolved);
        if (error < 0) {
            Judge.unresolved(call, error);
            return;
        }
        if (Names.isSpecial(name)) {
            call.fail(Errno.EADDRINUSE);
            return;
        }
        PathBuffer named = resolved.decisive();
        Names.appendLeaf(named, name);
        call.path().set(named);
        call.judged(Access.WRITE, judge.verdictOnChange(named));
        if (!Judge.grants(call.verdict(), Access.WRITE)) {
            Judge.deny(call);
            return;
        }
        if (path.raw().endsWithSlash()) {
            name.append((byte) '/');
        }
        bindInDirectory(call, socket);
    }

    /**
     * Binds to a name in the directory that is pinned. An address has no room for both, so the directory becomes this
     * thread's own working directory for a moment.
     */
    private void bindInDirectory(Call call, int socket) {
        int error = mask.assume(call);
        if (error < 0) {
            Judge.unresolved(call, error);
            return;
        }
        own.set(name);
        long result = tools.sys().invoke(SyscallNumber.FCHDIR, resolved.descriptor());
        if (result == 0) {
            result = bindTo(socket);
            tools.sys().invoke(SyscallNumber.CHDIR, root);
        }
        call.performed(result);
    }
}
