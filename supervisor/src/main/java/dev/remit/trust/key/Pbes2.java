package dev.remit.trust.key;

import dev.remit.trust.wire.DerReader;
import dev.remit.trust.wire.MalformedException;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted PKCS #8 key: PBES2 with PBKDF2 or scrypt, and AES or 3DES in CBC mode.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8018#appendix-A">RFC 8018</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7914#section-7">RFC 7914</a>
 */
final class Pbes2 {
    private static final String PBES2 = "2a864886f70d01050d";
    private static final String PBKDF2 = "2a864886f70d01050c";
    private static final String SCRYPT = "2b06010401da47040b";
    private static final String AES128_CBC = "60864801650304" + "0102";
    private static final String AES192_CBC = "60864801650304" + "0116";
    private static final String AES256_CBC = "60864801650304" + "012a";
    private static final String TRIPLE_DES_CBC = "2a864886f70d0307";
    private static final String HMAC = "2a864886f70d02";
    private static final String HMAC_SHA1 = HMAC + "07";

    /** Takes some ten seconds; OpenSSL's default is 2048. */
    private static final int MOST_ITERATIONS = 20_000_000;
    /** Twice OpenSSL's default; what scrypt needs is 128 N r bytes. */
    private static final int MOST_SCRYPT_MEMORY = 1 << 25;
    private static final int MOST_SCRYPT_LANES = 16;
    private static final int MOST_SCRYPT_BLOCKS = 1 << 10;
    private static final int SCRYPT_UNIT = 128;
    private static final int LONGEST_KEY = 32;
    private static final String CONVERT = ": convert it with \"openssl pkcs8 -topk8 -v2 aes-256-cbc\"";

    private final Derivation derivation;
    private final boolean tripleDes;
    private final int keyLength;
    private final byte[] iv;
    private final byte[] encrypted;

    /** Makes a key of a passphrase. */
    @FunctionalInterface
    private interface Derivation {
        byte[] derive(byte[] passphrase, int length);
    }

    private Pbes2(Derivation derivation, String cipher, byte[] iv, byte[] encrypted) throws MalformedException {
        this.derivation = derivation;
        this.tripleDes = cipher.equals(TRIPLE_DES_CBC);
        this.keyLength = switch (cipher) {
            case AES128_CBC -> 16;
            case AES192_CBC, TRIPLE_DES_CBC -> 24;
            case AES256_CBC -> LONGEST_KEY;
            default -> throw new MalformedException("it is encrypted with a cipher that is not known" + CONVERT, 0);
        };
        this.iv = iv;
        this.encrypted = encrypted;
        if (iv.length != blockLength() || encrypted.length == 0 || encrypted.length % blockLength() != 0) {
            throw new MalformedException("what is encrypted does not fill the blocks of its cipher", 0);
        }
    }

    private int blockLength() {
        return tripleDes ? 8 : 16;
    }

    static Pbes2 read(byte[] bytes) throws MalformedException {
        DerReader in = new DerReader(bytes);
        DerReader info = in.sequence("the encrypted key");
        in.end("the encrypted key");
        DerReader algorithm = info.sequence("the algorithm");
        if (!algorithm.identifier("the algorithm").equals(PBES2)) {
            throw new MalformedException("it is encrypted in a way that is not known, or protects badly" + CONVERT, 0);
        }
        DerReader parameters = algorithm.sequence("the parameters of the encryption");
        algorithm.end("the algorithm");
        DerReader derivation = parameters.sequence("the key derivation");
        Derivation derive = readDerivation(derivation);
        derivation.end("the key derivation");
        DerReader cipher = parameters.sequence("the cipher");
        parameters.end("the parameters of the encryption");
        String name = cipher.identifier("the cipher");
        byte[] iv = cipher.octets("the initialisation vector");
        cipher.end("the cipher");
        byte[] encrypted = info.octets("what is encrypted");
        info.end("the encrypted key");
        return new Pbes2(derive, name, iv, encrypted);
    }

    private static Derivation readDerivation(DerReader in) throws MalformedException {
        String name = in.identifier("the key derivation");
        DerReader parameters = in.sequence("the parameters of the key derivation");
        return switch (name) {
            case PBKDF2 -> readPbkdf2(parameters);
            case SCRYPT -> readScrypt(parameters);
            default -> throw in.malformed("a key derivation that is not known" + CONVERT);
        };
    }

    private static Derivation readPbkdf2(DerReader in) throws MalformedException {
        byte[] salt = in.octets("the salt");
        int iterations = in.small("the number of iterations", MOST_ITERATIONS);
        if (iterations == 0) {
            throw in.malformed("no iterations");
        }
        if (in.isIntegerNext()) {
            in.small("the length of the key", LONGEST_KEY);
        }
        String function = HMAC_SHA1;
        if (in.isSequenceNext()) {
            DerReader algorithm = in.sequence("the pseudorandom function");
            function = algorithm.identifier("the pseudorandom function");
            if (algorithm.isNullNext()) {
                algorithm.nothing("the parameters of the pseudorandom function");
            }
            algorithm.end("the pseudorandom function");
        }
        in.end("the parameters of the key derivation");
        String known = function;
        if (digest(known) == null) {
            throw in.malformed("a pseudorandom function that is not known" + CONVERT);
        }
        return (passphrase, length) -> {
            PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(
                    Objects.requireNonNull(digest(known)));
            generator.init(passphrase, salt, iterations);
            return ((KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE)).getKey();
        };
    }

    /** What an HMAC is made of. */
    private static @Nullable Digest digest(String function) {
        return switch (function) {
            case HMAC_SHA1 -> new SHA1Digest();
            case HMAC + "08" -> new SHA224Digest();
            case HMAC + "09" -> new SHA256Digest();
            case HMAC + "0a" -> new SHA384Digest();
            case HMAC + "0b" -> new SHA512Digest();
            default -> null;
        };
    }

    private static Derivation readScrypt(DerReader in) throws MalformedException {
        byte[] salt = in.octets("the salt");
        int cost = in.small("the cost of scrypt", MOST_SCRYPT_MEMORY);
        int block = in.small("the block size of scrypt", MOST_SCRYPT_MEMORY);
        int lanes = in.small("the parallelization of scrypt", MOST_SCRYPT_LANES);
        if (in.isIntegerNext()) {
            in.small("the length of the key", LONGEST_KEY);
        }
        in.end("the parameters of the key derivation");
        if (cost < 2 || Integer.bitCount(cost) != 1 || block == 0 || lanes == 0
                || (long) cost * block > MOST_SCRYPT_MEMORY / SCRYPT_UNIT || lanes * block > MOST_SCRYPT_BLOCKS) {
            throw in.malformed("parameters of scrypt that are none, or need too much memory" + CONVERT);
        }
        return (passphrase, length) -> SCrypt.generate(passphrase, salt, cost, block, lanes, length);
    }

    /**
     * The key within.
     *
     * @throws PassphraseException when what comes out is not padded as it should be
     */
    byte[] decrypt(byte[] passphrase) throws PassphraseException {
        byte[] key = derivation.derive(passphrase, keyLength);
        ParametersWithIV parameters = new ParametersWithIV(new KeyParameter(key), iv);
        byte[] plain = KeyCipher.whole(CBCBlockCipher.newInstance(tripleDes
                ? new DESedeEngine()
                : AESEngine.newInstance()), parameters, encrypted);
        Arrays.fill(key, (byte) 0);
        try {
            return Arrays.copyOf(plain, plain.length - padding(plain));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** RFC 8018, section 6.1.1, step 4. */
    private int padding(byte[] plain) throws PassphraseException {
        int padding = plain[plain.length - 1];
        if (padding < 1 || padding > blockLength()) {
            throw new PassphraseException(true);
        }
        for (int i = plain.length - padding; i < plain.length; i++) {
            if (plain[i] != padding) {
                throw new PassphraseException(true);
            }
        }
        return padding;
    }
}
