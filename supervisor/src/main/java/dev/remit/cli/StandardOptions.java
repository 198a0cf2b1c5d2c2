package dev.remit.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What every command has: those that are described by annotations get the same from picocli's own. */
final class StandardOptions {
    private StandardOptions() {}

    /** Adds them to a command that is described by calls. */
    static void addTo(CommandSpec command) {
        command.version("remit " + Version.NUMBER);
        command.addOption(OptionSpec.builder("-h", "--help").usageHelp(true)
                .description("Show this help message and exit.").build());
        command.addOption(OptionSpec.builder("-V", "--version").versionHelp(true)
                .description("Print version information and exit.").build());
    }
}
