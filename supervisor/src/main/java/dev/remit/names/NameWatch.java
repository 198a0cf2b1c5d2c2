package dev.remit.names;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.NameAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Knows what a set of names means, and the machine's name servers, and keeps that up to date until it is closed.
 *
 * <p>Names are looked up when the watch begins; again when an answer's time to live has run out (after 10 seconds at the
 * least and 5 minutes at the most); after a failure, in 5 seconds at first and a minute in the end; when the hosts file
 * or the resolver's configuration changes, which is looked at every 10 seconds; and on {@link #refresh}.
 *
 * <p>Many threads may use it.
 */
public final class NameWatch implements AutoCloseable {
    /** After this a look-up has failed. */
    static final Duration BUDGET = Duration.ofSeconds(10);

    private static final Duration FILE_CHECK = Duration.ofSeconds(10);
    private static final int MOST_LOOKUPS = 16;
    private static final int REFRESHES_AT_ONCE = 5;
    private static final Duration REFRESH_PACE = Duration.ofSeconds(10);
    private static final long IDLE_SECONDS = 5;

    private final ResolverFiles files;
    private final StubResolver resolver;
    private final Consumer<NameAddresses> listener;
    private final Executor lookups;
    private final Time time;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, WatchedName> names = new LinkedHashMap<>();
    private final KnownAddresses servers = new KnownAddresses();
    private final Allowance refreshes;

    private FileStamp hostsStamp;
    private FileStamp settingsStamp;
    private StubResolver.Sources sources;
    private long checkFilesAt;
    private boolean refreshAsked;
    private boolean closed;
    private long version;
    private volatile NameAddresses current;

    NameWatch(Collection<String> names, ResolverFiles files, Consumer<NameAddresses> listener, Means means) {
        this.files = files;
        this.listener = listener;
        this.resolver = means.resolver();
        this.lookups = means.lookups();
        this.time = means.time();
        long now = time.now();
        this.refreshes = new Allowance(REFRESHES_AT_ONCE, REFRESH_PACE, now);
        for (String name : names) {
            this.names.put(name, new WatchedName(name, now));
        }
        this.hostsStamp = FileStamp.of(files.hosts());
        this.settingsStamp = FileStamp.of(files.settings());
        this.sources = readSources(now);
        this.checkFilesAt = now + FILE_CHECK.toNanos();
        this.current = snapshot();
    }

    /** What a watch works with. */
    record Means(StubResolver resolver, Executor lookups, Time time) {}

    /**
     * Begins to watch. Returns at once; {@link #awaitFirst} waits for what the names mean.
     *
     * @param names as rules spell them
     * @param listener gets what is known at once: the name servers; and each change, in order, on a thread of the watch.
     *        It must not wait for the watch
     */
    public static NameWatch begin(Collection<String> names, ResolverFiles files, Consumer<NameAddresses> listener) {
        NameWatch watch = new NameWatch(names, files, listener,
                new Means(new StubResolver(), threads(), Time.SYSTEM));
        listener.accept(watch.current());
        watch.start();
        return watch;
    }

    private static Executor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(MOST_LOOKUPS, MOST_LOOKUPS, IDLE_SECONDS,
                TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> daemon("remit-lookup", work));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Thread daemon(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).unstarted(work);
    }

    void start() {
        daemon("remit-names", this::run).start();
    }

    /** What is known at the moment. */
    public NameAddresses current() {
        return current;
    }

    /**
     * Waits until some names have been looked up.
     *
     * @return those of them without an address, each with the reason, in the order of {@code needed}
     */
    public Map<String, String> awaitFirst(Collection<String> needed, Duration patience) {
        lock.lock();
        try {
            awaitLookups(needed, time.now() + patience.toNanos());
            Map<String, String> problems = new LinkedHashMap<>();
            for (String name : needed) {
                WatchedName watched = names.get(name);
                if (watched != null && watched.known().addresses().isEmpty()) {
                    problems.put(name, watched.problem());
                }
            }
            return problems;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks everything up again, because something was refused that an address not known yet may explain. Does so five
     * times at once, and then every ten seconds; in between it only waits for what is under way.
     *
     * @param maxWait after which it returns in any case; what is learned later is published later
     * @return whether what is known has changed
     */
    public boolean refresh(Duration maxWait) {
        lock.lock();
        try {
            long before = version;
            long now = time.now();
            if (refreshes.take(now)) {
                // The watch's own thread does it: the caller may act with somebody else's credentials.
                refreshAsked = true;
                changed.signalAll();
            }
            awaitLookups(names.keySet(), now + maxWait.toNanos());
            return version != before;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the watch. What is known stays. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitLookups(Collection<String> awaited, long deadline) {
        try {
            while (!closed && (refreshAsked || isUnderWay(awaited)) && deadline - time.now() > 0) {
                time.await(changed, deadline - time.now());
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isUnderWay(Collection<String> awaited) {
        long now = time.now();
        for (String name : awaited) {
            WatchedName watched = names.get(name);
            if (watched != null && (watched.isRunning() || watched.isDue(now))) {
                return true;
            }
        }
        return false;
    }

    /** Does what is due until the watch is closed. */
    void run() {
        lock.lock();
        try {
            while (!closed) {
                time.await(changed, step());
            }
        } catch (InterruptedException ended) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Does what is due; returns how many nanoseconds nothing will be. */
    long step() {
        lock.lock();
        try {
            long now = time.now();
            if (refreshAsked || checkFilesAt - now <= 0) {
                checkFiles(now);
            }
            if (refreshAsked) {
                refreshAsked = false;
                names.values().stream().filter(name -> !name.isRunning()).forEach(name -> name.makeDue(now));
            }
            startDue(now);
            publish();
            changed.signalAll();
            long pause = Math.min(checkFilesAt - now, servers.nanosToNextEnd(now));
            for (WatchedName name : names.values()) {
                pause = Math.min(pause, Math.min(name.nanosToDue(now), name.known().nanosToNextEnd(now)));
            }
            return Math.max(0, pause);
        } finally {
            lock.unlock();
        }
    }

    private void startDue(long now) {
        List<WatchedName> due = new ArrayList<>();
        for (WatchedName name : names.values()) {
            if (name.isDue(now)) {
                name.started();
                due.add(name);
            }
        }
        due.forEach(name -> lookups.execute(() -> lookUp(name)));
    }

    private void lookUp(WatchedName name) {
        StubResolver.Sources by = sources();
        Lookup result = new Lookup.Failed("the look-up broke off");
        try {
            result = resolver.lookup(name.name(), by, BUDGET);
        } finally {
            take(name, result);
        }
    }

    private StubResolver.Sources sources() {
        lock.lock();
        try {
            return sources;
        } finally {
            lock.unlock();
        }
    }

    private void take(WatchedName name, Lookup result) {
        lock.lock();
        try {
            name.ended(result, time.now());
            publish();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** When a file is not what it was, reads it again and makes all names due. */
    private void checkFiles(long now) {
        checkFilesAt = now + FILE_CHECK.toNanos();
        FileStamp hosts = FileStamp.of(files.hosts());
        FileStamp settings = FileStamp.of(files.settings());
        if (!hosts.isSame(hostsStamp) || !settings.isSame(settingsStamp)) {
            hostsStamp = hosts;
            settingsStamp = settings;
            sources = readSources(now);
            names.values().forEach(name -> name.makeDue(now));
        }
    }

    private StubResolver.Sources readSources(long now) {
        ResolverSettings settings = ResolverSettings.read(files);
        List<AddressBlock> addresses = new ArrayList<>();
        settings.servers().forEach(server -> addresses.add(server.address()));
        servers.answered(addresses, Lookup.FOREVER, now);
        return new StubResolver.Sources(Hosts.read(files.hosts(), names.keySet()), settings);
    }

    private void publish() {
        NameAddresses snapshot = snapshot();
        if (!snapshot.equals(current)) {
            current = snapshot;
            version++;
            listener.accept(snapshot);
        }
    }

    private NameAddresses snapshot() {
        long now = time.now();
        servers.expire(now);
        Map<String, List<AddressBlock>> hosts = new LinkedHashMap<>();
        for (WatchedName name : names.values()) {
            name.known().expire(now);
            hosts.put(name.name(), name.known().addresses());
        }
        return new NameAddresses(hosts, servers.addresses());
    }
}
