/**
 * From the manifest to what enforces it: resolves it to a policy, gives each rule the cheapest layer that enforces it
 * exactly, and has the lowerings beside it turn the result into a filter, a Landlock plan and a decision trie.
 *
 * <p>It knows the manifest, the policy and its lowerings. The lowerings never import this package, and nothing here looks
 * at files or variables by itself: {@link dev.remit.machine.Machine} is asked, so that a policy can be used again where it
 * answers the same.
 */
@NullMarked
package dev.remit.compiler;

import org.jspecify.annotations.NullMarked;
