package dev.remit.policies;

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
     * @param path that was refused; empty when the call has none
     * @param needs the access that it needed: {@code read}, {@code write}, {@code execute}
     */
    record Denial(String call, String path, List<String> needs) {}

    /** Whether some call was refused {@code access} to exactly {@code path}. */
    boolean denied(String path, String access) {
        return denials.stream().anyMatch(denial -> denial.path().equals(path) && denial.needs().contains(access));
    }

    String describe() {
        StringBuilder text = new StringBuilder(ended.describe()).append("\nrefused:");
        denials.forEach(denial -> text.append("\n  ").append(denial));
        return text.toString();
    }
}
