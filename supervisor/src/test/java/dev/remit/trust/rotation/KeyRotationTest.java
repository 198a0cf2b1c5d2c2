package dev.remit.trust.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.trust.SshKeygen;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
    private static PublicKey key(String type) throws MalformedException {
        return PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key(type)));
    }

    private static KeyRotation statement(@Nullable String name, String from, String to) throws MalformedException {
        return new KeyRotation("acme", name, key(from), key(to));
    }

    private static byte[] signed(KeyRotation statement, String signer) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(statement.text());
        all.writeBytes(SshKeygen.sign(SshKeygen.key(signer), statement.text(), "-n", KeyRotation.NAMESPACE));
        return all.toByteArray();
    }

    @Test
    void shouldReadWhatWasStated() throws Exception {
        KeyRotation one = statement("weather", "ed25519", "ecdsa-256");
        KeyRotation other = statement(null, "ecdsa-256", "rsa-3072");
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(signed(one, "ed25519"));
        both.writeBytes(signed(other, "ecdsa-256"));
        assertThat(KeyRotation.parse(both.toByteArray())).containsExactly(one, other);
        assertThat(KeyRotation.parse(new byte[0])).isEmpty();
    }

    @Test
    void shouldRefuseOtherSignaturesAndOtherForms() throws Exception {
        KeyRotation statement = statement(null, "ed25519", "ecdsa-256");
        assertThatThrownBy(() -> KeyRotation.parse(signed(statement, "ecdsa-256")))
                .hasMessageContaining("not signed by its old key");
        byte[] otherNamespace = SshKeygen.sign(SshKeygen.key("ed25519"), statement.text());
        assertThatThrownBy(() -> KeyRotation.parse(join(statement.text(), otherNamespace)))
                .hasMessageContaining("namespace \"remit-manifest\"");
        byte[] spelled = new String(statement.text(), StandardCharsets.UTF_8).replace("author: ", "author:  ")
                .replace("\nfrom", " \nfrom").getBytes(StandardCharsets.UTF_8);
        byte[] longer = join(new String(statement.text(), StandardCharsets.UTF_8).replace("\nto", "\nto: x\nto")
                .getBytes(StandardCharsets.UTF_8), new byte[0]);
        for (byte[] text : List.of(spelled, longer)) {
            byte[] signature = SshKeygen.sign(SshKeygen.key("ed25519"), text, "-n", KeyRotation.NAMESPACE);
            if (Arrays.equals(text, longer)) {
                assertThatThrownBy(() -> KeyRotation.parse(join(text, signature)))
                        .isInstanceOf(MalformedException.class);
            } else {
                // Another author's name, which is no spelling of this one.
                assertThat(KeyRotation.parse(join(text, signature)).getFirst().author()).isEqualTo(" acme ");
            }
        }
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void shouldLeadFromKeyToKeyOnlyForWhomTheStatementsSpeakOf() throws Exception {
        List<KeyRotation> statements = List.of(statement(null, "ecdsa-256", "rsa-3072"),
                statement("weather", "ed25519", "ecdsa-256"));
        assertThat(leads(statements, "acme", "weather", Set.of())).isTrue();
        assertThat(leads(statements, "acme", "other", Set.of())).isFalse();
        assertThat(leads(statements, "somebody", "weather", Set.of())).isFalse();
        assertThat(leads(statements, "acme", "weather", Set.of(key("ecdsa-256")))).isFalse();
    }

    private static boolean leads(List<KeyRotation> statements, String author, String name, Set<PublicKey> not)
            throws MalformedException {
        return KeyRotation.leads(statements, author, name, key("ed25519"), key("rsa-3072"), not);
    }

    /** A statement that was changed anywhere says nothing; and nothing else than that comes out of any bytes. */
    @Test
    void shouldRefuseEveryChangeOfAStatement() throws Exception {
        byte[] right = signed(statement("weather", "ed25519", "ecdsa-256"), "ed25519");
        List<byte[]> wrong = new ArrayList<>();
        for (int length = 1; length < right.length - 1; length++) {
            wrong.add(Arrays.copyOf(right, length));
        }
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = right.clone();
            // The line break at the end belongs to no statement.
            int at = random.nextInt(right.length - 1);
            changed[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            wrong.add(changed);
        }
        for (byte[] bytes : wrong) {
            assertThatThrownBy(() -> KeyRotation.parse(bytes)).isInstanceOf(MalformedException.class);
        }
    }
}
