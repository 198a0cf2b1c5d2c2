package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.policy.Reason;

/**
 * What the handlers of calls on sockets have in common, one set a worker. They all begin with a copy of the target's
 * socket: under a number of the supervisor's own no thread of the target can put another one in its place.
 *
 * @param tools of the worker
 * @param descriptors takes copies of the target's
 * @param address the one that the call names
 * @param options tells what a socket is
 * @param judge of endpoints
 * @param unix sockets with names
 */
record SocketTools(Tools tools, TargetDescriptor descriptors, SocketAddress address, SocketOptions options,
        EndpointJudge judge, UnixEndpoints unix) {
    static SocketTools of(Worker worker, Handlers.Shared shared) {
        SocketOptions options = new SocketOptions(worker.tools());
        return new SocketTools(worker.tools(), new TargetDescriptor(worker), new SocketAddress(worker.tools()), options,
                new EndpointJudge(shared.network().endpoints(), shared.network().peers(), options),
                new UnixEndpoints(worker, options, shared.network().names()));
    }

    /**
     * Takes a copy of the socket that a call speaks of, and of the address that it names. The validity of the call is
     * checked after both; errors come in the kernel's order.
     *
     * @return a descriptor to be closed; or a negative errno, which the call is answered with already
     */
    int take(Call call, long pointer, int length) {
        int error = address.read(call, pointer, length);
        int copy = descriptors.copy(call, call.intArgument(0));
        if (copy < 0 || error < 0) {
            release(copy);
            Judge.unresolved(call, copy < 0 ? copy : error);
            return copy < 0 ? copy : error;
        }
        return copy;
    }

    /** Takes a copy of the socket alone; as {@link #take(Call, long, int)}. */
    int take(Call call) {
        int copy = descriptors.copy(call, call.intArgument(0));
        if (copy < 0) {
            Judge.unresolved(call, copy);
        }
        return copy;
    }

    /** Refuses a call on a socket that is of none of the kinds that rules speak of, such as an inherited one. */
    static void refuseKind(Call call, int domain) {
        if (domain < 0) {
            call.fail(-domain);
        } else {
            call.note(domain);
            call.deny(Reason.SOCKET_REFUSED, Errno.EACCES);
        }
    }

    /** Ends what a socket does, with its peer or as one that listens. */
    void disconnect(int copy) {
        address.setNobody();
        tools.sys().invoke(SyscallNumber.CONNECT, copy, address.address(), address.length());
    }

    void release(int copy) {
        if (copy >= 0) {
            tools.files().close(copy);
        }
    }
}
