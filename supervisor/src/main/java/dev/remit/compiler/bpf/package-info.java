/**
 * Lowers the table of system calls to the program that the kernel runs on every call.
 *
 * <p>Pure data in, pure data out: nothing native, nothing of manifests. What the filter answers for a call number and
 * its registers is defined by {@code dev.remit.syscall} alone; how fast it gets there is decided here. Calls that are
 * always allowed are decided by their number only, so that kernels from 5.11 on remember the answer and do not run the
 * program for them again.
 */
@NullMarked
package dev.remit.compiler.bpf;

import org.jspecify.annotations.NullMarked;
