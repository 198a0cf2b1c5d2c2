package dev.remit.names;

import dev.remit.policy.AddressBlock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * What {@code /etc/hosts} says of some names. The file may be large (lists of blocked names are): only what is asked for
 * is kept.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/hosts.5.html">hosts(5)</a>
 */
final class Hosts {
    private final Map<String, Set<AddressBlock>> addresses;

    private Hosts(Map<String, Set<AddressBlock>> addresses) {
        this.addresses = addresses;
    }

    /** Reads what the file says of {@code names}; a missing or unreadable file says nothing. */
    static Hosts read(Path file, Collection<String> names) {
        Map<String, Set<AddressBlock>> found = new HashMap<>();
        for (String name : names) {
            found.put(key(name), new LinkedHashSet<>());
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line, found);
            }
        } catch (IOException unreadable) {
            // What was read until then counts; the C library does the same.
            return new Hosts(found);
        }
        return new Hosts(found);
    }

    private static void add(String line, Map<String, Set<AddressBlock>> found) {
        int comment = line.indexOf('#');
        StringTokenizer words = new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
        String spelling = words.hasMoreTokens() ? words.nextToken() : "";
        while (words.hasMoreTokens()) {
            Set<AddressBlock> addresses = found.get(key(words.nextToken()));
            AddressBlock address = addresses == null ? null : Literal.parse(spelling);
            if (addresses != null && address != null) {
                addresses.add(address);
            }
        }
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** The addresses of one of the names that were asked for; possibly none. */
    List<AddressBlock> addresses(String name) {
        return new ArrayList<>(addresses.getOrDefault(key(name), Set.of()));
    }
}
