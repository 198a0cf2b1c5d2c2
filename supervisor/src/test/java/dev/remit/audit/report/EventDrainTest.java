package dev.remit.audit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.audit.EventRing;
import dev.remit.policy.Access;
import dev.remit.policy.Outcome;
import dev.remit.policy.Reason;
import dev.remit.policy.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventDrainTest {
    private static void produce(EventRing ring, MemorySegment path, int tid, int count) {
        for (int i = 0; i < count; i++) {
            ring.begin(i, tid, i);
            ring.path(path, 0, 5);
            ring.decision(Outcome.DENIED.code(), Reason.NO_RULE.code(), Access.READ, Verdict.NOTHING);
            ring.commit(13, 5);
        }
    }

    @Test
    void shouldHandEveryEventOfEveryRingToEverySink() throws InterruptedException {
        List<Event> first = new ArrayList<>();
        List<Event> second = new ArrayList<>();
        int count = 20_000;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment path = arena.allocateFrom("/path");
            EventDrain drain = EventDrain.start(List.of(first::add, second::add));
            Thread[] workers = new Thread[2];
            for (int i = 0; i < workers.length; i++) {
                EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
                drain.attach(ring);
                int tid = i;
                workers[i] = Thread.ofPlatform().start(() -> produce(ring, path, tid, count));
            }
            for (Thread worker : workers) {
                worker.join();
            }
            drain.close();
            assertThat(drain.failure()).isNull();
        }
        assertThat(first).hasSize(2 * count).isEqualTo(second);
        for (int tid = 0; tid < 2; tid++) {
            int next = 0;
            for (Event event : first) {
                if (event.call().tid() == tid) {
                    assertThat(event.call().nr()).isEqualTo(next++);
                    assertThat(event.path()).isEqualTo(RawPath.of("/path"));
                }
            }
        }
    }

    @Test
    void shouldPutTheAnswersOfAllWorkersIntoOneOrder() {
        List<Event> seen = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            EventRing first = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            EventRing second = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            EventDrain drain = EventDrain.start(List.of(seen::add));
            drain.attach(first);
            drain.attach(second);
            for (int i = 0; i < 1000; i++) {
                EventRing ring = i % 3 == 0 ? first : second;
                long received = System.nanoTime();
                ring.begin(i, 1, received);
                ring.commit(0, System.nanoTime() - received);
            }
            drain.close();
        }
        assertThat(seen).extracting(event -> event.call().nr()).isSorted().hasSize(1000);
    }

    @Test
    void shouldGoOnWithTheOtherSinksWhenOneThrows() {
        List<Event> seen = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
            EventDrain drain = EventDrain.start(List.of(_ -> {
                throw new IllegalStateException("first sink");
            }, seen::add));
            drain.attach(ring);
            produce(ring, arena.allocateFrom("/path"), 1, 3000);
            drain.close();
            assertThat(drain.failure()).hasMessage("first sink");
        }
        assertThat(seen).hasSize(3000);
    }

    @Test
    void shouldSeeWhatWasCommittedJustBeforeClosing() {
        for (int round = 0; round < 200; round++) {
            List<Event> seen = new ArrayList<>();
            try (Arena arena = Arena.ofShared()) {
                EventRing ring = EventRing.allocate(arena, EventRing.MIN_CAPACITY);
                EventDrain drain = EventDrain.start(List.of(seen::add));
                drain.attach(ring);
                produce(ring, arena.allocateFrom("/path"), 1, 1);
                drain.close();
            }
            assertThat(seen).hasSize(1);
        }
    }
}
