package dev.remit.names;

import java.time.Duration;
import java.util.List;

/** One name and when it is looked up next. Guarded by the watch. */
final class WatchedName {
    /** Answers that live shorter are not asked for more often; what changed meanwhile is noticed when it is needed. */
    static final Duration SHORTEST = Duration.ofSeconds(10);
    /** Answers that live longer are asked for again after this. */
    static final Duration LONGEST = Duration.ofMinutes(5);
    /** After a first failure; doubled by each further one. */
    static final Duration RETRY = Duration.ofSeconds(5);
    /** No more than this is waited between failures. */
    static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

    private final String name;
    private final KnownAddresses known = new KnownAddresses();
    private String problem = "not looked up yet";
    private int failures;
    private boolean scheduled = true;
    private boolean running;
    private long due;

    /** @param now when it is due first */
    WatchedName(String name, long now) {
        this.name = name;
        this.due = now;
    }

    String name() {
        return name;
    }

    KnownAddresses known() {
        return known;
    }

    /** Why the last look-up brought no address; an empty string when it did. */
    String problem() {
        return problem;
    }

    boolean isRunning() {
        return running;
    }

    boolean isDue(long now) {
        return scheduled && !running && due - now <= 0;
    }

    /** Nanoseconds until it is due; {@link Long#MAX_VALUE} when nothing but a change of files makes it so. */
    long nanosToDue(long now) {
        return scheduled && !running ? Math.max(0, due - now) : Long.MAX_VALUE;
    }

    /** Makes it due; one that is being looked up is due again after that. */
    void makeDue(long now) {
        scheduled = true;
        due = now;
    }

    void started() {
        running = true;
        scheduled = false;
    }

    void ended(Lookup result, long now) {
        running = false;
        boolean again = scheduled;
        Duration pause = take(result, now);
        scheduled = again || !pause.isNegative();
        due = again ? now : now + pause.toNanos();
    }

    /** Takes in a result; returns when to look up again, negative for not before the files change. */
    private Duration take(Lookup result, long now) {
        if (result instanceof Lookup.Found found) {
            problem = "";
            if (found.whole()) {
                known.answered(found.addresses(), found.seconds(), now);
                failures = 0;
                return found.seconds() == Lookup.FOREVER ? Duration.ofNanos(-1) : pause(found.seconds());
            }
            known.answeredInPart(found.addresses(), found.seconds(), now);
        } else {
            problem = result.problem();
            if (result instanceof Lookup.Nothing) {
                known.answered(List.of(), 0, now);
            }
        }
        failures++;
        Duration pause = RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : pause;
    }

    private static Duration pause(long seconds) {
        return Duration.ofSeconds(Math.clamp(seconds, SHORTEST.toSeconds(), LONGEST.toSeconds()));
    }
}
