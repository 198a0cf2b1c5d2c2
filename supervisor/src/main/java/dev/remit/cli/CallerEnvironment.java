package dev.remit.cli;

import java.util.HashMap;
import java.util.Map;

/**
 * The environment of whoever started Remit. The script {@code remit} replaces some variables that the Java runtime would
 * obey; it lists their names in {@code REMIT_REPLACED} and keeps each value that there was under
 * {@code REMIT_CALLER_<name>}.
 */
final class CallerEnvironment {
    private static final String REPLACED = "REMIT_REPLACED";
    private static final String PREFIX = "REMIT_CALLER_";

    private CallerEnvironment() {}

    /** The variables as they were before the script. */
    static Map<String, String> get() {
        return restore(System.getenv());
    }

    /**
     * Undoes what the script did.
     *
     * @param own the environment of this process
     */
    static Map<String, String> restore(Map<String, String> own) {
        String replaced = own.get(REPLACED);
        if (replaced == null) {
            return own;
        }
        Map<String, String> caller = new HashMap<>(own);
        caller.remove(REPLACED);
        int start = 0;
        while (start < replaced.length()) {
            int space = replaced.indexOf(' ', start);
            int end = space < 0 ? replaced.length() : space;
            restore(replaced.substring(start, end), caller);
            start = end + 1;
        }
        return caller;
    }

    private static void restore(String name, Map<String, String> caller) {
        String value = caller.remove(PREFIX + name);
        if (value == null) {
            caller.remove(name);
        } else {
            caller.put(name, value);
        }
    }
}
