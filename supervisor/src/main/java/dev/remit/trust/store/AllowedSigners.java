package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.MalformedException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of who may sign with which key, as {@code ssh-keygen -Y verify -f} takes it. Immutable.
 *
 * <p>Each line has patterns of principals, perhaps options, a key, and perhaps a comment:
 *
 * <pre>{@code
 * alice@example.com,*@build.example.com namespaces="file,remit-manifest" ssh-ed25519 AAAA… Alice
 * *@example.com cert-authority,valid-before="20300101Z" ssh-ed25519 AAAA…
 * }</pre>
 *
 * Empty lines and those that begin with {@code #} say nothing. Principals with blanks are written between quotation
 * marks.
 *
 * @see <a href="https://man.openbsd.org/ssh-keygen#ALLOWED_SIGNERS">ssh-keygen(1), ALLOWED SIGNERS</a>
 */
public final class AllowedSigners {
    private static final String KEY = "a key as in \"ssh-ed25519 AAAA…\"";
    private static final String BASE64_OF_A_KEY = "AAAA";

    private final List<AllowedSigner> entries;

    private AllowedSigners(List<AllowedSigner> entries) {
        this.entries = entries;
    }

    /**
     * Reads a list; times without a zone are in the machine's.
     *
     * @param name of the list, for diagnostics
     */
    public static AllowedSigners parse(String name, byte[] bytes) throws StoreFormatException {
        return parse(name, bytes, null);
    }

    /** @param zone of times without one; null for the machine's */
    static AllowedSigners parse(String name, byte[] bytes, @Nullable ZoneId zone) throws StoreFormatException {
        List<AllowedSigner> entries = new ArrayList<>();
        for (TextLine line : TextLine.of(name, bytes)) {
            entries.add(parse(line, zone));
        }
        return new AllowedSigners(List.copyOf(entries));
    }

    /** Its lines, in order. */
    public List<AllowedSigner> entries() {
        return entries;
    }

    private static AllowedSigner parse(TextLine line, @Nullable ZoneId zone) throws StoreFormatException {
        int start = line.skipBlanks(0);
        boolean quoted = line.text().charAt(start) == '"';
        int end = quoted ? endOfQuoted(line, start) : endOfPlain(line, start);
        PatternList principals;
        try {
            principals = PatternList.parse(quoted
                    ? line.text().substring(start + 1, end - 1)
                    : line.text().substring(start, end));
        } catch (InvalidTextException e) {
            throw e.in(line, quoted ? start + 1 : start);
        }
        int next = line.skipBlanks(end);
        if (next == line.text().length()) {
            throw line.malformed(next, "nothing follows the principals", "options, or " + KEY);
        }
        OptionReader options = new OptionReader(line, next, zone);
        if (!isKeyAt(line, next)) {
            options.read();
            next = line.skipBlanks(options.end());
            if (next == line.text().length()) {
                throw line.malformed(next, "nothing follows the options", KEY);
            }
        }
        return new AllowedSigner(line, principals, options, key(line, next), comment(line, next));
    }

    private static int endOfQuoted(TextLine line, int start) throws StoreFormatException {
        int mark = line.text().indexOf('"', start + 1);
        if (mark < 0) {
            throw line.malformed(start, "the principals have no end", "a second quotation mark");
        }
        if (!line.isEndOfWord(mark + 1)) {
            throw line.malformed(mark + 1, "something follows the quotation mark", "a blank");
        }
        return mark + 1;
    }

    private static int endOfPlain(TextLine line, int start) throws StoreFormatException {
        int end = line.skipWord(start);
        int mark = line.text().indexOf('"', start);
        if (mark >= 0 && mark < end) {
            throw line.malformed(mark, "a quotation mark within the principals",
                    "none, or one around all of them: nothing can stand for it");
        }
        return end;
    }

    /** Whether a word is the type of a key rather than an option: also one that is unknown, to be told so. */
    private static boolean isKeyAt(TextLine line, int at) {
        int end = line.skipWord(at);
        String word = line.text().substring(at, end);
        return PublicKey.isType(word) || Certificate.isType(word)
                || word.indexOf('"') < 0 && word.indexOf('=') < 0
                        && !word.equalsIgnoreCase(OptionReader.AUTHORITY)
                        && line.text().startsWith(BASE64_OF_A_KEY, line.skipBlanks(end));
    }

    private static PublicKey key(TextLine line, int at) throws StoreFormatException {
        String word = line.text().substring(at, line.skipWord(at));
        if (Certificate.isType(word)) {
            throw line.malformed(at, "a certificate in place of a key",
                    "the key of its authority with the option cert-authority, or the key without its certificate");
        }
        try {
            return PublicKey.parseLine(line.text().substring(at));
        } catch (MalformedException e) {
            throw line.malformed(at, e);
        }
    }

    private static String comment(TextLine line, int keyAt) {
        int base64At = line.skipBlanks(line.skipWord(keyAt));
        return line.text().substring(line.skipBlanks(line.skipWord(base64At))).strip();
    }

    /**
     * A line to be appended to a list, without a line end.
     *
     * @param principals patterns, at least one
     * @throws IllegalArgumentException when they cannot be written: the message says why
     */
    public static String line(List<String> principals, SignerOptions options, PublicKey key) {
        if (principals.isEmpty()) {
            throw new IllegalArgumentException("a key needs somebody whose it is");
        }
        principals.forEach(AllowedSigners::requireWritable);
        String all = String.join(",", principals);
        boolean quoted = all.startsWith("#") || all.indexOf(' ') >= 0;
        String written = options.text();
        return (quoted ? '"' + all + '"' : all) + ' ' + (written.isEmpty() ? "" : written + ' ') + key.line();
    }

    private static void requireWritable(String principal) {
        String problem = "";
        if (principal.indexOf(',') >= 0 || principal.indexOf('"') >= 0 || !isPrintable(principal)) {
            problem = "a comma, a quotation mark or a control character in it has another meaning there";
        }
        try {
            PatternList.parse(principal);
        } catch (InvalidTextException e) {
            problem = e.problem();
        }
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("the principal " + Quoted.of(principal) + " cannot be written: "
                    + problem);
        }
    }

    /** Whether a text can be part of a line, and is the same when it is read again. */
    static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(c -> c < ' ' || c == 0x7F || c >= Character.MIN_SURROGATE
                && c <= Character.MAX_SURROGATE);
    }
}
