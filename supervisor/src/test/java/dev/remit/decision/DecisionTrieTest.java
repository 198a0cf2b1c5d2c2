package dev.remit.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Segment;
import dev.remit.policy.Verdict;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionTrieTest {
    @Test
    void shouldSayNothingWithoutRules() {
        DecisionTrie trie = new DecisionTrieBuilder().build();

        assertThat(lookup(trie, "/")).isEqualTo(Verdict.NOTHING);
        assertThat(lookup(trie, "/any/path")).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void shouldReachAsFarAsExtentSays() {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/exact", Extent.EXACT), Access.READ, 0, 0, 0);
        builder.allow(PathPattern.literal("/children", Extent.CHILDREN), 0, Access.WRITE, 0, 1);
        builder.allow(PathPattern.literal("/tree", Extent.SUBTREE), 0, 0, Access.EXECUTE, 2);
        DecisionTrie trie = builder.build();

        assertThat(lookup(trie, "/exact")).isEqualTo(Verdict.allow(Access.READ, 0, 0, 0));
        assertThat(lookup(trie, "/exact/a")).isEqualTo(Verdict.NOTHING);
        assertThat(lookup(trie, "/children")).isEqualTo(Verdict.allow(0, Access.WRITE, 0, 1));
        assertThat(lookup(trie, "/children/a")).isEqualTo(Verdict.allow(0, Access.WRITE, 0, 1));
        assertThat(lookup(trie, "/children/a/b")).isEqualTo(Verdict.NOTHING);
        assertThat(lookup(trie, "/tree")).isEqualTo(Verdict.allow(0, 0, Access.EXECUTE, 2));
        assertThat(lookup(trie, "/tree/a/b/c")).isEqualTo(Verdict.allow(0, 0, Access.EXECUTE, 2));
        assertThat(lookup(trie, "/trees")).isEqualTo(Verdict.NOTHING);
        assertThat(lookup(trie, "/tre")).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void shouldLetDenyWinOverWhateverIsAllowed() {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.deny(new PathPattern(List.of(new Segment.AnyDepth(), new Segment.Glob("*.key")), Extent.EXACT), 0);
        builder.allow(PathPattern.literal("/srv/a.key", Extent.EXACT), Access.ALL, Access.ALL, Access.ALL, 1);
        builder.allow(PathPattern.literal("/srv", Extent.SUBTREE), Access.ALL, 0, 0, 2);
        DecisionTrie trie = builder.build();

        assertThat(lookup(trie, "/srv/a.key")).isEqualTo(Verdict.deny(0));
        assertThat(lookup(trie, "/srv/a.key/b")).isEqualTo(Verdict.allow(Access.ALL, 0, 0, 2));
    }

    @Test
    void shouldAnswerForParentByLengthAlone() {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/", Extent.EXACT), Access.READ, 0, 0, 0);
        builder.allow(PathPattern.literal("/srv/dir", Extent.EXACT), Access.WRITE, 0, 0, 1);
        DecisionTrie trie = builder.build();
        MemorySegment path = MemorySegment.ofArray("/srv/dir/leaf".getBytes(StandardCharsets.UTF_8));

        assertThat(trie.lookup(path, 0, 8, trie.newScratch())).isEqualTo(Verdict.allow(Access.WRITE, 0, 0, 1));
        assertThat(trie.lookup(path, 0, 1, trie.newScratch())).isEqualTo(Verdict.allow(Access.READ, 0, 0, 0));
    }

    @Test
    void shouldSayNothingOfWhatIsNoAbsolutePath() {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/", Extent.SUBTREE), Access.ALL, 0, 0, 0);
        DecisionTrie trie = builder.build();

        assertThat(lookup(trie, "/x")).isEqualTo(Verdict.allow(Access.ALL, 0, 0, 0));
        assertThat(lookup(trie, "x")).isEqualTo(Verdict.NOTHING);
        assertThat(lookup(trie, "")).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void shouldTellLongNamesApartThatBeginAlike() {
        String name = "a-name-longer-than-two-words-of-eight-bytes";
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/" + name + "1", Extent.EXACT), Access.READ, 0, 0, 0);
        builder.allow(PathPattern.literal("/" + name + "2/x", Extent.EXACT), Access.WRITE, 0, 0, 1);
        DecisionTrie trie = builder.build();

        assertThat(lookup(trie, "/" + name + "1")).isEqualTo(Verdict.allow(Access.READ, 0, 0, 0));
        assertThat(lookup(trie, "/" + name + "2/x")).isEqualTo(Verdict.allow(Access.WRITE, 0, 0, 1));
        assertThat(lookup(trie, "/" + name + "3")).isEqualTo(Verdict.NOTHING);
        assertThat(lookup(trie, "/" + name)).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void shouldAnswerAlikeFromMappedFile(@TempDir Path directory) throws IOException {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/srv/directory", Extent.SUBTREE), Access.READ, 0, 0, 0);
        builder.deny(new PathPattern(List.of(new Segment.AnyDepth(), new Segment.Glob("[a-c]?*z")), Extent.SUBTREE), 1);
        Path file = directory.resolve("trie");
        Files.write(file, builder.build().image().toArray(TrieLayout.BYTE));

        try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            DecisionTrie mapped = DecisionTrie.of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));

            assertThat(lookup(mapped, "/srv/directory/file")).isEqualTo(Verdict.allow(Access.READ, 0, 0, 0));
            assertThat(lookup(mapped, "/srv/directory/abz/file")).isEqualTo(Verdict.deny(1));
            assertThat(lookup(mapped, "/srv/other")).isEqualTo(Verdict.NOTHING);
        }
    }

    @Test
    void shouldRefuseWhatIsNoWholeImage() {
        byte[] image = new DecisionTrieBuilder().build().image().toArray(TrieLayout.BYTE);
        byte[] otherVersion = image.clone();
        otherVersion[TrieLayout.HEADER_VERSION]++;
        byte[] otherRoot = image.clone();
        otherRoot[TrieLayout.HEADER_ROOT + 3] = 0x7F;

        assertRefused(new byte[0], "not a decision trie");
        assertRefused(new byte[4096], "not a decision trie");
        assertRefused(otherVersion, "not a decision trie of version 2");
        assertRefused(java.util.Arrays.copyOf(image, image.length - 1), "damaged or cut off");
        assertRefused(otherRoot, "damaged or cut off");
    }

    @Test
    void shouldRefusePathThatDoesNotLieInItsSegment() {
        DecisionTrie trie = new DecisionTrieBuilder().build();

        assertThatThrownBy(() -> trie.lookup(MemorySegment.ofArray(new byte[]{'/', 'a'}), 0, 3, trie.newScratch()))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void assertRefused(byte[] image, String message) {
        assertThatThrownBy(() -> DecisionTrie.of(MemorySegment.ofArray(image)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static long lookup(DecisionTrie trie, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return trie.lookup(MemorySegment.ofArray(bytes), 0, bytes.length, trie.newScratch());
    }
}
