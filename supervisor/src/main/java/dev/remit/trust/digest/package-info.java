/**
 * Digests of short messages, without what it takes to find an implementation of them.
 *
 * <p>To ask the Java runtime for a digest loads its security providers, and to make one of Bouncy Castle's in the usual way
 * starts {@code java.util.logging}: either takes a start some 5 to 20 ms, as long as everything else that checking a
 * signature needs. Bouncy Castle's computation without its registry takes a fifth of one. For long files the runtime's own is the
 * faster one.
 *
 * <p>Imports nothing of ours.
 */
@NullMarked
package dev.remit.trust.digest;

import org.jspecify.annotations.NullMarked;
