package dev.remit.manifest.yaml;

import dev.remit.manifest.Place;
import java.util.List;

/** A node of a YAML document. */
sealed interface YamlNode {
    Place place();

    /** How many nodes it amounts to, itself and what aliases repeat included. */
    int size();

    /** What stands here, for diagnostics: {@code a list}. */
    String kindInWords();

    /** How a plain scalar reads under the core schema of YAML 1.2. */
    enum ScalarKind {
        TEXT("text"),
        NOTHING("nothing"),
        TRUTH("true or false"),
        NUMBER("a number");

        private final String words;

        ScalarKind(String words) {
            this.words = words;
        }
    }

    /** Text, a number, true or false, or nothing. */
    record Scalar(String text, ScalarKind kind, Place place) implements YamlNode {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public String kindInWords() {
            return kind.words;
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, int size, Place place) implements YamlNode {
        @Override
        public String kindInWords() {
            return "a list";
        }
    }

    /** Keys with values, as they are written, duplicates included. */
    record Mapping(List<Entry> entries, int size, Place place) implements YamlNode {
        @Override
        public String kindInWords() {
            return "keys with values";
        }
    }

    /** A key and its value. */
    record Entry(YamlNode key, YamlNode value) {}
}
