package dev.remit.launch;

import dev.remit.policy.Extent;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Policy;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program's own temporary directory, made for one run and removed with all that is in it. Does nothing for a policy
 * that asks for none.
 */
public final class TemporaryDirectory implements AutoCloseable {
    private static final String PREFIX = "remit-";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> ATTRIBUTE = PosixFilePermissions
            .asFileAttribute(PRIVATE);

    private final @Nullable Path path;
    private final Policy policy;

    private TemporaryDirectory(@Nullable Path path, Policy policy) {
        this.path = path;
        this.policy = policy;
    }

    /**
     * Makes the directory if {@code policy} asks for one.
     *
     * @throws LaunchException when it cannot be made
     */
    public static TemporaryDirectory of(Policy policy) throws LaunchException {
        return of(policy, "");
    }

    /**
     * Makes the directory if {@code policy} asks for one.
     *
     * @param preferred an absolute path where one was before, which is taken again if nothing stands there; else, and
     *        where that is empty, the directory gets a name of its own
     * @throws LaunchException when it cannot be made
     */
    public static TemporaryDirectory of(Policy policy, String preferred) throws LaunchException {
        if (!policy.program().privateTemporaryDirectory()) {
            return new TemporaryDirectory(null, policy);
        }
        try {
            Path made = preferred.isEmpty() ? null : again(Path.of(preferred));
            if (made == null) {
                made = Files.createTempDirectory(PREFIX, ATTRIBUTE).toRealPath();
            }
            return new TemporaryDirectory(made, withRule(policy, made));
        } catch (IOException failure) {
            throw new LaunchException(LaunchException.REMIT_FAILED,
                    "cannot make a private temporary directory: " + failure.getMessage(),
                    "Make the system's temporary directory writable.");
        }
    }

    /**
     * Makes a directory where one was before; null where that is not possible. Whoever takes the name away beforehand gains
     * nothing: a directory is made, or another name is taken.
     */
    private static @Nullable Path again(Path path) {
        try {
            Path made = Files.createDirectory(path, ATTRIBUTE);
            if (made.toRealPath().equals(path)) {
                return made;
            }
            Files.delete(made);
            return null;
        } catch (IOException taken) {
            return null;
        }
    }

    private static Policy withRule(Policy policy, Path made) {
        return policy.withRules(policy.rules().with(
                new PathRule(PathPattern.literal(made.toString(), Extent.SUBTREE), Permission.READ_WRITE,
                        new Origin(policy.source(), 0, 0, "temporaryDirectory"))));
    }

    /** The policy, with a rule for the directory. */
    public Policy policy() {
        return policy;
    }

    /** The directory's path, or an empty string when there is none. */
    public String path() {
        return path == null ? "" : path.toString();
    }

    /** Removes the directory; what cannot be removed stays. Follows no link. */
    @Override
    public void close() {
        if (path != null && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.walkFileTree(path, new Removal());
            } catch (IOException left) {
                // Somebody keeps it in use; the directory is private and of no consequence.
                return;
            }
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            Files.setPosixFilePermissions(directory, PRIVATE);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
