package dev.remit.policy;

/** The three kinds of access to a file, as bits that combine. */
public final class Access {
    public static final int NONE = 0;
    /** Read a file's content, list a directory. */
    public static final int READ = 1;
    /** Change content, names, or attributes. */
    public static final int WRITE = 2;
    /** Execute as a program. */
    public static final int EXECUTE = 4;
    /** Every bit above. */
    public static final int ALL = READ | WRITE | EXECUTE;

    private Access() {}

    /** Words for a mask, such as {@code read and write}; {@code nothing} for the empty one. */
    public static String describe(int mask) {
        StringBuilder words = new StringBuilder();
        append(words, mask, READ, "read");
        append(words, mask, WRITE, "write");
        append(words, mask, EXECUTE, "execute");
        return words.isEmpty() ? "nothing" : words.toString();
    }

    private static void append(StringBuilder words, int mask, int bit, String word) {
        if ((mask & bit) != 0) {
            words.append(words.isEmpty() ? "" : " and ").append(word);
        }
    }
}
