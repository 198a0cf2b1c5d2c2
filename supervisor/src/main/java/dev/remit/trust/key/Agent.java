package dev.remit.trust.key;

import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import dev.remit.trust.wire.WireWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running ssh-agent, reached by its socket.
 *
 * <p>It may ask its user before it signs, so nothing here has a time limit.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent">The agent protocol</a>
 */
public final class Agent implements AutoCloseable {
    private static final int FAILURE = 5;
    private static final int REQUEST_IDENTITIES = 11;
    private static final int IDENTITIES_ANSWER = 12;
    private static final int SIGN_REQUEST = 13;
    private static final int SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_512 = 4;
    /** As in OpenSSH, in bytes. */
    private static final int LONGEST_ANSWER = 256 * 1024;
    private static final int MOST_IDENTITIES = 2048;

    private final Path socket;
    private final SocketChannel channel;

    private Agent(Path socket, SocketChannel channel) {
        this.socket = socket;
        this.channel = channel;
    }

    /**
     * A key that it has.
     *
     * @param certificate when it has that for the key
     * @param comment most often the file's name, or whose it is
     */
    public record Identity(PublicKey key, @Nullable Certificate certificate, String comment) {}

    /**
     * What it has.
     *
     * @param unusable a line for each key that cannot be used, with its comment and the reason
     */
    public record Identities(List<Identity> usable, List<String> unusable) {
        public Identities {
            usable = List.copyOf(usable);
            unusable = List.copyOf(unusable);
        }
    }

    /**
     * Connects to an agent.
     *
     * @param socket what {@code $SSH_AUTH_SOCK} says
     * @throws IOException when none listens there; the message says why
     */
    public static Agent connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw new IOException("no agent answers at " + socket + ": " + e.getMessage(), e);
        }
        return new Agent(socket, channel);
    }

    /** Asks for its keys. */
    public Identities identities() throws IOException {
        byte[] answer = ask(new WireWriter().u8(REQUEST_IDENTITIES));
        List<Identity> usable = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        try {
            WireReader in = expect(answer, IDENTITIES_ANSWER, "does not tell which keys it has");
            long count = in.u32("the number of keys");
            if (count > MOST_IDENTITIES) {
                throw in.malformed(count + " keys");
            }
            for (long i = 0; i < count; i++) {
                byte[] blob = in.string("a key");
                String comment = in.text("the comment of a key");
                try {
                    usable.add(identity(blob, comment));
                } catch (MalformedException e) {
                    unusable.add(comment + ": " + e.problem());
                }
            }
            in.end("the answer");
        } catch (MalformedException e) {
            throw nonsense(e);
        }
        return new Identities(usable, unusable);
    }

    private static Identity identity(byte[] blob, String comment) throws MalformedException {
        if (Certificate.isType(new WireReader(blob).name("the type of the key"))) {
            Certificate certificate = Certificate.parse(blob);
            return new Identity(certificate.key(), certificate, comment);
        }
        return new Identity(PublicKey.parse(blob), null, comment);
    }

    /** Signs with one of its keys, as long as this is open. */
    public Signer signer(Identity identity) {
        return new Signer() {
            @Override
            public PublicKey key() {
                return identity.key();
            }

            @Override
            public @Nullable Certificate certificate() {
                return identity.certificate();
            }

            @Override
            public byte[] sign(byte[] message) throws IOException {
                return Agent.this.sign(identity, message);
            }
        };
    }

    private byte[] sign(Identity identity, byte[] message) throws IOException {
        byte[] blob = identity.certificate() == null ? identity.key().blob() : identity.certificate().blob();
        int flags = identity.key().keyType() == KeyType.RSA ? RSA_SHA2_512 : 0;
        byte[] answer = ask(new WireWriter().u8(SIGN_REQUEST).string(blob).string(message).u32(flags));
        try {
            WireReader in = expect(answer, SIGN_RESPONSE, "does not sign with " + identity.comment());
            byte[] signature = in.string("the signature");
            in.end("the answer");
            return signature;
        } catch (MalformedException e) {
            throw nonsense(e);
        }
    }

    private WireReader expect(byte[] answer, int type, String otherwise) throws IOException, MalformedException {
        WireReader in = new WireReader(answer);
        int found = in.u8("the type of the answer");
        if (found == FAILURE) {
            throw new IOException("the agent at " + socket + ' ' + otherwise);
        }
        if (found != type) {
            throw new MalformedException("an answer of type " + found + " instead of " + type, 0);
        }
        return in;
    }

    private IOException nonsense(MalformedException e) {
        return new IOException("the agent at " + socket + " sends what is no answer: " + e.getMessage(), e);
    }

    private byte[] ask(WireWriter request) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(new WireWriter().string(request.toByteArray()).toByteArray());
        while (out.hasRemaining()) {
            channel.write(out);
        }
        int length = read(Integer.BYTES).getInt();
        if (length <= 0 || length > LONGEST_ANSWER) {
            throw new IOException("the agent at " + socket + " sends what is no answer: its length is "
                    + Integer.toUnsignedString(length));
        }
        return read(length).array();
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new IOException("the agent at " + socket + " hung up");
            }
        }
        return in.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
