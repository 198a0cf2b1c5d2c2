/**
 * Proves the manifests of this module, and the promises behind them, on real programs.
 *
 * <p>Everything here treats Remit as a user does: a process of its own, started by {@code dev.remit.cli.Main} with a
 * manifest, judged by what it prints, how it exits and what it logs. Every refusal is first shown to succeed without
 * Remit, so that a test cannot pass because the attempt was wrong. The suite runs as whoever starts it and, when that is
 * root, also as an ordinary user.
 */
@NullMarked
package dev.remit.policies;

import org.jspecify.annotations.NullMarked;
