package dev.remit.trust.signature;

import dev.remit.trust.key.InvalidSignatureException;
import dev.remit.trust.wire.MalformedException;

/** What somebody may have changed. */
final class TamperedSignature {
    private TamperedSignature() {}

    /** Whether a text verifies. Nothing but the two exceptions is taken for a refusal. */
    static boolean isAccepted(byte[] armored, String namespace, byte[] message) {
        try {
            SshSignature.parse(armored).verify(namespace, message);
            return true;
        } catch (MalformedException | InvalidSignatureException _) {
            return false;
        }
    }
}
