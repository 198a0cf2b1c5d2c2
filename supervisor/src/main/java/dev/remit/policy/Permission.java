package dev.remit.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule on paths allows. {@link #NONE} wins over all others, wherever it stands. */
public enum Permission {
    NONE("none", Access.NONE),
    READ("read", Access.READ),
    READ_WRITE("readWrite",
            Access.READ | Access.WRITE),
    READ_EXECUTE("readExecute",
            Access.READ | Access.EXECUTE),
    READ_WRITE_EXECUTE("readWriteExecute", Access.ALL);

    /** All spellings. */
    public static final List<String> SPELLINGS = List.of(READ.spelling, READ_WRITE.spelling, READ_EXECUTE.spelling,
            READ_WRITE_EXECUTE.spelling, NONE.spelling);

    private final String spelling;
    private final int access;

    Permission(String spelling, int access) {
        this.spelling = spelling;
        this.access = access;
    }

    /** As the manifest spells it. */
    public String spelling() {
        return spelling;
    }

    /** The permission with this spelling, or null. */
    public static @Nullable Permission of(String spelling) {
        for (Permission each : values()) {
            if (each.spelling.equals(spelling)) {
                return each;
            }
        }
        return null;
    }

    /** The {@link Access} bits it allows. */
    public int access() {
        return access;
    }

    /** The narrowest permission that allows all of {@code access}. */
    public static Permission allowing(int access) {
        boolean write = (access & Access.WRITE) != 0;
        boolean execute = (access & Access.EXECUTE) != 0;
        if (write) {
            return execute ? READ_WRITE_EXECUTE : READ_WRITE;
        }
        return execute ? READ_EXECUTE : READ;
    }
}
