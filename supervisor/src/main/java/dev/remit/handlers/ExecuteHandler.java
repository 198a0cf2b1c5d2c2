package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;
import dev.remit.policy.Reason;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Executes: {@code execve} and {@code execveat}.
 *
 * <p>Executing cannot be performed for another process, so what is allowed is left to the kernel, whose Landlock domain
 * checks the file, its interpreter and its dynamic loader again. What this handler adds is the explanation: it refuses
 * beforehand what the kernel would refuse, and tells which file was the reason.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/execve.2.html">execve(2)</a>
 */
final class ExecuteHandler implements Handler {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    /** As much as the kernel reads of a script's first line. */
    private static final int FIRST_LINE = 256;
    /** As many interpreters of interpreters as the kernel follows. */
    private static final int MOST_INTERPRETERS = 5;

    private final ProcessTree tree;
    private final int execveat;
    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final TargetPath path;
    private final Resolved resolved;
    private final MemorySegment head;
    private final PathBuffer interpreter;
    private final @Nullable HeldProgram program;
    private final PathBuffer programPath;

    /** @param program its file, held open; null where any content is accepted */
    ExecuteHandler(Worker worker, ProcessTree tree, @Nullable HeldProgram program) {
        this.tree = tree;
        this.execveat = worker.numbers().numberOf("execveat");
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
        this.head = tools.arena().allocate(FIRST_LINE);
        this.interpreter = new PathBuffer(tools.arena());
        this.program = program;
        this.programPath = new PathBuffer(tools.arena());
        if (program != null) {
            program.writePath(programPath);
        }
    }

    @Override
    public void handle(Call call) {
        call.needs(Access.EXECUTE);
        if (!tree.begin(tools.sys(), call.tid())) {
            call.deny(Reason.SUPERVISOR_EXHAUSTED, Errno.EPERM);
            return;
        }
        if (call.number() == execveat) {
            decide(call, resolveAt(call));
        } else {
            int error = path.read(call, FileCalls.AT_CWD, call.argument(0));
            if (error == 0 && program != null && program.begins(path.raw())) {
                start(call, program);
            } else {
                decide(call, error < 0 ? error : resolver.resolve(call, path, 0, 0, resolved));
            }
        }
        resolved.release(tools);
    }

    private void decide(Call call, int error) {
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (isGranted(call, Reason.NONE)) {
            call.proceed();
            checkInterpreters(call);
        }
    }

    /**
     * The launcher executes the file that it holds, or the interpreter that the file names: by a path that leads through
     * its own descriptors, which nobody else has, and that is in its own memory. So what the kernel will find there is
     * known, and nothing of it is looked up.
     */
    private void start(Call call, HeldProgram held) {
        if (!isProgramGranted(call)) {
            return;
        }
        call.proceed();
        for (int i = 0; i < held.interpreters(); i++) {
            held.writeInterpreter(i, interpreter);
            if (!resolveInterpreter(call) || !isGranted(call, Reason.INTERPRETER_NOT_GRANTED)) {
                return;
            }
        }
        if (held.interpreters() > 0) {
            checkInterpreters(call);
        }
    }

    private int resolveAt(Call call) {
        int flags = call.intArgument(4);
        int error = resolveByPath(call, call.intArgument(0), 1,
                (flags & AT_SYMLINK_NOFOLLOW) != 0 ? OpenFlags.NOFOLLOW : 0);
        return error == -Errno.ENOENT && path.raw().isEmpty() && (flags & AT_EMPTY_PATH) != 0
                ? resolver.resolveDescriptor(call, call.intArgument(0), resolved)
                : error;
    }

    private int resolveByPath(Call call, int directory, int pathArgument, int flags) {
        int error = path.read(call, directory, call.argument(pathArgument));
        return error < 0 ? error : resolver.resolve(call, path, flags, 0, resolved);
    }

    /** Whether what is pinned may be executed; refuses the call if not. */
    private boolean isGranted(Call call, Reason asInterpreter) {
        if (isProgram()) {
            return isProgramGranted(call);
        }
        call.path().set(resolved.hasPath() ? resolved.decisive() : resolved.canonical());
        long verdict = resolved.hasPath() ? judge.verdict(resolved.decisive()) : call.verdict();
        call.judged(Access.EXECUTE, verdict);
        if (judge.kernelGrants(verdict, Access.EXECUTE, resolved.descriptor())) {
            return true;
        }
        if (tools.files().stat(resolved.descriptor()) == 0
                && (tools.files().mode() & FileKind.MASK) != FileKind.REGULAR) {
            call.fail(Errno.EACCES);
        } else if (asInterpreter == Reason.NONE) {
            Judge.deny(call);
        } else {
            call.deny(asInterpreter, Errno.EACCES);
        }
        return false;
    }

    /** Whether it is the program's own file, or its copy in memory: by whatever way, under whatever name it is by now. */
    private boolean isProgram() {
        return program != null && tools.files().stat(resolved.descriptor()) == 0
                && program.is(tools.files().device(), tools.files().inode());
    }

    private boolean isProgramGranted(Call call) {
        call.path().set(programPath);
        long verdict = judge.verdict(programPath);
        call.judged(Access.EXECUTE, verdict);
        boolean granted = Judge.grants(verdict, Access.EXECUTE);
        if (!granted) {
            Judge.deny(call);
        }
        return granted;
    }

    /** Refuses a script whose interpreter may not be executed, naming the interpreter. */
    private void checkInterpreters(Call call) {
        for (int i = 0; i < MOST_INTERPRETERS && readInterpreter(); i++) {
            if (!resolveInterpreter(call) || !isGranted(call, Reason.INTERPRETER_NOT_GRANTED)) {
                return;
            }
        }
    }

    /** False when there is no such file: then the kernel finds the same and says so. */
    private boolean resolveInterpreter(Call call) {
        int error = path.take(call, interpreter);
        return error == 0 && resolver.resolve(call, path, 0, 0, resolved) == 0;
    }

    private boolean readInterpreter() {
        int file = tools.files().reopen(resolved.descriptor(), OpenFlags.RDONLY | OpenFlags.NONBLOCK, 0);
        if (file < 0) {
            return false;
        }
        long length = tools.sys().invoke(SyscallNumber.READ, file, head.address(), FIRST_LINE);
        tools.files().close(file);
        return length > 2 && head.get(ValueLayout.JAVA_BYTE, 0) == '#' && head.get(ValueLayout.JAVA_BYTE, 1) == '!'
                && takeWord((int) length);
    }

    private boolean takeWord(int length) {
        int at = 2;
        while (at < length && isBlank(at)) {
            at++;
        }
        interpreter.clear();
        while (at < length && !isBlank(at) && head.get(ValueLayout.JAVA_BYTE, at) != '\n'
                && head.get(ValueLayout.JAVA_BYTE, at) != 0) {
            interpreter.append(head.get(ValueLayout.JAVA_BYTE, at++));
        }
        return !interpreter.isEmpty();
    }

    private boolean isBlank(int at) {
        byte value = head.get(ValueLayout.JAVA_BYTE, at);
        return value == ' ' || value == '\t';
    }
}
