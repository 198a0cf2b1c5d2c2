package dev.remit.trust.store;

/** How text from files and signatures is shown to the user. */
final class Quoted {
    private static final int WIDEST = 60;

    private Quoted() {}

    /** Between quotation marks, shortened. */
    static String of(String text) {
        int length = text.codePointCount(0, text.length());
        String shown = length <= WIDEST ? text : text.substring(0, text.offsetByCodePoints(0, WIDEST));
        return '"' + visible(shown) + (length <= WIDEST ? "" : "…") + '"';
    }

    /** With every character replaced that could move the cursor, reorder or hide text on a terminal. */
    static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int at = 0, c; at < text.length(); at += Character.charCount(c)) {
            c = text.codePointAt(at);
            shown.appendCodePoint(isHarmless(c) ? c : '\uFFFD');
        }
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
