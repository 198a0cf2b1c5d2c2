/**
 * What one policy permits and another does not: the answer to whether a new version of a manifest asks for more.
 *
 * <p>Both policies are to be resolved at the same place and on the same machine, so that what differs is what the
 * manifests say. The answer errs on one side only: what is permitted anew is never left out; where a comparison would
 * take too long, or a name of a host may or may not mean an address, it counts as more.
 *
 * <p>Knows policies only: no manifest, no keys, and nobody whom it could ask.
 */
@NullMarked
package dev.remit.difference;

import org.jspecify.annotations.NullMarked;
