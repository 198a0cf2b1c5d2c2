package dev.remit.cache;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Extent;
import dev.remit.policy.Flow;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Peer;
import dev.remit.policy.Permission;
import dev.remit.policy.PortRange;
import dev.remit.policy.Rules;
import dev.remit.policy.Segment;
import dev.remit.policy.Transport;
import java.util.EnumSet;

/** How rules are written in an entry. */
final class RulesForm {
    private static final PathRule.Kind[] KINDS = PathRule.Kind.values();
    private static final Permission[] PERMISSIONS = Permission.values();
    private static final Extent[] EXTENTS = Extent.values();
    private static final Flow[] FLOWS = Flow.values();
    private static final Transport[] TRANSPORTS = Transport.values();

    /** Segments and peers by their types. */
    private static final int LITERAL = 0;
    private static final int GLOB = 1;
    private static final int ANY_DEPTH = 2;
    private static final int BLOCKS = 0;
    private static final int HOST = 1;
    private static final int NAME_SERVERS = 2;

    private RulesForm() {}

    static void write(EntryWriter out, Rules rules) {
        out.all(rules.files(), RulesForm::write);
        out.all(rules.endpoints(), RulesForm::write);
        DevicesForm.write(out, rules.devices());
        out.flag(rules.metadataHidden());
    }

    static Rules read(EntryReader in) {
        return new Rules(in.all(RulesForm::pathRule), in.all(RulesForm::endpointRule), DevicesForm.read(in),
                in.flag());
    }

    static void write(EntryWriter out, Origin origin) {
        out.text(origin.source());
        out.small(origin.line());
        out.small(origin.column());
        out.text(origin.rule());
    }

    static Origin origin(EntryReader in) {
        return new Origin(in.text(), in.small(), in.small(), in.text());
    }

    static void write(EntryWriter out, PathRule rule) {
        boolean alike = rule.spelling().equals(rule.pattern());
        write(out, rule.pattern());
        out.constant(rule.permission());
        write(out, rule.origin());
        out.flag(alike);
        if (!alike) {
            write(out, rule.spelling());
        }
        out.constant(rule.kind());
    }

    static PathRule pathRule(EntryReader in) {
        PathPattern pattern = pattern(in);
        Permission permission = in.constant(PERMISSIONS);
        Origin origin = origin(in);
        PathPattern spelling = in.flag() ? pattern : pattern(in);
        return new PathRule(pattern, permission, origin, spelling, in.constant(KINDS));
    }

    private static void write(EntryWriter out, PathPattern pattern) {
        out.all(pattern.segments(), RulesForm::write);
        out.constant(pattern.extent());
    }

    private static PathPattern pattern(EntryReader in) {
        return new PathPattern(in.all(RulesForm::segment), in.constant(EXTENTS));
    }

    private static void write(EntryWriter out, Segment segment) {
        switch (segment) {
            case Segment.Literal(String name) -> {
                out.small(LITERAL);
                out.text(name);
            }
            case Segment.Glob(String pattern) -> {
                out.small(GLOB);
                out.text(pattern);
            }
            case Segment.AnyDepth() -> out.small(ANY_DEPTH);
        }
    }

    private static Segment segment(EntryReader in) {
        return switch (in.small()) {
            case LITERAL -> new Segment.Literal(in.text());
            case GLOB -> new Segment.Glob(in.text());
            case ANY_DEPTH -> new Segment.AnyDepth();
            default -> throw new IllegalArgumentException("no such segment");
        };
    }

    private static void write(EntryWriter out, EndpointRule rule) {
        out.constant(rule.flow());
        write(out, rule.peer());
        out.all(rule.transports(), EntryWriter::constant);
        out.all(rule.ports(), RulesForm::write);
        write(out, rule.origin());
    }

    private static EndpointRule endpointRule(EntryReader in) {
        return new EndpointRule(in.constant(FLOWS), peer(in),
                EnumSet.copyOf(in.all(RulesForm::transport)),
                in.all(RulesForm::range), origin(in));
    }

    private static Transport transport(EntryReader in) {
        return in.constant(TRANSPORTS);
    }

    private static PortRange range(EntryReader in) {
        return new PortRange(in.small(), in.small());
    }

    private static void write(EntryWriter out, PortRange range) {
        out.small(range.first());
        out.small(range.last());
    }

    private static void write(EntryWriter out, Peer peer) {
        switch (peer) {
            case Peer.Blocks(var blocks) -> {
                out.small(BLOCKS);
                out.all(blocks, RulesForm::write);
            }
            case Peer.Host(String name, boolean lazy) -> {
                out.small(HOST);
                out.text(name);
                out.flag(lazy);
            }
            case Peer.NameServers() -> out.small(NAME_SERVERS);
        }
    }

    private static Peer peer(EntryReader in) {
        return switch (in.small()) {
            case BLOCKS -> new Peer.Blocks(in.all(RulesForm::block));
            case HOST -> new Peer.Host(in.text(), in.flag());
            case NAME_SERVERS -> new Peer.NameServers();
            default -> throw new IllegalArgumentException("no such peer");
        };
    }

    private static void write(EntryWriter out, AddressBlock block) {
        out.flag(block.ipv6());
        out.number(block.high());
        out.number(block.low());
        out.small(block.prefix());
    }

    private static AddressBlock block(EntryReader in) {
        return new AddressBlock(in.flag(), in.number(), in.number(), in.small());
    }
}
