package dev.remit.compiler;

/**
 * What is wrong with one rule once it is clear how it would have to be enforced.
 *
 * @param rule index of the rule
 * @param error whether the policy must not run; else a warning
 * @param message what is wrong, a sentence without the rule's place
 * @param remedy what to write instead
 */
public record RegionProblem(int rule, boolean error, String message, String remedy) {}
