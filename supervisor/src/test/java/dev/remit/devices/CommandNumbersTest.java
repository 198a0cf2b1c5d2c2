package dev.remit.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remit.policy.DeviceCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers in the table are those that a C compiler gets from this machine's kernel headers. */
class CommandNumbersTest {
    private static final Path HEADERS = Path.of(System.getProperty("remit.headers", "/usr/include"));
    private static final Path COMPILER = Path.of("/usr/bin/gcc");
    /** Where the commands of each interface are defined; graphics have headers that no C library comes with. */
    private static final List<String> INCLUDES = List.of("stdio.h", "sys/ioctl.h", "asm/termbits.h", "linux/fs.h",
            "linux/sockios.h", "linux/serial.h", "linux/kd.h", "linux/vt.h", "linux/input.h", "linux/joystick.h",
            "sound/asound.h", "sound/asequencer.h", "linux/videodev2.h", "linux/media.h", "linux/usbdevice_fs.h",
            "linux/hidraw.h", "linux/kvm.h", "linux/lp.h", "linux/dma-buf.h", "linux/sync_file.h", "libdrm/drm.h");
    /** So few names may be missing: headers older than the table, and drivers that have no header. */
    private static final int MOST_UNKNOWN = 12;
    private static final CommandTable TABLE = CommandTable.load();

    @TempDir
    private Path directory;

    private static List<DeviceCommand> named() {
        List<DeviceCommand> commands = new ArrayList<>(TABLE.harmless());
        for (CommandTable.Line line : TABLE.lines()) {
            boolean graphics = switch (line.dialect()) {
                case DRM, KFD, NVIDIA, NVIDIA_UVM -> true;
                default -> false;
            };
            if (!line.command().name().endsWith("...") && !(graphics && !exists("libdrm/drm.h"))) {
                commands.add(line.command());
            }
        }
        return commands;
    }

    private static boolean exists(String header) {
        return Files.exists(HEADERS.resolve(header));
    }

    /** The name as C code, with a small and a large argument for each parameter. */
    private static List<String> expressions(String name) {
        int open = name.indexOf('(');
        if (open < 0) {
            return List.of(name);
        }
        String macro = name.substring(0, open);
        return switch (name.substring(open)) {
            case "(len)" -> List.of(macro + "(0)", macro + "(1)", macro + "(255)", macro + "(0x3fff)");
            case "(ev,len)" -> List.of(macro + "(0,8)", macro + "(31,0x3fff)", macro + "(EV_ABS,7)");
            case "(abs)" -> List.of(macro + "(0)", macro + "(ABS_MAX)");
            default -> throw new AssertionError("no arguments known for " + name);
        };
    }

    private Map<String, Integer> compiled(List<DeviceCommand> commands) throws IOException, InterruptedException {
        StringBuilder source = new StringBuilder();
        for (String header : INCLUDES) {
            if (exists(header) || exists("x86_64-linux-gnu/" + header) || exists("aarch64-linux-gnu/" + header)) {
                source.append("#include <").append(header).append(">\n");
            }
        }
        // Not in any header that programs get, but in the sources of the kernel's driver for printers.
        source.append("#define LPIOC_GET_DEVICE_ID(len) _IOC(_IOC_READ, 'P', 1, len)\nint main(void) {\n");
        for (DeviceCommand command : commands) {
            int open = command.name().indexOf('(');
            String macro = open < 0 ? command.name() : command.name().substring(0, open);
            source.append("#ifdef ").append(macro).append('\n');
            for (String expression : expressions(command.name())) {
                source.append("printf(\"%s %x\\n\", \"").append(expression).append("\", (unsigned)(").append(expression)
                        .append("));\n");
            }
            source.append("#endif\n");
        }
        Files.writeString(directory.resolve("numbers.c"), source.append("return 0; }\n"));
        run(COMPILER.toString(), "-w", "-I" + HEADERS, "-o", "numbers", "numbers.c");
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (String line : run("./numbers").lines().toList()) {
            int space = line.lastIndexOf(' ');
            numbers.put(line.substring(0, space), Integer.parseUnsignedInt(line.substring(space + 1), 16));
        }
        return numbers;
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    @Test
    void shouldHaveNumbersOfKernelHeaders() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(COMPILER) && exists("linux/input.h"),
                "without a C compiler and the kernel's headers nobody can tell the numbers");
        List<DeviceCommand> commands = named();
        Map<String, Integer> numbers = compiled(commands);
        List<String> unknown = new ArrayList<>();
        for (DeviceCommand command : commands) {
            for (String expression : expressions(command.name())) {
                Integer number = numbers.get(expression);
                if (number == null) {
                    unknown.add(command.name());
                } else {
                    assertThat(command.matches(number)).as("%s is %x, matched by %s", expression, number, command)
                            .isTrue();
                }
            }
        }
        assertThat(numbers).hasSizeGreaterThan(250);
        assertThat(unknown).hasSizeLessThanOrEqualTo(MOST_UNKNOWN);
    }
}
