package dev.remit.policy;

/**
 * One resolved rule on paths.
 *
 * @param pattern over canonical paths
 * @param permission what it allows, or {@link Permission#NONE} to deny
 * @param origin where it was written
 */
public record PathRule(PathPattern pattern, Permission permission, Origin origin) {
    public boolean denies() {
        return permission == Permission.NONE;
    }
}
