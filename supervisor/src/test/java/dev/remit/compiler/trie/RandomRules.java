package dev.remit.compiler.trie;

import dev.remit.policy.Extent;
import dev.remit.policy.Layer;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Region;
import dev.remit.policy.Segment;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes rules and paths out of few and odd names, so that they meet often. */
public final class RandomRules {
    private static final String[] NAMES = {"a", "b", "ab", "abc", ".hidden", "é", "日本", "a.key", "b.key",
        "exactly8", "exactly16bytes.x", "seventeen-bytes.x", "a name that is a good deal longer than a word",
        "a name that is a good deal longer than a worm", "-", "x*y", "[a]", "\\", "𝄞clef", "...", "日", "𝄞"};
    private static final String[] GLOBS = {"*", "?", "??", "a*", "*b", "a*b", "*a*", "*.key", ".*", "[a-c]*", "[!a]*",
        "?*", "*?", "*??", "*???", "*[!a]?", "[é]", "*é*", "日?", "*[!a-z]", "x\\*y", "[", "[]a]*", "\\[a]", "a*b*c",
        "*a*b*", "e*8",
        "*bytes*", "[!\\]]", "*-*-*", "**", "a*[b-d]?", "a [a-m]*[x-z]*worm", "[z-a]", "\\"};
    private static final byte[][] FRAGMENTS = {{(byte) 0xC3}, {(byte) 0xA9}, {(byte) 0xE6, (byte) 0x97},
        {(byte) 0xF0, (byte) 0x9D, (byte) 0x84}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xFF},
        {(byte) 0xC0, (byte) 0xAF}, {'a'}, {'b'}, {'.'}, {'-'}, {(byte) 0xC3, (byte) 0xA9},
        {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, {'*'}, {'\\'}, {']'}, {'\n'}};

    private static final Permission[] ALLOWING = {Permission.READ, Permission.READ_WRITE, Permission.READ_EXECUTE,
        Permission.READ_WRITE_EXECUTE};
    private static final Layer[] LAYERS = {Layer.KERNEL_TREE, Layer.KERNEL_EXACT, Layer.BROKERED};
    private static final Extent[] EXTENTS = {Extent.EXACT, Extent.CHILDREN, Extent.SUBTREE};

    private final Random random;

    public RandomRules(long seed) {
        random = new Random(seed);
    }

    public List<Region> regions(int most) {
        List<Region> regions = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            boolean denies = random.nextInt(6) == 0;
            Permission permission = denies ? Permission.NONE : one(ALLOWING);
            PathRule rule = new PathRule(pattern(), permission, new Origin("test", regions.size() + 1, 1, ""));
            regions.add(new Region(rule, one(LAYERS), ""));
        }
        return regions;
    }

    public PathPattern pattern() {
        List<Segment> segments = new ArrayList<>();
        boolean wild = random.nextInt(3) != 0;
        for (int i = random.nextInt(5); i > 0; i--) {
            int choice = wild ? random.nextInt(8) : 7;
            if (choice == 0) {
                segments.add(new Segment.AnyDepth());
            } else if (choice <= 3) {
                segments.add(new Segment.Glob(one(GLOBS)));
            } else {
                segments.add(new Segment.Literal(NAMES[name()]));
            }
        }
        return new PathPattern(segments, one(EXTENTS));
    }

    /** Another name for a path: often one in the same directory. */
    public byte[] pathBeside(byte[] path) {
        if (random.nextInt(3) == 0) {
            return path();
        }
        String parent = new String(path, 0, new String(path, StandardCharsets.ISO_8859_1).lastIndexOf('/'),
                StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream beside = new ByteArrayOutputStream();
        beside.writeBytes(parent.getBytes(StandardCharsets.ISO_8859_1));
        beside.write('/');
        beside.writeBytes(NAMES[name()].getBytes(StandardCharsets.UTF_8));
        return beside.toByteArray();
    }

    private <T> T one(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** The first names are chosen more often than the others. */
    private int name() {
        return random.nextBoolean() ? random.nextInt(4) : random.nextInt(NAMES.length);
    }

    public byte[] path() {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (int i = random.nextInt(6); i > 0; i--) {
            path.write('/');
            if (random.nextInt(4) == 0) {
                for (int j = 1 + random.nextInt(4); j > 0; j--) {
                    path.writeBytes(one(FRAGMENTS));
                }
            } else {
                path.writeBytes(NAMES[name()].getBytes(StandardCharsets.UTF_8));
            }
        }
        return path.size() == 0 ? new byte[]{'/'} : path.toByteArray();
    }
}
