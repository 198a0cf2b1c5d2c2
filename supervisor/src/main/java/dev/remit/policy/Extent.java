package dev.remit.policy;

/** How far a pattern reaches from the path that it names. */
public enum Extent {
    /** Exactly the path; when it is a directory, itself and its listing. */
    EXACT,
    /** The directory and what lies directly in it: {@code dir/}. */
    CHILDREN,
    /** The directory and everything below it: {@code dir/**}. */
    SUBTREE
}
