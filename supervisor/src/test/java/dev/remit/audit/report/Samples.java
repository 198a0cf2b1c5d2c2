package dev.remit.audit.report;

import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.Origin;
import dev.remit.policy.Outcome;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.AddressSyntax;
import dev.remit.policy.Endpoint;
import dev.remit.policy.Flow;
import dev.remit.policy.Limits;
import dev.remit.policy.Policy;
import dev.remit.policy.Program;
import dev.remit.policy.Reason;
import dev.remit.policy.Rules;
import dev.remit.policy.Transport;
import dev.remit.policy.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A policy and events on it. */
final class Samples {
    static final int OPENAT = 257;
    static final int RENAME = 82;
    static final int CONNECT = 42;
    static final int PTRACE = 101;
    static final String BASE = "/home/ada/weather";

    static final List<PathRule> RULES = List.of(
            new PathRule(PathPattern.literal(BASE, Extent.SUBTREE), Permission.READ,
                    new Origin("weather.yml", 14, 5, "appDir")),
            new PathRule(PathPattern.literal(BASE + "/key", Extent.EXACT), Permission.NONE,
                    new Origin("weather.yml", 17, 5, "secrets")));
    static final Policy POLICY = policy("weather.yml", RULES);

    static final Vocabulary VOCABULARY = new Vocabulary() {
        @Override
        public String call(int nr) {
            return switch (nr) {
                case OPENAT -> "openat";
                case RENAME -> "rename";
                case PTRACE -> "ptrace";
                default -> "call " + nr;
            };
        }

        @Override
        public String errno(int errno) {
            return errno == 13 ? "EACCES" : "errno " + errno;
        }

        @Override
        public String whyRefused(int nr, long detail) {
            return "it controls another process";
        }
    };

    private static long clock;

    private Samples() {}

    static Policy policy(String source, List<PathRule> rules) {
        Program program = new Program("/home/ada/weather/weather", List.of(), List.of(), null, false, List.of(),
                Map.of());
        return new Policy("weather", source, program, Rules.onFiles(rules), Limits.NONE, List.of());
    }

    static Event denied(Reason reason, int access, String path, long verdict) {
        return denied(OPENAT, reason, access, RawPath.of(path), verdict);
    }

    static Event noRule(int access, String path) {
        return denied(Reason.NO_RULE, access, path, Verdict.NOTHING);
    }

    static Event denied(int nr, Reason reason, int access, RawPath path, long verdict) {
        return new Event(new Event.Call(nr, 4711, 0),
                new Event.Decision(Outcome.DENIED, reason, access, verdict, 13, false),
                new Event.Timing(++clock, 2500), path, RawPath.NONE);
    }

    /** A call that is refused whatever a manifest says; {@code detail} is what it named. */
    static Event refused(int nr, long detail) {
        return new Event(new Event.Call(nr, 4711, detail),
                new Event.Decision(Outcome.DENIED, Reason.CALL_REFUSED, 0, Verdict.NOTHING, 1, false),
                new Event.Timing(++clock, 2500), RawPath.NONE, RawPath.NONE);
    }

    static Event renameThatWidens(String from, String to, long verdict) {
        return new Event(new Event.Call(RENAME, 4711, 0),
                new Event.Decision(Outcome.DENIED, Reason.WIDENS_ACCESS, Verdict.granted(verdict), verdict, 18,
                        !Verdict.denied(verdict)),
                new Event.Timing(++clock, 2500), RawPath.of(from), RawPath.of(to));
    }

    static Event granted(String path) {
        return new Event(new Event.Call(OPENAT, 4711, 0),
                new Event.Decision(Outcome.CONTINUED, Reason.NONE, Access.READ, Verdict.allow(Access.READ, 0, 0, 0), 0,
                        false),
                new Event.Timing(++clock, 2500), RawPath.of(path), RawPath.NONE);
    }

    /** A call on an endpoint that was denied for a reason. */
    static Event denied(Reason reason, Flow flow, Transport transport, String address, int port) {
        Endpoint endpoint = new Endpoint(flow, transport, Objects.requireNonNull(AddressSyntax.parse(address)), port);
        return new Event(new Event.Call(CONNECT, 4711, 0),
                new Event.Decision(Outcome.DENIED, reason, 0, Verdict.NOTHING, 13, false),
                new Event.Timing(++clock, 2500), RawPath.NONE, RawPath.NONE, endpoint);
    }
}
