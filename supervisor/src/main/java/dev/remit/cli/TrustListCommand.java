package dev.remit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.remit.admission.RefusalException;
import dev.remit.admission.TrustFiles;
import dev.remit.config.ConfigPlaces;
import dev.remit.config.Pin;
import dev.remit.config.Pins;
import dev.remit.config.UnprotectedFileException;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.store.AllowedSigner;
import dev.remit.trust.store.RevokedKeys;
import dev.remit.trust.store.StoreFormatException;
import dev.remit.trust.store.TrustStore;
import dev.remit.trust.wire.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells whom Remit believes. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Tells whose signatures are believed.")
final class TrustListCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    TrustListCommand(Console console) {
        this.console = console;
    }

    /** All that decides. */
    private record Known(List<TrustStore.Entry> signers, List<Pin> pins, List<Revoked> revoked, String unsigned) {}

    /** A list of revoked keys, and what stands in it. */
    private record Revoked(String list, List<String> keys) {}

    @Override
    public Integer call() throws Failure, IOException {
        Known known = known(CallerEnvironment.get());
        if (json) {
            write(known);
        } else {
            print(known);
        }
        return ExitCode.SUCCESS;
    }

    private Known known(Map<String, String> environment) throws Failure, IOException {
        ConfigPlaces places = ConfigPlaces.of(environment);
        try {
            TrustFiles files = TrustFiles.read(places);
            List<Revoked> revoked = new ArrayList<>();
            for (TrustFiles.Lists each : files.lists()) {
                if (each.revoked().isPresent()) {
                    String list = each.revocations().toString();
                    revoked.add(new Revoked(list, RevokedKeys.parse(list, each.revoked().get()).list()));
                }
            }
            return new Known(files.understood().entries(), new Pins(places).all(), revoked,
                    new Admittance(console, environment).settings().unsigned().spelling());
        } catch (RefusalException refusal) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(refusal.getMessage()), refusal.remedy());
        } catch (UnprotectedFileException | StoreFormatException unsafe) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(unsafe.getMessage()), "");
        }
    }

    private void print(Known known) {
        console.print("Allowed signers");
        for (TrustStore.Entry entry : known.signers) {
            AllowedSigner signer = entry.signer();
            console.print("  " + signer.principals() + "  " + signer.key().type() + " " + signer.key().fingerprint()
                    + options(signer) + "  (" + entry.source() + ":" + signer.line() + ")");
        }
        console.print("Applications whose signer is remembered");
        for (Pin pin : known.pins) {
            console.print("  " + pin.application() + version(pin) + "  " + fingerprint(pin) + " since " + pin.since()
                    + (pin.explicit() ? ", believed for this application alone" : ""));
        }
        console.print("Revoked keys");
        for (Revoked list : known.revoked) {
            list.keys.forEach(key -> console.print("  " + key + "  (" + list.list + ")"));
        }
        console.print("Manifests without a signature: " + known.unsigned);
    }

    private static String options(AllowedSigner signer) {
        StringBuilder words = new StringBuilder();
        if (signer.options().authority()) {
            words.append(", as an authority");
        }
        if (signer.options().namespaces() != null) {
            words.append(", for ").append(signer.options().namespaces());
        }
        if (signer.options().validAfter() != null) {
            words.append(", from ").append(signer.options().validAfter());
        }
        if (signer.options().validBefore() != null) {
            words.append(", until ").append(signer.options().validBefore());
        }
        return words.toString();
    }

    private static String version(Pin pin) {
        return pin.manifest().version().isEmpty() ? "" : " " + pin.manifest().version();
    }

    private static String fingerprint(Pin pin) {
        try {
            return PublicKey.parseLine(pin.key()).fingerprint();
        } catch (MalformedException damaged) {
            return "(a damaged key)";
        }
    }

    private void write(Known known) throws IOException {
        JsonGenerator out = new JsonFactory().createGenerator(console.out()).useDefaultPrettyPrinter();
        out.writeStartObject();
        out.writeArrayFieldStart("signers");
        for (TrustStore.Entry entry : known.signers) {
            write(out, entry);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("applications");
        for (Pin pin : known.pins) {
            out.writeStartObject();
            out.writeStringField("author", pin.application().author());
            out.writeStringField("name", pin.application().name());
            out.writeStringField("version", pin.manifest().version());
            out.writeStringField("fingerprint", fingerprint(pin));
            out.writeStringField("since", pin.since().toString());
            out.writeBooleanField("forThisApplicationAlone", pin.explicit());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("revoked");
        for (Revoked list : known.revoked) {
            for (String key : list.keys) {
                out.writeStartObject();
                out.writeStringField("list", list.list);
                out.writeStringField("what", key);
                out.writeEndObject();
            }
        }
        out.writeEndArray();
        out.writeStringField("unsigned", known.unsigned);
        out.writeEndObject();
        out.writeRaw('\n');
        out.flush();
    }

    private static void write(JsonGenerator out, TrustStore.Entry entry) throws IOException {
        AllowedSigner signer = entry.signer();
        out.writeStartObject();
        out.writeStringField("principals", signer.principals());
        out.writeStringField("keyType", signer.key().type());
        out.writeStringField("fingerprint", signer.key().fingerprint());
        out.writeStringField("list", entry.source());
        out.writeNumberField("line", signer.line());
        out.writeBooleanField("authority", signer.options().authority());
        out.writeStringField("namespaces", signer.options().namespaces());
        out.writeStringField("validAfter",
                signer.options().validAfter() == null ? null : signer.options().validAfter().toString());
        out.writeStringField("validBefore",
                signer.options().validBefore() == null ? null : signer.options().validBefore().toString());
        out.writeEndObject();
    }
}
