package dev.remit.audit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.Access;
import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommands;
import dev.remit.policy.DeviceGrant;
import dev.remit.policy.DeviceNode;
import dev.remit.policy.DeviceRules;
import dev.remit.policy.Extent;
import dev.remit.policy.Origin;
import dev.remit.policy.Outcome;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Policy;
import dev.remit.policy.Reason;
import dev.remit.policy.Rules;
import dev.remit.policy.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the summary says of devices. */
class DeviceDenialsTest {
    private static final Origin MOUSE = new Origin("weather.yml", 20, 5, "mouse");
    private static final PathPattern NODE = PathPattern.literal("/dev/input/event5", Extent.EXACT);
    private static final long GRAB = 0x40044590L;

    private static final DeviceWords WORDS = new DeviceWords() {
        private final Map<String, List<String>> granting = Map.of("/dev/ttyUSB0", List.of("serial"),
                "/dev/input/event9", List.of("keyboard", "mouse"), "/run/user/1/pulse/native",
                List.of("audioOut:server"));

        @Override
        public List<String> granting(String path) {
            return granting.getOrDefault(path, List.of());
        }

        @Override
        public String command(String path, long command) {
            return command == GRAB ? "EVIOCGRAB" : "0x" + Long.toHexString(command);
        }

        @Override
        public List<String> including(String path, long command) {
            return command == GRAB ? List.of("joystick") : List.of();
        }
    };

    private static final Vocabulary VOCABULARY = new Vocabulary() {
        @Override
        public String call(int nr) {
            return Samples.VOCABULARY.call(nr);
        }

        @Override
        public String errno(int errno) {
            return Samples.VOCABULARY.errno(errno);
        }

        @Override
        public String whyRefused(int nr, long detail) {
            return Samples.VOCABULARY.whyRefused(nr, detail);
        }

        @Override
        public DeviceWords devices() {
            return WORDS;
        }
    };

    private static Policy policy(String source) {
        DeviceGrant grant = new DeviceGrant(new DeviceNode("/dev/input/event5", 13, 69), List.of(DeviceClass.MOUSE),
                new DeviceCommands(List.of(), List.of()), MOUSE);
        List<PathRule> files = List.of(new PathRule(NODE, Permission.READ, MOUSE, NODE, PathRule.Kind.NODE));
        return Samples.policy(source, files).withRules(
                new Rules(files, List.of(), new DeviceRules(List.of(grant), List.of(), List.of(), List.of(), List.of()),
                        false));
    }

    private static Event command(String path, long command) {
        return new Event(new Event.Call(16, 1, command),
                new Event.Decision(Outcome.DENIED, Reason.COMMAND_WITHHELD, 0, Verdict.NOTHING, 13, false),
                new Event.Timing(1, 1), RawPath.of(path), RawPath.NONE, null);
    }

    private static String summary(String source, Event... events) {
        DenialSummary summary = new DenialSummary(policy(source), Samples.BASE, VOCABULARY);
        for (Event event : events) {
            summary.accept(event);
        }
        StringBuilder text = new StringBuilder();
        for (DenialSummary.Line line : summary.lines()) {
            text.append(line.verbatim() ? "" : "remit: ").append(line.text()).append('\n');
        }
        return text.toString();
    }

    @Test
    void shouldNameCommandNodeAndClassThatIncludesIt() {
        assertThat(summary("weather.yml", command("/dev/input/event5", GRAB), command("/dev/input/event5", GRAB),
                command("", 0x1234), command("/dev/input/event5", 0x45FF))).isEqualTo("""
                        remit: denied by weather.yml:
                        remit:   ioctl EVIOCGRAB on /dev/input/event5 (2 times): mouse does not include it, \
                        but joystick does
                        remit:   ioctl 0x1234: no granted class includes it, and no class does there
                        remit:   ioctl 0x45ff on /dev/input/event5: mouse does not include it, \
                        and no class does there
                        remit: to allow that, add these lines to weather.yml:
                        allowedDevices:
                          - joystick
                        """);
    }

    @Test
    void shouldProposeClassesInsteadOfPaths() {
        Event[] events = {Samples.noRule(Access.READ | Access.WRITE, "/dev/ttyUSB0"),
            Samples.noRule(Access.READ, "/dev/input/event9"), Samples.noRule(Access.WRITE, "/run/user/1/pulse/native"),
            Samples.noRule(Access.READ, "/etc/motd")};
        assertThat(summary("weather.yml", events)).endsWith("""
                remit: to allow that, add these lines to weather.yml:
                allowedDirectories:
                  - path: /etc/motd
                    permission: read
                allowedDevices:
                  - serial
                  - keyboard
                  - { class: audioOut, through: server }
                """);
        assertThat(summary("command line", events)).endsWith("""
                remit: to allow that, add these options:
                  -r /etc/motd
                  --device serial
                  --device keyboard
                  --device audioOut:server
                """);
    }

    @Test
    void shouldSayThatClassGrantsUseOnly() {
        assertThat(summary("weather.yml", Samples.denied(Reason.ACCESS_NOT_GRANTED, Access.WRITE, "/dev/input/event5",
                Verdict.allow(0, 0, Access.READ, 0)))).contains(
                        "write /dev/input/event5: weather.yml:20:5 (mouse) grants only its use, to read");
    }

    @Test
    void shouldSayThatDeviceIsNotTheOneThatWasGranted() {
        assertThat(summary("weather.yml", Samples.denied(Reason.NODE_REPLACED, Access.READ, "/dev/input/event5",
                Verdict.allow(0, Access.READ, 0, 0)))).isEqualTo("""
                        remit: denied by weather.yml:
                        remit:   read /dev/input/event5: not the device that was there when the program was started
                        """);
    }

    @Test
    void shouldKeepNoMoreDenialsThanItCanTell() {
        DenialSummary summary = new DenialSummary(policy("weather.yml"), Samples.BASE, VOCABULARY);
        for (int i = 0; i < DenialSummary.KEPT + 3; i++) {
            summary.accept(command("/dev/x", i));
        }
        assertThat(summary.lines()).extracting(DenialSummary.Line::text)
                .contains("  and " + (DenialSummary.KEPT - DenialSummary.SHOWN) + " more, see --log",
                        "and 3 more denied calls, see --log")
                .hasSizeLessThan(30);
    }
}
