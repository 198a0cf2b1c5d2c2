package dev.remit.benchmarks;

import dev.remit.audit.EventRing;
import dev.remit.compiler.endpoints.EndpointLowering;
import dev.remit.compiler.trie.TrieCompiler;
import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.handlers.CredentialChanges;
import dev.remit.handlers.DeviceUse;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.PinnedFiles;
import dev.remit.handlers.ProcessTree;
import dev.remit.linux.Syscall;
import dev.remit.linux.seccomp.Listener;
import dev.remit.linux.seccomp.Notification;
import dev.remit.linux.seccomp.NotificationSizes;
import dev.remit.notify.Recorder;
import dev.remit.notify.Supervision;
import dev.remit.notify.WorkerPool;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Extent;
import dev.remit.policy.Flow;
import dev.remit.policy.Layer;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Peer;
import dev.remit.policy.Permission;
import dev.remit.policy.PortRange;
import dev.remit.policy.Region;
import dev.remit.policy.Transport;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Who serves a listener of this process. */
public enum InProcessSupervisor {
    /** Nobody: the calls are not handed over. */
    NONE,
    /** The C reference, answering that the kernel shall go on. */
    C_CONTINUE,
    /** The C reference, making the calls of an open that Landlock grants. */
    C_BACKED,
    /** The C reference, making the calls of an open that the supervisor performs. */
    C_BROKERED,
    /** The C reference, making the calls of a connect or an addressed send. */
    C_NETWORK,
    /** Three calls through the façade, answering that the kernel shall go on: what the way through Java costs. */
    JAVA_CONTINUE,
    /** Remit, with a rule for the whole directory. */
    REMIT_BACKED,
    /** Remit, with a rule that the supervisor enforces alone. */
    REMIT_BROKERED,
    /** Remit, with rules that let loopback be reached. */
    REMIT_NETWORK;

    private static final int RING = 1 << 18;
    private static final int LOOPBACK = 0x7F000001;
    private static final Origin ORIGIN = new Origin("benchmark", 0, 0, "");

    /** The order of the modes in {@code reference_supervisor.c}. */
    private static final List<InProcessSupervisor> MODES_IN_C = List.of(C_CONTINUE, C_BACKED, C_BROKERED, C_NETWORK);

    /**
     * What each thread of the supervisor does; several may do it at a time.
     *
     * @param listener a descriptor of this process
     * @param scratch where compiled programs may be put, and the file that will be opened
     * @param workers how many threads will do it
     */
    Runnable worker(int listener, Scratch scratch, int workers) {
        return switch (this) {
            case NONE -> () -> {};
            case C_CONTINUE, C_BACKED, C_BROKERED, C_NETWORK -> reference(listener, scratch.directory());
            case JAVA_CONTINUE -> () -> proceed(listener);
            case REMIT_BACKED -> remit(listener, region(scratch.place(), Layer.KERNEL_TREE), workers);
            case REMIT_BROKERED, REMIT_NETWORK -> remit(listener, region(scratch.place(), Layer.BROKERED), workers);
        };
    }

    private Runnable reference(int listener, Path directory) {
        Path library = ReferencePrograms.compile(directory).library();
        MemorySegment function = SymbolLookup.libraryLookup(library, Arena.global())
                .findOrThrow("reference_supervise");
        MethodHandle supervise = Linker.nativeLinker().downcallHandle(function, FunctionDescriptor
                .of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        int mode = MODES_IN_C.indexOf(this);
        return () -> {
            try {
                int error = (int) supervise.invokeExact(listener, mode);
                if (error < 0) {
                    throw new IllegalStateException("the reference supervisor ended with " + error);
                }
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        };
    }

    private static void proceed(int listenerFd) {
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            Listener listener = new Listener(sys, listenerFd, arena);
            Notification notification = new Notification(arena, NotificationSizes.query(sys).notification());
            while (true) {
                if (listener.receive(notification) == 0) {
                    listener.proceed(notification.id());
                } else if (listener.isAbandoned()) {
                    return;
                }
            }
        }
    }

    private static Region region(Path directory, Layer layer) {
        return new Region(new PathRule(PathPattern.literal(directory.toString(), Extent.SUBTREE), Permission.READ,
                ORIGIN), layer, "");
    }

    private static EndpointTable loopback() {
        Peer loopback = new Peer.Blocks(List.of(AddressBlock.ofV4(LOOPBACK)));
        EndpointRule rule = new EndpointRule(Flow.OUTBOUND, loopback, Set.of(Transport.TCP, Transport.UDP),
                List.of(PortRange.ANY), ORIGIN);
        return EndpointLowering.lower(List.of(rule), NameAddresses.NONE);
    }

    private static Runnable remit(int listener, Region region, int workers) {
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            Handlers.Shared shared = new Handlers.Shared(TrieCompiler.compile(List.of(region)),
                    new PinnedFiles(new long[0]), SystemCalls.load().on(Architecture.current()),
                    new CredentialChanges(sys), false, new Handlers.Network(new LiveEndpoints(loopback())),
                    DeviceUse.NONE, ProcessTree.UNKEPT);
            Supervision supervision = new Supervision(listener, NotificationSizes.query(sys).notification(), shared,
                    () -> new Recorder(EventRing.allocate(Arena.ofAuto(), RING), null, false),
                    new AtomicReference<>());
            return new WorkerPool(supervision, workers, () -> {})::serve;
        }
    }
}
