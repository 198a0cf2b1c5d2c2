package dev.remit.difference;

import dev.remit.policy.GlobElement;
import java.util.ArrayList;
import java.util.List;

/**
 * The characters that an arc of a {@link PathAutomaton} takes, as ranges in ascending order. A path's byte that is no
 * part of a character counts as the character {@link #STRAY_BYTE}.
 *
 * @param ranges that neither touch nor overlap
 */
record CharacterSet(List<GlobElement.Range> ranges) {
    static final int STRAY_BYTE = -1;
    private static final int NUL = 0;

    /** Whatever a component of a path may hold. */
    static final CharacterSet COMPONENT = new CharacterSet(List.of(new GlobElement.Range(STRAY_BYTE, STRAY_BYTE),
            new GlobElement.Range(NUL + 1, '/' - 1), new GlobElement.Range('/' + 1, Character.MAX_CODE_POINT)));

    CharacterSet {
        ranges = List.copyOf(ranges);
    }

    static CharacterSet of(int character) {
        return new CharacterSet(List.of(new GlobElement.Range(character, character)));
    }

    /** What a class takes of {@link #COMPONENT}. */
    static CharacterSet of(GlobElement.CharacterClass members) {
        List<Integer> starts = new ArrayList<>(List.of(STRAY_BYTE, NUL, NUL + 1, (int) '/', '/' + 1));
        for (GlobElement.Range range : members.ranges()) {
            starts.add(range.first());
            starts.add(range.last() + 1);
        }
        starts.sort(null);
        List<GlobElement.Range> ranges = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int first = starts.get(i);
            int last = i + 1 < starts.size() ? starts.get(i + 1) - 1 : Character.MAX_CODE_POINT;
            if (first <= last && COMPONENT.contains(first) && members.matches(first)) {
                ranges.add(new GlobElement.Range(first, last));
            }
        }
        return new CharacterSet(ranges);
    }

    boolean contains(int character) {
        for (GlobElement.Range range : ranges) {
            if (range.first() <= character && character <= range.last()) {
                return true;
            }
        }
        return false;
    }
}
