package dev.remit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.remit.linux.Feature;
import dev.remit.linux.KernelFeatures;
import dev.remit.limits.OwnCgroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells what this kernel can enforce, and what is missing. */
@Command(name = "check", mixinStandardHelpOptions = true, //
        description = {"Tells what this kernel can enforce and what is missing.",
            "Exit code 1 when some protection is missing, 125 when nothing can be run at all."})
final class CheckCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        KernelFeatures features = KernelFeatures.probe();
        List<Feature> all = new ArrayList<>(features.all());
        all.addAll(OwnCgroup.find(Path.of("/")).features());
        int code = verdict(all);
        if (json) {
            writeJson(features.release(), all, code);
        } else {
            print(features.release(), all, code);
        }
        return code;
    }

    private static int verdict(List<Feature> features) {
        int code = ExitCode.SUCCESS;
        for (Feature feature : features) {
            if (!feature.present() && feature.need() == Feature.Need.REQUIRED) {
                return ExitCode.REMIT_FAILED;
            }
            if (!feature.present() && feature.need() == Feature.Need.PROTECTION) {
                code = ExitCode.FOUND;
            }
        }
        return code;
    }

    private void print(String release, List<Feature> features, int code) {
        console.print("Linux " + release);
        for (Feature feature : features) {
            console.print((feature.present() ? "  yes  " : "  NO   ") + feature.name() + " (" + feature.cause() + ")");
            if (!feature.present()) {
                console.print("       lost: " + feature.loss());
                console.print("       to get it: " + feature.remedy());
            }
        }
        console.print(switch (code) {
            case ExitCode.SUCCESS -> "Everything that a manifest can ask of this version is enforced here.";
            case ExitCode.FOUND -> "Some protection is missing: `remit run` refuses unless told --reduced.";
            default -> "Nothing can be run here.";
        });
    }

    private void writeJson(String release, List<Feature> features, int code) throws IOException {
        JsonGenerator out = new JsonFactory().createGenerator(console.out()).useDefaultPrettyPrinter();
        out.writeStartObject();
        out.writeNumberField("schema", 1);
        out.writeStringField("kernel", release);
        out.writeBooleanField("runs", code != ExitCode.REMIT_FAILED);
        out.writeBooleanField("complete", code == ExitCode.SUCCESS);
        out.writeArrayFieldStart("features");
        for (Feature feature : features) {
            out.writeStartObject();
            out.writeStringField("name", feature.name());
            out.writeBooleanField("present", feature.present());
            out.writeStringField("cause", feature.cause());
            out.writeStringField("need", feature.need().name().toLowerCase(Locale.ROOT));
            out.writeStringField("loss", feature.loss());
            out.writeStringField("remedy", feature.remedy());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeRaw('\n');
        out.flush();
    }
}
