package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.cli.RemitProcess.Result;
import dev.remit.devices.MachineFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code remit devices}, {@code --device}, and what {@code remit explain} tells of devices. */
class DevicesCommandTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTellWhatCarriesClassesAndWhatTheyGrant() throws Exception {
        MachineFiles.unpack("laptop", directory);
        Result result = RemitProcess.run(directory, "devices", "--root", ".");
        assertThat(result).returns(0, Result::exitCode).returns("", Result::err);
        assertThat(result.out()).contains(
                "serial       /dev/ttyUSB0\n             19 ioctl commands; ",
                "joystick     nothing on this machine\n",
                "mouse        /dev/input/event5 (read only)\n",
                "/dev/input/mice only with touchpad and touchscreen\n",
                "/dev/snd/controlC0, for all of it with audioIn\n",
                "             /dev/snd/timer\n",
                "securityKey  /dev/hidraw4\n",
                "/run/cups/cups.sock (CUPS)\n");
    }

    @Test
    void shouldTellTheSameAsJson() throws Exception {
        MachineFiles.unpack("laptop", directory);
        Result result = RemitProcess.run(directory, "devices", "--json", "--root", ".");
        assertThat(result).returns(0, Result::exitCode).returns("", Result::err);
        Object json = new Load(LoadSettings.builder().build()).loadFromString(result.out());
        assertThat(json.toString()).contains("class=serial, nodes=[{path=/dev/ttyUSB0, number=188:0, interface=tty, "
                + "carries=[serial], permission=readWrite, commands=[TIOCGEXCL, TIOCEXCL,");
    }

    @Test
    void shouldLookAtThisMachineAndSucceed() throws Exception {
        assertThat(RemitProcess.run(directory, "devices")).returns(0, Result::exitCode).returns("", Result::err);
        assertThat(RemitProcess.run(directory, "devices", "--root", "missing")).returns(125, Result::exitCode)
                .returns("remit: missing: no such directory\n", Result::err);
    }

    @Test
    void shouldSaveDevicesOfOptions() throws Exception {
        Result result = RemitProcess.run(directory, "run", "-q", "-x", "/usr/bin/**", "--device", "terminal",
                "--device",
                "audioOut:server", "--device", "serial:/dev/no-such-line", "--save", "saved.yml", "--", "true");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("warning: there is no device node /dev/no-such-line");
        assertThat(Files.readString(directory.resolve("saved.yml"))).contains("""
                allowedDevices:
                  - terminal
                  - class: audioOut
                    through: server
                  - class: serial
                    path: /dev/no-such-line
                """);
        assertThat(RemitProcess.run(directory, "validate", "saved.yml").exitCode()).isZero();
    }

    @Test
    void shouldSayWhatIsWrongWithDeviceOption() throws Exception {
        Result unknown = RemitProcess.run(directory, "run", "--device", "mouses", "--", "true");
        assertThat(unknown.exitCode()).isEqualTo(125);
        assertThat(unknown.err()).contains("there is no device class \"mouses\"", "did you mean mouse?");
        assertThat(RemitProcess.run(directory, "run", "--device", "serial:COM1", "--", "true").err())
                .contains("this is no path of a device node", "expected a path such as serial:/dev/ttyUSB0");
        assertThat(RemitProcess.run(directory, "run", "--device", "serial:/dev/null", "--", "true").err())
                .contains("this is no node of a device that a class can grant");
    }

    @Test
    void shouldExplainDevices() throws Exception {
        Files.writeString(directory.resolve("app.yml"), """
                manifestVersion: v1
                name: app
                run: /bin/sh
                allowedDevices: [terminal]
                """);
        Result result = RemitProcess.run(directory, "explain", "app.yml");
        assertThat(result.out()).contains("It may use these devices, and no others beyond the files above:",
                "  app.yml:4:18 (terminal)", "      read and write /dev/tty (5:0), with ",
                "read and write those of /dev/pts/* that it makes itself");
        assertThat(RemitProcess.run(directory, "explain", "--json", "app.yml").out()).contains(
                "\"path\" : \"/dev/tty\"",
                "\"number\" : \"5:0\"", "\"TIOCGPTN\"");
    }
}
