package dev.remit.manifest;

import java.util.List;

/** The keys of the language, in the order in which they are written and explained. */
public final class Keys {
    public static final List<String> MANIFEST = List.of("manifestVersion", "name", "author", "version", "description",
            "run", "args", "hash", "uses", "workingDirectory", "temporaryDirectory", "environment",
            "allowedDirectories", "allowedNetwork", "allowedDevices", "metadata", "limits");
    /** Of a base fragment, which grants but does not run anything. */
    public static final List<String> FRAGMENT = List.of("manifestVersion", "name", "description", "uses",
            "allowedDirectories", "allowedNetwork", "allowedDevices");
    /** Of a file of settings. */
    public static final List<String> SETTINGS = List.of("unsigned");
    public static final List<String> ENVIRONMENT = List.of("pass", "set");
    public static final List<String> DIRECTORY = List.of("name", "path", "permission");
    public static final List<String> NETWORK = List.of("name", "direction", "ip", "host", "protocol", "port",
            "resolve");
    public static final List<String> DEVICE = List.of("class", "path", "through");

    private Keys() {}
}
