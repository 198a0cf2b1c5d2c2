package dev.remit.trust.rotation;

import dev.remit.trust.key.InvalidSignatureException;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.signature.SshSignature;
import dev.remit.trust.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One statement: from now on, another key signs for an author.
 *
 * <pre>{@code
 * remit-key-rotation v1
 * author: acme
 * name: weather
 * from: ssh-ed25519 AAAA…
 * to: ssh-ed25519 AAAA…
 * -----BEGIN SSH SIGNATURE-----
 * …
 * -----END SSH SIGNATURE-----
 * }</pre>
 *
 * <p>What is signed is all that stands before the signature, in the namespace {@link #NAMESPACE}, by the key
 * {@code from}. Without {@code name} it speaks of all applications of the author. Several statements may follow each
 * other in one file.
 *
 * @param author for whom the keys sign
 * @param name of the application; null for all of the author
 * @param from the old key
 * @param to the new key
 */
public record KeyRotation(String author, @Nullable String name, PublicKey from, PublicKey to) {
    /** Of the signatures of such statements: no signature of a manifest can be taken for one. */
    public static final String NAMESPACE = "remit-key-rotation";

    private static final String HEAD = "remit-key-rotation v1";
    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
    private static final String END = "-----END SSH SIGNATURE-----";
    private static final String AUTHOR = "author: ";
    private static final String APPLICATION = "name: ";
    private static final String FROM = "from: ";
    private static final String TO = "to: ";
    private static final int MOST = 100;

    /** The bytes to be signed. */
    public byte[] text() {
        StringBuilder text = new StringBuilder(HEAD).append('\n').append(AUTHOR).append(author).append('\n');
        if (name != null) {
            text.append(APPLICATION).append(name).append('\n');
        }
        return text.append(FROM).append(from.line()).append('\n').append(TO).append(to.line()).append('\n').toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads statements whose signatures are good.
     *
     * @throws MalformedException when a statement has another form, or its signature is not one by its old key
     */
    public static List<KeyRotation> parse(byte[] bytes) throws MalformedException {
        List<KeyRotation> all = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int begin = find(BEGIN, bytes, at);
            int end = find(END, bytes, begin) + END.length();
            if (all.size() == MOST) {
                throw new MalformedException("there are more than " + MOST + " statements", at);
            }
            all.add(parse(bytes, at, begin, end));
            at = end;
            while (at < bytes.length && (bytes[at] == '\n' || bytes[at] == '\r')) {
                at++;
            }
        }
        return all;
    }

    /** Whether statements lead from one key to another, perhaps over several. */
    public static boolean leads(List<KeyRotation> statements, String author, String name, PublicKey from, PublicKey to,
            Set<PublicKey> not) {
        Set<PublicKey> reached = new HashSet<>(Set.of(from));
        int before = 0;
        while (reached.size() > before) {
            before = reached.size();
            for (KeyRotation each : statements) {
                boolean about = each.author.equals(author) && (each.name == null || each.name.equals(name));
                if (about && reached.contains(each.from) && !not.contains(each.to)) {
                    reached.add(each.to);
                }
            }
        }
        return reached.contains(to);
    }

    private static KeyRotation parse(byte[] bytes, int start, int begin, int end) throws MalformedException {
        byte[] text = Arrays.copyOfRange(bytes, start, begin);
        KeyRotation rotation = parse(new String(text, StandardCharsets.UTF_8), start);
        // What was read is what is signed: no other spelling of the same statement is.
        if (!Arrays.equals(rotation.text(), text)) {
            throw new MalformedException("the statement has another form than `remit trust rotate` writes", start);
        }
        SshSignature signature = SshSignature.parse(Arrays.copyOfRange(bytes, begin, end));
        if (!signature.key().equals(rotation.from)) {
            throw new MalformedException("the statement is not signed by its old key "
                    + rotation.from.fingerprint() + ", but by " + signature.key().fingerprint(), begin);
        }
        try {
            signature.verify(NAMESPACE, text);
        } catch (InvalidSignatureException bad) {
            throw new MalformedException("the statement's signature " + bad.getMessage(), begin);
        }
        return rotation;
    }

    private static KeyRotation parse(String text, int start) throws MalformedException {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty() || !lines.removeFirst().equals(HEAD)) {
            throw new MalformedException("a statement begins with the line `" + HEAD + "`", start);
        }
        String author = take(lines, AUTHOR);
        String name = take(lines, APPLICATION);
        String from = take(lines, FROM);
        String to = take(lines, TO);
        if (author == null || from == null || to == null || !lines.isEmpty()) {
            throw new MalformedException("a statement has the lines author, perhaps name, from, and to", start);
        }
        return new KeyRotation(author, name, PublicKey.parseLine(from), PublicKey.parseLine(to));
    }

    private static @Nullable String take(List<String> lines, String key) {
        return !lines.isEmpty() && lines.getFirst().startsWith(key)
                ? lines.removeFirst().substring(key.length())
                : null;
    }

    private static int find(String word, byte[] bytes, int from) throws MalformedException {
        byte[] wanted = word.getBytes(StandardCharsets.US_ASCII);
        for (int at = from; at <= bytes.length - wanted.length; at++) {
            boolean starts = at == 0 || bytes[at - 1] == '\n';
            if (starts && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        throw new MalformedException("the line `" + word + "` is missing", from);
    }
}
