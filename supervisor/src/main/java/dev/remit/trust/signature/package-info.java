/**
 * Signatures of files in OpenSSH's format: what {@code ssh-keygen -Y sign} writes and {@code ssh-keygen -Y verify} accepts.
 *
 * <p>What always holds: a signature that is read says nothing until it was verified, and a signature that verifies says
 * nothing but that the holder of its key made it for this message and this namespace. Whether that key is trusted is
 * for others to say.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig">PROTOCOL.sshsig</a>
 */
@NullMarked
package dev.remit.trust.signature;

import org.jspecify.annotations.NullMarked;
