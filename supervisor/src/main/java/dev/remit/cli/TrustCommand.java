package dev.remit.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says whom to believe. */
@Command(name = "trust", mixinStandardHelpOptions = true, //
        description = "Says whose signatures are believed.", //
        subcommands = {TrustAddCommand.class, TrustListCommand.class, TrustRevokeCommand.class,
            TrustForgetCommand.class,
            TrustRotateCommand.class})
final class TrustCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: add, list, revoke, forget or rotate");
    }
}
