package dev.remit.cache;

import dev.remit.admission.Standing;
import dev.remit.config.CacheFiles;
import dev.remit.config.ConfigPlaces;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a user: a file for each manifest.
 *
 * <p>An entry is, in this order: {@link #MAGIC}; the checksum of what follows, against damage; the key; whether there is a
 * standing, and that; the policy. What is of variable length stands behind its length.
 */
public final class PolicyCache {
    private static final long MAGIC = 0x72656d6974203101L;
    private static final int CHECKED_FROM = Long.BYTES + Integer.BYTES;

    private final CacheFiles files;
    private final @Nullable String build;

    /**
     * @param build identifies the classes that run; null where they are not known, so that nothing is found or kept
     */
    public PolicyCache(ConfigPlaces places, @Nullable String build) {
        this.files = new CacheFiles(places);
        this.build = build;
    }

    /** What is kept of a manifest; {@link Kept#NOTHING} where nothing is. */
    public Kept find(Subject subject) {
        if (build == null) {
            return Kept.NOTHING;
        }
        Optional<byte[]> bytes = files.read(subject.place());
        return bytes.isPresent() ? parse(bytes.get(), key(build, subject)) : Kept.NOTHING;
    }

    /** Keeps something in place of what was kept of the manifest, or of another one that stood in its place. */
    public void keep(Subject subject, Kept kept) {
        if (build != null) {
            files.write(subject.place(), format(key(build, subject), kept));
        }
    }

    private static byte[] key(String build, Subject subject) {
        EntryWriter key = new EntryWriter();
        for (String name : List.of(build, System.getProperty("os.arch"), subject.source(), subject.directory())) {
            key.bytes(name.getBytes(StandardCharsets.UTF_8));
        }
        key.bytes(subject.manifest());
        return key.finish();
    }

    private static Kept parse(byte[] bytes, byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.getLong() != MAGIC || in.getInt() != checksum(bytes) || !Arrays.equals(part(in), key)) {
                return Kept.NOTHING;
            }
            Standing standing = in.get() == 0
                    ? null
                    : new Standing(part(in), Instant.ofEpochSecond(in.getLong()), Instant.ofEpochSecond(in.getLong()));
            return new Kept(standing, part(in));
        } catch (BufferUnderflowException | DateTimeException damaged) {
            return Kept.NOTHING;
        }
    }

    private static byte[] part(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }

    private static byte[] format(byte[] key, Kept kept) {
        Standing standing = kept.standing();
        int grounds = standing == null ? 0 : Integer.BYTES + standing.grounds().length + 2 * Long.BYTES;
        ByteBuffer out = ByteBuffer
                .allocate(CHECKED_FROM + 2 * Integer.BYTES + key.length + 1 + grounds + kept.policy().length);
        out.putLong(MAGIC).putInt(0).putInt(key.length).put(key).put((byte) (standing == null ? 0 : 1));
        if (standing != null) {
            out.putInt(standing.grounds().length).put(standing.grounds()).putLong(standing.from().getEpochSecond())
                    .putLong(standing.until().getEpochSecond());
        }
        out.putInt(kept.policy().length).put(kept.policy());
        return out.putInt(Long.BYTES, checksum(out.array())).array();
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
        return (int) checksum.getValue();
    }
}
