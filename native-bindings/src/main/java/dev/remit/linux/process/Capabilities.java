package dev.remit.linux.process;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.__user_cap_data_struct;
import dev.remit.uapi.__user_cap_header_struct;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The calling thread's capabilities. Nothing here allocates after construction.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/capset.2.html">capset(2)</a>
 */
public final class Capabilities {
    /** To configure the network: {@code CAP_NET_ADMIN}. */
    public static final int NET_ADMIN = 12;
    /** To send and receive packets of any kind: {@code CAP_NET_RAW}. */
    public static final int NET_RAW = 13;
    /** Lets its holder raise limits, its own and others', beyond what was meant to be their end. */
    public static final int SYS_RESOURCE = 24;

    private static final int WORDS = 2;

    private final Syscall sys;
    private final MemorySegment header;
    private final MemorySegment data;

    public Capabilities(Syscall sys, Arena arena) {
        this.sys = sys;
        this.header = __user_cap_header_struct.allocate(arena);
        this.data = __user_cap_data_struct.allocateArray(WORDS, arena);
        __user_cap_header_struct.version(header, Uapi._LINUX_CAPABILITY_VERSION_3());
    }

    /** The effective set, a bit for each capability; or a negative errno. */
    public long effective() {
        long error = sys.invoke(SyscallNumber.CAPGET, header.address(), data.address());
        return error < 0 ? error : word(0) | word(1) << Integer.SIZE;
    }

    /**
     * Makes {@code wanted} the effective set, as far as it is permitted; what is permitted stays.
     *
     * @return 0, or a negative errno
     */
    public int setEffective(long wanted) {
        long error = sys.invoke(SyscallNumber.CAPGET, header.address(), data.address());
        if (error < 0) {
            return (int) error;
        }
        set(0, (int) wanted);
        set(1, (int) (wanted >>> Integer.SIZE));
        return (int) sys.invoke(SyscallNumber.CAPSET, header.address(), data.address());
    }

    /**
     * Gives capabilities up for good, for this thread and those that it starts; with no_new_privs also for what they
     * execute.
     *
     * @param unwanted a bit for each
     * @return 0, or a negative errno
     */
    public int giveUp(long unwanted) {
        long error = sys.invoke(SyscallNumber.CAPGET, header.address(), data.address());
        if (error < 0) {
            return (int) error;
        }
        for (int i = 0; i < WORDS; i++) {
            MemorySegment word = __user_cap_data_struct.asSlice(data, i);
            int kept = ~(int) (unwanted >>> i * Integer.SIZE);
            __user_cap_data_struct.effective(word, __user_cap_data_struct.effective(word) & kept);
            __user_cap_data_struct.permitted(word, __user_cap_data_struct.permitted(word) & kept);
            __user_cap_data_struct.inheritable(word, __user_cap_data_struct.inheritable(word) & kept);
        }
        return (int) sys.invoke(SyscallNumber.CAPSET, header.address(), data.address());
    }

    private long word(int index) {
        return Integer.toUnsignedLong(__user_cap_data_struct.effective(__user_cap_data_struct.asSlice(data, index)));
    }

    private void set(int index, int wanted) {
        MemorySegment slice = __user_cap_data_struct.asSlice(data, index);
        __user_cap_data_struct.effective(slice, wanted & __user_cap_data_struct.permitted(slice));
    }
}
