package dev.remit.bpf;

/** A program that the kernel would not accept: always a bug of whoever made it. */
public final class InvalidProgramException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidProgramException(String what) {
        super("the kernel would refuse this BPF program: " + what);
    }
}
