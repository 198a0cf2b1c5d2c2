package dev.remit.handlers;

import dev.remit.linux.CString;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.OpenFlags;

/**
 * Binds and connects the target's UNIX sockets to names that are pinned already, on copies of its descriptors: another
 * thread of the target can change neither the name nor the socket any more.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
 */
final class UnixSockets {
    private static final int F_GETFL = 3;

    private final Tools tools;
    private final TargetMask mask;
    private final TargetCredentials credentials;
    private final TargetDescriptor descriptors;
    private final UnixAddress address;
    private final long root;

    UnixSockets(Worker worker) {
        this.tools = worker.tools();
        this.mask = worker.mask();
        this.credentials = worker.credentials();
        this.descriptors = new TargetDescriptor(worker);
        this.address = new UnixAddress(tools.arena());
        this.root = CString.of(tools.arena(), "/").address();
    }

    /**
     * Binds socket {@code number} to a name in a directory. An address has no room for both, so the directory becomes
     * this thread's own working directory for a moment.
     *
     * @param directory pinned
     * @param leaf one component, and a slash behind it if the target wrote one
     */
    void bind(Call call, int number, int directory, PathBuffer leaf) {
        int copy = descriptors.copy(call, number);
        int error = copy < 0 ? copy : mask.assume(call);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            address.set(leaf);
            long result = tools.sys().invoke(SyscallNumber.FCHDIR, directory);
            if (result == 0) {
                result = tools.sys().invoke(SyscallNumber.BIND, copy, address.address(), address.length());
                tools.sys().invoke(SyscallNumber.CHDIR, root);
            }
            call.performed(result);
        }
        release(copy);
    }

    /**
     * Connects socket {@code number} to the socket that {@code pinned} pins. The peer may ask whose connection it is, so
     * it is made with the target's effective user and group.
     */
    void connect(Call call, int number, int pinned) {
        int copy = descriptors.copy(call, number);
        if (copy < 0) {
            Judge.unresolved(call, copy);
        } else if (!waits(copy) || call.aboutToBlock()) {
            address.set(pinned);
            int error = credentials.assumeEffective(call);
            call.performed(error < 0
                    ? error
                    : tools.sys().invoke(SyscallNumber.CONNECT, copy, address.address(), address.length()));
        }
        release(copy);
    }

    /** Whether connecting waits until the listener has room. */
    private boolean waits(int socket) {
        return (tools.sys().invoke(SyscallNumber.FCNTL, socket, F_GETFL) & OpenFlags.NONBLOCK) == 0;
    }

    private void release(int copy) {
        if (copy >= 0) {
            tools.files().close(copy);
        }
    }
}
