package dev.remit.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Instant FROM = Instant.ofEpochSecond(1_000);
    private static final Instant UNTIL = Instant.ofEpochSecond(2_000);
    private static final byte[] GROUNDS = Standing.grounds(List.of(Optional.of(new byte[]{1})));

    @Test
    void shouldHoldWithinItsTimeOnly() {
        Standing standing = new Standing(GROUNDS, FROM, UNTIL);
        assertThat(standing.holds(GROUNDS.clone(), FROM)).isTrue();
        assertThat(standing.holds(GROUNDS, FROM.minusNanos(1))).isFalse();
        assertThat(standing.holds(GROUNDS, UNTIL.minusNanos(1))).isTrue();
        assertThat(standing.holds(GROUNDS, UNTIL)).isFalse();
        assertThat(new Standing(GROUNDS, Instant.EPOCH, Instant.MAX).holds(GROUNDS, Instant.now())).isTrue();
    }

    @Test
    void shouldHoldForTheSameBytesOnly() {
        Standing standing = new Standing(GROUNDS, FROM, UNTIL);
        for (int i = 0; i < GROUNDS.length; i++) {
            byte[] other = GROUNDS.clone();
            other[i]++;
            assertThat(standing.holds(other, FROM)).isFalse();
        }
        assertThat(standing.holds(new byte[0], FROM)).isFalse();
    }

    @Test
    void shouldTellDifferentPartsApart() {
        Optional<byte[]> none = Optional.empty();
        Optional<byte[]> empty = Optional.of(new byte[0]);
        Optional<byte[]> one = Optional.of(new byte[]{1});
        Optional<byte[]> two = Optional.of(new byte[]{1, 1});
        Set<ByteBuffer> grounds = new HashSet<>();
        List<List<Optional<byte[]>>> all = List.of(List.of(), List.of(none), List.of(empty), List.of(one), List.of(two),
                List.of(one, one), List.of(none, one), List.of(one, none), List.of(empty, one));
        all.forEach(parts -> grounds.add(ByteBuffer.wrap(Standing.grounds(parts))));
        assertThat(grounds).hasSameSizeAs(all);
    }
}
