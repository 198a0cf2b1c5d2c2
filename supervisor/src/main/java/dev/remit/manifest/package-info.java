/**
 * The manifest as its author wrote it: records in which every value keeps its place in the file, and the diagnostics
 * that point at those places. Beside it the settings, which are written in the same way.
 *
 * <p>The package knows the words of the language (keys, permissions, device classes, limits) and the syntax of paths. It
 * must not know YAML, which {@code manifest.yaml} reads and writes, nor the machine: variables, symbolic links and mount
 * points are the business of {@code compiler}. From {@code policy} it takes only the value types that mean the same
 * before and after resolving: permissions, digests, and the segments of a path pattern.
 *
 * <p>Invariants: a record that exists is valid as far as it can be judged without looking at the machine; whatever was
 * wrong has become a {@link Diagnostic}, and then there is no manifest.
 */
@NullMarked
package dev.remit.manifest;

import org.jspecify.annotations.NullMarked;
