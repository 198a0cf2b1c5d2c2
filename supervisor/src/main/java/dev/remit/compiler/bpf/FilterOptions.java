package dev.remit.compiler.bpf;

import dev.remit.policy.CommandBounds;

/**
 * How a filter is asked for.
 *
 * @param superviseCredentials whether changes of identity are handed to the supervisor
 * @param scopedSignals whether the kernel confines signals to the program's own tree ({@code LANDLOCK_SCOPE_SIGNAL});
 *        if not, calls that send or arrange signals are handed to the supervisor
 * @param hideMetadata whether calls that ask what exists are handed to the supervisor
 * @param countTasks whether calls that make processes and threads are handed to the supervisor
 * @param sockets that can exist
 * @param commands to devices that may be used
 */
public record FilterOptions(boolean superviseCredentials, boolean scopedSignals, boolean hideMetadata,
        boolean countTasks, SocketUse sockets, CommandBounds commands) {
    /** For a kernel with everything that Remit uses, nobody who watches identities, and a program without network and devices. */
    public static FilterOptions standard() {
        return new FilterOptions(false, true, false, false, SocketUse.UNIX, CommandBounds.NONE);
    }

    /** The same, with metadata hidden or not. */
    public FilterOptions withHiddenMetadata(boolean hidden) {
        return new FilterOptions(superviseCredentials, scopedSignals, hidden, countTasks, sockets, commands);
    }

    /** The same, for a program with other sockets. */
    public FilterOptions withSockets(SocketUse use) {
        return new FilterOptions(superviseCredentials, scopedSignals, hideMetadata, countTasks, use, commands);
    }

    /** The same, for a program that uses devices. */
    public FilterOptions withCommands(CommandBounds bounds) {
        return new FilterOptions(superviseCredentials, scopedSignals, hideMetadata, countTasks, sockets, bounds);
    }
}
