/**
 * The data types that OpenSSH's formats are made of, and the text armour around them.
 *
 * <p>What always holds: reading is bounded by the bytes that are there, so that a length field never allocates more than
 * its own message; whatever is not exactly what the format allows is a {@link dev.remit.trust.wire.MalformedException}
 * that says what and where, and nothing else is thrown, whatever the bytes. Numbers have one encoding and no other.
 *
 * <p>Knows no keys and no signatures, and imports nothing of ours.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4251#section-5">RFC 4251, section 5</a>
 */
@NullMarked
package dev.remit.trust.wire;

import org.jspecify.annotations.NullMarked;
