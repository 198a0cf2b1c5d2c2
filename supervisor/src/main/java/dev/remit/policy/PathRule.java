package dev.remit.policy;

/**
 * One resolved rule on paths.
 *
 * @param pattern over canonical paths: it alone decides
 * @param permission what it allows, or {@link Permission#NONE} to deny
 * @param origin where it was written
 * @param spelling the same pattern as it was written, absolute but with symbolic links left as they are; equal to
 *        {@code pattern} when no link was followed. Only a lexical check that something else backs may use it
 * @param kind what it speaks of
 */
public record PathRule(PathPattern pattern, Permission permission, Origin origin, PathPattern spelling, Kind kind) {
    /**
     * What a rule speaks of. What a class of devices grants may be used, but neither made nor removed, renamed or given
     * other attributes.
     */
    public enum Kind {
        /** Whatever bears the name. */
        FILE,
        /** The socket of a server of devices, also a later one. */
        SOCKET,
        /** The device node that bore the name when the program was started, and no other one. */
        NODE,
        /** Pseudo-terminals that the program itself made. */
        OWN_TERMINALS
    }

    /** A rule of a manifest on files. */
    public PathRule(PathPattern pattern, Permission permission, Origin origin, PathPattern spelling) {
        this(pattern, permission, origin, spelling, Kind.FILE);
    }

    /** A rule of a manifest on files that was written in its canonical form. */
    public PathRule(PathPattern pattern, Permission permission, Origin origin) {
        this(pattern, permission, origin, pattern);
    }

    public boolean denies() {
        return permission == Permission.NONE;
    }
}
