package dev.remit.machine;

/**
 * An answer that the machine gave.
 *
 * @param subject a path, or the name of a variable; empty where there is but one thing to ask about
 * @param answer as {@link Machine#ask} gave it
 */
public record Sighting(Question question, String subject, String answer) {}
