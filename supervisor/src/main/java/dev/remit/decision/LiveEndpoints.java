package dev.remit.decision;

/**
 * The table of endpoints that is in force. It is replaced as a whole when a name resolves to other addresses, while
 * workers look things up in the one that they have.
 */
public final class LiveEndpoints {
    private volatile EndpointTable table;

    public LiveEndpoints(EndpointTable table) {
        this.table = table;
    }

    public EndpointTable table() {
        return table;
    }

    /** Puts another table in force for every lookup that begins from now on. */
    public void replace(EndpointTable next) {
        table = next;
    }
}
