package dev.remit.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.remit.policy.Access;
import dev.remit.policy.Outcome;
import dev.remit.policy.Reason;
import dev.remit.policy.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventRingTest {
    private static final MemorySegment TEXT = MemorySegment
            .ofArray(("/" + "abcdefghij".repeat(500)).getBytes(ISO_8859_1));

    private record Seen(int nr, String path, String secondPath) {
        static Seen of(EventView event) {
            return new Seen(event.nr(), new String(event.path(), ISO_8859_1),
                    new String(event.secondPath(), ISO_8859_1));
        }
    }

    @Test
    void shouldReadBackEveryField() {
        try (Arena arena = Arena.ofConfined()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            long verdict = Verdict.allow(Access.READ, 0, Access.WRITE, 77);
            ring.begin(257, 4711, 1234567890123L);
            ring.path(TEXT, 0, 6);
            ring.secondPath(TEXT, 3, 2);
            ring.decision(Outcome.DENIED.code(), Reason.DENY_RULE.code(), Access.ALL, verdict);
            ring.detail(-5L);
            ring.commit(13, 987654321L);

            int count = ring.drain(event -> {
                assertThat(event.nr()).isEqualTo(257);
                assertThat(event.tid()).isEqualTo(4711);
                assertThat(event.startNanos()).isEqualTo(1234567890123L);
                assertThat(event.path()).asString().isEqualTo("/abcde");
                assertThat(event.secondPath()).asString().isEqualTo("cd");
                assertThat(event.outcome()).isEqualTo(Outcome.DENIED.code());
                assertThat(event.reason()).isEqualTo(Reason.DENY_RULE.code());
                assertThat(event.neededAccess()).isEqualTo(Access.ALL);
                assertThat(event.verdict()).isEqualTo(verdict);
                assertThat(event.detail()).isEqualTo(-5L);
                assertThat(event.errno()).isEqualTo(13);
                assertThat(event.durationNanos()).isEqualTo(987654321L);
            }, 10);
            assertThat(count).isOne();
        }
    }

    @Test
    void shouldForgetFieldsOfThePreviousEvent() {
        try (Arena arena = Arena.ofConfined()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            fillLap(ring);
            ring.begin(2, 3, 4);
            ring.commit(0, 0);
            ring.drain(event -> {
                assertThat(event.nr()).isEqualTo(2);
                assertThat(event.pathLength()).isZero();
                assertThat(event.secondPathLength()).isZero();
                assertThat(event.outcome()).isZero();
                assertThat(event.reason()).isZero();
                assertThat(event.neededAccess()).isZero();
                assertThat(event.verdict()).isEqualTo(Verdict.NOTHING);
                assertThat(event.detail()).isZero();
                assertThat(event.errno()).isZero();
            }, 1);
        }
    }

    @Test
    void shouldCarryEndpointInPlaceOfPaths() {
        try (Arena arena = Arena.ofConfined()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            fillLap(ring);
            ring.begin(42, 3, 4);
            ring.endpoint(1, 2);
            ring.address(true, -2L, 77L, 65_535);
            ring.commit(0, 0);
            ring.begin(2, 3, 4);
            ring.path(TEXT, 0, 20);
            ring.commit(0, 0);
            List<String> seen = new ArrayList<>();
            ring.drain(event -> seen.add(event.isAboutEndpoint()
                    ? event.endpointFlow() + " " + event.endpointTransport() + " " + event.isEndpointIpv6() + " "
                            + event.endpointHigh() + " " + event.endpointLow() + " " + event.endpointPort() + " "
                            + event.pathLength()
                    : "path of " + event.pathLength()), 10);
            assertThat(seen).containsExactly("1 2 true -2 77 65535 0", "path of 20");
        }
    }

    /** Leaves the ring empty and every byte of it other than zero. */
    private static void fillLap(EventRing ring) {
        for (int i = 0; i < EventRing.MIN_CAPACITY / 64; i++) {
            ring.begin(-1, -1, -1);
            ring.path(TEXT, 1, 64);
            ring.decision(3, 3, -1, -1L);
            ring.detail(-1L);
            ring.commit(-1, -1);
            assertThat(ring.drain(_ -> {}, 1)).isOne();
        }
    }

    @Test
    void shouldLeaveNoTraceOfAnEventThatWasNotCommitted() {
        try (Arena arena = Arena.ofConfined()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            ring.begin(1, 1, 1);
            ring.path(TEXT, 0, 20);
            assertThat(ring.drain(_ -> {}, 1)).isZero();
            ring.begin(2, 1, 1);
            ring.commit(0, 0);
            List<Seen> seen = new ArrayList<>();
            ring.drain(event -> seen.add(Seen.of(event)), 10);
            assertThat(seen).containsExactly(new Seen(2, "", ""));
        }
    }

    @Test
    void shouldCutPathsThatAreTooLong() {
        try (Arena arena = Arena.ofConfined()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            ring.begin(1, 1, 1);
            ring.path(TEXT, 0, 5000);
            ring.secondPath(TEXT, 0, 5000);
            ring.commit(0, 0);
            ring.drain(event -> {
                assertThat(event.path()).hasSize(EventRing.MAX_PATH);
                assertThat(event.secondPath()).hasSize(EventRing.MAX_PATH);
            }, 1);
        }
    }

    @Test
    void shouldFreeTheRoomOfAnEventWhoseReaderThrows() {
        try (Arena arena = Arena.ofConfined()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            ring.begin(1, 1, 1);
            ring.commit(0, 0);
            ring.begin(2, 1, 1);
            ring.commit(0, 0);
            assertThatThrownBy(() -> ring.drain(_ -> {
                throw new IllegalStateException("sink");
            }, 10)).hasMessage("sink");
            List<Seen> seen = new ArrayList<>();
            ring.drain(event -> seen.add(Seen.of(event)), 10);
            assertThat(seen).containsExactly(new Seen(2, "", ""));
        }
    }

    @Test
    void shouldRefuseOddCapacities() {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> EventRing.allocate(arena, 40_000)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> EventRing.allocate(arena, 4096)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> EventRing.allocate(arena, -65536)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Sizes vary at random, so that events end before, at and behind the end of the ring many times over. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldLoseNothingWhenAFastProducerMeetsASlowConsumer() throws Exception {
        int events = 200_000;
        try (Arena arena = Arena.ofShared()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            Thread producer = Thread.ofPlatform().start(() -> produce(ring, events));
            Random expected = new Random(42);
            int[] next = {0};
            Random pauses = new Random(7);
            while (next[0] < events) {
                int drained = ring.drain(event -> {
                    int length = length(expected);
                    int second = length % 3 == 0 ? length / 2 : 0;
                    assertThat(event.nr()).isEqualTo(next[0]);
                    if (next[0]++ % 64 == 0) {
                        assertThat(event.path()).isEqualTo(expectedPath(length));
                        assertThat(event.secondPath()).isEqualTo(expectedPath(second));
                    }
                    assertThat(event.pathLength()).isEqualTo(length);
                    assertThat(event.secondPathLength()).isEqualTo(second);
                    assertThat(event.durationNanos()).isEqualTo(event.startNanos() * 3);
                }, 1 + pauses.nextInt(500));
                if (drained == 0 || pauses.nextInt(50) == 0) {
                    LockSupport.parkNanos(1000);
                }
            }
            producer.join();
            assertThat(ring.drain(_ -> {}, 1)).isZero();
        }
    }

    private static void produce(EventRing ring, int events) {
        Random lengths = new Random(42);
        for (int i = 0; i < events; i++) {
            int length = length(lengths);
            ring.begin(i, 1, i * 7L);
            ring.path(TEXT, 0, length);
            if (length % 3 == 0) {
                ring.secondPath(TEXT, 0, length / 2);
            }
            ring.commit(0, i * 21L);
        }
    }

    private static int length(Random random) {
        return random.nextInt(100) == 0 ? random.nextInt(EventRing.MAX_PATH + 1) : random.nextInt(80);
    }

    private static byte[] expectedPath(int length) {
        return TEXT.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldWakeASleepingConsumerBeforeTheRingIsFull() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            Thread consumer = Thread.ofPlatform().start(() -> {
                int seen = 0;
                while (seen < 10_000) {
                    // The last events do not fill half a ring, so nothing but time may wake the consumer for them.
                    LockSupport.parkNanos(seen < 9_000 ? TimeUnit.HOURS.toNanos(1) : 1000);
                    seen += ring.drain(_ -> {}, Integer.MAX_VALUE);
                }
            });
            ring.consumedBy(consumer);
            produce(ring, 10_000);
            consumer.join();
            assertThat(consumer.isAlive()).isFalse();
        }
    }

    @Test
    void shouldAllocateNothingOnTheProducersSide() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofShared()) {
            EventRing ring = EventRing.allocate(arena, 1 << 22);
            MemorySegment path = arena.allocateFrom("/usr/lib/x86_64-linux-gnu/libc.so.6");
            LatencyRecorder latency = new LatencyRecorder();
            EventRing.Reader ignore = _ -> {};
            for (int round = 0; round < 5; round++) {
                writeSome(ring, latency, path, 20_000);
                ring.drain(ignore, Integer.MAX_VALUE);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            writeSome(ring, latency, path, 20_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).isZero();
        }
    }

    private static void writeSome(EventRing ring, LatencyRecorder latency, MemorySegment path, int count) {
        for (int i = 0; i < count; i++) {
            ring.begin(257, i, i);
            ring.path(path, 0, 30);
            ring.secondPath(path, 0, 10);
            ring.decision(0, 0, Access.READ, Verdict.NOTHING);
            ring.detail(i);
            ring.commit(0, 1000 + i);
            latency.record(i & 3, 1000 + i);
        }
    }
}
