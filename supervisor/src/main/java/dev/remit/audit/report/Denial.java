package dev.remit.audit.report;

import dev.remit.policy.Access;
import dev.remit.policy.Reason;
import dev.remit.policy.Verdict;

/**
 * What makes one denial distinct from another.
 *
 * @param reason why it was denied
 * @param nr number of the call where that matters: where the call itself is refused; else 0
 * @param detail of the event, under the same condition; else 0
 * @param needed {@link Access} bits that the call asked for
 * @param path that the decision speaks of; or none
 * @param other the second path of a call that needs something of both; or none
 * @param verdict packed {@link Verdict} on that path
 */
record Denial(Reason reason, int nr, long detail, int needed, RawPath path, RawPath other, long verdict) {
    static Denial of(Event event) {
        Reason reason = event.decision().reason();
        boolean renames = reason == Reason.WIDENS_ACCESS;
        boolean callMatters = !isAboutPath(reason) || renames;
        return new Denial(reason, callMatters ? event.call().nr() : 0, callMatters ? event.call().detail() : 0,
                event.decision().neededAccess(), renames ? event.path() : event.decidedPath(),
                renames ? event.secondPath() : RawPath.NONE, event.decision().verdict());
    }

    /** Whether a rule on paths decided it, or the lack of one. */
    boolean isAboutPath() {
        return isAboutPath(reason) && !path.isEmpty();
    }

    private static boolean isAboutPath(Reason reason) {
        return switch (reason) {
            case NO_RULE, DENY_RULE, ACCESS_NOT_GRANTED, INTERPRETER_NOT_GRANTED, WIDENS_ACCESS, HASH_MISMATCH,
                    WAY_HIDDEN, NODE_REPLACED, FOREIGN_TERMINAL ->
                true;
            case NONE, CALL_REFUSED, SOCKET_REFUSED, OUTSIDE_TREE, TARGET_UNREADABLE, SUPERVISOR_EXHAUSTED,
                    SUPERVISOR_DEFECT, PROCESS_PROTECTED, COMMAND_WITHHELD, LIMIT_REACHED ->
                false;
        };
    }

    /** Whether a further allow rule would have let it pass. */
    boolean isAllowable() {
        boolean allowable = switch (reason) {
            case DENY_RULE, WIDENS_ACCESS, HASH_MISMATCH, WAY_HIDDEN, NODE_REPLACED -> false;
            default -> true;
        };
        return allowable && isAboutPath() && path.isAbsolute();
    }

    /** The access that a rule must give: what was asked for and what the path has already. */
    int wanted() {
        int asked = reason == Reason.INTERPRETER_NOT_GRANTED ? Access.READ | Access.EXECUTE : needed;
        return asked | Verdict.granted(verdict);
    }
}
