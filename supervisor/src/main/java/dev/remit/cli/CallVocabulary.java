package dev.remit.cli;

import dev.remit.audit.report.DeviceWords;
import dev.remit.audit.report.Vocabulary;
import dev.remit.linux.Errno;
import dev.remit.syscall.CallNumbers;
import dev.remit.syscall.Command;
import dev.remit.syscall.SystemCall;
import dev.remit.syscall.SystemCalls;
import java.util.Set;

/** Names of calls from the table of system calls, and of errors from the kernel's headers. */
final class CallVocabulary implements Vocabulary {
    /** Calls whose second argument is a command. */
    private static final Set<String> OF_MANY_COMMANDS = Set.of("ioctl", "fcntl");

    private final CallNumbers calls;
    private final DeviceWords devices;

    CallVocabulary(CallNumbers calls, DeviceWords devices) {
        this.calls = calls;
        this.devices = devices;
    }

    @Override
    public String call(int nr) {
        return calls.nameOf(nr);
    }

    @Override
    public String errno(int errno) {
        return Errno.name(errno);
    }

    @Override
    public String whyRefused(int nr, long detail) {
        SystemCall call = calls.find(nr);
        if (call == null) {
            return "unknown to this version";
        }
        if (!OF_MANY_COMMANDS.contains(call.name())) {
            return call.reason();
        }
        Command command = SystemCalls.load().command(call.name(), detail);
        return command.name() + " " + command.reason();
    }

    @Override
    public DeviceWords devices() {
        return devices;
    }
}
