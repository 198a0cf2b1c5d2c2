package dev.remit.compiler.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.decision.EndpointTable;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Flow;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Origin;
import dev.remit.policy.Peer;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The table against what its rules say one by one. */
class EndpointLoweringTest {
    private static final Origin NOWHERE = new Origin("test", 0, 0, "");

    private static AddressBlock block(String spelling) {
        return Objects.requireNonNull(AddressSyntax.parse(spelling), spelling);
    }

    private static EndpointRule outbound(Peer peer, Transport transport, PortRange... ports) {
        return new EndpointRule(Flow.OUTBOUND, peer, Set.of(transport), List.of(ports), NOWHERE);
    }

    private static EndpointRule tcp(String block, int first, int last) {
        return outbound(new Peer.Blocks(List.of(block(block))), Transport.TCP, new PortRange(first, last));
    }

    private static EndpointTable table(EndpointRule... rules) {
        return EndpointLowering.lower(List.of(rules), NameAddresses.NONE);
    }

    private static int find(EndpointTable table, Transport transport, String address, int port) {
        AddressBlock block = block(address);
        return table.find(Flow.OUTBOUND.code(), transport.code(), block.ipv6(), block.high(), block.low(), port);
    }

    @Test
    void shouldAllowNothingWithoutRules() {
        assertThat(find(EndpointTable.EMPTY, Transport.TCP, "127.0.0.1", 80)).isEqualTo(EndpointTable.NONE);
        assertThat(EndpointTable.EMPTY.any(Flow.OUTBOUND.code(), Transport.TCP.code())).isFalse();
    }

    @Test
    void shouldKeepFlowsProtocolsAndFamiliesApart() {
        EndpointTable table = table(tcp("0.0.0.0/0", 1, 0xFFFF));
        assertThat(find(table, Transport.TCP, "10.0.0.1", 443)).isZero();
        assertThat(find(table, Transport.UDP, "10.0.0.1", 443)).isEqualTo(EndpointTable.NONE);
        assertThat(find(table, Transport.TCP, "2001:db8::1", 443)).isEqualTo(EndpointTable.NONE);
        assertThat(table.find(Flow.INBOUND.code(), Transport.TCP.code(), false, 0, 1, 443))
                .isEqualTo(EndpointTable.NONE);
        assertThat(table.any(Flow.OUTBOUND.code(), Transport.TCP.code())).isTrue();
        assertThat(table.any(Flow.INBOUND.code(), Transport.TCP.code())).isFalse();
    }

    @Test
    void shouldEndBlocksAndRangesWhereTheyEnd() {
        EndpointTable table = table(tcp("10.1.0.0/16", 80, 90), tcp("255.255.255.0/24", 1, 1),
                tcp("ffff:ffff:ffff:ffff::/64", 2, 2), tcp("2001:db8:0:0:8000::/65", 3, 3));
        assertThat(find(table, Transport.TCP, "10.0.255.255", 80)).isEqualTo(EndpointTable.NONE);
        assertThat(find(table, Transport.TCP, "10.1.0.0", 79)).isEqualTo(EndpointTable.NONE);
        assertThat(find(table, Transport.TCP, "10.1.0.0", 80)).isZero();
        assertThat(find(table, Transport.TCP, "10.1.255.255", 90)).isZero();
        assertThat(find(table, Transport.TCP, "10.1.255.255", 91)).isEqualTo(EndpointTable.NONE);
        assertThat(find(table, Transport.TCP, "10.2.0.0", 80)).isEqualTo(EndpointTable.NONE);
        assertThat(find(table, Transport.TCP, "255.255.255.255", 1)).isOne();
        assertThat(find(table, Transport.TCP, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 2)).isEqualTo(2);
        assertThat(find(table, Transport.TCP, "2001:db8::7fff:ffff:ffff:ffff", 3)).isEqualTo(EndpointTable.NONE);
        assertThat(find(table, Transport.TCP, "2001:db8:0:0:8000::", 3)).isEqualTo(3);
        assertThat(find(table, Transport.TCP, "2001:db8:0:1::", 3)).isEqualTo(EndpointTable.NONE);
    }

    @Test
    void shouldNameTheRuleWithTheSmallestBlockAndOfThoseTheFirst() {
        EndpointTable table = table(tcp("0.0.0.0/0", 1, 0xFFFF), tcp("10.0.0.0/8", 400, 500),
                tcp("10.0.0.0/8", 443, 443),
                tcp("10.1.1.1", 443, 443));
        assertThat(find(table, Transport.TCP, "9.0.0.1", 443)).isZero();
        assertThat(find(table, Transport.TCP, "10.0.0.1", 443)).isOne();
        assertThat(find(table, Transport.TCP, "10.1.1.1", 443)).isEqualTo(3);
        assertThat(find(table, Transport.TCP, "10.1.1.1", 444)).isOne();
        assertThat(find(table, Transport.TCP, "10.1.1.1", 501)).isZero();
        assertThat(find(table, Transport.TCP, "10.1.1.2", 443)).isOne();
        assertThat(find(table, Transport.TCP, "11.0.0.0", 443)).isZero();
    }

    @Test
    void shouldPutAddressesInThePlaceOfNames() {
        List<EndpointRule> rules = List.of(
                outbound(new Peer.Host("api.example.com", false), Transport.TCP, new PortRange(443, 443)),
                outbound(new Peer.NameServers(), Transport.UDP, new PortRange(53, 53)),
                outbound(new Peer.Host("lazy.example.com", true), Transport.TCP, new PortRange(443, 443)));
        EndpointTable table = EndpointLowering.lower(rules, new NameAddresses(
                Map.of("api.example.com", List.of(block("192.0.2.1"), block("2001:db8::1"))),
                List.of(block("127.0.0.53"))));
        assertThat(find(table, Transport.TCP, "192.0.2.1", 443)).isZero();
        assertThat(find(table, Transport.TCP, "2001:db8::1", 443)).isZero();
        assertThat(find(table, Transport.TCP, "192.0.2.2", 443)).isEqualTo(EndpointTable.NONE);
        assertThat(find(table, Transport.UDP, "127.0.0.53", 53)).isOne();
    }

    @Test
    void shouldAllowEchoRequestsWhateverThePort() {
        EndpointTable table = table(outbound(new Peer.Blocks(List.of(block("10.0.0.0/8"))), Transport.ICMP));
        assertThat(find(table, Transport.ICMP, "10.0.0.1", 0)).isZero();
        assertThat(find(table, Transport.ICMP, "10.0.0.1", 777)).isZero();
        assertThat(find(table, Transport.ICMP, "11.0.0.1", 0)).isEqualTo(EndpointTable.NONE);
    }

    @Test
    void shouldAllowWhatSomeRuleAllowsAndNothingElse() {
        SplittableRandom random = new SplittableRandom(20);
        for (int round = 0; round < 300; round++) {
            List<EndpointRule> rules = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                rules.add(outbound(new Peer.Blocks(List.of(randomBlock(random))), Transport.TCP, randomPorts(random)));
            }
            EndpointTable table = EndpointLowering.lower(rules, NameAddresses.NONE);
            for (int i = 0; i < 300; i++) {
                check(table, rules, randomBlock(random), random);
            }
        }
    }

    private static void check(EndpointTable table, List<EndpointRule> rules, AddressBlock block,
            SplittableRandom random) {
        boolean lastAddress = random.nextBoolean();
        long high = lastAddress ? block.lastHigh() : block.high();
        long low = lastAddress ? block.lastLow() : block.low();
        int port = random.nextInt(12);
        int rule = table.find(Flow.OUTBOUND.code(), Transport.TCP.code(), block.ipv6(), high, low, port);
        boolean allowed = rules.stream().anyMatch(each -> allows(each, block.ipv6(), high, low, port));
        assertThat(rule != EndpointTable.NONE).as("%s of %s", rule, rules).isEqualTo(allowed);
        if (allowed) {
            assertThat(allows(rules.get(rule), block.ipv6(), high, low, port)).as("%s of %s", rule, rules).isTrue();
        }
    }

    private static boolean allows(EndpointRule rule, boolean ipv6, long high, long low, int port) {
        AddressBlock block = ((Peer.Blocks) rule.peer()).blocks().getFirst();
        AddressBlock address = AddressSyntax.masked(new AddressBlock(ipv6, high, low, block.ipv6() == ipv6
                ? block.prefix()
                : 0));
        return address.equals(block) && rule.ports().stream().anyMatch(
                range -> range.first() <= port && port <= range.last());
    }

    /** Blocks of few different bits, so that many of them contain each other or touch. */
    private static AddressBlock randomBlock(SplittableRandom random) {
        if (random.nextBoolean()) {
            return AddressSyntax.masked(new AddressBlock(false, 0, random.nextInt(2) * 0xFFFFFFFCL + random.nextInt(4),
                    random.nextInt(5) == 0 ? random.nextInt(33) : 30 + random.nextInt(3)));
        }
        return AddressSyntax.masked(new AddressBlock(true, -random.nextInt(2), -random.nextInt(4),
                random.nextInt(3) == 0 ? 62 + random.nextInt(5) : 126 + random.nextInt(3)));
    }

    private static PortRange randomPorts(SplittableRandom random) {
        int first = random.nextInt(12);
        return new PortRange(first, first + random.nextInt(4));
    }

    private static boolean anyPort(EndpointTable table, Transport transport, String address) {
        AddressBlock block = block(address);
        return table.anyPort(Flow.OUTBOUND.code(), transport.code(), block.ipv6(), block.high(), block.low());
    }

    @Test
    void shouldTellWhichAddressesAreAllowedAtSomePort() {
        EndpointTable table = table(tcp("10.1.0.0/16", 80, 90), tcp("2001:db8::/64", 3, 3));

        assertThat(anyPort(table, Transport.TCP, "10.1.2.3")).isTrue();
        assertThat(anyPort(table, Transport.TCP, "2001:db8::1")).isTrue();
        assertThat(anyPort(table, Transport.UDP, "10.1.2.3")).isFalse();
        assertThat(anyPort(table, Transport.TCP, "10.0.255.255")).isFalse();
        assertThat(anyPort(table, Transport.TCP, "10.2.0.0")).isFalse();
        assertThat(anyPort(EndpointTable.EMPTY, Transport.TCP, "10.1.2.3")).isFalse();
    }

    @Test
    void shouldTellWhatNamesCouldAllow() {
        EndpointTable table = EndpointLowering.lowerNamed(List.of(tcp("10.0.0.0/8", 1, 1000),
                outbound(new Peer.Host("api.example.com", false), Transport.TCP, new PortRange(443, 443)),
                outbound(new Peer.NameServers(), Transport.UDP, new PortRange(53, 53))));

        assertThat(find(table, Transport.TCP, "203.0.113.1", 443)).isOne();
        assertThat(find(table, Transport.TCP, "2001:db8::1", 443)).isOne();
        assertThat(find(table, Transport.UDP, "2001:db8::1", 53)).isEqualTo(2);
        assertThat(find(table, Transport.TCP, "10.0.0.1", 80)).isEqualTo(EndpointTable.NONE);
        assertThat(find(table, Transport.UDP, "10.0.0.1", 443)).isEqualTo(EndpointTable.NONE);
    }
}
