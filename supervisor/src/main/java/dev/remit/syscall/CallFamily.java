package dev.remit.syscall;

import java.util.Locale;

/** The families of calls that are handed to the supervisor. The calls of one family are answered by one handler. */
public enum CallFamily {
    /** Opens by path. */
    OPEN,
    /** Executions. */
    EXECUTE,
    /** Creating, removing and renaming by path, and truncating. */
    MUTATE,
    /** Mode, owner, times, extended attributes. */
    ATTRIBUTE,
    /** Taking an address. */
    BIND,
    /** Reaching a peer. */
    CONNECT,
    /** Waiting for connections, which takes an address where the socket has none. */
    LISTEN,
    /** Sending to an address that the call names. */
    SEND,
    /** Sending messages whose address and ancillary data are in memory. */
    MESSAGE,
    /** Receiving datagrams, whose senders may then be answered. */
    RECEIVE,
    /** Making sockets of kinds that are not used yet. */
    SOCKET,
    /** Making anonymous files in memory. */
    MEMORY_FILE,
    /** Making processes and threads. */
    SPAWN,
    /** Memory that processes share by a number. */
    SHARED_MEMORY,
    /** Calls that name another task. */
    TASK,
    /** Watching paths for changes. */
    WATCH,
    /** Asking what exists and with which attributes, when what is not granted is hidden. */
    METADATA,
    /** Listing directories, when what is not granted is hidden. */
    LIST,
    /** Changes of identity, when they are watched. */
    CREDENTIAL,
    /** Commands to devices, when classes of devices are granted. */
    DEVICE,
    /** Never allowed: handed over only to be explained and recorded. */
    REFUSED;

    private final String spelling = name().toLowerCase(Locale.ROOT);

    /** As the table spells it. */
    public String spelling() {
        return spelling;
    }
}
