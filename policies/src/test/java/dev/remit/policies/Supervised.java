package dev.remit.policies;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;

/**
 * How a run under Remit ended.
 *
 * @param ended exit code and output; Remit's words are part of standard error
 * @param denials every refused call, in the order of the log
 */
record Supervised(Ended ended, List<Denial> denials) {
    /**
     * A refused call.
     *
     * @param call its name
     * @param what was refused: a path, or an endpoint such as {@code tcp 127.0.0.1:80}; empty when the call has none
     * @param needs the access that it needed: {@code read}, {@code write}, {@code execute}, {@code inbound},
     *        {@code outbound}
     */
    record Denial(String call, String what, List<String> needs) {
        /** Whether it is about exactly this, or about a path that a pattern with wildcards matches. */
        boolean isAbout(String pattern) {
            return what.equals(pattern) || pattern.startsWith("/") && pattern.contains("*")
                    && FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(what));
        }
    }

    /** Whether some call was refused {@code access} to {@code what}. */
    boolean denied(String what, String access) {
        return denials.stream().anyMatch(denial -> denial.isAbout(what) && denial.needs().contains(access));
    }

    String describe() {
        StringBuilder text = new StringBuilder(ended.describe()).append("\nrefused:");
        denials.forEach(denial -> text.append("\n  ").append(denial));
        return text.toString();
    }
}
