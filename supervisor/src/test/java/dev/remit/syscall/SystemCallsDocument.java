package dev.remit.syscall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Writes {@code docs/system-calls.md} from the tables. */
final class SystemCallsDocument {
    private static final String INTRODUCTION = """
            # What becomes of every system call

            Generated from `supervisor/src/main/resources/dev/remit/syscall/calls.table` and `commands.table`; a test fails
            when it is not up to date and says how to write it again.

            The kernel runs a filter on every call of a confined program, which sorts it by number and registers alone:

            - **allowed**: the kernel does it, and the supervisor never hears of it;
            - **supervised**: it waits for the supervisor, which answers as the call's family demands;
            - **refused**: it waits for the supervisor, which answers EPERM, records it and says why;
            - **absent**: ENOSYS in the kernel, for interfaces that programs know how to do without, so that probing for
              them leaves no trail of denials.

            A call with a condition is allowed when the condition holds, and treated as listed otherwise. Arguments that the
            kernel takes as an `int` are judged by their low 32 bits, as the kernel does itself; pointers by all 64. A number
            that is not listed here is answered with ENOSYS; a number of the x32 range, or a call of another architecture,
            kills the process. From Linux 5.11 on the kernel remembers which numbers are always allowed and does not run the
            filter for them, so that those calls cost nothing.

            **The program's own filters.** A program may add seccomp filters of its own: they only narrow. Of several the
            strictest answer counts, and where two hand a call over, the newest one's listener is asked; a listener of the
            program's own could therefore let its calls through, which is why asking for one is refused. A nested filter that
            hands over without a listener, or that traces without a tracer (`ptrace` is refused), gets ENOSYS for those calls.
            Landlock domains of its own cannot be had: they would not hold back what the supervisor does on its behalf.

            **What was open before.** Standard input, output and error come from whoever started the program, and what they
            are is that person's grant: the filter asks for paths and addresses, not for descriptors that exist already. A
            socket that the program could not make itself is no exception: what it sends through it, and where it connects, is
            decided as if the manifest spoke of such sockets.

            **If the supervisor dies**, every supervised and refused call answers ENOSYS. `exit`, `exit_group`, `close`,
            `rt_sigreturn` and `futex` are never handed over, so that a program can always end.
            """;

    private final SystemCalls calls;
    private final StringBuilder text = new StringBuilder(INTRODUCTION);

    private SystemCallsDocument(SystemCalls calls) {
        this.calls = calls;
    }

    static String of(SystemCalls calls) {
        SystemCallsDocument document = new SystemCallsDocument(calls);
        document.write();
        return document.text.toString();
    }

    private void write() {
        heading("Supervised");
        for (CallFamily family : CallFamily.values()) {
            if (family != CallFamily.REFUSED) {
                section("### " + family.spelling().replace('_', ' '), call -> call.family() == family);
            }
        }
        section("## Refused", call -> call.treatment() == Treatment.REFUSE);
        for (String call : List.of("ioctl", "fcntl", "prctl")) {
            commands(call);
        }
        section("## Absent", call -> call.treatment() == Treatment.ABSENT);
        heading("Allowed");
        text.append("\n| call | because |\n| --- | --- |\n");
        allowed().forEach((reason, names) -> text.append("| ").append(String.join(", ", names)).append(" | ")
                .append(reason).append(" |\n"));
    }

    private void heading(String title) {
        text.append("\n## ").append(title).append('\n');
    }

    private void section(String heading, Predicate<SystemCall> selected) {
        text.append('\n').append(heading).append("\n\n| call | x86-64 | AArch64 | allowed if | because |\n");
        text.append("| --- | ---: | ---: | --- | --- |\n");
        for (SystemCall call : calls.all()) {
            if (selected.test(call)) {
                text.append("| ").append(code(call.name())).append(" | ").append(number(call.x86Number())).append(" | ")
                        .append(number(call.armNumber())).append(" | ").append(call.condition().explanation())
                        .append(" | ").append(call.reason()).append(" |\n");
            }
        }
    }

    /** Calls that are allowed for the same reason share a line. */
    private Map<String, List<String>> allowed() {
        Map<String, List<String>> namesByReason = new LinkedHashMap<>();
        for (SystemCall call : calls.all()) {
            if (call.treatment() == Treatment.ALLOW) {
                namesByReason.computeIfAbsent(call.reason(), _ -> new ArrayList<>()).add(code(call.name()));
            }
        }
        return namesByReason;
    }

    private void commands(String call) {
        text.append("\n### The commands of ").append(code(call)).append("\n\n| command | value | | because |\n");
        text.append("| --- | --- | --- | --- |\n");
        for (Command command : calls.commandsOf(call)) {
            text.append("| ").append(command.name().equals("any-other") ? "any other" : code(command.name()))
                    .append(" | ")
                    .append(values(command.values())).append(" | ").append(verdict(command.verdict())).append(" | ")
                    .append(command.reason()).append(" |\n");
        }
    }

    private static String verdict(Command.Verdict verdict) {
        return switch (verdict) {
            case ALLOW -> "allowed";
            case REFUSE -> "**refused**";
            case ROAMING -> "allowed where the kernel confines signals";
            case IDENTITY -> "allowed, and noted by a privileged supervisor";
            case DEVICE -> "allowed, unless classes of devices are granted";
        };
    }

    private static String values(Command.Values values) {
        return switch (values) {
            case Command.Values.Range(long low, long high) when low == high -> hex(low);
            case Command.Values.Range(long low, long high) -> hex(low) + " to " + hex(high);
            case Command.Values.Masked(int bits, int mask) -> hex(bits) + " under the mask " + hex(mask);
            case Command.Values.Rest() -> "";
        };
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value & 0xFFFF_FFFFL).toUpperCase(Locale.ROOT);
    }

    private static String number(int number) {
        return number == SystemCall.NONE ? "–" : Integer.toString(number);
    }

    private static String code(String name) {
        return "`" + name + "`";
    }
}
