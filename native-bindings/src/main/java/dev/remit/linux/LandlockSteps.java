package dev.remit.linux;

import dev.remit.linux.Feature.Need;
import java.util.List;

/**
 * What each version of the Landlock interface added.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/landlock.html#previous-limitations">Landlock: previous
 *      limitations</a>
 */
final class LandlockSteps {
    /** The version that brought the last step. */
    static final int LAST = 6;

    private LandlockSteps() {}

    /** One feature for each step beyond the first, for a kernel of this version; 0 means no Landlock. */
    static List<Feature> of(int version) {
        return List.of(
                step(version, 2, "Landlock renaming between directories", Need.CONVENIENCE,
                        "renaming and linking from one directory to another fails with EXDEV", "Linux 5.19"),
                step(version, 3, "Landlock truncation", Need.PROTECTION,
                        "the kernel does not check who empties or shortens a file: "
                                + "a program that races its own memory can do so to any file that its user can",
                        "Linux 6.2"),
                step(version, 4, "Landlock TCP ports", Need.CONVENIENCE,
                        "the kernel does not check TCP ports by itself: each connection costs a round trip",
                        "Linux 6.7"),
                step(version, 5, "Landlock device commands", Need.PROTECTION,
                        "a command that is allowed for one device can be sent to every device that the program can open",
                        "Linux 6.10"),
                step(version, LAST, "Landlock scopes", Need.PROTECTION,
                        "the kernel does not keep signals and abstract sockets within the program's own processes",
                        "Linux 6.12"));
    }

    private static Feature step(int version, int needed, String name, Need need, String loss, String since) {
        String cause = version == 0
                ? "there is no Landlock"
                : "the kernel offers version " + version + ", this came with " + needed;
        return new Feature(name, version >= needed, cause, need, loss, since + " or newer");
    }
}
