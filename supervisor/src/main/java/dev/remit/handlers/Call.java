package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.seccomp.Notification;
import dev.remit.policy.Outcome;
import dev.remit.policy.Reason;
import dev.remit.policy.Verdict;
import java.lang.foreign.MemorySegment;

/**
 * One supervised call, and how it is to be answered: a mutable flyweight, one per worker, used for every call in turn.
 */
public final class Call {
    /** What the worker is to tell the kernel. */
    public enum Answer {
        /** Go on with the call. */
        PROCEED,
        /** Fail with {@link #errno()}. */
        FAIL,
        /** Succeed with {@link #value()}. */
        SUCCEED,
        /** Place {@link #descriptor()} into the target and answer its number there. */
        SEND_DESCRIPTOR
    }

    /** Told before a worker does something that may wait for somebody else. */
    @FunctionalInterface
    public interface Absence {
        /** Sees to it that others receive calls meanwhile; false when there is nobody left to. */
        boolean begin();
    }

    private final Notification notification;
    private final Absence absence;
    private final PathBuffer path;
    private final PathBuffer secondPath;

    private Answer answer = Answer.FAIL;
    private Outcome outcome = Outcome.DENIED;
    private Reason reason = Reason.NONE;
    private int errno;
    private long value;
    private int descriptor;
    private boolean closeOnExec;
    private boolean sole;
    private int needed;
    private long verdict;
    private boolean secondPathJudged;
    private long detail;
    private boolean metHidden;
    private boolean byDescriptor;
    private long outputAddress;
    private int outputLength;
    private MemorySegment output = MemorySegment.NULL;
    private int outputCount;
    private int outputStride;
    private final AskedEndpoint endpoint = new AskedEndpoint();

    /**
     * @param notification filled by the worker before each call
     * @param absence of the worker
     * @param path memory for the path that is reported
     * @param secondPath memory for the second one
     */
    public Call(Notification notification, Absence absence, PathBuffer path, PathBuffer secondPath) {
        this.notification = notification;
        this.absence = absence;
        this.path = path;
        this.secondPath = secondPath;
    }

    /** Forgets the previous call. */
    public void begin() {
        answer = Answer.FAIL;
        outcome = Outcome.DENIED;
        reason = Reason.SUPERVISOR_EXHAUSTED;
        errno = Errno.EACCES;
        value = 0;
        descriptor = -1;
        closeOnExec = false;
        needed = 0;
        verdict = Verdict.NOTHING;
        secondPathJudged = false;
        detail = 0;
        metHidden = false;
        byDescriptor = false;
        outputLength = 0;
        endpoint.clear();
        path.clear();
        secondPath.clear();
    }

    public long id() {
        return notification.id();
    }

    /** The calling thread. */
    public int tid() {
        return notification.tid();
    }

    /** The call's number on this architecture. */
    public int number() {
        return notification.number();
    }

    /** Argument register {@code index}, 0 to 5. */
    public long argument(int index) {
        return notification.argument(index);
    }

    /** The low half of an argument register: what the kernel sees of an {@code int} parameter. */
    public int intArgument(int index) {
        return (int) notification.argument(index);
    }

    /**
     * To be called before anything that may wait for somebody else, such as opening a FIFO; others then receive calls
     * meanwhile. What is announced is done right afterwards, by the same thread. When the target is killed, or has a
     * signal to deliver, the system call that waits is interrupted and answers EINTR; whatever the handler then makes
     * of it, the target is answered as if the signal had interrupted its own call. Announcing is a matter of speed: who
     * blocks without having announced it is noticed after some milliseconds.
     *
     * @return false when nobody is left to receive; then the call is refused already and must not be performed
     */
    public boolean aboutToBlock() {
        if (absence.begin()) {
            return true;
        }
        deny(Reason.SUPERVISOR_EXHAUSTED, Errno.ENFILE);
        return false;
    }

    /** Lets the kernel go on. See the package's invariants. */
    public void proceed() {
        answer = Answer.PROCEED;
        outcome = Outcome.CONTINUED;
        reason = Reason.NONE;
        errno = 0;
    }

    /** Fails as the kernel itself would have: not a refusal. */
    public void fail(int positiveErrno) {
        answer = Answer.FAIL;
        outcome = Outcome.FAILED;
        reason = Reason.NONE;
        errno = positiveErrno;
    }

    /** Refuses. */
    public void deny(Reason why, int positiveErrno) {
        answer = Answer.FAIL;
        outcome = Outcome.DENIED;
        reason = why;
        errno = positiveErrno;
    }

    /** The supervisor did it: answers a result that is a negative errno or a value. */
    public void performed(long result) {
        if (result < 0) {
            fail((int) -result);
            return;
        }
        answer = Answer.SUCCEED;
        outcome = Outcome.PERFORMED;
        reason = Reason.NONE;
        errno = 0;
        value = result;
    }

    /** As {@link #performed}, with a result that is to be written into the target's memory first. */
    public void performed(long result, long address, MemorySegment bytes, int length) {
        performed(result);
        outputAddress = address;
        output = bytes;
        outputLength = result < 0 ? 0 : length;
        outputCount = 1;
    }

    /**
     * Says that the output is {@code count} pieces of the same length, of which the target wants each {@code stride} bytes
     * behind the one before.
     */
    void spreadOutput(int count, int stride) {
        outputCount = count;
        outputStride = stride;
    }

    /**
     * The supervisor opened it: hands over {@code source}, which the worker closes.
     *
     * @param alone whether the target must not go on before the supervisor's own descriptor is closed. As long as that
     *        is open, what the target has written cannot be executed, its locks outlast its own descriptor, and its
     *        pipes have one end more.
     */
    public void sendDescriptor(int source, boolean withCloseOnExec, boolean alone) {
        answer = Answer.SEND_DESCRIPTOR;
        outcome = Outcome.PERFORMED;
        reason = Reason.NONE;
        errno = 0;
        descriptor = source;
        closeOnExec = withCloseOnExec;
        sole = alone;
    }

    /** Notes for the record what is asked, before it is known of what. */
    public void needs(int neededAccess) {
        needed = neededAccess;
    }

    /** Notes that the path leads to, or through, something that is hidden from the target. */
    void meetsHidden(long policyVerdict) {
        metHidden = true;
        judged(needed, policyVerdict);
    }

    boolean metHidden() {
        return metHidden;
    }

    /** Notes that the call speaks of a descriptor and not of a path. */
    void speaksOfDescriptor() {
        byDescriptor = true;
    }

    boolean speaksOfPath() {
        return !byDescriptor && !path.isEmpty();
    }

    /** Notes for the record what was asked and what the policy says of {@link #path}. */
    public void judged(int neededAccess, long policyVerdict) {
        needed = neededAccess;
        verdict = policyVerdict;
        secondPathJudged = false;
    }

    /** Notes for the record what was asked and what the policy says of {@link #secondPath}. */
    public void judgedSecondPath(int neededAccess, long policyVerdict) {
        judged(neededAccess, policyVerdict);
        secondPathJudged = true;
    }

    /** Notes for the record a number that explains the call, such as an ioctl command or a socket family. */
    public void note(long number) {
        detail = number;
    }

    /** The endpoint that the call is about, if any. */
    public AskedEndpoint endpoint() {
        return endpoint;
    }

    int outputCount() {
        return outputCount;
    }

    int outputStride() {
        return outputStride;
    }

    /** Bytes to be written into the target's memory before the answer; 0 when there are none. */
    int outputLength() {
        return outputLength;
    }

    long outputAddress() {
        return outputAddress;
    }

    MemorySegment output() {
        return output;
    }

    public Answer answer() {
        return answer;
    }

    public Outcome outcome() {
        return outcome;
    }

    public Reason reason() {
        return reason;
    }

    /** Positive; 0 where the call does not fail. */
    public int errno() {
        return errno;
    }

    public long value() {
        return value;
    }

    public int descriptor() {
        return descriptor;
    }

    public boolean closeOnExec() {
        return closeOnExec;
    }

    /** Whether the target's descriptor must be the only one when it goes on. */
    public boolean isSole() {
        return sole;
    }

    public int needed() {
        return needed;
    }

    public long verdict() {
        return verdict;
    }

    /** Whether {@link #verdict} speaks of the second path. */
    public boolean secondPathJudged() {
        return secondPathJudged;
    }

    public long detail() {
        return detail;
    }

    /** The path as decided, or as far as it could be told; empty where there is none. */
    public PathBuffer path() {
        return path;
    }

    /** The other path of a call that takes two. */
    public PathBuffer secondPath() {
        return secondPath;
    }
}
