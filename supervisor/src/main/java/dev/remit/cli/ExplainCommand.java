package dev.remit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.remit.compiler.CompiledPolicy;
import dev.remit.launch.Host;
import dev.remit.limits.Means;
import dev.remit.limits.OwnCgroup;
import dev.remit.policy.Access;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Limit;
import dev.remit.policy.Limits;
import dev.remit.policy.PathRule;
import dev.remit.policy.Policy;
import dev.remit.policy.Region;
import dev.remit.policy.Unenforced;
import java.io.IOException;
import java.util.List;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what a manifest permits, how each rule is enforced, and what that costs. */
@Command(name = "explain", mixinStandardHelpOptions = true, //
        description = "Tells what a manifest permits, how each rule is enforced and what that costs.")
final class ExplainCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "MANIFEST")
    private String manifest = "";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Failure, IOException {
        LoadedPolicy loaded = LoadedPolicy.ofFile(manifest, CallerEnvironment.get());
        if (!loaded.warnings().isEmpty()) {
            console.show(loaded.warnings());
        }
        OwnCgroup place = OwnCgroup.find(Path.of("/"));
        boolean counts = loaded.policy().limits().of(Limit.PROCESSES) != null
                && Means.of(Limit.PROCESSES, place) == Means.COUNTED;
        CompiledPolicy compiled = loaded.compile(Host.filterOptions(counts));
        if (json) {
            writeJson(compiled, place);
        } else {
            print(compiled, place);
        }
        return ExitCode.SUCCESS;
    }

    private void print(CompiledPolicy compiled, OwnCgroup place) {
        Policy policy = compiled.policy();
        console.print(policy.name() + " runs " + policy.program().path());
        console.print("");
        console.print("It may touch these files, and no others:");
        DeviceExplanation devices = new DeviceExplanation(policy);
        for (Region region : compiled.regions()) {
            PathRule rule = region.rule();
            if (devices.tells(rule)) {
                continue;
            }
            console.print("  " + words(rule) + " " + rule.pattern());
            console.print("      " + rule.origin().describe() + "; " + enforcement(region));
        }
        console.print("");
        printNetwork(policy.rules().endpoints());
        console.print("");
        devices.print(console);
        console.print("");
        console.print("It reaches no process outside its own tree.");
        console.print(policy.rules().metadataHidden()
                ? "Of files it sees only these, the directories on the way to them, and links that lead there; "
                        + "what else exists is hidden from it, at the price of a round trip for every look."
                : "What exists, and the attributes of files, it can see.");
        printLimits(policy.limits(), place);
        if (!policy.unenforced().isEmpty()) {
            console.print("");
            console.print("This version cannot enforce, and `run` therefore refuses:");
            for (Unenforced part : policy.unenforced()) {
                console.print("  " + part.what() + " (" + part.origin().describe() + ")");
            }
        }
        console.print("");
        console.print("Filter: " + compiled.filter().size() + " instructions; kernel ruleset: "
                + compiled.landlock().grants().size() + " grants; decided by path: "
                + compiled.policy().files().size() + " rules.");
    }

    private void printNetwork(List<EndpointRule> rules) {
        if (rules.isEmpty()) {
            console.print("It reaches no network.");
            return;
        }
        console.print("It may reach, or serve, these endpoints of the network, and no others:");
        for (EndpointRule rule : rules) {
            console.print("  " + EndpointWords.of(rule));
            console.print("      " + rule.origin().describe()
                    + "; by the supervisor, which connects, binds and sends on the program's behalf");
        }
    }

    private void printLimits(Limits limits, OwnCgroup place) {
        if (limits.bounds().isEmpty()) {
            return;
        }
        console.print("");
        console.print("It is held to these limits:");
        for (Limits.Bound bound : limits.bounds()) {
            console.print("  " + bound.limit().key() + " " + bound.spelling());
            console.print("      " + bound.origin().describe() + "; " + Means.of(bound.limit(), place).words());
        }
    }

    private static String words(PathRule rule) {
        return rule.denies() ? "deny" : Access.describe(rule.permission().access());
    }

    private static String enforcement(Region region) {
        if (region.rule().denies()) {
            return "nothing is granted there";
        }
        return switch (region.layer()) {
            case KERNEL_TREE -> "by the kernel, for the whole hierarchy; a supervised open costs a round trip";
            case KERNEL_EXACT -> "by the kernel, for this file; the supervisor covers a file that takes its place";
            case BROKERED -> "by the supervisor, which opens on the program's behalf: " + region.reason();
        };
    }

    private void writeJson(CompiledPolicy compiled, OwnCgroup place) throws IOException {
        Policy policy = compiled.policy();
        JsonGenerator out = new JsonFactory().createGenerator(console.out()).useDefaultPrettyPrinter();
        out.writeStartObject();
        out.writeNumberField("schema", 1);
        out.writeStringField("name", policy.name());
        out.writeStringField("program", policy.program().path());
        out.writeStringField("metadata", policy.rules().metadataHidden() ? "hidden" : "visible");
        out.writeArrayFieldStart("files");
        for (Region region : compiled.regions()) {
            PathRule rule = region.rule();
            out.writeStartObject();
            out.writeStringField("path", rule.pattern().toString());
            out.writeStringField("permission", rule.permission().spelling());
            out.writeStringField("origin", rule.origin().describe());
            out.writeStringField("layer", rule.denies() ? "none" : layer(region));
            out.writeStringField("reason", region.reason());
            out.writeEndObject();
        }
        out.writeEndArray();
        writeNetwork(out, policy.rules().endpoints());
        new DeviceExplanation(policy).writeJson(out);
        writeLimits(out, policy.limits(), place);
        out.writeArrayFieldStart("notEnforced");
        for (Unenforced part : policy.unenforced()) {
            out.writeStartObject();
            out.writeStringField("what", part.what());
            out.writeStringField("origin", part.origin().describe());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeRaw('\n');
        out.flush();
    }

    private static void writeNetwork(JsonGenerator out, List<EndpointRule> rules) throws IOException {
        out.writeArrayFieldStart("network");
        for (EndpointRule rule : rules) {
            out.writeStartObject();
            out.writeStringField("direction", rule.flow().spelling());
            writeStrings(out, "protocols", EndpointWords.protocols(rule));
            writeStrings(out, "addresses", EndpointWords.addresses(rule));
            writeStrings(out, "ports", EndpointWords.ports(rule));
            out.writeStringField("origin", rule.origin().describe());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeLimits(JsonGenerator out, Limits limits, OwnCgroup place) throws IOException {
        out.writeArrayFieldStart("limits");
        for (Limits.Bound bound : limits.bounds()) {
            out.writeStartObject();
            out.writeStringField("limit", bound.limit().key());
            out.writeNumberField("value", bound.value());
            out.writeStringField("origin", bound.origin().describe());
            out.writeStringField("means", Means.of(bound.limit(), place).spelling());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeStrings(JsonGenerator out, String field, List<String> values) throws IOException {
        out.writeArrayFieldStart(field);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }

    private static String layer(Region region) {
        return switch (region.layer()) {
            case KERNEL_TREE -> "kernelTree";
            case KERNEL_EXACT -> "kernelExact";
            case BROKERED -> "brokered";
        };
    }
}
