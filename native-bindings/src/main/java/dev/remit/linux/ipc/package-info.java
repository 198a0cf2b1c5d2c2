/**
 * System V shared memory: making a segment, and looking at one. Knows nothing of who may use it.
 */
@NullMarked
package dev.remit.linux.ipc;

import org.jspecify.annotations.NullMarked;
