package dev.remit.config;

import dev.remit.trust.digest.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The applications whose signers a user knows, a file for each. */
public final class Pins {
    /** A manifest's megabyte as text, and what stands beside it. */
    private static final int LONGEST = 2 << 20;
    private static final String SUFFIX = ".pin";

    private final @Nullable Path directory;

    /** @param places where the user has none, there are no pins */
    public Pins(ConfigPlaces places) {
        Path user = places.user();
        this.directory = user == null ? null : user.resolve(ConfigPlaces.PINS);
    }

    /** Whether there is a pin of an application, whatever it says. */
    public boolean knows(Pin.Application application) {
        return directory != null && Files.exists(file(directory, application), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The bytes of an application's pin, for what depends on them.
     *
     * @throws UnprotectedFileException when others could have written it
     */
    public Optional<byte[]> read(Pin.Application application) throws UnprotectedFileException {
        return directory == null ? Optional.empty() : ProtectedFile.read(file(directory, application), LONGEST);
    }

    /**
     * Takes the bytes of a pin apart.
     *
     * @throws UnprotectedFileException when they are none of this application
     */
    public Pin parse(Pin.Application application, byte[] bytes) throws UnprotectedFileException {
        Path file = directory == null ? Path.of(SUFFIX) : file(directory, application);
        try {
            Pin pin = Pin.parse(bytes);
            if (!pin.application().equals(application)) {
                throw new IOException("is damaged: it speaks of " + pin.application());
            }
            return pin;
        } catch (IOException malformed) {
            throw new UnprotectedFileException(file, malformed.getMessage()
                    + "; `remit trust forget " + application + "` removes it");
        }
    }

    /** Keeps a pin in place of the earlier one. */
    public void put(Pin pin) throws IOException {
        if (directory == null) {
            throw new IOException("there is no home directory to keep it in: HOME and XDG_CONFIG_HOME are not set");
        }
        OwnFiles.replace(file(directory, pin.application()), pin.format(), false);
    }

    /** Removes a pin; returns whether there was one. */
    public boolean remove(Pin.Application application) throws IOException {
        return directory != null && Files.deleteIfExists(file(directory, application));
    }

    /**
     * All, in the order of their applications.
     *
     * @throws UnprotectedFileException when one cannot be believed
     */
    public List<Pin> all() throws IOException, UnprotectedFileException {
        List<Pin> all = new ArrayList<>();
        if (directory == null) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                Optional<byte[]> bytes = ProtectedFile.read(file, LONGEST);
                if (bytes.isPresent()) {
                    all.add(parsed(file, bytes.get()));
                }
            }
        } catch (NoSuchFileException none) {
            return all;
        }
        all.sort(Comparator.comparing(pin -> pin.application().toString()));
        return all;
    }

    private static Pin parsed(Path file, byte[] bytes) throws UnprotectedFileException {
        try {
            return Pin.parse(bytes);
        } catch (IOException malformed) {
            throw new UnprotectedFileException(file, malformed.getMessage() + "; remove it");
        }
    }

    /** A pin for what is accepted now. */
    public static Pin now(Pin.Application application, String key, boolean explicit, Pin.Content manifest) {
        return new Pin(application, key, explicit, Instant.ofEpochSecond(Instant.now().getEpochSecond()), manifest);
    }

    /** Names may hold what file names cannot. */
    private static Path file(Path directory, Pin.Application application) {
        byte[] digest = Digest.SHA256
                .of((application.author() + "\0" + application.name()).getBytes(StandardCharsets.UTF_8));
        return directory.resolve(HexFormat.of().formatHex(digest, 0, 16) + SUFFIX);
    }
}
