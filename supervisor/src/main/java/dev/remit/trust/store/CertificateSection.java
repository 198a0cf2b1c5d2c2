package dev.remit.trust.store;

import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import java.util.Arrays;

/**
 * Reads a section of a revocation list that revokes certificates: their authority's key, then parts, each with its type
 * and its length.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.krl">PROTOCOL.krl, section 2</a>
 */
final class CertificateSection {
    private static final int SERIAL_LIST = 0x20;
    private static final int SERIAL_RANGE = 0x21;
    private static final int SERIAL_BITMAP = 0x22;
    private static final int KEY_ID = 0x23;
    private static final int EXTENSION = 0x39;

    /** As in OpenSSH: no number is longer. */
    private static final int LONGEST_BITMAP = 2048;

    private final WireReader in;
    private final RevokedCertificates revoked;

    CertificateSection(WireReader section, RevokedKeys all) throws MalformedException {
        int start = section.offset();
        byte[] authority = section.string("the authority's key");
        section.nested("the reserved field");
        this.in = section;
        this.revoked = authority.length == 0
                ? new RevokedCertificates(null)
                : new RevokedCertificates(key(authority, start));
        all.add(revoked);
    }

    /** The bytes of a key, which need not be one that is accepted, but must be one. */
    private static String key(byte[] authority, int start) throws MalformedException {
        try {
            String type = new WireReader(authority).name("the type of the authority's key");
            if (PublicKey.isType(type) && !type.equals("ssh-rsa")) {
                PublicKey.parse(authority);
            }
        } catch (MalformedException e) {
            throw new MalformedException("the authority's key: " + e.problem(), start + Integer.BYTES + e.offset());
        }
        return Bytes.of(authority);
    }

    void read() throws MalformedException {
        while (!in.isAtEnd()) {
            int start = in.offset();
            int type = in.u8("the type of a part of a section");
            WireReader part = in.nested("a part of a section");
            switch (type) {
                case SERIAL_LIST -> serials(part);
                case SERIAL_RANGE -> range(part);
                case SERIAL_BITMAP -> bitmap(part);
                case KEY_ID -> keyIds(part);
                case EXTENSION -> KrlReader.extension(part);
                default -> throw new MalformedException("a part of the unknown type " + type
                        + " in a section on certificates", start);
            }
            part.end("a part of a section");
        }
    }

    private void serials(WireReader part) throws MalformedException {
        int start = part.offset();
        if (part.remaining() % Long.BYTES != 0) {
            throw part.malformed("serial numbers of " + part.remaining() + " bytes, where each has " + Long.BYTES);
        }
        long[] serials = new long[part.remaining() / Long.BYTES];
        for (int i = 0; i < serials.length; i++) {
            serials[i] = part.u64("a serial number");
            requireNumber(serials[i], start);
        }
        revoked.add(Serials.Some.of(serials));
    }

    private void range(WireReader part) throws MalformedException {
        int start = part.offset();
        long first = part.u64("the first serial number");
        long last = part.u64("the last serial number");
        requireNumber(first, start);
        if (Long.compareUnsigned(first, last) > 0) {
            throw new MalformedException("serial numbers from " + Long.toUnsignedString(first) + " down to "
                    + Long.toUnsignedString(last), start);
        }
        revoked.add(new Serials.Range(first, last));
    }

    private void bitmap(WireReader part) throws MalformedException {
        int start = part.offset();
        long first = part.u64("the first serial number");
        byte[] bits = part.string("the bitmap of serial numbers");
        if (bits.length > 0 && bits[0] < 0) {
            throw new MalformedException("the bitmap of serial numbers is negative", start);
        }
        int zeros = 0;
        while (zeros < bits.length && bits[zeros] == 0) {
            zeros++;
        }
        bits = Arrays.copyOfRange(bits, zeros, bits.length);
        if (bits.length == 0) {
            return;
        }
        if (bits.length > LONGEST_BITMAP) {
            throw new MalformedException("the bitmap of serial numbers is longer than " + LONGEST_BITMAP + " bytes",
                    start);
        }
        long highest = (bits.length - 1L) * Byte.SIZE + Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bits[0] & 0xFF);
        if (Long.compareUnsigned(first, -1 - highest) > 0) {
            throw new MalformedException("a bitmap of serial numbers that exceed 64 bits", start);
        }
        if ((bits[bits.length - 1] & 1) != 0) {
            requireNumber(first, start);
        }
        revoked.add(new Serials.Bitmap(first, bits));
    }

    private void keyIds(WireReader part) throws MalformedException {
        while (!part.isAtEnd()) {
            revoked.addKeyId(KrlReader.cString(part, "a certificate's ID"));
        }
    }

    /** The number 0 is none: it is what certificates have that were not given any. */
    private static void requireNumber(long serial, int where) throws MalformedException {
        if (serial == 0) {
            throw new MalformedException("the serial number 0 cannot be revoked", where);
        }
    }
}
