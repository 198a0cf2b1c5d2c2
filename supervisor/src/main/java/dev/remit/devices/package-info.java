/**
 * Device classes: the nodes that carry them on a machine, the sockets that serve them, the files by which programs find
 * them, and the ioctl commands that their use needs.
 *
 * <p>Nodes are looked up when a manifest is resolved, in sysfs and in udev's database, by asking
 * {@link dev.remit.machine.Machine} and nobody else; what appears later is not granted. Commands and files are tables, {@code device-commands.table} and
 * {@code device-files.table}, which say how they are written.
 *
 * <p>This package knows the machine's devices and nothing of manifests or of how a grant is enforced. Invariants: a node
 * belongs to every class that its use amounts to, and is granted only with all of them; what belongs to no class (disks,
 * memory, hubs, input injection) is never granted; a node whose class cannot be told belongs to none.
 */
@NullMarked
package dev.remit.devices;

import org.jspecify.annotations.NullMarked;
