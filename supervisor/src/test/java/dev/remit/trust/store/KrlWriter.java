package dev.remit.trust.store;

import dev.remit.trust.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/** Writes revocation lists, also such as ssh-keygen would not. */
final class KrlWriter {
    static final int CERTIFICATES = 1;
    static final int EXPLICIT_KEY = 2;
    static final int FINGERPRINT_SHA1 = 3;
    static final int SIGNATURE = 4;
    static final int FINGERPRINT_SHA256 = 5;
    static final int EXTENSION = 255;

    static final int SERIAL_LIST = 0x20;
    static final int SERIAL_RANGE = 0x21;
    static final int SERIAL_BITMAP = 0x22;
    static final int KEY_ID = 0x23;
    static final int CERTIFICATE_EXTENSION = 0x39;

    private final WireWriter out = new WireWriter();

    /** A list of the only format that there is. */
    KrlWriter() {
        this(1, 0, "");
    }

    KrlWriter(long format, long flags, String comment) {
        out.raw("SSHKRL\n\0".getBytes(StandardCharsets.US_ASCII)).u32(format).u64(7).u64(1_700_000_000).u64(flags)
                .string("reserved").string(comment);
    }

    KrlWriter section(int type, WireWriter content) {
        out.u8(type).string(content.toByteArray());
        return this;
    }

    /** @param parts what follows the authority's key and the reserved field */
    KrlWriter certificates(byte[] authority, WireWriter parts) {
        return section(CERTIFICATES, new WireWriter().string(authority).string("").raw(parts.toByteArray()));
    }

    /** A part of a section on certificates. */
    static WireWriter part(int type, WireWriter content) {
        return new WireWriter().u8(type).string(content.toByteArray());
    }

    KrlWriter raw(byte[] bytes) {
        out.raw(bytes);
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
