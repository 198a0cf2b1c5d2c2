package dev.remit.trust.key;

import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OpenSSH certificate: what an authority says of a key. Immutable; equal to those with the same encoding.
 *
 * <p>Reading one checks its form, and nothing else: see {@link #isSignedByAuthority}.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.certkeys">PROTOCOL.certkeys</a>
 */
public final class Certificate {
    /** As in OpenSSH. */
    private static final int MOST_PRINCIPALS = 256;

    private final PublicKey key;
    private final Statement statement;
    private final PublicKey authority;
    private final Proof proof;
    private final byte[] blob;

    /** Whom it speaks of. */
    public enum Kind {
        USER,
        HOST
    }

    /** What the authority says. */
    private record Statement(long serial, Kind kind, String keyId, List<String> principals, long validAfter,
            long validBefore, List<String> criticalOptions) {}

    /**
     * The authority's signature.
     *
     * @param signed how many bytes it is over, from the first one on
     */
    @SuppressWarnings("ArrayRecordComponent") // Never handed out, nor compared.
    private record Proof(byte[] signature, int signed) {}

    private Certificate(PublicKey key, Statement statement, PublicKey authority, Proof proof, byte[] blob) {
        this.key = key;
        this.statement = statement;
        this.authority = authority;
        this.proof = proof;
        this.blob = blob;
    }

    /** Reads the encoding that is in signatures and, as Base64, in {@code -cert.pub} files. */
    public static Certificate parse(byte[] blob) throws MalformedException {
        byte[] own = blob.clone();
        WireReader in = new WireReader(own);
        String label = in.name("the type of the certificate");
        KeyType type = KeyType.ofCertificate(label);
        if (type == null) {
            throw new MalformedException("\"" + label + "\" is no type of certificate that is known", 0);
        }
        in.nested("the nonce");
        PublicKey key = PublicKey.read(type, in);
        Statement statement = readStatement(in);
        int authorityAt = in.offset();
        byte[] authorityBlob = in.string("the authority's key");
        PublicKey authority;
        try {
            authority = PublicKey.parse(authorityBlob);
        } catch (MalformedException e) {
            throw new MalformedException("the authority's key: " + e.problem(), authorityAt + Integer.BYTES
                    + e.offset());
        }
        int signed = in.offset();
        Proof proof = new Proof(in.string("the authority's signature"), signed);
        in.end("the certificate");
        return new Certificate(key, statement, authority, proof, own);
    }

    /**
     * Reads a line of a {@code -cert.pub} file: type, Base64, and perhaps a comment.
     *
     * @throws MalformedException with an offset in the line
     */
    public static Certificate parseLine(String line) throws MalformedException {
        KeyLine words = KeyLine.split(line);
        if (!isType(words.label())) {
            throw new MalformedException("\"" + words.label() + "\" is no type of certificate that is known",
                    words.labelAt());
        }
        Certificate certificate = words.within(() -> parse(words.blob()));
        words.checkLabel(certificate.type());
        return certificate;
    }

    /** Whether a word is the type of a certificate that is understood. */
    public static boolean isType(String word) {
        return KeyType.ofCertificate(word) != null;
    }

    private static Statement readStatement(WireReader in) throws MalformedException {
        long serial = in.u64("the serial number");
        Kind kind = readKind(in);
        String keyId = in.text("the key ID");
        List<String> principals = readPrincipals(in.nested("the principals"));
        long validAfter = in.u64("the time from which on it is valid");
        long validBefore = in.u64("the time until which it is valid");
        List<String> criticalOptions = readOptions(in.nested("the critical options"));
        readOptions(in.nested("the extensions"));
        in.nested("the reserved field");
        return new Statement(serial, kind, keyId, principals, validAfter, validBefore, criticalOptions);
    }

    private static Kind readKind(WireReader in) throws MalformedException {
        int start = in.offset();
        long number = in.u32("the kind of certificate");
        if (number != 1 && number != 2) {
            throw new MalformedException("a certificate of kind " + number + " instead of 1 (user) or 2 (host)", start);
        }
        return number == 1 ? Kind.USER : Kind.HOST;
    }

    private static List<String> readPrincipals(WireReader in) throws MalformedException {
        List<String> principals = new ArrayList<>();
        while (!in.isAtEnd()) {
            if (principals.size() == MOST_PRINCIPALS) {
                throw in.malformed("more than " + MOST_PRINCIPALS + " principals");
            }
            principals.add(in.text("a principal"));
        }
        return List.copyOf(principals);
    }

    /** The names of options, each with data of its own, in lexical order and without repetition. */
    private static List<String> readOptions(WireReader in) throws MalformedException {
        List<String> names = new ArrayList<>();
        while (!in.isAtEnd()) {
            int start = in.offset();
            String name = in.name("the name of an option");
            if (!names.isEmpty() && names.getLast().compareTo(name) >= 0) {
                throw new MalformedException("the option " + name + " after " + names.getLast()
                        + ", where options come once each and in order", start);
            }
            names.add(name);
            in.nested("the data of an option");
        }
        return List.copyOf(names);
    }

    /** Whether the authority that it names has signed it. Does the cryptography each time. */
    public boolean isSignedByAuthority() {
        try {
            Verifier.verify(authority, Arrays.copyOf(blob, proof.signed()), proof.signature());
            return true;
        } catch (InvalidSignatureException _) {
            return false;
        }
    }

    /** For example {@code ssh-ed25519-cert-v01@openssh.com}. */
    public String type() {
        return key.keyType().certificateLabel();
    }

    /** Of which it speaks. */
    public PublicKey key() {
        return key;
    }

    /** Who speaks, if {@link #isSignedByAuthority}. */
    public PublicKey authority() {
        return authority;
    }

    /** Unsigned. */
    public long serial() {
        return statement.serial();
    }

    /** What the authority calls the key. */
    public String keyId() {
        return statement.keyId();
    }

    public Kind kind() {
        return statement.kind();
    }

    /** Whom the key belongs to; empty when the authority did not say. */
    public List<String> principals() {
        return statement.principals();
    }

    /** From which second on, since the epoch, it is valid. Unsigned. */
    public long validAfter() {
        return statement.validAfter();
    }

    /** The first second, since the epoch, at which it is valid no more. Unsigned: all ones means forever. */
    public long validBefore() {
        return statement.validBefore();
    }

    /** The names of options that must be understood by whoever accepts the certificate. */
    public List<String> criticalOptions() {
        return statement.criticalOptions();
    }

    /** Its encoding. */
    public byte[] blob() {
        return blob.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Certificate certificate && Arrays.equals(blob, certificate.blob);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(blob);
    }

    @Override
    public String toString() {
        return type() + " \"" + keyId() + "\" of " + key.fingerprint();
    }
}
