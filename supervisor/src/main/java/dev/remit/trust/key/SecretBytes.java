package dev.remit.trust.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Passphrases as bytes. */
final class SecretBytes {
    /** UTF-8 takes no more bytes for a {@code char}. */
    private static final int LONGEST_CHARACTER = 3;

    private SecretBytes() {}

    /**
     * Asks for a passphrase, and leaves nothing of it behind but the result.
     *
     * @return in UTF-8, as terminals give it; for the caller to overwrite
     * @throws PassphraseException when there is none, or an empty one, which no encrypted key has
     */
    static byte[] ask(Passphrase passphrase) throws PassphraseException, IOException {
        char[] characters = passphrase.ask();
        if (characters == null) {
            throw new PassphraseException(false);
        }
        ByteBuffer encoded = ByteBuffer.allocate(characters.length * LONGEST_CHARACTER);
        StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(characters), encoded, true);
        Arrays.fill(characters, '\0');
        byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
        Arrays.fill(encoded.array(), (byte) 0);
        if (bytes.length == 0) {
            throw new PassphraseException(true);
        }
        return bytes;
    }
}
