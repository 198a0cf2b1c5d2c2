package dev.remit.cli;

import dev.remit.manifest.InlineManifest;
import dev.remit.policy.Flow;
import dev.remit.policy.Permission;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What {@code run} may be told. Declared by calls, not by annotations as other commands' options: to read those takes forty
 * milliseconds, which a program would wait for at each start.
 */
final class RunOptions {
    private final PositionalParamSpec words = PositionalParamSpec.builder().index("0..*").arity("0..*")
            .type(List.class).auxiliaryTypes(String.class).paramLabel("MANIFEST")
            .description("The manifest; its program gets what follows --.").build();
    private final OptionSpec uses = many("NAME", "Grants a base fragment, such as terminal or python.", "--use");
    private final OptionSpec read = many("PATH", "Grants reading; dir/** means all below dir.", "-r", "--read");
    private final OptionSpec write = many("PATH", "Grants reading and writing.", "-w", "--write");
    private final OptionSpec execute = many("PATH", "Grants reading and executing.", "-x", "--execute");
    private final OptionSpec deny = many("PATH", "Denies, whatever else is granted.", "--deny");
    private final OptionSpec hide = flag("What is not granted does not seem to exist either.", "--hide");
    private final OptionSpec connect = many("ENDPOINT",
            "Grants reaching an endpoint, such as tcp:10.0.0.0/8:443 or tcp:api.example.com:443.", "--connect");
    private final OptionSpec bind = many("ENDPOINT", "Grants serving at an endpoint, such as tcp:127.0.0.1:8080.",
            "--bind");
    private final OptionSpec devices = many("CLASS",
            "Grants a class of devices, such as audioOut; or one of them: serial:/dev/ttyUSB0.", "--device");
    private final OptionSpec limits = many("KEY=VALUE",
            "Bounds a resource, as in memory=512MiB; of a manifest's limit and this the stricter counts.", "--limit");
    private final OptionSpec accepted = many("WORD",
            "Accepts what a new version of a signed manifest asks for, in the words of the refusal.",
            "--accept-permissions");
    private final OptionSpec save = one(Path.class, "FILE", "Writes the manifest that the options amount to.",
            "--save");
    private final OptionSpec quiet = flag("No summary of what was denied.", "-q", "--quiet");
    private final OptionSpec log = one(Path.class, "FILE", "Keeps every supervised call as JSON Lines.", "--log");
    private final OptionSpec stats = flag("Tells how long the answers took.", "--stats");
    private final OptionSpec statusDescriptor = one(Integer.class, "N",
            "Writes the program's status and Remit's as JSON.", "--status-fd");
    private final OptionSpec reduced = flag("Goes on where the kernel lacks some of the protection.", "--reduced");
    private final OptionSpec sealed = flag(
            "Runs a copy of the program in memory that nobody can change any more; takes "
                    + "as much memory as the file is long, and the program finds itself in /proc/self/exe as "
                    + "\"/memfd:NAME (deleted)\".",
            "--sealed");

    private final List<OptionSpec> granting = List.of(uses, read, write, execute, deny, connect, bind, devices);

    /** Adds them to a command. */
    void addTo(CommandSpec command) {
        command.addPositional(words);
        for (OptionSpec option : List.of(uses, read, write, execute, deny, hide, connect, bind, devices, limits,
                accepted, save, quiet, log, stats, statusDescriptor, reduced, sealed)) {
            command.addOption(option);
        }
    }

    private static OptionSpec many(String label, String description, String... names) {
        return option(description, names).type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(label)
                .build();
    }

    private static OptionSpec one(Class<?> type, String label, String description, String... names) {
        return option(description, names).type(type).arity("1").paramLabel(label).build();
    }

    private static OptionSpec flag(String description, String... names) {
        return option(description, names).type(boolean.class).arity("0").build();
    }

    private static OptionSpec.Builder option(String description, String... names) {
        return OptionSpec.builder(names).description(description);
    }

    private static List<String> values(ArgSpec many) {
        List<String> given = many.getValue();
        return given == null ? List.of() : given;
    }

    private static boolean isSet(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }

    /** What they belong to, for complaints about them. */
    CommandSpec command() {
        return words.command();
    }

    /** What stands beside the options: a manifest, at most. */
    List<String> words() {
        return values(words);
    }

    /** Whether any of them grants or denies, as a manifest does by itself; limits go with one. */
    boolean grant() {
        boolean grant = isSet(hide);
        for (OptionSpec option : granting) {
            grant |= !values(option).isEmpty();
        }
        return grant;
    }

    /** Whether any of them sets a limit. */
    boolean limit() {
        return !values(limits).isEmpty();
    }

    /** What they grant, as they were given: the same text for no others, and with a zero before each part. */
    String grants() {
        StringBuilder grants = new StringBuilder(isSet(hide) ? "\0hide" : "\0");
        for (OptionSpec option : granting) {
            append(option, grants);
        }
        append(limits, grants);
        return grants.toString();
    }

    private static void append(OptionSpec option, StringBuilder grants) {
        grants.append('\0').append(values(option).size());
        for (String value : values(option)) {
            grants.append('\0').append(value);
        }
    }

    /** What they amount to. */
    InlineManifest granted() {
        InlineManifest granted = new InlineManifest();
        values(uses).forEach(name -> granted.use("--use", name));
        values(read).forEach(path -> granted.allow("-r", path, Permission.READ));
        values(write).forEach(path -> granted.allow("-w", path, Permission.READ_WRITE));
        values(execute).forEach(path -> granted.allow("-x", path, Permission.READ_EXECUTE));
        values(deny).forEach(path -> granted.allow("--deny", path, Permission.NONE));
        values(connect).forEach(endpoint -> granted.allow("--connect", Flow.OUTBOUND, endpoint));
        values(bind).forEach(endpoint -> granted.allow("--bind", Flow.INBOUND, endpoint));
        values(devices).forEach(device -> granted.device("--device", device));
        values(limits).forEach(limit -> granted.limit("--limit", limit));
        if (isSet(hide)) {
            granted.hide("--hide");
        }
        return granted;
    }

    List<String> accepted() {
        return values(accepted);
    }

    @Nullable
    Path save() {
        return save.getValue();
    }

    boolean quiet() {
        return isSet(quiet);
    }

    @Nullable
    Path log() {
        return log.getValue();
    }

    boolean stats() {
        return isSet(stats);
    }

    @Nullable
    Integer statusDescriptor() {
        return statusDescriptor.getValue();
    }

    boolean reduced() {
        return isSet(reduced);
    }

    boolean sealed() {
        return isSet(sealed);
    }
}
