/**
 * From the manifest to what enforces it: resolves it to a policy, gives each rule the cheapest layer that enforces it
 * exactly, and has the lowerings beside it turn the result into a filter, a Landlock plan and a decision trie.
 *
 * <p>It knows the manifest, the policy and its lowerings. The lowerings never import this package, and nothing here
 * makes a system call of its own: what the file system looks like is asked through
 * {@link dev.remit.policy.PathKinds}.
 */
@NullMarked
package dev.remit.compiler;

import org.jspecify.annotations.NullMarked;
