package dev.remit.linux.seccomp;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.pollfd;
import dev.remit.uapi.seccomp_notif_addfd;
import dev.remit.uapi.seccomp_notif_resp;
import dev.remit.uapi.timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One thread's access to a notification listener. Hot: nothing here allocates after construction.
 *
 * <p>Several threads may serve one listener; each has an instance of its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
public final class Listener {
    /** The kernel's own: it never leaves the kernel, and user space's headers do not have it. */
    private static final int ERESTARTSYS = 512;

    private final Syscall sys;
    private final int fd;
    private final MemorySegment response;
    private final MemorySegment addition;
    private final MemorySegment cookie;
    private final MemorySegment poll;
    private final MemorySegment noTime;

    /**
     * @param sys of the thread that will use this
     * @param fd the listener, which stays the caller's to close
     */
    public Listener(Syscall sys, int fd, Arena arena) {
        this.sys = sys;
        this.fd = fd;
        this.response = arena.allocate(Math.max(NotificationSizes.query(sys).response(), seccomp_notif_resp.sizeof()),
                8);
        this.addition = seccomp_notif_addfd.allocate(arena);
        this.cookie = arena.allocate(ValueLayout.JAVA_LONG);
        this.poll = pollfd.allocate(arena);
        this.noTime = timespec.allocate(arena);
    }

    /**
     * Waits for a call to supervise.
     *
     * @return 0, or a negative errno: ENOENT when a target died meanwhile, or when no target is left (poll then says
     *         POLLHUP); EINTR
     */
    public int receive(Notification notification) {
        return ioctl(Uapi.SECCOMP_IOCTL_NOTIF_RECV(), notification.cleared());
    }

    /**
     * Lets the kernel go on with the call, reading its arguments anew. Grants nothing by itself: only for what the
     * kernel checks again.
     *
     * @return 0, or ENOENT negated when the call is no longer waiting
     */
    public int proceed(long id) {
        return answer(id, 0, 0, (int) Uapi.SECCOMP_USER_NOTIF_FLAG_CONTINUE());
    }

    /** Makes the call answer {@code value}. */
    public int succeed(long id, long value) {
        return answer(id, value, 0, 0);
    }

    /** Makes the call fail with a positive {@code errno}. */
    public int fail(long id, int errno) {
        return answer(id, 0, -errno, 0);
    }

    /**
     * Makes a call whose thread has a signal to deliver behave as if the signal had interrupted it in the kernel: the
     * call is made again when the signal has no handler, or one with {@code SA_RESTART}, and fails with EINTR otherwise.
     * Only for a thread that certainly looks at its signals on return, as others would see a number that is no errno.
     *
     * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
     */
    public int interrupt(long id) {
        return answer(id, 0, -ERESTARTSYS, 0);
    }

    private int answer(long id, long value, int negatedErrno, int flags) {
        seccomp_notif_resp.id(response, id);
        seccomp_notif_resp.val(response, value);
        seccomp_notif_resp.error(response, negatedErrno);
        seccomp_notif_resp.flags(response, flags);
        return ioctl(Uapi.SECCOMP_IOCTL_NOTIF_SEND(), response.address());
    }

    /**
     * Places a copy of a descriptor into the target at its lowest free number and makes the call answer that number, in
     * one step.
     *
     * @param source descriptor of this process
     * @param closeOnExec whether the target's copy is closed on exec
     * @return the target's number, or a negative errno: EMFILE by the target's own limit, ENOENT when the call is no
     *         longer waiting
     */
    public int sendDescriptor(long id, int source, boolean closeOnExec) {
        return place(id, source, closeOnExec, (int) Uapi.SECCOMP_ADDFD_FLAG_SEND());
    }

    /**
     * Places a copy of a descriptor into the target as {@link #sendDescriptor} does, but leaves the call waiting for its
     * answer.
     */
    public int addDescriptor(long id, int source, boolean closeOnExec) {
        return place(id, source, closeOnExec, 0);
    }

    private int place(long id, int source, boolean closeOnExec, int flags) {
        seccomp_notif_addfd.id(addition, id);
        seccomp_notif_addfd.flags(addition, flags);
        seccomp_notif_addfd.srcfd(addition, source);
        seccomp_notif_addfd.newfd(addition, 0);
        seccomp_notif_addfd.newfd_flags(addition, closeOnExec ? Uapi.O_CLOEXEC() : 0);
        return ioctl(Uapi.SECCOMP_IOCTL_NOTIF_ADDFD(), addition.address());
    }

    /** Whether the call is still waiting, hence its thread id still the caller's. */
    public boolean isWaiting(long id) {
        cookie.set(ValueLayout.JAVA_LONG, 0, id);
        return ioctl(Uapi.SECCOMP_IOCTL_NOTIF_ID_VALID(), cookie.address()) == 0;
    }

    /**
     * Asks the kernel to wake target and supervisor on the same CPU, one after the other (Linux 6.6). The argument is
     * passed by value.
     *
     * @return 0, or a negative errno (EINVAL where it does not exist)
     */
    public int wakeSynchronously() {
        return ioctl(Uapi.SECCOMP_IOCTL_NOTIF_SET_FLAGS(), Uapi.SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP());
    }

    /**
     * Whether no thread is left that carries the filter.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
     */
    public boolean isAbandoned() {
        pollfd.fd(poll, fd);
        pollfd.events(poll, (short) 0);
        pollfd.revents(poll, (short) 0);
        long ready = sys.invoke(SyscallNumber.PPOLL, poll.address(), 1, noTime.address(), 0, 0);
        return ready > 0 && (pollfd.revents(poll) & Uapi.POLLHUP()) != 0;
    }

    private int ioctl(long command, long argument) {
        return (int) sys.invoke(SyscallNumber.IOCTL, fd, command, argument);
    }
}
