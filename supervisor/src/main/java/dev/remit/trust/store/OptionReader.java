package dev.remit.trust.store;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the options of a line: names in any case, values in quotation marks, commas between them, no blanks. */
final class OptionReader {
    static final String AUTHORITY = "cert-authority";
    static final String NAMESPACES = "namespaces";
    static final String VALID_AFTER = "valid-after";
    static final String VALID_BEFORE = "valid-before";

    private static final String KNOWN = "cert-authority, namespaces=\"…\", valid-after=\"…\", valid-before=\"…\", "
            + "or a key as in \"ssh-ed25519 AAAA…\"";

    /** Of a value, whose end is another quotation mark. */
    private static final String BEGINNING = "=\"";

    private final TextLine line;
    private final @Nullable ZoneId zone;
    private int at;
    private boolean authority;
    private @Nullable PatternList namespaces;
    private @Nullable Instant validAfter;
    private @Nullable Instant validBefore;

    /** @param zone of times without one; null for the machine's */
    OptionReader(TextLine line, int start, @Nullable ZoneId zone) {
        this.line = line;
        this.at = start;
        this.zone = zone;
    }

    /** Reads them all, up to a blank or the line's end. */
    void read() throws StoreFormatException {
        int start = at;
        readOne();
        while (!line.isEndOfWord(at)) {
            if (line.text().charAt(at) != ',') {
                throw line.malformed(at, "something follows an option", "a comma and another option, or a blank");
            }
            at++;
            readOne();
        }
        if (validAfter != null && validBefore != null && !validBefore.isAfter(validAfter)) {
            throw line.malformed(start, "the key ends being valid before it begins to be",
                    "a valid-before later than valid-after");
        }
    }

    private void readOne() throws StoreFormatException {
        int start = at;
        while (at < line.text().length() && isOfName(line.text().charAt(at))) {
            at++;
        }
        String name = line.text().substring(start, at);
        switch (name.toLowerCase(Locale.ROOT)) {
            case AUTHORITY -> {
                requireFirst(start, name, authority);
                authority = true;
            }
            case NAMESPACES -> {
                requireFirst(start, name, namespaces != null);
                namespaces = patterns(name);
            }
            case VALID_AFTER -> {
                requireFirst(start, name, validAfter != null);
                validAfter = time(name);
            }
            case VALID_BEFORE -> {
                requireFirst(start, name, validBefore != null);
                validBefore = time(name);
            }
            default -> throw line.malformed(start, name.isEmpty()
                    ? "an option is missing"
                    : Quoted.of(name) + " is neither an option nor a type of key that is known", KNOWN);
        }
    }

    private static boolean isOfName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
                || c == '@' || c == '.';
    }

    private void requireFirst(int start, String name, boolean seen) throws StoreFormatException {
        if (seen) {
            throw line.malformed(start, "the option " + name + " is given twice", "");
        }
    }

    private PatternList patterns(String name) throws StoreFormatException {
        int start = at;
        String text = value(name);
        try {
            return PatternList.parse(text);
        } catch (InvalidTextException e) {
            throw e.in(line, start + BEGINNING.length());
        }
    }

    private Instant time(String name) throws StoreFormatException {
        int start = at;
        String text = value(name);
        try {
            return Instant.ofEpochSecond(Timestamp.parse(text, zone));
        } catch (InvalidTextException e) {
            throw e.in(line, start + BEGINNING.length());
        }
    }

    private String value(String name) throws StoreFormatException {
        if (!line.text().startsWith(BEGINNING, at)) {
            throw line.malformed(at, "the option " + name + " has no value", name + "=\"…\"");
        }
        StringBuilder value = new StringBuilder();
        int place = at + BEGINNING.length();
        while (place < line.text().length() && line.text().charAt(place) != '"') {
            if (line.text().startsWith("\\\"", place)) {
                place++;
            }
            value.append(line.text().charAt(place++));
        }
        if (place >= line.text().length()) {
            throw line.malformed(at + 1, "the value of " + name + " has no end", "a second quotation mark");
        }
        at = place + 1;
        return value.toString();
    }

    /** Where the options end. */
    int end() {
        return at;
    }

    SignerOptions options() {
        return new SignerOptions(authority, namespaces == null ? null : namespaces.toString(), validAfter,
                validBefore);
    }

    @Nullable
    PatternList namespaces() {
        return namespaces;
    }
}
