package dev.remit.cli;

import dev.remit.audit.report.Vocabulary;
import dev.remit.linux.Errno;
import dev.remit.syscall.CallNumbers;
import dev.remit.syscall.SystemCall;

/** Names of calls from the table of system calls, and of errors from the kernel's headers. */
final class CallVocabulary implements Vocabulary {
    private final CallNumbers calls;

    CallVocabulary(CallNumbers calls) {
        this.calls = calls;
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
        return call == null ? "unknown to this version" : call.reason();
    }
}
