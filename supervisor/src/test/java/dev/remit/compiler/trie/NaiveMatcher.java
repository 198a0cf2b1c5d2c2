package dev.remit.compiler.trie;

import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Region;
import dev.remit.policy.Segment;
import dev.remit.policy.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The meaning of the rules, spelled out without any thought of speed and without a line in common with the trie: the
 * reference that the trie is compared with.
 */
public final class NaiveMatcher {
    /** One component of a path: its bytes, and its characters, where a negative one is a byte that belongs to none. */
    public static final class Name {
        private final byte[] bytes;
        private final int[] characters;

        Name(byte[] bytes) {
            this.bytes = bytes;
            this.characters = characters(bytes);
        }
    }

    private final List<Region> regions;

    public NaiveMatcher(List<Region> regions) {
        this.regions = regions;
    }

    public long verdict(byte[] path) {
        List<Name> names = split(path);
        int tree = 0;
        int exact = 0;
        int broker = 0;
        int allowing = -1;
        int denying = -1;
        for (int rule = 0; rule < regions.size(); rule++) {
            Region region = regions.get(rule);
            if (!matches(region.rule().pattern(), names)) {
                continue;
            }
            if (region.rule().denies()) {
                denying = moreSpecific(denying, rule);
                continue;
            }
            int access = region.rule().permission().access();
            switch (region.layer()) {
                case KERNEL_TREE -> tree |= access;
                case KERNEL_EXACT -> exact |= access;
                case BROKERED -> broker |= access;
            }
            allowing = moreSpecific(allowing, rule);
        }
        if (denying >= 0) {
            return Verdict.deny(denying);
        }
        return allowing < 0 ? Verdict.NOTHING : Verdict.allow(tree, exact, broker, allowing);
    }

    private int moreSpecific(int held, int later) {
        return held < 0 || literals(later) >= literals(held) ? later : held;
    }

    private long literals(int rule) {
        return regions.get(rule).rule().pattern().segments().stream().takeWhile(Segment.Literal.class::isInstance)
                .count();
    }

    /** The components of an absolute path. */
    public static List<Name> split(byte[] path) {
        List<Name> names = new ArrayList<>();
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (int i = 1; i < path.length; i++) {
            if (path[i] == '/') {
                names.add(new Name(name.toByteArray()));
                name.reset();
            } else {
                name.write(path[i]);
            }
        }
        if (path.length > 1) {
            names.add(new Name(name.toByteArray()));
        }
        return names;
    }

    public static boolean matches(PathPattern pattern, List<Name> names) {
        return matches(pattern.segments(), pattern.extent(), names);
    }

    /** Whether a pattern could match something below a path. */
    public static boolean mayMatchBelow(PathPattern pattern, List<Name> names) {
        return mayMatchBelow(pattern.segments(), pattern.extent(), names);
    }

    private static boolean mayMatchBelow(List<Segment> segments, Extent extent, List<Name> names) {
        if (segments.isEmpty()) {
            return extent == Extent.SUBTREE || extent == Extent.CHILDREN && names.isEmpty();
        }
        if (names.isEmpty() || segments.getFirst() instanceof Segment.AnyDepth
                && mayMatchBelow(segments, extent, names.subList(1, names.size()))) {
            return true;
        }
        List<Segment> rest = segments.subList(1, segments.size());
        if (segments.getFirst() instanceof Segment.AnyDepth) {
            return mayMatchBelow(rest, extent, names);
        }
        List<Segment> first = segments.subList(0, 1);
        return matches(first, Extent.EXACT, names.subList(0, 1))
                && mayMatchBelow(rest, extent, names.subList(1, names.size()));
    }

    private static boolean matches(List<Segment> segments, Extent extent, List<Name> names) {
        if (segments.isEmpty()) {
            return switch (extent) {
                case EXACT -> names.isEmpty();
                case CHILDREN -> names.size() <= 1;
                case SUBTREE -> true;
            };
        }
        List<Segment> rest = segments.subList(1, segments.size());
        if (segments.getFirst() instanceof Segment.AnyDepth) {
            for (int skip = 0; skip <= names.size(); skip++) {
                if (matches(rest, extent, names.subList(skip, names.size()))) {
                    return true;
                }
            }
            return false;
        }
        if (names.isEmpty()) {
            return false;
        }
        boolean first = segments.getFirst() instanceof Segment.Glob(String glob)
                ? globMatches(glob.codePoints().toArray(), 0, names.getFirst().characters, 0)
                : Arrays.equals(((Segment.Literal) segments.getFirst()).name().getBytes(StandardCharsets.UTF_8),
                        names.getFirst().bytes);
        return first && matches(rest, extent, names.subList(1, names.size()));
    }

    private static int[] characters(byte[] name) {
        List<Integer> characters = new ArrayList<>();
        int at = 0;
        while (at < name.length) {
            int length = 4;
            while (length > 1 && (at + length > name.length || decode(name, at, length) < 0)) {
                length--;
            }
            characters.add(decode(name, at, length) < 0 ? -1 - (name[at] & 0xFF) : decode(name, at, length));
            at += length;
        }
        return characters.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The one character that the bytes are, or -1. */
    private static int decode(byte[] bytes, int at, int length) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
            return text.codePointCount(0, text.length()) == 1 ? text.codePointAt(0) : -1;
        } catch (CharacterCodingException e) {
            return -1;
        }
    }

    private static boolean globMatches(int[] glob, int g, int[] name, int n) {
        if (g == glob.length) {
            return n == name.length;
        }
        if (glob[g] == '*') {
            return globMatches(glob, g + 1, name, n) || (n < name.length && globMatches(glob, g, name, n + 1));
        }
        if (n == name.length) {
            return false;
        }
        if (glob[g] == '?') {
            return globMatches(glob, g + 1, name, n + 1);
        }
        if (glob[g] == '[') {
            int close = closing(glob, g);
            if (close > 0) {
                return inClass(glob, g + 1, close, name[n]) && globMatches(glob, close + 1, name, n + 1);
            }
        }
        int literal = glob[g] == '\\' && g + 1 < glob.length ? g + 1 : g;
        return glob[literal] == name[n] && globMatches(glob, literal + 1, name, n + 1);
    }

    private static int closing(int[] glob, int open) {
        int at = glob.length > open + 1 && glob[open + 1] == '!' ? open + 2 : open + 1;
        for (int i = at; i < glob.length; i++) {
            if (glob[i] == '\\' && i + 1 < glob.length) {
                i++;
            } else if (glob[i] == ']' && i > at) {
                return i;
            }
        }
        return -1;
    }

    private static boolean inClass(int[] glob, int from, int close, int character) {
        boolean negated = glob[from] == '!';
        boolean member = false;
        int at = negated ? from + 1 : from;
        while (at < close) {
            at = glob[at] == '\\' ? at + 1 : at;
            int low = glob[at];
            int high = low;
            if (at + 2 < close && glob[at + 1] == '-') {
                at = glob[at + 2] == '\\' ? at + 3 : at + 2;
                high = glob[at];
            }
            member |= low <= character && character <= high;
            at++;
        }
        return member != negated;
    }
}
