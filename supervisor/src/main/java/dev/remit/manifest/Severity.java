package dev.remit.manifest;

/** How much a diagnostic weighs. */
public enum Severity {
    /** There is no manifest, or no policy. */
    ERROR("error"),
    /** There is one, but something in it deserves a look. */
    WARNING("warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** As shown to people. */
    public String word() {
        return word;
    }
}
