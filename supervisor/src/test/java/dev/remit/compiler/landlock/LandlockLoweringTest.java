package dev.remit.compiler.landlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.Layer;
import dev.remit.policy.Origin;
import dev.remit.policy.PathKinds;
import dev.remit.policy.PathKinds.Kind;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Region;
import java.util.List;
import org.junit.jupiter.api.Test;

class LandlockLoweringTest {
    private static final PathKinds KINDS = path -> path.startsWith("/dev/") ? Kind.CHARACTER_DEVICE : Kind.REGULAR;

    @Test
    void shouldGrantTreesAndFilesAndNothingElse() {
        Region tree = region("/srv", Extent.SUBTREE, Permission.READ_WRITE, Layer.KERNEL_TREE, 1);
        Region file = region("/usr/bin/tool", Extent.EXACT, Permission.READ_EXECUTE, Layer.KERNEL_EXACT, 2);
        Region brokered = region("/home", Extent.CHILDREN, Permission.READ, Layer.BROKERED, 3);
        Region denied = region("/etc/shadow", Extent.EXACT, Permission.NONE, Layer.KERNEL_EXACT, 4);

        assertThat(LandlockLowering.lower(List.of(tree, file, brokered, denied), KINDS).grants()).containsExactly(
                new LandlockGrant("/srv", Access.READ | Access.WRITE, true, false, origin(1)),
                new LandlockGrant("/usr/bin/tool", Access.READ | Access.EXECUTE, false, false, origin(2)));
    }

    @Test
    void shouldMarkDevices() {
        Region device = region("/dev/null", Extent.EXACT, Permission.READ_WRITE, Layer.KERNEL_EXACT, 1);

        assertThat(LandlockLowering.lower(List.of(device), KINDS).grants()).containsExactly(
                new LandlockGrant("/dev/null", Access.READ | Access.WRITE, false, true, origin(1)));
    }

    @Test
    void shouldJoinGrantsOnOnePath() {
        Region read = region("/srv", Extent.SUBTREE, Permission.READ_EXECUTE, Layer.KERNEL_TREE, 1);
        Region write = region("/srv", Extent.SUBTREE, Permission.READ_WRITE, Layer.KERNEL_TREE, 2);

        assertThat(LandlockLowering.lower(List.of(read, write), KINDS).grants())
                .containsExactly(new LandlockGrant("/srv", Access.ALL, true, false, origin(1)));
    }

    private static Region region(String path, Extent extent, Permission permission, Layer layer, int line) {
        return new Region(new PathRule(PathPattern.literal(path, extent), permission, origin(line)), layer, "");
    }

    private static Origin origin(int line) {
        return new Origin("test", line, 1, "");
    }
}
