package dev.remit.handlers;

/**
 * Sends to an address that a register points to: {@code sendto}. Without an address the filter lets it pass.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">sendto(2)</a>
 */
final class SendHandler implements Handler {
    private final SocketTools sockets;
    private final Destination destination;
    private final MessageSender sender;

    SendHandler(SocketTools sockets, MessageSender sender) {
        this.sockets = sockets;
        this.destination = new Destination(sockets);
        this.sender = sender;
    }

    @Override
    public void handle(Call call) {
        int socket = sockets.take(call, call.argument(4), call.intArgument(5));
        if (socket < 0) {
            return;
        }
        int flags = call.intArgument(3);
        if (destination.decide(call, socket, true, flags)) {
            sender.payload().describe(call.argument(1), call.argument(2));
            sender.ancillary().release();
            sender.answer(call, sender.send(call, socket, destination, flags));
        }
        destination.release();
        sockets.release(socket);
    }
}
