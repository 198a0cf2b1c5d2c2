package dev.remit.admission;

import dev.remit.config.ConfigPlaces;
import dev.remit.config.ProtectedFile;
import dev.remit.config.UnprotectedFileException;
import dev.remit.trust.store.StoreFormatException;
import dev.remit.trust.store.TrustStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lists of allowed signers and of revoked keys, the system's before the user's. They are read at once, and understood
 * only when somebody asks.
 *
 * @param lists one for each place
 */
public record TrustFiles(List<Lists> lists) {
    private static final int LONGEST = 16 << 20;
    private static final Path LOCAL_TIME = Path.of("/etc/localtime");

    /**
     * The lists of one place.
     *
     * @param signers where its list of allowed signers is
     * @param revocations where its list of revoked keys is
     */
    public record Lists(Path signers, Optional<byte[]> allowed, Path revocations, Optional<byte[]> revoked) {}

    /** Reads those that decide for a user. */
    public static TrustFiles read(ConfigPlaces places) throws UnprotectedFileException {
        List<Path> files = new ArrayList<>();
        add(places.system(), files);
        add(places.user(), files);
        List<Optional<byte[]>> contents = ProtectedFile.readAll(files, LONGEST);
        List<Lists> all = new ArrayList<>();
        for (int i = 0; i < files.size(); i += 2) {
            all.add(new Lists(files.get(i), contents.get(i), files.get(i + 1), contents.get(i + 1)));
        }
        return new TrustFiles(all);
    }

    /** One list of allowed signers in place of those. */
    public static TrustFiles of(Path signers) throws UnprotectedFileException {
        return new TrustFiles(
                List.of(new Lists(signers, ProtectedFile.read(signers, LONGEST), signers, Optional.empty())));
    }

    /** The same, and one more list of revoked keys. */
    public TrustFiles revoking(Path revocations) throws UnprotectedFileException {
        List<Lists> more = new ArrayList<>(lists);
        more.add(new Lists(revocations, Optional.empty(), revocations, ProtectedFile.read(revocations, LONGEST)));
        return new TrustFiles(more);
    }

    /**
     * Takes them apart.
     *
     * @throws RefusalException when one cannot be understood: then none of them decides anything
     */
    public TrustStore understood() throws RefusalException {
        List<TrustStore.Source> sources = new ArrayList<>();
        for (Lists each : lists) {
            sources.add(new TrustStore.Source(each.signers.toString(), each.allowed.orElse(new byte[0]),
                    each.revocations.toString(), each.revoked.orElse(new byte[0])));
        }
        try {
            return TrustStore.of(sources);
        } catch (StoreFormatException malformed) {
            throw new RefusalException(String.valueOf(malformed.getMessage()),
                    "Correct it: as long as it cannot be understood, no signature is believed.");
        }
    }

    private static void add(@Nullable Path place, List<Path> files) {
        if (place != null) {
            files.add(place.resolve(ConfigPlaces.ALLOWED_SIGNERS));
            files.add(place.resolve(ConfigPlaces.REVOKED_KEYS));
        }
    }

    /** All that an answer from these lists depends on: times in them may be local ones. */
    List<Optional<byte[]>> parts() {
        List<Optional<byte[]>> parts = new ArrayList<>();
        parts.add(Optional.of(zone().getBytes(StandardCharsets.UTF_8)));
        for (Lists each : lists) {
            parts.add(each.allowed);
            parts.add(each.revoked);
        }
        return parts;
    }

    /** What the runtime finds the machine's time zone by, without having it load all of them. */
    private static String zone() {
        try {
            return System.getenv("TZ") + "\n" + LOCAL_TIME.toRealPath() + "\n"
                    + Files.getLastModifiedTime(LOCAL_TIME).toMillis();
        } catch (IOException none) {
            return System.getenv("TZ") + "\n";
        }
    }
}
