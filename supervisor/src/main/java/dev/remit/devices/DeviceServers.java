package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the sockets of servers that use devices for others, where the caller's environment says that they are. What a
 * server does for its clients is beyond anybody's control here: a sound server gives them the microphone too.
 */
final class DeviceServers {
    private static final Set<DeviceClass> DISPLAY = Set.of(DeviceClass.DISPLAY);
    private static final Set<DeviceClass> SOUND = Set.of(DeviceClass.AUDIO_OUT, DeviceClass.AUDIO_IN);
    private static final String RUNTIME = "XDG_RUNTIME_DIR";
    private static final String UNIX = "unix:";

    private final SystemTree tree;
    private final EnvironmentVariables environment;
    private final List<ServerSocket> sockets = new ArrayList<>();

    private DeviceServers(SystemTree tree, EnvironmentVariables environment) {
        this.tree = tree;
        this.environment = environment;
    }

    /** The sockets that are there. */
    static List<ServerSocket> find(SystemTree tree, EnvironmentVariables environment) {
        DeviceServers servers = new DeviceServers(tree, environment);
        servers.addWayland();
        servers.addX11();
        servers.addPipeWire();
        servers.addPulseAudio();
        servers.add(servers.variable("PCSCLITE_CSOCK_NAME", "/run/pcscd/pcscd.comm"), "PC/SC",
                Set.of(DeviceClass.SECURITY_KEY), "");
        servers.add(servers.variable("CUPS_SERVER", "/run/cups/cups.sock"), "CUPS", Set.of(DeviceClass.PRINTER), "");
        return servers.sockets;
    }

    private String variable(String name, String otherwise) {
        String value = environment.value(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /** A name in a directory, unless it is a path already; empty when there is no directory. */
    private static String in(String directory, String name) {
        if (name.startsWith("/")) {
            return name;
        }
        return directory.startsWith("/") ? directory + "/" + name : "";
    }

    /** What is no path, such as the name of another machine, is not for this class to grant. */
    private void add(String path, String server, Set<DeviceClass> classes, String secret) {
        if (path.startsWith("/") && tree.exists(path) && !tree.isDirectory(path)) {
            boolean known = !secret.isEmpty() && tree.exists(secret);
            sockets.add(new ServerSocket(path, server, classes, known ? secret : ""));
        }
    }

    private void addWayland() {
        add(in(variable(RUNTIME, ""), variable("WAYLAND_DISPLAY", "wayland-0")), "Wayland", DISPLAY, "");
    }

    /** Of a display on this machine; those of others are a matter of the network. */
    private void addX11() {
        String display = variable("DISPLAY", "");
        String local = display.startsWith("unix:") ? display.substring("unix".length()) : display;
        int end = 1;
        while (end < local.length() && Character.isDigit(local.charAt(end))) {
            end++;
        }
        if (local.startsWith(":") && end > 1) {
            add("/tmp/.X11-unix/X" + local.substring(1, end), "X11", DISPLAY,
                    variable("XAUTHORITY", variable("HOME", "/nonexistent") + "/.Xauthority"));
        }
    }

    private void addPipeWire() {
        String directory = variable("PIPEWIRE_RUNTIME_DIR", variable(RUNTIME, ""));
        add(in(directory, variable("PIPEWIRE_REMOTE", "pipewire-0")), "PipeWire", SOUND, "");
    }

    private void addPulseAudio() {
        String cookie = variable("PULSE_COOKIE",
                variable("XDG_CONFIG_HOME", variable("HOME", "/nonexistent") + "/.config") + "/pulse/cookie");
        String named = variable("PULSE_SERVER", "");
        if (named.isEmpty()) {
            String directory = variable("PULSE_RUNTIME_PATH", in(variable(RUNTIME, ""), "pulse"));
            add(in(directory, "native"), "PulseAudio", SOUND, cookie);
            return;
        }
        for (String server : named.split(" +", -1)) {
            String address = server.startsWith("{") ? server.substring(server.indexOf('}') + 1) : server;
            add(address.startsWith(UNIX) ? address.substring(UNIX.length()) : address, "PulseAudio", SOUND, cookie);
        }
    }
}
