/*
 * A program of many processes and threads, behave NAME. Each behaviour checks itself, and is the same with and without a
 * supervisor; 0 when all is as it should be. "all" does every one in a child of its own and prints how that ended before
 * its name.
 */
#define _GNU_SOURCE
#include "behave.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

enum { PROCESSES = 500, THREADS = 200, ZOMBIES = 50 };

const char *self;
int interruptible;

double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void check_file(const char *directory, int n) {
    char path[64];
    char expected[64];
    char content[64];
    snprintf(path, sizeof path, "%s/%d", directory, n % 10);
    int length = snprintf(expected, sizeof expected, "%s %d\n", directory, n % 10);
    int file = (int) AGAIN(open(path, O_RDONLY | O_CLOEXEC));
    CHECK(file >= 0);
    CHECK(read(file, content, sizeof content) == length);
    CHECK(memcmp(content, expected, (size_t) length) == 0);
    CHECK(close(file) == 0);
}

void check_files(int n) {
    check_file("brokered", n);
    check_file("kernel", n);
}

void expect(int child, int code) {
    int status;
    CHECK(child > 0);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == code);
}

static void *shared(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    return memory;
}

/* --- ways to make a process --- */

static int by_fork(void) {
    pid_t child = fork();
    if (child == 0) {
        check_files(1);
        _exit(7);
    }
    expect(child, 7);
    check_files(2);
    return 0;
}

static int by_vfork(void) {
    for (int i = 0; i < 20; i++) {
        pid_t child = vfork();
        if (child == 0) {
            execl(self, self, "look", (char *) NULL);
            _exit(9);
        }
        expect(child, 8);
        child = vfork();
        if (child == 0) {
            execl("brokered/1", "brokered/1", (char *) NULL);
            _exit(errno == EACCES ? 5 : 6);
        }
        expect(child, 5);
    }
    return 0;
}

static int by_posix_spawn(void) {
    char *arguments[] = {(char *) self, "look", NULL};
    pid_t child;
    CHECK(posix_spawn(&child, self, NULL, NULL, arguments, environ) == 0);
    expect(child, 8);
    CHECK(posix_spawn(&child, "kernel/1", NULL, NULL, arguments, environ) == EACCES);
    return 0;
}

static int in_clone(void *nothing) {
    (void) nothing;
    check_files(3);
    return 6;
}

/* A process that shares memory, descriptors and directory with its parent, as some runtimes make them. */
static int by_clone(void) {
    static char stack[256 << 10] __attribute__((aligned(16)));
    pid_t child = clone(in_clone, stack + sizeof stack, CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD, NULL);
    expect(child, 6);
    return 0;
}

static void *open_files(void *number) {
    for (int i = 0; i < 20; i++) {
        check_files((int) (size_t) number + i);
    }
    return NULL;
}

static int by_threads(void) {
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, open_files, (void *) i) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    return 0;
}

static int many_processes(void) {
    struct {
        atomic_int ready;
        atomic_int failed;
    } *tally = shared(sizeof *tally);
    int gate[2];
    CHECK(pipe(gate) == 0);
    for (int i = 0; i < PROCESSES; i++) {
        pid_t child = fork();
        if (child == 0) {
            char nothing;
            close(gate[1]);
            check_files(i);
            atomic_fetch_add(&tally->ready, 1);
            CHECK(read(gate[0], &nothing, 1) == 0);
            check_files(i + 1);
            _exit(0);
        }
        CHECK(child > 0);
    }
    double end = now() + 60;
    while (atomic_load(&tally->ready) < PROCESSES && now() < end) {
        usleep(1000);
    }
    CHECK(atomic_load(&tally->ready) == PROCESSES);
    close(gate[1]);
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        CHECK(wait(&status) > 0);
        CHECK(status == 0);
    }
    return 0;
}

/* --- exec --- */

static atomic_int stop;

static void *keep_opening(void *nothing) {
    while (!atomic_load(&stop)) {
        close(open("brokered/1", O_RDONLY));
    }
    return nothing;
}

static char process_id[16];

static void *become_another(void *nothing) {
    check_files(4);
    execl(self, self, "was", process_id, (char *) NULL);
    CHECK(!"executed");
    return nothing;
}

/* The thread that executes takes over the number of the first one, whose calls are under way, as are others'. */
static int exec_in_thread(void) {
    for (int i = 0; i < 10; i++) {
        pid_t child = fork();
        if (child == 0) {
            pthread_t thread;
            snprintf(process_id, sizeof process_id, "%d", getpid());
            for (int t = 0; t < 3; t++) {
                CHECK(pthread_create(&thread, NULL, keep_opening, NULL) == 0);
            }
            usleep(1000 * i);
            CHECK(pthread_create(&thread, NULL, become_another, NULL) == 0);
            keep_opening(NULL);
        }
        expect(child, 3);
    }
    return 0;
}

/* --- orphans and the dead --- */

static int orphan(void) {
    int *parent = shared(sizeof *parent);
    int done[2];
    CHECK(pipe(done) == 0);
    pid_t child = fork();
    if (child == 0) {
        pid_t was = getpid();
        if (fork() == 0) {
            while (getppid() == was) {
                usleep(1000);
            }
            *parent = getppid();
            check_files(5);
            CHECK(setsid() == getpid());
            check_files(6);
            CHECK(write(done[1], "", 1) == 1);
            _exit(0);
        }
        _exit(0);
    }
    expect(child, 0);
    close(done[1]);
    char byte;
    CHECK(read(done[0], &byte, 1) == 1);
    CHECK(*parent != getpid());
    return 0;
}

static int own_subreaper(void) {
    CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
    pid_t child = fork();
    if (child == 0) {
        if (fork() == 0) {
            usleep(50000);
            check_files(1);
            _exit(4);
        }
        _exit(0);
    }
    expect(child, 0);
    int status;
    CHECK(wait(&status) > 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 4);
    CHECK(prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) == 0);
    return 0;
}

static int zombies(void) {
    pid_t dead[ZOMBIES];
    for (int i = 0; i < ZOMBIES; i++) {
        dead[i] = fork();
        if (dead[i] == 0) {
            check_files(i);
            _exit(i);
        }
    }
    for (int i = 0; i < ZOMBIES; i++) {
        siginfo_t info;
        CHECK(waitid(P_PID, (id_t) dead[i], &info, WEXITED | WNOWAIT) == 0);
        CHECK(info.si_status == i);
        CHECK(kill(dead[i], 0) == 0);
    }
    check_files(1);
    for (int i = 0; i < ZOMBIES; i++) {
        expect(dead[i], i);
        CHECK(kill(dead[i], 0) < 0 && errno == ESRCH);
    }
    return 0;
}

/* --- groups and sessions --- */

static atomic_int hangups;

static void count(int signal) {
    (void) signal;
    atomic_fetch_add(&hangups, 1);
}

static int groups_and_sessions(void) {
    int ready[2];
    CHECK(pipe(ready) == 0);
    pid_t leader = fork();
    if (leader == 0) {
        CHECK(setsid() == getpid());
        CHECK(getpgrp() == getpid() && getsid(0) == getpid());
        signal(SIGHUP, count);
        pid_t member = fork();
        if (member == 0) {
            CHECK(write(ready[1], "", 1) == 1);
            while (atomic_load(&hangups) == 0) {
                usleep(1000);
            }
            check_files(7);
            _exit(2);
        }
        CHECK(write(ready[1], "", 1) == 1);
        while (atomic_load(&hangups) == 0) {
            usleep(1000);
        }
        expect(member, 2);
        _exit(1);
    }
    char bytes[2];
    CHECK(read(ready[0], bytes, 1) == 1 && read(ready[0], bytes, 1) == 1);
    CHECK(kill(-leader, SIGHUP) == 0);
    expect(leader, 1);
    return 0;
}

static int stop_and_continue(void) {
    pid_t child = fork();
    if (child == 0) {
        check_files(1);
        raise(SIGSTOP);
        check_files(2);
        _exit(3);
    }
    int status;
    CHECK(waitpid(child, &status, WUNTRACED) == child);
    CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    CHECK(kill(child, SIGCONT) == 0);
    CHECK(waitpid(child, &status, WCONTINUED) == child);
    if (WIFCONTINUED(status)) {
        expect(child, 3);
    } else {
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    }
    return 0;
}

/* --- killed in the middle of a call --- */

/* While a call is under way, at every moment of it, also while the supervisor waits on the other end of a FIFO. */
static int killed_in_call(void) {
    unlink("brokered/fifo");
    CHECK(mkfifo("brokered/fifo", 0600) == 0);
    for (int i = 0; i < 400; i++) {
        pid_t child = fork();
        if (child == 0) {
            for (;;) {
                close(open(i % 4 == 0 ? "brokered/fifo" : "brokered/1", O_RDONLY));
            }
        }
        usleep((unsigned) (i * 7 % 1000));
        CHECK(kill(child, SIGKILL) == 0);
        int status;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        check_files(i);
    }
    CHECK(unlink("brokered/fifo") == 0);
    return 0;
}

/* All threads of a process die while each is in a call. */
static int killed_with_threads_in_calls(void) {
    for (int i = 0; i < 30; i++) {
        pid_t child = fork();
        if (child == 0) {
            pthread_t thread;
            for (int t = 0; t < 7; t++) {
                CHECK(pthread_create(&thread, NULL, keep_opening, NULL) == 0);
            }
            keep_opening(NULL);
        }
        usleep((unsigned) (500 * (i % 10)));
        CHECK(kill(child, SIGKILL) == 0);
        CHECK(waitpid(child, NULL, 0) == child);
        check_files(i);
    }
    return 0;
}

/* --- for the test --- */

/* Opens what it may once nobody may look at it any more. */
static int not_dumpable(void) {
    CHECK(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
    int brokered = open("brokered/1", O_RDONLY);
    int brokered_error = errno;
    int kernel = open("kernel/1", O_RDONLY);
    printf("%s %s\n", brokered >= 0 ? "opened" : strerror(brokered_error), kernel >= 0 ? "opened" : strerror(errno));
    return 0;
}

/* Leaves descendants of every kind behind, which never end by themselves, and says who they are. */
static int leave_descendants(void) {
    int ready[2];
    CHECK(pipe(ready) == 0);
    for (int kind = 0; kind < 5; kind++) {
        if (fork() != 0) {
            continue;
        }
        if (kind == 1) {
            CHECK(setsid() > 0);
        }
        if (kind == 2) {
            signal(SIGTERM, SIG_IGN);
            signal(SIGHUP, SIG_IGN);
            signal(SIGINT, SIG_IGN);
        }
        if (kind == 4) {
            /* A chain of generations, each of which waits for the next. */
            for (int generation = 0; generation < 20; generation++) {
                if (fork() != 0) {
                    pause();
                    _exit(0);
                }
            }
        }
        if (kind != 0 && fork() != 0) {
            _exit(0);
        }
        printf("%d\n", getpid());
        fflush(stdout);
        CHECK(write(ready[1], "", 1) == 1);
        if (kind == 3) {
            raise(SIGSTOP);
        }
        for (;;) {
            pause();
        }
    }
    char byte;
    for (int kind = 0; kind < 5; kind++) {
        CHECK(read(ready[0], &byte, 1) == 1);
    }
    return 0;
}

/* Goes on as long as it can, in several processes that say who they are. */
static int outlive(void) {
    int ready[2];
    CHECK(pipe(ready) == 0);
    for (int kind = 0; kind < 3; kind++) {
        if (fork() == 0) {
            if (kind == 1) {
                CHECK(setsid() > 0);
            }
            if (kind == 2) {
                CHECK(fork() != 0 || setsid() > 0);
            }
            check_files(kind);
            printf("%d\n", getpid());
            fflush(stdout);
            CHECK(write(ready[1], "", 1) == 1);
            for (;;) {
                pause();
            }
        }
    }
    char byte;
    for (int i = 0; i < 4; i++) {
        CHECK(read(ready[0], &byte, 1) == 1);
    }
    printf("%d\nready\n", getpid());
    fflush(stdout);
    for (;;) {
        pause();
    }
}

static atomic_int wanted_to_stop;

static void want_to_stop(int signal) {
    (void) signal;
    atomic_store(&wanted_to_stop, 1);
}

/* Puts something in order before it stops, for which it needs its supervisor; and stops like one that does not care. */
static int stop_tidily(void) {
    signal(SIGTSTP, want_to_stop);
    dprintf(STDOUT_FILENO, "running\n");
    while (!atomic_load(&wanted_to_stop)) {
        usleep(1000);
    }
    check_files(1);
    dprintf(STDOUT_FILENO, "tidy\n");
    signal(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    check_files(2);
    dprintf(STDOUT_FILENO, "continued\n");
    while (pause() != 0) {
    }
    return 0;
}

static void say_that_it_goes_on(int signal) {
    (void) signal;
    static const char words[] = "going on\n";
    CHECK(write(STDOUT_FILENO, words, sizeof words - 1) > 0);
}

static int run_until_interrupted(void) {
    signal(SIGCONT, say_that_it_goes_on);
    interruptible = 1;
    dprintf(STDOUT_FILENO, "running\n");
    for (int i = 0; i < 1 << 20; i++) {
        check_files(i);
        usleep(1000);
    }
    return 0;
}

/* Reads from the terminal, which stops it as long as it is in the background. */
static int read_terminal(void) {
    char line[64];
    dprintf(STDOUT_FILENO, "running\n");
    ssize_t length = read(STDIN_FILENO, line, sizeof line);
    CHECK(length > 0);
    dprintf(STDOUT_FILENO, "got %.*s", (int) length, line);
    return 0;
}

static const struct behaviour lives[] = {
    {"fork", by_fork},
    {"vfork", by_vfork},
    {"posix_spawn", by_posix_spawn},
    {"clone that shares memory", by_clone},
    {"200 threads at once", by_threads},
    {"500 processes at once", many_processes},
    {"exec in a thread", exec_in_thread},
    {"orphan", orphan},
    {"own subreaper", own_subreaper},
    {"zombies", zombies},
    {"groups and sessions", groups_and_sessions},
    {"stop and continue", stop_and_continue},
    {"killed in a call", killed_in_call},
    {"killed with threads in calls", killed_with_threads_in_calls},
    {NULL, NULL},
};

static const struct behaviour others[] = {
    {"not-dumpable", not_dumpable},
    {"leave-descendants", leave_descendants},
    {"outlive", outlive},
    {"stop-tidily", stop_tidily},
    {"run", run_until_interrupted},
    {"read-terminal", read_terminal},
    {NULL, NULL},
};

static int do_all(const struct behaviour *behaviours) {
    for (; behaviours->name != NULL; behaviours++) {
        int status;
        pid_t child = fork();
        if (child == 0) {
            _exit(behaviours->run());
        }
        CHECK(child > 0 && waitpid(child, &status, 0) == child);
        dprintf(STDOUT_FILENO, "%d %s\n", WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
                behaviours->name);
    }
    return 0;
}

int main(int count, char **arguments) {
    self = "./behave";
    if (count == 2 && strcmp(arguments[1], "look") == 0) {
        check_files(0);
        return 8;
    }
    if (count == 3 && strcmp(arguments[1], "was") == 0) {
        check_files(0);
        return atoi(arguments[2]) == getpid() && syscall(SYS_gettid) == getpid() ? 3 : 4;
    }
    if (count == 2 && strcmp(arguments[1], "all") == 0) {
        do_all(lives);
        do_all(storms);
        return do_all(filters);
    }
    const struct behaviour *const every[] = {lives, storms, filters, others};
    for (int i = 0; count == 2 && i < 4; i++) {
        for (const struct behaviour *each = every[i]; each->name != NULL; each++) {
            if (strcmp(each->name, arguments[1]) == 0) {
                return each->run();
            }
        }
    }
    fprintf(stderr, "no such behaviour\n");
    return 97;
}
