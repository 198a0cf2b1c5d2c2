package dev.remit.manifest.yaml;

import dev.remit.manifest.yaml.YamlNode.ScalarKind;

/** Writes texts as YAML scalars. */
public final class YamlText {
    /** Besides letters and digits, what a plain scalar may hold in every context. */
    private static final String PLAIN = "_./+$()=~^;@%";

    private YamlText() {}

    /** The text as a scalar that reads back as the same text: plain when that is safe, else in quotation marks. */
    public static String quoted(String text) {
        if (isPlain(text)) {
            return text;
        }
        boolean printable = true;
        for (int at = 0; at < text.length() && printable; at++) {
            char c = text.charAt(at);
            printable = c >= ' ' && c < 0x7F;
        }
        return printable ? "'" + text.replace("'", "''") + "'" : escaped(text);
    }

    private static boolean isPlain(String text) {
        if (CoreSchema.kindOf(text) != ScalarKind.TEXT) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean inside = at > 0 && (c == '-' || (c == ':' && at + 1 < text.length()));
            boolean special = PLAIN.indexOf(c) >= 0 && (at > 0 || (c != '@' && c != '%'));
            if (!alphanumeric && !inside && !special) {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String text) {
        StringBuilder scalar = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '"', '\\' -> scalar.append('\\').append(c);
                case '\n' -> scalar.append("\\n");
                case '\t' -> scalar.append("\\t");
                default -> {
                    if (c >= ' ' && c < 0x7F) {
                        scalar.append(c);
                    } else if (Character.isLetterOrDigit(c)) {
                        scalar.append(c);
                    } else if (Character.isHighSurrogate(c) && at + 1 < text.length()) {
                        appendHex(scalar, 'U', text.codePointAt(at), 8);
                        at++;
                    } else {
                        appendHex(scalar, 'u', c, 4);
                    }
                }
            }
        }
        return scalar.append('"').toString();
    }

    private static void appendHex(StringBuilder scalar, char kind, int value, int width) {
        String digits = Integer.toHexString(value);
        scalar.append('\\').append(kind).repeat('0', width - digits.length()).append(digits);
    }
}
