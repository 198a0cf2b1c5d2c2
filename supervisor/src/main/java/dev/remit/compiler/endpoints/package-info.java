/**
 * What the rules on the network amount to at run time: a table from endpoints to rules.
 *
 * <p>It knows the policy and the table, and nothing of sockets or of how names are looked up: what they stand for comes
 * in as a record. It is lowered anew whenever that changes.
 */
@NullMarked
package dev.remit.compiler.endpoints;

import org.jspecify.annotations.NullMarked;
