package dev.remit.cli;

import dev.remit.config.ConfigPlaces;
import dev.remit.config.Pin;
import dev.remit.config.Pins;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets who signed applications. */
@Command(name = "forget", mixinStandardHelpOptions = true, //
        description = "Forgets who signed an application and what it was permitted: its next run is one for the first time.")
final class TrustForgetCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "AUTHOR/NAME", description = "As `remit trust list` shows it.")
    private List<String> applications = List.of();

    TrustForgetCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Failure {
        Pins pins = new Pins(ConfigPlaces.of(CallerEnvironment.get()));
        for (String application : applications) {
            forget(pins, application);
        }
        return ExitCode.SUCCESS;
    }

    private void forget(Pins pins, String application) throws Failure {
        boolean found = false;
        try {
            // Author and name may both hold a slash, so each way to split it is tried.
            for (int slash = application.indexOf('/'); slash >= 0; slash = application.indexOf('/', slash + 1)) {
                found |= pins.remove(
                        new Pin.Application(application.substring(0, slash), application.substring(slash + 1)));
            }
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, application + ": cannot be forgotten: " + failure.getMessage(), "");
        }
        if (!found) {
            throw Failure.of(ExitCode.REMIT_FAILED, application + ": is not remembered",
                    "`remit trust list` tells what is.");
        }
        console.print(application + ": forgotten");
    }
}
