/**
 * What happened, for people and programs: the cold side of {@code dev.remit.audit}.
 *
 * <p>A thread of its own drains the workers' rings, decodes events and hands them to sinks: the summary of denials and
 * the log as JSON Lines. Statistics are read from the workers' latency recorders.
 *
 * <p>This package knows the policy, so that it can name the rule that decided and the lines that would allow. It knows
 * nothing of the kernel: names of calls and errors come in through {@link dev.remit.audit.report.Vocabulary}. What a
 * supervised program has chosen, such as a file name, is untrusted: it is escaped before it reaches a terminal, and no
 * amount of it makes a sink grow without bound.
 */
@NullMarked
package dev.remit.audit.report;

import org.jspecify.annotations.NullMarked;
