package dev.remit.trust.store;

import dev.remit.display.Visible;

/** How text from files and signatures is shown to the user. */
final class Quoted {
    private static final int WIDEST = 60;

    private Quoted() {}

    /** Between quotation marks, shortened. */
    static String of(String text) {
        int length = text.codePointCount(0, text.length());
        String shown = length <= WIDEST ? text : text.substring(0, text.offsetByCodePoints(0, WIDEST));
        return '"' + Visible.of(shown) + (length <= WIDEST ? "" : "…") + '"';
    }
}
