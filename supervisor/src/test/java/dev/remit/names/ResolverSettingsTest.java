package dev.remit.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the configuration as the C library does. */
class ResolverSettingsTest {
    @TempDir
    Path root;

    private ResolverFiles files;

    @BeforeEach
    void layOut() throws IOException {
        files = ResolverFiles.below(root, 53);
        Files.createDirectories(files.settings().getParent());
        Files.createDirectories(files.hostName().getParent());
    }

    private ResolverSettings settings(String text) throws IOException {
        Files.writeString(files.settings(), text);
        return ResolverSettings.read(files);
    }

    private static List<String> servers(ResolverSettings settings) {
        return settings.servers().stream().map(server -> server.address().toString()).toList();
    }

    @Test
    void shouldReadServersSearchListAndOptions() throws IOException {
        ResolverSettings settings = settings("""
                # made by hand
                ; or not
                nameserver 127.0.0.53
                nameserver\t2001:db8::53
                search corp.example.  example.com
                options ndots:2 timeout:3
                options attempts:4 rotate use-vc no-aaaa edns0 trust-ad
                """);

        assertThat(servers(settings)).containsExactly("127.0.0.53", "2001:db8::53");
        assertThat(settings.configured()).isTrue();
        assertThat(settings.search()).containsExactly("corp.example", "example.com");
        assertThat(settings.options())
                .isEqualTo(new ResolverSettings.Options(2, Duration.ofSeconds(3), 4, true, true, true));
        assertThat(settings.spelling()).isEqualTo("127.0.0.53, 2001:db8:0:0:0:0:0:53");
    }

    @Test
    void shouldKeepToTheBoundsOfTheCLibrary() throws IOException {
        ResolverSettings settings = settings("""
                nameserver 192.0.2.1
                nameserver not.an.address
                nameserver 192.0.2.2
                nameserver 192.0.2.3
                nameserver 192.0.2.4
                options ndots:99 timeout:9999 attempts:77 ndots: timeout:0 attempts:-1 timeout:x
                """);

        assertThat(servers(settings)).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
        assertThat(settings.options())
                .isEqualTo(new ResolverSettings.Options(15, Duration.ofSeconds(30), 5, false, false, false));
    }

    @Test
    void shouldAskTheLocalServerWhereNoneIsConfigured() throws IOException {
        for (ResolverSettings settings : List.of(ResolverSettings.read(files), settings(""), settings("search a.b"))) {
            assertThat(servers(settings)).containsExactly("127.0.0.1");
            assertThat(settings.configured()).isFalse();
            assertThat(settings.options()).isEqualTo(ResolverSettings.Options.DEFAULT);
        }
    }

    @Test
    void shouldTakeTheUnspecifiedAddressForThisMachine() throws IOException {
        assertThat(servers(settings("nameserver 0.0.0.0"))).containsExactly("127.0.0.1");
    }

    @Test
    void shouldLetTheLastOfDomainAndSearchWin() throws IOException {
        assertThat(settings("search a.example b.example\ndomain c.example").search()).containsExactly("c.example");
    }

    @Test
    void shouldSearchTheDomainOfTheMachineOtherwise() throws IOException {
        Files.writeString(files.hostName(), "build7.corp.example\n");

        assertThat(settings("nameserver 192.0.2.1").search()).containsExactly("corp.example");

        Files.writeString(files.hostName(), "build7\n");
        assertThat(settings("nameserver 192.0.2.1").search()).isEmpty();
    }

    @Test
    void shouldTryNamesInTheOrderOfTheCLibrary() throws IOException {
        ResolverSettings settings = settings("search corp.example example.com\noptions ndots:2");

        assertThat(settings.candidates("db")).containsExactly("db.corp.example", "db.example.com", "db");
        assertThat(settings.candidates("db.eu")).containsExactly("db.eu.corp.example", "db.eu.example.com", "db.eu");
        assertThat(settings.candidates("Api.Example.org")).containsExactly("api.example.org",
                "api.example.org.corp.example", "api.example.org.example.com");
        assertThat(settings.candidates("db.")).containsExactly("db");
        assertThat(settings("search .").candidates("db")).containsExactly("db");
    }

    @Test
    void shouldReadHostsOfInterestOnly() throws IOException {
        Files.writeString(files.hosts(), """
                127.0.0.1 localhost   # of old
                # 192.0.2.9 db
                192.0.2.1\tdb.corp.example DB
                192.0.2.2 db other
                2001:db8::1 db
                fe80::1%nosuch0 db
                ::ffff:192.0.2.3 db
                10.0.0.0/8 db
                nonsense db
                1.2.3 db
                """);
        Hosts hosts = Hosts.read(files.hosts(), List.of("Db.", "none"));

        assertThat(hosts.addresses("db")).extracting(Object::toString).containsExactly("192.0.2.1", "192.0.2.2",
                "2001:db8::1", "fe80::1", "192.0.2.3");
        assertThat(hosts.addresses("none")).isEmpty();
        assertThat(hosts.addresses("localhost")).isEmpty();
    }

    @Test
    void shouldTakeUnreadableFilesForEmptyOnes() throws IOException {
        Files.createDirectory(files.hosts());
        Files.write(files.settings(), new byte[]{(byte) 0xFF, 0, '\n', (byte) 0xFE});

        assertThat(Hosts.read(files.hosts(), List.of("db")).addresses("db")).isEmpty();
        assertThat(ResolverSettings.read(files).configured()).isFalse();
    }
}
