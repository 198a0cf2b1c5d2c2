/**
 * Host names and the machine's name servers: what they mean at the moment, and when that changes.
 *
 * <p>A rule that names a host is held to addresses, and the addresses of a name change while a program runs. So the
 * supervisor looks names up itself, the way the C library of this machine does for the program: by {@code /etc/hosts}
 * first, then by the name servers, search list and options of {@code /etc/resolv.conf}. {@link NameWatch} does so before
 * the program starts, again when an answer's time to live runs out, when one of these files changes, and when asked to
 * because something was refused. What it knows is published as an immutable {@link dev.remit.policy.NameAddresses}.
 *
 * <p>What always holds:
 * <ul>
 * <li>an answer never takes an address away at once: programs go on using answers they got before, and large sites answer
 * differently each time. {@link KnownAddresses} has the numbers;
 * <li>a look-up that fails takes nothing away;
 * <li>an answer of a name server never means this machine or its own link, whatever it says: whoever owns a name must not
 * thereby reach what listens on loopback. {@code /etc/hosts} may say so;
 * <li>what name servers send is not trusted: no message makes {@link Answer} throw, loop, or take more memory than the
 * message's own size warrants.
 * </ul>
 *
 * <p>This is the cold side: nothing here runs while a call waits, except for a bounded time after a refusal. Nothing is
 * loaded unless the policy names hosts or name servers. Knows no manifest, no rules, no calls; prints nothing.
 */
@NullMarked
package dev.remit.names;

import org.jspecify.annotations.NullMarked;
