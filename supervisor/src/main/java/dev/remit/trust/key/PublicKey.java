package dev.remit.trust.key;

import dev.remit.trust.digest.Digest;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import dev.remit.trust.wire.WireWriter;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** An SSH public key. Immutable; equal to those with the same encoding. */
public final class PublicKey {
    private final KeyType type;
    private final KeyNumbers numbers;
    private final @Nullable String application;
    private final byte[] blob;

    private PublicKey(KeyType type, KeyNumbers numbers, @Nullable String application, byte[] blob) {
        this.type = type;
        this.numbers = numbers;
        this.application = application;
        this.blob = blob;
    }

    /**
     * Reads the encoding that is in signatures, in certificates, and, as Base64, in {@code .pub} files.
     *
     * @throws MalformedException also when the key is of a kind that is not accepted, or too weak
     */
    public static PublicKey parse(byte[] blob) throws MalformedException {
        WireReader in = new WireReader(blob);
        String label = in.name("the type of the key");
        PublicKey key = read(known(KeyType.ofKey(label), label, 0), in);
        in.end("the key");
        return key;
    }

    /**
     * Reads a line of a {@code .pub} file: type, Base64, and perhaps a comment.
     *
     * @throws MalformedException with an offset in the line
     */
    public static PublicKey parseLine(String line) throws MalformedException {
        KeyLine words = KeyLine.split(line);
        known(KeyType.ofKey(words.label()), words.label(), words.labelAt());
        PublicKey key = words.within(() -> parse(words.blob()));
        words.checkLabel(key.type());
        return key;
    }

    /** Whether a word is the type of a key that is understood, as {@code ssh-ed25519} is. */
    public static boolean isType(String word) {
        return KeyType.ofKey(word) != null;
    }

    /** Refuses a type that is not understood. */
    static KeyType known(@Nullable KeyType type, String label, int where) throws MalformedException {
        if (type != null) {
            return type;
        }
        if (label.startsWith("ssh-dss")) {
            throw new MalformedException("a DSA key, which is too weak: make one with \"ssh-keygen -t ed25519\"",
                    where);
        }
        if (KeyType.isCertificateLabel(label)) {
            throw new MalformedException("a certificate (" + label + ") where a key should be", where);
        }
        throw new MalformedException("\"" + label + "\" is no type of key that is known", where);
    }

    /** Reads what follows the type, and the nonce of a certificate. */
    static PublicKey read(KeyType type, WireReader in) throws MalformedException {
        KeyNumbers numbers = KeyNumbers.read(type, in);
        String application = type.isOfSecurityKey() ? in.text("the application of the security key") : null;
        return new PublicKey(type, numbers, application, encode(type, numbers, application));
    }

    private static byte[] encode(KeyType type, KeyNumbers numbers, @Nullable String application) {
        WireWriter out = new WireWriter().string(type.label());
        numbers.write(out);
        if (application != null) {
            out.string(application);
        }
        return out.toByteArray();
    }

    /** For example {@code ssh-ed25519}. */
    public String type() {
        return type.label();
    }

    KeyType keyType() {
        return type;
    }

    KeyNumbers numbers() {
        return numbers;
    }

    /** What a security key signs for, most often {@code ssh:}. */
    @Nullable
    String application() {
        return application;
    }

    /** Its encoding. */
    public byte[] blob() {
        return blob.clone();
    }

    /** As {@code ssh-keygen -l} prints it: {@code SHA256:} and 43 characters. */
    public String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Digest.SHA256.of(blob));
    }

    /** As in a {@code .pub} file, without a comment. */
    public String line() {
        return type.label() + ' ' + Base64.getEncoder().encodeToString(blob);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublicKey key && Arrays.equals(blob, key.blob);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(blob);
    }

    @Override
    public String toString() {
        return type.label() + ' ' + fingerprint();
    }
}
