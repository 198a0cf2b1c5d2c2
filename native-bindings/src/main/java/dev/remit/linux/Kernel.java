package dev.remit.linux;

/**
 * What can be asked of a kernel, its libc and its machine. {@link RunningKernel} asks the real ones; tests answer for
 * kernels that lack something.
 */
public interface Kernel {
    /** The architecture as the Java runtime names it, such as {@code amd64} or {@code aarch64}. */
    String architecture();

    /** The release, such as {@code 6.12.9-amd64}, as uname(2) gives it. */
    String release();

    /** What the call behind a probe answers: its result, or a negative errno. */
    long answer(Probe probe);

    /** Whether this process holds {@code CAP_SYS_PTRACE}, with which it may read any process in reach. */
    boolean mayTraceAll();
}
