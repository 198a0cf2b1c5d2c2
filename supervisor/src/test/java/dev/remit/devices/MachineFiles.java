package dev.remit.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Unpacks the description of a machine's devices into a directory that stands for its root. One thing a line:
 *
 * <pre>
 *   &#64; /sys/devices/…          the device that the following lines speak of
 *   node 13:67 input/event3  it has a node, with these numbers and this name below /dev
 *   class input              it belongs to a class: /sys/class/input
 *   bus usb                  it belongs to a bus: /sys/bus/usb/devices
 *   udev KEY=VALUE …         what udev's database says of its node
 *   name = content           a file of it
 *   name := 05 0d            the same with bytes
 *   name -&gt; /target          a symbolic link of it
 * </pre>
 *
 * Names that begin with a slash are no device's. Comments begin with {@code #}.
 */
public final class MachineFiles {
    private final Path root;
    private String device = "";
    private String number = "";

    private MachineFiles(Path root) {
        this.root = root;
    }

    /** Unpacks a machine that is written down beside this class. */
    public static SystemTree unpack(String name, Path directory) throws IOException {
        try (InputStream stream = MachineFiles.class.getResourceAsStream(name + ".machine")) {
            assertThat(stream).as(name).isNotNull();
            return unpackText(new String(stream.readAllBytes(), StandardCharsets.UTF_8), directory);
        }
    }

    /** Unpacks a machine. */
    public static SystemTree unpackText(String text, Path directory) throws IOException {
        MachineFiles files = new MachineFiles(Files.createDirectories(directory).toRealPath());
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                files.add(line);
            }
        }
        return SystemTree.below(files.root);
    }

    private void add(String line) throws IOException {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "@" -> begin(words[1]);
            case "node" -> node(words[1], words[2]);
            case "class" -> belongsTo("/sys/class/" + words[1], "/sys/class/" + words[1]);
            case "bus" -> belongsTo("/sys/bus/" + words[1], "/sys/bus/" + words[1] + "/devices");
            case "udev" -> udev(line.substring("udev ".length()));
            default -> file(line);
        }
    }

    private void begin(String path) throws IOException {
        device = path;
        number = "";
        Files.createDirectories(place(path));
    }

    private void node(String numbers, String name) throws IOException {
        number = numbers;
        write(device + "/dev", numbers + "\n");
        int colon = numbers.indexOf(':');
        write(device + "/uevent", "MAJOR=" + numbers.substring(0, colon) + "\nMINOR=" + numbers.substring(colon + 1)
                + "\nDEVNAME=" + name + "\n");
        write("/dev/" + name, numbers);
    }

    private void belongsTo(String subsystem, String list) throws IOException {
        Files.createDirectories(place(list));
        link(device + "/subsystem", subsystem);
        link(list + device.substring(device.lastIndexOf('/')), device);
        if (!Files.exists(place(device + "/uevent"))) {
            write(device + "/uevent", "");
        }
    }

    private void udev(String properties) throws IOException {
        StringBuilder text = new StringBuilder("I:123456\n");
        for (String property : properties.split(" ", -1)) {
            text.append("E:").append(property).append('\n');
        }
        write("/run/udev/data/c" + number, text.append("G:seat\n").toString());
    }

    private void file(String line) throws IOException {
        int space = line.indexOf(' ');
        String name = line.substring(0, space);
        String path = name.startsWith("/") ? name : device + "/" + name;
        String rest = line.substring(space + 1);
        if (rest.startsWith("-> ")) {
            link(path, rest.substring(3));
        } else if (rest.startsWith(":= ")) {
            Files.createDirectories(place(path).resolveSibling("."));
            Files.write(place(path), HexFormat.ofDelimiter(" ").parseHex(rest.substring(3)));
        } else {
            assertThat(rest).startsWith("= ");
            write(path, rest.substring(2) + "\n");
        }
    }

    private Path place(String path) {
        return root.resolve(path.substring(1));
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(place(path).resolveSibling("."));
        Files.writeString(place(path), content);
    }

    /** A relative link, as sysfs has them, so that it leads nowhere else. */
    private void link(String path, String target) throws IOException {
        Path link = place(path);
        Path directory = link.resolveSibling(".").normalize();
        Files.createDirectories(directory);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, directory.relativize(place(target)));
    }
}
