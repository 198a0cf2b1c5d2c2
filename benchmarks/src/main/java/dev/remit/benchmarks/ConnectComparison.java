package dev.remit.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs one program, which connects to itself on loopback again and again, by itself and under each supervisor in turn,
 * for several rounds; then the same with datagrams. Prints what a call costs under each: medians, and ratios to the
 * program by itself and to the C reference that makes the same calls.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -cp benchmarks/target/benchmarks.jar dev.remit.benchmarks.ConnectComparison [ROUNDS [CALLS]]
 * </pre>
 *
 * <p>Remit, the C reference and what is not installed are treated as in {@link OpenComparison}.
 */
public final class ConnectComparison {
    private static final int DEFAULT_ROUNDS = 7;
    private static final int DEFAULT_CALLS = 40_000;
    private static final int NO_COMPILER = 2;

    private final ReferencePrograms programs;
    private final String call;
    private final String protocol;

    private ConnectComparison(ReferencePrograms programs, String call, String protocol) {
        this.programs = programs;
        this.call = call;
        this.protocol = protocol;
    }

    /** Arguments: rounds, calls in each. */
    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        int calls = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_CALLS;
        try (Scratch scratch = Scratch.create()) {
            ReferencePrograms programs = ReferencePrograms.compile(scratch.directory());
            new ConnectComparison(programs, "connect", "tcp").of(calls).run(rounds, System.out);
            new ConnectComparison(programs, "sendto", "udp").of(calls).run(rounds, System.out);
        } catch (ReferencePrograms.NoCompilerException missing) {
            System.err.println(missing.getMessage());
            System.exit(NO_COMPILER);
        }
    }

    private CallComparison of(int calls) {
        CallComparison comparison = new CallComparison("one " + call + " on loopback");
        comparison.add(CallComparison.NATIVE, "", List.of(), workload(calls * 2));
        comparison.add("C", "", programs.supervising("network"), workload(calls));
        comparison.add("Remit", "C", remit(), workload(calls));
        comparison.addStrace(call, workload(calls));
        return comparison;
    }

    private List<String> workload(int calls) {
        return List.of(programs.connectWorkload().toString(), call, "" + calls);
    }

    private List<String> remit() {
        String loopback = protocol + ":127.0.0.1:any";
        List<String> command = new ArrayList<>(Launchers.remit());
        command.addAll(List.of("run", "--use", "system", "--connect", loopback, "--bind", loopback, "-x",
                programs.connectWorkload().toString(), "--"));
        return command;
    }
}
