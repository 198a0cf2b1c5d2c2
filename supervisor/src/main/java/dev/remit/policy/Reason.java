package dev.remit.policy;

/**
 * Why a call was answered as it was. The ordinal is what the hot side writes into an event; the order is therefore part
 * of the log's format.
 */
public enum Reason {
    /** Granted, or not a matter of policy. */
    NONE("granted"),
    /** No rule speaks of the path. */
    NO_RULE("no rule"),
    /** A rule with {@code permission: none} matches. */
    DENY_RULE("denied by rule"),
    /** A rule matches, but does not allow this access. */
    ACCESS_NOT_GRANTED("rule does not allow this"),
    /** The interpreter or the dynamic loader that the file names may not be executed. */
    INTERPRETER_NOT_GRANTED("interpreter may not be executed"),
    /** Another name would give a file, or something below a directory, access that it does not have. */
    WIDENS_ACCESS("the new name would allow more"),
    /** The call is refused to every supervised program. */
    CALL_REFUSED("call refused to every supervised program"),
    /** Sockets of this family or type are refused. */
    SOCKET_REFUSED("no rule allows this kind of socket"),
    /** The call names a process outside the program's own tree, or memory that such a one made. */
    OUTSIDE_TREE("outside the program's own tree"),
    /** The target's memory could not be read: it is not dumpable, or it is gone. */
    TARGET_UNREADABLE(
            "the program's memory may not be read: it asked not to be dumped, or may be executed but not read"),
    /** The supervisor could not decide: it ran out of descriptors, threads or memory. */
    SUPERVISOR_EXHAUSTED("the supervisor ran out of resources"),
    /** A defect of the supervisor. */
    SUPERVISOR_DEFECT("a defect of the supervisor"),
    /** The program's file changed between the check of its digest and its execution. */
    HASH_MISMATCH("the file's digest differs"),
    /** A file of procfs that leads into the supervisor, or changes the memory of a process. */
    PROCESS_PROTECTED("leads into a process that no rule on files can grant"),
    /** The path leads through a directory that is hidden from the program, although what it leads to may be granted. */
    WAY_HIDDEN("the way leads through what is hidden"),
    /** A command to a device that no granted class includes there. */
    COMMAND_WITHHELD("no granted class of devices includes this command"),
    /** A device node that a class grants was replaced by another one. */
    NODE_REPLACED("not the device that was there when the program was started"),
    /** A pseudo-terminal that the program did not make. */
    FOREIGN_TERMINAL("a terminal that the program did not make itself"),
    /** There are as many processes and threads as there may be. */
    LIMIT_REACHED("a limit is reached");

    private static final Reason[] VALUES = values();

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    /** For people, to follow a colon. */
    public String words() {
        return words;
    }

    /** The number that stands for it in events: its ordinal, as the order of the constants is part of the format. */
    @SuppressWarnings("EnumOrdinal")
    public int code() {
        return ordinal();
    }

    /** The reason with this code, without copying the array of values. */
    public static Reason of(int code) {
        return VALUES[code];
    }
}
