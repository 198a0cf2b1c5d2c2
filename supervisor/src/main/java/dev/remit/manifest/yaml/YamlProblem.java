package dev.remit.manifest.yaml;

import dev.remit.display.Visible;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says what the YAML library dislikes in words that an author of manifests understands. */
final class YamlProblem {
    /** Where the closing bracket stands in the library's words {@code expected ',' or ']', but got}. */
    private static final int PARTNER = "expected ',' or '".length();

    private YamlProblem() {}

    static String inWords(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        if (problem == null) {
            return "this is not YAML";
        }
        if (problem.contains("\\t(TAB)")) {
            return "a tab cannot indent or start a value";
        }
        if (problem.startsWith("mapping values are not allowed")) {
            return "a colon followed by a blank cannot stand here";
        }
        if (problem.contains("found unexpected end of stream")) {
            return "the file ends in the middle of a quoted text";
        }
        if (problem.startsWith("expected ',' or '")) {
            int line = e.getContextMark().map(mark -> mark.getLine() + 1).orElse(0);
            return "a comma or " + problem.charAt(PARTNER) + " is missing before this, for the bracket in line " + line;
        }
        if (problem.startsWith("expected <block end>")) {
            return "this line does not fit the indentation of the lines above";
        }
        String context = e.getContext();
        String about = context == null || context.isBlank() ? "" : " (" + Visible.of(context) + ")";
        return "this is not YAML: " + Visible.of(problem) + about;
    }

    static String remedy(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        if (problem == null) {
            return "";
        }
        if (problem.contains("\\t(TAB)")) {
            return "blanks";
        }
        if (problem.startsWith("mapping values are not allowed")) {
            return "one key on each line, or quotation marks around a text that holds a colon";
        }
        return "";
    }
}
