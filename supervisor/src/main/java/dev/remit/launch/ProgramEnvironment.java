package dev.remit.launch;

import dev.remit.policy.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment that a program gets: what the manifest passes and what it sets.
 *
 * <p>Variables that make the loader or libc run other code or read other files are passed only when the manifest names
 * them, not when a wildcard happens to match.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ld.so.8.html">ld.so(8), secure-execution mode</a>
 */
final class ProgramEnvironment {
    private static final Set<String> DANGEROUS = Set.of("GCONV_PATH", "GETCONF_DIR", "GLIBC_TUNABLES", "HOSTALIASES",
            "LOCALDOMAIN", "LOCPATH", "MALLOC_CHECK_", "MALLOC_TRACE", "NIS_PATH", "NLSPATH", "RESOLV_HOST_CONF",
            "RES_OPTIONS", "TZDIR", "BASH_ENV", "ENV", "SHELLOPTS", "PERL5OPT", "PYTHONSTARTUP", "NODE_OPTIONS",
            "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

    private ProgramEnvironment() {}

    /** Entries {@code NAME=value}, sorted by name. */
    static List<String> of(Program program, Map<String, String> caller, String temporaryDirectory) {
        TreeMap<String, String> variables = new TreeMap<>();
        for (Map.Entry<String, String> variable : caller.entrySet()) {
            if (isPassed(program.passedVariables(), variable.getKey())) {
                variables.put(variable.getKey(), variable.getValue());
            }
        }
        if (program.workingDirectory() != null) {
            variables.computeIfPresent("PWD", (_, _) -> program.workingDirectory());
        }
        variables.putAll(program.setVariables());
        if (!temporaryDirectory.isEmpty()) {
            variables.put("TMPDIR", temporaryDirectory);
        }
        List<String> entries = new ArrayList<>();
        variables.forEach((name, value) -> entries.add(name + "=" + value));
        return entries;
    }

    private static boolean isPassed(List<String> patterns, String name) {
        boolean dangerous = name.startsWith("LD_") || DANGEROUS.contains(name);
        for (String pattern : patterns) {
            boolean wildcard = pattern.indexOf('*') >= 0;
            boolean named = !wildcard || pattern.startsWith("LD_");
            if ((named || !dangerous) && matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    /** Only {@code *} is special. After a failure only the last star is tried again, so that the cost stays a product. */
    private static boolean matches(String pattern, String name) {
        int at = 0;
        int star = -1;
        int from = 0;
        for (int i = 0; i < name.length();) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                from = i;
            } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++from;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
