package dev.remit.trust.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.trust.SshAgent;
import dev.remit.trust.SshKeygen;
import dev.remit.trust.wire.WireWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTest {
    /** Agents that answer something else than they should; {@link SshAgent} is a real one. */
    private static final class FalseAgent implements AutoCloseable {
        private final Path socket = SshKeygen.newFile(".false");
        private final ServerSocketChannel server;
        private final CompletableFuture<Void> done;

        FalseAgent(byte[] answer) throws IOException {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            done = CompletableFuture.runAsync(() -> answerOnce(answer));
        }

        private void answerOnce(byte[] answer) {
            try (SocketChannel channel = server.accept()) {
                // The request for identities is five bytes long.
                ByteBuffer request = ByteBuffer.allocate(5);
                while (request.hasRemaining() && channel.read(request) >= 0) {
                    Thread.onSpinWait();
                }
                ByteBuffer out = ByteBuffer.wrap(answer);
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            done.join();
        }
    }

    @ParameterizedTest
    @CsvSource({"'',hung up", "000000,hung up", "00000000,its length is 0", "ffffffff,its length is 4294967295",
        "00040001,its length is 262145", "0000000105,does not tell which keys it has",
        "000000010c,the number of keys needs 4 bytes", "000000020c0000,the number of keys needs 4 bytes",
        "000000050cffffffff,4294967295 keys", "000000050c00000001,a key", "000000010e,of type 14 instead of 12",
        "000000060c0000000000,1 bytes too many",
        "0000000d0c00000001000000010000000000,the comment of a key needs 4 bytes"})
    void shouldNotBeMisledByWhatIsNoAnswer(String answer, String message) throws Exception {
        try (FalseAgent wrong = new FalseAgent(HexFormat.of().parseHex(answer));
                Agent agent = Agent.connect(
                        wrong.socket)) {
            assertThatThrownBy(agent::identities).isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the agent at " + wrong.socket + ' ').hasMessageContaining(message);
        }
    }

    @Test
    void shouldSayWhichKeysItCannotUse() throws Exception {
        byte[] answer = new WireWriter().u8(12).u32(2).string(new WireWriter().string("ssh-dss").toByteArray())
                .string("old").string(TestKeys.publicKey(TestKeys.edwards(1)).blob()).string("good").toByteArray();
        try (FalseAgent some = new FalseAgent(new WireWriter().string(answer).toByteArray());
                Agent agent = Agent
                        .connect(some.socket)) {
            Agent.Identities identities = agent.identities();
            assertThat(identities.usable()).containsExactly(new Agent.Identity(TestKeys.publicKey(TestKeys.edwards(1)),
                    null, "good"));
            assertThat(identities.unusable()).singleElement().asString().startsWith("old: a DSA key");
        }
    }

    @Test
    void shouldSayThatNobodyAnswers() {
        Path nowhere = SshKeygen.newFile(".nowhere");
        assertThatThrownBy(() -> Agent.connect(nowhere)).isInstanceOf(IOException.class)
                .hasMessageContaining("no agent answers at " + nowhere);
    }

    @Test
    void shouldSayThatAnAgentDoesNotSign() throws Exception {
        try (SshAgent real = new SshAgent().with(SshKeygen.key("ed25519"));
                Agent agent = Agent.connect(
                        real.socket())) {
            Agent.Identity identity = agent.identities().usable().getFirst();
            SshKeygen.succeed(new byte[0], List.of("env", "SSH_AUTH_SOCK=" + real.socket(), "ssh-add", "-q", "-D"));
            assertThat(agent.identities().usable()).isEmpty();
            byte[] message = new byte[100];
            Arrays.fill(message, (byte) 1);
            assertThatThrownBy(() -> agent.signer(identity).sign(message)).isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the agent at " + real.socket() + " does not sign with ");
        }
    }
}
