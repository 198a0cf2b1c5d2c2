package dev.remit.handlers;

import dev.remit.syscall.CallNumbers;

/**
 * Notes changes of credentials, such as {@code setresuid} and {@code capset}, and leaves them to the kernel, which decides
 * whether they are allowed.
 *
 * <p>Programs such as make and ssh set the very ids that they have. As long as all ids of a kind are one and the same, that
 * changes nothing, and is not counted as a change: to act for targets that did change something costs each of their calls
 * much more.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setresuid.2.html">setresuid(2)</a>
 */
final class CredentialHandler implements Handler {
    private static final int KEEP = -1;

    private final CredentialChanges changes;
    private final int[] userCalls;
    private final int[] groupCalls;
    private final int user;
    private final int group;

    CredentialHandler(Worker worker, CredentialChanges changes) {
        this.changes = changes;
        this.userCalls = byArguments(worker.numbers(), "setfsuid", "setuid", "setreuid", "setresuid");
        this.groupCalls = byArguments(worker.numbers(), "setfsgid", "setgid", "setregid", "setresgid");
        this.user = changes.own().user().sole();
        this.group = changes.own().group().sole();
    }

    /** Numbers of calls: two that take one id, then one that takes two and one that takes three. */
    private static int[] byArguments(CallNumbers numbers, String... names) {
        int[] byArguments = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            byArguments[i] = numbers.numberOf(names[i]);
        }
        return byArguments;
    }

    @Override
    public void handle(Call call) {
        if (!isSame(call, userCalls, user) && !isSame(call, groupCalls, group)) {
            changes.happened();
        }
        call.proceed();
    }

    /** Whether this is one of {@code calls}, and all that it sets is what was set from the start. */
    private static boolean isSame(Call call, int[] calls, int id) {
        for (int i = 0; i < calls.length; i++) {
            if (call.number() == calls[i]) {
                return id != KEEP && setsOnly(call, id, Math.max(1, i));
            }
        }
        return false;
    }

    private static boolean setsOnly(Call call, int id, int arguments) {
        for (int i = 0; i < arguments; i++) {
            if (call.intArgument(i) != id && call.intArgument(i) != KEEP) {
                return false;
            }
        }
        return true;
    }
}
