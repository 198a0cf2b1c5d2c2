package dev.remit.cli;

import dev.remit.audit.EventRing;
import dev.remit.audit.report.CallStatistics;
import dev.remit.audit.report.DenialSummary;
import dev.remit.audit.report.EventDrain;
import dev.remit.audit.report.EventSink;
import dev.remit.cache.Subject;
import dev.remit.compiler.CompiledPolicy;
import dev.remit.compiler.ManifestResolver;
import dev.remit.launch.Conclusion;
import dev.remit.launch.LaunchException;
import dev.remit.launch.Launcher;
import dev.remit.launch.RunRequest;
import dev.remit.launch.TemporaryDirectory;
import dev.remit.limits.LimitKeeper;
import dev.remit.limits.Reached;
import dev.remit.manifest.Located;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.yaml.ManifestWriter;
import dev.remit.notify.Recorder;
import dev.remit.policy.Limit;
import dev.remit.policy.Limits;
import dev.remit.policy.Policy;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Runs a program within its manifest. */
final class RunCommand implements Callable<Integer> {
    private static final int RING = 1 << 18;

    private final Console console;
    private final RunOptions options;
    private final List<String> command;
    private final boolean separated;

    private RunCommand(Console console, RunOptions options, List<String> command, boolean separated) {
        this.console = console;
        this.options = options;
        this.command = command;
        this.separated = separated;
    }

    /**
     * The command with its options; see {@link RunOptions}.
     *
     * @param command the words behind {@code --}
     * @param separated whether there was a {@code --}
     */
    static CommandSpec spec(Console console, List<String> command, boolean separated) {
        RunOptions options = new RunOptions();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(new RunCommand(console, options, command, separated));
        options.addTo(spec);
        StandardOptions.addTo(spec);
        spec.usageMessage().description("Runs a program within its manifest, or within what the options grant.")
                .customSynopsis("remit run [options] MANIFEST [-- ARGUMENT...]",
                        "remit run [options] [-r PATH]... [-w PATH]... [-x PATH]... [--connect ENDPOINT]... "
                                + "-- COMMAND [ARGUMENT...]");
        return spec;
    }

    @Override
    public Integer call() throws Failure {
        try (StatusReport status = StatusReport.open(options.statusDescriptor())) {
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
        boolean inline = options.words().isEmpty();
        Preparation preparation = inline ? inline() : ofManifest();
        LoadedPolicy loaded = preparation.loaded();
        if (!loaded.warnings().isEmpty()) {
            console.show(loaded.warnings());
        }
        Policy policy = preparation.policy();
        try (TemporaryDirectory temporary = TemporaryDirectory.of(policy, preparation.temporaryDirectory());
                LimitKeeper keeper = LimitKeeper.prepare(policy.limits(), Path.of("/"))) {
            CompiledPolicy compiled = preparation.compile(temporary.policy(), temporary.path(), keeper.countsTasks());
            return supervise(new Undertaking(compiled, loaded.directory(), temporary.path(), keeper),
                    inline ? command.subList(1, command.size()) : command);
        }
    }

    private Preparation ofManifest() throws Failure {
        List<String> words = options.words();
        if (words.size() > 1) {
            throw usage("unexpected `" + words.get(1) + "`: the program's own arguments stand behind --");
        }
        if (options.save() != null || options.grant()) {
            throw usage("a manifest grants by itself: options that grant go with a command behind --, not with "
                    + words.get(0));
        }
        Limits bounds = bounds();
        Map<String, String> environment = CallerEnvironment.get();
        ManifestFile file = ManifestFile.read(words.get(0));
        Preparation preparation = Preparation.of(file.subject(), environment, bounds, () -> file.load(environment));
        preparation.keep(new Admittance(console, environment).admit(file, preparation.loaded(), options.accepted(),
                preparation.standing()));
        return preparation;
    }

    /** The limits that the options set beside those of a manifest. */
    private Limits bounds() throws Failure {
        if (!options.limit()) {
            return Limits.NONE;
        }
        Outcome<Map<Limit, Located<Long>>> optional = options.granted().limits();
        Map<Limit, Located<Long>> bounds = optional.value();
        if (bounds == null) {
            throw Failure.diagnostics(ExitCode.REMIT_FAILED, optional.render());
        }
        return ManifestResolver.limits(bounds);
    }

    private Preparation inline() throws Failure {
        if (command.isEmpty()) {
            throw usage(separated ? "no command behind --" : "name a manifest, or a command behind --");
        }
        if (!options.accepted().isEmpty()) {
            throw usage("--accept-permissions goes with a signed manifest: options that grant need no acceptance");
        }
        Path save = options.save();
        if (save != null) {
            Manifest whole = options.granted().build(command).value();
            if (whole != null) {
                save(save, ManifestWriter.write(whole));
            }
        }
        Path directory = Path.of("").toAbsolutePath();
        Map<String, String> environment = CallerEnvironment.get();
        // Arguments grant nothing, so that the same is kept whatever they are.
        String program = command.get(0);
        return Preparation.of(Subject.ofOptions(program + options.grants(), directory.toString()), environment,
                Limits.NONE,
                () -> LoadedPolicy.of(options.granted().build(List.of(program)), directory, environment));
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
        return new ParameterException(options.command().commandLine(), message);
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
        try (LogFile logFile = LogFile.open(options.log(), compiled.policy(), vocabulary)) {
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
                    new RunRequest.Manner(options.reduced(), options.sealed()), undertaking.limits(),
                    () -> recorder(drain, statistics)),
                    summary::names);
        }
    }

    /** Why a program ended is told even to those who do not want to know what was denied. */
    private void report(Conclusion conclusion) {
        Reached limit = conclusion.limit();
        if (limit != null) {
            console.say(limit.describe());
        }
        if (!options.quiet()) {
            conclusion.remarks().forEach(console::say);
        }
    }

    private Recorder recorder(EventDrain drain, CallStatistics statistics) {
        EventRing ring = EventRing.allocate(RING);
        drain.attach(ring);
        return new Recorder(ring, options.stats() ? statistics.newRecorder() : null, options.log() != null);
    }

    private void report(DenialSummary summary, CallStatistics statistics) {
        if (!options.quiet()) {
            for (DenialSummary.Line line : summary.lines()) {
                if (line.verbatim()) {
                    console.show(line.text());
                } else {
                    console.say(line.text());
                }
            }
        }
        if (options.stats()) {
            statistics.table().forEach(console::say);
        }
    }
}
