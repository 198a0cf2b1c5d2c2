package dev.remit.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs one program, which opens and closes a file again and again, by itself and under each supervisor in turn, for
 * several rounds, and prints what an open costs under each: medians, and ratios to the program by itself and to the C
 * reference that makes the same calls.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -cp benchmarks/target/benchmarks.jar dev.remit.benchmarks.OpenComparison [ROUNDS [OPENS]]
 * </pre>
 *
 * <p>Remit is run through the launcher {@code remit} of this directory or one above it, or else from the class path of
 * this program. The supervisor in C and the program itself need a C compiler named cc. What is not installed is left out,
 * and the table says so.
 */
public final class OpenComparison {
    private static final int DEFAULT_ROUNDS = 7;
    private static final int DEFAULT_OPENS = 100_000;
    private static final int NO_COMPILER = 2;

    private final ReferencePrograms programs;
    private final Scratch scratch;

    private OpenComparison(ReferencePrograms programs, Scratch scratch) {
        this.programs = programs;
        this.scratch = scratch;
    }

    /** Arguments: rounds, opens in each. */
    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        int opens = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_OPENS;
        try (Scratch scratch = Scratch.create()) {
            new OpenComparison(ReferencePrograms.compile(scratch.directory()), scratch).of(opens)
                    .run(rounds, System.out);
        } catch (ReferencePrograms.NoCompilerException missing) {
            System.err.println(missing.getMessage());
            System.exit(NO_COMPILER);
        }
    }

    private CallComparison of(int opens) {
        CallComparison comparison = new CallComparison("one open and close");
        comparison.add(CallComparison.NATIVE, "", List.of(), workload(opens * 10));
        comparison.add("C, continue", "", programs.supervising("continue"), workload(opens));
        comparison.add("C, backed", "", programs.supervising("backed"), workload(opens));
        comparison.add("Remit, backed", "C, backed", remit(scratch.place() + "/**"), workload(opens));
        comparison.add("C, brokered", "", programs.supervising("brokered"), workload(opens));
        comparison.add("Remit, brokered", "C, brokered", remit(scratch.place() + "/*.txt"), workload(opens));
        comparison.addStrace("open,openat,openat2", workload(opens / 2));
        return comparison;
    }

    private List<String> workload(int opens) {
        return List.of(programs.openWorkload().toString(), scratch.file().toString(), "" + opens);
    }

    private List<String> remit(String readable) {
        List<String> command = new ArrayList<>(Launchers.remit());
        command.addAll(
                List.of("run", "--use", "system", "-r", readable, "-x", programs.openWorkload().toString(), "--"));
        return command;
    }
}
