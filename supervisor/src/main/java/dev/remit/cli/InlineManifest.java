package dev.remit.cli;

import java.util.List;
import java.util.Locale;

/**
 * The manifest that the options of {@code run} amount to, as text: read like any other, and what {@code --save} writes.
 *
 * @param uses names of base fragments beside {@code system}
 * @param rules in the order of the options
 * @param command the program and its arguments
 */
record InlineManifest(List<String> uses, List<Rule> rules, List<String> command) {
    /** An option that grants: {@code path} with a {@code permission} of the manifest's language. */
    record Rule(String path, String permission) {}

    String yaml() {
        StringBuilder yaml = new StringBuilder("manifestVersion: v1\n");
        String program = command.get(0);
        yaml.append("name: ").append(quoted(program.substring(program.lastIndexOf('/') + 1))).append('\n');
        yaml.append("run: ").append(quoted(program)).append('\n');
        if (command.size() > 1) {
            yaml.append("args:\n");
            command.subList(1, command.size()).forEach(word -> yaml.append("  - ").append(quoted(word)).append('\n'));
        }
        yaml.append("uses: [system");
        uses.stream().filter(name -> !name.equals("system")).forEach(name -> yaml.append(", ").append(quoted(name)));
        yaml.append("]\n");
        if (!rules.isEmpty()) {
            yaml.append("allowedDirectories:\n");
            for (Rule rule : rules) {
                yaml.append("  - path: ").append(quoted(rule.path())).append("\n    permission: ")
                        .append(rule.permission()).append('\n');
            }
        }
        return yaml.toString();
    }

    /** Double-quoted YAML; plain where nothing needs quoting. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        boolean plain = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain &= Character.isLetter(c) || c == '/' || c == '.' && i > 0 || c == '_' || c == '-' && i > 0;
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> appendPrintable(quoted, c);
            }
        }
        return plain && !isKeyword(text) ? text : quoted.append('"').toString();
    }

    private static void appendPrintable(StringBuilder quoted, char c) {
        if (c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029) {
            quoted.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16))
                    .append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
        } else {
            quoted.append(c);
        }
    }

    private static boolean isKeyword(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "false", "null", "yes", "no", "on", "off", "y", "n" -> true;
            default -> false;
        };
    }
}
