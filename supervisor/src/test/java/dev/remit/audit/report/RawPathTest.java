package dev.remit.audit.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RawPathTest {
    @Test
    void shouldTellTextFromOtherBytes() {
        assertThat(RawPath.of("/grün/日本/😀").text()).isEqualTo("/grün/日本/😀");
        assertThat(RawPath.of(new byte[]{'/', (byte) 0xc0, (byte) 0xaf}).text()).isNull();
        assertThat(RawPath.of(new byte[]{'/', (byte) 0xed, (byte) 0xa0, (byte) 0x80}).text()).isNull();
    }

    @Test
    void shouldShowEveryByteThatIsNoText() {
        assertThat(RawPath.of(new byte[]{'/', (byte) 0xe6, (byte) 0x97}).display()).isEqualTo("/\\xe6\\x97");
        assertThat(RawPath.of("/grün/日本/😀").display()).isEqualTo("/grün/日本/😀");
    }

    @Test
    void shouldFindParents() {
        assertThat(RawPath.of("/a/b").parent()).isEqualTo(RawPath.of("/a"));
        assertThat(RawPath.of("/a").parent()).isEqualTo(RawPath.of("/"));
        assertThat(RawPath.of("/").parent()).isEqualTo(RawPath.NONE);
        assertThat(RawPath.of("a").parent()).isEqualTo(RawPath.NONE);
        assertThat(RawPath.NONE.parent()).isEqualTo(RawPath.NONE);
    }

    @Test
    void shouldKnowWhatLiesWithin() {
        RawPath directory = RawPath.of("/a/b");
        assertThat(RawPath.of("/a/b").isWithin(directory)).isTrue();
        assertThat(RawPath.of("/a/b/c").isWithin(directory)).isTrue();
        assertThat(RawPath.of("/a/bc").isWithin(directory)).isFalse();
        assertThat(RawPath.of("/a").isWithin(directory)).isFalse();
        assertThat(RawPath.of("/a").isWithin(RawPath.of("/"))).isTrue();
        assertThat(RawPath.of("/a").isWithin(RawPath.NONE)).isFalse();
        assertThat(RawPath.of("/a/b/c/d").below(directory)).isEqualTo(RawPath.of("c/d"));
        assertThat(RawPath.of("/a/b").below(directory)).isEqualTo(RawPath.NONE);
        assertThat(RawPath.of("/a/b").below(RawPath.of("/"))).isEqualTo(RawPath.of("a/b"));
    }

    @Test
    void shouldCountComponents() {
        assertThat(RawPath.of("/").depth()).isZero();
        assertThat(RawPath.of("/a").depth()).isOne();
        assertThat(RawPath.of("/a/b").depth()).isEqualTo(2);
    }
}
