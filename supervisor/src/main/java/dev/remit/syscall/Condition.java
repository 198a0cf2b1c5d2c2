package dev.remit.syscall;

/**
 * When the kernel allows a call at once although the table treats it otherwise: a test of the call's registers, or of
 * how the filter was asked for. An argument that the kernel takes as an {@code int} is judged by its low half, as the
 * kernel itself does; a pointer by both halves.
 */
public enum Condition {
    /** There is none: the treatment always applies. */
    NEVER("-", ""),
    /** The manifest does not hide what it does not grant. */
    METADATA_VISIBLE("metadata-visible", "the manifest does not say `metadata: hidden`"),
    /** {@code open} with {@code O_PATH}, with which the kernel ignores all flags that create or write. */
    OPEN_PATH_ONLY("open-path-only", "the flags include O_PATH, and metadata is not hidden"),
    /** {@code openat} with {@code O_PATH}. */
    OPENAT_PATH_ONLY("openat-path-only", "the flags include O_PATH, and metadata is not hidden"),
    /** The first argument names the calling task. */
    PID_ZERO("pid-zero", "the process id is 0, the caller itself"),
    /** {@code setpriority(PRIO_PROCESS, 0, …)}. */
    PRIORITY_OF_CALLER("priority-of-caller", "it names the calling task alone"),
    /** {@code ioprio_set(IOPRIO_WHO_PROCESS, 0, …)}. */
    IO_PRIORITY_OF_CALLER("io-priority-of-caller", "it names the calling task alone"),
    /**
     * A connected kind of Unix socket, or a kind of internet socket that the manifest has rules for; Unix datagram sockets
     * where messages are supervised.
     */
    SOCKET_USED("socket-used",
            "it is a Unix stream or sequenced-packet socket, or of a kind that the manifest gives a use for"),
    /** A pair of a connected kind of Unix sockets; also of datagram sockets where messages are supervised. */
    PAIR_USED("pair-used", "it is a pair of Unix stream or sequenced-packet sockets, or messages are supervised"),
    /** No socket can exist that a {@code listen} would bind to an address of the internet. */
    NO_TCP("no-tcp", "the manifest gives no use for TCP"),
    /** {@code sendmsg} where no datagram socket can exist, and which opens no TCP connection. */
    NO_DATAGRAMS("no-datagrams", "the manifest gives no use for datagrams, and the flags do not include MSG_FASTOPEN"),
    /** {@code sendmmsg} likewise. */
    NO_DATAGRAM_VECTORS("no-datagram-vectors",
            "the manifest gives no use for datagrams, and the flags do not include MSG_FASTOPEN"),
    /** {@code recvfrom} that does not ask for the sender's address, or where no sender can be answered by that. */
    NO_SENDER("no-sender", "the manifest has no inbound rule for UDP, or the address of the sender is not asked for"),
    /** {@code recvmsg} and {@code recvmmsg} where no sender can be answered by the address that they tell. */
    NO_DATAGRAM_SERVER("no-datagram-server", "the manifest has no inbound rule for UDP"),
    /**
     * A {@code setsockopt} that neither sends packets another way than the address says (source routes, extension headers),
     * nor makes a socket one of another family, nor repairs connections or takes the kernel's own protocols in, nor
     * administers the machine's packet filters.
     */
    HARMLESS_OPTION("harmless-option",
            "the option is none of IP_OPTIONS, IPV6_RTHDR and its kin, IPV6_ADDRFORM, TCP_REPAIR, UDP_ENCAP, or those of"
                    + " packet filters"),
    /** {@code sendto} with a null address. */
    NO_ADDRESS("no-address", "the address is null"),
    /**
     * {@code clone} with no {@code CLONE_NEW*} flag. {@code CLONE_NEWTIME} needs no test: in this call its bit belongs
     * to the number of the exit signal.
     */
    NO_NEW_NAMESPACE("no-new-namespace",
            "no flag asks for a new namespace, and the supervisor need not count processes"),
    /** {@code unshare} with no other flags than {@code CLONE_FILES}, {@code CLONE_FS}, {@code CLONE_SYSVSEM}. */
    SHARES_LESS("shares-less", "no flag asks for a new namespace"),
    /** The command argument is one that {@link SystemCalls#commandsOf} allows. */
    LISTED_COMMAND("listed-command", "the command is not among those listed below as refused"),
    /**
     * {@code seccomp} without {@code SECCOMP_FILTER_FLAG_NEW_LISTENER}. Of several filters that hand a call over, the
     * newest one's listener is asked, so a listener of the program's own could wave its calls through. A filter of its
     * own without a listener can do no harm: there the kernel answers handed-over and traced calls with ENOSYS, since
     * nothing listens and tracing is refused, and every other answer only narrows.
     */
    NO_LISTENER("no-listener", "the flags do not ask for a listener"),
    /** {@code memfd_create} with {@code MFD_NOEXEC_SEAL} and without {@code MFD_EXEC}. */
    SEALED_AGAINST_EXECUTION("sealed-against-execution", "the flags seal the file against execution"),
    /** The kernel confines signals to the program's own tree. */
    SIGNALS_SCOPED("signals-scoped", "the kernel confines signals to the program's own tree"),
    /** Processes and threads need not be counted one by one. */
    TASKS_UNCOUNTED("tasks-uncounted", "there is no limit on processes, or the kernel counts them"),
    /** Nobody asked for changes of identity to be watched. */
    CREDENTIALS_UNWATCHED("credentials-unwatched", "changes of identity are not watched");

    private final String spelling;
    private final String explanation;

    Condition(String spelling, String explanation) {
        this.spelling = spelling;
        this.explanation = explanation;
    }

    /** As the table spells it. */
    public String spelling() {
        return spelling;
    }

    /** A clause that can follow the word "if"; empty for {@link #NEVER}. */
    public String explanation() {
        return explanation;
    }
}
