package dev.remit.syscall;

import java.util.Locale;

/** The machine architectures whose system calls are known. Both are little-endian with 64-bit registers. */
public enum Architecture {
    X86_64("x86-64", 0xC000003E),
    AARCH64("AArch64", 0xC00000B7);

    private final String title;
    private final int auditValue;

    Architecture(String title, int auditValue) {
        this.title = title;
        this.auditValue = auditValue;
    }

    /** As people write it. */
    public String title() {
        return title;
    }

    /** The {@code AUDIT_ARCH_*} value that the kernel puts into {@code seccomp_data.arch}. */
    public int auditValue() {
        return auditValue;
    }

    /**
     * The architecture that this process runs on.
     *
     * @throws UnsupportedOperationException on any other
     */
    public static Architecture current() {
        return named(System.getProperty("os.arch", ""));
    }

    /** The architecture that the JDK calls {@code name} in its property {@code os.arch}. */
    static Architecture named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x86-64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default -> throw new UnsupportedOperationException(
                    "this machine is a " + name + "; only x86-64 and AArch64 are supported");
        };
    }
}
