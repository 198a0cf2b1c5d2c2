package dev.remit.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.InvalidSignatureException;
import dev.remit.trust.key.PassphraseException;
import dev.remit.trust.key.PrivateKey;
import dev.remit.trust.key.PrivateKeyFile;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.signature.SshSignature;
import dev.remit.trust.wire.Armor;
import dev.remit.trust.wire.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Has bytes read that may be anything: they are read or refused, and nothing else happens. */
final class HostileBytes {
    static final String SIGNATURE = "SSH SIGNATURE";
    static final String OPENSSH = "OPENSSH PRIVATE KEY";
    static final String PKCS8 = "PRIVATE KEY";
    static final String ENCRYPTED_PKCS8 = "ENCRYPTED PRIVATE KEY";
    static final byte[] MESSAGE = {1, 2, 3};

    private HostileBytes() {}

    /** Reads, and throws what is not to be thrown. */
    @FunctionalInterface
    interface Reader {
        /** Whether the bytes were taken. */
        boolean isRead(byte[] bytes);
    }

    static boolean readSignature(byte[] text) {
        try {
            SshSignature.parse(text).verify(MESSAGE);
            return true;
        } catch (MalformedException | InvalidSignatureException e) {
            return isExplained(e);
        }
    }

    static boolean readKey(byte[] blob) {
        try {
            PublicKey key = PublicKey.parse(blob);
            assertThat(key.blob()).isEqualTo(blob);
            assertThat(PublicKey.parseLine(key.line() + " comment")).isEqualTo(key);
            return true;
        } catch (MalformedException e) {
            return isExplained(e);
        }
    }

    static boolean readCertificate(byte[] blob) {
        try {
            return Certificate.parse(blob).isSignedByAuthority();
        } catch (MalformedException e) {
            return isExplained(e);
        }
    }

    static boolean readPrivateKey(byte[] text) {
        try (PrivateKey _ = PrivateKeyFile.parse(text, () -> null)) {
            return true;
        } catch (MalformedException | PassphraseException e) {
            return isExplained(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isExplained(Exception e) {
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1000);
        return false;
    }

    static List<byte[]> signatures() {
        List<byte[]> seeds = new ArrayList<>();
        for (String type : SshKeygen.TYPES) {
            seeds.add(SshKeygen.sign(SshKeygen.key(type), MESSAGE));
        }
        seeds.add(SshKeygen.sign(SshKeygen.certificateOf(certified()), MESSAGE));
        return seeds;
    }

    private static Path certified() {
        return SshKeygen.certified("ecdsa-256", "-n", "alice,bob", "-O", "force-command=x", "-V", "-1d:+1d");
    }

    static List<byte[]> keys() {
        return SshKeygen.TYPES.stream().map(type -> blob(SshKeygen.publicLine(SshKeygen.key(type)))).toList();
    }

    static List<byte[]> certificates() {
        List<byte[]> seeds = new ArrayList<>();
        for (String type : SshKeygen.TYPES) {
            seeds.add(certificate(SshKeygen.certified(type, "-n", "alice")));
        }
        seeds.add(certificate(certified()));
        return seeds;
    }

    private static byte[] blob(String line) {
        try {
            return PublicKey.parseLine(line).blob();
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] certificate(Path key) {
        try {
            return Certificate.parseLine(Files.readString(SshKeygen.certificateOf(key))).blob();
        } catch (MalformedException | IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static List<byte[]> privateKeys() {
        List<byte[]> seeds = new ArrayList<>();
        for (String type : List.of("ed25519", "ecdsa-256", "rsa-3072")) {
            seeds.add(read(SshKeygen.key(type)));
            seeds.add(read(rewritten(type, "-N", "secret", "-a", "1")));
        }
        for (String type : List.of("ecdsa-384", "rsa-3072")) {
            seeds.add(read(rewritten(type, "-N", "", "-m", "PKCS8")));
            seeds.add(read(rewritten(type, "-N", "secret", "-m", "PKCS8")));
            seeds.add(read(rewritten(type, "-N", "", "-m", "PEM")));
        }
        return seeds;
    }

    private static Path rewritten(String type, String... options) {
        Path file = SshKeygen.copy(type);
        List<String> arguments = new ArrayList<>(List.of("-q", "-p", "-P", "", "-f", file.toString()));
        arguments.addAll(List.of(options));
        SshKeygen.succeed(arguments);
        return file;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is within a text, to be changed there rather than in its Base64. */
    static byte[] within(byte[] text) {
        try {
            return Armor.read(text, Armor.label(text));
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String label(byte[] text) {
        try {
            return Armor.label(text);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
