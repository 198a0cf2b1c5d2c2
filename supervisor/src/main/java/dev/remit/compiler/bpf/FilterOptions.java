package dev.remit.compiler.bpf;

/**
 * How a filter is asked for.
 *
 * @param superviseCredentials whether changes of identity are handed to the supervisor
 * @param scopedSignals whether the kernel confines signals to the program's own tree ({@code LANDLOCK_SCOPE_SIGNAL});
 *        if not, calls that send or arrange signals are handed to the supervisor
 * @param hideMetadata whether calls that ask what exists are handed to the supervisor
 */
public record FilterOptions(boolean superviseCredentials, boolean scopedSignals, boolean hideMetadata) {
    /** For a kernel with everything that Remit uses, and nobody who watches identities. */
    public static FilterOptions standard() {
        return new FilterOptions(false, true, false);
    }

    /** The same, with metadata hidden or not. */
    public FilterOptions withHiddenMetadata(boolean hidden) {
        return new FilterOptions(superviseCredentials, scopedSignals, hidden);
    }
}
