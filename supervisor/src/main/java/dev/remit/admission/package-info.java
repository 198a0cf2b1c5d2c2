/**
 * Decides whether a manifest may be run at all: whether it is signed, by whom, whether that is somebody known, and
 * whether it asks for no more than was accepted before.
 *
 * <p>What always holds:
 * <ul>
 * <li>a signature that is there must verify, over the very bytes that are parsed, or nothing runs;
 * <li>who signed is believed because of a list of allowed signers or an explicit pin, never because of what the manifest
 * says;
 * <li>an answer is remembered only together with all bytes that it depends on.
 * </ul>
 *
 * <p>Knows bytes, keys and what was decided earlier. Asks nobody: what is for a person to settle comes out as
 * {@link dev.remit.admission.Admission.Unsettled}. Knows no YAML and no policy; what a manifest permits beyond an earlier
 * one is found by whoever submits it.
 */
@NullMarked
package dev.remit.admission;

import org.jspecify.annotations.NullMarked;
