package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.policy.Reason;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sends messages that are described in the target's memory: {@code sendmsg} and {@code sendmmsg}. The description is read
 * once, and everything that it points to is copied before it is decided about.
 *
 * <p>A {@code struct mmsghdr} is a {@link MessageHeader} and, 32 bits long and padded to 64, how much of it was sent.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">sendmsg(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>
 */
final class MessageHandler implements Handler {
    private static final int STRIDE = 64;
    /** {@code UIO_MAXIOV}: of more messages the kernel sends only as many. */
    private static final int MOST_MESSAGES = 1024;

    private final int sendmmsg;
    private final SocketTools sockets;
    private final Destination destination;
    private final MessageSender sender;
    private final MessageHeader header;
    private final MemorySegment lengths;

    MessageHandler(Worker worker, SocketTools sockets, MessageSender sender) {
        this.sendmmsg = worker.numbers().numberOf("sendmmsg");
        this.sockets = sockets;
        this.destination = new Destination(sockets);
        this.sender = sender;
        this.header = new MessageHeader(worker.tools().arena());
        this.lengths = worker.tools().arena().allocate(ValueLayout.JAVA_INT, MOST_MESSAGES);
    }

    @Override
    public void handle(Call call) {
        int socket = sockets.take(call);
        if (socket < 0) {
            return;
        }
        if (call.number() == sendmmsg) {
            sendMany(call, socket);
        } else {
            long result = send(call, socket, call.argument(1), call.intArgument(2));
            sender.answer(call, result);
        }
        sockets.release(socket);
    }

    /** Once some messages are sent, what keeps the next one from being sent is told when the target tries again. */
    private void sendMany(Call call, int socket) {
        int wanted = Math.min(MOST_MESSAGES, call.intArgument(2) & Integer.MAX_VALUE);
        int sent = 0;
        long result = 0;
        while (sent < wanted) {
            result = send(call, socket, call.argument(1) + (long) sent * STRIDE, call.intArgument(3));
            if (result < 0) {
                break;
            }
            lengths.setAtIndex(ValueLayout.JAVA_INT, sent++, (int) result);
        }
        if (sent > 0 || wanted == 0) {
            call.performed(sent, call.argument(1) + MessageHeader.SIZE, lengths, Integer.BYTES);
            call.spreadOutput(sent, STRIDE);
        } else {
            sender.answer(call, result);
        }
    }

    /** How many bytes were sent, a negative errno, or {@link MessageSender#REFUSED} when the call says why already. */
    private long send(Call call, int socket, long message, int flags) {
        int error = sockets.tools().memory().read(call.tid(), message, header.bytes(), MessageHeader.SIZE);
        boolean named = error >= 0 && header.name() != 0;
        if (named) {
            int length = Math.min(header.nameLength(), SocketAddress.LONGEST);
            error = sockets.address().read(call, header.name(), length);
        }
        if (error < 0) {
            return error;
        }
        long result = destination.decide(call, socket, named, flags)
                ? sendDecided(call, socket, flags)
                : MessageSender.REFUSED;
        destination.release();
        return result;
    }

    private long sendDecided(Call call, int socket, int flags) {
        int error = sender.payload().describeAll(call, header.vectors(), header.vectorCount());
        error = error < 0 ? error : sender.ancillary().take(call, header.control(), header.controlLength());
        if (error < 0) {
            sender.ancillary().release();
            if (error == -Errno.EPERM) {
                call.deny(Reason.CALL_REFUSED, Errno.EPERM);
                return MessageSender.REFUSED;
            }
            return error;
        }
        return sender.send(call, socket, destination, flags);
    }
}
