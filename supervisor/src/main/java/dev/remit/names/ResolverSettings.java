package dev.remit.names;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/**
 * How the C library of this machine looks names up.
 *
 * @param servers in the order in which they are asked
 * @param configured whether the machine names any server; otherwise {@code servers} holds the local one that the C
 *        library falls back on
 * @param search domains that short names are completed with
 * @param options the rest
 * @see <a href="https://man7.org/linux/man-pages/man5/resolv.conf.5.html">resolv.conf(5)</a>
 */
record ResolverSettings(List<NameServer> servers, boolean configured, List<String> search, Options options) {
    /** More servers the C library does not ask. */
    private static final int MOST_SERVERS = 3;
    private static final int LARGEST_FILE = 1 << 16;
    private static final String LOCAL = "127.0.0.1";

    /**
     * What {@code options} lines say.
     *
     * @param dots a name with as many is tried as it stands first
     * @param timeout for one server
     * @param attempts rounds over all servers
     * @param rotate whether to spread the load over the servers
     * @param stream whether to use TCP only
     * @param onlyV4 whether the program's C library asks for no IPv6 addresses
     */
    record Options(int dots, Duration timeout, int attempts, boolean rotate, boolean stream, boolean onlyV4) {
        static final Options DEFAULT = new Options(1, Duration.ofSeconds(5), 2, false, false, false);

        private static final int MOST_DOTS = 15;
        private static final int LONGEST_TIMEOUT = 30;
        private static final int MOST_ATTEMPTS = 5;

        private Options with(String word) {
            int colon = word.indexOf(':');
            String key = colon < 0 ? word : word.substring(0, colon);
            int value = colon < 0 ? -1 : number(word.substring(colon + 1));
            return switch (key) {
                case "ndots" -> value < 0
                        ? this
                        : new Options(Math.min(value, MOST_DOTS), timeout, attempts,
                                rotate, stream, onlyV4);
                case "timeout" -> value < 1
                        ? this
                        : new Options(dots, Duration.ofSeconds(Math.min(value, LONGEST_TIMEOUT)), attempts,
                                rotate, stream, onlyV4);
                case "attempts" -> value < 1
                        ? this
                        : new Options(dots, timeout,
                                Math.min(value, MOST_ATTEMPTS), rotate, stream, onlyV4);
                case "rotate" -> new Options(dots, timeout, attempts, true, stream, onlyV4);
                case "use-vc" -> new Options(dots, timeout, attempts, rotate, true, onlyV4);
                case "no-aaaa" -> new Options(dots, timeout, attempts, rotate, stream, true);
                default -> this;
            };
        }

        private static int number(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException notOne) {
                return -1;
            }
        }
    }

    ResolverSettings {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
    }

    /** Reads the files; what is missing or unreadable counts as empty, as for the C library. */
    static ResolverSettings read(ResolverFiles files) {
        List<NameServer> servers = new ArrayList<>();
        List<String> search = null;
        Options options = Options.DEFAULT;
        for (String line : text(files.settings()).split("\n", -1)) {
            if (line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            StringTokenizer words = new StringTokenizer(line);
            switch (words.hasMoreTokens() ? words.nextToken() : "") {
                case "nameserver" -> addServer(words, files.port(), servers);
                // The last of these lines wins.
                case "domain", "search" -> search = domains(words);
                case "options" -> {
                    while (words.hasMoreTokens()) {
                        options = options.with(words.nextToken());
                    }
                }
                default -> {
                    // The C library ignores lines that it does not know.
                }
            }
        }
        boolean configured = !servers.isEmpty();
        if (!configured) {
            addServer(new StringTokenizer(LOCAL), files.port(), servers);
        }
        return new ResolverSettings(servers, configured, search == null ? ownDomain(files.hostName()) : search,
                options);
    }

    private static void addServer(StringTokenizer words, int port, List<NameServer> servers) {
        InetAddress address = words.hasMoreTokens() ? Literal.socketAddress(words.nextToken()) : null;
        if (address != null && servers.size() < MOST_SERVERS) {
            // The unspecified address means this machine.
            InetAddress reached = address.isAnyLocalAddress() ? Literal.socketAddress(LOCAL) : address;
            servers.add(new NameServer(new InetSocketAddress(reached, port)));
        }
    }

    private static List<String> domains(StringTokenizer words) {
        List<String> domains = new ArrayList<>();
        while (words.hasMoreTokens()) {
            String domain = words.nextToken();
            // The root as a search domain means the name as it stands.
            domains.add(domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain);
        }
        return domains;
    }

    private static List<String> ownDomain(Path hostName) {
        String name = text(hostName).strip();
        int dot = name.indexOf('.');
        return dot < 0 || dot + 1 == name.length() ? List.of() : List.of(name.substring(dot + 1));
    }

    private static String text(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST_FILE), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            return "";
        }
    }

    /**
     * The full names to ask for, in this order, until one has an address.
     *
     * @param name as a rule spells it
     */
    List<String> candidates(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".")) {
            return List.of(lower.substring(0, lower.length() - 1));
        }
        boolean first = dots(lower) >= options.dots();
        List<String> names = new ArrayList<>();
        if (first) {
            names.add(lower);
        }
        for (String domain : search) {
            String completed = domain.isEmpty() ? lower : lower + '.' + domain.toLowerCase(Locale.ROOT);
            if (!names.contains(completed)) {
                names.add(completed);
            }
        }
        if (!first && !names.contains(lower)) {
            names.add(lower);
        }
        return names;
    }

    private static int dots(String name) {
        int dots = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            dots++;
        }
        return dots;
    }

    /** The servers' addresses, for messages. */
    String spelling() {
        StringBuilder text = new StringBuilder();
        for (NameServer server : servers) {
            text.append(text.isEmpty() ? "" : ", ").append(server.spelling());
        }
        return text.toString();
    }
}
