package dev.remit.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables of the program.
 *
 * @param pass names or globs of variables taken from the caller; null for the default list
 * @param set variables that the manifest sets itself, in their order; they win over passed ones
 */
public record Environment(@Nullable List<Located<String>> pass, Map<String, Located<String>> set) {
    /** The variables that are passed when the manifest does not say which. */
    public static final List<String> PASSED_BY_DEFAULT = List.of("HOME", "USER", "LOGNAME", "SHELL", "PATH", "TERM",
            "COLORTERM", "NO_COLOR", "LANG", "LANGUAGE", "LC_*", "TZ");
    /** What holds when the manifest says nothing. */
    public static final Environment UNSAID = new Environment(null, Map.of());

    public Environment {
        pass = pass == null ? null : List.copyOf(pass);
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    }
}
