/**
 * seccomp filters and user notification: install a filter on the calling thread, receive what it hands over, answer,
 * and place descriptors into the target. Knows the kernel's structs, nothing of what is allowed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
@NullMarked
package dev.remit.linux.seccomp;

import org.jspecify.annotations.NullMarked;
