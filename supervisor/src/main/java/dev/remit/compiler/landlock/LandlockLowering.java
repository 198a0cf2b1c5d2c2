package dev.remit.compiler.landlock;

import dev.remit.policy.Layer;
import dev.remit.policy.PathKinds;
import dev.remit.policy.PathKinds.Kind;
import dev.remit.policy.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lowers the regions that the kernel can enforce to a {@link LandlockPlan}. */
public final class LandlockLowering {
    private LandlockLowering() {}

    /** Collects the grants, those on the same path as one. */
    public static LandlockPlan lower(List<Region> regions, PathKinds kinds) {
        Map<String, LandlockGrant> grants = new LinkedHashMap<>();
        for (Region region : regions) {
            if (region.layer() != Layer.BROKERED && !region.rule().denies()) {
                LandlockGrant grant = grant(region, kinds);
                LandlockGrant earlier = grants.get(grant.path());
                grants.put(grant.path(), earlier == null ? grant : join(earlier, grant));
            }
        }
        return new LandlockPlan(new ArrayList<>(grants.values()));
    }

    private static LandlockGrant grant(Region region, PathKinds kinds) {
        String path = region.rule().pattern().literalPrefix();
        boolean tree = region.layer() == Layer.KERNEL_TREE;
        boolean device = !tree && kinds.kindOf(path) == Kind.CHARACTER_DEVICE;
        return new LandlockGrant(path, region.rule().permission().access(), tree, device, region.rule().origin());
    }

    private static LandlockGrant join(LandlockGrant first, LandlockGrant second) {
        return new LandlockGrant(first.path(), first.access() | second.access(), first.tree() && second.tree(),
                first.device() || second.device(), first.origin());
    }
}
