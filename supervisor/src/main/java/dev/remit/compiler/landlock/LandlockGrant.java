package dev.remit.compiler.landlock;

import dev.remit.policy.Origin;

/**
 * One path that the kernel shall grant access to.
 *
 * @param path absolute and canonical
 * @param access {@link dev.remit.policy.Access} bits
 * @param tree whether the grant is for a directory and all that lies below it; else for one file, on which the kernel
 *        accepts the rights on files only
 * @param device whether a character device stood there, whose ioctl commands are a right of their own
 * @param origin of the first rule that asked for it
 */
public record LandlockGrant(String path, int access, boolean tree, boolean device, Origin origin) {}
