package dev.remit.trust.store;

import dev.remit.display.Visible;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads an OpenSSH key revocation list: a header, then sections, each with its type and its length.
 *
 * <p>A type of section that is unknown, and an extension that is critical, make the list unreadable: nobody can tell what
 * they would revoke.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.krl">PROTOCOL.krl</a>
 */
final class KrlReader {
    private static final byte[] MAGIC = "SSHKRL\n\0".getBytes(StandardCharsets.US_ASCII);
    private static final long FORMAT = 1;

    private static final int CERTIFICATES = 1;
    private static final int EXPLICIT_KEY = 2;
    private static final int FINGERPRINT_SHA1 = 3;
    private static final int SIGNATURE = 4;
    private static final int FINGERPRINT_SHA256 = 5;
    private static final int EXTENSION = 255;

    private static final int SHA1_LENGTH = 20;
    private static final int SHA256_LENGTH = 32;

    private final WireReader in;
    private final RevokedKeys revoked;

    private KrlReader(WireReader in, RevokedKeys revoked) {
        this.in = in;
        this.revoked = revoked;
    }

    static boolean isKrl(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static RevokedKeys read(String name, byte[] bytes) throws StoreFormatException {
        try {
            WireReader in = new WireReader(bytes);
            RevokedKeys revoked = new RevokedKeys(header(in));
            new KrlReader(in, revoked).sections();
            return revoked;
        } catch (MalformedException e) {
            throw StoreFormatException.inBytes(name, e.offset(), Visible.of(e.problem()));
        }
    }

    private static RevokedKeys.Header header(WireReader in) throws MalformedException {
        in.raw(MAGIC.length, "the mark of a revocation list");
        int start = in.offset();
        long format = in.u32("the format's version");
        if (format != FORMAT) {
            throw new MalformedException("version " + format + " of the format of revocation lists, of which only "
                    + FORMAT + " is known", start);
        }
        long version = in.u64("the list's version");
        long made = in.u64("the time of the list");
        in.u64("the list's flags");
        in.nested("the reserved field");
        String comment = cString(in, "the comment");
        return new RevokedKeys.Header(version, Window.instant(made),
                Visible.of(new String(Bytes.back(comment), StandardCharsets.UTF_8)));
    }

    private void sections() throws MalformedException {
        while (!in.isAtEnd()) {
            int start = in.offset();
            int type = in.u8("the type of a section");
            if (type == SIGNATURE) {
                throw new MalformedException("the list is signed from within, as OpenSSH no longer takes it; make it "
                        + "anew with ssh-keygen -k, and sign the file if need be", start);
            }
            WireReader section = in.nested("a section");
            switch (type) {
                case CERTIFICATES -> new CertificateSection(section, revoked).read();
                case EXPLICIT_KEY -> keys(section);
                case FINGERPRINT_SHA1 -> digests(section, SHA1_LENGTH);
                case FINGERPRINT_SHA256 -> digests(section, SHA256_LENGTH);
                case EXTENSION -> extension(section);
                default -> throw new MalformedException("a section of the unknown type " + type, start);
            }
        }
    }

    private void keys(WireReader section) throws MalformedException {
        while (!section.isAtEnd()) {
            revoked.addKey(section.string("a revoked key"));
        }
    }

    private void digests(WireReader section, int length) throws MalformedException {
        while (!section.isAtEnd()) {
            int start = section.offset();
            byte[] digest = section.string("a revoked key's fingerprint");
            if (digest.length != length) {
                throw new MalformedException("a fingerprint of " + digest.length + " bytes instead of " + length,
                        start);
            }
            if (length == SHA1_LENGTH) {
                revoked.addSha1(digest);
            } else {
                revoked.addSha256(digest);
            }
        }
    }

    /** An extension, of which none is known. */
    static void extension(WireReader section) throws MalformedException {
        int start = section.offset();
        String name = cString(section, "the name of an extension");
        int critical = section.u8("whether an extension is critical");
        section.nested("the extension");
        section.end("the extension");
        if (critical != 0) {
            throw new MalformedException("the critical extension "
                    + Quoted.of(new String(Bytes.back(name), StandardCharsets.UTF_8)) + " is not known", start);
        }
    }

    /** The bytes of a {@code string} that is one of C's: at most one NUL byte, at its end, which does not count. */
    static String cString(WireReader in, String what) throws MalformedException {
        int start = in.offset();
        String bytes = Bytes.of(in.string(what));
        int nul = bytes.indexOf('\0');
        if (nul >= 0 && nul < bytes.length() - 1) {
            throw new MalformedException(what + " holds a NUL byte", start);
        }
        return nul < 0 ? bytes : bytes.substring(0, nul);
    }
}
