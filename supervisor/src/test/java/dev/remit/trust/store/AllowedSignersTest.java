package dev.remit.trust.store;

import static dev.remit.trust.store.SampleKeys.ALICE;
import static dev.remit.trust.store.SampleKeys.ALICE_FINGERPRINT;
import static dev.remit.trust.store.SampleKeys.BOB;
import static dev.remit.trust.store.SampleKeys.CERTIFICATE;
import static dev.remit.trust.store.SampleKeys.WEAK;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedSignersTest {
    private static final String OPTIONS = "cert-authority, namespaces=\"…\", valid-after=\"…\", valid-before=\"…\", "
            + "or a key as in \"ssh-ed25519 AAAA…\"";

    private static List<AllowedSigner> parse(String text) throws StoreFormatException {
        return AllowedSigners.parse("signers", text.getBytes(UTF_8), ZoneOffset.UTC).entries();
    }

    @Test
    void shouldReadLinesWithAndWithoutOptions() throws StoreFormatException {
        List<AllowedSigner> entries = parse("# ours\n\n  \t\nalice@example.com,*@a.example " + ALICE
                + " Alice's key\n\t  bob   namespaces=\"file,git\",VALID-AFTER=\"20240101Z\",valid-before=\"20250101\"\t"
                + BOB + "\r\n*@ca cert-authority " + BOB);

        assertThat(entries).extracting(AllowedSigner::line).containsExactly(4, 5, 6);
        assertThat(entries).extracting(AllowedSigner::principals).containsExactly("alice@example.com,*@a.example",
                "bob", "*@ca");
        assertThat(entries).extracting(entry -> entry.key().line()).containsExactly(ALICE, BOB, BOB);
        assertThat(entries).extracting(AllowedSigner::comment).containsExactly("Alice's key", "", "");
        assertThat(entries).extracting(AllowedSigner::options).containsExactly(SignerOptions.NONE,
                new SignerOptions(false, "file,git", Instant.parse("2024-01-01T00:00:00Z"),
                        Instant.parse("2025-01-01T00:00:00Z")),
                new SignerOptions(true, null, null, null));
        assertThat(entries.getFirst().key().fingerprint()).isEqualTo(ALICE_FINGERPRINT);
    }

    @Test
    void shouldReadTimesInTheMachinesZone() throws StoreFormatException {
        TimeZone machines = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            byte[] text = ("a valid-after=\"202401151200\" " + ALICE).getBytes(UTF_8);
            assertThat(AllowedSigners.parse("signers", text).entries().getFirst().options().validAfter())
                    .isEqualTo("2024-01-15T06:15:00Z");
        } finally {
            TimeZone.setDefault(machines);
        }
    }

    @Test
    void shouldReadAnEmptyList() throws StoreFormatException {
        assertThat(parse("")).isEmpty();
        assertThat(parse("\n\r\n#\n  # x\r\n")).isEmpty();
    }

    @Test
    void shouldReadQuotedPrincipalsAndValues() throws StoreFormatException {
        List<AllowedSigner> entries = parse("\"Alice B,#c\" " + ALICE + "\n\"#x\"\tnamespaces=\"a b\\\"c\\d\" " + BOB);

        assertThat(entries).extracting(AllowedSigner::principals).containsExactly("Alice B,#c", "#x");
        assertThat(entries.getLast().options().namespaces()).isEqualTo("a b\"c\\d");
        assertThat(entries.getFirst().isFor("Alice B")).isTrue();
    }

    @Test
    void shouldLetCommentsHoldAnyBytes() throws StoreFormatException {
        byte[] latin = ("# caf\u00e9 \u0000\nalice " + ALICE).getBytes(ISO_8859_1);
        assertThat(AllowedSigners.parse("signers", latin, ZoneOffset.UTC).entries()).hasSize(1);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("alice", "1:6: nothing follows the principals; expected options, or a key as in "
                        + "\"ssh-ed25519 AAAA…\""),
                arguments("alice  ", "1:8: nothing follows the principals; expected options, or a key as in "
                        + "\"ssh-ed25519 AAAA…\""),
                arguments("\n# x\nalice cert-authority", "3:21: nothing follows the options; expected a key as in "
                        + "\"ssh-ed25519 AAAA…\""),
                arguments("alice ssh-ed25519", "1:18: nothing follows the type of the key"),
                arguments("alice cert-authorit " + ALICE, "1:7: \"cert-authorit\" is neither an option nor a type of "
                        + "key that is known; expected " + OPTIONS),
                arguments("alice cert-authority,, " + ALICE, "1:22: an option is missing; expected " + OPTIONS),
                arguments("alice cert-authority, " + ALICE, "1:22: an option is missing; expected " + OPTIONS),
                arguments("alice ,cert-authority " + ALICE, "1:7: an option is missing; expected " + OPTIONS),
                arguments("alice cert-authority;x " + ALICE, "1:21: something follows an option; expected a comma and "
                        + "another option, or a blank"),
                arguments("alice cert-authority=\"x\" " + ALICE, "1:21: something follows an option; expected a comma "
                        + "and another option, or a blank"),
                arguments("alice namespaces " + ALICE, "1:17: the option namespaces has no value; expected "
                        + "namespaces=\"…\""),
                arguments("alice Namespaces=file " + ALICE, "1:17: the option Namespaces has no value; expected "
                        + "Namespaces=\"…\""),
                arguments("alice namespaces=\"file " + ALICE, "1:18: the value of namespaces has no end; expected a "
                        + "second quotation mark"),
                arguments("alice namespaces=\"\" " + ALICE, "1:19: an empty pattern; expected patterns with single "
                        + "commas between them"),
                arguments("alice namespaces=\"a,,b\" " + ALICE, "1:21: an empty pattern; expected patterns with single "
                        + "commas between them"),
                arguments("alice namespaces=\"a\",namespaces=\"b\" " + ALICE, "1:22: the option namespaces is given "
                        + "twice"),
                arguments("alice valid-after=\"20240230\" " + ALICE, "1:20: \"20240230\" is a time that does not "
                        + "exist; expected YYYYMMDD or YYYYMMDDHHMM[SS], with Z behind it for UTC"),
                arguments("alice valid-before=\"tomorrow\" " + ALICE,
                        "1:21: \"tomorrow\" is no time; expected YYYYMMDD "
                                + "or YYYYMMDDHHMM[SS], with Z behind it for UTC"),
                arguments("alice valid-after=\"20240102Z\",valid-before=\"20240101Z\" " + ALICE,
                        "1:7: the key ends being "
                                + "valid before it begins to be; expected a valid-before later than valid-after"),
                arguments("alice valid-after=\"20240101Z\",valid-before=\"20240101Z\" " + ALICE,
                        "1:7: the key ends being "
                                + "valid before it begins to be; expected a valid-before later than valid-after"),
                arguments("a,,b " + ALICE, "1:3: an empty pattern; expected patterns with single commas between them"),
                arguments("\"\" " + ALICE, "1:2: an empty pattern; expected patterns with single commas between them"),
                arguments("\"alice " + ALICE, "1:1: the principals have no end; expected a second quotation mark"),
                arguments("\"alice\"" + ALICE, "1:8: something follows the quotation mark; expected a blank"),
                arguments("al\"i\"ce " + ALICE, "1:3: a quotation mark within the principals; expected none, or one "
                        + "around all of them: nothing can stand for it"),
                arguments("alice " + CERTIFICATE, "1:7: a certificate in place of a key; expected the key of its "
                        + "authority with the option cert-authority, or the key without its certificate"),
                arguments("é € " + ALICE, "1:3: an option is missing; expected " + OPTIONS),
                arguments("𝄞 bad " + ALICE, "1:3: \"bad\" is neither an option nor a type of key that is known; "
                        + "expected " + OPTIONS),
                arguments("alice ssh-ed25519 AAAA", "1:19: the type of the key needs 4 bytes"),
                arguments("alice cert-authority ssh-ed25519 A", "1:34: Base64 that is cut off or holds what is none"),
                arguments("alice " + WEAK, "1:15: an RSA key of 1024 bits, which is too weak"),
                arguments("alice ssh-dss AAAAB3NzaC1kc3M=", "1:7: a DSA key, which is too weak"),
                arguments("alice mldsa44-ed25519 AAAAB3NzaC1kc3M=", "1:7: \"mldsa44-ed25519\" is no type of key that "
                        + "is known"),
                arguments("alice ssh-rsa" + ALICE.substring("ssh-ed25519".length()), "1:7: the line says ssh-rsa and"),
                arguments("\uFEFF!bob,* " + ALICE, "1:1: a byte order mark; expected UTF-8 without one"),
                arguments("alice\u0000 " + ALICE, "1:6: a control character; expected text"),
                arguments("alice " + ALICE + " \u001b[2J", "1:88: a control character; expected text"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldSayWhereALineIsMalformed(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(StoreFormatException.class)
                .hasMessageStartingWith("signers:" + message);
    }

    @Test
    void shouldSayWhereBytesAreNoText() {
        byte[] latin = ("# caf\u00e9\ncaf\u00e9 " + ALICE).getBytes(ISO_8859_1);
        assertThatThrownBy(() -> AllowedSigners.parse("signers", latin, ZoneOffset.UTC))
                .isInstanceOf(StoreFormatException.class)
                .hasMessage("signers:2:4: bytes that are not UTF-8");
    }

    @Test
    void shouldRefuseAllLinesForOneThatIsMalformed() {
        assertThatThrownBy(() -> parse("alice " + ALICE + "\nbob " + BOB.substring(0, 40) + "\n"))
                .isInstanceOf(StoreFormatException.class).hasMessageStartingWith("signers:2:");
    }

    @Test
    void shouldWriteLinesThatAreReadTheSame() throws StoreFormatException {
        SignerOptions all = new SignerOptions(true, "file,g\\it,\"q\" x", Instant.parse("2024-01-01T00:00:00Z"),
                Instant.parse("2030-01-01T12:30:01Z"));
        String line = AllowedSigners.line(List.of("#alice", "*@b c", "!d"), all, SampleKeys.key(ALICE));

        assertThat(line).isEqualTo("\"#alice,*@b c,!d\" cert-authority,namespaces=\"file,g\\it,\\\"q\\\" x\","
                + "valid-after=\"20240101000000Z\",valid-before=\"20300101123001Z\" " + ALICE);
        AllowedSigner entry = parse(line).getFirst();
        assertThat(entry.principals()).isEqualTo("#alice,*@b c,!d");
        assertThat(entry.options()).isEqualTo(all);
        assertThat(entry.key().line()).isEqualTo(ALICE);
        assertThat(AllowedSigners.line(List.of("alice"), SignerOptions.NONE, SampleKeys.key(ALICE)))
                .isEqualTo("alice " + ALICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "a,b", "a\"b", "a\nb", "a\tb", "a\u0000", "\ud800"})
    void shouldRefusePrincipalsThatCannotBeWritten(String principal) {
        assertThatThrownBy(() -> AllowedSigners.line(List.of("x", principal), SignerOptions.NONE,
                SampleKeys.key(ALICE))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be written: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,,b", "a\n", "a\\"})
    void shouldRefuseNamespacesThatCannotBeWritten(String namespaces) {
        SignerOptions options = new SignerOptions(false, namespaces, null, null);
        assertThatThrownBy(() -> AllowedSigners.line(List.of("x"), options, SampleKeys.key(ALICE)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cannot be written: ");
    }

    @Test
    void shouldRefuseToWriteLinesThatCouldNotBeRead() {
        Instant time = Instant.parse("2024-01-01T00:00:00Z");
        SignerOptions never = new SignerOptions(false, null, time.plusMillis(10), time.plusMillis(20));
        assertThatThrownBy(() -> AllowedSigners.line(List.of("x"), never, SampleKeys.key(ALICE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AllowedSigners.line(List.of(), SignerOptions.NONE, SampleKeys.key(ALICE)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
