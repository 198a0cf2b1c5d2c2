package dev.remit.cache;

import dev.remit.bpf.BpfProgram;
import dev.remit.cache.KeptPolicy.Layered;
import dev.remit.cache.KeptPolicy.Lowering;
import dev.remit.compiler.RegionProblem;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.compiler.bpf.SocketUse;
import dev.remit.decision.DecisionTrie;
import dev.remit.policy.CommandBounds;
import dev.remit.policy.Layer;

/** How what a policy was compiled to is written in an entry. */
final class LoweringForm {
    private static final Layer[] LAYERS = Layer.values();

    private LoweringForm() {}

    static void write(EntryWriter out, Lowering lowering) {
        write(out, lowering.options());
        out.text(lowering.temporary());
        out.all(lowering.layers(), LoweringForm::write);
        out.all(lowering.problems(), LoweringForm::write);
        out.bytes(lowering.filter().bytes());
        out.bytes(lowering.trie().bytes());
    }

    static Lowering read(EntryReader in) {
        return new Lowering(options(in), in.text(), in.all(LoweringForm::layered), in.all(LoweringForm::problem),
                BpfProgram.ofBytes(in.bytes()), DecisionTrie.ofBytes(in.bytes()));
    }

    /** Those of a process; what the policy makes of them is in the filter. */
    private static void write(EntryWriter out, FilterOptions options) {
        out.flag(options.superviseCredentials());
        out.flag(options.scopedSignals());
        out.flag(options.hideMetadata());
        out.flag(options.countTasks());
        SocketUse sockets = options.sockets();
        out.flag(sockets.tcp());
        out.flag(sockets.udp());
        out.flag(sockets.icmp());
        out.flag(sockets.serves());
        out.flag(sockets.inherited());
    }

    private static FilterOptions options(EntryReader in) {
        return new FilterOptions(in.flag(), in.flag(), in.flag(), in.flag(),
                new SocketUse(in.flag(), in.flag(), in.flag(), in.flag(), in.flag()), CommandBounds.NONE);
    }

    private static void write(EntryWriter out, Layered layered) {
        out.constant(layered.layer());
        out.text(layered.reason());
    }

    private static Layered layered(EntryReader in) {
        return new Layered(in.constant(LAYERS), in.text());
    }

    private static void write(EntryWriter out, RegionProblem problem) {
        out.small(problem.rule());
        out.flag(problem.error());
        out.text(problem.message());
        out.text(problem.remedy());
    }

    private static RegionProblem problem(EntryReader in) {
        return new RegionProblem(in.small(), in.flag(), in.text(), in.text());
    }
}
