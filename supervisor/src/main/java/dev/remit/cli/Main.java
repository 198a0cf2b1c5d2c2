package dev.remit.cli;

import dev.remit.launch.SupervisorDefectException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Entry point of {@code remit}. */
public final class Main {
    private static final String SEPARATOR = "--";
    private static final String RUN = "run";
    /** All but {@link #RUN}, in the order of their names' listing. */
    private static final List<Class<?>> OTHERS = List.of(ValidateCommand.class, ExplainCommand.class,
            SignCommand.class, VerifyCommand.class, HashCommand.class, TrustCommand.class, CheckCommand.class,
            DevicesCommand.class, CompletionCommand.class);
    private static final String DEBUG = "REMIT_DEBUG";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments, new Console(System.out, System.err)));
    }

    /**
     * Runs a command.
     *
     * @return the exit code
     */
    static int execute(String[] arguments, Console console) {
        List<String> own = new ArrayList<>();
        List<String> command = new ArrayList<>();
        boolean separated = split(arguments, own, command);
        CommandLine line = new CommandLine(remit(), new Commands(console));
        if (own.isEmpty()) {
            return refuse(new ParameterException(line, "say what to do"), console);
        }
        line.addSubcommand(RUN, RunCommand.spec(console, command, separated));
        // To make a command takes some milliseconds. A run needs no other, and is what somebody waits for.
        if (!own.getFirst().equals(RUN)) {
            OTHERS.forEach(line::addSubcommand);
        }
        line.setExecutionExceptionHandler((exception, _, _) -> explain(exception, console));
        line.setParameterExceptionHandler((exception, _) -> refuse(exception, console));
        try {
            return line.execute(own.toArray(String[]::new));
        } catch (RuntimeException | Error defect) {
            return explain(defect, console);
        }
    }

    private static CommandSpec remit() {
        CommandSpec spec = CommandSpec.create().name("remit");
        spec.usageMessage()
                .description("Runs a program within its remit: the files that a manifest grants, and nothing else.")
                .footer("",
                        "Exit codes of run: the program's own; 128+n when signal n killed it; 125 when Remit itself "
                                + "failed; 126 when the program cannot be executed; 127 when it is not found.");
        StandardOptions.addTo(spec);
        return spec;
    }

    /** Splits at the first {@code --}: what follows belongs to the program. */
    private static boolean split(String[] arguments, List<String> own, List<String> command) {
        boolean separated = false;
        for (String argument : arguments) {
            if (!separated && argument.equals(SEPARATOR)) {
                separated = true;
            } else {
                (separated ? command : own).add(argument);
            }
        }
        return separated;
    }

    private static int refuse(ParameterException exception, Console console) {
        console.say(String.valueOf(exception.getMessage()));
        CommandLine where = exception.getCommandLine();
        console.say("`" + where.getCommandSpec().qualifiedName() + " --help` tells what there is.");
        return ExitCode.REMIT_FAILED;
    }

    private static int explain(Throwable thrown, Console console) {
        if (thrown instanceof Failure failure) {
            failure.tell(console);
            return failure.exitCode();
        }
        Throwable defect = thrown instanceof SupervisorDefectException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
        console.say("a defect of Remit itself: " + defect);
        if (System.getenv(DEBUG) == null) {
            console.say("set " + DEBUG + "=1 to see where, and please report it.");
        } else {
            defect.printStackTrace();
        }
        return ExitCode.REMIT_FAILED;
    }
}
