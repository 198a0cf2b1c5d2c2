/**
 * The command line: one class for each subcommand. Here alone the process is exited and the standard streams are
 * written to; nothing imports this package.
 *
 * <p>Standard output belongs to the program that runs, and to what a command was asked to print; Remit's own words go to
 * standard error with the prefix {@code remit:}.
 */
@NullMarked
package dev.remit.cli;

import org.jspecify.annotations.NullMarked;
