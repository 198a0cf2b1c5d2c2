package dev.remit.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A machine whose files were unpacked below a directory; its other files do not exist. */
record MachinePlaces(Path root, Map<String, String> environment) implements PlaceView {
    private Path place(String path) {
        return root.resolve(path.substring(1));
    }

    @Override
    public Kind kindOf(String path) {
        Path place = place(path);
        if (Files.isSymbolicLink(place)) {
            return Kind.LINK;
        }
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return Kind.DIRECTORY;
        }
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return Kind.MISSING;
        }
        return path.startsWith("/dev/") ? Kind.OTHER : Kind.FILE;
    }

    @Override
    public String readLink(String path) {
        try {
            return Files.readSymbolicLink(place(path)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public boolean isExecutable(String path) {
        return kindOf(path) == Kind.FILE;
    }

    @Override
    public List<String> mountTable() {
        return List.of();
    }

    @Override
    public @Nullable String variable(String name) {
        return environment.get(name);
    }
}
