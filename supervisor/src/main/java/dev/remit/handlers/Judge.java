package dev.remit.handlers;

import dev.remit.decision.DecisionTrie;
import dev.remit.decision.LookupScratch;
import dev.remit.decision.MoveScratch;
import dev.remit.linux.Errno;
import dev.remit.policy.Access;
import dev.remit.policy.PathRule;
import dev.remit.policy.Reason;
import dev.remit.policy.Verdict;

/**
 * Asks the policy about paths, for one worker: the decision trie, and the identities of files that the kernel grants one
 * by one.
 */
final class Judge {
    private final DecisionTrie trie;
    private final LookupScratch scratch;
    private final MoveScratch moves;
    private final PinnedFiles pinned;
    private final Tools tools;
    private final boolean hides;
    private final DeviceUse devices;
    private final TerminalMaker terminals;

    /** @param shared by all workers of the run */
    Judge(Tools tools, Handlers.Shared shared) {
        this(shared.trie(), shared.pinned(), tools, shared.hides(), shared.devices());
    }

    private Judge(DecisionTrie trie, PinnedFiles pinned, Tools tools, boolean hides, DeviceUse devices) {
        this.hides = hides;
        this.devices = devices;
        this.terminals = new TerminalMaker(tools, devices);
        this.trie = trie;
        this.scratch = trie.newScratch();
        this.moves = trie.newMoveScratch();
        this.pinned = pinned;
        this.tools = tools;
    }

    /** What the policy says of an absolute path. */
    long verdict(PathBuffer path) {
        return verdict(path, path.length());
    }

    /** What the policy says of the first {@code length} bytes of a path. */
    long verdict(PathBuffer path, int length) {
        return trie.lookup(path.bytes(), 0, length, scratch);
    }

    /**
     * What the policy says of a path that is to be made, removed, renamed or given other attributes: what a class of
     * devices grants may be used only.
     */
    long verdictOnChange(PathBuffer path) {
        long verdict = verdict(path);
        return isForUse(verdict)
                ? Verdict.allow(Access.NONE, Access.NONE, Verdict.granted(verdict) & Access.READ,
                        Verdict.rule(verdict))
                : verdict;
    }

    /** Whether what is granted is no file of the program's own, but a device or a server's socket. */
    boolean isForUse(long verdict) {
        return !Verdict.denied(verdict) && devices.kindOf(verdict) != PathRule.Kind.FILE;
    }

    /** What classes of devices grant. */
    DeviceUse devices() {
        return devices;
    }

    /**
     * Why a file is not what its path grants: a class of devices grants what was there when the program was started, and
     * terminals that the program made itself.
     *
     * @param descriptor pins the file
     * @return {@link Reason#NONE} when it is
     */
    Reason objection(long verdict, int needed, int descriptor) {
        return switch (devices.kindOf(verdict)) {
            case FILE, SOCKET -> Reason.NONE;
            case NODE -> kernelGrants(verdict, needed, descriptor) ? Reason.NONE : Reason.NODE_REPLACED;
            case OWN_TERMINALS -> tools.files().stat(descriptor) == 0 && terminals.isOwn()
                    ? Reason.NONE
                    : Reason.FOREIGN_TERMINAL;
        };
    }

    /**
     * Whether a class of devices grants a file, and opening it makes a pseudo-terminal.
     *
     * @param descriptor pins the file
     */
    boolean makesTerminal(long verdict, int descriptor) {
        return devices.kindOf(verdict) == PathRule.Kind.NODE && tools.files().stat(descriptor) == 0
                && terminals.isMultiplexer();
    }

    TerminalMaker terminals() {
        return terminals;
    }

    /**
     * Whether what is not granted shall not seem to exist. Then nothing is left to the kernel that names a path, because
     * the kernel reads the path again, and its answer would tell of whatever the path means by then.
     */
    boolean hides() {
        return hides;
    }

    /**
     * Whether a target may know of what a path leads to: some access to it is granted, or it is a directory on the way
     * to such a place. A symbolic link is visible beyond that when what it leads to is, see {@link PathWalk#sees}.
     *
     * @param directory whether it is one
     */
    boolean shows(PathBuffer path, boolean directory) {
        return !hides || Verdict.granted(verdict(path)) != 0
                || directory && trie.leadsToGrant(path.bytes(), 0, path.length(), scratch);
    }

    /** What would be gained by another name; see {@link DecisionTrie#widening}. */
    long widening(PathBuffer from, PathBuffer to, boolean below) {
        return trie.widening(from.bytes(), from.length(), to.bytes(), to.length(), below, moves);
    }

    /** Whether the kernel's ruleset grants all of {@code needed} on a hierarchy around the path. */
    static boolean treeGrants(long verdict, int needed) {
        return (needed & ~Verdict.tree(verdict)) == 0;
    }

    /** Whether the policy grants all of {@code needed}, by whichever layer. */
    static boolean grants(long verdict, int needed) {
        return (needed & ~Verdict.granted(verdict)) == 0;
    }

    /**
     * Whether the kernel's ruleset grants all of {@code needed} on the very file that is pinned; a file that took the
     * place of the one granted at start is not it.
     */
    boolean kernelGrants(long verdict, int needed, int descriptor) {
        if (treeGrants(verdict, needed)) {
            return true;
        }
        int exact = Verdict.exact(verdict);
        return (needed & ~(Verdict.tree(verdict) | exact)) == 0 && tools.files().stat(descriptor) == 0
                && (needed & ~(Verdict.tree(verdict)
                        | exact & pinned.access(tools.files().device(), tools.files().inode()))) == 0;
    }

    /** Refuses access to a path, with the reason that the verdict gives. */
    static void deny(Call call) {
        call.deny(reason(call.verdict()), Errno.EACCES);
    }

    private static Reason reason(long verdict) {
        if (Verdict.denied(verdict)) {
            return Reason.DENY_RULE;
        }
        return Verdict.rule(verdict) == Verdict.NO_RULE ? Reason.NO_RULE : Reason.ACCESS_NOT_GRANTED;
    }

    /**
     * Answers a call whose path could not be read or resolved: with the kernel's own error, or with a refusal where the
     * supervisor is the cause.
     *
     * @param error a negative errno
     */
    static void unresolved(Call call, int error) {
        if (call.metHidden() && error == -Errno.ENOENT) {
            call.deny(Verdict.granted(call.verdict()) == 0 ? reason(call.verdict()) : Reason.WAY_HIDDEN, Errno.ENOENT);
            return;
        }
        switch (-error) {
            case Errno.EPERM -> call.deny(Reason.TARGET_UNREADABLE, Errno.EACCES);
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM -> call.deny(Reason.SUPERVISOR_EXHAUSTED, Errno.ENFILE);
            default -> call.fail(-error);
        }
    }
}
