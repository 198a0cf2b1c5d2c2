/**
 * Which keys are trusted to sign for whom, and which are so no more: OpenSSH's {@code allowed_signers} files and its
 * revocation lists, and the answer that they give for one signer.
 *
 * <p>What always holds:
 * <ul>
 * <li>whom {@code ssh-keygen -Y verify} refuses for a file, {@link dev.remit.trust.store.TrustStore} refuses; and whom it
 * accepts is accepted, except where the differences below say otherwise;
 * <li>a revocation in any source outweighs trust in any other;
 * <li>what cannot be read is not skipped: a line or a section that is malformed makes the store unusable, with a
 * diagnostic that says where ({@link dev.remit.trust.store.StoreFormatException}). Nothing else is thrown, whatever the
 * bytes;
 * <li>reading takes time and memory in proportion to the bytes read: ranges and bitmaps of serial numbers are kept as
 * they are. Matching a pattern takes at most as many steps as the product of its length and the name's.
 * </ul>
 *
 * <p>Stricter than OpenSSH, on purpose:
 * <ul>
 * <li>a malformed line refuses the whole store, not only the look-ups that reach it;
 * <li>dates that do not exist (as 30 February), times before 1970, empty patterns and empty options are malformed;
 * <li>a line that lists a certificate in place of a key is malformed: OpenSSH would take it for ever, whatever the
 * certificate's validity;
 * <li>a certificate with a critical option that limits more than logins is refused: {@code ssh-keygen} ignores them all;
 * <li>a revocation list with signature sections is refused, as PROTOCOL.krl says of OpenSSH 9.4 and later.
 * </ul>
 *
 * <p>Knows bytes only: no files, no clock, no signatures. Whether a certificate was signed by its authority is asked of
 * {@link dev.remit.trust.key.Certificate#isSignedByAuthority}, last of all, since it costs most.
 *
 * @see <a href="https://man.openbsd.org/ssh-keygen#ALLOWED_SIGNERS">ssh-keygen(1), ALLOWED SIGNERS and KEY REVOCATION
 *      LISTS</a>
 */
@NullMarked
package dev.remit.trust.store;

import org.jspecify.annotations.NullMarked;
