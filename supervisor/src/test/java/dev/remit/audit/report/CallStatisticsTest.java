package dev.remit.audit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.remit.audit.LatencyRecorder;
import dev.remit.policy.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CallStatisticsTest {
    private static CallStatistics sample() {
        CallStatistics statistics = new CallStatistics();
        LatencyRecorder first = statistics.newRecorder();
        LatencyRecorder second = statistics.newRecorder();
        for (int i = 0; i < 99; i++) {
            (i % 2 == 0 ? first : second).record(Outcome.CONTINUED.code(), 3000);
        }
        second.record(Outcome.CONTINUED.code(), 2_000_000);
        first.record(Outcome.DENIED.code(), 500);
        return statistics;
    }

    @Test
    void shouldPrintOneLineForEachKindOfAnswerGiven() {
        assertThat(sample().table()).containsExactly(
                "answer          calls        p50        p90        p99      p99.9        max      total",
                "continued         100     3.01µs     3.01µs     3.01µs     2.01ms     2.01ms     2.30ms",
                "denied              1      501ns      501ns      501ns      501ns      501ns      501ns");
    }

    @Test
    void shouldNotCountTwiceWhatWasPrintedBefore() {
        CallStatistics statistics = sample();
        assertThat(statistics.table()).isEqualTo(statistics.table());
    }

    @Test
    void shouldWriteTheSameAsJson() throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            sample().writeJson(json);
        }
        assertThat(out.toString()).startsWith("{\"continued\":{\"calls\":100,\"p50\":3").contains(
                "\"performed\":{\"calls\":0,\"p50\":0,\"p90\":0,\"p99\":0,\"p99.9\":0,\"max\":0,\"total\":0}",
                "\"denied\":{\"calls\":1,\"p50\":501,");
    }

    @Test
    void shouldShowThreeDigitsAndAUnit() {
        assertThat(CallStatistics.duration(0)).isEqualTo("0ns");
        assertThat(CallStatistics.duration(999)).isEqualTo("999ns");
        assertThat(CallStatistics.duration(1000)).isEqualTo("1.00µs");
        assertThat(CallStatistics.duration(9994)).isEqualTo("9.99µs");
        assertThat(CallStatistics.duration(9996)).isEqualTo("10.0µs");
        assertThat(CallStatistics.duration(99_960)).isEqualTo("100µs");
        assertThat(CallStatistics.duration(999_499)).isEqualTo("999µs");
        assertThat(CallStatistics.duration(999_600)).isEqualTo("1.00ms");
        assertThat(CallStatistics.duration(60_000_000_000L)).isEqualTo("60.0s");
        assertThat(CallStatistics.duration(5_000_000_000_000L)).isEqualTo("5000s");
    }
}
