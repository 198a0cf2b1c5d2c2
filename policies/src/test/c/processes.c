/* Attempts on a process outside, whose id the test gives. */
#define _GNU_SOURCE
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pid_t victim(void) {
    return atoi(process);
}

static int send_signal(void) {
    return outcome("kill", kill(victim(), SIGCONT));
}

static int send_signal_by_pidfd(void) {
    int pidfd = (int) syscall(SYS_pidfd_open, victim(), 0);
    return pidfd < 0 ? refused("pidfd_open")
                       : outcome("pidfd_send_signal", syscall(SYS_pidfd_send_signal, pidfd, SIGCONT, NULL, 0));
}

static int send_signal_to_thread(void) {
    return outcome("tgkill", syscall(SYS_tgkill, victim(), victim(), SIGCONT));
}

static int take_descriptor(void) {
    int pidfd = (int) syscall(SYS_pidfd_open, victim(), 0);
    return pidfd < 0 ? refused("pidfd_open") : outcome("pidfd_getfd", syscall(SYS_pidfd_getfd, pidfd, 0, 0));
}

static int trace(void) {
    return outcome("ptrace", ptrace(PTRACE_SEIZE, victim(), NULL, NULL));
}

/* Reads the program's first bytes, at the address that its map tells without asking. */
static int read_memory(void) {
    uint64_t word;
    struct iovec local = {&word, sizeof word};
    struct iovec remote = {(void *) (uintptr_t) strtoull(strchr(process, ':') + 1, NULL, 16), sizeof word};
    return outcome("process_vm_readv", process_vm_readv(victim(), &local, 1, &remote, 1, 0));
}

/* Writes what is there already, so that nothing comes of it. */
static int write_memory(void) {
    uint64_t word = 0;
    void *at = (void *) (uintptr_t) strtoull(strrchr(process, ':') + 1, NULL, 16);
    struct iovec local = {&word, sizeof word};
    struct iovec remote = {at, sizeof word};
    process_vm_readv(victim(), &local, 1, &remote, 1, 0);
    return outcome("process_vm_writev", process_vm_writev(victim(), &local, 1, &remote, 1, 0));
}

static int open_below(const char *what) {
    char path[4096];
    snprintf(path, sizeof path, "/proc/%d/%s", victim(), what);
    return outcome(path, open(path, O_RDONLY));
}

static int open_memory(void) {
    return open_below("mem");
}

static int open_environment(void) {
    return open_below("environ");
}

static int open_map(void) {
    return open_below("maps");
}

static int open_through_root(void) {
    char path[4096];
    snprintf(path, sizeof path, "/proc/%d/root%s", victim(), secret);
    return opens_secret(path);
}

static int open_through_working_directory(void) {
    char path[4096];
    snprintf(path, sizeof path, "/proc/%d/cwd/secret", victim());
    return opens_secret(path);
}

static int open_standard_input(void) {
    return open_below("fd/0");
}

static int limit(void) {
    struct rlimit none = {0, 0};
    return outcome("prlimit", prlimit(victim(), RLIMIT_CORE, &none, NULL));
}

static int renice(void) {
    return outcome("setpriority", setpriority(PRIO_PROCESS, (id_t) victim(), 19));
}

static int bind_to_processor(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    return outcome("sched_setaffinity", sched_setaffinity(victim(), sizeof set, &set));
}

static int queue_signal(void) {
    union sigval value = {0};
    return outcome("sigqueue", sigqueue(victim(), SIGCONT, value));
}

static int queue_signal_to_thread(void) {
    siginfo_t info = {.si_signo = SIGCONT, .si_code = SI_QUEUE};
    return outcome("rt_tgsigqueueinfo", syscall(SYS_rt_tgsigqueueinfo, victim(), victim(), SIGCONT, &info));
}

static int send_signal_to_any_thread(void) {
    return outcome("tkill", syscall(SYS_tkill, victim(), SIGCONT));
}

/* Whoever started the program: the supervisor, if there is one. */
static int signal_supervisor(void) {
    return outcome("kill", kill(supervisor, SIGCONT));
}

static int trace_supervisor(void) {
    return outcome("ptrace", ptrace(PTRACE_SEIZE, supervisor, NULL, NULL));
}

static int limit_supervisor(void) {
    struct rlimit limit;
    return prlimit(supervisor, RLIMIT_CORE, NULL, &limit) < 0
               ? refused("prlimit")
               : outcome("prlimit", prlimit(supervisor, RLIMIT_CORE, &limit, NULL));
}

static int attach(void) {
    return outcome("ptrace", ptrace(PTRACE_ATTACH, victim(), NULL, NULL));
}

static int schedule(void) {
    struct sched_param parameter = {0};
    return outcome("sched_setscheduler", sched_setscheduler(victim(), SCHED_BATCH, &parameter));
}

static int schedule_by_parameter(void) {
    struct sched_param parameter = {0};
    return outcome("sched_setparam", sched_setparam(victim(), &parameter));
}

static int schedule_by_attributes(void) {
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes = {.size = 48, .policy = SCHED_BATCH, .nice = 19};
    return outcome("sched_setattr", syscall(SYS_sched_setattr, victim(), &attributes, 0));
}

static int set_io_priority(void) {
    enum { PROCESS = 1, IDLE = 3 << 13 };
    return outcome("ioprio_set", syscall(SYS_ioprio_set, PROCESS, victim(), IDLE));
}

static int compare(void) {
    long result = syscall(SYS_kcmp, getpid(), victim(), 2, 0, 0);
    return result < 0 && errno == ENOSYS ? impossible("kcmp") : outcome("kcmp", result);
}

static int find_robust_list(void) {
    void *head;
    size_t length;
    return outcome("get_robust_list", syscall(SYS_get_robust_list, victim(), &head, &length));
}

static int move_memory(void) {
    unsigned long node = 1;
    long result = syscall(SYS_migrate_pages, victim(), 8 * sizeof node, &node, &node);
    return result < 0 && errno == ENOSYS ? impossible("migrate_pages") : outcome("migrate_pages", result);
}

static int measure(void) {
    struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event,
                                    .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1, .exclude_hv = 1};
    return outcome("perf_event_open", syscall(SYS_perf_event_open, &event, victim(), -1, -1, 0));
}

/* Whoever is to be sacrificed when memory runs out. */
static int sacrifice(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/oom_score_adj", victim());
    return outcome(path, open(path, O_WRONLY));
}

/* A way into the namespaces of a process. */
static int get_namespace(void) {
    enum { GET_NET_NAMESPACE = 4 };
    int outsider = (int) syscall(SYS_pidfd_open, victim(), 0);
    long result = outsider < 0 ? -1 : ioctl(outsider, _IO(0xff, GET_NET_NAMESPACE), 0);
    return result < 0 && (errno == ENOTTY || errno == EINVAL) ? impossible("PIDFD_GET_NET_NAMESPACE")
                                                              : outcome("PIDFD_GET_NET_NAMESPACE", result);
}

static int attach_segment(void) {
    void *at = shmat(atoi(segment), NULL, SHM_RDONLY);
    if (at == (void *) -1) {
        return refused("shmat");
    }
    return memcmp(at, "hunter2", 7) == 0 ? SUCCEEDED : REFUSED;
}

static int find_segment(void) {
    const char *colon = strchr(segment, ':');
    return outcome("shmget", shmget(colon == NULL ? 0 : atoi(colon + 1), 0, 0));
}

static int look_at_segment(void) {
    struct shmid_ds status;
    return outcome("shmctl", shmctl(atoi(segment), IPC_STAT, &status));
}

static int list_segments(void) {
    struct shmid_ds status;
    int last = shmctl(0, IPC_INFO, &status);
    for (int i = 0; i <= last; i++) {
        if (shmctl(i, SHM_STAT, &status) >= 0) {
            return SUCCEEDED;
        }
    }
    return refused("shmctl");
}

/* For the test itself, outside: makes a segment with the secret and prints its number and its key. */
static int make_segment(void) {
    int key = 0x52000000 + (int) getpid();
    int made = shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600);
    void *at = made < 0 ? (void *) -1 : shmat(made, NULL, 0);
    if (at == (void *) -1) {
        return broken("shmget");
    }
    memcpy(at, "hunter2", 7);
    printf("%d:%d", made, key);
    return SUCCEEDED;
}

static int remove_segment(void) {
    return outcome("shmctl", shmctl(atoi(segment), IPC_RMID, NULL));
}

const struct attempt process_attempts[] = {
    {"kill", send_signal, 0},
    {"pidfd_send_signal", send_signal_by_pidfd, 0},
    {"tgkill", send_signal_to_thread, 0},
    {"pidfd_getfd", take_descriptor, 0},
    {"ptrace", trace, 0},
    {"process_vm_readv", read_memory, 0},
    {"open the memory of a process", open_memory, 0},
    {"open the environment of a process", open_environment, 0},
    {"open the map of a process", open_map, 0},
    {"open through the root of a process", open_through_root, 0},
    {"open through the working directory of a process", open_through_working_directory, 0},
    {"open the standard input of a process", open_standard_input, 0},
    {"prlimit", limit, 0},
    {"setpriority", renice, 0},
    {"sched_setaffinity", bind_to_processor, 0},
    {"process_vm_writev", write_memory, 0},
    {"sigqueue", queue_signal, 0},
    {"rt_tgsigqueueinfo", queue_signal_to_thread, 0},
    {"tkill", send_signal_to_any_thread, 0},
    {"signal the supervisor", signal_supervisor, 0},
    {"ptrace the supervisor", trace_supervisor, 0},
    {"prlimit the supervisor", limit_supervisor, 0},
    {"ptrace and stop", attach, 0},
    {"sched_setscheduler", schedule, 0},
    {"sched_setparam", schedule_by_parameter, 0},
    {"sched_setattr", schedule_by_attributes, 0},
    {"ioprio_set", set_io_priority, 0},
    {"kcmp", compare, 0},
    {"get_robust_list", find_robust_list, 0},
    {"migrate_pages", move_memory, 0},
    {"perf_event_open of a process", measure, 0},
    {"open the score of a process for writing", sacrifice, 0},
    {"get a namespace of a process", get_namespace, 0},
    {"shmat", attach_segment, 0},
    {"shmget of a key outside", find_segment, 0},
    {"shmctl", look_at_segment, 0},
    {"shmctl of every segment", list_segments, 0},
    {NULL, NULL, 0},
};

const struct attempt preparations[] = {
    {"make a segment", make_segment, 0},
    {"remove a segment", remove_segment, 0},
    {NULL, NULL, 0},
};
