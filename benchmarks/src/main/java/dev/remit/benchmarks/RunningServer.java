package dev.remit.benchmarks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** A server of {@link ServerComparison} in a directory and on a port of its own. */
final class RunningServer implements AutoCloseable {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534",
            "--clear-groups", "--");
    private static final long PATIENCE_SECONDS = 60;

    private final Service service;
    private final Path directory;
    private final String port;
    private final Process process;

    private RunningServer(Service service, Path directory, int port, Process process) {
        this.service = service;
        this.directory = directory;
        this.port = Integer.toString(port);
        this.process = process;
    }

    /** The directory of the ready manifests, beside the script that starts Remit. */
    static Path policies() {
        return Path.of(Launchers.remit().getFirst()).resolveSibling("policies");
    }

    /** Starts a service in a copy of its manifest's directory, and waits until it answers. */
    static RunningServer start(Service service, Path policies, Path directory, boolean within)
            throws IOException, InterruptedException {
        shell(policies, "mkdir " + directory + " && cp -R " + service.policy() + "/. " + directory);
        int port = freePort();
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.writeString(file, Files.readString(file).replace(Integer.toString(service.port()), "" + port));
        }
        shell(directory, service.prepare().replace(Integer.toString(service.port()), "" + port));
        List<String> command = new ArrayList<>(Launchers.remit());
        command.addAll(List.of("run", "manifest.yml"));
        List<String> alone = service.server().stream()
                .map(word -> word.replace(Integer.toString(service.port()), "" + port)).toList();
        Process process = begin(directory, within ? command : alone, directory.resolve("server.log"));
        RunningServer server = new RunningServer(service, directory, port, process);
        server.awaitAnswer(port);
        server.run(service.warmUp());
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[]{127, 0, 0, 1});
    }

    private void awaitAnswer(int number) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                new Socket(loopback(), number).close();
                return;
            } catch (ConnectException notYet) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new IOException("no answer from " + service.name() + ":\n"
                            + ServerComparison.read(directory.resolve("server.log")), notYet);
                }
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Puts it under load; answers how much got done in a second. */
    double load(int seconds) throws IOException, InterruptedException {
        Matcher rates = service.rate().matcher(run(service.client().replace("{seconds}", "" + seconds)));
        double sum = 0;
        int count = 0;
        while (rates.find()) {
            sum += Double.parseDouble(rates.group(1));
            count++;
        }
        if (count == 0) {
            throw new IOException("the client of " + service.name() + " printed no rate");
        }
        return sum / count;
    }

    private String run(String command) throws IOException, InterruptedException {
        return shell(directory, command.replace(Integer.toString(service.port()), port));
    }

    /** Runs a shell command and answers what it printed. */
    static String shell(Path directory, String command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("remit-benchmark", ".out");
        try {
            int exit = begin(directory, List.of("sh", "-c", command), output).waitFor();
            String printed = ServerComparison.read(output);
            if (exit != 0) {
                throw new IOException(command + " ended with " + exit + ":\n" + printed);
            }
            return printed;
        } finally {
            Files.delete(output);
        }
    }

    private static Process begin(Path directory, List<String> command, Path output) throws IOException {
        List<String> full = new ArrayList<>(ROOT ? AS_NOBODY : List.of());
        full.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(full).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.merge("PATH", "", (path, _) -> postgres() + path);
        environment.put("PWD", directory.toString());
        environment.put("HOME", directory.toString());
        return builder.start();
    }

    /** The directory of PostgreSQL's programs, which bears the version, to stand before others. */
    private static String postgres() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin") + ":").max(String::compareTo).orElse("");
        } catch (IOException none) {
            return "";
        }
    }

    /** Asks it to end, and waits for that. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException(service.name() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
