/**
 * The system calls of Linux as data: their numbers, what becomes of each, and why.
 *
 * <p>Everything is read from two resources, {@code calls.table} and {@code commands.table}, which say how they are
 * written. This package knows calls, not policies, and not how a decision is lowered or answered. Its invariants, kept
 * by tests: every call of the newest known kernel headers is classified; {@code exit}, {@code exit_group},
 * {@code close}, {@code rt_sigreturn} and {@code futex} are never handed over.
 */
@NullMarked
package dev.remit.syscall;

import org.jspecify.annotations.NullMarked;
