package dev.remit.compiler.trie;

import dev.remit.policy.PathPattern;

/**
 * Another way to write the paths of a rule, through symbolic links. It lets a path be decided before it is resolved;
 * the kernel checks again where it leads.
 *
 * @param rule index of the rule
 * @param pattern the rule's pattern as it was written
 */
public record Spelling(int rule, PathPattern pattern) {}
