package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.cli.RemitProcess.Result;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules on the network from the command line's end: what options and manifests grant, and what is said of the rest. */
class NetworkTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String CONNECT = """
            use strict; use Socket;
            my ($port, $address) = @ARGV;
            socket(my $socket, AF_INET, SOCK_STREAM, 0) or die "socket: $!\n";
            connect($socket, pack_sockaddr_in($port, inet_aton($address))) or die "connect: $!\n";
            print "connected";
            """;

    @TempDir
    private Path directory;

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, LOOPBACK);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Result perl(String script, int port, String... options) throws Exception {
        String[] words = new String[options.length + 8];
        words[0] = "run";
        System.arraycopy(options, 0, words, 1, options.length);
        String[] command = {"--", "perl", "-e", script, Integer.toString(port), "127.0.0.1", "unused"};
        System.arraycopy(command, 0, words, options.length + 1, command.length);
        return RemitProcess.run(directory, words);
    }

    @Test
    void shouldConnectWhereOptionGrantsIt() throws Exception {
        Result result = perl(CONNECT, server.getLocalPort(), "--connect", "tcp:127.0.0.0/8:" + server.getLocalPort());
        assertThat(result).returns("connected", Result::out).returns(0, Result::exitCode);
    }

    @Test
    void shouldNameEndpointThatNoRuleGrantsAndOptionThatDoes() throws Exception {
        Result result = perl(CONNECT, server.getLocalPort(), "--connect", "tcp:127.0.0.2:any");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).contains("connect: Permission denied",
                "connect tcp 127.0.0.1:" + server.getLocalPort() + ": no rule",
                "--connect tcp:127.0.0.1:" + server.getLocalPort());
    }

    @Test
    void shouldNameKindOfSocketThatNoRuleHasAUseFor() throws Exception {
        Result result = perl(CONNECT, server.getLocalPort());
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).contains("socket: Permission denied",
                "tcp socket over IPv4: no rule on the network has the protocol tcp", "--connect tcp:any:any");
    }

    @Test
    void shouldSaveManifestThatOptionsAmountToAndExplainIt() throws Exception {
        perl(CONNECT, server.getLocalPort(), "--save", "saved.yml", "--bind", "udp:[::1]:7-9,12", "--connect",
                "tcp:127.0.0.1:" + server.getLocalPort(), "--connect", "icmp:private");
        assertThat(Files.readString(directory.resolve("saved.yml"))).contains("direction: inbound", "ip: '::1'",
                "7-9", "protocol: icmp", "ip: private");
        assertThat(RemitProcess.run(directory, "run", "saved.yml")).returns("connected", Result::out);
        assertThat(RemitProcess.run(directory, "explain", "saved.yml").out()).contains(
                "serve at ::1 by udp, port 7-9, 12", "reach 127.0.0.1 by tcp, port " + server.getLocalPort());
    }

    @Test
    void shouldServeAtGrantedPortOnly() throws Exception {
        int granted = freePort();
        String script = """
                use strict; use Socket;
                for my $port ($ARGV[0], $ARGV[0] ^ 1) {
                    socket(my $socket, AF_INET, SOCK_STREAM, 0) or die;
                    print bind($socket, pack_sockaddr_in($port, inet_aton("127.0.0.1"))) && listen($socket, 1)
                            ? "served " : "$! ";
                }
                socket(my $unbound, AF_INET, SOCK_STREAM, 0);
                print listen($unbound, 1) ? "served" : $!;
                """;
        Result result = perl(script, granted, "--bind", "tcp:127.0.0.1:" + granted);
        assertThat(result.out()).isEqualTo("served Permission denied Permission denied");
        assertThat(result.err()).contains("bind tcp 127.0.0.1:" + (granted ^ 1) + ": no rule",
                "bind tcp 0.0.0.0:0: no rule");
    }

    @Test
    void shouldSendDatagramsWhereTheyAreGranted() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK)) {
            String script = """
                    use strict; use Socket;
                    socket(my $socket, AF_INET, SOCK_DGRAM, 0) or die;
                    for my $port ($ARGV[0], $ARGV[0] ^ 1) {
                        print send($socket, "hello", 0, pack_sockaddr_in($port, inet_aton("127.0.0.1"))) // $!, " ";
                    }
                    """;
            Result result = perl(script, receiver.getLocalPort(), "--connect",
                    "udp:127.0.0.1:" + receiver.getLocalPort());
            assertThat(result.out()).isEqualTo("5 Permission denied ");
            assertThat(result.err()).contains("send udp 127.0.0.1:" + (receiver.getLocalPort() ^ 1) + ": no rule");
            java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[10], 10);
            receiver.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
        }
    }

    @Test
    void shouldLetServerAnswerWhoHasSentAndNobodyElse() throws Exception {
        int port = freePort();
        try (DatagramSocket client = new DatagramSocket(0, LOOPBACK);
                DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
            client.setSoTimeout(100);
            String script = """
                    use strict; use Socket;
                    socket(my $server, AF_INET, SOCK_DGRAM, 0) or die;
                    bind($server, pack_sockaddr_in($ARGV[0], inet_aton("127.0.0.1"))) or die "bind: $!";
                    my $sender = recv($server, my $message, 100, 0);
                    print send($server, "answer", 0, $sender) // $!, " ";
                    print send($server, "no answer", 0, pack_sockaddr_in(%d, inet_aton("127.0.0.1"))) // $!, " ";
                    socket(my $second, AF_INET, SOCK_DGRAM, 0) or die;
                    print send($second, "not from here", 0, $sender) // $!;
                    """.formatted(other.getLocalPort());
            Thread asking = Thread.ofPlatform().daemon().start(() -> askUntilAnswered(client, port));
            Result result = perl(script, port, "--bind", "udp:127.0.0.1:" + port);
            assertThat(result.out()).as(result.err()).isEqualTo("6 Permission denied Permission denied");
            asking.join();
            assertThat(result.err()).contains("send udp 127.0.0.1:" + other.getLocalPort() + ": no rule");
        }
    }

    private static void askUntilAnswered(DatagramSocket client, int port) {
        java.net.DatagramPacket answer = new java.net.DatagramPacket(new byte[10], 10);
        for (int i = 0; i < 300; i++) {
            try {
                client.send(new java.net.DatagramPacket(new byte[]{1}, 1, LOOPBACK, port));
                client.receive(answer);
                return;
            } catch (IOException notYet) {
                // The server is not there yet.
            }
        }
    }

    @Test
    void shouldKeepEndpointsInLog() throws Exception {
        perl(CONNECT, server.getLocalPort(), "--log", "events.jsonl", "--connect", "tcp:loopback:any");
        assertThat(Files.readString(directory.resolve("events.jsonl"))).contains(
                "\"endpoint\":{\"direction\":\"outbound\",\"protocol\":\"tcp\",\"ip\":\"127.0.0.1\",\"port\":"
                        + server.getLocalPort() + "}");
    }

    @Test
    void shouldDiagnoseEndpointsThatAreNone() throws Exception {
        for (String[] wrong : new String[][]{{"--connect", "tcp:10.0.0.1/8:443", "10.0.0.0/8"},
            {"--connect", "tcp:127.0.0.1:http", "is no port"}, {"--connect", "tpc:127.0.0.1:80", "did you mean tcp?"},
            {"--bind", "tcp:example.com:80", "is no address of one's own"}, {"--connect", "tcp:[::1]", "has no port"},
            {"--bind", "udp:nameservers:53", "is no address of one's own"}, {"--connect", "tcp", "no endpoint"}}) {
            Result result = RemitProcess.run(directory, "run", wrong[0], wrong[1], "--", "true");
            assertThat(result).as(wrong[1]).returns(125, Result::exitCode);
            assertThat(result.err()).contains(wrong[2], "command line").doesNotContain("Exception");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            return free.getLocalPort();
        }
    }
}
