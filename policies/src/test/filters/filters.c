/*
 * A program that puts on seccomp filters of its own, as browsers and service managers do. Prints what becomes of each; with
 * Remit's filter beneath, it must print the same as without.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* No call of the kernel gives this error. */
enum { OWN_ERROR = 333 };

/* Answers one call with an action, and allows all others. */
static int put_on(long call, unsigned action, unsigned flags) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned) call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return (int) syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static int put_on_by_prctl(long call, unsigned action) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned) call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int opens(void) {
    int file = open("manifest.yml", O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        close(file);
    }
    return file >= 0 ? 0 : errno;
}

/* A filter of one's own comes before Remit's decision, whichever way it is put on. */
static void answers_with_errors(void) {
    printf("puts on %d", put_on(SYS_openat, SECCOMP_RET_ERRNO | OWN_ERROR, 0));
    printf(", open %d", opens());
    printf(", getppid %d\n", getppid() > 0);
}

static void answers_with_errors_by_prctl(void) {
    printf("puts on %d", put_on_by_prctl(SYS_getppid, SECCOMP_RET_ERRNO | OWN_ERROR));
    printf(", open %d", opens());
    errno = 0;
    syscall(SYS_getppid);
    printf(", getppid %d\n", errno);
}

static void puts_on_several(void) {
    put_on(SYS_openat, SECCOMP_RET_ERRNO | OWN_ERROR, 0);
    put_on(SYS_openat, SECCOMP_RET_ALLOW, 0);
    put_on(SYS_openat, SECCOMP_RET_LOG, 0);
    put_on(SYS_getuid, SECCOMP_RET_ERRNO | OWN_ERROR, 0);
    errno = 0;
    syscall(SYS_getuid);
    printf("open %d, getuid %d\n", opens(), errno);
}

/* What Chromium's renderers do: the call becomes a signal, whose handler answers in its place. */
static void on_trapped(int number, siginfo_t *info, void *context) {
    (void) number;
    ucontext_t *at = context;
    long answer = info->si_syscall == SYS_openat ? -OWN_ERROR : -ENOSYS;
#if defined(__x86_64__)
    at->uc_mcontext.gregs[REG_RAX] = answer;
#elif defined(__aarch64__)
    at->uc_mcontext.regs[0] = (unsigned long) answer;
#endif
}

static void answers_by_signal(void) {
    struct sigaction action = {.sa_sigaction = on_trapped, .sa_flags = SA_SIGINFO};
    sigaction(SIGSYS, &action, NULL);
    printf("puts on %d", put_on(SYS_openat, SECCOMP_RET_TRAP, 0));
    printf(", open %d", opens());
    printf(", again %d\n", opens());
}

/* There is no tracer. Calls that Remit decides come to it first: docs/decisions/own-filters.md. */
static void asks_a_tracer(void) {
    put_on(SYS_getuid, SECCOMP_RET_TRACE, 0);
    errno = 0;
    syscall(SYS_getuid);
    printf("getuid %d\n", errno);
}

static void ends_by_filter(void) {
    pid_t child = fork();
    if (child == 0) {
        put_on(SYS_openat, SECCOMP_RET_KILL_PROCESS, 0);
        opens();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    printf("ended by signal %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

static pthread_barrier_t begun, filtered;

static void *open_in_thread(void *result) {
    pthread_barrier_wait(&begun);
    pthread_barrier_wait(&filtered);
    *(int *) result = opens();
    return NULL;
}

static void filters_all_threads(void) {
    pthread_t thread;
    int result = 0;
    pthread_barrier_init(&begun, NULL, 2);
    pthread_barrier_init(&filtered, NULL, 2);
    pthread_create(&thread, NULL, open_in_thread, &result);
    pthread_barrier_wait(&begun);
    printf("puts on %d", put_on(SYS_openat, SECCOMP_RET_ERRNO | OWN_ERROR, SECCOMP_FILTER_FLAG_TSYNC));
    pthread_barrier_wait(&filtered);
    pthread_join(thread, NULL);
    printf(", open in the other thread %d\n", result);
}

static void hands_filters_on(void) {
    put_on(SYS_getppid, SECCOMP_RET_ERRNO | OWN_ERROR, 0);
    pid_t child = fork();
    if (child == 0) {
        execl("./filters", "filters", "executed", NULL);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    printf("executed ended with %d\n", status);
}

static void executed(void) {
    errno = 0;
    syscall(SYS_getppid);
    printf("executed: getppid %d, open %d\n", errno, opens());
}

static void asks_for_actions(void) {
    static const unsigned actions[] = {SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD, SECCOMP_RET_TRAP,
        SECCOMP_RET_ERRNO, SECCOMP_RET_TRACE, SECCOMP_RET_LOG, SECCOMP_RET_ALLOW};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        printf("%ld ", syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &actions[i]));
    }
    printf("mode %s\n", prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0 ? "told" : "not told");
}

static void puts_on_nonsense(void) {
    struct sock_filter code[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 1 << 20)};
    struct sock_fprog program = {1, code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    errno = 0;
    int answer = (int) syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
    printf("puts on %d, %d\n", answer, errno);
}

static const struct {
    const char *name;
    void (*run)(void);
} ATTEMPTS[] = {
    {"errors", answers_with_errors},
    {"errors, by prctl", answers_with_errors_by_prctl},
    {"several", puts_on_several},
    {"signal", answers_by_signal},
    {"tracer", asks_a_tracer},
    {"end", ends_by_filter},
    {"all threads", filters_all_threads},
    {"inherited", hands_filters_on},
    {"actions", asks_for_actions},
    {"nonsense", puts_on_nonsense},
};

int main(int count, char **arguments) {
    setvbuf(stdout, NULL, _IONBF, 0);
    if (count > 1 && strcmp(arguments[1], "executed") == 0) {
        executed();
        return 0;
    }
    for (size_t i = 0; i < sizeof ATTEMPTS / sizeof ATTEMPTS[0]; i++) {
        printf("%s: ", ATTEMPTS[i].name);
        pid_t child = fork();
        if (child == 0) {
            ATTEMPTS[i].run();
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (status != 0) {
            printf("ended with %d\n", status);
        }
    }
    return 0;
}
