package dev.remit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.CommandBounds.Ruling;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CommandBoundsTest {
    private static final Origin ORIGIN = new Origin("m.yml", 1, 1, "");
    private static final DeviceCommand SPACE = masked(0x4500, 0xFF00);

    private static DeviceCommand single(int value) {
        return new DeviceCommand("c", value, DeviceCommand.SINGLE, false);
    }

    private static DeviceCommand masked(int bits, int mask) {
        return new DeviceCommand("m", bits, mask, false);
    }

    private static DeviceGrant grant(int minor, List<DeviceCommand> space, DeviceCommand... permitted) {
        return new DeviceGrant(new DeviceNode("/dev/n" + minor, 13, minor), List.of(DeviceClass.MOUSE),
                new DeviceCommands(space, List.of(permitted)), ORIGIN);
    }

    private static CommandBounds bounds(List<DeviceCommand> unbounded, DeviceGrant... grants) {
        return new CommandBounds(
                new DeviceRules(List.of(grants), List.of(single(0x541B)), unbounded, List.of(), List.of()));
    }

    @Test
    void shouldShareWhatEveryNodeThatKnowsItIncludes() {
        CommandBounds bounds = bounds(List.of(), grant(1, List.of(SPACE), single(0x4501), single(0x4502)),
                grant(2, List.of(SPACE), single(0x4501)), grant(3, List.of(masked(0x6400, 0xFF00)), single(0x6401)));
        assertThat(bounds.ruling(0x4501)).isEqualTo(Ruling.SHARED);
        assertThat(bounds.ruling(0x4502)).isEqualTo(Ruling.BY_NODE);
        assertThat(bounds.ruling(0x4503)).isEqualTo(Ruling.WITHHELD);
        assertThat(bounds.ruling(0x6401)).isEqualTo(Ruling.SHARED);
        assertThat(bounds.ruling(0x541B)).isEqualTo(Ruling.HARMLESS);
        assertThat(bounds.ruling(0x1234)).as("known to no driver").isEqualTo(Ruling.BY_NODE);
    }

    @Test
    void shouldDecideByNode() {
        CommandBounds bounds = bounds(List.of(), grant(1, List.of(SPACE), single(0x4502)), grant(2, List.of(SPACE)));
        assertThat(bounds.permits(bounds.node(13, 1), 0x4502)).isTrue();
        assertThat(bounds.permits(bounds.node(13, 2), 0x4502)).isFalse();
        assertThat(bounds.permits(bounds.node(13, 2), 0x541B)).as("harmless").isTrue();
        assertThat(bounds.permits(bounds.node(13, 1), 0x1234)).as("known to no driver").isFalse();
        assertThat(bounds.node(13, 3)).isEqualTo(CommandBounds.NO_NODE);
        assertThat(bounds.node(12, 1)).isEqualTo(CommandBounds.NO_NODE);
        assertThat(bounds.grant(1).node().path()).isEqualTo("/dev/n2");
    }

    @Test
    void shouldNotWithholdWhatRulesOnPathsGrantSomewhere() {
        CommandBounds bounds = bounds(List.of(SPACE), grant(1, List.of(SPACE), single(0x4501)));
        assertThat(bounds.ruling(0x4503)).isEqualTo(Ruling.BY_NODE);
        assertThat(bounds.permits(0, 0x4503)).isFalse();
    }

    @Test
    void shouldAlwaysLookAtWhatIsPerformed() {
        DeviceCommand performed = new DeviceCommand("p", 0x4507, DeviceCommand.SINGLE, true);
        CommandBounds bounds = bounds(List.of(), grant(1, List.of(SPACE), performed, single(0x4501)));
        assertThat(bounds.ruling(0x4507)).isEqualTo(Ruling.BY_NODE);
        assertThat(bounds.forKernel()).containsExactly(single(0x541B), single(0x4501));
    }

    @Test
    void shouldBoundNothingWhereNoClassIsGranted() {
        assertThat(CommandBounds.NONE.isEmpty()).isTrue();
        assertThat(CommandBounds.NONE.forKernel()).isEmpty();
        assertThat(bounds(List.of(), grant(1, List.of(SPACE))).isEmpty()).isFalse();
    }

    /** What the filter is told may be less than what is shared, where sets of commands meet, and never more. */
    @Test
    void shouldLeaveNothingToKernelThatIsNotShared() {
        SplittableRandom random = new SplittableRandom(20_261_126);
        int left = 0;
        for (int round = 0; round < 500; round++) {
            DeviceGrant[] grants = new DeviceGrant[1 + random.nextInt(3)];
            for (int i = 0; i < grants.length; i++) {
                grants[i] = grant(i, List.of(randomCommand(random), SPACE), randomCommand(random),
                        randomCommand(random), randomCommand(random));
            }
            CommandBounds bounds = bounds(List.of(), grants);
            for (DeviceCommand command : bounds.forKernel()) {
                for (int i = 0; i < 40; i++) {
                    int value = command.bits() | random.nextInt() & ~command.mask();
                    left++;
                    assertThat(bounds.ruling(value)).as("%s: %x", command, value).isIn(Ruling.SHARED, Ruling.HARMLESS);
                }
            }
        }
        assertThat(left).isGreaterThan(20_000);
    }

    /** Of few values, so that they often meet. */
    private static DeviceCommand randomCommand(SplittableRandom random) {
        List<Integer> masks = new ArrayList<>(List.of(-1, 0xFFFF, 0xFF0F, 0xFF00, 0xC000FFFF, 0xFFF0));
        int mask = masks.get(random.nextInt(masks.size()));
        int bits = 0x4500 | random.nextInt(4) | random.nextInt(2) << 4 | random.nextInt(2) << 30;
        return new DeviceCommand("r", bits & mask, mask, random.nextInt(10) == 0);
    }
}
