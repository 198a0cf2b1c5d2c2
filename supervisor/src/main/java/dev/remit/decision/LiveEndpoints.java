package dev.remit.decision;

/**
 * The table of endpoints that is in force. It is replaced as a whole when a name resolves to other addresses, while
 * workers look things up in the one that they have.
 */
public final class LiveEndpoints {
    private final EndpointTable named;
    private final Renewal renewal;
    private volatile EndpointTable table;

    /** Has names looked up again. */
    @FunctionalInterface
    public interface Renewal {
        /** Waits, for a bounded time, until what is in force speaks of what names mean now. */
        void renew();
    }

    /** A table that stays, since no rule has a name. */
    public LiveEndpoints(EndpointTable table) {
        this(table, EndpointTable.EMPTY, () -> {});
    }

    /**
     * A table that changes with what names mean.
     *
     * @param named what the rules with names would allow if these stood for every address
     */
    public LiveEndpoints(EndpointTable table, EndpointTable named, Renewal renewal) {
        this.table = table;
        this.named = named;
        this.renewal = renewal;
    }

    public EndpointTable table() {
        return table;
    }

    /** Puts another table in force for every lookup that begins from now on. */
    public void replace(EndpointTable next) {
        table = next;
    }

    /** Whether any rule speaks of a flow of a protocol, also one whose name has no address yet. */
    public boolean any(int flow, int transport) {
        return table.any(flow, transport) || named.any(flow, transport);
    }

    /**
     * Whether some rule would allow an endpoint if a name in it meant the address. The parameters are those of
     * {@link EndpointTable#find}.
     */
    public boolean isMatterOfNames(int flow, int transport, boolean ipv6, long high, long low, int port) {
        return named.find(flow, transport, ipv6, high, low, port) != EndpointTable.NONE;
    }

    /** Has the names in the rules looked up again. Takes a while; not to be done by who keeps others waiting. */
    public void renew() {
        renewal.renew();
    }
}
