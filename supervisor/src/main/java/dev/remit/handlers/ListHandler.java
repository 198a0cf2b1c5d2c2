package dev.remit.handlers;

import dev.remit.linux.SyscallNumber;
import dev.remit.policy.Verdict;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Lists directories on the target's behalf, where what is not granted is hidden, and leaves out what the target may not
 * know of.
 *
 * <p>A copy of the target's descriptor shares its place in the directory, so that reading moves both on. What is left of
 * the entries keeps its bytes, with the place that each names for going on behind it.
 *
 * <pre>
 *              0         8         16        18      19
 *  getdents64 | inode   | next    | length  | kind  | name, NUL, padding to a multiple of 8
 *  getdents   | inode   | next    | length  | name, NUL, padding, and in the last byte the kind
 * </pre>
 *
 * An entry has the same length in both forms, so that the older is made from the newer in place.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getdents.2.html">getdents(2)</a>
 */
final class ListHandler implements Handler {
    private static final int MOST_BYTES = 1 << 16;
    private static final int LENGTH = 16;
    private static final int KIND = 18;
    private static final int NAME = 19;
    private static final int OLD_NAME = 18;
    private static final byte DT_UNKNOWN = 0;
    private static final byte DT_DIR = 4;
    private static final byte DT_LNK = 10;

    private final int getdents;
    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final TargetCredentials credentials;
    private final TargetDescriptor descriptors;
    private final DecisivePath decisivePath;
    private final PathBuffer canonical;
    private final PathBuffer place;
    private final PathBuffer name;
    private @Nullable MemorySegment entries;

    ListHandler(Worker worker, TargetCredentials credentials) {
        this.getdents = worker.numbers().numberOf("getdents");
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.credentials = credentials;
        this.descriptors = new TargetDescriptor(worker);
        this.decisivePath = new DecisivePath(worker.status());
        this.canonical = new PathBuffer(tools.arena());
        this.place = new PathBuffer(tools.arena());
        this.name = new PathBuffer(tools.arena());
    }

    @Override
    public void handle(Call call) {
        // The descriptor is open already, and copying it takes the supervisor's own rights.
        credentials.restore();
        int copy = descriptors.copy(call, call.intArgument(0));
        if (copy < 0) {
            Judge.unresolved(call, copy);
            return;
        }
        MemorySegment buffer = entries();
        long length = list(call, copy, buffer);
        if (length > 0 && call.number() == getdents) {
            makeOld(buffer, (int) length);
        }
        call.performed(length, call.argument(1), buffer, (int) length);
        tools.files().close(copy);
    }

    /** Reads entries until there are some that may be shown, or no more. */
    private long list(Call call, int directory, MemorySegment buffer) {
        int error = readPlace(call, directory);
        if (error < 0) {
            return error;
        }
        long size = Math.min(Integer.toUnsignedLong(call.intArgument(2)), MOST_BYTES);
        while (true) {
            long got = tools.sys().invoke(SyscallNumber.GETDENTS64, directory, buffer.address(), size);
            if (got <= 0) {
                return got;
            }
            int left = keepVisible(call, directory, buffer, (int) got);
            if (left > 0) {
                return left;
            }
        }
    }

    private int readPlace(Call call, int directory) {
        canonical.clear();
        int length = tools.files().canonicalPath(directory, canonical.address(), canonical.room());
        if (length < 0) {
            return length;
        }
        canonical.setLength(length);
        return decisivePath.of(call, canonical, place);
    }

    /** Moves the entries that may be shown together; returns how long they are. */
    private int keepVisible(Call call, int directory, MemorySegment buffer, int length) {
        int kept = 0;
        for (int at = 0, next; at < length; at = next) {
            int size = Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, at + (long) LENGTH));
            next = at + size;
            if (isVisible(call, directory, buffer, at)) {
                MemorySegment.copy(buffer, at, buffer, kept, size);
                kept += size;
            }
        }
        return kept;
    }

    private boolean isVisible(Call call, int directory, MemorySegment buffer, int at) {
        name.clear();
        for (long i = at + (long) NAME; buffer.get(ValueLayout.JAVA_BYTE, i) != 0; i++) {
            name.append(buffer.get(ValueLayout.JAVA_BYTE, i));
        }
        if (Names.isSpecial(name)) {
            return true;
        }
        int parentLength = place.length();
        Names.appendLeaf(place, name);
        byte kind = buffer.get(ValueLayout.JAVA_BYTE, at + (long) KIND);
        boolean visible = Verdict.granted(judge.verdict(place)) != 0
                || kind == DT_DIR && judge.shows(place, true);
        place.setLength(parentLength);
        return visible || (kind == DT_LNK || kind == DT_UNKNOWN) && resolver.exists(call, directory, name);
    }

    private static void makeOld(MemorySegment buffer, int length) {
        for (int at = 0; at < length;) {
            int size = Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, at + (long) LENGTH));
            byte kind = buffer.get(ValueLayout.JAVA_BYTE, at + (long) KIND);
            int nameSize = size - NAME;
            MemorySegment.copy(buffer, at + (long) NAME, buffer, at + (long) OLD_NAME, nameSize);
            buffer.set(ValueLayout.JAVA_BYTE, at + (long) size - 1, kind);
            at += size;
        }
    }

    private MemorySegment entries() {
        MemorySegment known = entries;
        if (known == null) {
            known = tools.arena().allocate(MOST_BYTES, Long.BYTES);
            entries = known;
        }
        return known;
    }
}
