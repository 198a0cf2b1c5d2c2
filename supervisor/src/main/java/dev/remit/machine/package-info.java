/**
 * What Remit asks of the machine, and of its caller's environment, to make a policy: each question and its answer, so that
 * it can be told later whether the machine is still the same in all that mattered.
 *
 * <p>Invariant: whatever a policy owes to the machine was asked here. Answers are plain texts, and the same where nothing
 * that was asked about has changed. Knows files and variables; not what they are asked for.
 */
@NullMarked
package dev.remit.machine;

import org.jspecify.annotations.NullMarked;
