package dev.remit.config;

import dev.remit.display.ShellWord;
import dev.remit.display.Visible;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link ProtectedFile} on behalf of a certain user. */
final class Inspection {
    private static final int GROUP_AND_OTHERS = 077;
    private static final int OTHERS = 07;

    private final int own;

    /** @param own the user id that counts as the caller's */
    Inspection(int own) {
        this.own = own;
    }

    Optional<byte[]> read(Path file, int maximum) throws UnprotectedFileException {
        return readAll(List.of(file), maximum).getFirst();
    }

    List<Optional<byte[]>> readAll(List<Path> files, int maximum) throws UnprotectedFileException {
        Map<Path, Optional<Component>> seen = new HashMap<>();
        List<Optional<byte[]>> contents = new ArrayList<>();
        for (Path file : files) {
            Optional<Component> found = new Walk(file, own, seen).toEnd();
            contents.add(found.isEmpty() ? Optional.empty() : Optional.of(content(file, found.get(), maximum)));
        }
        return contents;
    }

    Optional<Path> check(Path path) throws UnprotectedFileException {
        Optional<Component> found = new Walk(path, own).toEnd();
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get().path());
    }

    Optional<Path> checkSecret(Path file) throws UnprotectedFileException {
        Optional<Component> found = secret(file);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get().path());
    }

    Optional<byte[]> readSecret(Path file, int maximum) throws UnprotectedFileException {
        Optional<Component> found = secret(file);
        return found.isEmpty() ? Optional.empty() : Optional.of(content(file, found.get(), maximum));
    }

    private Optional<Component> secret(Path file) throws UnprotectedFileException {
        Optional<Component> found = new Walk(file, own).toEnd();
        if (found.isPresent()) {
            Component component = found.get();
            requireRegular(file, component);
            int forbidden = component.owner() == own ? GROUP_AND_OTHERS : OTHERS;
            if ((component.mode() & forbidden) != 0) {
                throw new UnprotectedFileException(file, component.described(file)
                        + " lets others read it, but it is to hold a secret; run: chmod "
                        + (component.owner() == own ? "600 " : "o-rwx ")
                        + ShellWord.of(Visible.of(component.path().toString())));
            }
        }
        return found;
    }

    private static byte[] content(Path asked, Component file, int maximum) throws UnprotectedFileException {
        requireRegular(asked, file);
        try (InputStream in = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(maximum);
            if (in.read() >= 0) {
                throw new UnprotectedFileException(asked,
                        "it has more than " + maximum + " bytes, which is more than such a file needs");
            }
            return content;
        } catch (AccessDeniedException e) {
            throw new UnprotectedFileException(asked, file.described(asked) + " cannot be read: permission denied");
        } catch (IOException e) {
            throw new UnprotectedFileException(asked, "it cannot be read: " + e.getMessage());
        }
    }

    private static void requireRegular(Path asked, Component file) throws UnprotectedFileException {
        if (!file.isRegular()) {
            throw new UnprotectedFileException(asked,
                    file.described(asked) + " is " + file.kind() + ", but a regular file is needed");
        }
    }
}
