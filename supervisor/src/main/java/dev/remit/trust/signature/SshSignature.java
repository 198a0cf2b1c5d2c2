package dev.remit.trust.signature;

import dev.remit.trust.digest.Digest;
import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.InvalidSignatureException;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.key.Signer;
import dev.remit.trust.key.Verifier;
import dev.remit.trust.wire.Armor;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import dev.remit.trust.wire.WireWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A signature of a file. Immutable.
 *
 * <pre>
 * "SSHSIG" | uint32 version | string key or certificate | string namespace | string reserved
 *          | string digest's name | string signature
 * </pre>
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig">PROTOCOL.sshsig</a>
 */
public final class SshSignature {
    private static final String LABEL = "SSH SIGNATURE";
    private static final String MAGIC = "SSHSIG";
    private static final int VERSION = 1;
    private static final String SHA256 = "sha256";
    private static final String SHA512 = "sha512";

    private final PublicKey key;
    private final @Nullable Certificate certificate;
    private final String namespace;
    private final String hashAlgorithm;
    private final byte[] signature;

    private SshSignature(PublicKey key, @Nullable Certificate certificate, String namespace, String hashAlgorithm,
            byte[] signature) {
        this.key = key;
        this.certificate = certificate;
        this.namespace = namespace;
        this.hashAlgorithm = hashAlgorithm;
        this.signature = signature;
    }

    /**
     * Reads what {@code ssh-keygen -Y sign} writes.
     *
     * @throws MalformedException with an offset in the text, or in what its Base64 stands for
     */
    public static SshSignature parse(byte[] armored) throws MalformedException {
        WireReader in = new WireReader(Armor.read(armored, LABEL));
        if (in.remaining() < MAGIC.length()
                || !new String(in.raw(MAGIC.length(), MAGIC), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
            throw new MalformedException("it does not begin with " + MAGIC, 0);
        }
        int versionAt = in.offset();
        long version = in.u32("the version");
        if (version != VERSION) {
            throw new MalformedException("version " + version + " of the format, where only " + VERSION + " is known",
                    versionAt);
        }
        int keyAt = in.offset() + Integer.BYTES;
        byte[] blob = in.string("the key");
        Certificate certificate;
        PublicKey key;
        try {
            certificate = isCertificate(blob) ? Certificate.parse(blob) : null;
            key = certificate == null ? PublicKey.parse(blob) : certificate.key();
        } catch (MalformedException e) {
            throw new MalformedException(e.problem(), keyAt + e.offset());
        }
        String namespace = readNamespace(in);
        // PROTOCOL.sshsig: ignored when it is not empty. It is not part of what is signed.
        in.nested("the reserved field");
        String hashAlgorithm = readHashAlgorithm(in);
        byte[] signature = in.string("the signature");
        in.end("the signature");
        return new SshSignature(key, certificate, namespace, hashAlgorithm, signature);
    }

    private static boolean isCertificate(byte[] blob) throws MalformedException {
        return Certificate.isType(new WireReader(blob).name("the type of the key"));
    }

    private static String readNamespace(WireReader in) throws MalformedException {
        int start = in.offset();
        String namespace = in.text("the namespace");
        if (namespace.isEmpty()) {
            throw new MalformedException("the namespace is empty", start);
        }
        return namespace;
    }

    private static String readHashAlgorithm(WireReader in) throws MalformedException {
        int start = in.offset();
        String name = in.name("the name of the digest");
        if (!name.equals(SHA256) && !name.equals(SHA512)) {
            throw new MalformedException("the digest \"" + name + "\" instead of " + SHA256 + " or " + SHA512, start);
        }
        return name;
    }

    /** Which key is said to have made it. */
    public PublicKey key() {
        return key;
    }

    /** What came with it of the key; what an authority says is not checked. */
    public @Nullable Certificate certificate() {
        return certificate;
    }

    /** What it was made for. */
    public String namespace() {
        return namespace;
    }

    /** What the message was digested with: {@code sha256} or {@code sha512}. */
    public String hashAlgorithm() {
        return hashAlgorithm;
    }

    /** Accepts it, for the namespace that it names itself, or says why not. */
    public void verify(byte[] message) throws InvalidSignatureException {
        Verifier.verify(key, toSign(namespace, hashAlgorithm, message), signature);
    }

    /** Accepts it for a message and a namespace, or says why not. */
    public void verify(String expectedNamespace, byte[] message) throws InvalidSignatureException {
        if (!namespace.equals(expectedNamespace)) {
            throw new InvalidSignatureException("is made for the namespace \"" + namespace + "\" and not for \""
                    + expectedNamespace + '"');
        }
        verify(message);
    }

    /** Whether it is this message's, for the namespace that it names itself. */
    public boolean verifies(byte[] message) {
        try {
            verify(message);
            return true;
        } catch (InvalidSignatureException _) {
            return false;
        }
    }

    private static byte[] toSign(String namespace, String hashAlgorithm, byte[] message) {
        Digest digest = hashAlgorithm.equals(SHA256) ? Digest.SHA256 : Digest.SHA512;
        return new WireWriter().raw(MAGIC.getBytes(StandardCharsets.US_ASCII)).string(namespace).string("")
                .string(hashAlgorithm).string(digest.of(message)).toByteArray();
    }

    /**
     * Signs a message.
     *
     * @return the text that {@code ssh-keygen -Y sign} would write
     * @throws IOException when the signer does not sign; the message says why
     */
    public static byte[] sign(Signer signer, String namespace, byte[] message) throws IOException {
        if (namespace.isEmpty()) {
            throw new IllegalArgumentException("an empty namespace");
        }
        byte[] signed = toSign(namespace, SHA512, message);
        byte[] signature = signer.sign(signed);
        try {
            Verifier.verify(signer.key(), signed, signature);
        } catch (InvalidSignatureException e) {
            // A flipped bit in RSA's computation could give the private key away, and agents may be at fault.
            throw new IOException("the signature that was made " + e.getMessage(), e);
        }
        Certificate certificate = signer.certificate();
        byte[] keyBlob = certificate == null ? signer.key().blob() : certificate.blob();
        return Armor.write(LABEL, new WireWriter().raw(MAGIC.getBytes(StandardCharsets.US_ASCII)).u32(VERSION)
                .string(keyBlob).string(namespace).string("").string(SHA512).string(signature).toByteArray());
    }
}
