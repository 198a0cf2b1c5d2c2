package dev.remit.handlers;

import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;

/**
 * Gives the program its own file to read: the one that is held, under its name, whatever bears the name by then. Who
 * started it means the content that was looked at, and an interpreter reads its script by name only after exec.
 *
 * <p>Opens for anything but reading are decided like any others.
 */
final class HeldProgramFile {
    /** Flags that make more of an open than reading a file that exists. */
    private static final int MORE = OpenFlags.CREAT | OpenFlags.DIRECTORY | OpenFlags.TMPFILE_BIT;

    private final Tools tools;
    private final Judge judge;
    private final HeldProgram program;
    private final PathBuffer decisive;

    HeldProgramFile(Worker worker, HeldProgram program) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.program = program;
        this.decisive = new PathBuffer(tools.arena());
    }

    /**
     * Whether a path is, as written, the program's; then it need not lead there any more. A caller that has a say in how
     * it is resolved has it resolved.
     */
    boolean isNamed(TargetPath path, OpenArguments arguments) {
        return isRead(arguments) && arguments.resolve() == 0 && !arguments.has(OpenFlags.NOFOLLOW)
                && program.isNamed(path.joined());
    }

    /** Whether a path leads to where the program was. */
    boolean isAt(PathBuffer canonical, OpenArguments arguments) {
        return isRead(arguments) && program.wasAt(canonical);
    }

    private static boolean isRead(OpenArguments arguments) {
        return !arguments.has(MORE) && arguments.needed() == Access.READ;
    }

    /** Opens it for the target. */
    void open(Call call, OpenArguments arguments) {
        program.writePath(decisive);
        long verdict = judge.verdict(decisive);
        call.path().set(decisive);
        call.judged(Access.READ, verdict);
        if (Judge.grants(verdict, Access.READ)) {
            OpenHandler.handOver(call,
                    tools.files().reopen(program.descriptor(), arguments.flags() & ~OpenFlags.NOFOLLOW, 0), arguments,
                    false);
        } else {
            Judge.deny(call);
        }
    }
}
