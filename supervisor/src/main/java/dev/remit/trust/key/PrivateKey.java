package dev.remit.trust.key;

import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * A private key at hand.
 *
 * <p>{@link #close} overwrites what is secret as far as Java lets one: the seed of an Ed25519 key. The numbers of other keys
 * cannot be overwritten, and live until the process ends.
 */
public final class PrivateKey implements Signer, AutoCloseable {
    private final PublicKey key;
    private final PrivateNumbers numbers;
    private final @Nullable Certificate certificate;

    private PrivateKey(PublicKey key, PrivateNumbers numbers, @Nullable Certificate certificate) {
        this.key = key;
        this.numbers = numbers;
        this.certificate = certificate;
    }

    /** @throws MalformedException when the public key that belongs to these numbers is not accepted */
    static PrivateKey of(PrivateNumbers numbers) throws MalformedException {
        return new PrivateKey(PublicKey.parse(numbers.publicBlob().toByteArray()), numbers, null);
    }

    /**
     * The same, whose signatures carry a certificate.
     *
     * @throws MalformedException when it is of another key
     */
    public PrivateKey certified(Certificate other) throws MalformedException {
        if (!other.key().equals(key)) {
            throw new MalformedException("the certificate is of the key " + other.key().fingerprint()
                    + " and not of " + key.fingerprint(), 0);
        }
        return new PrivateKey(key, numbers, other);
    }

    @Override
    public PublicKey key() {
        return key;
    }

    @Override
    public @Nullable Certificate certificate() {
        return certificate;
    }

    @Override
    public byte[] sign(byte[] message) {
        return new WireWriter().string(numbers.algorithm()).string(numbers.sign(message)).toByteArray();
    }

    @Override
    public void close() {
        numbers.wipe();
    }

    @Override
    public String toString() {
        return "private key of " + key;
    }
}
