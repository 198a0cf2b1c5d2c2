/*
 * Uses more than it may, limits NAME. What it prints and how it ends is for the test to judge. Build: gcc -static -pthread.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MEGABYTE = 1 << 20, MANY = 150 };

static void *shared(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(99);
    }
    return memory;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static double used(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void burn(double seconds) {
    double end = used() + seconds;
    while (used() < end) {
    }
}

/* A burning that only something else ends. */
static int burn_on(void) {
    burn(1e9);
    return 0;
}

static int sleep_on(void) {
    while (pause() != 0) {
    }
    return 0;
}

/* --- how many there are at once --- */

static struct {
    atomic_int living;
    atomic_int most;
    atomic_int end;
} *tally;

static void begin_living(void) {
    int living = atomic_fetch_add(&tally->living, 1) + 1;
    int most = atomic_load(&tally->most);
    while (living > most && !atomic_compare_exchange_weak(&tally->most, &most, living)) {
    }
    if (living > MANY) {
        atomic_store(&tally->end, 1);
    }
}

static void multiply(void) {
    begin_living();
    while (!atomic_load(&tally->end)) {
        if (fork() == 0) {
            begin_living();
        }
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
    }
    atomic_fetch_sub(&tally->living, 1);
    _exit(0);
}

/* Every process makes others all the time, some of which end and some of which stay. */
static int bomb(void) {
    tally = shared(sizeof *tally);
    pid_t first = fork();
    if (first < 0) {
        perror("fork");
        return 98;
    }
    if (first == 0) {
        multiply();
    }
    double end = now() + 1.5;
    while (now() < end && !atomic_load(&tally->end)) {
        usleep(1000);
    }
    atomic_store(&tally->end, 1);
    while (wait(NULL) > 0) {
    }
    /* And this one. */
    printf("%d\n", atomic_load(&tally->most) + 1);
    return 0;
}

/* Many that end at once make room, again and again: whoever counts must notice that they are gone. */
static int churn(void) {
    for (int i = 0; i < 200; i++) {
        pid_t child = fork();
        if (child == 0) {
            _exit(0);
        }
        if (child < 0 || waitpid(child, NULL, 0) != child) {
            perror("fork");
            return 1;
        }
    }
    return 0;
}

static void *sleep_in_thread(void *nothing) {
    sleep_on();
    return nothing;
}

static int threads(void) {
    for (int i = 1;; i++) {
        pthread_t thread;
        int error = pthread_create(&thread, NULL, sleep_in_thread, NULL);
        if (error != 0 || i > MANY) {
            printf("%d %s\n", i, error == EAGAIN ? "EAGAIN" : strerror(error));
            return 0;
        }
    }
}

static int vforks(void) {
    for (volatile int i = 1;; i++) {
        pid_t child = (pid_t) syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
        if (child == 0) {
            sleep_on();
        }
        if (child < 0 || i > MANY) {
            int failure = errno;
            /* Threads that share all, by the raw call, and vfork: the same answer. */
            pid_t other = vfork();
            if (other == 0) {
                _exit(0);
            }
            printf("%d %s %s\n", i, failure == EAGAIN ? "EAGAIN" : strerror(failure),
                   other < 0 && errno == EAGAIN ? "EAGAIN" : "vfork");
            return 0;
        }
    }
}

/* --- memory --- */

static char *touch(char *memory, size_t size) {
    for (size_t i = 0; i < size; i += 4096) {
        memory[i] = 1;
    }
    return memory;
}

static int allocate(void) {
    for (int i = 0; i < 1 << 20; i++) {
        touch(malloc(MEGABYTE), MEGABYTE);
    }
    return 0;
}

/* Each has little, all together too much. */
static int allocate_in_children(void) {
    for (int i = 0; i < 30; i++) {
        if (fork() == 0) {
            touch(malloc(20 * MEGABYTE), 20 * MEGABYTE);
            sleep_on();
        }
        usleep(20000);
    }
    return sleep_on();
}

static int allocate_shared(void) {
    touch(shared((size_t) 400 * MEGABYTE), (size_t) 400 * MEGABYTE);
    return sleep_on();
}

/* What children have in common counts once. */
static int share(void) {
    touch(malloc(60 * MEGABYTE), 60 * MEGABYTE);
    touch(shared(20 * MEGABYTE), 20 * MEGABYTE);
    for (int i = 0; i < 8; i++) {
        if (fork() == 0) {
            sleep_on();
        }
    }
    sleep(1);
    return 0;
}

/* A child that has not executed anything yet has its parent's memory and none of its own. */
static int lend(void) {
    touch(malloc(80 * MEGABYTE), 80 * MEGABYTE);
    pid_t child = vfork();
    if (child == 0) {
        usleep(1000000);
        _exit(0);
    }
    return child < 0;
}

/* Address space is not memory. */
static int reserve(void) {
    void *memory = mmap(NULL, (size_t) 1 << 42, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    void *writable = mmap(NULL, (size_t) 1 << 32, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                          -1, 0);
    usleep(500000);
    return writable == MAP_FAILED;
}

/* --- processor time --- */

static int burn_in_children(void) {
    for (;;) {
        pid_t child = fork();
        if (child == 0) {
            burn(0.02);
            _exit(0);
        }
        waitpid(child, NULL, 0);
    }
}

/* Nobody learns of their end, nor of their time. */
static int burn_in_forgotten_children(void) {
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        pid_t child = fork();
        if (child == 0) {
            burn(0.3);
            _exit(0);
        }
        waitpid(child, NULL, 0);
    }
}

static int burn_in_daemon(void) {
    pid_t child = fork();
    if (child == 0) {
        setsid();
        if (fork() == 0) {
            burn_on();
        }
        _exit(0);
    }
    waitpid(child, NULL, 0);
    return sleep_on();
}

static void *burn_in_thread(void *nothing) {
    burn_on();
    return nothing;
}

static int burn_in_threads(void) {
    pthread_t thread;
    for (int i = 0; i < 3; i++) {
        pthread_create(&thread, NULL, burn_in_thread, NULL);
    }
    return sleep_on();
}

static void say_time_is_up(int signal) {
    (void) signal;
    static const char words[] = "time is up\n";
    ssize_t written = write(STDOUT_FILENO, words, sizeof words - 1);
    _exit(written < 0 ? 1 : 7);
}

static int notice_burning(void) {
    signal(SIGXCPU, say_time_is_up);
    return burn_on();
}

/* --- wall-clock time --- */

static int ignore_end(void) {
    signal(SIGTERM, SIG_IGN);
    return sleep_on();
}

static int notice_end(void) {
    signal(SIGTERM, say_time_is_up);
    return sleep_on();
}

static int stop(void) {
    signal(SIGTERM, say_time_is_up);
    raise(SIGSTOP);
    return sleep_on();
}

/* Stops itself as a terminal would; the child goes on, and shows it. */
static int suspend(void) {
    if (fork() == 0) {
        int file = open("kernel/alive", O_WRONLY | O_CREAT, 0644);
        for (;;) {
            if (pwrite(file, "x", 1, 0) < 0) {
                _exit(1);
            }
            usleep(2000);
        }
    }
    usleep(200000);
    raise(SIGTSTP);
    return sleep_on();
}

/* --- files --- */

static int grow(const char *path) {
    static char block[64 << 10];
    int file = open(path, O_WRONLY | O_CREAT, 0644);
    if (file < 0) {
        perror(path);
        return 1;
    }
    for (;;) {
        if (write(file, block, sizeof block) < 0) {
            perror("write");
            return 2;
        }
    }
}

static int grow_file(void) {
    return grow("kernel/large");
}

static int grow_brokered_file(void) {
    return grow("brokered/large");
}

static int truncate_brokered_file(void) {
    close(open("brokered/long", O_WRONLY | O_CREAT, 0644));
    if (truncate("brokered/long", 4 * MEGABYTE) < 0) {
        perror("truncate");
        return 1;
    }
    return 0;
}

static int open_many(const char *path) {
    for (int i = 0; i < 1000; i++) {
        if (open(path, O_RDONLY) < 0) {
            printf("%s\n", errno == EMFILE ? "EMFILE" : strerror(errno));
            return 0;
        }
        printf("%d ", i);
    }
    return 0;
}

static int descriptors(void) {
    return open_many("/dev/null");
}

static int brokered_descriptors(void) {
    close(open("brokered/file", O_WRONLY | O_CREAT, 0644));
    return open_many("brokered/file");
}

/* --- getting rid of limits --- */

static int may_raise(int resource, pid_t process) {
    struct rlimit limit;
    if (prlimit(process, resource, NULL, &limit) < 0) {
        return 0;
    }
    limit.rlim_cur = limit.rlim_max = RLIM_INFINITY;
    return prlimit(process, resource, &limit, NULL) == 0;
}

static int raise_limits(void) {
    static const int resources[] = {RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_CPU};
    for (int i = 0; i < 3; i++) {
        struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
        pid_t child = fork();
        if (child == 0) {
            sleep_on();
        }
        int raised = setrlimit(resources[i], &limit) == 0 || may_raise(resources[i], 0) || may_raise(resources[i], child);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        if (raised) {
            printf("raised %d\n", resources[i]);
            return 1;
        }
    }
    return 0;
}

static const struct {
    const char *name;
    int (*run)(void);
} all[] = {
    {"bomb", bomb},
    {"churn", churn},
    {"threads", threads},
    {"vforks", vforks},
    {"allocate", allocate},
    {"allocate-in-children", allocate_in_children},
    {"allocate-shared", allocate_shared},
    {"share", share},
    {"lend", lend},
    {"reserve", reserve},
    {"burn", burn_on},
    {"burn-in-children", burn_in_children},
    {"burn-in-forgotten-children", burn_in_forgotten_children},
    {"burn-in-daemon", burn_in_daemon},
    {"burn-in-threads", burn_in_threads},
    {"notice-burning", notice_burning},
    {"sleep", sleep_on},
    {"ignore-end", ignore_end},
    {"notice-end", notice_end},
    {"stop", stop},
    {"suspend", suspend},
    {"grow-file", grow_file},
    {"grow-brokered-file", grow_brokered_file},
    {"truncate-brokered-file", truncate_brokered_file},
    {"descriptors", descriptors},
    {"brokered-descriptors", brokered_descriptors},
    {"raise-limits", raise_limits},
};

int main(int count, char **arguments) {
    for (size_t i = 0; count == 2 && i < sizeof all / sizeof *all; i++) {
        if (strcmp(all[i].name, arguments[1]) == 0) {
            return all[i].run();
        }
    }
    fprintf(stderr, "no such name\n");
    return 97;
}
