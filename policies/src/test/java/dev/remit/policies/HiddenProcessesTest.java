package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs on machines whose /proc hides processes from those that have not their privileges. */
class HiddenProcessesTest {
    /** A program that gave up its privileges hides itself from the supervisor's thread that acts with what it is left with. */
    @Test
    void shouldActForProgramsThatGaveUpTheirPrivileges() {
        assumeTrue(Account.isRoot(), "only root has privileges to give up, and a /proc of its own");
        try (Place place = new Place(Account.SELF)) {
            place.prepare("mkdir -m 777 work");
            List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec",
                    "mount -t proc -o hidepid=2 none /proc; exec \"$@\"", "sh"));
            command.addAll(place.remit("run", "--use", "python", "-x", "/usr/bin/**", "-w", "work/**", "--deny",
                    "work/nothing", "--", "python3", "-c", """
                            import os
                            os.setgroups([])
                            os.setresgid(65534, 65534, 65534)
                            os.setresuid(65534, 65534, 65534)
                            os.umask(0o27)
                            os.mkdir("work/directory")
                            os.mkfifo("work/fifo")
                            os.close(os.open("work/file", os.O_CREAT | os.O_WRONLY, 0o666))
                            for name in ["directory", "fifo", "file"]:
                                status = os.stat("work/" + name)
                                print(oct(status.st_mode & 0o777), status.st_uid)
                            """));
            Ended ended = place.run(place.here(), command);
            assertThat(ended.output()).as(ended.describe())
                    .isEqualTo("0o750 65534\n0o640 65534\n0o640 65534\n");
        }
    }
}
