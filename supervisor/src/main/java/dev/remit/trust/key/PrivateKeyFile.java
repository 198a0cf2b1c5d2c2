package dev.remit.trust.key;

import dev.remit.trust.wire.Armor;
import dev.remit.trust.wire.DerReader;
import dev.remit.trust.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads files with a private key: OpenSSH's own, and PKCS #8; either may be encrypted. What OpenSSL wrote before PKCS #8
 * is read when it is not.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key">PROTOCOL.key</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5958">RFC 5958</a>, PKCS #8
 */
public final class PrivateKeyFile {
    /** No key needs more. */
    public static final int LARGEST = 1 << 16;

    private static final String OPENSSH = "OPENSSH PRIVATE KEY";
    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String RSA = "RSA PRIVATE KEY";
    private static final String EC = "EC PRIVATE KEY";
    private static final byte[] OLD_ENCRYPTION = "Proc-Type:".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeyFile() {}

    /**
     * The key in a file.
     *
     * @param content which the caller overwrites after use
     * @throws MalformedException when it holds no private key that can be used; the message says why, and what helps
     * @throws PassphraseException when it stays locked
     * @throws IOException when the passphrase cannot be asked for
     */
    public static PrivateKey parse(byte[] content, Passphrase passphrase)
            throws MalformedException, PassphraseException, IOException {
        if (content.length > LARGEST) {
            throw new MalformedException("it is longer than " + LARGEST + " bytes, and so no private key", LARGEST);
        }
        String label = label(content);
        if (contains(content, OLD_ENCRYPTION)) {
            throw new MalformedException("it is encrypted in a way that protects badly: convert it with"
                    + " \"ssh-keygen -p -f FILE\"", 0);
        }
        byte[] bytes = Armor.read(content, label);
        try {
            return switch (label) {
                case OPENSSH -> OpenSshPrivateKey.read(bytes, passphrase);
                case PLAIN -> Pkcs8.read(bytes);
                case ENCRYPTED -> readEncrypted(bytes, passphrase);
                case RSA -> PrivateKey.of(Pkcs8.rsa(new DerReader(bytes)));
                default -> PrivateKey.of(Pkcs8.weierstrass(new DerReader(bytes), null));
            };
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String label(byte[] content) throws MalformedException {
        String label;
        try {
            label = Armor.label(content);
        } catch (MalformedException _) {
            boolean isPublic = content.length > 0 && content[0] != '-' && contains(content, new byte[]{' ', 'A', 'A',
                'A', 'A'});
            throw new MalformedException(isPublic
                    ? "it holds a public key: the private one is in the file without \".pub\""
                    : "it does not begin with \"-----BEGIN\", as private keys of OpenSSH and PKCS #8 do", 0);
        }
        return switch (label) {
            case OPENSSH, PLAIN, ENCRYPTED, RSA, EC -> label;
            case "DSA PRIVATE KEY" -> throw new MalformedException(
                    "it holds a DSA key, which is too weak: make another one with \"ssh-keygen -t ed25519\"", 0);
            default ->
                throw new MalformedException("it holds \"" + label + "\", where \"" + OPENSSH + "\" or \"" + PLAIN
                        + "\" should be", 0);
        };
    }

    private static boolean contains(byte[] content, byte[] wanted) {
        for (int at = 0; at <= content.length - wanted.length; at++) {
            if (Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private static PrivateKey readEncrypted(byte[] bytes, Passphrase passphrase)
            throws MalformedException, PassphraseException, IOException {
        Pbes2 encrypted = Pbes2.read(bytes);
        byte[] secret = SecretBytes.ask(passphrase);
        byte[] plain;
        try {
            plain = encrypted.decrypt(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        try {
            return Pkcs8.read(plain);
        } catch (MalformedException e) {
            // Wrong passphrases give well-padded nonsense now and then; nonsense that is DER is none.
            if (Pkcs8.isOne(plain)) {
                throw e;
            }
            throw new PassphraseException(true);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }
}
