/* Filters and domains of a program's own, as browsers and service managers install them, beneath those of a supervisor. */
#define _GNU_SOURCE
#include "behave.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Answers one call with an action and allows all others. */
static struct sock_filter instructions[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static struct sock_fprog program = {sizeof instructions / sizeof *instructions, instructions};

static struct sock_fprog *answer(int number, unsigned action) {
    instructions[1].k = (unsigned) number;
    instructions[2].k = action;
    return &program;
}

static void install(int number, unsigned action, unsigned flags) {
    CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    CHECK(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, answer(number, action)) == 0);
}

static int with_errno(void) {
    install(SYS_getppid, SECCOMP_RET_ERRNO | ENOTTY, 0);
    CHECK(syscall(SYS_getppid) == -1 && errno == ENOTTY);
    check_files(1);
    /* Also of a call that the supervisor would be asked for. */
    install(SYS_openat, SECCOMP_RET_ERRNO | EDOM, 0);
    CHECK(open("brokered/1", O_RDONLY) == -1 && errno == EDOM);
    return 0;
}

static int by_prctl(void) {
    CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, answer(SYS_getppid, SECCOMP_RET_ERRNO | ENOTTY)) == 0);
    CHECK(prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER);
    CHECK(syscall(SYS_getppid) == -1 && errno == ENOTTY);
    check_files(2);
    return 0;
}

static volatile sig_atomic_t trapped;

static void take_trap(int signal, siginfo_t *info, void *context) {
    (void) signal;
    (void) context;
    trapped = info->si_syscall;
}

/* As a browser's broker has its opens come to it. */
static int with_trap(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = take_trap;
    action.sa_flags = SA_SIGINFO;
    CHECK(sigaction(SIGSYS, &action, NULL) == 0);
    install(SYS_openat, SECCOMP_RET_TRAP, 0);
    syscall(SYS_openat, AT_FDCWD, "brokered/1", O_RDONLY);
    CHECK(trapped == SYS_openat);
    CHECK(access("brokered/1", R_OK) == 0);
    return 0;
}

static int with_kill(void) {
    pid_t child = fork();
    if (child == 0) {
        install(SYS_openat, SECCOMP_RET_KILL_PROCESS, 0);
        open("brokered/1", O_RDONLY);
        _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
    check_files(3);
    return 0;
}

static atomic_int go;

static void *use_filter_of_other(void *nothing) {
    check_files(4);
    while (!atomic_load(&go)) {
        usleep(100);
    }
    CHECK(syscall(SYS_getppid) == -1 && errno == ENOTTY);
    check_files(5);
    return nothing;
}

static int for_all_threads(void) {
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) {
        CHECK(pthread_create(&threads[i], NULL, use_filter_of_other, NULL) == 0);
    }
    install(SYS_getppid, SECCOMP_RET_ERRNO | ENOTTY, SECCOMP_FILTER_FLAG_TSYNC);
    atomic_store(&go, 1);
    for (int i = 0; i < 8; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    return 0;
}

/* Every process of a tree adds its own, as nested sandboxes do. */
static int nested(void) {
    for (int depth = 0; depth < 10; depth++) {
        install(SYS_getppid, SECCOMP_RET_ERRNO | (unsigned) (100 + depth), 0);
        pid_t child = fork();
        if (child != 0) {
            expect(child, 0);
            _exit(0);
        }
        /* The latest is looked at first, and of equal answers the first one counts. */
        CHECK(syscall(SYS_getppid) == -1 && errno == 100 + depth);
        check_files(depth);
    }
    _exit(0);
}

static int with_probes(void) {
    unsigned trap = SECCOMP_RET_TRAP;
    struct seccomp_notif_sizes sizes;
    CHECK(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &trap) == 0);
    CHECK(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) == 0);
    /* What libseccomp asks to learn of flags. */
    CHECK(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, NULL) == -1 && errno == EFAULT);
    CHECK(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG, NULL) == -1 && errno == EFAULT);
    CHECK(syscall(SYS_seccomp, 99, 0, NULL) == -1 && errno == EINVAL);
    return 0;
}

/* There may be none, and then nobody relies on it; but there must be none that does not hold. */
static int with_domain(void) {
    struct landlock_ruleset_attr attributes = {.handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE};
    int ruleset = (int) syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
    if (ruleset < 0 && errno == ENOSYS) {
        return 0;
    }
    CHECK(ruleset >= 0);
    CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    CHECK(syscall(SYS_landlock_restrict_self, ruleset, 0) == 0);
    close(ruleset);
    CHECK(open("kernel/1", O_RDONLY) == -1 && errno == EACCES);
    CHECK(open("brokered/1", O_RDONLY) == -1 && errno == EACCES);
    return 0;
}

const struct behaviour filters[] = {
    {"own filter that answers errors", with_errno},
    {"own filter by prctl", by_prctl},
    {"own filter that traps", with_trap},
    {"own filter that kills", with_kill},
    {"own filter for all threads", for_all_threads},
    {"own filters, nested", nested},
    {"probes of seccomp", with_probes},
    {"own Landlock domain", with_domain},
    {NULL, NULL},
};
