package dev.remit.manifest.yaml;

import dev.remit.manifest.yaml.YamlNode.ScalarKind;

/** How plain scalars read under the core schema of YAML 1.2 (chapter 10.3.2 of its specification). */
final class CoreSchema {
    private CoreSchema() {}

    static ScalarKind kindOf(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> ScalarKind.NOTHING;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> ScalarKind.TRUTH;
            case ".nan", ".NaN", ".NAN" -> ScalarKind.NUMBER;
            default -> isNumber(text) ? ScalarKind.NUMBER : ScalarKind.TEXT;
        };
    }

    private static boolean isNumber(String text) {
        if (text.startsWith("0x")) {
            return text.length() > 2 && digits(text, 2, 16) == text.length();
        }
        if (text.startsWith("0o")) {
            return text.length() > 2 && digits(text, 2, 8) == text.length();
        }
        int at = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
        String rest = text.substring(at);
        if (rest.equals(".inf") || rest.equals(".Inf") || rest.equals(".INF")) {
            return true;
        }
        int whole = digits(text, at, 10);
        int end = whole;
        int count = whole - at;
        if (end < text.length() && text.charAt(end) == '.') {
            end = digits(text, whole + 1, 10);
            count += end - whole - 1;
        }
        return count > 0 && (end == text.length() || isExponent(text, end));
    }

    private static boolean isExponent(String text, int at) {
        if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
            return false;
        }
        int from = at + 1;
        if (from < text.length() && (text.charAt(from) == '+' || text.charAt(from) == '-')) {
            from++;
        }
        return from < text.length() && digits(text, from, 10) == text.length();
    }

    /** Offset after the digits that start at {@code from}. */
    private static int digits(String text, int from, int radix) {
        int at = from;
        while (at < text.length() && text.charAt(at) < 128 && Character.digit(text.charAt(at), radix) >= 0) {
            at++;
        }
        return at;
    }
}
