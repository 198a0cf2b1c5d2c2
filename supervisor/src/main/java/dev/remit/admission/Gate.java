package dev.remit.admission;

import dev.remit.display.ShellWord;
import dev.remit.config.ConfigPlaces;
import dev.remit.config.Pin;
import dev.remit.config.Pins;
import dev.remit.config.ProtectedFile;
import dev.remit.config.UnprotectedFileException;
import dev.remit.difference.Change;
import dev.remit.manifest.Unsigned;
import dev.remit.trust.key.PublicKey;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides on manifests. What it needs of keys and signatures is loaded only where a signature is to be checked. */
public final class Gate {
    /** Of signatures of manifests. */
    public static final String NAMESPACE = "remit-manifest";

    private final ConfigPlaces places;
    private final Pins pins;
    private final Unsigned unsigned;
    private final boolean privileged;

    /**
     * @param places of what was decided earlier
     * @param unsigned what becomes of manifests without a signature
     * @param privileged whether the program runs as root
     */
    public Gate(ConfigPlaces places, Unsigned unsigned, boolean privileged) {
        this.places = places;
        this.pins = new Pins(places);
        this.unsigned = unsigned;
        this.privileged = privileged;
    }

    /**
     * Decides.
     *
     * @param earlier what was found of its signature before; null where nothing was
     * @param growth what the submitted manifest permits beyond an earlier one, of which it is given the bytes
     */
    public Admission judge(Submission submission, Instant now, @Nullable Standing earlier,
            Function<byte[], List<Change>> growth) {
        try {
            return submission.evidence().signature().isPresent()
                    ? signed(submission, now, earlier, growth)
                    : unsigned(submission);
        } catch (UnprotectedFileException unsafe) {
            return new Admission.Refused(String.valueOf(unsafe.getMessage()), "");
        } catch (RefusalException refusal) {
            return new Admission.Refused(String.valueOf(refusal.getMessage()), refusal.remedy());
        }
    }

    /** Remembers what a user has accepted. */
    public void accept(Admission.Unsettled question) throws IOException {
        pins.put(question.accepted());
    }

    private Admission unsigned(Submission submission) throws UnprotectedFileException {
        String author = submission.author();
        String file = submission.file().toString();
        if (author != null && pins.knows(new Pin.Application(author, submission.name()))) {
            String application = author + "/" + submission.name();
            return new Admission.Refused(file + ": bears no signature, but " + application
                    + " was signed when it was run before",
                    "Get the signature from its author, to stand beside it as " + file
                            + ".sig; or, if you know why it is "
                            + "missing: remit trust forget " + ShellWord.of(application));
        }
        if (unsigned == Unsigned.REFUSE) {
            return new Admission.Refused(file + ": bears no signature, and the settings refuse such manifests",
                    "Sign it with `remit sign`, or get it signed by its author.");
        }
        if (privileged) {
            // Whoever can write it says what root's program may do.
            ProtectedFile.check(submission.file());
        }
        return new Admission.Admitted(
                unsigned == Unsigned.WARN
                        ? List.of(file + ": bears no signature; anybody may have written it")
                        : List.of());
    }

    private Admission signed(Submission submission, Instant now, @Nullable Standing earlier,
            Function<byte[], List<Change>> growth) throws UnprotectedFileException, RefusalException {
        Pin.Application application = SignatureCheck.application(submission);
        TrustFiles files = TrustFiles.read(places);
        Optional<byte[]> pinned = pins.read(application);
        Submission.Evidence evidence = submission.evidence();
        List<Optional<byte[]>> parts = new ArrayList<>(
                List.of(pinned, Optional.of(evidence.manifest()), evidence.signature(), evidence.rotations()));
        parts.addAll(files.parts());
        byte[] grounds = Standing.grounds(parts);
        if (earlier != null && earlier.holds(grounds, now)) {
            return new Admission.Admitted(List.of(), earlier);
        }
        Pin pin = pinned.isPresent() ? pins.parse(application, pinned.get()) : null;
        TrustedSigner signer;
        try {
            signer = SignatureCheck.check(submission, files, pin, now);
        } catch (RefusalException refusal) {
            return stranger(submission, refusal, pin, growth);
        }
        if (pin != null && isOf(pin, submission, signer)) {
            return new Admission.Admitted(List.of(), new Standing(grounds, signer.from(), signer.until()));
        }
        return continuity(submission, application, signer, pin, growth);
    }

    /** Another signer than before may be right, even one of whom nothing is known: whoever knew the first one decides. */
    private static Admission stranger(Submission submission, RefusalException refusal, @Nullable Pin pin,
            Function<byte[], List<Change>> growth) throws RefusalException {
        PublicKey stranger = refusal.stranger();
        if (pin == null || stranger == null || pin.key().equals(stranger.line())) {
            throw refusal;
        }
        return new Admission.Unsettled(pin, stranger, growth.apply(pin.manifest().bytes()),
                accepted(submission, pin.application(), stranger, true));
    }

    private static Pin accepted(Submission submission, Pin.Application application, PublicKey key, boolean explicit) {
        return Pins.now(application, key.line(), explicit,
                new Pin.Content(submission.version(), submission.evidence().manifest()));
    }

    /** What holds from the first use on: the same signer, and no more permissions. */
    private Admission continuity(Submission submission, Pin.Application application, TrustedSigner signer,
            @Nullable Pin pin, Function<byte[], List<Change>> growth) {
        boolean sameSigner = pin != null && pin.key().equals(signer.identity().line());
        boolean explicit = signer.trust() != TrustedSigner.Trust.LISTED
                || (sameSigner && pin != null && pin.explicit());
        Pin accepted = accepted(submission, application, signer.identity(), explicit);
        if (pin == null) {
            return admitted(accepted, "run for the first time, signed by " + signer.identity().fingerprint());
        }
        List<Change> grown = growth.apply(pin.manifest().bytes());
        boolean settled = sameSigner || signer.trust() == TrustedSigner.Trust.ROTATED;
        if (!grown.isEmpty() || !settled) {
            return new Admission.Unsettled(pin, settled ? null : signer.identity(), grown, accepted);
        }
        return admitted(accepted, sameSigner
                ? ""
                : "signed by its author's new key " + signer.identity().fingerprint() + ", as the old one says");
    }

    /** Whether a pin is of the very manifest that is submitted, by the same signer. */
    private static boolean isOf(Pin pin, Submission submission, TrustedSigner signer) {
        return Arrays.equals(pin.manifest().bytes(), submission.evidence().manifest())
                && pin.key().equals(signer.identity().line());
    }

    /** Keeps a pin; where that fails, the next run is one for the first time again. */
    private Admission admitted(Pin pin, String remark) {
        List<String> remarks = new ArrayList<>();
        if (!remark.isEmpty()) {
            remarks.add(pin.application() + ": " + remark);
        }
        try {
            pins.put(pin);
        } catch (IOException failure) {
            remarks.add(pin.application() + ": its signer cannot be remembered: " + failure.getMessage());
        }
        return new Admission.Admitted(remarks);
    }
}
