package dev.remit.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A machine, and the environment of a caller. It remembers what it answered, so one is made for each policy. Not for several
 * threads.
 */
public final class Machine {
    /** Answers to {@link Question#KIND}. */
    public static final String MISSING = "missing";
    public static final String LINK = "link";
    public static final String DIRECTORY = "directory";
    public static final String REGULAR = "regular file";
    public static final String CHARACTER_DEVICE = "character device";
    public static final String OTHER = "other";
    /** The answer where something is so; where it is not, the answer is empty. */
    public static final String YES = "yes";
    /** What stands before the value of a variable that is set. */
    public static final String SET = "=";

    private static final String MOUNT_TABLE = "/proc/self/mountinfo";
    private static final String STATUS = "/proc/self/stat";
    /** Counted behind the name of the program. */
    private static final int TERMINAL_FIELD = 5;
    /** The bits of {@code st_mode} that tell the kind of a file, and the kind that is a character device: inode(7). */
    private static final int KIND_MASK = 0xF000;
    private static final int CHARACTER_DEVICE_MODE = 0x2000;

    private final Path root;
    private final Map<String, String> environment;
    private final Map<Question, Map<String, String>> seen = new EnumMap<>(Question.class);

    private Machine(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The one that Remit runs on.
     *
     * @param environment the caller's variables
     */
    public static Machine ofCaller(Map<String, String> environment) {
        return new Machine(Path.of("/"), environment);
    }

    /**
     * One that was written down, without variables.
     *
     * @param root canonical; holds its files
     */
    public static Machine below(Path root) {
        return new Machine(root, Map.of());
    }

    /**
     * Asks; the same question is answered as it was the first time.
     *
     * @param subject an absolute path, or the name of a variable
     * @return the answer; empty when there is none, as where something does not exist or cannot be read
     */
    public String ask(Question question, String subject) {
        Map<String, String> answers = seen.computeIfAbsent(question, first -> new HashMap<>());
        String known = answers.get(subject);
        if (known == null) {
            known = look(question, subject);
            answers.put(subject, known);
        }
        return known;
    }

    /** All that was asked so far, with the answers; a list of the caller's own. */
    public List<Sighting> sightings() {
        List<Sighting> all = new ArrayList<>();
        seen.forEach((question, answers) -> answers
                .forEach((subject, answer) -> all.add(new Sighting(question, subject, answer))));
        return all;
    }

    /** Whether it answers as it did before, or as another one did. */
    public boolean agreesWith(List<Sighting> earlier) {
        for (Sighting sighting : earlier) {
            if (!ask(sighting.question(), sighting.subject()).equals(sighting.answer())) {
                return false;
            }
        }
        return true;
    }

    private String look(Question question, String subject) {
        try {
            return switch (question) {
                case KIND -> kind(place(subject));
                case LINK -> Files.readSymbolicLink(place(subject)).toString();
                case EXECUTABLE -> answer(
                        Files.isRegularFile(place(subject)) && Files.isExecutable(place(subject)));
                case MOUNTS -> content(MOUNT_TABLE);
                case VARIABLE -> environment.containsKey(subject) ? SET + environment.get(subject) : "";
                case NAMES -> names(place(subject));
                case CONTENT -> content(subject);
                case EXISTS -> answer(Files.exists(place(subject)));
                case DIRECTORY -> answer(Files.isDirectory(place(subject)));
                case CANONICAL -> "/" + root.relativize(place(subject).toRealPath());
                case DEVICE_NUMBER -> deviceNumber(place(subject));
                case TERMINAL -> terminal(content(STATUS));
            };
        } catch (IOException | IllegalArgumentException none) {
            return question == Question.KIND ? MISSING : "";
        }
    }

    /** @throws InvalidPathException when no path can be spelled so, as with a zero byte */
    private Path place(String path) {
        return root.resolve(path.substring(1));
    }

    private static String answer(boolean so) {
        return so ? YES : "";
    }

    private String content(String file) throws IOException {
        return new String(Files.readAllBytes(place(file)), StandardCharsets.ISO_8859_1);
    }

    private static String names(Path directory) throws IOException {
        StringBuilder names = new StringBuilder();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.append(entry.getFileName()).append('/');
            }
        }
        return names.toString();
    }

    private static String kind(Path place) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(place, BasicFileAttributes.class,
                LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            return DIRECTORY;
        }
        if (attributes.isRegularFile()) {
            return REGULAR;
        }
        if (attributes.isSymbolicLink()) {
            return LINK;
        }
        return isCharacterDevice(place) ? CHARACTER_DEVICE : OTHER;
    }

    private static boolean isCharacterDevice(Path place) throws IOException {
        return Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS) instanceof Integer bits
                && (bits & KIND_MASK) == CHARACTER_DEVICE_MODE;
    }

    private static String deviceNumber(Path node) throws IOException {
        return isCharacterDevice(node)
                && Files.getAttribute(node, "unix:rdev", LinkOption.NOFOLLOW_LINKS) instanceof Long number
                        ? major(number) + ":" + minor(number)
                        : "";
    }

    /** As the C library splits a {@code dev_t}: makedev(3). */
    private static long major(long number) {
        return number >>> 8 & 0xFFF | number >>> 32 & ~0xFFFL;
    }

    private static long minor(long number) {
        return number & 0xFF | number >>> 12 & ~0xFFL & 0xFFFF_FFFFL;
    }

    private static String terminal(String status) {
        String[] fields = status.substring(status.lastIndexOf(')') + 1).split(" ", -1);
        return fields.length > TERMINAL_FIELD ? fields[TERMINAL_FIELD] : "";
    }
}
