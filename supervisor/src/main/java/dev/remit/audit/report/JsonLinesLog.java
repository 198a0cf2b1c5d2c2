package dev.remit.audit.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.remit.policy.Access;
import dev.remit.policy.Endpoint;
import dev.remit.policy.Origin;
import dev.remit.policy.Policy;
import dev.remit.policy.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Every event as one line of JSON. The format is that of {@code docs/event-log.md} and of the JSON Schema that ships as
 * a resource beside this class, {@value #SCHEMA_RESOURCE}.
 *
 * <p>A write error ends the log, not the run: it is kept in {@link #failure()}.
 */
public final class JsonLinesLog implements EventSink, AutoCloseable {
    /** The number that each line bears; it changes when a line can no longer be read as before. */
    public static final int SCHEMA = 1;
    /** The JSON Schema of a line, a resource of this class. */
    public static final String SCHEMA_RESOURCE = "event-log.schema.json";

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Policy policy;
    private final Vocabulary vocabulary;
    private final JsonGenerator json;
    private final long clockOffsetNanos;
    private long events;
    private @Nullable IOException failure;

    private JsonLinesLog(JsonGenerator json, Policy policy, Vocabulary vocabulary) {
        this.json = json;
        this.policy = policy;
        this.vocabulary = vocabulary;
        Instant now = Instant.now();
        this.clockOffsetNanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano() - System.nanoTime();
    }

    /**
     * Begins a log with the line that says what runs.
     *
     * @param out where to; closed with the log
     * @param version of Remit
     * @throws IOException when nothing can be written
     */
    public static JsonLinesLog open(OutputStream out, String version, Policy policy, Vocabulary vocabulary)
            throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        JsonLinesLog log = new JsonLinesLog(json, policy, vocabulary);
        log.begin("run", System.nanoTime());
        json.writeStringField("remit", version);
        json.writeStringField("name", policy.name());
        json.writeStringField("manifest", policy.source());
        json.writeStringField("program", policy.program().path());
        json.writeEndObject();
        json.flush();
        return log;
    }

    /** What kept the log from being complete, or null. */
    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public void accept(Event event) {
        attempt(() -> {
            begin("call", event.timing().receivedNanos());
            writeCall(event);
            writeDecision(event.decision(), event.endpoint() != null);
            json.writeNumberField("durationNanos", event.timing().durationNanos());
            json.writeEndObject();
            events++;
        });
    }

    @Override
    public void idle() {
        attempt(json::flush);
    }

    /**
     * Writes the last line, unless writing has failed before; a log without it is incomplete.
     *
     * @param exitCode the program's own, or null when a signal ended it
     * @param signal that ended the program, or null
     * @param limit that ended the program, as a manifest spells it, or null
     */
    public void end(@Nullable Integer exitCode, @Nullable Integer signal, @Nullable String limit) {
        attempt(() -> {
            begin("end", System.nanoTime());
            json.writeNumberField("calls", events);
            if (exitCode != null) {
                json.writeNumberField("exitCode", exitCode);
            }
            if (signal != null) {
                json.writeNumberField("signal", signal);
            }
            if (limit != null) {
                json.writeStringField("limit", limit);
            }
            json.writeEndObject();
            json.writeRaw('\n');
            json.flush();
        });
    }

    @Override
    public void close() {
        attempt(json::close);
    }

    private interface Writing {
        void run() throws IOException;
    }

    /** After the first failure nothing more is written: half a line must stay the last one. */
    private void attempt(Writing writing) {
        if (failure != null) {
            return;
        }
        try {
            writing.run();
        } catch (IOException e) {
            failure = e;
        }
    }

    private void begin(String type, long nanoTime) throws IOException {
        long epochNanos = clockOffsetNanos + nanoTime;
        json.writeStartObject();
        json.writeNumberField("schema", SCHEMA);
        json.writeStringField("type", type);
        json.writeStringField("time",
                Instant.ofEpochSecond(epochNanos / NANOS_PER_SECOND, epochNanos % NANOS_PER_SECOND).toString());
    }

    private void writeCall(Event event) throws IOException {
        Event.Call call = event.call();
        json.writeNumberField("tid", call.tid());
        json.writeStringField("call", vocabulary.call(call.nr()));
        json.writeNumberField("nr", call.nr());
        if (call.detail() != 0) {
            json.writeNumberField("detail", call.detail());
        }
        writePath("path", event.path());
        writePath("secondPath", event.secondPath());
        Endpoint endpoint = event.endpoint();
        if (endpoint != null) {
            writeEndpoint(endpoint);
        }
    }

    private void writeEndpoint(Endpoint endpoint) throws IOException {
        json.writeObjectFieldStart("endpoint");
        json.writeStringField("direction", endpoint.flow().spelling());
        json.writeStringField("protocol", endpoint.transport().spelling());
        json.writeStringField("ip", endpoint.address().toString());
        json.writeNumberField("port", endpoint.port());
        json.writeEndObject();
    }

    private void writePath(String field, RawPath path) throws IOException {
        String text = path.text();
        if (text == null) {
            json.writeBinaryField(field + "Base64", path.bytes());
        } else if (!text.isEmpty()) {
            json.writeStringField(field, text);
        }
    }

    private void writeDecision(Event.Decision decision, boolean onEndpoint) throws IOException {
        json.writeStringField("outcome", spelling(decision.outcome()));
        json.writeStringField("reason", spelling(decision.reason()));
        writeAccess("needs", decision.neededAccess());
        int rule = Verdict.rule(decision.verdict());
        if (onEndpoint && rule < policy.rules().endpoints().size()) {
            writeRule(rule, policy.rules().endpoints().get(rule).origin());
        } else if (!onEndpoint && rule < policy.files().size()) {
            writeAccess("granted", Verdict.granted(decision.verdict()));
            writeRule(rule, policy.files().get(rule).origin());
        }
        if (decision.onSecondPath()) {
            json.writeBooleanField("onSecondPath", true);
        }
        if (decision.errno() != 0) {
            json.writeStringField("errno", vocabulary.errno(decision.errno()));
        }
    }

    private void writeAccess(String field, int access) throws IOException {
        json.writeArrayFieldStart(field);
        writeBit(access, Access.READ, "read");
        writeBit(access, Access.WRITE, "write");
        writeBit(access, Access.EXECUTE, "execute");
        json.writeEndArray();
    }

    private void writeBit(int access, int bit, String word) throws IOException {
        if ((access & bit) != 0) {
            json.writeString(word);
        }
    }

    private void writeRule(int index, Origin origin) throws IOException {
        json.writeObjectFieldStart("rule");
        json.writeNumberField("index", index);
        json.writeStringField("source", origin.source());
        if (origin.line() > 0) {
            json.writeNumberField("line", origin.line());
            json.writeNumberField("column", origin.column());
        }
        if (!origin.rule().isEmpty()) {
            json.writeStringField("name", origin.rule());
        }
        json.writeEndObject();
    }

    /** {@code NO_RULE} as {@code noRule}. */
    static String spelling(Enum<?> constant) {
        StringBuilder spelling = new StringBuilder();
        boolean upper = false;
        for (char c : constant.name().toCharArray()) {
            if (c == '_') {
                upper = true;
            } else {
                spelling.append(upper ? c : Character.toLowerCase(c));
                upper = false;
            }
        }
        return spelling.toString();
    }
}
