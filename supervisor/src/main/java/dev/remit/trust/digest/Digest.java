package dev.remit.trust.digest;

import java.util.HexFormat;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * The digests that signatures are made over, and by which keys are named.
 *
 * @see <a href="https://doi.org/10.6028/NIST.FIPS.180-4">FIPS 180-4</a>
 */
public enum Digest {
    SHA256(32) {
        @Override
        ExtendedDigest begin() {
            return new SHA256Digest(Beginnings.sha256());
        }
    },
    SHA384(48) {
        @Override
        ExtendedDigest begin() {
            return new LongSha2(Beginnings.SHA384, length());
        }
    },
    SHA512(64) {
        @Override
        ExtendedDigest begin() {
            return new LongSha2(Beginnings.SHA512, length());
        }
    };

    private final int length;

    Digest(int length) {
        this.length = length;
    }

    abstract ExtendedDigest begin();

    /** How many bytes it yields. */
    public int length() {
        return length;
    }

    /** The digest of some bytes, one array after the other. */
    public byte[] of(byte[]... parts) {
        ExtendedDigest digest = begin();
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] result = new byte[length];
        digest.doFinal(result, 0);
        return result;
    }

    /** The states from which computing begins, FIPS 180-4, section 5.3. */
    private static final class Beginnings {
        /** As {@code getEncodedState} gives it: nothing digested yet, for any purpose. */
        private static final String SHA256 = "0".repeat(32)
                + "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19" + "0".repeat(8) + "09";
        static final long[] SHA384 = {0xcbbb9d5dc1059ed8L, 0x629a292a367cd507L, 0x9159015a3070dd17L,
            0x152fecd8f70e5939L, 0x67332667ffc00b31L, 0x8eb44a8768581511L, 0xdb0c2e0d64f98fa7L, 0x47b5481dbefa4fa4L};
        static final long[] SHA512 = {0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL,
            0xa54ff53a5f1d36f1L, 0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L};

        static byte[] sha256() {
            return HexFormat.of().parseHex(SHA256);
        }
    }
}
