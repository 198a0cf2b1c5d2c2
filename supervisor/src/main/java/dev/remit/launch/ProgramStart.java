package dev.remit.launch;

import dev.remit.handlers.HeldProgram;
import dev.remit.handlers.HeldProgram.PathText;
import dev.remit.linux.CString;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.process.InterpreterLine;
import dev.remit.linux.process.Spawn;
import dev.remit.policy.Program;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is executed when the program's file is held: the file itself, by the launcher's descriptor; or a script's
 * interpreter, which the launcher finds in the script that it holds, as the kernel would in the file that it opens by name.
 */
final class ProgramStart implements AutoCloseable {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final int ELF_MACHINE = 18;
    private static final int EM_X86_64 = 62;
    private static final int EM_AARCH64 = 183;
    private static final int OWN_MACHINE = "aarch64".equals(System.getProperty("os.arch")) ? EM_AARCH64 : EM_X86_64;

    private final ProgramImage image;
    private final StartLink link;
    private final Spawn.Image executed;
    private final HeldProgram held;

    private ProgramStart(ProgramImage image, StartLink link, Spawn.Image executed, HeldProgram held) {
        this.image = image;
        this.link = link;
        this.executed = executed;
        this.held = held;
    }

    /**
     * Makes everything ready.
     *
     * @param image of the program; closed with the start
     * @param arguments for the program, without its name
     * @throws LaunchException when it is nothing that the kernel executes
     * @throws LinuxException when the kernel refuses something
     */
    static ProgramStart of(Syscall sys, Program program, ProgramImage image, List<String> arguments)
            throws LaunchException {
        byte[] head = image.head();
        InterpreterLine line = InterpreterLine.parse(head);
        if (line == null && !isElf(head)) {
            throw notExecutable(program);
        }
        List<byte[]> argv = new ArrayList<>();
        argv.add(CString.bytes(program.path()));
        argv.addAll(CString.bytes(arguments));
        List<byte[]> interpreters = interpreters(program, line, argv);
        byte[] target = interpreters.isEmpty()
                ? CString.bytes("/proc/self/fd/" + image.descriptor())
                : fromWorkingDirectory(interpreters.getLast());
        StartLink link = StartLink.make(sys, String.valueOf(Path.of(program.path()).getFileName()), target);
        Set<Integer> needed = interpreters.isEmpty()
                ? Set.of(link.descriptor(), image.descriptor())
                : Set.of(link.descriptor());
        HeldProgram.Start start = new HeldProgram.Start(new PathText(link.path()),
                interpreters.stream().map(PathText::new).toList());
        return new ProgramStart(image, link, new Spawn.Image(link.path(), argv, needed),
                held(sys, program, image, start));
    }

    /**
     * Finds a script's interpreter; if that is a script, its interpreter, and so on, as far as the kernel follows. Each is
     * named to the next by the path that the script before gives it, which the kernel could not do by itself: it would
     * name the link that it was started by.
     *
     * @param first line of the program; null when it is no script
     * @param argv gets the interpreters and their arguments before what it has
     * @return the interpreters, that which is executed last
     */
    private static List<byte[]> interpreters(Program program, @Nullable InterpreterLine first, List<byte[]> argv)
            throws LaunchException {
        List<byte[]> interpreters = new ArrayList<>();
        for (InterpreterLine line = first; line != null; line = lineOf(program, line.interpreter())) {
            if (line.interpreter().length == 0) {
                throw new LaunchException(LaunchException.NOT_FOUND,
                        program.path() + ": its first line names no interpreter",
                        "A script's first line must name its interpreter, such as #!/bin/sh.");
            }
            if (interpreters.size() == InterpreterLine.MOST_SCRIPTS) {
                throw new LaunchException(LaunchException.NOT_EXECUTABLE,
                        program.path()
                                + ": its interpreter is a script, whose interpreter is one, and so on: more than "
                                + InterpreterLine.MOST_SCRIPTS + " in a row",
                        "Name an interpreter in its first line that is no script.");
            }
            byte[] argument = line.argument();
            if (argument != null) {
                argv.addFirst(argument);
            }
            argv.addFirst(line.interpreter());
            interpreters.add(line.interpreter());
        }
        return interpreters;
    }

    /** The first line of an interpreter that is a script, and may be executed; of any other the kernel says what it is. */
    private static @Nullable InterpreterLine lineOf(Program program, byte[] path) {
        String directory = program.workingDirectory();
        try {
            Path file = Path.of(directory == null ? "" : directory).resolve(new String(path, StandardCharsets.UTF_8));
            if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
                return null;
            }
            try (InputStream content = Files.newInputStream(file)) {
                return InterpreterLine.parse(content.readNBytes(InterpreterLine.LENGTH));
            }
        } catch (IOException | InvalidPathException unknown) {
            return null;
        }
    }

    private static HeldProgram held(Syscall sys, Program program, ProgramImage image, HeldProgram.Start start) {
        try (Arena arena = Arena.ofConfined()) {
            FileCalls files = new FileCalls(sys, arena);
            LinuxException.check(files.stat(image.descriptor()), "statx", program.path());
            return new HeldProgram(
                    new HeldProgram.Identity(image.descriptor(), files.device(), files.inode()),
                    new PathText(CString.bytes(program.path())), new PathText(image.canonical()), start);
        }
    }

    private static boolean isElf(byte[] head) {
        if (head.length < ELF_MACHINE + 2) {
            return false;
        }
        for (int i = 0; i < ELF.length; i++) {
            if (head[i] != ELF[i]) {
                return false;
            }
        }
        // Both supported machines have their low byte first.
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getShort(ELF_MACHINE) == OWN_MACHINE;
    }

    private static LaunchException notExecutable(Program program) {
        return new LaunchException(LaunchException.NOT_EXECUTABLE,
                program.path() + ": neither a program of this machine nor a script with an interpreter",
                "A script's first line must name its interpreter, such as #!/bin/sh. What another program runs (such as"
                        + " binfmt_misc has it) cannot be held to its content: put that program into `run`.");
    }

    /** The kernel finds a relative interpreter from the working directory, and a link's text is read from its own. */
    private static byte[] fromWorkingDirectory(byte[] path) {
        if (path[0] == '/') {
            return path;
        }
        byte[] there = CString.bytes("/proc/self/cwd/");
        byte[] full = Arrays.copyOf(there, there.length + path.length);
        System.arraycopy(path, 0, full, there.length, path.length);
        return full;
    }

    Spawn.Image executed() {
        return executed;
    }

    HeldProgram held() {
        return held;
    }

    ProgramImage image() {
        return image;
    }

    /** The program runs, or never will: what only its start needed is taken away. */
    void begun() {
        link.close();
    }

    @Override
    public void close() {
        link.close();
        image.close();
    }
}
