package dev.remit.decision;

import dev.remit.policy.GlobElement;
import dev.remit.policy.GlobElement.AnyText;
import dev.remit.policy.GlobElement.CharacterClass;
import dev.remit.policy.GlobElement.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes globs in the form that {@link GlobMatcher} reads, choosing the cheapest that suffices. */
final class GlobCompiler {
    private static final byte[] NOTHING = {};

    private GlobCompiler() {}

    /** Where a glob begins, its kind, and the fewest bytes that can match it. */
    record Written(int place, int kind, int shortest) {}

    /** Appends the glob. */
    static Written write(List<GlobElement> elements, ImageBytes out) {
        int place = out.align(8).size();
        int stars = 0;
        boolean plain = true;
        for (GlobElement element : elements) {
            stars += element instanceof AnyText ? 1 : 0;
            plain &= element instanceof AnyText || element instanceof Text;
        }
        int kind = GlobMatcher.STEPS;
        if (plain && stars == 1) {
            kind = elements.size() == 1 ? GlobMatcher.ANYTHING : GlobMatcher.ENDS;
        } else if (plain && stars == 2 && elements.size() == 3 && elements.get(1) instanceof Text) {
            kind = GlobMatcher.CONTAINS;
        }
        int shortest = shortest(elements);
        out.putInt(kind).putInt(shortest);
        switch (kind) {
            case GlobMatcher.CONTAINS -> writeTexts(text(elements.get(1)), NOTHING, out);
            case GlobMatcher.STEPS -> writeSteps(elements, out);
            default -> writeTexts(text(elements.getFirst()), text(elements.getLast()), out);
        }
        out.align(8);
        return new Written(place, kind, shortest);
    }

    private static byte[] text(GlobElement element) {
        return element instanceof Text literal ? literal.text().getBytes(StandardCharsets.UTF_8) : NOTHING;
    }

    private static int shortest(List<GlobElement> elements) {
        int shortest = 0;
        for (GlobElement element : elements) {
            if (element instanceof Text) {
                shortest += text(element).length;
            } else if (!(element instanceof AnyText)) {
                shortest++;
            }
        }
        return shortest;
    }

    private static void writeTexts(byte[] first, byte[] last, ImageBytes out) {
        out.putInt(first.length).putInt(last.length).put(first).put(last);
    }

    private static void writeSteps(List<GlobElement> elements, ImageBytes out) {
        out.putInt(0).putInt(0);
        for (GlobElement element : elements) {
            writeStep(element, out);
        }
        out.putInt(GlobMatcher.STEP_END);
    }

    private static void writeStep(GlobElement element, ImageBytes out) {
        if (element instanceof Text) {
            byte[] bytes = text(element);
            out.putInt(GlobMatcher.STEP_TEXT).putInt(bytes.length).put(bytes).align(4);
        } else if (element instanceof CharacterClass members) {
            out.putInt(GlobMatcher.STEP_CLASS).putInt(members.negated() ? 1 : 0).putInt(members.ranges().size());
            for (GlobElement.Range range : members.ranges()) {
                out.putInt(range.first()).putInt(range.last());
            }
        } else {
            out.putInt(element instanceof AnyText ? GlobMatcher.STEP_ANY_TEXT : GlobMatcher.STEP_ANY_CHARACTER);
        }
    }
}
