package dev.remit.trust.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Patterns with commas between them, of which one must match and no negated one may.
 *
 * <p>{@code *} stands for any bytes, {@code ?} for any single byte, {@code !} in front negates, everything else stands
 * for itself; upper and lower case differ.
 *
 * @see <a href="https://man.openbsd.org/ssh_config#PATTERNS">ssh_config(5), PATTERNS</a>
 */
final class PatternList {
    /** A longer one makes OpenSSH take the whole list for one that matches nothing. */
    static final int LONGEST_PATTERN = 1022;

    private final String text;
    private final List<Pattern> patterns;

    /** One of the patterns. */
    @SuppressWarnings("ArrayRecordComponent") // Neither handed out nor compared.
    private record Pattern(boolean negated, byte[] bytes) {}

    private PatternList(String text, List<Pattern> patterns) {
        this.text = text;
        this.patterns = patterns;
    }

    /**
     * Reads a list.
     *
     * @throws InvalidTextException with an index in the text
     */
    static PatternList parse(String text) throws InvalidTextException {
        List<Pattern> patterns = new ArrayList<>();
        for (int start = 0, end; start <= text.length(); start = end + 1) {
            int comma = text.indexOf(',', start);
            end = comma < 0 ? text.length() : comma;
            boolean negated = text.startsWith("!", start);
            byte[] bytes = text.substring(negated ? start + 1 : start, end).getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0) {
                throw new InvalidTextException(start, "an empty pattern", "patterns with single commas between them");
            }
            if (bytes.length > LONGEST_PATTERN) {
                throw new InvalidTextException(start, "a pattern of more than " + LONGEST_PATTERN + " bytes",
                        "a shorter one");
            }
            patterns.add(new Pattern(negated, bytes));
        }
        return new PatternList(text, patterns);
    }

    boolean matches(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        boolean matched = false;
        for (Pattern pattern : patterns) {
            if ((!matched || pattern.negated) && matches(bytes, pattern.bytes)) {
                if (pattern.negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    /**
     * Whether a pattern matches all of a name. What a star has passed is given up only for the sake of that star, never
     * for one before it, so that the steps are at most the product of both lengths, however many stars there are.
     */
    private static boolean matches(byte[] name, byte[] pattern) {
        int at = 0;
        int inName = 0;
        int afterStar = -1;
        int resume = 0;
        while (inName < name.length) {
            if (at < pattern.length && pattern[at] == '*') {
                afterStar = ++at;
                resume = inName;
            } else if (at < pattern.length && (pattern[at] == '?' || pattern[at] == name[inName])) {
                at++;
                inName++;
            } else if (afterStar >= 0) {
                at = afterStar;
                inName = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }

    /** As it was read. */
    @Override
    public String toString() {
        return text;
    }
}
