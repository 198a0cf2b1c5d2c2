package dev.remit.handlers;

import dev.remit.syscall.CallNumbers;

/**
 * What the handlers of one worker thread share.
 *
 * @param tools for talking to the kernel
 * @param numbers of system calls
 * @param judge of paths
 * @param status reader of the target's
 * @param resolver of paths
 * @param threads opens descriptors of the target's
 * @param signals sends them to the target
 * @param mask of created files
 * @param guard of processes, against opens for a program
 * @param limits of the target's resources
 * @param credentials of the target, to act with
 */
record Worker(Tools tools, CallNumbers numbers, Judge judge, TargetStatus status, PathResolver resolver,
        TargetThread threads, TargetSignals signals, TargetMask mask, ProcessGuard guard, TargetLimits limits,
        TargetCredentials credentials) {
    static Worker of(Tools tools, Handlers.Shared shared) {
        TargetStatus status = new TargetStatus(tools);
        Judge judge = new Judge(tools, shared);
        TargetThread threads = new TargetThread(tools, status);
        TargetSignals signals = new TargetSignals(tools, threads);
        return new Worker(tools, shared.numbers(), judge, status, new PathResolver(tools, status, judge), threads,
                signals,
                new TargetMask(tools, status), new ProcessGuard(tools, status), new TargetLimits(tools, signals),
                new TargetCredentials(tools, status, shared.credentialChanges()));
    }
}
