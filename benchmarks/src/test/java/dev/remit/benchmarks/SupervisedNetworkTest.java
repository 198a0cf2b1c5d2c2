package dev.remit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each benchmark works, so that a figure is never that of a failure. */
@Timeout(60)
class SupervisedNetworkTest {
    private static final int CALLS = 100;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = {"NONE", ".*_NETWORK"})
    void shouldConnectUnderSupervisorOfThisProcess(InProcessSupervisor supervisor) throws Exception {
        assumeTrue(!supervisor.name().startsWith("C_") || Machine.hasCompiler(), "there is no C compiler");

        long answers = inThreadOfItsOwn(() -> {
            ConnectBenchmark benchmark = new ConnectBenchmark();
            benchmark.supervisor = supervisor;
            benchmark.workers = 2;
            try {
                benchmark.prepare();
                long answer = 0;
                for (int i = 0; i < CALLS; i++) {
                    benchmark.open();
                    answer |= benchmark.connect();
                    benchmark.close();
                }
                return answer;
            } finally {
                benchmark.remove();
            }
        });

        assertThat(answers).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = {"NONE", ".*_NETWORK"})
    void shouldSendUnderSupervisorOfThisProcess(InProcessSupervisor supervisor) throws Exception {
        assumeTrue(!supervisor.name().startsWith("C_") || Machine.hasCompiler(), "there is no C compiler");

        long sent = inThreadOfItsOwn(() -> {
            SendBenchmark benchmark = new SendBenchmark();
            benchmark.supervisor = supervisor;
            benchmark.workers = 2;
            try {
                benchmark.prepare();
                long bytes = 0;
                for (int i = 0; i < CALLS; i++) {
                    bytes += benchmark.sendTo();
                    benchmark.receive();
                }
                return bytes;
            } finally {
                benchmark.remove();
            }
        });

        assertThat(sent).isEqualTo((long) CALLS * Loopback.PAYLOAD);
    }

    /** A thread of its own takes the filter with it when it ends. */
    private static long inThreadOfItsOwn(LongSupplier work) throws Exception {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return CompletableFuture.supplyAsync(work::getAsLong, thread).get(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "sendto"})
    void shouldRunWorkloadUnderReference(String call) throws IOException, InterruptedException {
        assumeTrue(Machine.hasCompiler(), "there is no C compiler");
        try (Scratch scratch = Scratch.create()) {
            ReferencePrograms programs = ReferencePrograms.compile(scratch.directory());

            Process process = new ProcessBuilder(programs.supervisor().toString(), "network", "2",
                    programs.connectWorkload().toString(), call, "400")
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();

            assertThat(process.waitFor()).isZero();
            assertThat(Long.parseLong(printed)).isPositive();
        }
    }
}
