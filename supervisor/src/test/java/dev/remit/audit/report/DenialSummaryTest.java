package dev.remit.audit.report;

import static dev.remit.audit.report.Samples.BASE;
import static dev.remit.audit.report.Samples.denied;
import static dev.remit.audit.report.Samples.noRule;
import static dev.remit.policy.Transport.ICMP;
import static dev.remit.policy.Transport.TCP;
import static dev.remit.policy.Transport.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.Access;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.DeviceRules;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Extent;
import dev.remit.policy.Flow;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Origin;
import dev.remit.policy.Outcome;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Peer;
import dev.remit.policy.Permission;
import dev.remit.policy.Policy;
import dev.remit.policy.PortRange;
import dev.remit.policy.Reason;
import dev.remit.policy.Rules;
import dev.remit.policy.Transport;
import dev.remit.policy.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DenialSummaryTest {
    private static String summary(Policy policy, Event... events) {
        DenialSummary summary = new DenialSummary(policy, BASE, Samples.VOCABULARY);
        for (Event event : events) {
            summary.accept(event);
        }
        StringBuilder text = new StringBuilder();
        for (DenialSummary.Line line : summary.lines()) {
            text.append(line.verbatim() ? "" : "remit: ").append(line.text()).append('\n');
        }
        return text.toString();
    }

    private static String summary(Event... events) {
        return summary(Samples.POLICY, events);
    }

    @Test
    void shouldSayNothingWhenNothingWasDenied() {
        assertThat(summary(Samples.granted(BASE + "/a"))).isEmpty();
    }

    @Test
    void shouldTellEachDenialOnceWithItsCountRuleAndTheLinesThatAllowIt() {
        long readable = Verdict.allow(Access.READ, 0, 0, 0);
        assertThat(summary(noRule(Access.READ, "/etc/shadow"),
                denied(Reason.ACCESS_NOT_GRANTED, Access.WRITE, BASE + "/out.txt", readable),
                noRule(Access.READ, "/etc/shadow"),
                denied(Reason.DENY_RULE, Access.READ, BASE + "/key", Verdict.deny(1)),
                denied(Reason.NO_RULE, Access.EXECUTE, "/usr/bin/curl", Verdict.NOTHING))).isEqualTo("""
                        remit: denied by weather.yml:
                        remit:   read /etc/shadow (2 times): no rule
                        remit:   write /home/ada/weather/out.txt: weather.yml:14:5 (appDir) allows only to read
                        remit:   read /home/ada/weather/key: denied by weather.yml:17:5 (secrets); no other rule \
                        outweighs that one
                        remit:   execute /usr/bin/curl: no rule
                        remit: to allow that, add these lines to weather.yml:
                        allowedDirectories:
                          - path: /etc/shadow
                            permission: read
                          - path: ./out.txt
                            permission: readWrite
                          - path: /usr/bin/curl
                            permission: readExecute
                        """);
    }

    @Test
    void shouldNameEndpointsAndTheRulesThatAllowThem() {
        assertThat(
                summary(noRule(Access.READ, "/etc/hosts"), denied(Reason.NO_RULE, Flow.OUTBOUND, TCP, "192.0.2.1", 443),
                        denied(Reason.NO_RULE, Flow.OUTBOUND, TCP, "192.0.2.1", 443),
                        denied(Reason.NO_RULE, Flow.INBOUND, UDP, "2001:db8::1", 53),
                        denied(Reason.NO_RULE, Flow.OUTBOUND, ICMP, "192.0.2.1", 7)))
                .isEqualTo("""
                        remit: denied by weather.yml:
                        remit:   read /etc/hosts: no rule
                        remit:   connect tcp 192.0.2.1:443 (2 times): no rule
                        remit:   bind udp [2001:db8::1]:53: no rule
                        remit:   send icmp 192.0.2.1: no rule
                        remit: to allow that, add these lines to weather.yml:
                        allowedDirectories:
                          - path: /etc/hosts
                            permission: read
                        allowedNetwork:
                          - direction: outbound
                            ip: 192.0.2.1
                            protocol: tcp
                            port: 443
                          - direction: inbound
                            ip: '2001:db8::1'
                            protocol: udp
                            port: 53
                          - direction: outbound
                            ip: 192.0.2.1
                            protocol: icmp
                        """);
    }

    private static EndpointRule rule(Peer peer, Transport transport, int port, int line, String name) {
        return new EndpointRule(Flow.OUTBOUND, peer, Set.of(transport), List.of(new PortRange(port, port)),
                new Origin("weather.yml", line, 5, name));
    }

    @Test
    void shouldSayWhatTheNamesMeanThatWouldAllowAnEndpoint() {
        Policy files = Samples.POLICY;
        Policy policy = new Policy(files.name(), files.source(), files.program(),
                new Rules(List.of(), List.of(rule(new Peer.Host("api.example.com", false), TCP, 443, 20, "api"),
                        rule(new Peer.Host("late.example.com", true), TCP, 443, 21, "late"),
                        rule(new Peer.Host("other.example.com", true), TCP, 80, 22, "port"),
                        rule(new Peer.NameServers(), UDP, 53, 23, "dns")), DeviceRules.NONE, false),
                files.limits(), List.of());
        DenialSummary summary = new DenialSummary(policy, BASE, Samples.VOCABULARY);
        summary.names(NameAddresses.NONE);
        summary.names(new NameAddresses(
                Map.of("api.example.com", LongStream.range(1, 7).mapToObj(AddressBlock::ofV4).toList()),
                List.of(AddressBlock.ofV4(0x7F00_0035L))));
        summary.accept(denied(Reason.NO_RULE, Flow.OUTBOUND, TCP, "192.0.2.1", 443));
        summary.accept(denied(Reason.NO_RULE, Flow.OUTBOUND, UDP, "192.0.2.1", 53));
        summary.accept(denied(Reason.NO_RULE, Flow.OUTBOUND, UDP, "192.0.2.1", 443));

        assertThat(summary.lines()).extracting(DenialSummary.Line::text).startsWith("denied by weather.yml:",
                "  connect tcp 192.0.2.1:443: no rule; api.example.com (weather.yml:20:5 (api)) is 0.0.0.1, 0.0.0.2,"
                        + " 0.0.0.3, 0.0.0.4, and 2 more at the moment; late.example.com (weather.yml:21:5 (late)) does"
                        + " not resolve at the moment",
                "  send udp 192.0.2.1:53: no rule; the name servers (weather.yml:23:5 (dns)) are 127.0.0.53",
                "  send udp 192.0.2.1:443: no rule");
    }

    @Test
    void shouldSayThatASocketHadNoAddressYet() {
        assertThat(summary(denied(Reason.SOCKET_REFUSED, Flow.OUTBOUND, TCP, "0.0.0.0", 0),
                denied(Reason.SOCKET_REFUSED, Flow.OUTBOUND, TCP, "::", 0))).isEqualTo("""
                        remit: denied by weather.yml:
                        remit:   tcp socket over IPv4: no rule on the network has the protocol tcp
                        remit:   tcp socket over IPv6: no rule on the network has the protocol tcp
                        remit: to allow that, add these lines to weather.yml:
                        allowedNetwork:
                          - direction: outbound   # or inbound, if it is to serve
                            ip: any   # better: the address that it needs
                            protocol: tcp
                            port: any   # better: the port that it needs
                        """);
    }

    @Test
    void shouldProposeOptionsForEndpoints() {
        Policy inline = Samples.policy("command line", List.of());
        assertThat(summary(inline, denied(Reason.NO_RULE, Flow.OUTBOUND, TCP, "192.0.2.1", 443),
                denied(Reason.NO_RULE, Flow.INBOUND, UDP, "2001:db8::1", 53),
                denied(Reason.SOCKET_REFUSED, Flow.OUTBOUND, ICMP, "::", 0))).endsWith("""
                        remit: to allow that, add these options:
                          --connect tcp:192.0.2.1:443
                          --bind udp:'[2001:db8::1]':53
                          --connect icmp:any
                        """);
    }

    @Test
    void shouldBoundEndpointsInMemoryAndText() {
        Event[] events = new Event[DenialSummary.KEPT + 5];
        for (int i = 0; i < events.length; i++) {
            events[i] = denied(Reason.NO_RULE, Flow.OUTBOUND, TCP, "192.0.2.1", i + 1);
        }
        assertThat(summary(events)).contains("and " + (DenialSummary.KEPT - DenialSummary.SHOWN) + " more, see --log",
                "and 5 more denied calls, see --log").doesNotContain("port: " + (DenialSummary.SHOWN + 1));
    }

    @Test
    void shouldSayThatNoManifestAllowsARefusedCall() {
        assertThat(summary(Samples.refused(Samples.PTRACE, 17), Samples.refused(Samples.PTRACE, 17),
                Samples.refused(Samples.PTRACE, 18))).isEqualTo("""
                        remit: refused, whatever a manifest says:
                        remit:   ptrace (3 times): it controls another process
                        """);
    }

    @Test
    void shouldSayWhatARenameWouldAddOrEscape() {
        assertThat(summary(Samples.renameThatWidens("/data/old", "/srv/new", Verdict.allow(0, 0, Access.READ, 0)),
                Samples.renameThatWidens("/data/old", "/srv/new", Verdict.deny(1)))).isEqualTo("""
                        remit: denied by weather.yml:
                        remit:   rename /data/old to /srv/new: weather.yml:14:5 (appDir) would add read under the \
                        other name; copy it instead
                        remit:   rename /data/old to /srv/new: weather.yml:17:5 (secrets) denies something there, and \
                        the other name would not be denied; copy it instead
                        """);
    }

    @Test
    void shouldBlameTheSecondPathWhenTheDecisionSpeaksOfIt() {
        Event event = new Event(new Event.Call(Samples.RENAME, 1, 0),
                new Event.Decision(Outcome.DENIED, Reason.NO_RULE, Access.WRITE, Verdict.NOTHING, 13, true),
                new Event.Timing(1, 1), RawPath.of("/allowed"), RawPath.of("/forbidden"));
        assertThat(summary(event)).contains("write /forbidden: no rule").doesNotContain("/allowed");
    }

    @Test
    void shouldMergeManyFilesOfOneDirectory() {
        assertThat(summary(noRule(Access.READ, "/srv/data/in/a"), noRule(Access.READ, "/srv/data/in/b"),
                noRule(Access.READ, "/srv/data/in/c"), noRule(Access.READ, "/srv/data/in/d"),
                noRule(Access.WRITE, "/srv/data/in/e"), noRule(Access.READ, "/srv/data/other"))).endsWith("""
                        remit: to allow that, add these lines to weather.yml:
                        allowedDirectories:
                          - path: /srv/data/in/**
                            permission: read
                          - path: /srv/data/in/e
                            permission: readWrite
                          - path: /srv/data/other
                            permission: read
                        """);
    }

    @Test
    void shouldNotProposeADirectoryNearTheRootForBrevity() {
        assertThat(summary(noRule(Access.READ, "/etc/a"), noRule(Access.READ, "/etc/b"), noRule(Access.READ, "/etc/c"),
                noRule(Access.READ, "/etc/d"), noRule(Access.READ, "/etc/e"))).contains("- path: /etc/a\n")
                .contains("- path: /etc/e\n").doesNotContain("**");
    }

    @Test
    void shouldProposeTheManifestsOwnDirectoryRelatively() {
        assertThat(summary(noRule(Access.WRITE, BASE + "/a"), noRule(Access.WRITE, BASE + "/b"),
                noRule(Access.WRITE, BASE + "/c"), noRule(Access.WRITE, BASE + "/d"), noRule(Access.READ, BASE)))
                .endsWith("""
                        allowedDirectories:
                          - path: ./**
                            permission: readWrite
                        """);
    }

    @Test
    void shouldNotMergeExecutablesWhereADenyRuleCouldLieBelow() {
        assertThat(summary(noRule(Access.EXECUTE, "/opt/x/bin/a"), noRule(Access.EXECUTE, "/opt/x/bin/b"),
                noRule(Access.EXECUTE, "/opt/x/bin/c"), noRule(Access.EXECUTE, "/opt/x/bin/d")))
                .doesNotContain("**");
    }

    @Test
    void shouldProposeOptionsWhenTheRulesWereOptions() {
        Policy inline = Samples.policy("command line", List.of(new PathRule(
                PathPattern.literal("/data", Extent.SUBTREE), Permission.READ, new Origin("command line", 0, 0, ""))));
        assertThat(summary(inline, noRule(Access.READ, "/etc/my file"), noRule(Access.EXECUTE, BASE + "/tool"),
                noRule(Access.WRITE, "/srv/it's"))).isEqualTo("""
                        remit: denied by the rules of the command line:
                        remit:   read /etc/my file: no rule
                        remit:   execute /home/ada/weather/tool: no rule
                        remit:   write /srv/it's: no rule
                        remit: to allow that, add these options:
                          -r '/etc/my file'
                          -x ./tool
                          -w '/srv/it'\\''s'
                        """);
    }

    @Test
    void shouldEscapeWhatAProgramCouldSayToATerminal() {
        byte[] hostile = {'/', 't', '/', 0x1b, '[', '2', 'J', '\n', (byte) 0xff, '*', '"'};
        String text = summary(denied(Samples.OPENAT, Reason.NO_RULE, Access.READ, RawPath.of(hostile), Verdict.NOTHING),
                noRule(Access.READ, "/t/\u202egpj.exe"));
        assertThat(text).contains("read /t/\\u{1b}[2J\\u{a}\\xff*\"").contains("read /t/\\u{202e}gpj.exe")
                .contains("- path: \"/t/\\U0000001b\\\\[2J\\U0000000a?\\\\*\\\"\"\n")
                .contains("- path: \"/t/\\U0000202egpj.exe\"\n");
        assertThat(text.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
    }

    @Test
    void shouldProposeNothingForAPathThatCouldNotBeResolved() {
        assertThat(summary(noRule(Access.READ, "relative/name"))).isEqualTo("""
                remit: denied by weather.yml:
                remit:   read relative/name: no rule
                """);
    }

    @Test
    void shouldStayBoundedWhenAProgramAsksForEverything() {
        Event[] events = new Event[5000];
        for (int i = 0; i < events.length; i++) {
            events[i] = noRule(Access.READ, "/proc/" + i + "/" + (i % 7));
        }
        String text = summary(events);
        assertThat(text.lines()).hasSizeLessThan(80);
        assertThat(text).contains("remit:   and 980 more, see --log\n")
                .contains("remit: and 4000 more denied calls, see --log\n");
    }

    @Test
    void shouldNotDependOnTheOrderInWhichWorkersAreDrained() {
        Event first = noRule(Access.READ, "/z");
        Event second = noRule(Access.READ, "/a");
        assertThat(summary(first, second)).isEqualTo(summary(second, first)).containsSubsequence("/z", "/a");
    }
}
