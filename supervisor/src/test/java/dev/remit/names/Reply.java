package dev.remit.names;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Composes an answer to a question, by RFC 1035; knows nothing of the code under test but the question's bytes. */
final class Reply {
    private static final int HEADER = 12;

    private final byte[] question;
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(records);
    private int count;
    private int flags = 0x8180;

    /** Keeps the header and the question; additional records are left out. */
    private Reply(byte[] message) {
        int at = HEADER;
        while (message[at] != 0) {
            at += 1 + message[at];
        }
        this.question = Arrays.copyOf(message, at + 5);
        Arrays.fill(question, 8, HEADER, (byte) 0);
    }

    static Reply to(byte[] question) {
        return new Reply(question);
    }

    /** An address of the name that was asked for. */
    Reply address(String address, int seconds) {
        return record(new byte[]{(byte) 0xC0, HEADER}, typeOf(address), seconds, bytes(address));
    }

    /** An address of another name. */
    Reply address(String owner, String address, int seconds) {
        return record(name(owner), typeOf(address), seconds, bytes(address));
    }

    /** Another name. */
    Reply alias(String owner, String target, int seconds) {
        return record(name(owner), Question.CNAME, seconds, name(target));
    }

    Reply record(byte[] owner, int type, int seconds, byte[] data) {
        try {
            out.write(owner);
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(seconds);
            out.writeShort(data.length);
            out.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        count++;
        return this;
    }

    Reply code(int code) {
        flags |= code;
        return this;
    }

    Reply truncated() {
        flags |= 0x0200;
        return this;
    }

    Reply flags(int value) {
        flags = value;
        return this;
    }

    byte[] message() {
        byte[] tail = records.toByteArray();
        byte[] message = new byte[question.length + tail.length];
        System.arraycopy(question, 0, message, 0, question.length);
        System.arraycopy(tail, 0, message, question.length, tail.length);
        message[2] = (byte) (flags >>> 8);
        message[3] = (byte) flags;
        message[6] = (byte) (count >>> 8);
        message[7] = (byte) count;
        return message;
    }

    /** A name without compression. */
    static byte[] name(String name) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            wire.write(label.length());
            wire.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        wire.write(0);
        return wire.toByteArray();
    }

    private static int typeOf(String address) {
        return address.contains(":") ? Question.AAAA : Question.A;
    }

    private static byte[] bytes(String address) {
        AddressBlock block = Objects.requireNonNull(AddressSyntax.parse(address));
        if (address.contains(":") && !block.ipv6()) {
            byte[] mapped = new byte[16];
            mapped[10] = (byte) 0xFF;
            mapped[11] = (byte) 0xFF;
            System.arraycopy(bytes(block.toString()), 0, mapped, 12, 4);
            return mapped;
        }
        byte[] bytes = new byte[block.ipv6() ? 16 : 4];
        for (int at = 0; at < bytes.length; at++) {
            long half = block.ipv6() && at < 8 ? block.high() : block.low();
            bytes[at] = (byte) (half >>> 8 * ((bytes.length - 1 - at) % 8));
        }
        return bytes;
    }
}
