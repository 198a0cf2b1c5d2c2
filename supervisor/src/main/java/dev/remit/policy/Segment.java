package dev.remit.policy;

/** One component of a path pattern. */
public sealed interface Segment {
    /** A component that matches only itself. */
    record Literal(String name) implements Segment {}

    /**
     * A component with wildcards: {@code *} any characters, {@code ?} one character, {@code [a-z]} or {@code [!a-z]} a
     * class, {@code \} before a character to take it as it is. A leading dot is a character like any other.
     */
    record Glob(String pattern) implements Segment {}

    /** Any number of components, also none: {@code **}. */
    record AnyDepth() implements Segment {}
}
