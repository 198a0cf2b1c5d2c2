package dev.remit.policies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Somebody of the same account at the addresses that attacks on the network try to reach: the program {@code outsiders}
 * in {@code src/test/network}.
 */
final class NetworkOutsiders implements AutoCloseable {
    private static final Path MECHANICS = Path.of("src/test/attack").toAbsolutePath();
    private static final Path SOURCES = Path.of("src/test/network").toAbsolutePath();

    private final Place place;
    private final Process process;
    private final Properties ports = new Properties();

    /** A place for them, and for the programs that they are outside of. */
    static Place prepared(Account account) {
        Place place = new Place(account, MECHANICS, SOURCES);
        place.prepare("sh -e prepare.sh");
        return place;
    }

    NetworkOutsiders(Place place) throws IOException, InterruptedException {
        this.place = place;
        Path published = place.here().resolve("board/published");
        place.prepare("rm -rf board own work/* {outside}/*");
        place.prepare("mkdir board");
        process = place.begin(place.here(), List.of("./outsiders", place.outside().toString()));
        try {
            Patience.await(() -> Files.exists(published) || !process.isAlive());
            ports.load(Files.newBufferedReader(published));
        } catch (IOException | InterruptedException | Error e) {
            close();
            throw e;
        }
    }

    /** Writes a manifest for a program that grants what it says at the ports of these outsiders; gives its path. */
    String manifest(String name, String program) throws IOException {
        String text = Files.readString(place.here().resolve(name + ".yml")).replace("{program}", program);
        for (String port : ports.stringPropertyNames()) {
            text = text.replace("{" + port + "}", ports.getProperty(port));
        }
        Path manifest = place.here().resolve(program + "-" + name + ".yml");
        Files.writeString(manifest, text);
        return manifest.toString();
    }

    /** The command line of the supervisor that is to be beaten, with the same rules. */
    List<String> naive() {
        List<String> command = new ArrayList<>(List.of("./naive_network", "./work/stream", "./work/datagram"));
        for (String port : ports.stringPropertyNames()) {
            if (port.equals("ipv6")) {
                command.addAll(List.of("tcp:" + ports.getProperty(port), "udp:" + ports.getProperty(port)));
            } else {
                command.add(port.replace("served-", "serve-") + ":" + ports.getProperty(port));
            }
        }
        command.add("--");
        return command;
    }

    /** Ends them. Gives the names of those that somebody reached, although nothing grants that. */
    List<String> end() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        return Files.readAllLines(place.here().resolve("board/reached"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
