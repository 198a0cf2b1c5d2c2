package dev.remit.policies;

import java.util.ArrayList;
import java.util.List;

/** On whose behalf programs are started. */
enum Account {
    /** Whoever runs the tests. */
    SELF("self"),
    /** The ordinary user that has no name on most systems, and owns nothing; only root can become it. */
    NOBODY("nobody");

    private static final List<String> BECOME_NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534",
            "--clear-groups", "--");

    private final String label;

    Account(String label) {
        this.label = label;
    }

    /** Those that the tests can act as. */
    static List<Account> available() {
        return isRoot() ? List.of(SELF, NOBODY) : List.of(SELF);
    }

    /** Whether the tests themselves run as root. */
    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    boolean isPrivileged() {
        return this == SELF && isRoot();
    }

    /** A command line that does the same as this account. */
    List<String> command(List<String> command) {
        List<String> full = new ArrayList<>(this == NOBODY ? BECOME_NOBODY : List.of());
        full.addAll(command);
        return full;
    }

    @Override
    public String toString() {
        return label;
    }
}
