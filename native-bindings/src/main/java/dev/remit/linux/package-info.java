/**
 * The façade over Linux that the rest of Remit stands on: descriptors, errno, exceptions, and the single
 * gateway through which every system call passes.
 *
 * <p>This package and its children know the kernel's interfaces and nothing of manifests or policy. Raw calls
 * answer a negative errno and never throw; only cold callers turn that into a {@link dev.remit.linux.LinuxException}.
 */
@NullMarked
package dev.remit.linux;

import org.jspecify.annotations.NullMarked;
