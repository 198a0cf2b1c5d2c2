package dev.remit.cli;

import dev.remit.config.ProtectedFile;
import dev.remit.config.UnprotectedFileException;
import dev.remit.trust.key.Agent;
import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PassphraseException;
import dev.remit.trust.key.PrivateKey;
import dev.remit.trust.key.PrivateKeyFile;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.key.Signer;
import dev.remit.trust.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key to sign with: of a private key's file, or one that the running ssh-agent has. A public key or a certificate may
 * be named for it, as ssh-keygen takes them.
 */
final class SigningKey implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final String PUBLIC = ".pub";
    private static final String CERTIFICATE = "-cert.pub";
    private static final String AGENT = "SSH_AUTH_SOCK";

    private final Signer signer;
    private final AutoCloseable holder;

    private SigningKey(Signer signer, AutoCloseable holder) {
        this.signer = signer;
        this.holder = holder;
    }

    /**
     * Opens a key.
     *
     * @param file of a private key, a public one or a certificate; null for the only key that the agent has
     * @throws Failure when there is no such key, or it stays locked
     */
    static SigningKey open(@Nullable Path file, Map<String, String> environment) throws Failure {
        String socket = environment.getOrDefault(AGENT, "");
        if (file == null) {
            return onlyOne(socket);
        }
        byte[] content = InputFile.read(file, PrivateKeyFile.LARGEST, "a key",
                "Name a key's file, such as ~/.ssh/id_ed25519.");
        try {
            String text = new String(content, StandardCharsets.UTF_8).strip();
            String type = text.contains(" ") ? text.substring(0, text.indexOf(' ')) : "";
            if (Certificate.isType(type)) {
                Certificate certificate = Certificate.parseLine(text);
                return ofPublicKey(file, CERTIFICATE, certificate.key(), certificate, socket);
            }
            return PublicKey.isType(type)
                    ? ofPublicKey(file, PUBLIC, PublicKey.parseLine(text), null, socket)
                    : ofFile(file, null);
        } catch (MalformedException malformed) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": " + malformed.getMessage(), "");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    Signer signer() {
        return signer;
    }

    @Override
    public void close() throws Failure {
        try {
            holder.close();
        } catch (Exception failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, "the key cannot be closed: " + failure.getMessage(), "");
        }
    }

    private static SigningKey onlyOne(String socket) throws Failure {
        if (socket.isEmpty()) {
            throw Failure.of(ExitCode.REMIT_FAILED, "say which key to sign with: no ssh-agent is running",
                    "--key ~/.ssh/id_ed25519, for example; ssh-keygen makes keys.");
        }
        try {
            Agent agent = Agent.connect(Path.of(socket));
            Agent.Identities identities = agent.identities();
            if (identities.usable().size() == 1) {
                return new SigningKey(agent.signer(identities.usable().getFirst()), agent);
            }
            agent.close();
            StringBuilder keys = new StringBuilder();
            for (Agent.Identity each : identities.usable()) {
                keys.append("\n  ").append(each.key().fingerprint()).append(' ').append(each.comment());
            }
            identities.unusable().forEach(each -> keys.append("\n  ").append(each).append(" (cannot be used)"));
            throw Failure.of(ExitCode.REMIT_FAILED, "say which key to sign with; the ssh-agent has "
                    + (keys.isEmpty() ? "none" : "these:" + keys),
                    "--key with the file of the private or the public key, such as ~/.ssh/id_ed25519.pub");
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(failure.getMessage()),
                    "Name a private key's file with --key.");
        }
    }

    /** The agent's key when it has it, else the private key beside the public one. */
    private static SigningKey ofPublicKey(Path file, String suffix, PublicKey key, @Nullable Certificate certificate,
            String socket) throws Failure {
        if (!socket.isEmpty()) {
            SigningKey held = held(key, certificate, socket);
            if (held != null) {
                return held;
            }
        }
        String name = file.toString();
        Path other = Path.of(name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name);
        if (name.endsWith(suffix) && Files.exists(other)) {
            return ofFile(other, certificate);
        }
        throw Failure.of(ExitCode.REMIT_FAILED, file + ": there is no private key for it: "
                + (socket.isEmpty() ? "no ssh-agent is running" : "the ssh-agent does not have it") + ", and no file "
                + other + " is beside it", "Name the private key's file, or add it to the agent with ssh-add.");
    }

    private static @Nullable SigningKey held(PublicKey key, @Nullable Certificate certificate, String socket)
            throws Failure {
        try {
            Agent agent = Agent.connect(Path.of(socket));
            for (Agent.Identity each : agent.identities().usable()) {
                Certificate has = each.certificate();
                boolean same = certificate == null
                        ? has == null
                        : has != null && Arrays.equals(has.blob(), certificate.blob());
                if (each.key().equals(key) && same) {
                    return new SigningKey(agent.signer(each), agent);
                }
            }
            agent.close();
            return null;
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(failure.getMessage()),
                    "Name the private key's file instead of the public one's.");
        }
    }

    private static SigningKey ofFile(Path file, @Nullable Certificate certificate) throws Failure {
        byte[] content = new byte[0];
        try {
            Optional<byte[]> secret = ProtectedFile.readSecret(file, PrivateKeyFile.LARGEST);
            content = secret.orElseThrow(() -> new IOException("is gone"));
            PrivateKey key = unlocked(file, content);
            PrivateKey used = certificate == null ? key : key.certified(certificate);
            return new SigningKey(used, used);
        } catch (UnprotectedFileException unsafe) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(unsafe.getMessage()), "");
        } catch (MalformedException malformed) {
            throw Failure.of(ExitCode.REMIT_FAILED,
                    file + ": is no private key to sign with: " + malformed.getMessage(),
                    "");
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": " + failure.getMessage(), "");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static PrivateKey unlocked(Path file, byte[] content) throws Failure, MalformedException, IOException {
        PassphraseException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return PrivateKeyFile.parse(content, () -> Terminal.secret("Passphrase of " + file));
            } catch (PassphraseException locked) {
                last = locked;
                if (!locked.given()) {
                    break;
                }
            }
        }
        throw Failure.of(ExitCode.REMIT_FAILED, file + ": " + (last == null ? "" : last.getMessage()),
                Terminal.isInteractive()
                        ? ""
                        : "There is no terminal to ask on: add the key to an ssh-agent with ssh-add, and name it by its "
                                + ".pub file.");
    }
}
