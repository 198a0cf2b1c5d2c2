package dev.remit.trust.signature;

import dev.remit.trust.key.Certificate;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that verifies signatures, given as their files and the message's after them, and prints how many nanoseconds
 * that took. In a fresh process, that is what a start has to wait for.
 */
final class VerifyOnce {
    private VerifyOnce() {}

    /** Arguments: signatures, and the message at last. */
    public static void main(String[] files) throws Exception {
        byte[] message = Files.readAllBytes(Path.of(files[files.length - 1]));
        for (int i = 0; i < files.length - 1; i++) {
            byte[] armored = Files.readAllBytes(Path.of(files[i]));
            long start = System.nanoTime();
            SshSignature signature = SshSignature.parse(armored);
            signature.verify("remit-manifest", message);
            Certificate certificate = signature.certificate();
            if (certificate != null && !certificate.isSignedByAuthority()) {
                throw new IllegalStateException("not signed by its authority");
            }
            long end = System.nanoTime();
            System.out.println(end - start);
        }
    }
}
