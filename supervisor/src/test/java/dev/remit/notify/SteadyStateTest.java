package dev.remit.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.bpf.BpfProgram;
import dev.remit.compiler.bpf.FilterCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.decision.DecisionTrie;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.handlers.CredentialChanges;
import dev.remit.handlers.DeviceUse;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.HeldProgram;
import dev.remit.handlers.HeldProgram.PathText;
import dev.remit.handlers.PinnedFiles;
import dev.remit.handlers.ProcessTree;
import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.file.FileCalls;
import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open takes, once all code is compiled. */
class SteadyStateTest {
    private final Arena arena = Arena.ofAuto();

    @TempDir
    private Path directory;

    @Test
    void shouldAllocateNothingForOpenLeftToKernel() throws Exception {
        assertThat(allocatedInSteadyState("tree/file", 0)).isZero();
    }

    @Test
    void shouldAllocateNothingForOpenPerformedBySupervisor() throws Exception {
        assertThat(allocatedInSteadyState("brokered/file", 0)).isZero();
    }

    @Test
    void shouldAllocateNothingForRefusedOpen() throws Exception {
        assertThat(allocatedInSteadyState("other/file", -Errno.EACCES)).isZero();
    }

    @Test
    void shouldAllocateNothingForMissingFile() throws Exception {
        assertThat(allocatedInSteadyState("other/missing", -Errno.ENOENT)).isZero();
    }

    @Test
    void shouldAllocateNothingWhereContentOfProgramMatters() throws Exception {
        assertThat(allocatedInSteadyState("tree/file", 0, this::sharedWithProgram)).isZero();
        assertThat(allocatedInSteadyState("tree/program", 0, this::sharedWithProgram)).isZero();
    }

    private interface Sharing {
        Handlers.Shared get() throws IOException;
    }

    private long allocatedInSteadyState(String path, int error) throws Exception {
        return allocatedInSteadyState(path, error, this::shared);
    }

    private long allocatedInSteadyState(String path, int error, Sharing sharing) throws Exception {
        for (String name : new String[]{"tree", "brokered", "other"}) {
            Files.createDirectories(directory.resolve(name));
            Files.writeString(directory.resolve(name).resolve("file"), "content");
        }
        MemorySegment file = CString.of(arena, directory.toRealPath().resolve(path).toString());
        return new SteadyState(filter(), sharing.get()).allocated(sys -> {
            FileCalls files = new FileCalls(sys, arena);
            files.close(files.open(FileCalls.AT_CWD, file.address(), 0, 0));
            return () -> {
                int opened = files.open(FileCalls.AT_CWD, file.address(), 0, 0);
                files.close(opened);
                return error == 0 ? Math.min(0, opened) : opened - error;
            };
        });
    }

    private static BpfProgram filter() {
        return FilterCompiler.compile(Architecture.current(), SystemCalls.load(), FilterOptions.standard());
    }

    private DecisionTrie trie() throws IOException {
        Path real = directory.toRealPath();
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal(real.resolve("tree").toString(), Extent.SUBTREE), Access.READ, 0, 0, 0);
        builder.allow(PathPattern.literal(real.resolve("brokered").toString(), Extent.SUBTREE), 0, 0, Access.READ, 1);
        return builder.build();
    }

    private Handlers.Shared shared() throws IOException {
        return new Handlers.Shared(trie(), new PinnedFiles(new long[0]), SystemCalls.load().on(Architecture.current()),
                new CredentialChanges(new Syscall(arena)), false,
                new Handlers.Network(new LiveEndpoints(EndpointTable.EMPTY)), DeviceUse.NONE, ProcessTree.UNKEPT);
    }

    /** What is held is another file than the one that bears the name. */
    private Handlers.Shared sharedWithProgram() throws IOException {
        Files.writeString(directory.resolve("tree/program"), "content");
        Path program = directory.toRealPath().resolve("tree/program");
        Syscall sys = new Syscall(arena);
        FileCalls files = new FileCalls(sys, arena);
        int held = files.open(FileCalls.AT_CWD,
                CString.of(arena, directory.toRealPath().resolve("other/file").toString()).address(), 0, 0);
        assertThat(files.stat(held)).isZero();
        PathText name = new PathText(CString.bytes(program.toString()));
        Handlers.Shared shared = shared();
        return new Handlers.Shared(shared.trie(), shared.pinned(), shared.numbers(), shared.credentialChanges(),
                shared.hides(), shared.network(), shared.devices(), shared.tree(), shared.segments(),
                new HeldProgram(new HeldProgram.Identity(held, files.device(), files.inode()), name, name,
                        new HeldProgram.Start(name, List.of())));
    }
}
