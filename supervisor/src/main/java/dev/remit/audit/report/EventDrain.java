package dev.remit.audit.report;

import dev.remit.audit.EventRing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that empties the workers' rings into sinks. A daemon, so that it never keeps the process alive.
 *
 * <p>Sinks see events in the order of the answers, so that the calls of one thread come one after the other, whichever
 * workers answered them. For that an event is held back for a moment, in which a worker that was interrupted between an
 * answer and its record has time to finish.
 *
 * <p>A sink that throws is not called again, and the others go on: a full disk must neither stop the supervised program
 * nor hide what was denied. What it threw is {@link #failure()}.
 */
public final class EventDrain implements AutoCloseable {
    private static final int BATCH = 4096;
    /** A ring that fills wakes the thread earlier; this bounds how old an event is when it reaches a sink. */
    private static final long LONGEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long SHORTEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long HELD_BACK = TimeUnit.MILLISECONDS.toNanos(50);
    /** With more events than this held back, the older ones are let go at once. */
    private static final int MOST_HELD_BACK = 1 << 14;

    private final List<EventRing> rings = new CopyOnWriteArrayList<>();
    private final List<EventSink> sinks;
    private final PriorityQueue<Event> heldBack = new PriorityQueue<>(
            Comparator.comparingLong(event -> event.timing().answeredNanos()));
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
            int drained = drainAll();
            if (last && drained == 0) {
                release(Long.MAX_VALUE);
                each(EventSink::idle);
                return;
            }
            release(System.nanoTime() - HELD_BACK);
            if (drained == 0) {
                each(EventSink::idle);
                sleep = Math.min(sleep * 2, heldBack.isEmpty() ? LONGEST_SLEEP : HELD_BACK);
            } else {
                sleep = SHORTEST_SLEEP;
            }
            // With few events at hand it is cheaper to let more of them gather; a ring that fills ends the sleep.
            if (drained < BATCH && !closing) {
                LockSupport.parkNanos(this, sleep);
            }
        }
    }

    private int drainAll() {
        int count = 0;
        for (EventRing ring : rings) {
            count += ring.drain(view -> heldBack.add(Event.of(view)), BATCH);
        }
        return count;
    }

    /** Hands over what was answered up to a moment, and more when there is too much of it. */
    private void release(long answeredNanos) {
        while (true) {
            Event oldest = heldBack.peek();
            boolean due = oldest != null
                    && (oldest.timing().answeredNanos() <= answeredNanos || heldBack.size() > MOST_HELD_BACK);
            if (!due) {
                return;
            }
            heldBack.remove();
            each(sink -> sink.accept(oldest));
        }
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
