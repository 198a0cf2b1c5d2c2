package dev.remit.cli;

import dev.remit.compiler.CompiledPolicy;
import dev.remit.launch.Host;
import dev.remit.policy.Unenforced;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads manifests and tells what is wrong with them. */
@Command(name = "validate", mixinStandardHelpOptions = true, //
        description = "Tells what is wrong with manifests. Exit code 1 when any has errors.")
final class ValidateCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "MANIFEST")
    private List<String> manifests = List.of();

    ValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        int code = ExitCode.SUCCESS;
        for (String manifest : manifests) {
            try {
                validate(manifest);
            } catch (Failure failure) {
                failure.tell(console);
                code = ExitCode.FOUND;
            }
        }
        return code;
    }

    private void validate(String manifest) throws Failure {
        LoadedPolicy loaded = LoadedPolicy.ofFile(manifest, CallerEnvironment.get());
        if (!loaded.warnings().isEmpty()) {
            console.show(loaded.warnings());
        }
        CompiledPolicy compiled = loaded.compile(Host.filterOptions(false));
        if (!compiled.warnings().isEmpty()) {
            console.show(LoadedPolicy.render(loaded.policy(), compiled.warnings()));
        }
        for (Unenforced part : loaded.policy().unenforced()) {
            console.show(part.origin().describe() + ": warning: " + part.what()
                    + ": not enforced by this version, so `run` refuses");
        }
        console.say(manifest + ": valid");
    }
}
