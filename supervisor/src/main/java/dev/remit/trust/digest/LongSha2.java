package dev.remit.trust.digest;

import org.bouncycastle.crypto.CryptoServiceProperties;
import org.bouncycastle.crypto.digests.LongDigest;
import org.bouncycastle.util.Memoable;

/** SHA-384 and SHA-512: Bouncy Castle's computation from a given beginning, without its registry of services. */
final class LongSha2 extends LongDigest {
    private final long[] beginning;
    private final int length;

    /** @param length in bytes */
    LongSha2(long[] beginning, int length) {
        this.beginning = beginning;
        this.length = length;
        restart();
    }

    @Override
    public String getAlgorithmName() {
        return "SHA-" + length * Byte.SIZE;
    }

    @Override
    public int getDigestSize() {
        return length;
    }

    @Override
    public int doFinal(byte[] result, int offset) {
        finish();
        long[] words = {H1, H2, H3, H4, H5, H6, H7, H8};
        for (int i = 0; i < length; i++) {
            int shift = Long.SIZE - Byte.SIZE - i % Long.BYTES * Byte.SIZE;
            result[offset + i] = (byte) (words[i / Long.BYTES] >>> shift);
        }
        restart();
        return length;
    }

    private void restart() {
        super.reset();
        H1 = beginning[0];
        H2 = beginning[1];
        H3 = beginning[2];
        H4 = beginning[3];
        H5 = beginning[4];
        H6 = beginning[5];
        H7 = beginning[6];
        H8 = beginning[7];
    }

    @Override
    public void reset() {
        // The constructor of the superclass calls this before there is anything to begin with.
        super.reset();
        if (beginning != null) {
            restart();
        }
    }

    @Override
    public Memoable copy() {
        LongSha2 copy = new LongSha2(beginning, length);
        copy.reset(this);
        return copy;
    }

    @Override
    public void reset(Memoable other) {
        copyIn((LongDigest) other);
    }

    @Override
    public byte[] getEncodedState() {
        throw new UnsupportedOperationException("not kept");
    }

    @Override
    protected CryptoServiceProperties cryptoServiceProperties() {
        throw new UnsupportedOperationException("not registered");
    }
}
