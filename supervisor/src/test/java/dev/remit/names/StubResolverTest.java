package dev.remit.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks real servers on loopback. Whoever shall answer has all the time it needs; whoever is silent is not waited for. */
class StubResolverTest {
    private static final String FIRST = "127.0.0.2";
    private static final String SECOND = "127.0.0.3";
    private static final Duration AMPLE = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(30);

    @TempDir
    Path root;

    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final ScriptedNameServer first = ScriptedNameServer.start(FIRST, 0);
    private final ScriptedNameServer second = ScriptedNameServer.start(SECOND, first.port());
    private final StubResolver resolver = new StubResolver(AMPLE,
            (server, _, _) -> silent.contains(server.spelling()) ? SHORT : AMPLE);
    private ResolverFiles files;

    @BeforeEach
    void layOut() throws IOException {
        files = ResolverFiles.below(root, first.port());
        Files.createDirectories(files.settings().getParent());
        configure("nameserver " + FIRST);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private void configure(String... lines) throws IOException {
        Files.write(files.settings(), List.of(lines));
    }

    private Lookup lookup(String name) {
        return resolver.lookup(name, sources(name), AMPLE);
    }

    private StubResolver.Sources sources(String name) {
        return new StubResolver.Sources(Hosts.read(files.hosts(), List.of(name)), ResolverSettings.read(files));
    }

    private static List<String> addresses(Lookup lookup) {
        assertThat(lookup).isInstanceOf(Lookup.Found.class);
        return ((Lookup.Found) lookup).addresses().stream().map(Object::toString).toList();
    }

    private void failsWith(String name, String reason) {
        assertThat(lookup(name)).isEqualTo(new Lookup.Failed(reason));
    }

    @Test
    void shouldFindAddressesOfBothFamilies() {
        first.addresses(60, "192.0.2.1", "192.0.2.2", "2001:db8::1");

        Lookup lookup = lookup("api.example.com");

        assertThat(addresses(lookup)).containsExactly("192.0.2.1", "192.0.2.2", "2001:db8::1");
        assertThat(((Lookup.Found) lookup).seconds()).isEqualTo(60);
        assertThat(((Lookup.Found) lookup).whole()).isTrue();
    }

    @Test
    void shouldFindNamesThatHaveOneFamilyOnly() {
        first.addresses(60, "2001:db8::1");

        assertThat(addresses(lookup("api.example.com"))).containsExactly("2001:db8::1");
    }

    @Test
    void shouldNotAskForAddressesThatTheProgramWillNotAskFor() throws IOException {
        configure("nameserver " + FIRST, "options no-aaaa");
        first.addresses(60, "192.0.2.1", "2001:db8::1");

        assertThat(addresses(lookup("api.example.com"))).containsExactly("192.0.2.1");
        assertThat(first.asked()).extracting(ScriptedNameServer.Asked::type).containsExactly(Question.A);
    }

    @Test
    void shouldAskAgainByStreamWhatDoesNotFit() {
        first.script(asked -> {
            Reply reply = asked.reply();
            if (!asked.stream()) {
                return reply.truncated().message();
            }
            for (int i = 0; i < 200 && asked.type() == Question.A; i++) {
                reply.address("192.0.2." + i, 60);
            }
            return reply.message();
        });

        assertThat(addresses(lookup("many.example.com"))).hasSize(200);
    }

    @Test
    void shouldAskByStreamOnlyWhereConfigured() throws IOException {
        configure("nameserver " + FIRST, "options use-vc");
        first.addresses(60, "192.0.2.1");

        assertThat(addresses(lookup("api.example.com"))).containsExactly("192.0.2.1");
        assertThat(first.asked()).allMatch(ScriptedNameServer.Asked::stream);
    }

    @Test
    void shouldReportServersThatEndTheStreamEarly() {
        first.script(asked -> asked.stream() ? null : asked.reply().truncated().message());

        failsWith("api.example.com", "name server 127.0.0.2 closes the connection without an answer");
    }

    @Test
    void shouldAskTheNextServerWhereTheFirstIsSilent() throws IOException {
        configure("nameserver " + FIRST, "nameserver " + SECOND);
        silent.add(FIRST);
        second.addresses(60, "192.0.2.1");

        assertThat(addresses(lookup("api.example.com"))).containsExactly("192.0.2.1");
        assertThat(first.asked()).isNotEmpty();
    }

    @Test
    void shouldAskTheNextServerWhereTheFirstDoesNotExist() throws IOException {
        configure("nameserver 127.0.0.4", "nameserver " + SECOND);
        second.addresses(60, "192.0.2.1");

        assertThat(addresses(lookup("api.example.com"))).containsExactly("192.0.2.1");
    }

    @Test
    void shouldAskTheNextServerWhereTheFirstFails() throws IOException {
        configure("nameserver " + FIRST, "nameserver " + SECOND);
        first.script(asked -> asked.reply().code(2).message());
        second.addresses(60, "192.0.2.1");

        assertThat(addresses(lookup("api.example.com"))).containsExactly("192.0.2.1");
    }

    @Test
    void shouldAskTheNextServerWhereTheFirstTalksNonsense() throws IOException {
        configure("nameserver " + FIRST, "nameserver " + SECOND);
        first.script(asked -> asked.reply().record(new byte[]{0}, asked.type(), 60, new byte[3]).message());
        second.addresses(60, "192.0.2.1");

        assertThat(addresses(lookup("api.example.com"))).containsExactly("192.0.2.1");
    }

    @Test
    void shouldAskServersInTurnWhereConfigured() throws IOException {
        configure("nameserver " + FIRST, "nameserver " + SECOND, "options rotate");
        first.addresses(60, "192.0.2.1");
        second.addresses(60, "192.0.2.2");

        assertThat(List.of(addresses(lookup("a.example")), addresses(lookup("a.example")))).isEqualTo(
                List.of(List.of("192.0.2.1"), List.of("192.0.2.2")));
    }

    @Test
    void shouldNotLetForgeriesEndTheWait() {
        first.forgery(asked -> {
            byte[] forged = asked.reply().address("192.0.2.66", 60).message();
            forged[0]++;
            return forged;
        });
        first.addresses(60, "192.0.2.1");

        assertThat(addresses(lookup("api.example.com"))).containsExactly("192.0.2.1");
    }

    @Test
    void shouldGiveUpOnServersThatSendNothingButForgeries() {
        first.forgery(asked -> asked.message());
        silent.add(FIRST);

        failsWith("api.example.com", "name server 127.0.0.2 does not answer");
    }

    @Test
    void shouldSayWhatEachServerDid() throws IOException {
        configure("nameserver " + FIRST, "nameserver " + SECOND, "nameserver 127.0.0.4");
        silent.add(FIRST);
        second.script(asked -> asked.reply().code(5).message());

        failsWith("api.example.com", "name server 127.0.0.2 does not answer, name server 127.0.0.3 answers REFUSED,"
                + " name server 127.0.0.4 runs no name server");
    }

    @Test
    void shouldSayWhenNoServerIsConfigured() throws IOException {
        configure("# nothing");

        failsWith("api.example.com",
                "no name server is configured, and name server 127.0.0.1 runs no name server");
    }

    @Test
    void shouldSayWhenThereIsNoSuchName() {
        first.script(asked -> asked.reply().code(3).message());

        assertThat(lookup("api.example.com")).isEqualTo(new Lookup.Nothing("no such name"));
    }

    @Test
    void shouldMakeDoWithOneFamilyWhereTheOtherIsNotAnswered() {
        first.script(asked -> asked.type() == Question.A ? asked.reply().address("192.0.2.1", 60).message() : null);
        Lookup lookup = new StubResolver(SHORT, (_, _, _) -> AMPLE).lookup("api.example.com", sources(""), AMPLE);

        assertThat(addresses(lookup)).containsExactly("192.0.2.1");
        assertThat(((Lookup.Found) lookup).whole()).isFalse();
    }

    @Test
    void shouldCompleteShortNames() throws IOException {
        configure("nameserver " + FIRST, "search corp.example example.com");
        first.script(asked -> asked.name().equals("db.example.com") && asked.type() == Question.A
                ? asked.reply().address("192.0.2.1", 60).message()
                : asked.reply().code(3).message());

        assertThat(addresses(lookup("db"))).containsExactly("192.0.2.1");
        assertThat(first.asked()).extracting(ScriptedNameServer.Asked::name).containsExactly("db.corp.example",
                "db.corp.example", "db.example.com", "db.example.com");
    }

    @Test
    void shouldTakeTheHostsFileFirstAndAskNobody() throws IOException {
        Files.writeString(files.hosts(), "192.0.2.7 api.example.com\n127.0.0.1 own.example.com\n");
        first.addresses(60, "192.0.2.1");

        assertThat(addresses(lookup("API.example.com"))).containsExactly("192.0.2.7");
        assertThat(((Lookup.Found) lookup("API.example.com")).seconds()).isEqualTo(Lookup.FOREVER);
        assertThat(addresses(lookup("own.example.com"))).containsExactly("127.0.0.1");
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void shouldKnowNamesThatAreNotTheBusinessOfNameServers() {
        first.addresses(60, "192.0.2.1");

        assertThat(addresses(lookup("localhost"))).containsExactly("127.0.0.1", "::1");
        assertThat(addresses(lookup("app.Localhost."))).containsExactly("127.0.0.1", "::1");
        assertThat(lookup("nowhere.invalid")).isEqualTo(new Lookup.Nothing("no such name, by definition"));
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void shouldNotLetNameServersSpeakOfThisMachine() {
        first.addresses(60, "127.0.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1", "255.255.255.255", "::", "::1",
                "fe80::1", "ff02::1", "::ffff:127.0.0.1");

        assertThat(lookup("rebound.example.com")).isEqualTo(new Lookup.Nothing("the name server answers 127.0.0.1,"
                + " which means this machine or its own link: only the hosts file may say so"));

        first.addresses(60, "127.0.0.1", "10.0.0.1", "fd00::1");
        assertThat(addresses(lookup("rebound.example.com"))).as("what many organisations use inside")
                .containsExactly("10.0.0.1", "fd00::1");
    }
}
