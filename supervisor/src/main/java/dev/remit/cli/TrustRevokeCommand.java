package dev.remit.cli;

import dev.remit.config.ConfigPlaces;
import dev.remit.config.Pin;
import dev.remit.config.Pins;
import dev.remit.config.UnprotectedFileException;
import dev.remit.admission.RefusalException;
import dev.remit.admission.TrustFiles;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.store.RevokedKeys;
import dev.remit.trust.store.StoreFormatException;
import dev.remit.trust.store.TrustStore;
import dev.remit.trust.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Believes keys no more, whoever trusts them. */
@Command(name = "revoke", mixinStandardHelpOptions = true, //
        description = "Believes keys no more, whoever trusts them.")
final class TrustRevokeCommand implements Callable<Integer> {
    private static final String FINGERPRINT = "SHA256:";
    private static final byte[] BINARY = "SSHKRL\n\0".getBytes(StandardCharsets.US_ASCII);

    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "KEY", //
            description = "A public key's file, or the fingerprint of a key that `remit trust list` shows.")
    private List<String> keys = List.of();

    @Option(names = "--system", description = "For all users: changes the system's list.")
    private boolean system;

    TrustRevokeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Failure {
        Map<String, String> environment = CallerEnvironment.get();
        Path list = TrustLists.directory(system, environment).resolve(ConfigPlaces.REVOKED_KEYS);
        byte[] before = TrustLists.read(list);
        for (String word : keys) {
            PublicKey key = word.startsWith(FINGERPRINT) ? known(word, environment) : TrustLists.key(Path.of(word));
            if (Arrays.equals(before, 0, Math.min(before.length, BINARY.length), BINARY, 0, BINARY.length)) {
                throw Failure.of(ExitCode.REMIT_FAILED,
                        list + ": is a binary revocation list, which ssh-keygen changes",
                        "With the key's file: ssh-keygen -k -u -f " + list + " KEY.pub");
            }
            TrustLists.append(list, key.line(), bytes -> check(list, bytes));
            console.print(list + ": revokes " + key.fingerprint());
        }
        return ExitCode.SUCCESS;
    }

    private static void check(Path list, byte[] bytes) throws Failure {
        try {
            RevokedKeys.parse(list.toString(), bytes);
        } catch (StoreFormatException malformed) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(malformed.getMessage()),
                    "Correct the list first; nothing was revoked.");
        }
    }

    private static PublicKey known(String fingerprint, Map<String, String> environment) throws Failure {
        ConfigPlaces places = ConfigPlaces.of(environment);
        try {
            for (TrustStore.Entry entry : TrustFiles.read(places).understood().entries()) {
                if (entry.signer().key().fingerprint().equals(fingerprint)) {
                    return entry.signer().key();
                }
            }
            for (Pin pin : new Pins(places).all()) {
                PublicKey key = parsed(pin.key());
                if (key != null && key.fingerprint().equals(fingerprint)) {
                    return key;
                }
            }
        } catch (RefusalException refusal) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(refusal.getMessage()), refusal.remedy());
        } catch (UnprotectedFileException | IOException unsafe) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(unsafe.getMessage()), "");
        }
        throw Failure.of(ExitCode.REMIT_FAILED, fingerprint + ": no key that is known has this fingerprint",
                "Name the file of the public key.");
    }

    private static @Nullable PublicKey parsed(String line) {
        try {
            return PublicKey.parseLine(line);
        } catch (MalformedException damaged) {
            return null;
        }
    }
}
