package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.policy.Transport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Looks who sends to sockets that serve datagrams, so that replies need no rule: waits for a datagram in the program's
 * place, notes its sender, and leaves the receiving to the kernel, where no argument can do harm.
 *
 * <p>Who shares a socket between threads may receive a datagram that another thread's look has not seen; its sender can be
 * answered once it has sent again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recvmsg(2), MSG_PEEK</a>
 */
final class ReceiveHandler implements Handler {
    private static final int MSG_OOB = 0x1;
    private static final int MSG_PEEK = 0x2;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_ERRQUEUE = 0x2000;

    private final int recvfrom;
    private final int recvmmsg;
    private final SocketTools sockets;
    private final MessageHeader header;
    private final MemorySegment vector;

    ReceiveHandler(Worker worker, SocketTools sockets) {
        this.recvfrom = worker.numbers().numberOf("recvfrom");
        this.recvmmsg = worker.numbers().numberOf("recvmmsg");
        this.sockets = sockets;
        this.header = new MessageHeader(worker.tools().arena());
        this.vector = worker.tools().arena().allocate(2L * Long.BYTES, Long.BYTES);
    }

    @Override
    public void handle(Call call) {
        if (call.number() == recvmmsg) {
            call.fail(Errno.ENOSYS);
            return;
        }
        int flags = call.intArgument(call.number() == recvfrom ? 3 : 2);
        int socket = sockets.take(call);
        if (socket < 0) {
            return;
        }
        int domain = sockets.options().domain(socket);
        boolean internet = domain == SocketAddress.AF_INET || domain == SocketAddress.AF_INET6;
        call.proceed();
        if (internet && (flags & (MSG_OOB | MSG_ERRQUEUE)) == 0
                && sockets.options().transport(socket) == Transport.UDP.code()) {
            look(call, socket, domain, flags);
        }
        sockets.release(socket);
    }

    private void look(Call call, int socket, int domain, int flags) {
        SocketAddress address = sockets.address();
        if (address.readOwn(socket) < 0 || !sockets.judge().serves(call, address, domain)) {
            return;
        }
        long result = peek(socket, MSG_PEEK | MSG_DONTWAIT);
        if (result == -Errno.EAGAIN && (flags & MSG_DONTWAIT) == 0 && sockets.options().waits(socket)) {
            if (!call.aboutToBlock()) {
                return;
            }
            result = peek(socket, MSG_PEEK);
        }
        if (result < 0) {
            // Also where there is nothing yet: a datagram that comes a moment later shall be seen.
            call.performed(result);
            return;
        }
        address.take(header.nameLength());
        sockets.judge().know(call, socket, address);
        call.proceed();
    }

    private long peek(int socket, int flags) {
        vector.set(ValueLayout.JAVA_LONG, 0, vector.address());
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, 0);
        header.name(sockets.address().address(), SocketAddress.LONGEST);
        header.vectors(vector.address(), 1);
        header.control(0, 0);
        return sockets.tools().sys().invoke(SyscallNumber.RECVMSG, socket, header.address(), flags);
    }
}
