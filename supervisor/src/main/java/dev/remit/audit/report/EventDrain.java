package dev.remit.audit.report;

import dev.remit.audit.EventRing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that empties the workers' rings into sinks. A daemon, so that it never keeps the process alive.
 *
 * <p>A sink that throws is not called again, and the others go on: a full disk must neither stop the supervised program
 * nor hide what was denied. What it threw is {@link #failure()}.
 */
public final class EventDrain implements AutoCloseable {
    private static final int BATCH = 4096;
    /** A ring that fills wakes the thread earlier; this bounds how old an event is when it reaches a sink. */
    private static final long LONGEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long SHORTEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<EventRing> rings = new CopyOnWriteArrayList<>();
    private final List<EventSink> sinks;
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable RuntimeException failure;

    private EventDrain(List<EventSink> sinks) {
        this.sinks = new ArrayList<>(sinks);
        this.thread = Thread.ofPlatform().name("remit-audit").daemon().unstarted(this::run);
    }

    /** Starts a thread that hands every event of the rings attached to it to each sink in turn. */
    public static EventDrain start(List<EventSink> sinks) {
        EventDrain drain = new EventDrain(sinks);
        drain.thread.start();
        return drain;
    }

    /** Adds a ring, of which this becomes the one consumer. */
    public void attach(EventRing ring) {
        ring.consumedBy(thread);
        rings.add(ring);
    }

    /** What the first failing sink threw, or null. */
    public @Nullable RuntimeException failure() {
        return failure;
    }

    /** Empties the rings once more, to the end, and stops. The producers must have stopped before. */
    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            LockSupport.unpark(thread);
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long sleep = SHORTEST_SLEEP;
        while (true) {
            // Read before draining: what was committed before close() is then seen by the last round.
            boolean last = closing;
            if (drainAll() > 0) {
                sleep = SHORTEST_SLEEP;
                continue;
            }
            each(EventSink::idle);
            if (last) {
                return;
            }
            if (!closing) {
                LockSupport.parkNanos(this, sleep);
            }
            sleep = Math.min(sleep * 2, LONGEST_SLEEP);
        }
    }

    private int drainAll() {
        int count = 0;
        for (EventRing ring : rings) {
            count += ring.drain(view -> {
                Event event = Event.of(view);
                each(sink -> sink.accept(event));
            }, BATCH);
        }
        return count;
    }

    private void each(Consumer<EventSink> action) {
        sinks.removeIf(sink -> !survives(sink, action));
    }

    private boolean survives(EventSink sink, Consumer<EventSink> action) {
        try {
            action.accept(sink);
            return true;
        } catch (RuntimeException thrown) {
            if (failure == null) {
                failure = thrown;
            }
            return false;
        }
    }
}
