package dev.remit.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.NameAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watch does and when, by a clock that the tests turn: no thread of its own, so that each step is done at once. */
class NameWatchTest {
    private static final String SERVER = "127.0.0.2";
    private static final String NAME = "api.example.com";
    private static final Duration AMPLE = Duration.ofMinutes(2);

    @TempDir
    Path root;

    private final ScriptedNameServer server = ScriptedNameServer.start(SERVER, 0);
    private final TurnedClock clock = new TurnedClock();
    private final List<NameAddresses> published = new ArrayList<>();
    private ResolverFiles files;

    /** A clock that stands still, unless somebody waits. */
    private static final class TurnedClock implements Time {
        private long now = -12;
        private @Nullable NameWatch watch;
        /** Whether what is waited for never comes. */
        private boolean inVain;

        @Override
        public long now() {
            return now;
        }

        @Override
        public void await(Condition condition, long nanos) {
            if (watch != null) {
                // What the watch's own thread does meanwhile.
                watch.step();
            }
            if (inVain) {
                now += nanos;
            }
        }

        void turn(Duration by) {
            now += by.toNanos();
        }
    }

    @BeforeEach
    void layOut() throws IOException {
        files = ResolverFiles.below(root, server.port());
        Files.createDirectories(files.settings().getParent());
        Files.writeString(files.settings(), "nameserver " + SERVER + "\n");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private NameWatch watch(Executor lookups, String... names) {
        NameWatch watch = new NameWatch(List.of(names), files, published::add,
                new NameWatch.Means(new StubResolver(AMPLE, (_, _, _) -> AMPLE), lookups, clock));
        clock.watch = watch;
        return watch;
    }

    private NameWatch watch(String... names) {
        return watch(Runnable::run, names);
    }

    /** Lets the watch do what is due, again and again, for a time. */
    private void pass(NameWatch watch, Duration duration) {
        long end = clock.now() + duration.toNanos();
        while (true) {
            long pause = watch.step();
            if (clock.now() + pause > end) {
                clock.now = end;
                return;
            }
            clock.now += pause;
        }
    }

    private static List<String> addresses(NameWatch watch) {
        return watch.current().hosts().getOrDefault(NAME, List.of()).stream().map(Object::toString).toList();
    }

    @Test
    void shouldKnowAddressesAndNameServersOnceTheyWereLookedUp() {
        server.addresses(60, "192.0.2.1", "2001:db8::1");
        NameWatch watch = watch(NAME);
        assertThat(watch.current().hosts()).isEqualTo(Map.of(NAME, List.of()));
        watch.step();

        assertThat(watch.awaitFirst(List.of(NAME), Duration.ZERO)).isEmpty();
        assertThat(addresses(watch)).containsExactly("192.0.2.1", "2001:db8::1");
        assertThat(watch.current().nameServers()).extracting(Object::toString).containsExactly(SERVER);
        assertThat(published).containsExactly(watch.current());
    }

    @Test
    void shouldSayWhyNamesHaveNoAddress() throws IOException {
        server.script(asked -> asked.reply().code(asked.name().startsWith("no.") ? 3 : 2).message());
        NameWatch watch = watch("b.example", "no.example", "localhost");
        watch.step();

        assertThat(watch.awaitFirst(List.of("no.example", "localhost", "b.example"), Duration.ZERO))
                .containsExactly(Map.entry("no.example", "no such name"),
                        Map.entry("b.example", "name server 127.0.0.2 answers SERVFAIL"));
    }

    @Test
    void shouldSayWhichNamesWereNotAnsweredInTime() {
        List<Runnable> waiting = new ArrayList<>();
        NameWatch watch = watch(waiting::add, NAME);
        watch.step();
        clock.inVain = true;

        assertThat(watch.awaitFirst(List.of(NAME), Duration.ofSeconds(10)))
                .isEqualTo(Map.of(NAME, "not looked up yet"));
        assertThat(waiting).hasSize(1);
    }

    @Test
    void shouldLookUpAgainWhenTheTimeToLiveHasRunOut() {
        server.addresses(60, "192.0.2.1");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(59));
        assertThat(server.asked()).hasSize(2);

        server.addresses(60, "192.0.2.2");
        pass(watch, Duration.ofSeconds(1));

        assertThat(server.asked()).hasSize(4);
        assertThat(addresses(watch)).as("nothing is taken away at once").containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(published).hasSize(2);
    }

    @Test
    void shouldPublishOnlyWhatHasChanged() {
        server.addresses(60, "192.0.2.1", "192.0.2.2");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(30));
        server.addresses(60, "192.0.2.2", "192.0.2.1");
        pass(watch, Duration.ofHours(1));

        assertThat(server.asked()).hasSizeGreaterThan(100);
        assertThat(published).hasSize(1);
    }

    @Test
    void shouldForgetOldAddressesAfterAWhile() {
        server.addresses(60, "192.0.2.1");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(30));
        server.addresses(60, "192.0.2.2");
        pass(watch, KnownAddresses.GRACE.plusSeconds(29));
        assertThat(addresses(watch)).containsExactly("192.0.2.1", "192.0.2.2");

        pass(watch, Duration.ofSeconds(31));

        assertThat(addresses(watch)).containsExactly("192.0.2.2");
    }

    @Test
    void shouldNeitherHurryNorSleepWhateverTimesToLiveServersGive() {
        server.addresses(0, "192.0.2.1");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(9));
        assertThat(server.asked()).hasSize(2);
        server.addresses(1_000_000, "192.0.2.1");
        pass(watch, Duration.ofSeconds(1));
        assertThat(server.asked()).hasSize(4);

        pass(watch, Duration.ofSeconds(299));
        assertThat(server.asked()).hasSize(4);
        pass(watch, Duration.ofSeconds(1));
        assertThat(server.asked()).hasSize(6);
    }

    @Test
    void shouldKeepAddressesWhileLookUpsFailAndTryAgainLessAndLessOften() {
        server.addresses(60, "192.0.2.1");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(1));
        List<Long> times = new ArrayList<>();
        server.script(asked -> {
            if (asked.type() == Question.A && times.size() < 100) {
                times.add(clock.now());
            }
            return asked.reply().code(2).message();
        });
        pass(watch, Duration.ofHours(1));

        assertThat(addresses(watch)).containsExactly("192.0.2.1");
        // Two attempts each time.
        List<Long> pauses = new ArrayList<>();
        for (int at = 2; at < 14; at += 2) {
            pauses.add(Duration.ofNanos(times.get(at) - times.get(at - 2)).toSeconds());
        }
        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 60L, 60L);
    }

    @Test
    void shouldKeepAddressesOfAFamilyThatIsNotAnswered() {
        server.addresses(60, "192.0.2.1", "2001:db8::1");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(1));
        server.script(asked -> asked.type() == Question.A
                ? asked.reply().address("192.0.2.2", 60).message()
                : asked.reply().code(2).message());
        pass(watch, Duration.ofHours(1));

        assertThat(addresses(watch)).containsExactly("192.0.2.1", "192.0.2.2", "2001:db8::1");
    }

    @Test
    void shouldFindNamesThatComeIntoBeing() {
        server.script(asked -> asked.reply().code(3).message());
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(4));
        assertThat(published).isEmpty();
        server.addresses(60, "192.0.2.1");
        pass(watch, Duration.ofSeconds(1));

        assertThat(addresses(watch)).containsExactly("192.0.2.1");
    }

    @Test
    void shouldNoticeThatTheHostsFileChanges() throws IOException {
        Files.writeString(files.hosts(), "192.0.2.1 " + NAME + "\n");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(9));
        Files.writeString(files.hosts(), "192.0.2.22 " + NAME + "\n");
        assertThat(addresses(watch)).containsExactly("192.0.2.1");
        pass(watch, Duration.ofSeconds(1));

        assertThat(addresses(watch)).containsExactly("192.0.2.1", "192.0.2.22");
        pass(watch, KnownAddresses.GRACE);
        assertThat(addresses(watch)).containsExactly("192.0.2.22");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void shouldNoticeThatTheNameServersChange() throws IOException {
        try (ScriptedNameServer other = ScriptedNameServer.start("127.0.0.3", server.port())) {
            server.addresses(300, "192.0.2.1");
            other.addresses(300, "192.0.2.2");
            NameWatch watch = watch(NAME);
            pass(watch, Duration.ofSeconds(9));
            Path replacement = root.resolve("new");
            Files.writeString(replacement, "nameserver 127.0.0.3\n");
            Files.delete(files.settings());
            Files.createSymbolicLink(files.settings(), replacement);
            pass(watch, Duration.ofSeconds(1));

            assertThat(addresses(watch)).containsExactly("192.0.2.1", "192.0.2.2");
            assertThat(watch.current().nameServers()).extracting(Object::toString).containsExactly("127.0.0.2",
                    "127.0.0.3");
            pass(watch, KnownAddresses.GRACE);
            assertThat(watch.current().nameServers()).extracting(Object::toString).containsExactly("127.0.0.3");
        }
    }

    @Test
    void shouldLookUpAtOnceWhenAsked() {
        server.addresses(300, "192.0.2.1");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(1));
        assertThat(watch.refresh(AMPLE)).as("the same answer").isFalse();
        server.addresses(300, "192.0.2.2");

        assertThat(watch.refresh(AMPLE)).isTrue();
        assertThat(addresses(watch)).containsExactly("192.0.2.1", "192.0.2.2");
    }

    @Test
    void shouldReadChangedFilesAtOnceWhenAsked() throws IOException {
        Files.writeString(files.hosts(), "192.0.2.1 " + NAME + "\n");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(1));
        Files.writeString(files.hosts(), "192.0.2.22 " + NAME + "\n");

        assertThat(watch.refresh(AMPLE)).isTrue();
        assertThat(addresses(watch)).containsExactly("192.0.2.1", "192.0.2.22");
    }

    @Test
    void shouldNotLetAProgramKeepNameServersBusy() {
        server.addresses(300, "192.0.2.1");
        NameWatch watch = watch(NAME);
        pass(watch, Duration.ofSeconds(1));
        server.asked().clear();
        for (int i = 0; i < 100; i++) {
            watch.refresh(AMPLE);
        }
        assertThat(server.asked()).hasSize(2 * 5);

        clock.turn(Duration.ofSeconds(10));
        watch.refresh(AMPLE);
        watch.refresh(AMPLE);
        assertThat(server.asked()).hasSize(2 * 6);
    }

    @Test
    void shouldWaitNoLongerThanAskedTo() {
        List<Runnable> waiting = new ArrayList<>();
        NameWatch watch = watch(waiting::add, NAME);
        watch.step();
        clock.inVain = true;
        long before = clock.now();

        assertThat(watch.refresh(Duration.ofSeconds(2))).isFalse();
        assertThat(clock.now() - before).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(waiting).as("what is under way is not begun again").hasSize(1);
    }

    @Test
    void shouldLookUpOnceMoreWhatWasUnderWayWhenTheFilesChanged() {
        List<Runnable> waiting = new ArrayList<>();
        NameWatch watch = watch(waiting::add, NAME);
        server.script(asked -> {
            write(files.hosts(), "192.0.2.22 " + NAME + "\n");
            pass(watch, Duration.ofSeconds(10));
            return asked.reply().code(3).message();
        });
        watch.step();
        waiting.removeFirst().run();
        assertThat(addresses(watch)).isEmpty();
        watch.step();
        waiting.removeFirst().run();

        assertThat(addresses(watch)).containsExactly("192.0.2.22");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldWorkWithItsOwnThreads() throws InterruptedException {
        server.addresses(300, "192.0.2.1");
        CountDownLatch changed = new CountDownLatch(3);
        try (NameWatch watch = NameWatch.begin(List.of(NAME), files, _ -> changed.countDown())) {
            assertThat(watch.awaitFirst(List.of(NAME), AMPLE)).isEmpty();
            assertThat(addresses(watch)).containsExactly("192.0.2.1");
            server.addresses(300, "192.0.2.2");
            assertThat(watch.refresh(AMPLE)).isTrue();
            changed.await();
        }
    }

    @Test
    void shouldEndItsThreadWhenClosed() throws InterruptedException {
        NameWatch watch = new NameWatch(List.of("localhost"), files, published::add,
                new NameWatch.Means(new StubResolver(), Runnable::run, Time.SYSTEM));
        Thread thread = Thread.ofPlatform().daemon().start(watch::run);
        assertThat(watch.awaitFirst(List.of("localhost"), AMPLE)).isEmpty();
        watch.close();
        thread.join();

        assertThat(watch.current().hosts().get("localhost")).as("what is known stays").isNotEmpty();
    }
}
