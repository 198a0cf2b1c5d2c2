/**
 * Receives notifications, has them decided, answers, and records: the loop that the hot system calls of a supervised
 * program go through.
 *
 * <p>Several workers serve one listener, and one that blocks is replaced, see {@link dev.remit.notify.WorkerPool}: a
 * call that waits for somebody else holds up no other. Calls stay with the thread that received them. In steady state
 * nothing is allocated. A defect in a handler denies the call and is reported at the end of the run; it never ends the
 * loop.
 */
@NullMarked
package dev.remit.notify;

import org.jspecify.annotations.NullMarked;
