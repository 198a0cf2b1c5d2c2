package dev.remit.handlers;

import org.jspecify.annotations.Nullable;

/**
 * Who has sent datagrams to which socket, so that they may be answered. Shared by all workers; of a bounded size: whoever
 * has been silent for long is forgotten when room is needed for others.
 *
 * <p>Hot: nothing is allocated once the first peer is known.
 */
public final class KnownPeers {
    private static final int SETS = 1 << 13;
    /** Places where a peer may stand. */
    private static final int WAYS = 8;
    /** Words of an entry: the socket's cookie, the address, the port and family. */
    private static final int WORDS = 4;
    private static final long IPV6 = 1L << 16;
    /** An entry that is in use has this bit. */
    private static final long USED = 1L << 17;
    private static final long MIXER = 0x9E37_79B9_7F4A_7C15L;

    private long @Nullable [] entries;
    private int next;

    /** Notes that {@code peer} has sent to a socket. */
    synchronized void add(long socket, AskedEndpoint peer) {
        long[] table = entries;
        if (table == null) {
            table = new long[SETS * WAYS * WORDS];
            entries = table;
        }
        int set = set(socket, peer);
        if (find(table, set, socket, peer) < 0) {
            int at = set + (next++ & WAYS - 1) * WORDS;
            table[at] = socket;
            table[at + 1] = peer.high();
            table[at + 2] = peer.low();
            table[at + 3] = word(peer);
        }
    }

    /** Whether {@code peer} has sent to a socket. */
    synchronized boolean knows(long socket, AskedEndpoint peer) {
        long[] table = entries;
        return table != null && find(table, set(socket, peer), socket, peer) >= 0;
    }

    private static int find(long[] table, int set, long socket, AskedEndpoint peer) {
        for (int at = set; at < set + WAYS * WORDS; at += WORDS) {
            if (table[at] == socket && table[at + 1] == peer.high() && table[at + 2] == peer.low()
                    && table[at + 3] == word(peer)) {
                return at;
            }
        }
        return -1;
    }

    private static long word(AskedEndpoint peer) {
        return peer.port() | USED | (peer.isIpv6() ? IPV6 : 0);
    }

    private static int set(long socket, AskedEndpoint peer) {
        long mixed = ((socket * MIXER ^ peer.high()) * MIXER ^ peer.low()) * MIXER ^ peer.port();
        mixed *= MIXER;
        return ((int) (mixed >>> Integer.SIZE) & SETS - 1) * WAYS * WORDS;
    }
}
