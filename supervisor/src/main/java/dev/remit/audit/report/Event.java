package dev.remit.audit.report;

import dev.remit.audit.EventView;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.Endpoint;
import dev.remit.policy.Flow;
import dev.remit.policy.Outcome;
import dev.remit.policy.Reason;
import dev.remit.policy.Transport;
import org.jspecify.annotations.Nullable;

/**
 * One supervised call, decoded.
 *
 * @param call which call, and whose
 * @param decision how it was answered, and why
 * @param timing when it was received, and how long the answer took
 * @param path what the call is about, canonical where it could be resolved, else as the program spelled it; or none
 * @param secondPath the other path of a call that has two; or none
 * @param endpoint of the network that the call is about, instead of paths; or null
 */
public record Event(Call call, Decision decision, Timing timing, RawPath path, RawPath secondPath,
        @Nullable Endpoint endpoint) {
    /** A call that is not about the network. */
    public Event(Call call, Decision decision, Timing timing, RawPath path, RawPath secondPath) {
        this(call, decision, timing, path, secondPath, null);
    }

    /**
     * Which call it was.
     *
     * @param nr number of the system call
     * @param tid thread that made it
     * @param detail a number that the kind of call gives a meaning to; 0 when there is none
     */
    public record Call(int nr, int tid, long detail) {}

    /**
     * How the call was answered.
     *
     * @param outcome who did what
     * @param reason why
     * @param neededAccess {@link dev.remit.policy.Access} bits that the call asked for
     * @param verdict packed {@link dev.remit.policy.Verdict} on the decided path
     * @param errno positive errno of the answer, or 0
     * @param onSecondPath whether the verdict speaks of the second path
     */
    public record Decision(Outcome outcome, Reason reason, int neededAccess, long verdict, int errno,
            boolean onSecondPath) {}

    /**
     * When it happened.
     *
     * @param receivedNanos {@link System#nanoTime()} of receipt
     * @param durationNanos from receipt to answer
     */
    public record Timing(long receivedNanos, long durationNanos) {
        /** {@link System#nanoTime()} of the answer. */
        public long answeredNanos() {
            return receivedNanos + durationNanos;
        }
    }

    /** Copies an event out of its ring. */
    public static Event of(EventView view) {
        return new Event(new Call(view.nr(), view.tid(), view.detail()),
                new Decision(Outcome.of(view.outcome()), Reason.of(view.reason()), view.neededAccess(), view.verdict(),
                        view.errno(), view.secondPathBlamed()),
                new Timing(view.startNanos(), view.durationNanos()), RawPath.of(view.path()),
                RawPath.of(view.secondPath()), view.isAboutEndpoint() ? endpoint(view) : null);
    }

    private static Endpoint endpoint(EventView view) {
        AddressBlock address = view.isEndpointIpv6()
                ? AddressBlock.ofV6(view.endpointHigh(), view.endpointLow())
                : AddressBlock.ofV4(view.endpointLow());
        return new Endpoint(Flow.of(view.endpointFlow()), Transport.of(view.endpointTransport()), address,
                view.endpointPort());
    }

    /** The path that the decision speaks of; or none. */
    public RawPath decidedPath() {
        return decision.onSecondPath ? secondPath : path;
    }
}
