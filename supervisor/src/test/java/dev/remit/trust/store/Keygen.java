package dev.remit.trust.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/** The real ssh-keygen, at work in a directory of its own. Its version may be any since 9.2. */
final class Keygen {
    /** The message that is signed. */
    private static final String MESSAGE = "message";

    private final Path directory;

    Keygen(Path directory) throws IOException {
        this.directory = directory;
        write(MESSAGE, "what is signed");
    }

    Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    Path write(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    String read(String name) throws IOException {
        return Files.readString(directory.resolve(name)).strip();
    }

    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(directory.resolve(name));
    }

    /** Runs it, which must succeed. */
    void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    }

    /** Makes a key without a passphrase. */
    void key(String name, String... type) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-N", "", "-C", name, "-f", name, "-t"));
        arguments.addAll(List.of(type));
        run(arguments.toArray(String[]::new));
    }

    /** Certifies a copy of a key under a new name. */
    void certify(String key, String name, String authority, String... options)
            throws IOException, InterruptedException {
        Files.copy(directory.resolve(key), directory.resolve(name));
        Files.copy(directory.resolve(key + ".pub"), directory.resolve(name + ".pub"));
        List<String> arguments = new ArrayList<>(List.of("-s", authority));
        arguments.addAll(List.of(options));
        arguments.add(name + ".pub");
        run(arguments.toArray(String[]::new));
    }

    /** Signs the message, to be found in {@code NAME.NAMESPACE.sig}. */
    void sign(String name, String namespace) throws IOException, InterruptedException {
        boolean certified = Files.exists(directory.resolve(name + "-cert.pub"));
        String signed = name + "." + namespace;
        Files.copy(directory.resolve(MESSAGE), directory.resolve(signed));
        run("-Y", "sign", "-f", certified ? name + "-cert.pub" : name, "-n", namespace, signed);
    }

    /** One run among many. */
    record Question(String zone, List<String> arguments) {}

    /** What a run came to. */
    record Answer(int status, List<String> lines) {}

    /** Runs it many times from one shell, since starting it from here costs more than it takes. */
    List<Answer> ask(List<Question> questions) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder();
        for (Question question : questions) {
            String arguments = question.arguments.stream().map(argument -> "'" + argument + "'")
                    .collect(Collectors.joining(" "));
            assertThat(arguments.chars().filter(c -> c == '\'').count()).isEqualTo(2L * question.arguments.size());
            script.append("TZ='").append(question.zone).append("' ssh-keygen ").append(arguments).append(" < ")
                    .append(MESSAGE).append(" 2> errors; echo \"\u0001 $?\"\n");
        }
        Path file = write("script", script.toString());
        Process process = new ProcessBuilder("sh", file.toString()).directory(directory.toFile()).start();
        process.getOutputStream().close();
        List<Answer> answers = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList()) {
            if (line.startsWith("\u0001")) {
                answers.add(new Answer(Integer.parseInt(line.substring(2)), List.copyOf(lines)));
                lines.clear();
            } else {
                lines.add(line);
            }
        }
        Assertions.assertEquals(0, process.waitFor());
        assertThat(answers).hasSameSizeAs(questions);
        assertThat(answers).allMatch(answer -> answer.status == 0 || answer.status == 1 || answer.status == 255);
        return answers;
    }
}
