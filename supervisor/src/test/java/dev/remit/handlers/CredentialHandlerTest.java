package dev.remit.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.compiler.bpf.FilterCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.compiler.bpf.SocketUse;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.linux.Syscall;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.seccomp.Notification;
import dev.remit.linux.seccomp.NotificationSizes;
import dev.remit.linux.seccomp.SeccompFilter;
import dev.remit.policy.CommandBounds;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.CallNumbers;
import dev.remit.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What counts as a change of credentials, with a thread that makes the calls under the real filter. */
class CredentialHandlerTest {
    private static final long KEEP = -1;
    private static final long NOBODY = 65_534;

    private final Arena arena = Arena.ofAuto();
    private final CallNumbers numbers = SystemCalls.load().on(Architecture.current());

    @Test
    void shouldCountSettingOwnUserAgainAsNoChange() throws Exception {
        assertThat(changedBy("setresuid", KEEP, ownUser(), KEEP)).isFalse();
    }

    @Test
    void shouldCountSettingOwnGroupAgainAsNoChange() throws Exception {
        assertThat(changedBy("setregid", ownGroup(), KEEP, 0)).isFalse();
    }

    @Test
    void shouldIgnoreRegistersThatCallDoesNotTake() throws Exception {
        assertThat(changedBy("setuid", ownUser(), NOBODY, NOBODY)).isFalse();
    }

    @Test
    void shouldCountLastArgumentAsChange() throws Exception {
        assertThat(changedBy("setresuid", KEEP, KEEP, NOBODY)).isTrue();
    }

    @Test
    void shouldCountOtherFileSystemUserAsChange() throws Exception {
        assertThat(changedBy("setfsuid", NOBODY, 0, 0)).isTrue();
    }

    @Test
    void shouldCountGroupsAsChange() throws Exception {
        assertThat(changedBy("setgroups", 0, 0, 0)).isTrue();
    }

    /** Whether a thread's call is counted as a change. */
    private boolean changedBy(String call, long first, long second, long third) throws Exception {
        CompletableFuture<Integer> listener = new CompletableFuture<>();
        Thread target = Thread.ofPlatform().daemon().start(() -> {
            Syscall sys = new Syscall(arena);
            SeccompFilter filter = new SeccompFilter(FilterCompiler.compile(Architecture.current(), SystemCalls.load(),
                    new FilterOptions(true, true, false, false, SocketUse.UNIX, CommandBounds.NONE)).bytes(), arena);
            Prctl.setNoNewPrivileges(sys);
            listener.complete(filter.install(sys, true));
            sys.invoke(numbers.numberOf(call), first, second, third);
        });
        CredentialChanges changes = new CredentialChanges(new Syscall(arena));
        decideOne(listener.get(), changes);
        target.join();
        return changes.any();
    }

    private void decideOne(int listener, CredentialChanges changes) {
        Tools tools = Tools.of(arena, new Syscall(arena), listener);
        Worker worker = Worker.of(tools, new Handlers.Shared(new DecisionTrieBuilder().build(),
                new PinnedFiles(new long[0]), numbers, changes, false,
                new Handlers.Network(new LiveEndpoints(EndpointTable.EMPTY)),
                DeviceUse.NONE, ProcessTree.UNKEPT));
        Handler handler = new CredentialHandler(worker, changes);
        Notification notification = new Notification(arena, NotificationSizes.query(tools.sys()).notification());
        assertThat(tools.listener().receive(notification)).isZero();
        Call call = new Call(notification, () -> true, new PathBuffer(arena), new PathBuffer(arena));
        call.begin();
        handler.handle(call);
        assertThat(call.answer()).isEqualTo(Call.Answer.PROCEED);
        tools.listener().fail(call.id(), 1);
    }

    private static long ownUser() throws Exception {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private static long ownGroup() throws Exception {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
    }
}
