package dev.remit.handlers;

import dev.remit.decision.DecisionTrie;
import dev.remit.decision.LiveEndpoints;
import dev.remit.linux.Errno;
import dev.remit.policy.Outcome;
import dev.remit.policy.Reason;
import dev.remit.syscall.CallFamily;
import dev.remit.syscall.CallNumbers;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** All handlers of one worker, and the way from a call's number to the one that decides it. */
public final class Handlers {
    /**
     * What is the same for all workers of a run.
     *
     * @param trie of the policy
     * @param pinned files that the kernel grants one by one
     * @param numbers of the running architecture
     * @param credentialChanges seen so far
     * @param hides whether what is not granted shall not seem to exist
     * @param network what is known of it
     * @param devices granted by classes
     * @param tree told of the run's processes
     * @param segments of shared memory that the run has made
     * @param program its file, held open; null where any content is accepted
     */
    public record Shared(DecisionTrie trie, PinnedFiles pinned, CallNumbers numbers,
            CredentialChanges credentialChanges, boolean hides, Network network, DeviceUse devices,
            ProcessTree tree, SharedSegments segments, @Nullable HeldProgram program) {
        /** Of a run that has made no segments yet, of a program of any content. */
        public Shared(DecisionTrie trie, PinnedFiles pinned, CallNumbers numbers, CredentialChanges credentialChanges,
                boolean hides, Network network, DeviceUse devices, ProcessTree tree) {
            this(trie, pinned, numbers, credentialChanges, hides, network, devices, tree, new SharedSegments(), null);
        }
    }

    /**
     * What all workers know of the network.
     *
     * @param endpoints of the policy
     * @param peers that have sent to sockets of the program
     * @param names in the abstract namespace of Unix sockets
     */
    public record Network(LiveEndpoints endpoints, KnownPeers peers, AbstractNames names) {
        /** Of a run that begins. */
        public Network(LiveEndpoints endpoints) {
            this(endpoints, new KnownPeers(), new AbstractNames());
        }
    }

    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_SECUREBITS = 28;
    private static final int PR_CAP_AMBIENT = 47;

    private final int prctl;
    private final Shared shared;
    private final TargetCredentials credentials;
    private final Judge judge;
    private final TargetWriter writer;
    private final Acquaintance acquaintance;
    private final EnumMap<CallFamily, Handler> byFamily = new EnumMap<>(CallFamily.class);

    /** Makes the handlers of the calling thread, which must stay the one that uses them. */
    public Handlers(Tools tools, Shared shared) {
        this.prctl = shared.numbers().numberOf("prctl");
        this.shared = shared;
        Worker worker = Worker.of(tools, shared);
        this.judge = worker.judge();
        this.writer = new TargetWriter(tools);
        this.credentials = worker.credentials();
        this.acquaintance = new Acquaintance(tools, worker.status(), shared.tree());
        SocketTools sockets = SocketTools.of(worker, shared);
        MessageSender sender = new MessageSender(worker, sockets);
        for (CallFamily family : CallFamily.values()) {
            byFamily.put(family, switch (family) {
                case OPEN -> new OpenHandler(worker, shared.program());
                case EXECUTE -> new ExecuteHandler(worker, shared.tree(), shared.program());
                case MUTATE -> new MutateHandler(worker);
                case ATTRIBUTE -> new AttributeHandler(worker);
                case WATCH -> new WatchHandler(worker);
                case MEMORY_FILE -> new MemoryFileHandler(worker);
                case SPAWN -> new SpawnHandler(worker, shared.tree());
                case SHARED_MEMORY -> new SharedMemoryHandler(worker, shared.segments());
                case TASK -> new TaskHandler(worker);
                case SOCKET -> new SocketHandler(worker, sockets);
                case BIND, LISTEN -> new BindHandler(worker, sockets);
                case CONNECT -> new ConnectHandler(sockets);
                case SEND -> new SendHandler(sockets, sender);
                case RECEIVE -> new ReceiveHandler(worker, sockets);
                case MESSAGE -> new MessageHandler(worker, sockets, sender);
                case METADATA -> new MetadataHandler(worker, credentials);
                case LIST -> new ListHandler(worker, credentials);
                case CREDENTIAL -> new CredentialHandler(worker, shared.credentialChanges());
                case DEVICE -> new DeviceHandler(worker);
                case REFUSED -> this::refuseUnlessIdentity;
            });
        }
    }

    /** Decides a call, with the target's credentials. */
    public void handle(Call call) {
        call.begin();
        acquaintance.meet(call);
        int error = credentials.assume(call.tid());
        if (error < 0) {
            Judge.unresolved(call, error);
            return;
        }
        try {
            handlerOf(call.number()).handle(call);
        } finally {
            credentials.restore();
        }
        if (call.outputLength() > 0) {
            writer.deliver(call);
        }
        if (judge.hides()) {
            hide(call);
        }
    }

    /** What a target may not know of is not refused to it: there is no such thing. */
    private void hide(Call call) {
        boolean refused = switch (call.reason()) {
            case NO_RULE, DENY_RULE, ACCESS_NOT_GRANTED, INTERPRETER_NOT_GRANTED, WIDENS_ACCESS ->
                call.outcome() == Outcome.DENIED;
            default -> false;
        };
        if (refused && call.speaksOfPath() && !(judge.shows(call.path(), true)
                && (call.secondPath().isEmpty() || judge.shows(call.secondPath(), true)))) {
            call.deny(call.reason(), Errno.ENOENT);
        }
    }

    private Handler handlerOf(int number) {
        Handler handler = byFamily.get(shared.numbers().familyOf(number));
        return handler == null ? Handlers::refuse : handler;
    }

    /** Of the calls of many commands, the filter hands over also those that only change what an exec gives. */
    private void refuseUnlessIdentity(Call call) {
        if (call.number() == prctl && changesIdentity(call.intArgument(0))) {
            shared.credentialChanges().happened();
            call.proceed();
        } else {
            refuse(call);
        }
    }

    private static boolean changesIdentity(int command) {
        return command == PR_CAPBSET_DROP || command == PR_SET_SECUREBITS || command == PR_CAP_AMBIENT;
    }

    /** The filter lets nothing else through here that any argument could make allowed. */
    private static void refuse(Call call) {
        call.note(call.argument(1));
        call.deny(Reason.CALL_REFUSED, Errno.EPERM);
    }
}
