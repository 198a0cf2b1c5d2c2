package dev.remit.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.AddressSyntax;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reads what name servers send, and what nobody should. */
class AnswerTest {
    private static final Question V4 = question("api.example.com", Question.A);
    private static final Question V6 = question("api.example.com", Question.AAAA);
    private static final byte[] TO_OWN_NAME = {(byte) 0xC0, 12};

    private static Question question(String name, int type) {
        return new Question(Objects.requireNonNull(WireName.of(name)), type, 0xBEEF);
    }

    private static Reply reply(Question question) {
        return Reply.to(question.message());
    }

    private static Answer.Addresses addresses(long seconds, String... addresses) {
        return new Answer.Addresses(
                Arrays.stream(addresses).map(each -> Objects.requireNonNull(AddressSyntax.parse(each))).toList(),
                seconds);
    }

    @Test
    void shouldAskAsTheFormatHasIt() {
        assertThat(question("a.bc", Question.AAAA).message()).containsExactly(0xBE, 0xEF, 0x01, 0x00, 0, 1, 0, 0, 0, 0,
                0, 0, 1, 'a', 2, 'b', 'c', 0, 0, 28, 0, 1);
    }

    @Test
    void shouldTakeEachAddressAndTheShortestTimeToLive() {
        assertThat(Answer.read(reply(V4).address("192.0.2.1", 60).address("192.0.2.2", 30).message(), V4))
                .isEqualTo(addresses(30, "192.0.2.1", "192.0.2.2"));
        assertThat(Answer.read(reply(V6).address("2001:db8::1", 60).message(), V6))
                .isEqualTo(addresses(60, "2001:db8::1"));
    }

    @Test
    void shouldTakeMappedAddressesForWhatTheyAre() {
        assertThat(Answer.read(reply(V6).address("::ffff:192.0.2.1", 60).message(), V6))
                .isEqualTo(addresses(60, "192.0.2.1"));
    }

    @Test
    void shouldFollowAliasesInWhateverOrderTheyCome() {
        byte[] message = reply(V4).address("c.example.net", "192.0.2.1", 300)
                .alias("b.example.net", "c.example.net", 20)
                .alias("api.example.com", "b.example.net", 300).message();

        assertThat(Answer.read(message, V4)).isEqualTo(addresses(20, "192.0.2.1"));
    }

    @Test
    void shouldCompareNamesWithoutRegardToCase() {
        byte[] message = reply(V4).alias("API.example.COM", "B.Example.net", 60)
                .address("b.eXample.net", "192.0.2.1", 60).message();

        assertThat(Answer.read(message, V4)).isEqualTo(addresses(60, "192.0.2.1"));
    }

    @Test
    void shouldTakeNoAddressOfAnotherName() {
        byte[] message = reply(V4).address("evil.example.net", "192.0.2.66", 60).address("192.0.2.1", 60).message();

        assertThat(Answer.read(message, V4)).isEqualTo(addresses(60, "192.0.2.1"));
    }

    @Test
    void shouldTakeNoAddressFromAliasesThatLeadRoundInCircles() {
        byte[] message = reply(V4).alias("api.example.com", "b.example.net", 60)
                .alias("b.example.net", "api.example.com", 60).address("c.example.net", "192.0.2.1", 60).message();

        assertThat(Answer.read(message, V4)).isEqualTo(addresses(0));
    }

    @Test
    void shouldPassOverRecordsOfOtherKinds() {
        byte[] message = reply(V4).record(TO_OWN_NAME, 46, 60, new byte[30]).address("192.0.2.1", 60)
                .address("2001:db8::1", 60).message();

        assertThat(Answer.read(message, V4)).isEqualTo(addresses(60, "192.0.2.1"));
    }

    @Test
    void shouldTellNoAddressFromNoName() {
        assertThat(Answer.read(reply(V4).message(), V4)).isEqualTo(addresses(0));
        assertThat(Answer.read(reply(V4).code(3).message(), V4)).isEqualTo(new Answer.NoSuchName());
        assertThat(Answer.read(reply(V4).code(2).message(), V4)).isEqualTo(new Answer.Refused(2));
        assertThat(Answer.read(reply(V4).truncated().message(), V4)).isEqualTo(new Answer.Truncated());
    }

    @Test
    void shouldTakeTimesToLiveWithTheHighestBitForNone() {
        assertThat(Answer.read(reply(V4).address("192.0.2.1", -5).message(), V4))
                .isEqualTo(addresses(0, "192.0.2.1"));
    }

    @Test
    void shouldPassOverWhatAnswersSomethingElse() {
        byte[] right = reply(V4).address("192.0.2.1", 60).message();
        byte[] otherId = right.clone();
        otherId[1]++;

        assertThat(Answer.read(otherId, V4)).isEqualTo(new Answer.Unrelated());
        assertThat(Answer.read(right, question("api.example.org", Question.A))).isEqualTo(new Answer.Unrelated());
        assertThat(Answer.read(right, V6)).isEqualTo(new Answer.Unrelated());
        assertThat(Answer.read(V4.message(), V4)).as("an echo of the question").isEqualTo(new Answer.Unrelated());
        assertThat(Answer.read(new byte[0], V4)).isEqualTo(new Answer.Unrelated());
    }

    @Test
    void shouldReadNothingThatBreaksTheFormat() {
        Answer malformed = new Answer.Malformed();
        byte[] whole = reply(V4).address("192.0.2.1", 60).message();

        assertThat(Answer.read(Arrays.copyOf(whole, whole.length - 1), V4)).isEqualTo(malformed);
        assertThat(Answer.read(reply(V4).record(TO_OWN_NAME, Question.A, 60, new byte[5]).message(), V4))
                .isEqualTo(malformed);
        int end = V4.message().length;
        byte[] toItself = {(byte) 0xC0, (byte) end};
        assertThat(Answer.read(reply(V4).record(toItself, Question.A, 60, new byte[4]).message(), V4))
                .isEqualTo(malformed);
        byte[] ahead = {(byte) 0xC0, (byte) (end + 12)};
        assertThat(Answer.read(reply(V4).record(ahead, Question.A, 60, new byte[4]).message(), V4))
                .isEqualTo(malformed);
        assertThat(Answer.read(reply(V4).record(new byte[]{(byte) 0x80, 0}, Question.A, 60, new byte[4]).message(),
                V4)).isEqualTo(malformed);
    }

    @Test
    void shouldNotBeKeptBusyByNamesOfPointersAlone() {
        Reply reply = reply(V4);
        int start = V4.message().length + 12;
        byte[] ladder = new byte[60_000];
        for (int at = 0; at + 1 < ladder.length; at += 2) {
            int target = at == 0 ? 12 : start + at - 2;
            ladder[at] = (byte) (0xC0 | target >>> 8 & 0x3F);
            ladder[at + 1] = (byte) target;
        }
        reply.record(TO_OWN_NAME, 16, 60, ladder);
        byte[] atItsTop = {(byte) 0xFF, (byte) 0xF0};
        byte[] message = reply.record(atItsTop, Question.A, 60, new byte[4]).message();

        assertThat(Answer.read(message, V4)).isEqualTo(new Answer.Malformed());
    }

    @Test
    void shouldReadWhateverBytesCome() {
        byte[] whole = reply(V4).alias("api.example.com", "b.example.net", 60).address("b.example.net", "192.0.2.1", 60)
                .record(TO_OWN_NAME, Question.A, 60, new byte[]{1, 2, 3, 4}).message();
        Random random = new Random(20);
        int settled = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] message = Arrays.copyOf(whole, random.nextInt(8) == 0
                    ? random.nextInt(whole.length)
                    : whole.length);
            for (int changes = random.nextInt(6); changes > 0 && message.length > 0; changes--) {
                // Mostly behind the question, since changes in it make the message a stray one.
                int from = random.nextInt(4) == 0 ? 0 : Math.min(V4.message().length, message.length - 1);
                message[from + random.nextInt(message.length - from)] = (byte) random.nextInt(256);
            }
            settled += Answer.read(message, V4) instanceof Answer.Addresses ? 1 : 0;
        }
        assertThat(settled).as("most of it reaches the depths").isGreaterThan(20_000);
    }

    @Test
    void shouldMakeNoNameOfWhatFitsIntoNoMessage() {
        String label = "a".repeat(63);

        assertThat(List.of("", ".", "a..b", ".a", label + "a", String.join(".", label, label, label, label)))
                .allSatisfy(name -> assertThat(WireName.of(name)).as(name).isNull());
        assertThat(WireName.of(String.join(".", label, label, label, "a".repeat(61)))).isNotNull();
        assertThat(WireName.of("Api.Example.com")).isEqualTo(WireName.of("api.example.COM"));
    }
}
