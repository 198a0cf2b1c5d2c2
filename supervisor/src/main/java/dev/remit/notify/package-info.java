/**
 * Receives notifications, has them decided, answers, and records: the loop that the hot system calls of a supervised
 * program go through.
 *
 * <p>Several workers serve one listener. A worker never waits for anybody but the kernel: a call that may block is handed
 * to a thread of its own. In steady state nothing is allocated. A defect in a handler denies the call and is reported at
 * the end of the run; it never ends the loop.
 */
@NullMarked
package dev.remit.notify;

import org.jspecify.annotations.NullMarked;
