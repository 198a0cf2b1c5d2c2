package dev.remit.names;

import java.nio.charset.StandardCharsets;

/**
 * A question to a name server.
 *
 * <pre>
 *  0 identifier   2 flags   4 questions: 1   6 answers   8 authorities   10 additional records
 * 12 name: labels, each after its length, and an empty one   .. type   .. class
 * </pre>
 *
 * @param name as {@link WireName} has it
 * @param type {@link #A} or {@link #AAAA}
 * @param id unpredictable, so that nobody who does not see the question can answer it
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4.1">RFC 1035, section 4.1</a>
 */
record Question(WireName name, int type, int id) {
    /** An IPv4 address. */
    static final int A = 1;
    /** An IPv6 address. */
    static final int AAAA = 28;
    /** Another name for the name. */
    static final int CNAME = 5;
    /** The internet. */
    static final int CLASS = 1;

    /** Bytes before the name. */
    static final int HEADER = 12;
    /** Bytes after the name. */
    static final int TAIL = 4;

    private static final int RECURSION_DESIRED = 0x0100;

    /** The message to send. */
    byte[] message() {
        byte[] labels = name.wire().getBytes(StandardCharsets.ISO_8859_1);
        byte[] message = new byte[HEADER + labels.length + TAIL];
        put(message, 0, id);
        put(message, 2, RECURSION_DESIRED);
        put(message, 4, 1);
        System.arraycopy(labels, 0, message, HEADER, labels.length);
        put(message, HEADER + labels.length, type);
        put(message, HEADER + labels.length + 2, CLASS);
        return message;
    }

    private static void put(byte[] message, int at, int value) {
        message[at] = (byte) (value >>> 8);
        message[at + 1] = (byte) value;
    }
}
