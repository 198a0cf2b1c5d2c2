package dev.remit.manifest;

import java.util.Locale;

/** Finds the valid spelling that an author may have meant. */
public final class Nearest {
    private static final int LONGEST = 40;

    private Nearest() {}

    /**
     * The candidate nearest to {@code text} by edit distance (a swap of neighbours counts as one edit, letter case as
     * none), or an empty string when none is near.
     */
    public static String to(String text, Iterable<String> candidates) {
        if (text.length() > LONGEST) {
            return "";
        }
        String best = "";
        int bestDistance = Math.max(1, text.length() / 3) + 1;
        String given = text.toLowerCase(Locale.ROOT);
        for (String candidate : candidates) {
            int distance = distance(given, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
