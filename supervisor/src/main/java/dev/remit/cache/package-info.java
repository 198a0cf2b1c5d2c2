/**
 * Policies that were made ready before. To load and compile a manifest takes most of a start, and its outcome is the same
 * as long as the same build of Remit reads the same bytes and the machine gives the same answers.
 *
 * <p>What always holds:
 * <ul>
 * <li>an entry speaks of the very bytes of a manifest, under the name by which it was read, and of one build of Remit;
 * its key is these bytes, not a digest of them;
 * <li>a policy is given out only after the machine and the environment were asked again all that they were asked when it
 * was made, and answered the same;
 * <li>that a signature was in order is given out with all bytes that it rests on; whether they are still the same is not
 * decided here;
 * <li>an entry that is damaged, or that others could have written, is none.
 * </ul>
 *
 * <p>Knows the policy and what it is compiled to, value by value, so that an entry is read in a millisecond. Does not know
 * how manifests are written, and makes nothing anew.
 */
@NullMarked
package dev.remit.cache;

import org.jspecify.annotations.NullMarked;
