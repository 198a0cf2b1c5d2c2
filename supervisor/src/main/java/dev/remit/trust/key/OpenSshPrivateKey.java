package dev.remit.trust.key;

import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mindrot.jbcrypt.BCrypt;

/**
 * OpenSSH's own format of private keys.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key">PROTOCOL.key</a>
 */
final class OpenSshPrivateKey {
    private static final String MAGIC = "openssh-key-v1\0";
    private static final String NONE = "none";
    private static final String BCRYPT = "bcrypt";
    /** Takes a minute or so; ssh-keygen's default is 24. */
    private static final long MOST_ROUNDS = 4096;

    private final KeyCipher cipher;
    /** Null when it is not encrypted. */
    private final byte @Nullable [] salt;
    private final int rounds;
    private final PublicKey key;
    private final byte[] encrypted;
    private final byte[] tag;

    private OpenSshPrivateKey(WireReader in) throws MalformedException {
        int cipherAt = in.offset();
        String cipherName = in.name("the name of the cipher");
        KeyCipher known = KeyCipher.named(cipherName);
        if (known == null) {
            throw new MalformedException("it is encrypted with " + cipherName + ", which is not known: convert it with"
                    + " \"ssh-keygen -p -Z aes256-ctr -f FILE\"", cipherAt);
        }
        cipher = known;
        int derivationAt = in.offset();
        String derivation = in.name("the name of the key derivation");
        boolean plain = derivation.equals(NONE);
        if (plain != (cipher == KeyCipher.NONE) || !plain && !derivation.equals(BCRYPT)) {
            throw new MalformedException("the key derivation " + derivation + " for the cipher " + cipherName,
                    derivationAt);
        }
        WireReader options = in.nested("the options of the key derivation");
        salt = plain ? null : options.string("the salt");
        rounds = plain ? 0 : readRounds(options);
        options.end("the options of the key derivation");
        if (in.u32("the number of keys") != 1) {
            throw new MalformedException("it does not hold just one key", in.offset() - Integer.BYTES);
        }
        int keyAt = in.offset() + Integer.BYTES;
        byte[] blob = in.string("the public key");
        try {
            key = PublicKey.parse(blob);
        } catch (MalformedException e) {
            throw new MalformedException(e.problem(), keyAt + e.offset());
        }
        int encryptedAt = in.offset();
        encrypted = in.string("the private key");
        if (encrypted.length == 0 || encrypted.length % cipher.blockLength() != 0) {
            throw new MalformedException("the private key does not fill the blocks of its cipher", encryptedAt);
        }
        tag = in.raw(cipher.tagLength(), "the tag of the cipher");
        in.end("the file");
    }

    private static int readRounds(WireReader options) throws MalformedException {
        int start = options.offset();
        long rounds = options.u32("the number of rounds");
        if (rounds == 0 || rounds > MOST_ROUNDS) {
            throw new MalformedException(rounds + " rounds of key derivation, where " + MOST_ROUNDS
                    + " is the most: convert it with \"ssh-keygen -p -a 100 -f FILE\"", start);
        }
        return (int) rounds;
    }

    /** @param bytes what the armour holds */
    static PrivateKey read(byte[] bytes, Passphrase passphrase)
            throws MalformedException, PassphraseException, IOException {
        WireReader in = new WireReader(bytes);
        byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
        if (in.remaining() < magic.length || !Arrays.equals(in.raw(magic.length, "the beginning"), magic)) {
            throw new MalformedException("it does not begin with " + MAGIC.strip(), 0);
        }
        OpenSshPrivateKey file = new OpenSshPrivateKey(in);
        if (file.key.keyType().isOfSecurityKey()) {
            throw new MalformedException("the private part of this key is in a security key: sign with \"ssh-keygen -Y"
                    + " sign\", or have an agent hold it", 0);
        }
        byte[] plain = file.decrypt(passphrase);
        try {
            return file.readPrivate(new WireReader(plain));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private byte[] decrypt(Passphrase passphrase) throws PassphraseException, IOException {
        if (salt == null) {
            return encrypted.clone();
        }
        byte[] secret = SecretBytes.ask(passphrase);
        byte[] derived = new byte[cipher.keyLength() + cipher.ivLength()];
        try {
            new BCrypt().pbkdf(secret, salt, rounds, derived);
            byte[] plain = cipher.decrypt(derived, encrypted, tag);
            if (plain == null) {
                throw new PassphraseException(true);
            }
            return plain;
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(derived, (byte) 0);
        }
    }

    private PrivateKey readPrivate(WireReader in) throws MalformedException, PassphraseException {
        if (in.u32("the first check") != in.u32("the second check")) {
            if (salt != null) {
                throw new PassphraseException(true);
            }
            throw new MalformedException("the private key is damaged: its two checks differ", 0);
        }
        String type = in.name("the type of the private key");
        if (!type.equals(key.type())) {
            throw new MalformedException("the private key is of type " + type + " and the public key is of type "
                    + key.type(), in.offset());
        }
        PrivateKey read = PrivateKey.of(readNumbers(in));
        in.nested("the comment");
        for (int i = 1; !in.isAtEnd(); i++) {
            if (in.u8("the padding") != (i & 0xFF)) {
                throw in.malformed("the padding is not 1, 2, 3 and so on");
            }
        }
        if (!read.key().equals(key)) {
            throw new MalformedException("the private key is not the one of the public key", 0);
        }
        return read;
    }

    private PrivateNumbers readNumbers(WireReader in) throws MalformedException {
        return switch (key.numbers()) {
            case KeyNumbers.Edwards _ -> readEdwards(in);
            case KeyNumbers.Weierstrass(Curve curve, byte[] _) -> {
                in.nested("the name of the curve");
                in.nested("the public key");
                yield PrivateNumbers.Weierstrass.checked(key.keyType(), curve, in.positive("the private key"));
            }
            case KeyNumbers.Rsa rsa -> {
                in.nested("the RSA modulus");
                in.nested("the RSA exponent");
                BigInteger d = in.positive("the private exponent");
                in.nested("the RSA coefficient");
                BigInteger p = in.positive("the first prime");
                yield PrivateNumbers.Rsa.checked(rsa, d, p, in.positive("the second prime"));
            }
        };
    }

    private static PrivateNumbers readEdwards(WireReader in) throws MalformedException {
        in.nested("the public key");
        int start = in.offset();
        byte[] both = in.string("the private key");
        if (both.length != 2 * PrivateNumbers.Edwards.LENGTH) {
            throw new MalformedException("an Ed25519 private key of " + both.length + " bytes", start);
        }
        byte[] seed = Arrays.copyOf(both, PrivateNumbers.Edwards.LENGTH);
        Arrays.fill(both, (byte) 0);
        return new PrivateNumbers.Edwards(seed);
    }
}
