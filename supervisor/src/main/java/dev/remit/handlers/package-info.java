/**
 * Decides and performs supervised system calls, one class for each family.
 *
 * <p>A handler reads the arguments of one {@link dev.remit.handlers.Call} from the target, once; asks the decision trie;
 * and writes into the call how it is to be answered. It never answers by itself and records nothing: that is for
 * {@code notify}, which it does not know.
 *
 * <p>Invariants:
 * <ul>
 * <li>{@link dev.remit.handlers.Call#proceed} grants nothing. It is chosen only where Landlock, or the registers that
 * the kernel does not read again, decide the same thing; or where no possible argument can do harm.
 * <li>Whatever else is allowed is performed here, on the supervisor's own copy of the arguments and on pinned
 * descriptors, never on a path that could lead elsewhere a moment later.
 * <li>Whatever cannot be read, resolved or decided is denied.
 * <li>Nothing is written into the target's memory but the results of calls that were performed for it, and that only by
 * {@link dev.remit.handlers.TargetWriter}.
 * <li>Where the manifest hides what it does not grant, every path is resolved through visible places only, and no call
 * that names a path is left to the kernel, except those that cannot be performed for another process: executions,
 * {@code chdir} and opens with {@code O_PATH}.
 * </ul>
 *
 * <p>This is the hot world: primitives, flyweights over memory segments, no allocation on the paths that programs take
 * all the time. An instance belongs to one worker thread.
 */
@NullMarked
package dev.remit.handlers;

import org.jspecify.annotations.NullMarked;
