package dev.remit.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.remit.policy.DeviceClass;
import dev.remit.manifest.Keys;
import dev.remit.policy.Limit;
import dev.remit.manifest.Metadata;
import dev.remit.policy.Flow;
import dev.remit.policy.Transport;
import dev.remit.manifest.TemporaryDirectory;
import dev.remit.policy.Permission;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the JSON Schema and the parser to each other, in both directions. */
class SchemaTest {
    /** Samples that are YAML, and wrong in ways that a schema cannot say. */
    private static final Set<String> BEYOND_A_SCHEMA = Set.of("path-in-folded-text", "same-path-denied",
            "yaml-1-1");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode document = JSON.readTree(resource());
    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(resource());

    private static String resource() {
        try (InputStream in = SchemaTest.class.getResourceAsStream("/dev/remit/manifest/manifest-v1.schema.json")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Object load(Path sample) throws IOException {
        LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        Object value = new Load(settings).loadFromString(Files.readString(sample).replace("\uFEFF", ""));
        return value == null ? "" : value;
    }

    private boolean accepts(Object value) {
        return schema.validate(JSON.writeValueAsString(value), InputFormat.JSON).isEmpty();
    }

    private static boolean parses(Object value) {
        byte[] bytes = JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        return !ManifestParser.parse("generated.yml", bytes).failed();
    }

    @Test
    void shouldAcceptEveryGoodSample() throws IOException {
        for (Path sample : GoldenDiagnosticsTest.good()) {
            String json = JSON.writeValueAsString(load(sample));
            assertThat(schema.validate(json, InputFormat.JSON)).as(sample.toString()).isEmpty();
        }
    }

    @Test
    void shouldRefuseEveryBadSampleThatASchemaCanJudge() throws IOException {
        int judged = 0;
        for (Path sample : GoldenDiagnosticsTest.bad()) {
            String name = sample.getFileName().toString().replace(".yml", "");
            String json;
            try {
                json = JSON.writeValueAsString(load(sample));
            } catch (YamlEngineException | IOException | JacksonException e) {
                // What is no YAML, no text or no tree never reaches a schema.
                continue;
            }
            judged++;
            assertThat(schema.validate(json, InputFormat.JSON).isEmpty()).as(name)
                    .isEqualTo(BEYOND_A_SCHEMA.contains(name));
        }
        assertThat(judged).isGreaterThan(15);
    }

    @Test
    void shouldKnowTheSameKeysAsTheParser() {
        assertThat(keys("")).isEqualTo(new TreeSet<>(Keys.MANIFEST));
        assertThat(keys("/properties/environment")).isEqualTo(new TreeSet<>(Keys.ENVIRONMENT));
        assertThat(keys("/$defs/directoryRule")).isEqualTo(new TreeSet<>(Keys.DIRECTORY));
        assertThat(keys("/$defs/networkRule")).isEqualTo(new TreeSet<>(Keys.NETWORK));
        assertThat(keys("/$defs/deviceRule")).isEqualTo(new TreeSet<>(Keys.DEVICE));
        assertThat(keys("/properties/limits")).isEqualTo(new TreeSet<>(Limit.keys()));
    }

    @Test
    void shouldBeExplainedInTheReference() throws IOException {
        String reference = Files.readString(Path.of("../docs/manifest.md"));
        int start = reference.indexOf("```yaml\n") + "```yaml\n".length();
        String example = reference.substring(start, reference.indexOf("```", start));
        assertThat(ManifestParser.parse("example.yml", example.getBytes(StandardCharsets.UTF_8)).diagnostics())
                .isEmpty();
        List<String> words = new ArrayList<>();
        for (List<String> each : List.of(Keys.MANIFEST, Keys.ENVIRONMENT, Keys.DIRECTORY, Keys.NETWORK, Limit.keys(),
                Permission.SPELLINGS, DeviceClass.spellings())) {
            words.addAll(each);
        }
        assertThat(words).allSatisfy(word -> assertThat(reference).contains("`" + word + "`"));
        assertThat(Keys.DEVICE).allSatisfy(key -> assertThat(reference).contains(key + ": "));
    }

    private Set<String> keys(String pointer) {
        JsonNode object = document.at(pointer);
        assertThat(object.get("additionalProperties").asBoolean()).isFalse();
        return new TreeSet<>(object.get("properties").propertyNames());
    }

    @Test
    void shouldKnowTheSameWordsAsTheParser() {
        assertThat(words("/$defs/permission")).isEqualTo(Permission.SPELLINGS);
        assertThat(words("/$defs/deviceClass")).isEqualTo(DeviceClass.spellings());
        assertThat(words("/$defs/protocol")).isEqualTo(Transport.SPELLINGS);
        assertThat(words("/$defs/networkRule/properties/direction")).isEqualTo(Flow.SPELLINGS);
        assertThat(words("/properties/metadata")).isEqualTo(Metadata.SPELLINGS);
        assertThat(words("/properties/temporaryDirectory")).isEqualTo(TemporaryDirectory.SPELLINGS);
    }

    private List<String> words(String pointer) {
        List<String> words = new ArrayList<>();
        document.at(pointer).get("enum").forEach(word -> words.add(word.asString()));
        return words;
    }

    /** Puts values of every type in every place of a manifest that uses the whole language. */
    @Test
    void shouldAgreeWithTheParserWhateverStandsWhere() throws IOException {
        Object whole = load(Path.of("src/test/resources/manifests/good/everything.yml"));
        List<Object> strangers = new ArrayList<>(List.of(true, 5, -1, 1.5, "", "x", "v1", "read", "any", "mouse",
                "/dev/x",
                List.of(), List.of("x"), List.of(1), Map.of(), Map.of("x", "y"), Map.of("path", "x"), "\\\\",
                "sha256:0",
                "64", "5s", " ", "a\u0001b", "a\u0000b", "tcp", 0, 65536, "8-7", "$HOME", "server", "lazy", "a=b"));
        strangers.add(null);
        List<String> disagreements = new ArrayList<>();
        int count = 0;
        for (Object stranger : strangers) {
            for (Object variant : variants(whole, stranger)) {
                count++;
                if (accepts(variant) != parses(variant) && !isBeyondASchema(variant)) {
                    disagreements.add((parses(variant) ? "only the parser accepts " : "only the schema accepts ")
                            + JSON.writeValueAsString(stranger) + " in " + JSON.writeValueAsString(variant));
                }
            }
        }
        assertThat(count).isGreaterThan(2000);
        assertThat(disagreements).isEmpty();
    }

    /** What needs knowledge of several values at once, or arithmetic. */
    private static boolean isBeyondASchema(Object variant) {
        String why = ManifestParser.parse("x", JSON.writeValueAsString(variant).getBytes(StandardCharsets.UTF_8))
                .render();
        return why.lines().filter(line -> line.contains(": error: ")).allMatch(line -> line
                .contains("this range runs backwards") || line.contains("has this name already")
                || line.contains("Windows-style path needs") || line.contains("contradictory"));
    }

    /** Every way to put {@code stranger} in the place of one value, or to remove one key. */
    private static List<Object> variants(Object value, Object stranger) {
        List<Object> variants = new ArrayList<>();
        variants.add(stranger);
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                for (Object inner : variants(entry.getValue(), stranger)) {
                    Map<Object, Object> copy = new LinkedHashMap<>(map);
                    copy.put(entry.getKey(), inner);
                    variants.add(copy);
                }
                Map<Object, Object> without = new LinkedHashMap<>(map);
                without.remove(entry.getKey());
                variants.add(without);
            }
        } else if (value instanceof List<?> list) {
            for (int at = 0; at < list.size(); at++) {
                for (Object inner : variants(list.get(at), stranger)) {
                    List<Object> copy = new ArrayList<>(list);
                    copy.set(at, inner);
                    variants.add(copy);
                }
            }
        }
        return variants;
    }
}
