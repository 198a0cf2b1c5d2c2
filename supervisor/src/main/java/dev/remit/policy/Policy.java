package dev.remit.policy;

import java.util.List;

/**
 * A manifest made absolute: variables expanded, base fragments merged, every path resolved against the manifest's
 * directory. Nothing in it depends on the kernel.
 *
 * @param name of the application
 * @param source the manifest's path as it was given, or {@code command line}
 * @param program what runs, and how
 * @param files the rules on paths in the order in which they were written, those of the manifest first; a rule's
 *        position is the index that a {@link Verdict} carries
 * @param metadataHidden whether what is not granted shall not seem to exist either
 * @param unenforced parts of the manifest that this version understands but cannot hold a program to; {@code run}
 *        refuses when there is any
 */
public record Policy(String name, String source, Program program, List<PathRule> files, boolean metadataHidden,
        List<Unenforced> unenforced) {
    public Policy {
        files = List.copyOf(files);
        unenforced = List.copyOf(unenforced);
        if (files.size() >= Verdict.NO_RULE) {
            throw new IllegalArgumentException("more rules than a verdict can number: " + files.size());
        }
    }
}
