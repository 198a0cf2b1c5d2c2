package dev.remit.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directories in which Remit keeps what was decided.
 *
 * @param user of the caller's own decisions; null where the caller has no home
 * @param system of the administrator's
 * @param cache of what can be found out again; null where the caller has no home
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory Specification</a>
 */
public record ConfigPlaces(@Nullable Path user, Path system, @Nullable Path cache) {
    public static final String ALLOWED_SIGNERS = "allowed_signers";
    public static final String REVOKED_KEYS = "revoked_keys";
    public static final String SETTINGS = "settings.yml";
    static final String PINS = "pins";
    static final String POLICIES = "policies";

    /** No variable moves it: users shall not be able to step out of the administrator's way. */
    private static final Path SYSTEM = Path.of("/etc/remit");
    private static final String NAME = "remit";

    /** Those of a caller with these variables. */
    public static ConfigPlaces of(Map<String, String> environment) {
        return new ConfigPlaces(below(environment, "XDG_CONFIG_HOME", ".config"), SYSTEM,
                below(environment, "XDG_CACHE_HOME", ".cache"));
    }

    /** As the specification has it, a relative path in a variable counts as none. */
    private static @Nullable Path below(Map<String, String> environment, String variable, String usual) {
        String named = environment.getOrDefault(variable, "");
        if (named.startsWith("/")) {
            return Path.of(named, NAME);
        }
        String home = environment.getOrDefault("HOME", "");
        return home.startsWith("/") ? Path.of(home, usual, NAME) : null;
    }
}
