package dev.remit.audit.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.remit.audit.LatencyRecorder;
import dev.remit.policy.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;

/**
 * How many calls were supervised and how long the supervisor's answers took, from receipt to answer; the round trip
 * that the program sees adds two context switches.
 */
public final class CallStatistics {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final String[] HEADINGS = {"p50", "p90", "p99", "p99.9"};
    private static final int NAME_WIDTH = 10;
    private static final int COLUMN_WIDTH = 11;
    private static final int DIGITS = 2;

    private final List<LatencyRecorder> recorders = new CopyOnWriteArrayList<>();
    // Empty until somebody asks: without recorders, nothing of the histograms is loaded.
    private final List<Histogram> totals = new ArrayList<>();

    /** Makes a recorder for one more worker and counts it in. */
    public LatencyRecorder newRecorder() {
        LatencyRecorder recorder = new LatencyRecorder();
        recorders.add(recorder);
        return recorder;
    }

    /** A table, one line for each kind of answer that was given, without a prefix. */
    public List<String> table() {
        collect();
        List<String> lines = new ArrayList<>();
        StringBuilder heading = new StringBuilder();
        left(heading, "answer");
        right(heading, "calls");
        for (String title : HEADINGS) {
            right(heading, title);
        }
        right(heading, "max");
        right(heading, "total");
        lines.add(heading.toString());
        for (Outcome outcome : Outcome.values()) {
            Histogram histogram = totals.get(outcome.code());
            if (histogram.getTotalCount() > 0) {
                lines.add(row(outcome, histogram));
            }
        }
        return lines;
    }

    private static String row(Outcome outcome, Histogram histogram) {
        StringBuilder line = new StringBuilder();
        left(line, JsonLinesLog.spelling(outcome));
        right(line, Long.toString(histogram.getTotalCount()));
        for (double percentile : PERCENTILES) {
            right(line, duration(histogram.getValueAtPercentile(percentile)));
        }
        right(line, duration(histogram.getMaxValue()));
        right(line, duration(totalNanos(histogram)));
        return line.toString();
    }

    /** The same as an object: a field for each kind of answer, durations in nanoseconds. */
    public void writeJson(JsonGenerator json) throws IOException {
        collect();
        json.writeStartObject();
        for (Outcome outcome : Outcome.values()) {
            Histogram histogram = totals.get(outcome.code());
            json.writeObjectFieldStart(JsonLinesLog.spelling(outcome));
            json.writeNumberField("calls", histogram.getTotalCount());
            for (int i = 0; i < PERCENTILES.length; i++) {
                json.writeNumberField(HEADINGS[i], histogram.getValueAtPercentile(PERCENTILES[i]));
            }
            json.writeNumberField("max", histogram.getMaxValue());
            json.writeNumberField("total", totalNanos(histogram));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void collect() {
        while (totals.size() < Outcome.values().length) {
            totals.add(new Histogram(DIGITS));
        }
        for (LatencyRecorder recorder : recorders) {
            for (Outcome outcome : Outcome.values()) {
                recorder.moveTo(outcome, totals.get(outcome.code()));
            }
        }
    }

    private static long totalNanos(Histogram histogram) {
        return Math.round(histogram.getMean() * histogram.getTotalCount());
    }

    /** Three significant digits with a unit, such as {@code 3.14µs}. */
    static String duration(long nanos) {
        if (nanos < 1000) {
            return nanos + "ns";
        }
        String[] units = {"µs", "ms", "s"};
        double value = nanos / 1000.0;
        int unit = 0;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        int scale = value < 9.995 ? 100 : value < 99.95 ? 10 : 1;
        long scaled = Math.round(value * scale);
        String fraction = scale == 1 ? "" : "." + Long.toString(scale + scaled % scale).substring(1);
        return scaled / scale + fraction + units[unit];
    }

    private static void left(StringBuilder line, String text) {
        line.append(text).repeat(' ', Math.max(1, NAME_WIDTH - text.length()));
    }

    private static void right(StringBuilder line, String text) {
        line.repeat(' ', Math.max(1, COLUMN_WIDTH - text.length())).append(text);
    }
}
