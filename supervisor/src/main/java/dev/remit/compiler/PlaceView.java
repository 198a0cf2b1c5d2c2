package dev.remit.compiler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What resolving a manifest asks of the machine and of its caller, so that it can be tested on machines that are made up. */
public interface PlaceView {
    /** What stands at a path. */
    enum Kind {
        /** Nothing, or nothing that can be looked at. */
        MISSING,
        /** A symbolic link, whatever it leads to. */
        LINK,
        DIRECTORY,
        /** A regular file. */
        FILE,
        /** A device, a FIFO or a socket. */
        OTHER
    }

    /** Looks at an absolute path whose parent has no symbolic links; a link at its end is not followed. */
    Kind kindOf(String path);

    /** Where a symbolic link leads, as it is written in it; an empty string when it cannot be read. */
    String readLink(String path);

    /** Whether the caller may execute the file that a path leads to. */
    boolean isExecutable(String path);

    /** The lines of {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)); none when they cannot be read. */
    List<String> mountTable();

    /** The value of one of the caller's environment variables; null when it is not set. */
    @Nullable
    String variable(String name);
}
