/**
 * SSH keys: public keys and certificates, the private keys that go with them, and what both can do.
 *
 * <p>What always holds:
 * <ul>
 * <li>a {@link dev.remit.trust.key.PublicKey} or {@link dev.remit.trust.key.Certificate} has exactly one encoding, which is
 * the one it was read from: what is compared, printed and hashed is that;
 * <li>keys that are too weak are refused where they are read, so that nothing later has to think of it: DSA, and RSA below
 * 3072 bits;
 * <li>that a certificate was read says nothing of who signed it: {@code isSignedByAuthority} does.
 * </ul>
 *
 * <p>Reading keys loads none of Bouncy Castle's classes; cryptography loads as few as it can, since a run waits for it.
 * Knows no files but those of private keys, no trust, no time.
 */
@NullMarked
package dev.remit.trust.key;

import org.jspecify.annotations.NullMarked;
