/**
 * Files: opening by {@code O_PATH} and reopening, canonical paths read back from descriptors, identity and kind. Knows
 * nothing of who may do what.
 */
@NullMarked
package dev.remit.linux.file;

import org.jspecify.annotations.NullMarked;
