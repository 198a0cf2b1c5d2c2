package dev.remit.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the completion script for bash and zsh, made from the same model as the commands. */
@Command(name = "completion", mixinStandardHelpOptions = true, //
        description = "Prints a completion script: source <(remit completion)")
final class CompletionCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.print(AutoComplete.bash("remit", spec.root().commandLine()));
        return ExitCode.SUCCESS;
    }
}
