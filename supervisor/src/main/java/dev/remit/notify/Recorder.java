package dev.remit.notify;

import dev.remit.audit.EventRing;
import dev.remit.audit.LatencyRecorder;
import dev.remit.handlers.AskedEndpoint;
import dev.remit.handlers.Call;
import dev.remit.handlers.PathBuffer;
import dev.remit.policy.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One worker's record of what it answered: every call, or refusals only.
 *
 * @param ring receives the events
 * @param latency receives the time from receipt to answer; null when nobody asks for it
 * @param everything whether calls that were not refused are recorded too
 */
public record Recorder(EventRing ring, @Nullable LatencyRecorder latency, boolean everything) {
    /** Makes recorders, one for each worker. Called by the worker's own thread. */
    @FunctionalInterface
    public interface Factory {
        Recorder make();
    }

    /**
     * Records an answered call.
     *
     * @param started {@link System#nanoTime} of its receipt
     */
    void record(Call call, long started) {
        long duration = System.nanoTime() - started;
        if (latency != null) {
            latency.record(call.outcome().code(), duration);
        }
        if (!everything && call.outcome() != Outcome.DENIED) {
            return;
        }
        ring.begin(call.number(), call.tid(), started);
        recordSubject(call);
        ring.decision(call.outcome().code(), call.reason().code(), call.needed(), call.verdict());
        if (call.secondPathJudged()) {
            ring.blameSecondPath();
        }
        ring.detail(call.detail());
        ring.commit(call.errno(), duration);
    }

    private void recordSubject(Call call) {
        AskedEndpoint endpoint = call.endpoint();
        if (endpoint.isPresent()) {
            ring.endpoint(endpoint.flow(), endpoint.transport());
            ring.address(endpoint.isIpv6(), endpoint.high(), endpoint.low(), endpoint.port());
            return;
        }
        PathBuffer path = call.path();
        if (!path.isEmpty()) {
            ring.path(path.bytes(), 0, Math.min(path.length(), EventRing.MAX_PATH));
        }
        PathBuffer second = call.secondPath();
        if (!second.isEmpty()) {
            ring.secondPath(second.bytes(), 0, Math.min(second.length(), EventRing.MAX_PATH));
        }
    }
}
