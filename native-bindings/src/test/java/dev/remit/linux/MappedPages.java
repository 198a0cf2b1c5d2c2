package dev.remit.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory that ends at an address after which nothing is mapped. */
public final class MappedPages implements AutoCloseable {
    /** A multiple of every page size in use. */
    public static final int PAGE = 1 << 16;

    private static final MemorySegment MMAP = Syscall.libc("mmap");
    private static final MemorySegment MUNMAP = Syscall.libc("munmap");
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_ANONYMOUS = 0x22;

    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);
    private final MemorySegment mapped;

    public MappedPages(int pages) {
        long length = (pages + 1L) * PAGE;
        // The address of a shape that answers an int would be cut short, so the address is chosen here.
        long start = 0x2000_0000_0000L;
        int low = sys.libc(MMAP, start, length, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS | 0x10_0000, -1, 0);
        if (low != (int) start) {
            throw new IllegalStateException("the pages for the test are taken");
        }
        sys.libc(MUNMAP, start + (long) pages * PAGE, PAGE, 0, 0, 0, 0);
        mapped = MemorySegment.ofAddress(start).reinterpret((long) pages * PAGE);
    }

    /** All that is mapped. */
    public MemorySegment memory() {
        return mapped;
    }

    /** The address of the first byte that is not mapped. */
    public long end() {
        return mapped.address() + mapped.byteSize();
    }

    @Override
    public void close() {
        sys.libc(MUNMAP, mapped.address(), mapped.byteSize(), 0, 0, 0, 0);
        arena.close();
    }
}
