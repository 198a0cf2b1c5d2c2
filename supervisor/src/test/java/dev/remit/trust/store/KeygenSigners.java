package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys and certificates of all kinds, made by ssh-keygen, each of which has signed the message in some namespaces. */
final class KeygenSigners {
    static final List<String> NAMESPACES = List.of("file", "git");

    private static final List<String> KEYS = List.of("ed", "ec", "rsa");
    private static final List<String> AUTHORITIES = List.of("ca", "otherca", "rsaca");

    private final Keygen keygen;
    private final Map<String, Signer> signers = new LinkedHashMap<>();

    /** Who signs, with a certificate or without. */
    record Signer(String name, PublicKey key, @Nullable Certificate certificate) {}

    KeygenSigners(Path directory) throws IOException, InterruptedException, MalformedException {
        keygen = new Keygen(directory);
        keygen.key("ed", "ed25519");
        keygen.key("ec", "ecdsa", "-b", "256");
        keygen.key("rsa", "rsa", "-b", "3072");
        keygen.key("ca", "ed25519");
        keygen.key("otherca", "ecdsa", "-b", "384");
        keygen.key("rsaca", "rsa", "-b", "3072");
        String year = "20240101000000Z:20250101000000Z";
        keygen.certify("ed", "c-year", "ca", "-I", "id-five", "-n", "alice,bob", "-z", "5", "-V", year);
        keygen.certify("ec", "c-forever", "ca", "-I", "id-zero", "-n", "carol");
        keygen.certify("ed", "c-host", "ca", "-I", "host", "-h", "-n", "alice", "-z", "7");
        keygen.certify("ed", "c-nobody", "ca", "-I", "nobody", "-z", "8");
        keygen.certify("rsa", "c-login", "ca", "-I", "login", "-n", "alice", "-z", "9", "-O", "force-command=/bin/x",
                "-O", "source-address=10.0.0.0/8");
        keygen.certify("ed", "c-other", "otherca", "-I", "id-other", "-n", "alice", "-z", "5");
        keygen.certify("ec", "c-rsa", "rsaca", "-I", "id-rsa", "-n", "alice,al", "-z", "18446744073709551615");
        for (String name : List.of("ed", "ec", "rsa", "c-year", "c-forever", "c-host", "c-nobody", "c-login", "c-other",
                "c-rsa")) {
            for (String namespace : NAMESPACES) {
                keygen.sign(name, namespace);
            }
            Certificate certificate = name.startsWith("c-")
                    ? Certificate.parseLine(keygen.read(name + "-cert.pub"))
                    : null;
            signers.put(name, new Signer(name, PublicKey.parseLine(keygen.read(name + ".pub")), certificate));
        }
    }

    Keygen keygen() {
        return keygen;
    }

    List<Signer> all() {
        return List.copyOf(signers.values());
    }

    /** A text in which keys stand for their names in braces. */
    String withKeys(String text) throws IOException {
        String filled = text;
        for (List<String> names : List.of(KEYS, AUTHORITIES)) {
            for (String name : names) {
                filled = filled.replace("{" + name + "}", keygen.read(name + ".pub"));
            }
        }
        return filled;
    }
}
