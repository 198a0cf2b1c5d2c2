/**
 * Landlock: make a ruleset, add places to it, take it on. Knows the kernel's rights, not where a grant comes from.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/landlock.html">Landlock: unprivileged access control</a>
 */
@NullMarked
package dev.remit.linux.landlock;

import org.jspecify.annotations.NullMarked;
