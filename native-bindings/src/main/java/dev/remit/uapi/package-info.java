/**
 * The names, numbers and struct layouts of Linux and libc, as jextract reads them from their headers.
 *
 * <p>Everything here but this file is written by {@code regenerate-bindings.sh} and never edited. It is for
 * {@code dev.remit.linux} and its children; the rest of Remit speaks to those. The methods of {@code Uapi} that call a
 * function lose {@code errno}, so callers take the descriptor and link it again with the call state captured.
 */
package dev.remit.uapi;
