package dev.remit.policy;

/**
 * One resolved rule on paths.
 *
 * @param pattern over canonical paths: it alone decides
 * @param permission what it allows, or {@link Permission#NONE} to deny
 * @param origin where it was written
 * @param spelling the same pattern as it was written, absolute but with symbolic links left as they are; equal to
 *        {@code pattern} when no link was followed. Only a lexical check that something else backs may use it
 */
public record PathRule(PathPattern pattern, Permission permission, Origin origin, PathPattern spelling) {
    /** A rule that was written in its canonical form. */
    public PathRule(PathPattern pattern, Permission permission, Origin origin) {
        this(pattern, permission, origin, pattern);
    }

    public boolean denies() {
        return permission == Permission.NONE;
    }
}
