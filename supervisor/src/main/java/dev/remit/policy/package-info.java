/**
 * The resolved policy: what a program may touch, as pure records.
 *
 * <p>Everything here is absolute and expanded: no variables, no relative paths, no YAML, no kernel. The manifest is
 * turned into these records by {@code compiler}; the lowerings and the run-time lookup speak only in these terms.
 */
@NullMarked
package dev.remit.policy;

import org.jspecify.annotations.NullMarked;
