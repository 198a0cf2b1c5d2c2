/*
 * Everything that dev.remit.uapi is generated from. What is taken from these headers is listed in remit.args.
 *
 * Where the kernel and libc both declare something, the kernel's declaration wins, because Remit looks at what reaches
 * the system call and not at what a program wrote: O_LARGEFILE, for one, is 0 to libc and a set bit to the kernel. So
 * <fcntl.h> must not be added here; it would clash with <linux/fcntl.h>.
 */
#define _GNU_SOURCE

/* libc repeats some of the kernel's macros in other words and with the same values. */
#pragma GCC diagnostic ignored "-Wmacro-redefined"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <asm/unistd_64.h>
#include <linux/audit.h>
#include <linux/bpf_common.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/fcntl.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/landlock.h>
#include <linux/memfd.h>
#include <linux/openat2.h>
#include <linux/pidfd.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/stat.h>
#include <linux/tty.h>

/*
 * siginfo_t as waitid(2) fills it in. The real one is a union of what every signal can say and makes three thousand
 * lines of Java; this is the one variant that Remit reads, held to the real one by the assertions below.
 */
struct child_siginfo {
    int signal;
    int error;
    int code;
    int padding;
    int pid;
    unsigned int uid;
    int status;
    char unused[sizeof(siginfo_t) - 7 * sizeof(int)];
};

#define SAME_PLACE(ours, theirs) \
    _Static_assert(offsetof(struct child_siginfo, ours) == offsetof(siginfo_t, theirs), #theirs " is elsewhere")
_Static_assert(sizeof(struct child_siginfo) == sizeof(siginfo_t), "siginfo_t has another size");
SAME_PLACE(signal, si_signo);
SAME_PLACE(error, si_errno);
SAME_PLACE(code, si_code);
SAME_PLACE(pid, si_pid);
SAME_PLACE(uid, si_uid);
SAME_PLACE(status, si_status);
