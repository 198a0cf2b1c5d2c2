package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;

/**
 * Watches files: {@code inotify_add_watch}. Needs the right to read what is watched. Landlock does not restrict it, so
 * the watch is added by the supervisor, on a copy of the target's inotify descriptor and through a pinned file.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/inotify_add_watch.2.html">inotify_add_watch(2)</a>
 */
final class WatchHandler implements Handler {
    private static final int IN_DONT_FOLLOW = 0x02000000;

    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final TargetDescriptor descriptors;
    private final TargetPath path;
    private final Resolved resolved;

    WatchHandler(Worker worker) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.descriptors = new TargetDescriptor(worker);
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
    }

    @Override
    public void handle(Call call) {
        int mask = call.intArgument(2);
        call.needs(Access.READ);
        int error = path.read(call, FileCalls.AT_CWD, call.argument(1));
        if (error == 0) {
            error = resolver.resolve(call, path, (mask & IN_DONT_FOLLOW) != 0 ? OpenFlags.NOFOLLOW : 0, 0, resolved);
        }
        if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            decide(call, mask);
        }
        resolved.release(tools);
    }

    private void decide(Call call, int mask) {
        call.path().set(resolved.decisive());
        call.judged(Access.READ, judge.verdict(resolved.decisive()));
        if (!Judge.grants(call.verdict(), Access.READ)) {
            Judge.deny(call);
            return;
        }
        int copy = descriptors.copy(call, call.intArgument(0));
        if (copy < 0) {
            call.fail(copy == -Errno.EBADF ? Errno.EBADF : Errno.EACCES);
            return;
        }
        call.performed(tools.sys().invoke(SyscallNumber.INOTIFY_ADD_WATCH, copy,
                tools.files().pathOf(resolved.descriptor()), mask & ~IN_DONT_FOLLOW));
        tools.files().close(copy);
    }
}
