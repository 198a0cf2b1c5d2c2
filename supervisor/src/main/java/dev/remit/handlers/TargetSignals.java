package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;

/**
 * Sends the thread that made a call the signals that the kernel would have sent it, had it made the call itself.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html">pidfd_send_signal(2)</a>
 */
final class TargetSignals {
    private final Tools tools;
    private final TargetThread threads;

    TargetSignals(Tools tools, TargetThread threads) {
        this.tools = tools;
        this.threads = threads;
    }

    void send(Call call, int signal) {
        if (sendTo(call, threads.of(call), signal) == -Errno.ESRCH) {
            sendTo(call, threads.renew(call), signal);
        }
    }

    private long sendTo(Call call, int thread, int signal) {
        return thread >= 0 && tools.listener().isWaiting(call.id())
                ? tools.sys().invoke(SyscallNumber.PIDFD_SEND_SIGNAL, thread, signal, 0, 0)
                : thread;
    }
}
