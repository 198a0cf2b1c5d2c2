package dev.remit.names;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** The clock that a watch goes by. */
interface Time {
    /** The machine's monotonic clock. */
    Time SYSTEM = new Time() {
        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // Whoever calls this does so in a loop.
        public void await(Condition condition, long nanos) throws InterruptedException {
            boolean _ = condition.await(nanos, TimeUnit.NANOSECONDS);
        }
    };

    /** Nanoseconds since some moment. */
    long now();

    /** Waits until signalled, or for a time. May return early. */
    void await(Condition condition, long nanos) throws InterruptedException;
}
