package dev.remit.trust.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Serial numbers of certificates, kept as the list had them, so that a range or bitmap takes no more memory than its
 * encoding. All numbers are unsigned.
 */
sealed interface Serials {
    /** More are not of use to anybody who reads them. */
    int MOST_SHOWN = 16;

    boolean contains(long serial);

    /** For the user. */
    String text();

    /** The first of some numbers, and how many there are besides. */
    private static String text(LongStream serials, int count) {
        String shown = serials.limit(MOST_SHOWN).mapToObj(Long::toUnsignedString).collect(Collectors.joining(", "));
        return count <= MOST_SHOWN ? shown : shown + " and " + (count - MOST_SHOWN) + " more";
    }

    /** Some numbers. */
    @SuppressWarnings("ArrayRecordComponent") // Neither handed out nor compared.
    record Some(long[] sorted) implements Serials {
        /** Takes the array over. */
        static Some of(long[] serials) {
            Arrays.sort(serials);
            return new Some(serials);
        }

        @Override
        public boolean contains(long serial) {
            return Arrays.binarySearch(sorted, serial) >= 0;
        }

        @Override
        public String text() {
            return Serials.text(Arrays.stream(sorted), sorted.length);
        }
    }

    /** All numbers from the first to the last. */
    record Range(long first, long last) implements Serials {
        @Override
        public boolean contains(long serial) {
            return Long.compareUnsigned(serial, first) >= 0 && Long.compareUnsigned(serial, last) <= 0;
        }

        @Override
        public String text() {
            return Long.toUnsignedString(first) + " to " + Long.toUnsignedString(last);
        }
    }

    /**
     * The numbers whose distance from the first one is that of a bit from the end of some bytes.
     *
     * @param first what the lowest bit of the last byte stands for
     * @param bits the most significant byte first
     */
    @SuppressWarnings("ArrayRecordComponent") // Neither handed out nor compared.
    record Bitmap(long first, byte[] bits) implements Serials {
        @Override
        public boolean contains(long serial) {
            long index = serial - first;
            // Also where the serial number is less than the first one, since the bitmap never wraps around.
            return Long.compareUnsigned(index, (long) bits.length * Byte.SIZE) < 0
                    && Long.compareUnsigned(serial, first) >= 0
                    && (bits[bits.length - 1 - (int) (index / Byte.SIZE)] >> index % Byte.SIZE & 1) != 0;
        }

        @Override
        public String text() {
            BitSet set = BitSet.valueOf(reversed());
            return Serials.text(set.stream().mapToLong(index -> first + index), set.cardinality());
        }

        private byte[] reversed() {
            byte[] leastFirst = new byte[bits.length];
            for (int i = 0; i < bits.length; i++) {
                leastFirst[i] = bits[bits.length - 1 - i];
            }
            return leastFirst;
        }
    }
}
