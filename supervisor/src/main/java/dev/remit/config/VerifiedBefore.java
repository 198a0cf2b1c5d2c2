package dev.remit.config;

import dev.remit.trust.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers that something was found in order, so that the same need not be found again. An answer belongs to the very
 * bytes that it was found from, and to a span of time.
 */
public final class VerifiedBefore {
    private static final int MOST = 256;
    private static final int LONGEST = 128;
    private static final int ABSENT = -1;
    /** How the names begin, one in sixteen, that make room for others: to list the directory takes a start its time. */
    private static final String SELDOM = "0";

    private final @Nullable Path directory;

    public VerifiedBefore(ConfigPlaces places) {
        Path cache = places.cache();
        this.directory = cache == null ? null : cache.resolve(ConfigPlaces.VERIFIED);
    }

    /** A name for bytes in their order; no bytes are something else than an empty array. */
    public static String nameOf(List<Optional<byte[]>> parts) {
        byte[][] all = new byte[2 * parts.size()][];
        for (int i = 0; i < parts.size(); i++) {
            byte[] part = parts.get(i).orElse(new byte[0]);
            // With its length before it, no part can begin elsewhere.
            int length = parts.get(i).isPresent() ? part.length : ABSENT;
            all[2 * i] = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
            all[2 * i + 1] = part;
        }
        return HexFormat.of().formatHex(Digest.SHA256.of(all));
    }

    /**
     * Whether it was found in order, and {@code now} is within the time for which that holds. What is damaged, or what
     * others could have written, says no.
     */
    public boolean holds(String name, Instant now) {
        if (directory == null) {
            return false;
        }
        try {
            Optional<byte[]> bytes = ProtectedFile.read(directory.resolve(name), LONGEST);
            String[] span = new String(bytes.orElse(new byte[0]), StandardCharsets.US_ASCII).strip().split(" ", -1);
            return span.length == 2 && now.getEpochSecond() >= Long.parseLong(span[0])
                    && now.getEpochSecond() < Long.parseLong(span[1]);
        } catch (UnprotectedFileException | NumberFormatException unusable) {
            return false;
        }
    }

    /**
     * Remembers. Where that fails, the same is found out again next time, and that is all.
     *
     * @param from inclusive
     * @param until exclusive
     */
    public void remember(String name, Instant from, Instant until) {
        if (directory == null) {
            return;
        }
        String span = from.getEpochSecond() + " " + until.getEpochSecond() + "\n";
        try {
            OwnFiles.replace(directory.resolve(name), span.getBytes(StandardCharsets.US_ASCII), false);
            if (name.startsWith(SELDOM)) {
                forgetTheOldest(directory);
            }
        } catch (IOException full) {
            return;
        }
    }

    private static void forgetTheOldest(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(all::add);
        }
        if (all.size() > MOST) {
            all.sort(Comparator.comparing(VerifiedBefore::age));
            for (Path old : all.subList(0, all.size() / 2)) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
