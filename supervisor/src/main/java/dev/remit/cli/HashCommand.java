package dev.remit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the digests of programs, as {@code hash} in a manifest takes them. */
@Command(name = "hash", mixinStandardHelpOptions = true, //
        description = "Prints the digests of programs, as `hash` in a manifest takes them; several files make a list "
                + "there, such as an old and a new release.")
final class HashCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;

    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE")
    private List<Path> files = List.of();

    @Option(names = "--sha512", description = "SHA-512 instead of SHA-256.")
    private boolean sha512;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    HashCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Failure, IOException {
        List<String> digests = new ArrayList<>();
        for (Path file : files) {
            digests.add((sha512 ? "sha512:" : "sha256:") + digest(file));
        }
        if (json) {
            write(digests);
        } else {
            for (int i = 0; i < digests.size(); i++) {
                console.print(digests.get(i) + "  " + files.get(i));
            }
        }
        return ExitCode.SUCCESS;
    }

    private String digest(Path file) throws Failure {
        try (InputStream content = InputFile.open(file, "a program", "")) {
            MessageDigest digest = MessageDigest.getInstance(sha512 ? "SHA-512" : "SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                digest.update(buffer, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException failure) {
            throw InputFile.unreadable(file, failure);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private void write(List<String> digests) throws IOException {
        JsonGenerator out = new JsonFactory().createGenerator(console.out()).useDefaultPrettyPrinter();
        out.writeStartArray();
        for (int i = 0; i < digests.size(); i++) {
            out.writeStartObject();
            out.writeStringField("file", files.get(i).toString());
            out.writeStringField("hash", digests.get(i));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeRaw('\n');
        out.flush();
    }
}
