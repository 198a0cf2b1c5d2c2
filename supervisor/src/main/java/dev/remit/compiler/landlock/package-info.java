/**
 * What the kernel's Landlock ruleset shall grant, as plain data in the policy's own terms.
 *
 * <p>It knows the policy and nothing of the kernel's bits, of descriptors, or of which Landlock version is at hand: the
 * launcher turns the plan into rules. The invariant: a plan never grants what a deny rule takes away, for such regions
 * are brokered before they come here.
 */
@NullMarked
package dev.remit.compiler.landlock;

import org.jspecify.annotations.NullMarked;
