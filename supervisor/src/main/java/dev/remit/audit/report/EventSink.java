package dev.remit.audit.report;

/** Takes in events, called by one thread only. */
public interface EventSink {
    /** Takes in one event. */
    void accept(Event event);

    /** Called when no more events are at hand for the moment, so that buffers can be written out. */
    default void idle() {}
}
