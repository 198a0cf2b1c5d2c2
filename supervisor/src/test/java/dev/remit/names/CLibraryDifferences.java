package dev.remit.names;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs where the machine's configuration is a made-up one and its network a private one: starts name servers, and has
 * names looked up both by the C library and by the watch. Prints a line for each that differs, and the number of names.
 */
final class CLibraryDifferences {
    private static final Duration AMPLE = Duration.ofMinutes(2);

    /** What the servers know; a name that starts with a dot stands for all below it. */
    private static final Map<String, List<String>> ZONE = Map.ofEntries(
            Map.entry("v4.example.com", List.of("198.51.100.1")),
            Map.entry("v6.example.com", List.of("2001:db8::1")),
            Map.entry("both.example.com", List.of("198.51.100.2", "198.51.100.3", "2001:db8::2")),
            Map.entry("mapped.example.com", List.of("::ffff:198.51.100.4")),
            Map.entry("empty.example.com", List.of()),
            Map.entry("alias.example.com", List.of("=other.example.net")),
            Map.entry("other.example.net", List.of("=end.example.org")),
            Map.entry("end.example.org", List.of("198.51.100.5", "2001:db8::5")),
            Map.entry("dangling.example.com", List.of("=missing.example.org")),
            Map.entry("db.corp.example", List.of("198.51.100.6")),
            Map.entry("db.example.com", List.of("198.51.100.7")),
            Map.entry("a.b.corp.example", List.of("198.51.100.8")),
            Map.entry("a.b", List.of("198.51.100.9")),
            Map.entry("single", List.of("198.51.100.10")),
            Map.entry("under_score.example.com", List.of("198.51.100.11")));

    private static final List<String> NAMES = List.of("v4.example.com", "V4.Example.COM.", "v6.example.com",
            "both.example.com", "mapped.example.com", "empty.example.com", "alias.example.com", "dangling.example.com",
            "missing.example.com", "many.example.com", "broken.example.com", "db", "db.", "a.b", "a.b.", "single",
            "under_score.example.com", "inhosts", "INHOSTS.example.com", "twice.example.com", "hostsonly.v4",
            "nowhere");

    private static final String HOSTS = """
            127.0.0.1 localhost
            198.51.100.20 inhosts.example.com inhosts # comment
            198.51.100.21 twice.example.com
            2001:db8::21 twice.example.com
            198.51.100.22 hostsonly.v4
            """;

    private static final List<String> CONFIGURATIONS = List.of(
            "nameserver 127.0.0.1",
            "search corp.example example.com\nnameserver 127.0.0.1",
            "search corp.example example.com\nnameserver 127.0.0.1\noptions ndots:3",
            "domain example.com\nsearch corp.example\nnameserver 127.0.0.1\noptions ndots:0",
            "# none, so the local one",
            "nameserver 127.0.0.9\nnameserver 127.0.0.1",
            "nameserver 127.0.0.2\nnameserver 127.0.0.1\nsearch example.com",
            "nameserver 127.0.0.1\noptions use-vc rotate edns0 timeout:1");

    private CLibraryDifferences() {}

    /**
     * Compares.
     *
     * @param arguments the directory whose files have been put in place of those of the machine
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path etc = Path.of(arguments[0]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Files.writeString(etc.resolve("hosts"), HOSTS);
        int compared = 0;
        try (ScriptedNameServer good = ScriptedNameServer.start("127.0.0.1", 53);
                ScriptedNameServer bad = ScriptedNameServer.start("127.0.0.2", 53)) {
            good.script(CLibraryDifferences::answer);
            bad.script(asked -> asked.reply().code(2).message());
            for (String configuration : CONFIGURATIONS) {
                Files.writeString(etc.resolve("resolv.conf"), configuration + "\n");
                for (String name : NAMES) {
                    Set<String> libc = libc(name);
                    Set<String> ours = ours(name);
                    compared++;
                    if (!libc.equals(ours)) {
                        out.println(configuration.replace('\n', ';') + ": " + name + ": C library " + libc + ", watch "
                                + ours);
                    }
                }
            }
        }
        out.println("compared " + compared);
    }

    private static byte[] answer(ScriptedNameServer.Asked asked) {
        Reply reply = asked.reply();
        String name = asked.name().toLowerCase(Locale.ROOT);
        if (name.equals("many.example.com")) {
            for (int i = 1; i < 60 && asked.stream() && asked.type() == Question.A; i++) {
                reply.address("203.0.113." + i, 60);
            }
            return asked.stream() ? reply.message() : reply.truncated().message();
        }
        if (name.equals("broken.example.com")) {
            return reply.code(2).message();
        }
        List<String> known = ZONE.get(name);
        if (known == null) {
            return reply.code(3).message();
        }
        String owner = name;
        while (known != null && !known.isEmpty() && known.getFirst().startsWith("=")) {
            String target = known.getFirst().substring(1);
            reply.alias(owner, target, 60);
            owner = target;
            known = ZONE.get(target);
        }
        for (String address : known == null ? List.<String>of() : known) {
            if (address.contains(":") == (asked.type() == Question.AAAA)) {
                reply.address(owner, address, 60);
            }
        }
        return (known == null ? reply.code(3) : reply).message();
    }

    /** What getaddrinfo(3) finds. */
    private static Set<String> libc(String name) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("getent", "ahosts", name).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Set<String> addresses = new TreeSet<>();
        output.lines().filter(line -> !line.isBlank()).forEach(line -> addresses.add(
                Objects.requireNonNull(AddressSyntax.parse(line.substring(0, line.indexOf(' '))), line).toString()));
        return addresses;
    }

    private static Set<String> ours(String name) {
        Set<String> addresses = new TreeSet<>();
        try (NameWatch watch = NameWatch.begin(List.of(name), ResolverFiles.system(), _ -> {})) {
            watch.awaitFirst(List.of(name), AMPLE);
            for (AddressBlock address : watch.current().hosts().getOrDefault(name, List.of())) {
                addresses.add(address.toString());
            }
        }
        return addresses;
    }
}
