package dev.remit.limits;

import dev.remit.policy.Limit;

/** How a limit is held to, and how far that goes. */
public enum Means {
    /** A resource limit, which processes inherit. */
    EACH_PROCESS("eachProcess", "by the kernel, for each process by itself"),
    /** A control group of the program's own. */
    CONTROL_GROUP("controlGroup", "by the kernel, for all processes together, in a control group"),
    /** The making of processes and threads is handed over. */
    COUNTED("counted",
            "by the supervisor, which is asked for every new process or thread (some 10 microseconds each)"),
    /** The supervisor adds up what the processes have in memory. */
    WATCHED_MEMORY("watched",
            "by the supervisor, which adds up what the processes have in memory 5 to 100 times a second and ends the "
                    + "program when that is too much; memory files count only where they are mapped"),
    /** The kernel adds up the time, the supervisor looks at it. */
    WATCHED_GROUP("watchedGroup",
            "by the supervisor, to which the kernel tells the time of all processes, in a control group"),
    /** The supervisor adds up the time of processes. */
    WATCHED_TIME("watched",
            "by the kernel for each process by itself, and by the supervisor, which adds up the time of all; the time "
                    + "of short processes that nobody waits for may be missed"),
    /** A clock. */
    CLOCK("clock", "by the supervisor, which sends the program SIGTERM, and ends it 5 seconds later");

    private final String spelling;
    private final String words;

    Means(String spelling, String words) {
        this.spelling = spelling;
        this.words = words;
    }

    /** For machines. */
    public String spelling() {
        return spelling;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** The strictest means that there are for a limit. */
    public static Means of(Limit limit, OwnCgroup place) {
        return switch (limit) {
            case MEMORY -> place.offers(ProgramCgroup.MEMORY) ? CONTROL_GROUP : WATCHED_MEMORY;
            case PROCESSES -> place.offers(ProgramCgroup.PIDS) ? CONTROL_GROUP : COUNTED;
            case OPEN_FILES, FILE_SIZE -> EACH_PROCESS;
            case CPU_TIME -> place.offersGroup() ? WATCHED_GROUP : WATCHED_TIME;
            case WALL_TIME -> CLOCK;
        };
    }

    /** Whether a limit profits from a control group. */
    static boolean wantsGroup(Limit limit) {
        return switch (limit) {
            case MEMORY, PROCESSES, CPU_TIME -> true;
            case OPEN_FILES, FILE_SIZE, WALL_TIME -> false;
        };
    }
}
