/**
 * Manifests, and settings, as YAML 1.2: reading with diagnostics, and writing.
 *
 * <p>Bytes become text ({@code ManifestText}), text becomes a tree of nodes with their places ({@code TreeBuilder}, the only
 * class that knows the YAML library), and the tree becomes records (the readers). The package knows nothing of the
 * machine on which a manifest may run.
 *
 * <p>Invariants: no input makes anything here throw; size, depth, aliases and the number of nodes are bounded before
 * anything is built from them; a manifest comes out only when there was no error; all errors come out, not the first
 * only (a text that is no YAML has one error by nature).
 */
@NullMarked
package dev.remit.manifest.yaml;

import org.jspecify.annotations.NullMarked;
