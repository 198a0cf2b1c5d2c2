package dev.remit.handlers;

/**
 * The endpoint that a call is about: a mutable flyweight, one per call. Addresses are normalised: an IPv4-mapped IPv6
 * address is an IPv4 one.
 */
public final class AskedEndpoint {
    private boolean present;
    private int flow;
    private int transport;
    private boolean ipv6;
    private long high;
    private long low;
    private int port;

    void clear() {
        present = false;
    }

    /** Takes down who starts the flow, and the protocol; the address follows. */
    void set(int flowCode, int transportCode) {
        present = true;
        flow = flowCode;
        transport = transportCode;
        setV4(0, 0);
    }

    void setV4(long address, int portNumber) {
        ipv6 = false;
        high = 0;
        low = address;
        port = portNumber;
    }

    void setV6(long addressHigh, long addressLow, int portNumber) {
        ipv6 = true;
        high = addressHigh;
        low = addressLow;
        port = portNumber;
    }

    /** Leaves the port to the kernel. */
    void choosePort() {
        port = 0;
    }

    /** Whether the call is about an endpoint at all. */
    public boolean isPresent() {
        return present;
    }

    /** Code of the {@link dev.remit.policy.Flow}. */
    public int flow() {
        return flow;
    }

    /** Code of the {@link dev.remit.policy.Transport}. */
    public int transport() {
        return transport;
    }

    public boolean isIpv6() {
        return ipv6;
    }

    /** The first 64 bits of an IPv6 address; 0 for IPv4. */
    public long high() {
        return high;
    }

    /** The last 64 bits of an IPv6 address, or the 32 bits of an IPv4 address. */
    public long low() {
        return low;
    }

    /** 0 to 65535. */
    public int port() {
        return port;
    }

    /** Whether the address stands for every address of the machine. */
    boolean isUnspecified() {
        return high == 0 && low == 0;
    }
}
