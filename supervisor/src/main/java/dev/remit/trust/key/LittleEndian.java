package dev.remit.trust.key;

import java.math.BigInteger;

/** Numbers as Ed25519 writes them: the lowest byte first. */
final class LittleEndian {
    private LittleEndian() {}

    static BigInteger number(byte[] bytes) {
        return new BigInteger(1, reversed(bytes, bytes.length));
    }

    /** @param number below 256 to the power of {@code length} */
    static byte[] bytes(BigInteger number, int length) {
        return reversed(number.toByteArray(), length);
    }

    private static byte[] reversed(byte[] bytes, int length) {
        byte[] result = new byte[length];
        for (int i = 0; i < Math.min(length, bytes.length); i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }
}
