package dev.remit.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.remit.policy.Access;
import dev.remit.policy.DeviceCommand;
import dev.remit.policy.DeviceGrant;
import dev.remit.policy.Origin;
import dev.remit.policy.PathRule;
import dev.remit.policy.Policy;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What classes of devices grant, in words. */
final class DeviceExplanation {
    private static final String X11 = "/tmp/.X11-unix/";

    private final Policy policy;
    private final Set<Origin> origins = new LinkedHashSet<>();

    DeviceExplanation(Policy policy) {
        this.policy = policy;
        for (PathRule rule : policy.files()) {
            if (rule.kind() != PathRule.Kind.FILE) {
                origins.add(rule.origin());
            }
        }
        policy.rules().devices().grants().forEach(grant -> origins.add(grant.origin()));
    }

    /** Whether a rule on paths belongs to a class of devices, and so is told here. */
    boolean tells(PathRule rule) {
        return origins.contains(rule.origin());
    }

    void print(Console console) {
        if (origins.isEmpty()) {
            console.print("It uses no device beyond the files above.");
            return;
        }
        console.print("It may use these devices, and no others beyond the files above:");
        for (Origin origin : origins) {
            console.print("  " + origin.describe());
            int files = 0;
            for (PathRule rule : policy.files()) {
                if (rule.origin().equals(origin)) {
                    files += rule.kind() == PathRule.Kind.FILE ? 1 : 0;
                    printUse(console, rule);
                }
            }
            if (files > 0) {
                console.print(
                        "      read " + files + " files by which programs find devices and set up their libraries");
            }
        }
        console.print(
                "  What is plugged in later is not granted. Commands that no class includes are refused on these nodes; "
                        + "the kernel decides by itself about those that all of them include.");
    }

    private void printUse(Console console, PathRule rule) {
        String path = rule.pattern().toString();
        switch (rule.kind()) {
            case FILE -> {
            }
            case SOCKET -> console.print("      connect to " + path + note(rule));
            case OWN_TERMINALS -> console.print("      read and write those of " + path + " that it makes itself");
            case NODE -> console.print("      " + Access.describe(rule.permission().access()) + " " + path
                    + commands(path));
        }
    }

    private String commands(String path) {
        for (DeviceGrant grant : policy.rules().devices().grants()) {
            if (grant.node().path().equals(path)) {
                return " (" + grant.node().number() + "), with " + grant.commands().permitted().size()
                        + " ioctl commands beside those that are harmless on any file";
            }
        }
        return ", with all ioctl commands, because a rule on files names it";
    }

    /** What a server does for its clients beyond what the class says. */
    private static String note(PathRule rule) {
        String path = rule.pattern().toString();
        if (path.startsWith(X11)) {
            return "; X11 lets its clients see each other's windows and keys";
        }
        boolean sound = path.contains("/pulse") || path.contains("/pipewire");
        return sound ? "; a sound server gives its clients the microphone too" : "";
    }

    void writeJson(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("devices");
        for (DeviceGrant grant : policy.rules().devices().grants()) {
            out.writeStartObject();
            out.writeStringField("path", grant.node().path());
            out.writeStringField("number", grant.node().number());
            out.writeStringField("origin", grant.origin().describe());
            writeTexts(out, "classes", grant.classes().stream().map(device -> device.spelling()).toList());
            writeTexts(out, "commands", grant.commands().permitted().stream().map(DeviceCommand::name).toList());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeTexts(JsonGenerator out, String field, List<String> texts) throws IOException {
        out.writeArrayFieldStart(field);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}
