package dev.remit.handlers;

/** Decides the calls of one family. Instances belong to one worker thread and are used again and again. */
public interface Handler {
    /** Decides {@code call} and writes the answer into it. Called again for the same call, it decides the same way. */
    void handle(Call call);
}
