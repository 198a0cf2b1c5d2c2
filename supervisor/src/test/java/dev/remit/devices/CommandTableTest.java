package dev.remit.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommand;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTableTest {
    private static final CommandTable TABLE = CommandTable.load();

    @Test
    void shouldHaveEachCommandOfInterfaceOnceAndInItsSpace() {
        for (DeviceInterface dialect : DeviceInterface.values()) {
            List<CommandTable.Line> lines = TABLE.lines().stream()
                    .filter(line -> line.dialect() == dialect && !line.classes().isEmpty()).toList();
            for (CommandTable.Line line : lines) {
                assertThat(TABLE.space(dialect)).as("%s %s", dialect, line.command())
                        .anyMatch(space -> space.covers(line.command()));
                assertThat(lines).as("%s %s", dialect, line.command())
                        .filteredOn(other -> other.command().meets(line.command())).containsExactly(line);
            }
        }
    }

    @Test
    void shouldKnowCommandsOfEveryInterfaceThatHasAny() {
        for (DeviceInterface dialect : DeviceInterface.values()) {
            if (dialect != DeviceInterface.MOUSEDEV) {
                assertThat(TABLE.space(dialect)).as(dialect.spelling()).isNotEmpty();
            }
        }
    }

    @Test
    void shouldCallHarmlessNothingThatChangesDevice() {
        // Those that have a direction and a size are another's business on other descriptors.
        for (DeviceCommand command : TABLE.harmless()) {
            assertThat(command.isSingle()).isTrue();
            assertThat(command.supervised()).isFalse();
        }
        assertThat(TABLE.harmless()).extracting(DeviceCommand::name)
                .contains("TCGETS", "FIONREAD", "FIOCLEX", "TIOCGWINSZ")
                .doesNotContain("TIOCSTI", "TIOCEXCL", "TIOCSETD", "TIOCMSET");
    }

    @ParameterizedTest
    @CsvSource({"0x80ff4506, EVDEV, EVIOCGNAME(len)", "0x40044590, EVDEV, EVIOCGRAB",
        "0xc0c06443, DRM, DRM_COMMAND_BASE...",
        "0xAE80, KVM, KVM...", "0x5441, TTY, TIOCGPTPEER", "0x5414, TTY, 'TC...,TIOC...'",
        "0x84004506, EVDEV, EVIOCGNAME(len)"})
    void shouldNameCommands(String command, DeviceInterface dialect, String name) {
        CommandTable.Line line = Objects.requireNonNull(TABLE.find(dialect, Long.decode(command).intValue()));
        assertThat(line.command().name()).isEqualTo(name);
    }

    @Test
    void shouldTellCommandThatClassIncludesFromOneThatDriverMerelyKnows() {
        CommandTable.Line grab = Objects.requireNonNull(TABLE.find(DeviceInterface.EVDEV, 0x40044590));
        assertThat(grab.classes()).isEqualTo(Set.of(DeviceClass.JOYSTICK));
        CommandTable.Line repeat = Objects.requireNonNull(TABLE.find(DeviceInterface.EVDEV, 0x40084503));
        assertThat(repeat.classes()).as("EVIOCSREP").isEmpty();
        assertThat(TABLE.nameOf(0x40084503)).isNull();
        assertThat(TABLE.find(DeviceInterface.EVDEV, 0x5401)).isNull();
    }

    @Test
    void shouldIncludeWhatTakesAllClassesOnlyWithAll() {
        Set<DeviceClass> both = EnumSet.of(DeviceClass.AUDIO_OUT, DeviceClass.AUDIO_IN);
        Set<DeviceClass> out = EnumSet.of(DeviceClass.AUDIO_OUT);
        int write = 0xC4C85513;
        assertThat(TABLE.commands(DeviceInterface.CONTROL, both, both).permits(write)).isTrue();
        assertThat(TABLE.commands(DeviceInterface.CONTROL, both, out).permits(write)).isFalse();
        assertThat(TABLE.commands(DeviceInterface.CONTROL, out, out).permits(write)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"evdev mouse 0x1 NAME, a column is missing",
        "abacus mouse 0x1 NAME reason, there is no interface abacus",
        "evdev mice 0x1 NAME reason, there is no class mice",
        "evdev mouse 17 NAME reason, not a hexadecimal number: 17",
        "evdev mouse 0x11/0x10 NAME reason, NAME has bits outside its mask"})
    void shouldSayWhatIsWrongWithTable(String line, String problem) {
        assertThatThrownBy(() -> CommandTable.read("# comment\n\n" + line)).isInstanceOf(IllegalStateException.class)
                .hasMessage("device-commands.table:3: " + problem);
    }
}
