package dev.remit.policy;

/**
 * Where a rule was written, so that every verdict can point at it.
 *
 * @param source the manifest's file name, {@code base fragment system}, {@code command line}, or {@code built in}
 * @param line 1-based; 0 where lines mean nothing
 * @param column 1-based; 0 where columns mean nothing
 * @param rule the rule's name, or an empty string when it has none
 */
public record Origin(String source, int line, int column, String rule) {
    /** For example {@code weather.yml:14:5 (appDir)}. */
    public String describe() {
        StringBuilder words = new StringBuilder(source);
        if (line > 0) {
            words.append(':').append(line).append(':').append(column);
        }
        if (!rule.isEmpty()) {
            words.append(" (").append(rule).append(')');
        }
        return words.toString();
    }
}
