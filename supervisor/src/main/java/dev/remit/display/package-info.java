/**
 * How texts that strangers may have written are shown: on a terminal, and as words of commands that are to be copied. Knows
 * nothing else.
 */
@NullMarked
package dev.remit.display;

import org.jspecify.annotations.NullMarked;
