package dev.remit.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of one thread that costs nothing until it is used: buffers that are sized for the longest path take up only the
 * pages that paths of the usual length touch. An ordinary arena writes zeroes over everything that it hands out.
 *
 * <p>Hands out slices of anonymous mappings one after the other, and gives all of it back at once. Closed by the thread
 * that made it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class UntouchedMemory implements Arena {
    private static final long CHUNK = 1 << 20;
    private static final long PAGE = 1 << 12;
    private static final int PROT_READ_AND_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
    private static final int MADV_NOHUGEPAGE = 15;

    private final Arena owner = Arena.ofConfined();
    private final Syscall sys = new Syscall(owner);
    private MemorySegment chunk = MemorySegment.NULL;
    private long used;

    /**
     * Hands out memory that is zero.
     *
     * @throws LinuxException ENOMEM
     */
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        if (byteSize < 0 || byteAlignment <= 0 || byteAlignment > PAGE || Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException(byteSize + " bytes aligned to " + byteAlignment);
        }
        long start = used + byteAlignment - 1 & -byteAlignment;
        if (start + byteSize > chunk.byteSize()) {
            chunk = map(Math.max(CHUNK, byteSize + PAGE - 1 & -PAGE));
            start = 0;
        }
        used = start + byteSize;
        return chunk.asSlice(start, byteSize);
    }

    private MemorySegment map(long size) {
        long address = sys.invoke(SyscallNumber.MMAP, 0, size, PROT_READ_AND_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1,
                0);
        LinuxException.check(address, "mmap", "");
        // One huge page would touch all of it at once. Kernels without huge pages refuse, and need no telling.
        sys.invoke(SyscallNumber.MADVISE, address, size, MADV_NOHUGEPAGE);
        return MemorySegment.ofAddress(address).reinterpret(size, owner, UntouchedMemory::unmap);
    }

    private static void unmap(MemorySegment mapping) {
        try (Arena arena = Arena.ofConfined()) {
            new Syscall(arena).invoke(SyscallNumber.MUNMAP, mapping.address(), mapping.byteSize());
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return owner.scope();
    }

    @Override
    public void close() {
        owner.close();
    }
}
