package dev.remit.names;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A name server on loopback, by UDP and TCP, that answers as a test says. */
final class ScriptedNameServer implements AutoCloseable {
    private final DatagramSocket datagrams;
    private final ServerSocket streams;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Script script = _ -> null;
    private volatile Script forgery = _ -> null;

    /**
     * A question as it arrived.
     *
     * @param name without a dot at the end
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Asked(String name, int type, boolean stream, byte[] message) {
        Reply reply() {
            return Reply.to(message);
        }
    }

    /** What is answered to a question; null for silence. */
    interface Script {
        byte @Nullable [] answer(Asked asked);
    }

    private ScriptedNameServer(DatagramSocket datagrams, ServerSocket streams) {
        this.datagrams = datagrams;
        this.streams = streams;
        Thread.ofPlatform().daemon().start(this::serveDatagrams);
        Thread.ofPlatform().daemon().start(this::serveStreams);
    }

    /**
     * Starts one.
     *
     * @param address on loopback
     * @param port 0 for a free one
     */
    static ScriptedNameServer start(String address, int port) {
        try {
            InetAddress own = InetAddress.ofLiteral(address);
            ServerSocket streams = new ServerSocket(port, 10, own);
            return new ScriptedNameServer(new DatagramSocket(streams.getLocalPort(), own), streams);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return streams.getLocalPort();
    }

    String address() {
        return streams.getInetAddress().getHostAddress();
    }

    void script(Script next) {
        script = next;
    }

    /** Sends these as well, and before, by UDP. */
    void forgery(Script next) {
        forgery = next;
    }

    /** Answers each name with these addresses, of the kind that was asked for. */
    void addresses(int seconds, String... addresses) {
        script(question -> {
            Reply reply = question.reply();
            for (String address : addresses) {
                if (address.contains(":") == (question.type() == Question.AAAA)) {
                    reply.address(address, seconds);
                }
            }
            return reply.message();
        });
    }

    /** The questions so far. */
    List<Asked> asked() {
        return asked;
    }

    private static Asked read(byte[] message, boolean stream) {
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (message[at] != 0) {
            name.append(name.isEmpty() ? "" : ".");
            for (int left = message[at++]; left > 0; left--) {
                name.append((char) message[at++]);
            }
        }
        return new Asked(name.toString(), message[at + 2], stream, message);
    }

    private void serveDatagrams() {
        byte[] buffer = new byte[1024];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                Asked question = read(Arrays.copyOf(buffer, packet.getLength()), false);
                asked.add(question);
                for (Script each : List.of(forgery, script)) {
                    byte[] reply = each.answer(question);
                    if (reply != null) {
                        datagrams.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                    }
                }
            } catch (IOException closed) {
                // The other side went away, or the test is over.
            }
        }
    }

    private void serveStreams() {
        while (!streams.isClosed()) {
            try (Socket stream = streams.accept()) {
                // Ends when the other side is done, or a script has nothing to say.
                while (answer(stream)) {
                }
            } catch (IOException closed) {
                // As above.
            }
        }
    }

    private boolean answer(Socket stream) throws IOException {
        DataInputStream in = new DataInputStream(stream.getInputStream());
        Asked question = read(in.readNBytes(in.readUnsignedShort()), true);
        asked.add(question);
        byte[] reply = script.answer(question);
        if (reply == null) {
            return false;
        }
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream.getOutputStream()));
        out.writeShort(reply.length);
        out.write(reply);
        out.flush();
        return true;
    }

    @Override
    public void close() {
        try {
            datagrams.close();
            streams.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
