package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.process.InterpreterLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first lines of scripts whose content matters are read by Remit; they must mean what they mean to the kernel. */
class ScriptsTest {
    private static final Path SOURCES = Path.of("src/test/executed").toAbsolutePath();
    private static final int SCRIPTS = 2000;
    private static final int SCRIPTS_RUN = 120;
    private static final long SEED = 5;
    private static final String NOT_EXECUTABLE = "error 8";
    /** Around these lengths of an interpreter's path the kernel begins to find it cut off. */
    private static final int[] LENGTHS = {251, 252, 253, 254, 255, 256};

    @Test
    void shouldReadFirstLinesAsTheKernelDoes() throws IOException {
        Place place = prepared(Account.SELF);
        List<byte[]> heads = new ScriptHeads(SEED, interpreters(place)).next(SCRIPTS);
        List<String> outcomes = execute(place, heads);

        int run = 0;
        int refused = 0;
        for (int i = 0; i < SCRIPTS; i++) {
            String expected = expected(place, i, InterpreterLine.parse(heads.get(i)));
            String description = new String(heads.get(i), StandardCharsets.ISO_8859_1);
            if (expected.isEmpty()) {
                assertThat(outcomes.get(i)).as(description).startsWith("error").isNotEqualTo(NOT_EXECUTABLE);
            } else {
                assertThat(outcomes.get(i)).as(description).isEqualTo(expected);
                run += expected.startsWith(" ") ? 1 : 0;
                refused += expected.equals(NOT_EXECUTABLE) ? 1 : 0;
            }
        }
        assertThat(run).isGreaterThan(SCRIPTS / 6);
        assertThat(refused).isGreaterThan(SCRIPTS / 20);
    }

    @ParameterizedTest
    @MethodSource("dev.remit.policies.Account#available")
    void shouldStartScriptsWithTheArgumentsThatTheKernelGivesThem(Account account) throws Exception {
        Place place = prepared(account);
        List<byte[]> heads = new ScriptHeads(SEED + 1, interpreters(place)).next(SCRIPTS_RUN);
        List<String> outcomes = execute(place, heads);
        List<String> command = place.remit();
        command.set(command.size() - 1, "dev.remit.cli.Training");
        for (int i = 0; i < SCRIPTS_RUN; i++) {
            Files.writeString(scripts(place).resolve(i + ".yml"), """
                    manifestVersion: v1
                    name: script
                    run: ./%d
                    hash: %s
                    uses: []
                    allowedDirectories:
                      - { path: '{place}/**', permission: readExecute }
                    """.formatted(i, digest(heads.get(i))).replace("{place}", place.here().toString()));
            if (i > 0) {
                command.add(",");
            }
            command.addAll(List.of("run", "--quiet", i + ".yml", "--", "last"));
        }
        Ended ended = place.run(scripts(place), command);

        List<String> started = outcomes.stream().filter(outcome -> outcome.startsWith(" ")).toList();
        assertThat(started).hasSizeGreaterThan(SCRIPTS_RUN / 4);
        assertThat(ended.output().lines()).as(ended.describe()).containsExactlyElementsOf(started);
    }

    @ParameterizedTest
    @MethodSource("dev.remit.policies.Account#available")
    void shouldFollowInterpretersThatAreScriptsAsFarAsTheKernelDoes(Account account) throws Exception {
        Place place = prepared(account);
        Path first = place.here().resolve("words");
        for (int scripts = 1; scripts <= InterpreterLine.MOST_SCRIPTS + 1; scripts++) {
            Path script = scripts(place).resolve("chain-" + scripts);
            byte[] content = ("#!" + first + " arg" + scripts + "\n").getBytes(StandardCharsets.US_ASCII);
            write(script, content);
            Path manifest = Files.writeString(scripts(place).resolve(scripts + ".yml"), """
                    manifestVersion: v1
                    name: script
                    run: ./%s
                    hash: %s
                    uses: []
                    allowedDirectories:
                      - { path: '%s/**', permission: readExecute }
                    """.formatted(script.getFileName(), digest(content), place.here()));
            Ended free = place.run(scripts(place),
                    List.of(place.here().resolve("heads").toString(), script.toString()));
            Ended confined = place.run(scripts(place), place.remit("run", manifest.toString(), "--", "last"));
            if (scripts <= InterpreterLine.MOST_SCRIPTS) {
                assertThat(free.output()).startsWith(" ");
                assertThat(confined.output()).as(confined.describe()).isEqualTo(free.output());
            } else {
                assertThat(free.output()).isEqualTo("error 40\n");
                assertThat(confined.exitCode()).isEqualTo(126);
                assertThat(confined.errors()).contains("more than 5 in a row");
            }
            first = script;
        }
    }

    /** What the kernel must have made of it; empty where it must have failed, but not because the line names nothing. */
    private static String expected(Place place, int number, @Nullable InterpreterLine line) {
        if (line == null) {
            return NOT_EXECUTABLE;
        }
        Path interpreter = pathOf(place, line.interpreter());
        if (!Files.isRegularFile(interpreter)) {
            return "";
        }
        StringBuilder words = new StringBuilder();
        byte[] argument = line.argument();
        append(words, line.interpreter());
        if (argument != null) {
            append(words, argument);
        }
        append(words, scripts(place).resolve(Integer.toString(number)).toString().getBytes(StandardCharsets.US_ASCII));
        append(words, "last".getBytes(StandardCharsets.US_ASCII));
        return words.toString();
    }

    private static void append(StringBuilder words, byte[] word) {
        words.append(' ').append(word.length == 0 ? "-" : HexFormat.of().formatHex(word));
    }

    /** A path that the runtime spells otherwise than the kernel names nothing here. */
    private static Path pathOf(Place place, byte[] name) {
        String text = new String(name, StandardCharsets.ISO_8859_1);
        boolean plain = text.chars().allMatch(character -> character < 0x80) && !text.endsWith("/");
        return plain ? scripts(place).resolve(text) : Path.of("/missing");
    }

    private static Place prepared(Account account) {
        Place place = new Place(account, SOURCES);
        place.prepare("gcc -O1 -static -o heads heads.c && gcc -O1 -static -o words words.c && mkdir scripts && "
                + "cp words scripts");
        return place;
    }

    private static Path scripts(Place place) {
        return place.here().resolve("scripts");
    }

    private static List<String> interpreters(Place place) {
        List<String> interpreters = new ArrayList<>(
                List.of(place.here().resolve("words").toString(), "words", "./words",
                        "../words", "/missing", "/", "words/none"));
        String prefix = place.here() + "/";
        for (int length : LENGTHS) {
            String name = prefix + "x".repeat(length - prefix.length());
            place.prepare("ln -f words " + name);
            interpreters.add(name);
        }
        return interpreters;
    }

    /** One line for each. */
    private static List<String> execute(Place place, List<byte[]> heads) throws IOException {
        for (int i = 0; i < heads.size(); i++) {
            write(scripts(place).resolve(Integer.toString(i)), heads.get(i));
        }
        Ended ended = place.run(scripts(place),
                List.of(place.here().resolve("heads").toString(), Integer.toString(heads.size())));
        List<String> outcomes = ended.output().lines().toList();
        assertThat(outcomes).as(ended.describe()).hasSameSizeAs(heads);
        return outcomes;
    }

    private static void write(Path script, byte[] content) throws IOException {
        Files.write(script, content);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static String digest(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
