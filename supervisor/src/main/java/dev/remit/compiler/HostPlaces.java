package dev.remit.compiler;

import dev.remit.compiler.Sighting.Question;
import dev.remit.policy.PathKinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;

/**
 * Looks at the machine that Remit runs on, and at the caller's environment. It remembers what it saw, so one is made for
 * each manifest; what it saw is all that a policy owes to the machine.
 */
public final class HostPlaces implements PlaceView {
    private static final Path MOUNT_TABLE = Path.of("/proc/self/mountinfo");
    /** The bits of {@code st_mode} that tell the kind of a file, and the kind that is a character device: inode(7). */
    private static final int KIND_MASK = 0xF000;
    private static final int CHARACTER_DEVICE_MODE = 0x2000;

    private static final String MISSING = "missing";
    private static final String LINK = "link";
    private static final String DIRECTORY = "directory";
    private static final String REGULAR = "regular";
    private static final String CHARACTER_DEVICE = "character device";
    private static final String OTHER = "other";
    private static final String YES = "yes";
    private static final String NO = "no";
    /** Stands before the value of a variable that is set. */
    private static final String SET = "=";

    private final Map<String, String> environment;
    private final Map<Question, Map<String, String>> seen = new EnumMap<>(Question.class);

    /** @param environment the caller's variables */
    public HostPlaces(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Kind kindOf(String path) {
        return switch (ask(Question.KIND, path)) {
            case MISSING -> Kind.MISSING;
            case LINK -> Kind.LINK;
            case DIRECTORY -> Kind.DIRECTORY;
            case REGULAR -> Kind.FILE;
            default -> Kind.OTHER;
        };
    }

    /** What lowering a policy asks; answered from the same looks. */
    public PathKinds kinds() {
        return path -> switch (ask(Question.KIND, path)) {
            case MISSING, LINK -> PathKinds.Kind.ABSENT;
            case DIRECTORY -> PathKinds.Kind.DIRECTORY;
            case REGULAR -> PathKinds.Kind.REGULAR;
            case CHARACTER_DEVICE -> PathKinds.Kind.CHARACTER_DEVICE;
            default -> PathKinds.Kind.OTHER;
        };
    }

    @Override
    public String readLink(String path) {
        return ask(Question.LINK, path);
    }

    @Override
    public boolean isExecutable(String path) {
        return ask(Question.EXECUTABLE, path).equals(YES);
    }

    @Override
    public List<String> mountTable() {
        String table = ask(Question.MOUNTS, "");
        return table.isEmpty() ? List.of() : List.of(table.split("\n", -1));
    }

    @Override
    public @Nullable String variable(String name) {
        String answer = ask(Question.VARIABLE, name);
        return answer.isEmpty() ? null : answer.substring(SET.length());
    }

    /** All that was seen so far; a list of the caller's own. */
    public List<Sighting> sightings() {
        List<Sighting> all = new ArrayList<>();
        seen.forEach((question, answers) -> answers
                .forEach((subject, answer) -> all.add(new Sighting(question, subject, answer))));
        return all;
    }

    /** Whether all is as it was seen before: what was made of those sightings would be made of this machine as well. */
    public boolean agreesWith(List<Sighting> earlier) {
        for (Sighting sighting : earlier) {
            if (!ask(sighting.question(), sighting.subject()).equals(sighting.answer())) {
                return false;
            }
        }
        return true;
    }

    private String ask(Question question, String subject) {
        Map<String, String> answers = seen.computeIfAbsent(question, first -> new HashMap<>());
        String known = answers.get(subject);
        if (known == null) {
            known = look(question, subject);
            answers.put(subject, known);
        }
        return known;
    }

    private String look(Question question, String subject) {
        try {
            return switch (question) {
                case KIND -> kind(Path.of(subject));
                case LINK -> Files.readSymbolicLink(Path.of(subject)).toString();
                case EXECUTABLE -> isProgram(Path.of(subject)) ? YES : NO;
                // Names in the table are bytes; Latin-1 keeps each of them until the escapes are undone.
                case MOUNTS -> new String(Files.readAllBytes(MOUNT_TABLE), StandardCharsets.ISO_8859_1);
                case VARIABLE -> environment.containsKey(subject) ? SET + environment.get(subject) : "";
            };
        } catch (IOException | InvalidPathException none) {
            return question == Question.KIND ? MISSING : question == Question.EXECUTABLE ? NO : "";
        }
    }

    private static boolean isProgram(Path place) {
        return Files.isRegularFile(place) && Files.isExecutable(place);
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
        return attributes.isSymbolicLink() ? LINK : specialKind(place);
    }

    private static String specialKind(Path place) throws IOException {
        Object mode = Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean character = mode instanceof Integer bits && (bits & KIND_MASK) == CHARACTER_DEVICE_MODE;
        return character ? CHARACTER_DEVICE : OTHER;
    }
}
