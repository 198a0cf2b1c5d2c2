package dev.remit.trust.key;

import dev.remit.trust.digest.Digest;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import dev.remit.trust.wire.WireWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Keys whose private numbers a test chooses, which nobody uses for anything. */
final class TestKeys {
    static final int PRESENT = 1;

    private TestKeys() {}

    static PrivateNumbers.Edwards edwards(long seed) {
        byte[] bytes = new byte[PrivateNumbers.Edwards.LENGTH];
        new Random(seed).nextBytes(bytes);
        return new PrivateNumbers.Edwards(bytes);
    }

    static PrivateNumbers.Weierstrass weierstrass(KeyType type, long seed) {
        Curve curve = Objects.requireNonNull(type.curve());
        return new PrivateNumbers.Weierstrass(type, curve,
                new BigInteger(curve.order().bitLength() - 2, new Random(seed)));
    }

    static PublicKey publicKey(PrivateNumbers numbers) {
        return parse(numbers.publicBlob().toByteArray());
    }

    static PublicKey parse(byte[] blob) {
        try {
            return PublicKey.parse(blob);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The key that a security key with these numbers would have: PROTOCOL.u2f, "SSH U2F Key formats". */
    static PublicKey securityKey(PrivateNumbers numbers, String application) throws MalformedException {
        WireReader plain = new WireReader(numbers.publicBlob().toByteArray());
        String type = plain.name("the type");
        String own = type.equals("ssh-ed25519")
                ? "sk-ssh-ed25519@openssh.com"
                : "sk-ecdsa-sha2-nistp256@openssh.com";
        return parse(new WireWriter().string(own).raw(plain.raw(plain.remaining(), "the rest")).string(application)
                .toByteArray());
    }

    /** What a security key would make: PROTOCOL.u2f, "SSH U2F signatures". */
    static byte[] signBySecurityKey(PrivateNumbers numbers, PublicKey key, byte[] message, int flags, long counter) {
        byte[] application = Objects.requireNonNull(key.application())
                .getBytes(StandardCharsets.UTF_8);
        byte[] signed = new WireWriter().raw(Digest.SHA256.of(application)).u8(flags).u32(counter)
                .raw(Digest.SHA256.of(message)).toByteArray();
        return new WireWriter().string(key.type()).string(numbers.sign(signed)).u8(flags).u32(counter).toByteArray();
    }

    /** Signs as a security key would that its user touches. */
    static Signer signerOfSecurityKey(PrivateNumbers numbers, PublicKey key, int flags) {
        return new Signer() {
            @Override
            public PublicKey key() {
                return key;
            }

            @Override
            public @Nullable Certificate certificate() {
                return null;
            }

            @Override
            public byte[] sign(byte[] message) {
                return signBySecurityKey(numbers, key, message, flags, 7);
            }
        };
    }

    static boolean isAccepted(PublicKey key, byte[] message, byte[] signature) {
        try {
            Verifier.verify(key, message, signature);
            return true;
        } catch (InvalidSignatureException _) {
            return false;
        }
    }
}
