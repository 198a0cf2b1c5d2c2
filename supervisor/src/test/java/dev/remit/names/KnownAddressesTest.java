package dev.remit.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long addresses stay. */
class KnownAddressesTest {
    private static final long GRACE = KnownAddresses.GRACE.toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** The machine's clock may begin anywhere. */
    private static final long START = Long.MAX_VALUE - 5;

    private final KnownAddresses known = new KnownAddresses();

    private static List<AddressBlock> list(String... addresses) {
        return Arrays.stream(addresses).map(each -> Objects.requireNonNull(AddressSyntax.parse(each))).toList();
    }

    private List<String> at(long now) {
        known.expire(now);
        return known.addresses().stream().map(Object::toString).toList();
    }

    @Test
    void shouldKeepTheLastAnswerForAsLongAsNoOtherComes() {
        known.answered(list("192.0.2.1"), 60, START);

        assertThat(at(START + 1000 * GRACE)).containsExactly("192.0.2.1");
        assertThat(known.nanosToNextEnd(START)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldKeepWhatAnAnswerNoLongerListsForItsTimeToLiveAndTheGrace() {
        known.answered(list("192.0.2.1", "192.0.2.2"), 3600, START);
        known.answered(list("192.0.2.2", "192.0.2.3"), 3600, START + 300 * SECOND);

        assertThat(known.nanosToNextEnd(START)).isEqualTo(3600 * SECOND + GRACE);
        assertThat(at(START + 3600 * SECOND + GRACE - 1)).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
        assertThat(at(START + 3600 * SECOND + GRACE)).containsExactly("192.0.2.2", "192.0.2.3");
    }

    @Test
    void shouldGiveTheGraceFromTheMomentThatAnAddressIsMissing() {
        known.answered(list("192.0.2.1"), 10, START);
        long later = START + 100 * GRACE;
        known.answered(list("192.0.2.2"), 10, later);

        assertThat(at(later + GRACE - 1)).containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(at(later + GRACE)).containsExactly("192.0.2.2");
    }

    @Test
    void shouldLetAllGoWhenTheNameHasNoneAnyMore() {
        known.answered(list("192.0.2.1"), 60, START);
        known.answered(List.of(), 0, START + 60 * SECOND);

        assertThat(at(START + 60 * SECOND + GRACE - 1)).containsExactly("192.0.2.1");
        assertThat(at(START + 60 * SECOND + GRACE)).isEmpty();
    }

    @Test
    void shouldKeepWhatAPartialAnswerLeavesOut() {
        known.answered(list("192.0.2.1", "2001:db8::1"), 60, START);
        known.answeredInPart(list("192.0.2.2"), 60, START + 60 * SECOND);

        assertThat(at(START + 1000 * GRACE)).containsExactly("192.0.2.1", "192.0.2.2", "2001:db8::1");
    }

    @Test
    void shouldCountLongTimesToLiveAsADay() {
        known.answered(list("192.0.2.1"), Integer.MAX_VALUE, START);
        known.answered(List.of(), 0, START + SECOND);

        assertThat(known.nanosToNextEnd(START)).isEqualTo(Duration.ofDays(1).toNanos() + GRACE);
    }

    @Test
    void shouldHaveABoundWhateverAnswersCome() {
        for (int round = 0; round < 10; round++) {
            long base = 0xC000_0000L + round * 100L;
            known.answered(LongStream.range(base, base + 100).mapToObj(AddressBlock::ofV4).toList(), 60,
                    START + round * SECOND);
        }
        assertThat(known.addresses()).hasSize(KnownAddresses.MOST)
                .contains(AddressBlock.ofV4(0xC000_0000L + 999), AddressBlock.ofV4(0xC000_0000L + 900))
                .doesNotContain(AddressBlock.ofV4(0xC000_0000L));

        known.answered(LongStream.range(0, 1000).mapToObj(AddressBlock::ofV4).toList(), 60, START + 20 * SECOND);
        assertThat(known.addresses()).hasSize(KnownAddresses.MOST);
    }
}
