/**
 * Statements by which the holder of a key names the key that takes its place, signed with the old key.
 *
 * <p>Knows bytes and keys; whether the old key is trusted is for others to say.
 */
@NullMarked
package dev.remit.trust.rotation;

import org.jspecify.annotations.NullMarked;
