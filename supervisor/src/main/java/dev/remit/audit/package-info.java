/**
 * What happened, written down on the hot side: one ring of binary events and one latency recorder for each worker.
 *
 * <p>The worker that answers notifications writes here and nothing else: no text, no allocation, no lock. Names of
 * calls, rules and errors are looked up on the cold side, in {@code dev.remit.audit.report}, by another thread.
 *
 * <p>Invariants: a ring has one producer and one consumer; no event is ever lost, a full ring makes its producer wait;
 * a consumer sees an event only when it is complete.
 */
@NullMarked
package dev.remit.audit;

import org.jspecify.annotations.NullMarked;
