package dev.remit.policies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Ports that nobody uses, in place of those that the files of a policy name. */
final class Ports {
    /** Below the ports that the kernel gives to whoever asks for any. */
    private static final int FIRST = 12_000;
    private static final int LAST = 32_000;
    private static final int MOST_ATTEMPTS = 1_000;
    private static final long LARGEST_FILE = 1 << 20;

    private final Map<Integer, Integer> free = new LinkedHashMap<>();

    Ports(List<Integer> named) {
        named.forEach(port -> free.put(port, anyFree()));
    }

    /** Puts the free ports in place of those that a text names. */
    String fill(String text) {
        String filled = text;
        for (Map.Entry<Integer, Integer> port : free.entrySet()) {
            filled = filled.replaceAll("\\b" + port.getKey() + "\\b", port.getValue().toString());
        }
        return filled;
    }

    /** The same in every file of text below a directory. */
    void fillFiles(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = free.isEmpty() ? Stream.empty() : Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            if (Files.size(file) <= LARGEST_FILE) {
                fillFile(file);
            }
        }
    }

    private void fillFile(Path file) throws IOException {
        try {
            String text = Files.readString(file);
            String filled = fill(text);
            if (!filled.equals(text)) {
                Files.writeString(file, filled);
            }
        } catch (CharacterCodingException noText) {
            // A picture or the like names no ports.
        }
    }

    private static int anyFree() {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no port is free");
    }

    private static boolean isFree(int port) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), port);
            try (ServerSocket stream = new ServerSocket(); DatagramSocket datagrams = new DatagramSocket(null)) {
                stream.bind(address);
                datagrams.bind(address);
                return true;
            } catch (java.net.BindException taken) {
                return false;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
