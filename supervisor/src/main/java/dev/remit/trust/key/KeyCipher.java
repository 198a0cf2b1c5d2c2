package dev.remit.trust.key;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.DefaultBufferedBlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/** What {@code ssh-keygen -Z} encrypts private keys with. */
enum KeyCipher {
    NONE("none", 0, 0, 0),
    AES128_CBC("aes128-cbc", 16, 16, 0),
    AES192_CBC("aes192-cbc", 24, 16, 0),
    AES256_CBC("aes256-cbc", 32, 16, 0),
    AES128_CTR("aes128-ctr", 16, 16, 0),
    AES192_CTR("aes192-ctr", 24, 16, 0),
    AES256_CTR("aes256-ctr", 32, 16, 0),
    AES128_GCM("aes128-gcm@openssh.com", 16, 12, 16),
    AES256_GCM("aes256-gcm@openssh.com", 32, 12, 16),
    TRIPLE_DES_CBC("3des-cbc", 24, 8, 0),
    CHACHA20_POLY1305("chacha20-poly1305@openssh.com", 64, 0, 16);

    private static final KeyCipher[] ALL = values();
    private static final int AES_BLOCK = 16;
    private static final int SHORT_BLOCK = 8;
    private static final int CHACHA_KEY = 32;
    private static final int CHACHA_BLOCK = 64;

    private final String label;
    private final int keyLength;
    private final int ivLength;
    private final int tagLength;

    KeyCipher(String label, int keyLength, int ivLength, int tagLength) {
        this.label = label;
        this.keyLength = keyLength;
        this.ivLength = ivLength;
        this.tagLength = tagLength;
    }

    static @Nullable KeyCipher named(String label) {
        for (KeyCipher cipher : ALL) {
            if (cipher.label.equals(label)) {
                return cipher;
            }
        }
        return null;
    }

    /** In bytes, as everything here. */
    int keyLength() {
        return keyLength;
    }

    int ivLength() {
        return ivLength;
    }

    /** Of what stands after the encrypted bytes and proves that they are whole. */
    int tagLength() {
        return tagLength;
    }

    int blockLength() {
        return switch (this) {
            case NONE, TRIPLE_DES_CBC, CHACHA20_POLY1305 -> SHORT_BLOCK;
            default -> AES_BLOCK;
        };
    }

    /**
     * Decrypts whole blocks.
     *
     * @param derived the key, and the initialisation vector after it
     * @return null when the tag is not the right one
     */
    byte @Nullable [] decrypt(byte[] derived, byte[] encrypted, byte[] tag) {
        KeyParameter key = new KeyParameter(derived, 0, keyLength);
        byte[] iv = Arrays.copyOfRange(derived, keyLength, keyLength + ivLength);
        return switch (this) {
            case NONE -> encrypted.clone();
            case AES128_CBC, AES192_CBC, AES256_CBC ->
                whole(CBCBlockCipher.newInstance(AESEngine.newInstance()), new ParametersWithIV(key, iv), encrypted);
            case AES128_CTR, AES192_CTR, AES256_CTR ->
                whole(SICBlockCipher.newInstance(AESEngine.newInstance()), new ParametersWithIV(key, iv), encrypted);
            case TRIPLE_DES_CBC ->
                whole(CBCBlockCipher.newInstance(new DESedeEngine()), new ParametersWithIV(key, iv), encrypted);
            case AES128_GCM, AES256_GCM -> galois(new AEADParameters(key, tagLength * Byte.SIZE, iv), encrypted, tag);
            case CHACHA20_POLY1305 -> chacha(derived, encrypted, tag);
        };
    }

    /** Decrypts with a block cipher. */
    static byte[] whole(BlockCipher cipher, CipherParameters parameters, byte[] encrypted) {
        DefaultBufferedBlockCipher buffered = new DefaultBufferedBlockCipher(cipher);
        buffered.init(false, parameters);
        byte[] plain = new byte[encrypted.length];
        try {
            int length = buffered.processBytes(encrypted, 0, encrypted.length, plain, 0);
            buffered.doFinal(plain, length);
        } catch (InvalidCipherTextException e) {
            throw new IllegalArgumentException("not whole blocks", e);
        }
        return plain;
    }

    private static byte @Nullable [] galois(AEADParameters parameters, byte[] encrypted, byte[] tag) {
        GCMBlockCipher cipher = (GCMBlockCipher) GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(false, parameters);
        byte[] plain = new byte[encrypted.length + tag.length];
        int length = cipher.processBytes(encrypted, 0, encrypted.length, plain, 0);
        length += cipher.processBytes(tag, 0, tag.length, plain, length);
        try {
            cipher.doFinal(plain, length);
        } catch (InvalidCipherTextException _) {
            return null;
        }
        return Arrays.copyOf(plain, encrypted.length);
    }

    /** PROTOCOL.chacha20poly1305, for packet number 0 and without a length in front: only the first half of the key. */
    private static byte @Nullable [] chacha(byte[] derived, byte[] encrypted, byte[] tag) {
        ChaChaEngine engine = new ChaChaEngine();
        engine.init(false, new ParametersWithIV(new KeyParameter(derived, 0, CHACHA_KEY), new byte[Long.BYTES]));
        byte[] first = new byte[CHACHA_BLOCK];
        engine.processBytes(new byte[CHACHA_BLOCK], 0, CHACHA_BLOCK, first, 0);
        Poly1305 authenticator = new Poly1305();
        authenticator.init(new KeyParameter(first, 0, CHACHA_KEY));
        authenticator.update(encrypted, 0, encrypted.length);
        byte[] expected = new byte[authenticator.getMacSize()];
        authenticator.doFinal(expected, 0);
        if (!Arrays.equals(expected, tag)) {
            return null;
        }
        byte[] plain = new byte[encrypted.length];
        engine.processBytes(encrypted, 0, encrypted.length, plain, 0);
        return plain;
    }
}
