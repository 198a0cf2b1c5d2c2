package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How the attacks of a program ended that runs several of them at once, in one run or more. */
final class Outcomes {
    private static final String IMPOSSIBLE = "impossible: ";

    private final Map<String, Race.Result> results = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    /** Runs the program, and takes down what it prints. */
    void collect(Place place, List<String> command) {
        Ended ended = place.run(place.here(), command);
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
        Race.Result.all(ended.output()).forEach(result -> results.put(result.name(), result));
        ended.errors().lines().forEach(remarks::add);
    }

    int size() {
        return results.size();
    }

    Race.Result of(Race attack) {
        return Objects.requireNonNull(results.get(attack.name()), attack.name());
    }

    /** Why an attack is impossible on this kernel. */
    String reason(Race attack) {
        String start = IMPOSSIBLE + attack.name() + ": ";
        return remarks.stream().filter(remark -> remark.startsWith(start)).findFirst().orElse(start);
    }

    @Override
    public String toString() {
        return results.values() + "\n" + String.join("\n", remarks);
    }
}
