/* Attempts by calls that reach beyond the process: those that the kernel allows anybody, and those that it allows root. */
#define _GNU_SOURCE
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

enum { CLOSE_ON_EXEC = 1, CLONE_TREE = 1 };

/* A listener of the program's own would answer its calls, in place of the supervisor. */
static int listen_to_calls(void) {
    struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog filter = {1, &allow};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return outcome("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
}

static int listen_to_calls_and_more(void) {
    struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog filter = {1, &allow};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return outcome("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                      SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_LOG
                                          | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                                      &filter));
}

static int hold_up_faults(void) {
    return outcome("userfaultfd", syscall(SYS_userfaultfd, UFFD_USER_MODE_ONLY));
}

static int add_key(void) {
    return outcome("add_key", syscall(SYS_add_key, "user", "attempt", "x", 1L, -1L));
}

static int find_keyring(void) {
    return outcome("keyctl", syscall(SYS_keyctl, 0, -4, 1));
}

static int request_key(void) {
    if (syscall(SYS_add_key, "user", "requested", "x", 1L, -3L) < 0) {
        return refused("add_key");
    }
    return outcome("request_key", syscall(SYS_request_key, "user", "requested", NULL, 0));
}

static int watch_files(void) {
    return outcome("fanotify_init", fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID, O_RDONLY));
}

static int measure(void) {
    struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event,
                                    .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1, .exclude_hv = 1};
    return outcome("perf_event_open", syscall(SYS_perf_event_open, &event, 0, -1, -1, 0));
}

static int get_semaphores(void) {
    int made = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    return made < 0 ? refused("semget") : outcome("semctl", semctl(made, 0, IPC_RMID));
}

static int get_messages(void) {
    int made = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    return made < 0 ? refused("msgget") : outcome("msgctl", msgctl(made, IPC_RMID, NULL));
}

static int open_queue(void) {
    char name[64];
    snprintf(name, sizeof name, "/attempt-%d", getpid());
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT, 0600, NULL);
    return queue == (mqd_t) -1 ? refused("mq_open") : outcome("mq_unlink", mq_unlink(name));
}

/* The kernel looks for the flags in memory. */
static int clone3_into_namespace(void) {
    struct clone_args arguments = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
    long child = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (child == 0) {
        _exit(0);
    }
    return outcome("clone3", child);
}

/* Other users of the file wait as long as the lease is held. */
static int lease(void) {
    int file = open("work/leased", O_RDWR | O_CREAT, 0600);
    return file < 0 ? broken("work/leased") : outcome("F_SETLEASE", fcntl(file, F_SETLEASE, F_WRLCK));
}

/* Asks for nothing but how large an argument is: whoever gets that may forge what /proc says of the process. */
static int forge_memory_map(void) {
    unsigned size = 0;
    return outcome("PR_SET_MM", prctl(PR_SET_MM, PR_SET_MM_MAP_SIZE, &size, 0, 0));
}

static int attach_line_discipline(void) {
    int discipline = 0;
    int leader = posix_openpt(O_RDWR | O_NOCTTY);
    if (leader < 0 || unlockpt(leader) < 0) {
        return broken("terminal");
    }
    int terminal = ioctl(leader, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    return terminal < 0 ? broken("terminal") : outcome("TIOCSETD", ioctl(terminal, TIOCSETD, &discipline));
}

/* Reads it only: programs of old can write it, too. */
static int change_descriptor_table(void) {
    char entry[16] = "";
    return outcome("modify_ldt", syscall(SYS_modify_ldt, 0, entry, sizeof entry));
}

const struct attempt surface_attempts[] = {
    {"seccomp with a listener", listen_to_calls, 0},
    {"seccomp with a listener among flags", listen_to_calls_and_more, 0},
    {"userfaultfd", hold_up_faults, 0},
    {"add_key", add_key, 0},
    {"keyctl", find_keyring, 0},
    {"request_key", request_key, 0},
    {"fanotify_init", watch_files, 0},
    {"perf_event_open", measure, 0},
    {"semget", get_semaphores, 0},
    {"msgget", get_messages, 0},
    {"mq_open", open_queue, 0},
    {"clone3 into a namespace", clone3_into_namespace, 0},
    {"F_SETLEASE", lease, 0},
    {"PR_SET_MM", forge_memory_map, 0},
    {"TIOCSETD", attach_line_discipline, 0},
    {"modify_ldt", change_descriptor_table, 0},
    {NULL, NULL, 0},
};

/* The kernel looked at what was given, and only then said that there is nothing to it. */
static int gets_as_far_as(const char *what, long result, int error) {
    return result == -1 && errno == ENOSYS ? impossible(what)
           : result == 0 || errno == error ? SUCCEEDED
                                           : refused(what);
}

static int load_module(void) {
    return gets_as_far_as("init_module", syscall(SYS_init_module, "no module", 9L, ""), ENOEXEC);
}

static int load_module_from_file(void) {
    int file = open("readable/file", O_RDONLY);
    return gets_as_far_as("finit_module", syscall(SYS_finit_module, file, "", 0), ENOEXEC);
}

static int remove_module(void) {
    return gets_as_far_as("delete_module", syscall(SYS_delete_module, "attempt", O_NONBLOCK), ENOENT);
}

static int load_kernel(void) {
    return gets_as_far_as("kexec_load", syscall(SYS_kexec_load, 0L, 0L, NULL, 0L), EINVAL);
}

static int load_program(void) {
    struct bpf_insn code[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
    union bpf_attr attributes = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 2,
                                 .insns = (uint64_t) (uintptr_t) code, .license = (uint64_t) (uintptr_t) "GPL"};
    return outcome("bpf", syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes));
}

#ifdef __x86_64__
static int raise_port_level(void) {
    return gets_as_far_as("iopl", syscall(SYS_iopl, 0), 0);
}

static int open_ports(void) {
    return gets_as_far_as("ioperm", syscall(SYS_ioperm, 0x80L, 1L, 1), 0);
}
#endif

static int name_machine(void) {
    char name[256] = "";
    return gethostname(name, sizeof name - 1) < 0 ? broken("gethostname")
                                                  : outcome("sethostname", sethostname(name, strlen(name)));
}

static int name_domain(void) {
    char name[256] = "";
    return getdomainname(name, sizeof name - 1) < 0 ? broken("getdomainname")
                                                    : outcome("setdomainname", setdomainname(name, strlen(name)));
}

/* The clock is told to run as it does. */
static int steer_clock(void) {
    struct timex state = {0};
    if (adjtimex(&state) < 0) {
        return refused("adjtimex");
    }
    state.modes = ADJ_TICK;
    return outcome("adjtimex", adjtimex(&state));
}

/* It is no time, so that nothing comes of it; but the kernel looks. */
static int set_clock(void) {
    struct timespec never = {.tv_nsec = -1};
    return gets_as_far_as("clock_settime", syscall(SYS_clock_settime, CLOCK_REALTIME, &never), EINVAL);
}

static int read_log(void) {
    char text[256];
    return outcome("syslog", klogctl(3, text, sizeof text));
}

static int account(void) {
    return gets_as_far_as("acct", acct("/nonexistent/accounts"), ENOENT);
}

static int swap_on(void) {
    return gets_as_far_as("swapon", syscall(SYS_swapon, "/nonexistent/swap", 0), ENOENT);
}

static int swap_off(void) {
    return gets_as_far_as("swapoff", syscall(SYS_swapoff, "/nonexistent/swap"), ENOENT);
}

static int open_file_system(void) {
    return outcome("fsopen", syscall(SYS_fsopen, "tmpfs", CLOSE_ON_EXEC));
}

static int copy_tree(void) {
    return outcome("open_tree", syscall(SYS_open_tree, AT_FDCWD, outside, CLONE_TREE));
}

static int pivot(void) {
    return gets_as_far_as("pivot_root", syscall(SYS_pivot_root, "/nonexistent", "/nonexistent"), ENOENT);
}

static int unmount(void) {
    return gets_as_far_as("umount2", syscall(SYS_umount2, "work", 0), EINVAL);
}

static int set_mount(void) {
    return gets_as_far_as("mount_setattr", syscall(SYS_mount_setattr, AT_FDCWD, "work", 0, NULL, 0L), EINVAL);
}

static int new_network_namespace(void) {
    return outcome("unshare", unshare(CLONE_NEWNET));
}

static int enter_namespace(void) {
    int outsider = (int) syscall(SYS_pidfd_open, atoi(process), 0);
    return outsider < 0 ? refused("pidfd_open") : outcome("setns", setns(outsider, CLONE_NEWNET));
}

const struct attempt root_attempts[] = {
    {"init_module", load_module, 1},
    {"finit_module", load_module_from_file, 1},
    {"delete_module", remove_module, 1},
    {"kexec_load", load_kernel, 1},
    {"bpf", load_program, 1},
#ifdef __x86_64__
    {"iopl", raise_port_level, 1},
    {"ioperm", open_ports, 1},
#endif
    {"sethostname", name_machine, 1},
    {"setdomainname", name_domain, 1},
    {"adjtimex", steer_clock, 1},
    {"clock_settime", set_clock, 1},
    {"syslog", read_log, 1},
    {"acct", account, 1},
    {"swapon", swap_on, 1},
    {"swapoff", swap_off, 1},
    {"fsopen", open_file_system, 1},
    {"open_tree", copy_tree, 1},
    {"pivot_root", pivot, 1},
    {"umount2", unmount, 1},
    {"mount_setattr", set_mount, 1},
    {"unshare of the network", new_network_namespace, 1},
    {"setns", enter_namespace, 1},
    {NULL, NULL, 0},
};
