package dev.remit.admission;

import dev.remit.config.Pin;
import dev.remit.difference.Change;
import dev.remit.trust.key.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a {@link Submission}. */
public sealed interface Admission {
    /**
     * It may run.
     *
     * @param remarks for the user
     * @param standing of its signature, to be given to {@link Gate#judge} the next time; null where there is none to
     *        speak of
     */
    record Admitted(List<String> remarks, @Nullable Standing standing) implements Admission {
        public Admitted {
            remarks = List.copyOf(remarks);
        }

        Admitted(List<String> remarks) {
            this(remarks, null);
        }
    }

    /** It may not run. */
    record Refused(String message, String remedy) implements Admission {}

    /**
     * It may run if the user accepts what is new.
     *
     * @param earlier what was accepted before
     * @param signer the new signer, when it is another one
     * @param grown what it permits that the earlier one did not
     * @param accepted what is to be remembered once the user has accepted
     */
    record Unsettled(Pin earlier, @Nullable PublicKey signer, List<Change> grown, Pin accepted) implements Admission {
        public Unsettled {
            grown = List.copyOf(grown);
        }

        /** What is to be accepted, in the words of {@code --accept-permissions}. */
        public List<String> words() {
            List<String> words = new ArrayList<>();
            if (signer != null) {
                words.add("key:" + signer.fingerprint());
            }
            grown.forEach(change -> words.add(change.what()));
            return words;
        }
    }
}
