package dev.remit.devices;

import java.util.BitSet;

/** Reads the sets of bits by which the input subsystem tells what a device can do: words in hexadecimal, highest first. */
final class BitField {
    private BitField() {}

    /** The bits of a text such as {@code 3 4c7fff072ff32d}; those of words that cannot be read are missing. */
    static BitSet parse(String text) {
        BitSet bits = new BitSet();
        String[] words = text.strip().split(" +", -1);
        for (int i = 0; i < words.length; i++) {
            long word = parseWord(words[words.length - 1 - i]);
            for (int bit = 0; bit < Long.SIZE; bit++) {
                if ((word >>> bit & 1) != 0) {
                    bits.set(i * Long.SIZE + bit);
                }
            }
        }
        return bits;
    }

    private static long parseWord(String word) {
        try {
            return Long.parseUnsignedLong(word, 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether any bit from {@code first} to {@code last} is set. */
    static boolean any(BitSet bits, int first, int last) {
        int found = bits.nextSetBit(first);
        return found >= 0 && found <= last;
    }
}
