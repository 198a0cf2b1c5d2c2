package dev.remit.policies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** What lives outside a place, of the same account, for attempts to reach: a process, a socket, a memory segment. */
final class Outsiders implements AutoCloseable {
    private final Place place;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Process process;
    private final String segment;

    Outsiders(Account account, Place place) throws IOException {
        this.place = place;
        this.socket = place.outside().resolve("socket");
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket),
                64);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        this.process = new ProcessBuilder(account.command(List.of("sleep", "600"))).directory(place.outside().toFile())
                .redirectInput(place.outside().resolve("secret").toFile()).start();
        awaitExecuted();
        this.segment = place.run(place.here(), List.of("./attempts", "make a segment", "", "", "", "", "", "0"))
                .output();
    }

    /** What starts the process executes others before, in memory of their own. */
    private void awaitExecuted() throws IOException {
        Path name = Path.of("/proc/" + process.pid() + "/comm");
        try {
            Patience.await(() -> Files.readString(name).equals("sleep\n"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The arguments of an attempt. */
    List<String> arguments(String name, Place from, int rounds) {
        return List.of(name, from.outside().resolve("secret").toString(), from.outside().toString(),
                socket.toString(), process.pid() + ":" + address(" r--p ") + ":" + address(" rw-p "), segment,
                Integer.toString(rounds));
    }

    /** Where memory of the process begins that has these permissions, in hexadecimal. */
    private String address(String permissions) {
        try (Stream<String> maps = Files.lines(Path.of("/proc/" + process.pid() + "/maps"))) {
            return maps.filter(map -> map.contains(permissions)).map(map -> map.substring(0, map.indexOf('-')))
                    .findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        place.run(place.here(), List.of("./attempts", "remove a segment", "", "", "", "", segment, "0"));
        process.destroyForcibly();
        server.close();
    }
}
