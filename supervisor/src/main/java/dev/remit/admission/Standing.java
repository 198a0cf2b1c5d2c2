package dev.remit.admission;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * That a signature was found in order: an answer to be believed again where all that it rests on is the same, byte for
 * byte, and within a span of time.
 *
 * @param grounds all bytes that it rests on
 * @param from inclusive
 * @param until exclusive
 */
@SuppressWarnings("ArrayRecordComponent") // equal to itself alone
public record Standing(byte[] grounds, Instant from, Instant until) {
    private static final int ABSENT = -1;

    /** Bytes in their order, each with its length; no bytes are something else than an empty array. */
    static byte[] grounds(List<Optional<byte[]>> parts) {
        int size = 0;
        for (Optional<byte[]> part : parts) {
            size += Integer.BYTES + part.map(bytes -> bytes.length).orElse(0);
        }
        ByteBuffer grounds = ByteBuffer.allocate(size);
        for (Optional<byte[]> part : parts) {
            grounds.putInt(part.map(bytes -> bytes.length).orElse(ABSENT));
            part.ifPresent(grounds::put);
        }
        return grounds.array();
    }

    /** Whether it rests on these bytes and holds at that time. */
    boolean holds(byte[] others, Instant now) {
        return Arrays.equals(grounds, others) && !now.isBefore(from) && now.isBefore(until);
    }
}
