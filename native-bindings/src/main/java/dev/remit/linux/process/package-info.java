/**
 * Processes: attributes of the calling thread, starting a program, waiting for it, signalling, and reading and
 * writing a supervised thread's memory. Knows nothing of filters or policy.
 */
@NullMarked
package dev.remit.linux.process;

import org.jspecify.annotations.NullMarked;
