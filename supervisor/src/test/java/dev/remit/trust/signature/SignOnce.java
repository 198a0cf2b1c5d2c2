package dev.remit.trust.signature;

import dev.remit.trust.key.PrivateKey;
import dev.remit.trust.key.PrivateKeyFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that signs with each private key whose file it is given, and verifies that. */
final class SignOnce {
    static final String SECRET = "secret";

    private SignOnce() {}

    /** Arguments: files with private keys, whose passphrase is {@link #SECRET} if they have one. */
    public static void main(String[] files) throws Exception {
        byte[] message = {1, 2, 3};
        for (String file : files) {
            try (PrivateKey key = PrivateKeyFile.parse(Files.readAllBytes(Path.of(file)), SECRET::toCharArray)) {
                SshSignature.parse(SshSignature.sign(key, "test", message)).verify("test", message);
                System.out.println("signed");
            }
        }
    }
}
