package dev.remit.audit.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.remit.policy.Access;
import dev.remit.policy.Flow;
import dev.remit.policy.Outcome;
import dev.remit.policy.Reason;
import dev.remit.policy.Transport;
import dev.remit.policy.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JsonLinesLogTest {
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try (InputStream in = Objects
                .requireNonNull(JsonLinesLog.class.getResourceAsStream(JsonLinesLog.SCHEMA_RESOURCE))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> log(Event... events) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonLinesLog log = JsonLinesLog.open(out, "0.1.0", Samples.POLICY, Samples.VOCABULARY)) {
            for (Event event : events) {
                log.accept(event);
            }
            log.end(3, null, null);
            assertThat(log.failure()).isNull();
        }
        String text = out.toString(UTF_8);
        assertThat(text).endsWith("}\n");
        return text.lines().toList();
    }

    private static String withoutTime(String line) {
        return line.replaceFirst("\"time\":\"[^\"]*\",", "");
    }

    @Test
    void shouldWriteOneLineForEachEventBetweenRunAndEnd() throws IOException {
        List<String> lines = log(Samples.granted(Samples.BASE + "/a"), Samples.noRule(Access.READ, "/etc/shadow"));
        assertThat(lines).extracting(JsonLinesLogTest::withoutTime).containsExactly("""
                {"schema":1,"type":"run","remit":"0.1.0","name":"weather","manifest":"weather.yml",\
                "program":"/home/ada/weather/weather"}""", """
                {"schema":1,"type":"call","tid":4711,"call":"openat","nr":257,"path":"/home/ada/weather/a",\
                "outcome":"continued","reason":"none","needs":["read"],"granted":["read"],\
                "rule":{"index":0,"source":"weather.yml","line":14,"column":5,"name":"appDir"},"durationNanos":2500}""",
                """
                        {"schema":1,"type":"call","tid":4711,"call":"openat","nr":257,"path":"/etc/shadow",\
                        "outcome":"denied","reason":"noRule","needs":["read"],"errno":"EACCES","durationNanos":2500}""",
                "{\"schema\":1,\"type\":\"end\",\"calls\":2,\"exitCode\":3}");
    }

    @Test
    void shouldWriteLinesThatTheSchemaAccepts() throws IOException {
        Event renamed = new Event(new Event.Call(82, 1, 77),
                new Event.Decision(Outcome.DENIED, Reason.DENY_RULE, Access.ALL, Verdict.deny(1), 13, true),
                new Event.Timing(System.nanoTime(), 1), RawPath.of("/a"), RawPath.of(new byte[]{'/', (byte) 0xfe}));
        List<String> lines = log(Samples.granted("/a \"b\"\n\u0001é"), renamed,
                Samples.denied(Samples.PTRACE, Reason.CALL_REFUSED, 0, RawPath.NONE, Verdict.NOTHING),
                Samples.denied(Reason.NO_RULE, Flow.INBOUND, Transport.UDP, "2001:db8::1", 53));
        assertThat(lines).hasSize(6);
        assertThat(lines.get(4)).contains(
                "\"endpoint\":{\"direction\":\"inbound\",\"protocol\":\"udp\",\"ip\":\"2001:db8::1\",\"port\":53}");
        for (String line : lines) {
            assertThat(SCHEMA.validate(line, InputFormat.JSON)).as(line).isEmpty();
        }
    }

    @Test
    void shouldShipASchemaThatRefusesOtherLines() throws IOException {
        String line = log(Samples.granted("/a")).get(1);
        assertThat(SCHEMA.validate(line.replace("\"schema\":1", "\"schema\":2"), InputFormat.JSON)).isNotEmpty();
        assertThat(SCHEMA.validate(line.replace("\"continued\"", "\"other\""), InputFormat.JSON)).isNotEmpty();
        assertThat(SCHEMA.validate(line.replace("\"path\"", "\"pathh\""), InputFormat.JSON)).isNotEmpty();
        assertThat(SCHEMA.validate(line.replace("\"tid\":4711,", ""), InputFormat.JSON)).isNotEmpty();
        assertThat(SCHEMA.validate(line.replace("\"path\":", "\"pathBase64\":\"YQ==\",\"path\":"), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void shouldShipASchemaThatKnowsEveryOutcomeAndReason() throws IOException {
        for (Outcome outcome : Outcome.values()) {
            for (Reason reason : Reason.values()) {
                Event event = new Event(new Event.Call(1, 1, 0),
                        new Event.Decision(outcome, reason, 0, Verdict.NOTHING, 0, false), new Event.Timing(1, 1),
                        RawPath.NONE, RawPath.NONE);
                String line = log(event).get(1);
                assertThat(SCHEMA.validate(line, InputFormat.JSON)).as(line).isEmpty();
            }
        }
    }

    @Test
    void shouldKeepBytesThatAreNoText() throws IOException {
        Event event = Samples.denied(1, Reason.NO_RULE, 0, RawPath.of(new byte[]{'/', 'a', (byte) 0xff}),
                Verdict.NOTHING);
        assertThat(log(event).get(1)).contains("\"pathBase64\":\"L2H/\"").doesNotContain("\"path\"");
    }

    @Test
    void shouldEndQuietlyAtTheFirstWriteError() throws IOException {
        OutputStream full = new OutputStream() {
            private int left = 300;

            @Override
            public void write(int b) throws IOException {
                if (--left < 0) {
                    throw new IOException("No space left on device");
                }
            }
        };
        JsonLinesLog log = JsonLinesLog.open(full, "0.1.0", Samples.POLICY, Samples.VOCABULARY);
        for (int i = 0; i < 10; i++) {
            log.accept(Samples.granted("/a"));
            log.idle();
        }
        log.end(0, null, null);
        log.close();
        assertThat(log.failure()).hasMessage("No space left on device");
    }

    @Test
    void shouldDocumentEveryField() throws IOException {
        String documented = Files.readString(Path.of("..", "docs", "event-log.md"));
        List<String> fields = fieldsOfTheSchema();
        assertThat(fields).hasSizeGreaterThan(25);
        for (String field : fields) {
            assertThat(documented).contains("`" + field + "`");
        }
    }

    private static List<String> fieldsOfTheSchema() throws IOException {
        List<String> fields = new ArrayList<>();
        try (JsonParser schema = new JsonFactory()
                .createParser(JsonLinesLog.class.getResourceAsStream(JsonLinesLog.SCHEMA_RESOURCE))) {
            while (schema.nextToken() != null) {
                if (schema.currentToken() == JsonToken.FIELD_NAME && schema.currentName().equals("properties")) {
                    schema.nextToken();
                    while (schema.nextToken() == JsonToken.FIELD_NAME) {
                        fields.add(schema.currentName());
                        schema.nextToken();
                        schema.skipChildren();
                    }
                }
            }
        }
        return fields;
    }
}
