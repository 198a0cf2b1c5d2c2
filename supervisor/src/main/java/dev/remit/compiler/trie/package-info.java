/**
 * Lowers regions to the trie that answers at run time.
 *
 * <p>It knows the policy and the trie's builder; the form of the trie is the decision package's own affair.
 */
@NullMarked
package dev.remit.compiler.trie;

import org.jspecify.annotations.NullMarked;
