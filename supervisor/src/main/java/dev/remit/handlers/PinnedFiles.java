package dev.remit.handlers;

/**
 * The files that the kernel's ruleset grants one by one: identity and rights of what bore each exact name when the
 * program was started. Immutable; a lookup allocates nothing.
 *
 * <p>An open-addressing table with linear probing; slots of three longs: device, inode, rights plus one (0 means empty).
 */
public final class PinnedFiles {
    private static final int SLOT = 3;

    private final long[] table;
    private final int mask;

    /**
     * @param entries triples of device, inode and {@code Access} bits; a file that occurs twice has the union
     */
    public PinnedFiles(long[] entries) {
        int slots = Integer.highestOneBit(Math.max(4, entries.length / SLOT * 2)) * 2;
        this.mask = slots - 1;
        this.table = new long[slots * SLOT];
        for (int i = 0; i < entries.length; i += SLOT) {
            int slot = slot(entries[i], entries[i + 1]);
            table[slot] = entries[i];
            table[slot + 1] = entries[i + 1];
            table[slot + 2] = (Math.max(0, table[slot + 2] - 1) | entries[i + 2]) + 1;
        }
    }

    /** The {@code Access} bits that the kernel grants on this very file; 0 for one that is not pinned. */
    public int access(long device, long inode) {
        return (int) Math.max(0, table[slot(device, inode) + 2] - 1);
    }

    private int slot(long device, long inode) {
        long hash = (inode * 31 + device) * 0x9E3779B97F4A7C15L;
        int at = (int) (hash >>> 32) & mask;
        while (table[at * SLOT + 2] != 0 && (table[at * SLOT] != device || table[at * SLOT + 1] != inode)) {
            at = (at + 1) & mask;
        }
        return at * SLOT;
    }
}
