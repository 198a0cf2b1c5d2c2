package dev.remit.launch;

import dev.remit.limits.Reached;
import dev.remit.policy.Limit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run.
 *
 * @param ending how the program ended
 * @param limit the limit that ended it, or null
 * @param remarks what else there is to say of it and its limits, in sentences without full stop
 */
public record Conclusion(Ending ending, @Nullable Reached limit, List<String> remarks) {
    /** What {@code timeout} answers when time is up. */
    public static final int TIME_IS_UP = 124;

    public Conclusion {
        remarks = List.copyOf(remarks);
    }

    /** The same with one more remark. */
    Conclusion with(String remark) {
        List<String> more = new ArrayList<>(remarks);
        more.add(remark);
        return new Conclusion(ending, limit, more);
    }

    /** What a shell would report of the program, or {@link #TIME_IS_UP}. */
    public int exitCode() {
        return limit != null && limit.bound().limit() == Limit.WALL_TIME ? TIME_IS_UP : ending.exitCode();
    }
}
