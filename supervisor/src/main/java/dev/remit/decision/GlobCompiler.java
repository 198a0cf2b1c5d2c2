package dev.remit.decision;

import dev.remit.policy.GlobElement;
import dev.remit.policy.GlobElement.AnyCharacter;
import dev.remit.policy.GlobElement.AnyText;
import dev.remit.policy.GlobElement.CharacterClass;
import dev.remit.policy.GlobElement.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes globs in the form that {@link GlobMatcher} reads, choosing the cheapest that suffices. */
final class GlobCompiler {
    private static final byte[] NOTHING = {};

    private GlobCompiler() {}

    /** Appends the glob; returns where it begins. */
    static int write(List<GlobElement> elements, ImageBytes out) {
        int start = out.align(8).size();
        int stars = 0;
        boolean plain = true;
        for (GlobElement element : elements) {
            stars += element instanceof AnyText ? 1 : 0;
            plain &= element instanceof AnyText || element instanceof Text;
        }
        if (plain && stars == 1) {
            writeEnds(text(elements.getFirst()), text(elements.getLast()), out);
        } else if (plain && stars == 2 && elements.size() == 3 && elements.get(1) instanceof Text(String text)) {
            byte[] contained = text.getBytes(StandardCharsets.UTF_8);
            writeHead(GlobMatcher.CONTAINS, contained.length, contained.length, 0, out);
            out.put(contained);
        } else {
            writeSteps(elements, out);
        }
        out.align(8);
        return start;
    }

    private static byte[] text(GlobElement element) {
        return element instanceof Text(String text) ? text.getBytes(StandardCharsets.UTF_8) : NOTHING;
    }

    private static void writeHead(int kind, int shortest, int prefix, int suffix, ImageBytes out) {
        out.putInt(kind).putInt(shortest).putInt(prefix).putInt(suffix);
    }

    private static void writeEnds(byte[] prefix, byte[] suffix, ImageBytes out) {
        int shortest = prefix.length + suffix.length;
        writeHead(shortest == 0 ? GlobMatcher.ANYTHING : GlobMatcher.ENDS, shortest, prefix.length, suffix.length,
                out);
        out.put(prefix).put(suffix);
    }

    private static void writeSteps(List<GlobElement> elements, ImageBytes out) {
        int shortest = 0;
        for (GlobElement element : elements) {
            shortest += switch (element) {
                case AnyText() -> 0;
                case Text text -> text(text).length;
                case AnyCharacter(),CharacterClass _ -> 1;
            };
        }
        writeHead(GlobMatcher.STEPS, shortest, 0, 0, out);
        for (GlobElement element : elements) {
            writeStep(element, out);
        }
        out.putInt(GlobMatcher.STEP_END);
    }

    private static void writeStep(GlobElement element, ImageBytes out) {
        switch (element) {
            case AnyText() -> out.putInt(GlobMatcher.STEP_ANY_TEXT);
            case AnyCharacter() -> out.putInt(GlobMatcher.STEP_ANY_CHARACTER);
            case Text text -> {
                byte[] bytes = text(text);
                out.putInt(GlobMatcher.STEP_TEXT).putInt(bytes.length).put(bytes).align(4);
            }
            case CharacterClass(boolean negated, List<GlobElement.Range> ranges) -> {
                out.putInt(GlobMatcher.STEP_CLASS).putInt(negated ? 1 : 0).putInt(ranges.size());
                for (GlobElement.Range range : ranges) {
                    out.putInt(range.first()).putInt(range.last());
                }
            }
        }
    }
}
