package dev.remit.syscall;

import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param name as the kernel headers spell it, without {@code __NR_}
 * @param x86Number the number on x86-64, or {@link #NONE}
 * @param armNumber the number on AArch64, or {@link #NONE}
 * @param ruling what becomes of it
 * @param reason one clause of English that says why
 */
public record SystemCall(String name, int x86Number, int armNumber, Ruling ruling, String reason) {
    /** Stands for the number of a call that an architecture does not have. */
    public static final int NONE = -1;

    /**
     * What becomes of a call.
     *
     * @param treatment unless the condition holds
     * @param family null unless the call is handed over
     * @param condition when the kernel allows the call at once
     */
    public record Ruling(Treatment treatment, @Nullable CallFamily family, Condition condition) {}

    /** The call's number on an architecture, or {@link #NONE}. */
    public int number(Architecture architecture) {
        return architecture == Architecture.X86_64 ? x86Number : armNumber;
    }

    public Treatment treatment() {
        return ruling.treatment();
    }

    /** The family of a call that can be handed over, else null. */
    public @Nullable CallFamily family() {
        return ruling.family();
    }

    public Condition condition() {
        return ruling.condition();
    }
}
