package dev.remit.names;

import dev.remit.policy.AddressBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up as the C library does: in the hosts file, then at the name servers. It keeps nothing from one look-up to
 * the next, and many threads may use it.
 */
final class StubResolver {
    private static final Duration FIRST_ROUND = Duration.ofSeconds(2);
    private static final Duration OTHER_FAMILY = Duration.ofSeconds(1);

    /** The program's C library knows these without asking, or should (RFC 6761). */
    private static final List<AddressBlock> LOOPBACK = List.of(AddressBlock.ofV4(0x7F00_0001L),
            AddressBlock.ofV6(0, 1));

    private static final Lookup.Nothing NO_SUCH_NAME = new Lookup.Nothing("no such name");

    private final Duration otherFamily;
    private final Patience patience;
    private final AtomicInteger turns = new AtomicInteger();

    /** How long one server is waited for. */
    @FunctionalInterface
    interface Patience {
        Duration with(NameServer server, int round, ResolverSettings.Options options);
    }

    /**
     * What look-ups go by.
     *
     * @param hosts what the hosts file says of the names in question
     */
    record Sources(Hosts hosts, ResolverSettings settings) {}

    StubResolver() {
        // A dead first server holds up a start by little; whoever answers slowly is waited for in the second round.
        this(OTHER_FAMILY, (_, round, options) -> round == 0 && options.timeout().compareTo(FIRST_ROUND) > 0
                ? FIRST_ROUND
                : options.timeout());
    }

    /** @param otherFamily how long one family's addresses are waited for once the other's are there */
    StubResolver(Duration otherFamily, Patience patience) {
        this.otherFamily = otherFamily;
        this.patience = patience;
    }

    /**
     * Looks a name up.
     *
     * @param name as a rule spells it
     * @param budget to give up after
     */
    Lookup lookup(String name, Sources sources, Duration budget) {
        List<AddressBlock> known = new ArrayList<>(sources.hosts().addresses(name));
        if (endsIn(name, "localhost")) {
            known.addAll(LOOPBACK);
        }
        if (!known.isEmpty()) {
            return new Lookup.Found(known, Lookup.FOREVER, true);
        }
        if (endsIn(name, "invalid")) {
            return new Lookup.Nothing("no such name, by definition");
        }
        return new Search(sources.settings(), System.nanoTime() + budget.toNanos()).run(name);
    }

    private static boolean endsIn(String name, String top) {
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return plain.equals(top) || plain.endsWith('.' + top);
    }

    /** One look-up at the name servers. */
    private final class Search {
        private final ResolverSettings settings;
        private final long deadline;
        private final Map<NameServer, String> problems = new LinkedHashMap<>();
        /** Whether some server answers, if only with an error: others of the names may do better then. */
        private boolean refused;

        Search(ResolverSettings settings, long deadline) {
            this.settings = settings;
            this.deadline = deadline;
        }

        /** Tries the names that the search list makes of this one. */
        Lookup run(String name) {
            Lookup best = NO_SUCH_NAME;
            for (String candidate : settings.candidates(name)) {
                WireName full = WireName.of(candidate);
                Lookup result = full == null ? NO_SUCH_NAME : ask(full);
                if (result instanceof Lookup.Found || result instanceof Lookup.Failed && !refused) {
                    return result;
                }
                best = best.problem().equals(NO_SUCH_NAME.problem()) ? result : best;
            }
            return best;
        }

        private Lookup ask(WireName name) {
            List<Part> parts = new ArrayList<>();
            parts.add(new Part(new Question(name, Question.A, Unpredictable.u16())));
            if (!settings.options().onlyV4()) {
                parts.add(new Part(new Question(name, Question.AAAA, Unpredictable.u16())));
            }
            int first = settings.options().rotate() ? turns.getAndIncrement() & 0xFFFF : 0;
            int count = settings.servers().size();
            for (int turn = 0; turn < settings.options().attempts() * count; turn++) {
                NameServer server = settings.servers().get((first + turn) % count);
                Duration wait = patience.with(server, turn / count, settings.options());
                askServer(server, parts, earlier(deadline, System.nanoTime() + wait.toNanos()));
                if (parts.stream().allMatch(Part::isSettled) || parts.stream().anyMatch(Part::hasAddresses)) {
                    break;
                }
            }
            return result(parts);
        }

        /** Asks for all that is not known yet at once, and waits for each. */
        private void askServer(NameServer server, List<Part> parts, long until) {
            List<Part> open = parts.stream().filter(part -> !part.isSettled()).toList();
            List<Exchange> exchanges = new ArrayList<>();
            try {
                open.forEach(part -> exchanges.add(Exchange.begin(server, part.question, settings.options().stream())));
                long bound = until;
                for (int at = 0; at < open.size(); at++) {
                    Exchange.Outcome outcome = exchanges.get(at).await(bound);
                    open.get(at).take(outcome.answer());
                    refused |= outcome.answer() instanceof Answer.Refused;
                    if (outcome.problem().isEmpty()) {
                        // Some servers never answer questions for the other family.
                        bound = earlier(bound, System.nanoTime() + otherFamily.toNanos());
                    } else {
                        problems.put(server, outcome.problem());
                    }
                }
            } finally {
                exchanges.forEach(Exchange::close);
            }
        }

        private Lookup result(List<Part> parts) {
            List<AddressBlock> all = new ArrayList<>();
            long seconds = Long.MAX_VALUE;
            for (Part part : parts) {
                if (part.answer instanceof Answer.Addresses found && !found.addresses().isEmpty()) {
                    all.addAll(found.addresses());
                    seconds = Math.min(seconds, found.seconds());
                }
            }
            boolean whole = parts.stream().allMatch(Part::isSettled);
            List<AddressBlock> usable = all.stream().filter(address -> !Scope.isLocal(address)).toList();
            if (!usable.isEmpty()) {
                return new Lookup.Found(usable, seconds, whole);
            }
            if (!whole) {
                return new Lookup.Failed(problems());
            }
            if (!all.isEmpty()) {
                return new Lookup.Nothing("the name server answers " + all.getFirst()
                        + ", which means this machine or its own link: only the hosts file may say so");
            }
            boolean exists = parts.stream().anyMatch(part -> part.answer instanceof Answer.Addresses);
            return exists ? new Lookup.Nothing("the name exists, but has no address") : NO_SUCH_NAME;
        }

        private String problems() {
            StringBuilder text = new StringBuilder();
            problems.forEach((server, problem) -> text.append(text.isEmpty() ? "" : ", ").append("name server ")
                    .append(server.spelling()).append(' ').append(problem));
            return settings.configured() ? text.toString() : "no name server is configured, and " + text;
        }
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    /** One question, and what is known of it. */
    private static final class Part {
        private final Question question;
        private @Nullable Answer answer;

        Part(Question question) {
            this.question = question;
        }

        void take(@Nullable Answer taken) {
            if (taken instanceof Answer.Addresses || taken instanceof Answer.NoSuchName) {
                answer = taken;
            }
        }

        boolean isSettled() {
            return answer != null;
        }

        boolean hasAddresses() {
            return answer instanceof Answer.Addresses found && !found.addresses().isEmpty();
        }
    }
}
