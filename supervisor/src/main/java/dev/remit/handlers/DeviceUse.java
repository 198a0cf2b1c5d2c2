package dev.remit.handlers;

import dev.remit.policy.CommandBounds;
import dev.remit.policy.PathRule;
import dev.remit.policy.Rules;
import dev.remit.policy.Verdict;
import java.util.List;

/** What classes of devices grant, for all workers of a run: what rules on paths do not say. */
public final class DeviceUse {
    /** No class is granted. */
    public static final DeviceUse NONE = new DeviceUse(List.of(), CommandBounds.NONE);

    private final PathRule.Kind[] kinds;
    private final CommandBounds bounds;
    private final OwnTerminals terminals = new OwnTerminals();

    private DeviceUse(List<PathRule> rules, CommandBounds bounds) {
        this.bounds = bounds;
        boolean any = false;
        for (PathRule rule : rules) {
            any |= rule.kind() != PathRule.Kind.FILE;
        }
        this.kinds = new PathRule.Kind[any ? rules.size() : 0];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = rules.get(i).kind();
        }
    }

    /** What a policy's rules grant. */
    public static DeviceUse of(Rules rules) {
        return new DeviceUse(rules.files(), new CommandBounds(rules.devices()));
    }

    /** What the rule speaks of that decides a verdict. */
    PathRule.Kind kindOf(long verdict) {
        int rule = Verdict.rule(verdict);
        return rule < kinds.length ? kinds[rule] : PathRule.Kind.FILE;
    }

    CommandBounds bounds() {
        return bounds;
    }

    OwnTerminals terminals() {
        return terminals;
    }
}
