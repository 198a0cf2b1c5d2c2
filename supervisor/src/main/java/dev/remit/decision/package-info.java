/**
 * The decision at run time: on a path by an immutable automaton outside the Java heap, on an endpoint of the network by
 * an immutable table.
 *
 * <p>It knows the policy's patterns and verdicts, and nothing of manifests, layers or system calls. The hot path
 * ({@link dev.remit.decision.DecisionTrie#lookup}, {@link dev.remit.decision.EndpointTable#find}) works on bytes, allocates nothing, and takes a time that depends on
 * the path and not on the number of rules; building is cold and allocates freely.
 *
 * <p>How the automaton works: patterns are laid into a trie by their components. A component that is literal is an edge in one
 * hash table for the whole trie, found by the node it leaves and the name's hash and confirmed by the name's bytes. As
 * long as a path meets literal components only, the lookup is in exactly one node. Globs and {@code **} can put it into
 * several at once; from there on it follows all of them. What the trees above a node say is already joined into the
 * node when the trie is built, so that a lookup never goes back.
 */
@NullMarked
package dev.remit.decision;

import org.jspecify.annotations.NullMarked;
