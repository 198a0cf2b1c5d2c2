package dev.remit.trust.store;

import dev.remit.trust.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Byte strings that are equal when their bytes are: each character of a text stands for one byte. */
final class Bytes {
    private Bytes() {}

    static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] back(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String sha256(byte[] bytes) {
        return of(Digest.SHA256.of(bytes));
    }

    /** Only old revocation lists need it, so that the time that the runtime takes to find it does not matter. */
    static String sha1(byte[] bytes) {
        try {
            return of(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
