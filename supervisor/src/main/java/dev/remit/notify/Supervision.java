package dev.remit.notify;

import dev.remit.handlers.Handlers;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What all workers of one run share.
 *
 * @param listener the descriptor that the filter hands calls to
 * @param notificationSize bytes of a notification on this kernel
 * @param handlers what handlers share
 * @param recorders makes a worker's recorder
 * @param defect the first defect that a handler showed, for the report at the end
 */
public record Supervision(int listener, int notificationSize, Handlers.Shared handlers, Recorder.Factory recorders,
        AtomicReference<@Nullable Throwable> defect) {}
