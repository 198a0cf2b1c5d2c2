package dev.remit.cli;

import dev.remit.audit.EventRing;
import dev.remit.audit.report.CallStatistics;
import dev.remit.audit.report.DenialSummary;
import dev.remit.audit.report.EventDrain;
import dev.remit.audit.report.EventSink;
import dev.remit.compiler.CompiledPolicy;
import dev.remit.compiler.ManifestResolver;
import dev.remit.launch.Conclusion;
import dev.remit.launch.LaunchException;
import dev.remit.launch.Launcher;
import dev.remit.launch.RunRequest;
import dev.remit.launch.TemporaryDirectory;
import dev.remit.limits.LimitKeeper;
import dev.remit.limits.Reached;
import dev.remit.manifest.InlineManifest;
import dev.remit.manifest.Located;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.yaml.ManifestWriter;
import dev.remit.notify.Recorder;
import dev.remit.policy.Flow;
import dev.remit.policy.Limit;
import dev.remit.policy.Permission;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a program within its manifest. */
@Command(name = "run", mixinStandardHelpOptions = true, //
        description = "Runs a program within its manifest, or within what the options grant.", //
        customSynopsis = {"remit run [options] MANIFEST [-- ARGUMENT...]",
            "remit run [options] [-r PATH]... [-w PATH]... [-x PATH]... [--connect ENDPOINT]... -- COMMAND [ARGUMENT...]"})
final class RunCommand implements Callable<Integer> {
    private static final int RING = 1 << 18;

    private final Console console;
    private final List<String> command;
    private final boolean separated;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "MANIFEST", description = "The manifest; its program gets what follows --.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--use", paramLabel = "NAME", description = "Grants a base fragment, such as terminal or python.")
    private List<String> uses = new ArrayList<>();

    @Option(names = {"-r", "--read"}, paramLabel = "PATH", description = "Grants reading; dir/** means all below dir.")
    private List<String> read = new ArrayList<>();

    @Option(names = {"-w", "--write"}, paramLabel = "PATH", description = "Grants reading and writing.")
    private List<String> write = new ArrayList<>();

    @Option(names = {"-x", "--execute"}, paramLabel = "PATH", description = "Grants reading and executing.")
    private List<String> execute = new ArrayList<>();

    @Option(names = "--deny", paramLabel = "PATH", description = "Denies, whatever else is granted.")
    private List<String> deny = new ArrayList<>();

    @Option(names = "--hide", description = "What is not granted does not seem to exist either.")
    private boolean hide;

    @Option(names = "--connect", paramLabel = "ENDPOINT", //
            description = "Grants reaching an endpoint, such as tcp:10.0.0.0/8:443 or tcp:api.example.com:443.")
    private List<String> connect = new ArrayList<>();

    @Option(names = "--bind", paramLabel = "ENDPOINT", //
            description = "Grants serving at an endpoint, such as tcp:127.0.0.1:8080.")
    private List<String> bind = new ArrayList<>();

    @Option(names = "--device", paramLabel = "CLASS", //
            description = "Grants a class of devices, such as audioOut; or one of them: serial:/dev/ttyUSB0.")
    private List<String> devices = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "KEY=VALUE", description = "Bounds a resource, as in memory=512MiB; of a manifest's limit and this the stricter counts.")
    private List<String> limits = new ArrayList<>();

    @Option(names = "--accept-permissions", paramLabel = "WORD", //
            description = "Accepts what a new version of a signed manifest asks for, in the words of the refusal.")
    private List<String> accepted = new ArrayList<>();

    @Option(names = "--save", paramLabel = "FILE", description = "Writes the manifest that the options amount to.")
    private @Nullable Path save;

    @Option(names = {"-q", "--quiet"}, description = "No summary of what was denied.")
    private boolean quiet;

    @Option(names = "--log", paramLabel = "FILE", description = "Keeps every supervised call as JSON Lines.")
    private @Nullable Path log;

    @Option(names = "--stats", description = "Tells how long the answers took.")
    private boolean stats;

    @Option(names = "--status-fd", paramLabel = "N", description = "Writes the program's status and Remit's as JSON.")
    private @Nullable Integer statusDescriptor;

    @Option(names = "--reduced", description = "Goes on where the kernel lacks some of the protection.")
    private boolean reduced;

    @Option(names = "--sealed", description = "Runs a copy of the program in memory that nobody can change any more; takes as much memory as the file is long, and the program finds itself in /proc/self/exe as \"/memfd:NAME (deleted)\".")
    private boolean sealed;

    RunCommand(Console console, List<String> command, boolean separated) {
        this.console = console;
        this.command = command;
        this.separated = separated;
    }

    @Override
    public Integer call() throws Failure {
        try (StatusReport status = StatusReport.open(statusDescriptor)) {
            try {
                Conclusion conclusion = run();
                status.ended(conclusion);
                return conclusion.exitCode();
            } catch (LaunchException refusal) {
                status.failed(refusal.exitCode());
                throw Failure.of(refusal.exitCode(), String.valueOf(refusal.getMessage()), refusal.remedy());
            } catch (Failure failure) {
                status.failed(failure.exitCode());
                throw failure;
            }
        }
    }

    private Conclusion run() throws Failure, LaunchException {
        boolean inline = words.isEmpty();
        LoadedPolicy loaded = inline ? inline() : ofManifest();
        if (!loaded.warnings().isEmpty()) {
            console.show(loaded.warnings());
        }
        try (TemporaryDirectory temporary = TemporaryDirectory.of(loaded.policy());
                LimitKeeper keeper = LimitKeeper.prepare(loaded.policy().limits(), Path.of("/"))) {
            CompiledPolicy compiled = LoadedPolicy.compile(temporary.policy(), keeper.countsTasks());
            return supervise(new Undertaking(compiled, loaded.directory(), temporary.path(), keeper),
                    inline ? List.of() : command);
        }
    }

    private LoadedPolicy ofManifest() throws Failure {
        if (words.size() > 1) {
            throw usage("unexpected `" + words.get(1) + "`: the program's own arguments stand behind --");
        }
        if (save != null || grantsByOption()) {
            throw usage("a manifest grants by itself: options that grant go with a command behind --, not with "
                    + words.get(0));
        }
        Outcome<Map<Limit, Located<Long>>> optional = ofOptions().limits();
        Map<Limit, Located<Long>> bounds = optional.value();
        if (bounds == null) {
            throw Failure.diagnostics(ExitCode.REMIT_FAILED, optional.render());
        }
        Map<String, String> environment = CallerEnvironment.get();
        ManifestFile file = ManifestFile.read(words.get(0));
        LoadedPolicy loaded = file.load(environment);
        new Admittance(console, environment).admit(file, loaded, accepted);
        return loaded.within(ManifestResolver.limits(bounds));
    }

    private boolean grantsByOption() {
        return !(uses.isEmpty() && read.isEmpty() && write.isEmpty() && execute.isEmpty() && deny.isEmpty()
                && !hide && connect.isEmpty() && bind.isEmpty() && devices.isEmpty());
    }

    private LoadedPolicy inline() throws Failure {
        if (command.isEmpty()) {
            throw usage(separated ? "no command behind --" : "name a manifest, or a command behind --");
        }
        if (!accepted.isEmpty()) {
            throw usage("--accept-permissions goes with a signed manifest: options that grant need no acceptance");
        }
        Outcome<Manifest> built = ofOptions().build(command);
        Manifest manifest = built.value();
        if (save != null && manifest != null) {
            save(save, ManifestWriter.write(manifest));
        }
        return LoadedPolicy.of(built, Path.of("").toAbsolutePath(), CallerEnvironment.get());
    }

    private InlineManifest ofOptions() {
        InlineManifest options = new InlineManifest();
        uses.forEach(name -> options.use("--use", name));
        read.forEach(path -> options.allow("-r", path, Permission.READ));
        write.forEach(path -> options.allow("-w", path, Permission.READ_WRITE));
        execute.forEach(path -> options.allow("-x", path, Permission.READ_EXECUTE));
        deny.forEach(path -> options.allow("--deny", path, Permission.NONE));
        connect.forEach(endpoint -> options.allow("--connect", Flow.OUTBOUND, endpoint));
        bind.forEach(endpoint -> options.allow("--bind", Flow.INBOUND, endpoint));
        devices.forEach(device -> options.device("--device", device));
        limits.forEach(limit -> options.limit("--limit", limit));
        if (hide) {
            options.hide("--hide");
        }
        return options;
    }

    private static void save(Path file, String yaml) throws Failure {
        try {
            Files.writeString(file, yaml, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException exists) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": exists already and is not overwritten",
                    "Remove it, or save under another name.");
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": cannot be written: " + failure.getMessage(), "");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** What is run, as it was made ready: the base of relative paths in messages, the program's TMPDIR, and its limits. */
    private record Undertaking(CompiledPolicy compiled, Path directory, String temporary, LimitKeeper limits) {}

    private Conclusion supervise(Undertaking undertaking, List<String> arguments) throws Failure, LaunchException {
        CompiledPolicy compiled = undertaking.compiled();
        CallVocabulary vocabulary = new CallVocabulary(compiled.calls(),
                new MachineDevices(CallerEnvironment.get()));
        DenialSummary summary = new DenialSummary(compiled.policy(), undertaking.directory().toString(), vocabulary);
        CallStatistics statistics = new CallStatistics();
        List<EventSink> sinks = new ArrayList<>();
        sinks.add(summary);
        Conclusion conclusion = null;
        try (LogFile logFile = LogFile.open(log, compiled.policy(), vocabulary)) {
            logFile.addTo(sinks);
            conclusion = launch(undertaking, arguments, summary, sinks, statistics);
            logFile.end(conclusion);
            return conclusion;
        } finally {
            report(summary, statistics);
            if (conclusion != null) {
                report(conclusion);
            }
        }
    }

    /** Runs the program; when this returns, every event has reached the sinks. */
    private Conclusion launch(Undertaking undertaking, List<String> arguments, DenialSummary summary,
            List<EventSink> sinks, CallStatistics statistics) throws LaunchException {
        try (EventDrain drain = EventDrain.start(sinks)) {
            return Launcher.run(new RunRequest(undertaking.compiled(), arguments,
                    new RunRequest.Surroundings(CallerEnvironment.get(), undertaking.temporary()),
                    new RunRequest.Manner(reduced, sealed), undertaking.limits(), () -> recorder(drain, statistics)),
                    summary::names);
        }
    }

    /** Why a program ended is told even to those who do not want to know what was denied. */
    private void report(Conclusion conclusion) {
        Reached limit = conclusion.limit();
        if (limit != null) {
            console.say(limit.describe());
        }
        if (!quiet) {
            conclusion.remarks().forEach(console::say);
        }
    }

    private Recorder recorder(EventDrain drain, CallStatistics statistics) {
        EventRing ring = EventRing.allocate(RING);
        drain.attach(ring);
        return new Recorder(ring, stats ? statistics.newRecorder() : null, log != null);
    }

    private void report(DenialSummary summary, CallStatistics statistics) {
        if (!quiet) {
            for (DenialSummary.Line line : summary.lines()) {
                if (line.verbatim()) {
                    console.show(line.text());
                } else {
                    console.say(line.text());
                }
            }
        }
        if (stats) {
            statistics.table().forEach(console::say);
        }
    }
}
