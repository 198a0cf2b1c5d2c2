package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sends a message on a copy of the target's socket, from the supervisor's own copies of its address, bytes and ancillary
 * data.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">sendmsg(2)</a>
 */
final class MessageSender {
    /** Answered instead of an errno when the call says already why it is refused. */
    static final long REFUSED = Long.MIN_VALUE;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_ZEROCOPY = 0x400_0000;
    private static final int MSG_FASTOPEN = 0x2000_0000;
    private static final int SIGPIPE = 13;

    private final Tools tools;
    private final SocketOptions options;
    private final TargetSignals signals;
    private final Payload payload;
    private final AncillaryData ancillary;
    private final MessageHeader header;
    private final MemorySegment vector;

    MessageSender(Worker worker, SocketTools sockets) {
        this.tools = worker.tools();
        this.options = sockets.options();
        this.signals = worker.signals();
        this.payload = new Payload(tools);
        this.ancillary = new AncillaryData(worker, sockets);
        this.header = new MessageHeader(tools.arena());
        this.vector = tools.arena().allocate(2L * Long.BYTES, Long.BYTES);
    }

    Payload payload() {
        return payload;
    }

    AncillaryData ancillary() {
        return ancillary;
    }

    /**
     * Sends what the payload and the ancillary data describe.
     *
     * @param socket copy of the target's
     * @param flags of the call
     * @return how many bytes were sent, a negative errno, or {@link #REFUSED}
     */
    long send(Call call, int socket, Destination destination, int flags) {
        if ((flags & MSG_ZEROCOPY) != 0) {
            // The bytes are not the target's own, so that nothing can tell when they were sent. Programs copy then.
            return -Errno.ENOBUFS;
        }
        if (!destination.isStream() && !payload.fits()) {
            return -Errno.EMSGSIZE;
        }
        long sent = 0;
        do {
            long result = payload.copy(call, sent);
            if (result == 0 && destination.isUnix()) {
                result = ancillary.vouch(call);
            }
            if (result == 0) {
                result = tools.listener().isWaiting(call.id())
                        ? sendPiece(call, socket, destination, flags)
                        : -Errno.ESRCH;
            }
            ancillary.release();
            if (result < 0) {
                return sent > 0 ? sent : failed(call, result, destination, flags);
            }
            sent += result;
            if (result < payload.length()) {
                return sent;
            }
        } while (sent < payload.total());
        return sent;
    }

    /** Answers a call with what {@link #send} gave. */
    void answer(Call call, long result) {
        if (result != REFUSED) {
            call.performed(result);
        }
    }

    /** Does what the kernel does to who sends into a stream that nobody reads from any more. */
    private long failed(Call call, long error, Destination destination, int flags) {
        if (error == -Errno.EPIPE && destination.isStream() && (flags & MSG_NOSIGNAL) == 0) {
            signals.send(call, SIGPIPE);
        }
        return error;
    }

    private long sendPiece(Call call, int socket, Destination destination, int flags) {
        prepare(destination);
        if (destination.isNetlink()) {
            tools.privileges().withholdAll();
        } else if (ancillary.privileges() != 0) {
            tools.privileges().lend(ancillary.privileges());
        }
        int waiting = flags | MSG_NOSIGNAL;
        // What opens a connection would open it without the target's waiting for it.
        boolean mayTry = (flags & MSG_FASTOPEN) == 0;
        long result = invoke(socket, mayTry ? waiting | MSG_DONTWAIT : waiting);
        if (result == -Errno.EPERM && ancillary.nameSupervisor()) {
            result = invoke(socket, mayTry ? waiting | MSG_DONTWAIT : waiting);
        }
        if (result == -Errno.EAGAIN && mayTry && (flags & MSG_DONTWAIT) == 0 && options.waits(socket)) {
            result = call.aboutToBlock() ? invoke(socket, waiting) : REFUSED;
        }
        if (destination.isNetlink() || ancillary.privileges() != 0) {
            tools.privileges().giveBackAll();
        }
        return result;
    }

    private long invoke(int socket, int flags) {
        return tools.sys().invoke(SyscallNumber.SENDMSG, socket, header.address(), flags);
    }

    private void prepare(Destination destination) {
        vector.set(ValueLayout.JAVA_LONG, 0, payload.address());
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, payload.length());
        header.name(destination.address(), destination.length());
        header.vectors(vector.address(), 1);
        header.control(ancillary.address(), ancillary.length());
    }
}
