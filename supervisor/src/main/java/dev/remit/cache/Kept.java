package dev.remit.cache;

import dev.remit.admission.Standing;
import dev.remit.machine.Machine;
import dev.remit.machine.Question;
import dev.remit.machine.Sighting;
import dev.remit.manifest.Claims;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a manifest.
 *
 * @param standing of its signature; null where that was never found in order
 * @param policy as it is written; empty where none can be kept
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Kept(@Nullable Standing standing, byte[] policy) {
    /** Of a manifest that nothing is known of. */
    public static final Kept NOTHING = new Kept(null, new byte[0]);

    private static final Question[] QUESTIONS = Question.values();

    /** The same with another standing. */
    public Kept with(@Nullable Standing other) {
        return new Kept(other, policy);
    }

    /**
     * With a policy.
     *
     * @param machine that it was made for, with all that was asked of it
     */
    public static Kept of(@Nullable Standing standing, KeptPolicy policy, Machine machine) {
        EntryWriter out = new EntryWriter();
        List<Sighting> sightings = machine.sightings();
        // Made for one run, and made again for the next.
        sightings.removeIf(sighting -> sighting.question() == Question.KIND
                && sighting.subject().equals(policy.lowering().temporary()));
        out.all(sightings, Kept::write);
        PolicyForm.write(out, policy.policy());
        out.text(policy.claims().author());
        out.text(policy.claims().name());
        out.text(policy.claims().version());
        out.text(policy.warnings());
        LoweringForm.write(out, policy.lowering());
        return new Kept(standing, out.finish());
    }

    /** The policy, if it would be made the same again; else null. */
    public @Nullable KeptPolicy policyOn(Machine machine) {
        if (policy.length == 0) {
            return null;
        }
        try {
            EntryReader in = new EntryReader(ByteBuffer.wrap(policy));
            return machine.agreesWith(in.all(Kept::sighting)) ? read(in) : null;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException damaged) {
            return null;
        }
    }

    private static @Nullable KeptPolicy read(EntryReader in) {
        KeptPolicy read = new KeptPolicy(PolicyForm.read(in), new Claims(in.textOrNull(), in.text(), in.text()),
                in.text(), LoweringForm.read(in));
        return in.isAtEnd() ? read : null;
    }

    private static void write(EntryWriter out, Sighting sighting) {
        out.constant(sighting.question());
        out.text(sighting.subject());
        out.text(sighting.answer());
    }

    private static Sighting sighting(EntryReader in) {
        return new Sighting(in.constant(QUESTIONS), in.text(), in.text());
    }
}
