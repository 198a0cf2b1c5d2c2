package dev.remit.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.compiler.bpf.FilterCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.handlers.CredentialChanges;
import dev.remit.handlers.DeviceUse;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.PinnedFiles;
import dev.remit.handlers.ProcessTree;
import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.CommandBounds;
import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommand;
import dev.remit.policy.DeviceCommands;
import dev.remit.policy.DeviceGrant;
import dev.remit.policy.DeviceNode;
import dev.remit.policy.DeviceRules;
import dev.remit.policy.Origin;
import dev.remit.policy.Rules;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What commands to devices take, once all code is compiled. The null device stands for a granted node: it knows no command
 * at all.
 */
class DeviceSteadyStateTest {
    private static final int KNOWN_SPACE = 0x4500;
    private static final int PERMITTED = 0x4501;
    private static final int WITHHELD = 0x4502;
    private static final int UNKNOWN = 0x1234;
    private static final Origin ORIGIN = new Origin("test", 1, 1, "mouse");

    private final Arena arena = Arena.ofAuto();
    private final DeviceRules rules = new DeviceRules(
            List.of(grant("/dev/null", 3, PERMITTED), grant("/dev/zero", 5, 0)),
            List.of(), List.of(), List.of(), List.of());

    private static DeviceGrant grant(String path, int minor, int permitted) {
        return new DeviceGrant(new DeviceNode(path, 1, minor), List.of(DeviceClass.MOUSE),
                new DeviceCommands(List.of(new DeviceCommand("space", KNOWN_SPACE, 0xFF00, false)),
                        permitted == 0
                                ? List.of()
                                : List.of(new DeviceCommand("one", permitted, DeviceCommand.SINGLE, false))),
                ORIGIN);
    }

    @Test
    void shouldAllocateNothingForCommandThatNodeIncludes() throws Exception {
        assertThat(allocated("/dev/null", PERMITTED, -Errno.ENOTTY)).isZero();
    }

    @Test
    void shouldAllocateNothingForCommandThatAnotherNodeIncludes() throws Exception {
        assertThat(allocated("/dev/zero", PERMITTED, -Errno.EACCES)).isZero();
    }

    @Test
    void shouldAllocateNothingForCommandThatNoNodeIncludes() throws Exception {
        assertThat(allocated("/dev/full", WITHHELD, -Errno.EACCES)).isZero();
    }

    @Test
    void shouldAllocateNothingForCommandToAnotherDevice() throws Exception {
        assertThat(allocated("/dev/full", UNKNOWN, -Errno.ENOTTY)).isZero();
    }

    private long allocated(String device, int command, int error) throws Exception {
        MemorySegment path = CString.of(arena, device);
        return new SteadyState(FilterCompiler.compile(Architecture.current(), SystemCalls.load(),
                FilterOptions.standard().withCommands(new CommandBounds(rules))), shared()).allocated(sys -> {
                    int file = new FileCalls(sys, arena).open(FileCalls.AT_CWD, path.address(), OpenFlags.RDWR, 0);
                    return () -> file < 0 ? file : sys.invoke(SyscallNumber.IOCTL, file, command, 0) - error;
                });
    }

    private Handlers.Shared shared() {
        return new Handlers.Shared(new DecisionTrieBuilder().build(), new PinnedFiles(new long[0]),
                SystemCalls.load().on(Architecture.current()), new CredentialChanges(new Syscall(arena)), false,
                new Handlers.Network(new LiveEndpoints(EndpointTable.EMPTY)),
                DeviceUse.of(new Rules(List.of(), List.of(), rules, false)), ProcessTree.UNKEPT);
    }
}
