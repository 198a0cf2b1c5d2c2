package dev.remit.audit.report;

import dev.remit.policy.Access;
import dev.remit.policy.Endpoint;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Outcome;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Policy;
import dev.remit.policy.Reason;
import dev.remit.policy.Verdict;
import dev.remit.display.ShellWord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was denied and tells it at the end: each distinct denial once, the rule that decided it, and the lines
 * that would allow it.
 *
 * <p>The order is that of first occurrence. Memory is bounded by {@link #KEPT} denials, text by {@link #SHOWN} of them;
 * the rest is counted.
 */
public final class DenialSummary implements EventSink {
    /** So many distinct denials are told apart. */
    static final int KEPT = 1000;
    /** So many distinct denials, and so many proposed rules, are written out. */
    static final int SHOWN = 20;

    private static final String COMMAND_LINE = "command line";

    private final Policy policy;
    private final @Nullable RawPath base;
    private final Vocabulary vocabulary;
    private final Map<Denial, Tally> tallies = new HashMap<>();
    private final EndpointDenials endpoints;
    private final DeviceDenials devices;
    private long denied;
    private long beyondKept;

    private static final class Tally {
        private final long first;
        private long count;

        Tally(long first) {
            this.first = first;
        }
    }

    private record Counted(Denial denial, long first, long count) {}

    /**
     * Makes an empty summary.
     *
     * @param policy whose rules the events' verdicts number
     * @param baseDirectory absolute canonical directory that the manifest's relative paths start at, or null for none
     * @param vocabulary names of calls
     */
    public DenialSummary(Policy policy, @Nullable String baseDirectory, Vocabulary vocabulary) {
        this.policy = policy;
        this.endpoints = new EndpointDenials(policy);
        this.base = baseDirectory == null ? null : RawPath.of(baseDirectory);
        this.vocabulary = vocabulary;
        this.devices = new DeviceDenials(policy, vocabulary.devices());
    }

    @Override
    public void accept(Event event) {
        // Limits are told of by whoever keeps them.
        if (event.decision().outcome() != Outcome.DENIED || event.decision().reason() == Reason.LIMIT_REACHED) {
            return;
        }
        denied++;
        Endpoint endpoint = event.endpoint();
        if (endpoint != null) {
            endpoints.add(endpoint, event.decision().reason());
            return;
        }
        if (devices.takes(event)) {
            return;
        }
        Denial denial = Denial.of(event);
        Tally tally = tallies.get(denial);
        if (tally == null) {
            if (tallies.size() == KEPT) {
                beyondKept++;
                return;
            }
            tally = new Tally(event.timing().receivedNanos());
            tallies.put(denial, tally);
        }
        tally.count++;
    }

    /** Takes in what the names in the rules on the network mean from now on; may be called by any thread. */
    public void names(NameAddresses now) {
        endpoints.names(now);
    }

    /** How many calls were denied. */
    public long denied() {
        return denied;
    }

    /** The lines to show, without a prefix; empty when nothing was denied. */
    public List<Line> lines() {
        List<Counted> files = new ArrayList<>();
        List<Counted> calls = new ArrayList<>();
        tallies.forEach((denial, tally) -> (denial.isAboutPath() ? files : calls)
                .add(new Counted(denial, tally.first, tally.count)));
        Comparator<Counted> order = Comparator.comparingLong(Counted::first)
                .thenComparing(counted -> counted.denial.path()).thenComparingInt(counted -> counted.denial.nr())
                .thenComparingInt(counted -> counted.denial.needed());
        files.sort(order);
        calls.sort(order);
        List<Line> lines = new ArrayList<>();
        if (!files.isEmpty() || !endpoints.isEmpty() || !devices.isEmpty()) {
            lines.add(Line.words("denied by " + sourceName() + ":"));
            addBounded(lines, files.stream().map(this::describeFile).toList());
            addBounded(lines, endpoints.descriptions());
            addBounded(lines, devices.descriptions());
        }
        if (!calls.isEmpty()) {
            lines.add(Line.words("refused, whatever a manifest says:"));
            addBounded(lines, describeCalls(calls));
        }
        long beyond = beyondKept + endpoints.beyondKept() + devices.beyondKept();
        if (beyond > 0) {
            lines.add(Line.words("and " + beyond + " more denied calls, see --log"));
        }
        propose(lines, files);
        return Collections.unmodifiableList(lines);
    }

    /**
     * One line of the summary.
     *
     * @param verbatim whether it is to be copied as it stands, and therefore bears no prefix
     */
    public record Line(String text, boolean verbatim) {
        static Line words(String text) {
            return new Line(text, false);
        }

        static Line copy(String text) {
            return new Line(text, true);
        }
    }

    private static void addBounded(List<Line> lines, List<String> descriptions) {
        for (String description : descriptions.subList(0, Math.min(SHOWN, descriptions.size()))) {
            lines.add(Line.words("  " + description));
        }
        if (descriptions.size() > SHOWN) {
            lines.add(Line.words("  and " + (descriptions.size() - SHOWN) + " more, see --log"));
        }
    }

    private String describeFile(Counted counted) {
        Denial denial = counted.denial;
        String what = denial.reason() == Reason.WIDENS_ACCESS
                ? vocabulary.call(denial.nr())
                : Access.describe(denial.needed());
        String other = denial.other().isEmpty() ? "" : " to " + denial.other().display();
        return what + " " + denial.path().display() + other + times(counted.count) + ": " + whyFile(denial);
    }

    private String whyFile(Denial denial) {
        return switch (denial.reason()) {
            case DENY_RULE -> "denied by " + ruleOf(denial.verdict()) + "; no other rule outweighs that one";
            case ACCESS_NOT_GRANTED -> ruleOf(denial.verdict()) + howFar(denial.verdict());
            case NO_RULE -> "no rule";
            case INTERPRETER_NOT_GRANTED -> "needed to start a program, but may not be executed";
            case WIDENS_ACCESS -> whatWidens(denial.verdict());
            default -> denial.reason().words();
        };
    }

    /** What a class of devices grants can be used, and nothing else. */
    private String howFar(long verdict) {
        int index = Verdict.rule(verdict);
        PathRule rule = index < policy.files().size() ? policy.files().get(index) : null;
        return rule == null || rule.kind() == PathRule.Kind.FILE
                ? " allows only to " + Access.describe(Verdict.granted(verdict))
                : " grants only its use, to " + Access.describe(rule.permission().access());
    }

    private String whatWidens(long verdict) {
        String how = Verdict.denied(verdict)
                ? ruleOf(verdict) + " denies something there, and the other name would not be denied"
                : ruleOf(verdict) + " would add " + Access.describe(Verdict.granted(verdict)) + " under the other name";
        return how + "; copy it instead";
    }

    private String ruleOf(long verdict) {
        int index = Verdict.rule(verdict);
        if (index >= policy.files().size()) {
            return "no rule";
        }
        PathRule rule = policy.files().get(index);
        return rule.origin().describe();
    }

    private record Refused(String what, String why) {}

    /** Tells once what was refused for the same reason, whichever process, command or address the calls named. */
    private List<String> describeCalls(List<Counted> calls) {
        Map<Refused, Long> counts = new LinkedHashMap<>();
        for (Counted counted : calls) {
            counts.merge(refused(counted.denial), counted.count, Long::sum);
        }
        return counts.entrySet().stream()
                .map(each -> each.getKey().what() + times(each.getValue()) + ": " + each.getKey().why()).toList();
    }

    private Refused refused(Denial denial) {
        String why = switch (denial.reason()) {
            case CALL_REFUSED -> vocabulary.whyRefused(denial.nr(), denial.detail());
            default -> denial.reason().words();
        };
        String path = denial.path().isEmpty() ? "" : " " + denial.path().display();
        return new Refused(vocabulary.call(denial.nr()) + path, why);
    }

    private static String times(long count) {
        return count == 1 ? "" : " (" + count + " times)";
    }

    private boolean isCommandLine() {
        return policy.source().equals(COMMAND_LINE);
    }

    private String sourceName() {
        return isCommandLine() ? "the rules of the command line" : policy.source();
    }

    private void propose(List<Line> lines, List<Counted> files) {
        List<Denial> plain = files.stream().map(Counted::denial).filter(denial -> !isDevice(denial)).toList();
        List<Proposal.Rule> rules = Proposal.of(plain, policy, base);
        if (rules.isEmpty() && endpoints.isEmpty() && !devices.hasProposals()) {
            return;
        }
        lines.add(Line.words(isCommandLine()
                ? "to allow that, add these options:"
                : "to allow that, add these lines to " + policy.source() + ":"));
        proposeFiles(lines, rules);
        if (isCommandLine()) {
            lines.addAll(endpoints.options());
            lines.addAll(devices.options());
            return;
        }
        if (!endpoints.isEmpty()) {
            lines.add(Line.copy("allowedNetwork:"));
            lines.addAll(endpoints.entries());
        }
        if (devices.hasProposals()) {
            lines.add(Line.copy("allowedDevices:"));
            lines.addAll(devices.entries());
        }
    }

    /** What a class of devices grants is not proposed as a file. */
    private boolean isDevice(Denial denial) {
        return denial.isAllowable() && denial.reason() == Reason.NO_RULE && devices.wants(denial.path().display());
    }

    private void proposeFiles(List<Line> lines, List<Proposal.Rule> rules) {
        if (!isCommandLine() && !rules.isEmpty()) {
            lines.add(Line.copy("allowedDirectories:"));
        }
        for (Proposal.Rule rule : rules.subList(0, Math.min(SHOWN, rules.size()))) {
            String pattern = PathSpelling.pattern(rule.place(), rule.tree(), base);
            if (isCommandLine()) {
                lines.add(Line.copy("  " + options(pattern, rule.permission())));
            } else {
                lines.add(Line.copy("  - path: " + PathSpelling.yaml(pattern)));
                lines.add(Line.copy("    permission: " + rule.permission().spelling()));
            }
        }
        if (rules.size() > SHOWN) {
            lines.add(Line.words("and " + (rules.size() - SHOWN) + " more rules"));
        }
    }

    private static String options(String pattern, Permission permission) {
        String word = ShellWord.of(pattern);
        return switch (permission) {
            case NONE, READ -> "-r " + word;
            case READ_WRITE -> "-w " + word;
            case READ_EXECUTE -> "-x " + word;
            case READ_WRITE_EXECUTE -> "-w " + word + " -x " + word;
        };
    }
}
