package dev.remit.syscall;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls of one architecture by number. Immutable; lookups by number allocate nothing. */
public final class CallNumbers {
    private final Architecture architecture;
    private final @Nullable SystemCall[] byNumber;
    private final CallFamily[] families;
    private final CommandSet listedCommands;

    /** @param commands those of {@code ioctl} */
    CallNumbers(Architecture architecture, List<SystemCall> calls, List<Command> commands) {
        this.architecture = architecture;
        this.listedCommands = new CommandSet(commands);
        int limit = 0;
        for (SystemCall call : calls) {
            limit = Math.max(limit, call.number(architecture) + 1);
        }
        byNumber = new @Nullable SystemCall[limit];
        families = new CallFamily[limit];
        Arrays.fill(families, CallFamily.REFUSED);
        for (SystemCall call : calls) {
            int number = call.number(architecture);
            CallFamily family = call.family();
            if (number >= 0) {
                byNumber[number] = call;
                families[number] = family == null ? CallFamily.REFUSED : family;
            }
        }
    }

    public Architecture architecture() {
        return architecture;
    }

    /** One more than the highest number. */
    public int limit() {
        return byNumber.length;
    }

    /** The call with a number, or null. */
    public @Nullable SystemCall find(int number) {
        return number >= 0 && number < byNumber.length ? byNumber[number] : null;
    }

    /**
     * The family of a call that was handed over. {@link CallFamily#REFUSED} also for numbers that the filter never hands
     * over, so that what should not arrive is denied.
     */
    public CallFamily familyOf(int number) {
        return number >= 0 && number < families.length ? families[number] : CallFamily.REFUSED;
    }

    /** Whether the table leaves a command of {@code ioctl} to the classes of devices that a manifest grants. */
    public boolean isForDevices(int command) {
        return !listedCommands.contains(command);
    }

    /** The call's name, or {@code call 1234} for an unknown number. */
    public String nameOf(int number) {
        SystemCall call = find(number);
        return call == null ? "call " + number : call.name();
    }

    /**
     * The number of a call that is in the table, or {@link SystemCall#NONE} if this architecture does not have it.
     */
    public int numberOf(String name) {
        for (int number = 0; number < byNumber.length; number++) {
            SystemCall call = byNumber[number];
            if (call != null && call.name().equals(name)) {
                return number;
            }
        }
        return SystemCall.NONE;
    }
}
