package dev.remit.manifest;

import dev.remit.policy.Permission;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code allowedDirectories}.
 *
 * @param name null when it has none
 * @param path in the syntax of {@link PathSyntax}, which it has been checked against
 * @param permission what it allows, or that it denies
 */
public record DirectoryRule(@Nullable Located<String> name, Located<String> path, Located<Permission> permission) {
    /** The name, or an empty string. */
    public String label() {
        return name == null ? "" : name.value();
    }
}
