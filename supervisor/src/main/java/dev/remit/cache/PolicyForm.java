package dev.remit.cache;

import dev.remit.policy.Digest;
import dev.remit.policy.Limit;
import dev.remit.policy.Limits;
import dev.remit.policy.Policy;
import dev.remit.policy.Program;
import dev.remit.policy.Unenforced;
import java.util.HashMap;
import java.util.Map;

/** How a policy is written in an entry. */
final class PolicyForm {
    private static final Limit[] LIMITS = Limit.values();

    private PolicyForm() {}

    static void write(EntryWriter out, Policy policy) {
        out.text(policy.name());
        out.text(policy.source());
        write(out, policy.program());
        RulesForm.write(out, policy.rules());
        out.all(policy.limits().bounds(), PolicyForm::write);
        out.all(policy.unenforced(), PolicyForm::write);
    }

    static Policy read(EntryReader in) {
        return new Policy(in.text(), in.text(), program(in), RulesForm.read(in), new Limits(in.all(PolicyForm::bound)),
                in.all(PolicyForm::unenforced));
    }

    private static void write(EntryWriter out, Program program) {
        out.text(program.path());
        out.all(program.arguments(), EntryWriter::text);
        out.all(program.hashes(), PolicyForm::write);
        out.text(program.workingDirectory());
        out.flag(program.privateTemporaryDirectory());
        out.all(program.passedVariables(), EntryWriter::text);
        out.small(program.setVariables().size());
        program.setVariables().forEach((name, value) -> {
            out.text(name);
            out.text(value);
        });
    }

    private static Program program(EntryReader in) {
        return new Program(in.text(), in.all(EntryReader::text), in.all(PolicyForm::digest), in.textOrNull(), in.flag(),
                in.all(EntryReader::text), variables(in));
    }

    private static Map<String, String> variables(EntryReader in) {
        Map<String, String> variables = new HashMap<>();
        for (int left = in.small(); left > 0; left--) {
            variables.put(in.text(), in.text());
        }
        return variables;
    }

    private static void write(EntryWriter out, Digest digest) {
        out.text(digest.algorithm());
        out.text(digest.hex());
    }

    private static Digest digest(EntryReader in) {
        return new Digest(in.text(), in.text());
    }

    private static void write(EntryWriter out, Limits.Bound bound) {
        out.constant(bound.limit());
        out.number(bound.value());
        RulesForm.write(out, bound.origin());
    }

    private static Limits.Bound bound(EntryReader in) {
        return new Limits.Bound(in.constant(LIMITS), in.number(), RulesForm.origin(in));
    }

    private static void write(EntryWriter out, Unenforced part) {
        out.text(part.what());
        RulesForm.write(out, part.origin());
    }

    private static Unenforced unenforced(EntryReader in) {
        return new Unenforced(in.text(), RulesForm.origin(in));
    }
}
