package dev.remit.names;

import java.nio.file.Path;

/**
 * Where the machine says how names are looked up.
 *
 * @param hosts see <a href="https://man7.org/linux/man-pages/man5/hosts.5.html">hosts(5)</a>
 * @param settings see <a href="https://man7.org/linux/man-pages/man5/resolv.conf.5.html">resolv.conf(5)</a>
 * @param hostName holds this machine's name, whose domain is searched when no other is configured
 * @param port on which name servers listen
 */
public record ResolverFiles(Path hosts, Path settings, Path hostName, int port) {
    private static final int DOMAIN_PORT = 53;

    /** Those of this machine. */
    public static ResolverFiles system() {
        return below(Path.of("/"), DOMAIN_PORT);
    }

    /** Those of a machine whose files lie below {@code root}. */
    public static ResolverFiles below(Path root, int port) {
        return new ResolverFiles(root.resolve("etc/hosts"), root.resolve("etc/resolv.conf"),
                root.resolve("proc/sys/kernel/hostname"), port);
    }
}
