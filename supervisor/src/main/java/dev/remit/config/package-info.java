/**
 * Where Remit keeps what the system's administrator and the user decided, and which of these files may be believed.
 *
 * <p>What always holds:
 * <ul>
 * <li>nothing that decides about trust is read through a file that somebody other than root and the caller could have
 * written or replaced: {@link ProtectedFile} looks at every component on the way;
 * <li>that a file is missing is believed only where others could not have taken it away.
 * </ul>
 *
 * <p>The same goes for what is kept because it takes time to find out; that is never missed.
 *
 * <p>Knows files, their owners and modes, and keeps keys and manifests as bytes and texts that it does not understand.
 */
@NullMarked
package dev.remit.config;

import org.jspecify.annotations.NullMarked;
