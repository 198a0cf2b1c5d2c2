package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.Armor;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads a list of public keys, one on a line. A certificate in it stands for its key.
 *
 * <p>Keys of other kinds, or too weak to be accepted anywhere, may be listed as well: it is good that they are revoked.
 */
final class RevokedLines {
    private static final String RSA = "ssh-rsa";

    private RevokedLines() {}

    static RevokedKeys read(String name, byte[] bytes) throws StoreFormatException {
        RevokedKeys revoked = new RevokedKeys(null);
        for (TextLine line : TextLine.of(name, bytes)) {
            int start = line.skipBlanks(0);
            try {
                revoked.addKey(blob(line, start));
            } catch (MalformedException e) {
                throw line.malformed(start, e);
            }
        }
        return revoked;
    }

    private static byte[] blob(TextLine line, int start) throws MalformedException {
        String rest = line.text().substring(start);
        String type = line.text().substring(start, line.skipWord(start));
        if (Certificate.isType(type)) {
            return Certificate.parseLine(rest).key().blob();
        }
        if (PublicKey.isType(type) && !type.equals(RSA)) {
            return PublicKey.parseLine(rest).blob();
        }
        return anyKey(line, start, type);
    }

    /** The bytes of a key that need not be one that is accepted, if it at least says its type. */
    private static byte[] anyKey(TextLine line, int start, String type) throws MalformedException {
        int base64At = line.skipBlanks(start + type.length());
        String base64 = line.text().substring(base64At, line.skipWord(base64At));
        if (base64.isEmpty()) {
            throw new MalformedException("nothing follows the type of the key", base64At - start);
        }
        byte[] blob = Armor.decode(base64.getBytes(StandardCharsets.UTF_8), base64At - start);
        try {
            WireReader in = new WireReader(blob);
            String label = in.name("the type of the key");
            if (!label.equals(type)) {
                throw new MalformedException("the line says " + Quoted.of(type) + " and its Base64 holds "
                        + Quoted.of(label), 0);
            }
            if (type.equals(RSA)) {
                in.positive("the RSA exponent");
                in.positive("the RSA modulus");
                in.end("the key");
            }
            return blob;
        } catch (MalformedException e) {
            throw new MalformedException(e.problem(), base64At - start);
        }
    }
}
