/**
 * Runs a compiled policy: prepares everything, takes on the restrictions on one thread, starts the program from it,
 * supervises, waits, and cleans up.
 *
 * <p>The order is what makes it safe:
 * <ol>
 * <li>all that needs the file system, memory or class loading is done first;
 * <li>one thread sets no_new_privs, enters the Landlock domain, installs the filter, and spawns the program. From the
 * filter on its own system calls are supervised, so it does nothing else;
 * <li>the listener appears in this process; workers begin to answer; the first call to arrive is the program's exec;
 * <li>when the program ends, what is left of its descendants is killed, then the temporary directory removed.
 * </ol>
 *
 * <p>Knows no manifest and prints nothing.
 */
@NullMarked
package dev.remit.launch;

import org.jspecify.annotations.NullMarked;
