package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Place;
import dev.remit.manifest.Source;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a manifest as text, once they have proved to be that: at most {@link #LARGEST} bytes of UTF-8 without
 * control characters. A byte order mark of UTF-8 is skipped.
 *
 * @param source the lines, for diagnostics
 * @param text the whole
 */
record ManifestText(Source source, String text) {
    /** In bytes: 1 MiB. */
    static final int LARGEST = 1 << 20;

    static @Nullable ManifestText decode(String name, byte[] bytes, Diagnostics diagnostics) {
        Source nothing = new Source(name, List.of());
        if (bytes.length > LARGEST) {
            diagnostics.add(Diagnostic.error(Place.whole(nothing), "",
                    "the file is larger than a manifest may be").expecting("at most " + LARGEST + " bytes (1 MiB)"));
            return null;
        }
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            diagnostics.add(Diagnostic.error(Place.whole(nothing), "", "the file is written in UTF-16")
                    .expecting("UTF-8"));
            return null;
        }
        int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        CharBuffer out = CharBuffer.allocate(bytes.length - start);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        Source source = Source.of(name, result.isError()
                // For showing the line only: here the decoder puts a replacement wherever it stumbles.
                ? new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8)
                : text);
        if (result.isError()) {
            String octet = Integer.toHexString(bytes[in.position()] & 0xFF);
            diagnostics.add(Diagnostic.error(placeOf(source, text, text.length()), "",
                    "the byte 0x" + octet + " is not UTF-8"));
            return null;
        }
        return isClean(source, text, diagnostics) ? new ManifestText(source, text) : null;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int at = 0; at < prefix.length; at++) {
            if (at >= bytes.length || (bytes[at] & 0xFF) != prefix[at]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isClean(Source source, String text, Diagnostics diagnostics) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean control = c < ' ' ? c != '\t' && c != '\n' && c != '\r' : c >= 0x7F && c < 0xA0 && c != 0x85;
            if (control || c == '\uFFFE' || c == '\uFFFF' || c == '\uFEFF') {
                diagnostics.add(Diagnostic.error(placeOf(source, text, at), text.substring(at, at + 1),
                        "a manifest cannot hold the character U+" + hex(c)));
                return false;
            }
        }
        return true;
    }

    private static String hex(char c) {
        String digits = Integer.toHexString(c).toUpperCase(Locale.ROOT);
        return "0".repeat(4 - digits.length()) + digits;
    }

    private static Place placeOf(Source source, String text, int offset) {
        Source before = Source.of("", text.substring(0, offset));
        String line = before.lines().getLast();
        return new Place(source, before.lines().size(), line.codePointCount(0, line.length()) + 1);
    }
}
