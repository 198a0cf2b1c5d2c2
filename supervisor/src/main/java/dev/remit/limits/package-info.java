/**
 * Holds a program and all its descendants to the limits of its policy, by the strictest means that this machine offers.
 *
 * <p>What the kernel bounds for each process by itself (descriptors, the size of files, and as a backstop processor time)
 * becomes resource limits of the program, lowered while its exec waits for an answer, so that there is no moment
 * without them. What is meant for the whole tree (memory, processes, processor time) goes to a control group of the
 * program's own, where one can be made; else the supervisor counts and watches:
 *
 * <ul>
 * <li>processes and threads are counted when one is made, which is handed over then, see {@link
 * dev.remit.limits.TaskCounter};
 * <li>memory and processor time are looked at as often as it takes to notice in time, see {@link dev.remit.limits.Watch}.
 * </ul>
 *
 * <p>Invariants: a limit only ever lowers what the caller's own limits and groups allow. The limit that ended a program is
 * known by name, never guessed from a signal alone. Where a limit cannot be held to in full, {@link
 * dev.remit.limits.Means} says how far it goes.
 *
 * <p>Knows neither filters nor how programs are launched.
 */
@NullMarked
package dev.remit.limits;

import org.jspecify.annotations.NullMarked;
