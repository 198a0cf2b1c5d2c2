package dev.remit.names;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One question to one name server: by UDP, and by TCP when the answer does not fit.
 *
 * <p>Each question leaves from a socket of its own, whose port the kernel chooses at random, and the socket is connected:
 * the kernel drops what others send. What comes from the server but answers something else is passed over, since a
 * forger's attempts must not end the wait for the true answer.
 */
final class Exchange implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 4096;
    private static final int MOST_STRAYS = 100;

    private final NameServer server;
    private final Question question;
    private final @Nullable DatagramSocket socket;
    private @Nullable String problem;

    /** How an exchange ended: with an answer, or with a problem in words that follow the server's address. */
    record Outcome(@Nullable Answer answer, String problem) {}

    private Exchange(NameServer server, Question question, @Nullable DatagramSocket socket) {
        this.server = server;
        this.question = question;
        this.socket = socket;
    }

    /**
     * Sends the question.
     *
     * @param stream by TCP only
     */
    static Exchange begin(NameServer server, Question question, boolean stream) {
        if (stream) {
            return new Exchange(server, question, null);
        }
        DatagramSocket socket = null;
        try {
            socket = new DatagramSocket();
            Exchange exchange = new Exchange(server, question, socket);
            exchange.send(socket);
            return exchange;
        } catch (IOException failure) {
            Exchange failed = new Exchange(server, question, socket);
            failed.problem = describe(failure);
            return failed;
        }
    }

    private void send(DatagramSocket connected) throws IOException {
        connected.connect(server.socket());
        byte[] message = question.message();
        connected.send(new DatagramPacket(message, message.length));
    }

    /**
     * Waits for the answer.
     *
     * @param deadline as {@link System#nanoTime} counts
     */
    Outcome await(long deadline) {
        String failed = problem;
        if (failed != null) {
            return new Outcome(null, failed);
        }
        try {
            DatagramSocket datagrams = socket;
            Answer answer = datagrams == null ? new Answer.Truncated() : receive(datagrams, deadline);
            if (answer instanceof Answer.Truncated) {
                answer = askByStream(deadline);
            }
            return new Outcome(answer, answer.problem());
        } catch (IOException failure) {
            return new Outcome(null, describe(failure));
        }
    }

    private Answer receive(DatagramSocket connected, long deadline) throws IOException {
        byte[] buffer = new byte[LARGEST_DATAGRAM];
        for (int strays = 0; strays < MOST_STRAYS; strays++) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            connected.setSoTimeout(millisUntil(deadline));
            connected.receive(packet);
            Answer answer = Answer.read(Arrays.copyOf(buffer, packet.getLength()), question);
            if (!(answer instanceof Answer.Unrelated)) {
                return answer;
            }
        }
        return new Answer.Unrelated();
    }

    /** See RFC 1035, section 4.2.2: each message follows its length. */
    private Answer askByStream(long deadline) throws IOException {
        try (Socket stream = new Socket()) {
            stream.connect(server.socket(), millisUntil(deadline));
            byte[] message = question.message();
            byte[] framed = new byte[message.length + 2];
            framed[0] = (byte) (message.length >>> 8);
            framed[1] = (byte) message.length;
            System.arraycopy(message, 0, framed, 2, message.length);
            stream.getOutputStream().write(framed);
            byte[] length = read(stream, 2, deadline);
            return Answer.read(read(stream, (length[0] & 0xFF) << 8 | length[1] & 0xFF, deadline), question);
        }
    }

    private static byte[] read(Socket stream, int count, long deadline) throws IOException {
        byte[] bytes = new byte[count];
        InputStream in = stream.getInputStream();
        int got = 0;
        while (got < count) {
            // Each part anew: a server that sends byte by byte is not waited for longer.
            stream.setSoTimeout(millisUntil(deadline));
            int part = in.read(bytes, got, count - got);
            if (part < 0) {
                throw new EOFException();
            }
            got += part;
        }
        return bytes;
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static String describe(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return "does not answer";
        }
        if (failure instanceof EOFException) {
            return "closes the connection without an answer";
        }
        boolean nobody = failure instanceof PortUnreachableException || failure instanceof ConnectException;
        return nobody ? "runs no name server" : "cannot be reached";
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
