/*
 * Calls that block while the supervisor performs them. The first argument names what is tried, `all` for everything that
 * needs nobody else; each is tried in a directory of its own below `brokered`, where the supervisor performs all calls.
 * What differs from what the kernel does by itself is printed, and the exit code is 1 then; `all` prints an exit code and
 * a name for each.
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
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHECK(condition) ((condition) ? (void)0 : failed(__LINE__, #condition))
#define ORDINARY "file"
#define FIFO "fifo"
#define PROGRAM "../../blocked"
#define MANY 1000

static atomic_int handled;
static atomic_int begun;
static atomic_int finished;

static void failed(int line, const char *condition) {
    fprintf(stderr, "line %d: not %s (errno %d: %s)\n", line, condition, errno, strerror(errno));
    _exit(1);
}

static void count_signal(int number) {
    (void)number;
    atomic_fetch_add(&handled, 1);
}

static void handle(int number, int flags) {
    struct sigaction action = {.sa_handler = count_signal, .sa_flags = flags};
    CHECK(sigaction(number, &action, NULL) == 0);
}

static void pause_ms(long ms) {
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&time, &time) != 0) {
    }
}

/* Waits until a condition holds; the test's patience bounds it. */
#define AWAIT(condition) \
    while (!(condition)) \
    pause_ms(5)

static void open_ordinary(void) {
    int fd = open(ORDINARY, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0);
    char text[3] = "";
    CHECK(read(fd, text, 2) == 2 && strcmp(text, "ok") == 0);
    CHECK(close(fd) == 0);
}

static pthread_t thread(void *(*work)(void *), void *argument) {
    pthread_attr_t attributes;
    pthread_t made;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 64 << 10);
    CHECK((errno = pthread_create(&made, &attributes, work, argument)) == 0);
    pthread_attr_destroy(&attributes);
    return made;
}

static pid_t child(void) {
    pid_t made = fork();
    CHECK(made >= 0);
    return made;
}

static void reap(pid_t process) {
    int status;
    while (waitpid(process, &status, 0) != process) {
        CHECK(errno == EINTR);
    }
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void *read_fifo(void *path) {
    atomic_fetch_add(&begun, 1);
    int fd = open(path ? path : FIFO, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0);
    atomic_fetch_add(&finished, 1);
    char byte;
    CHECK(read(fd, &byte, 1) == 0);
    CHECK(close(fd) == 0);
    return NULL;
}

/* A name of its own for each reader, so that releasing one releases no other. */
static char *fifo_name(int number) {
    char *name;
    CHECK(asprintf(&name, "fifo-%d", number) > 0);
    return name;
}

static void make_fifos(void) {
    for (int i = 0; i < MANY; i++) {
        char *name = fifo_name(i);
        CHECK(mkfifo(name, 0600) == 0);
        free(name);
    }
}

/* A FIFO can be opened for writing without waiting once somebody waits to read it. */
static void await_reader(const char *name) {
    int fd;
    AWAIT((fd = open(name, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) >= 0 || (CHECK(errno == ENXIO), 0));
    CHECK(close(fd) == 0);
}

static void release_all(void) {
    for (int i = 0; i < MANY; i++) {
        char *name = fifo_name(i);
        await_reader(name);
        CHECK(unlink(name) == 0);
        free(name);
    }
}

/* A thousand threads wait in opens of FIFOs; others go on, and all are released in the end. */
static void many_threads(void) {
    static pthread_t readers[MANY];
    make_fifos();
    for (int i = 0; i < MANY; i++) {
        readers[i] = thread(read_fifo, fifo_name(i));
        open_ordinary();
    }
    AWAIT(begun == MANY);
    pause_ms(300);
    for (int i = 0; i < 1000; i++) {
        open_ordinary();
    }
    CHECK(finished == 0);
    release_all();
    for (int i = 0; i < MANY; i++) {
        CHECK(pthread_join(readers[i], NULL) == 0);
    }
    CHECK(finished == MANY);
}

static void many_processes(void) {
    static pid_t readers[MANY];
    make_fifos();
    for (int i = 0; i < MANY; i++) {
        readers[i] = child();
        if (readers[i] == 0) {
            read_fifo(fifo_name(i));
            _exit(0);
        }
    }
    pause_ms(300);
    for (int i = 0; i < 1000; i++) {
        open_ordinary();
    }
    for (int i = 0; i < MANY; i++) {
        CHECK(waitpid(readers[i], NULL, WNOHANG) == 0);
    }
    release_all();
    for (int i = 0; i < MANY; i++) {
        reap(readers[i]);
    }
}

/* Both ends are opened by supervised processes, neither of which can go on without the other. */
static void pairs(void) {
    static pid_t ends[2 * MANY];
    make_fifos();
    for (int i = 0; i < 2 * MANY; i++) {
        ends[i] = child();
        if (ends[i] == 0) {
            char *name = fifo_name(i / 2);
            int writes = (i ^ i / 2) & 1;
            int fd = open(name, writes ? O_WRONLY : O_RDONLY);
            CHECK(fd >= 0);
            char byte = (char)i;
            CHECK(writes ? write(fd, &byte, 1) == 1 : read(fd, &byte, 1) == 1);
            _exit(0);
        }
    }
    for (int i = 0; i < 2 * MANY; i++) {
        reap(ends[i]);
    }
}

static void *create_when_handled(void *unused) {
    (void)unused;
    AWAIT(handled == 2);
    CHECK(mkdir("rung", 0700) == 0);
    return NULL;
}

/* An open of a FIFO is interrupted by a signal that is handled; the kernel makes it again when the handler says so. */
static void alarms(void) {
    handle(SIGALRM, 0);
    alarm(1);
    CHECK(open(FIFO, O_RDONLY) == -1 && errno == EINTR && handled == 1);
    handle(SIGALRM, SA_RESTART);
    pid_t writer = child();
    if (writer == 0) {
        AWAIT(access("rung", F_OK) == 0);
        await_reader(FIFO);
        _exit(0);
    }
    pthread_t releaser = thread(create_when_handled, NULL);
    alarm(1);
    int fd = open(FIFO, O_RDONLY);
    CHECK(fd >= 0 && handled == 2);
    CHECK(pthread_join(releaser, NULL) == 0);
    reap(writer);
    CHECK(close(fd) == 0);
}

static void *interruptible_reader(void *unused) {
    (void)unused;
    atomic_store(&begun, 1);
    int fd = open(FIFO, O_RDONLY);
    atomic_store(&finished, fd < 0 ? -errno : 1);
    if (fd >= 0) {
        close(fd);
    }
    return NULL;
}

static void *read_until_killed(void *unused) {
    (void)unused;
    open(FIFO, O_RDONLY);
    _exit(1);
}

/* The same for a signal that is sent to one thread of several. */
static void thread_signals(void) {
    handle(SIGUSR1, 0);
    pthread_t reader = thread(interruptible_reader, NULL);
    AWAIT(begun);
    pause_ms(100);
    while (!finished) {
        CHECK(pthread_kill(reader, SIGUSR1) == 0);
        pause_ms(100);
    }
    CHECK(finished == -EINTR);
    CHECK(pthread_join(reader, NULL) == 0);

    handle(SIGUSR1, SA_RESTART);
    atomic_store(&begun, 0);
    atomic_store(&finished, 0);
    reader = thread(interruptible_reader, NULL);
    AWAIT(begun);
    for (int i = 1; i <= 5; i++) {
        int before = handled;
        pause_ms(30);
        CHECK(pthread_kill(reader, SIGUSR1) == 0);
        AWAIT(handled == before + 1);
        CHECK(!finished);
    }
    await_reader(FIFO);
    CHECK(pthread_join(reader, NULL) == 0);
    CHECK(finished == 1);
}

/* Signals that are blocked, ignored, or ignored by default do not interrupt. */
static void harmless_signals(void) {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR2);
    handle(SIGUSR2, 0);
    signal(SIGUSR1, SIG_IGN);
    pid_t reader = child();
    if (reader == 0) {
        CHECK(sigprocmask(SIG_BLOCK, &blocked, NULL) == 0);
        pid_t grandchild = child();
        if (grandchild == 0) {
            _exit(0);
        }
        CHECK(mkdir("reading", 0700) == 0);
        CHECK(open(FIFO, O_RDONLY) >= 0);
        CHECK(handled == 0);
        _exit(0);
    }
    AWAIT(access("reading", F_OK) == 0);
    pause_ms(100);
    CHECK(kill(reader, SIGUSR1) == 0 && kill(reader, SIGUSR2) == 0 && kill(reader, SIGWINCH) == 0);
    pause_ms(200);
    CHECK(waitpid(reader, NULL, WNOHANG) == 0);
    await_reader(FIFO);
    reap(reader);
}

static pid_t blocked_child(void) {
    pid_t reader = child();
    if (reader == 0) {
        int fd = open(FIFO, O_RDONLY);
        _exit(fd >= 0 ? 0 : errno);
    }
    pause_ms(100);
    return reader;
}

/* A blocked process stops and continues without noticing, and dies of what is deadly. */
static void stops_and_deaths(void) {
    int status;
    int stops[] = {SIGSTOP, SIGTSTP};
    for (int i = 0; i < 2; i++) {
        pid_t reader = blocked_child();
        // Whoever started the test may have left its group without anybody who could let it go on; such do not stop.
        CHECK(setpgid(reader, 0) == 0);
        CHECK(kill(reader, stops[i]) == 0);
        CHECK(waitpid(reader, &status, WUNTRACED) == reader && WIFSTOPPED(status) && WSTOPSIG(status) == stops[i]);
        CHECK(kill(reader, SIGCONT) == 0);
        CHECK(waitpid(reader, &status, WCONTINUED) == reader && WIFCONTINUED(status));
        await_reader(FIFO);
        reap(reader);
    }
    pid_t threads = child();
    if (threads == 0) {
        thread(read_until_killed, NULL);
        thread(read_until_killed, NULL);
        read_until_killed(NULL);
    }
    pause_ms(200);
    CHECK(setpgid(threads, 0) == 0);
    CHECK(kill(threads, SIGTSTP) == 0);
    CHECK(waitpid(threads, &status, WUNTRACED) == threads && WIFSTOPPED(status));
    CHECK(kill(threads, SIGCONT) == 0);
    CHECK(waitpid(threads, &status, WCONTINUED) == threads && WIFCONTINUED(status));
    pause_ms(100);
    CHECK(waitpid(threads, &status, WNOHANG) == 0);
    CHECK(kill(threads, SIGTERM) == 0);
    CHECK(waitpid(threads, &status, 0) == threads && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    int deadly[] = {SIGKILL, SIGTERM, SIGQUIT, SIGHUP};
    for (int i = 0; i < 4; i++) {
        pid_t reader = blocked_child();
        CHECK(kill(reader, deadly[i]) == 0);
        CHECK(waitpid(reader, &status, 0) == reader && WIFSIGNALED(status) && WTERMSIG(status) == deadly[i]);
    }
}

/* A timer that hits its own thread every millisecond. */
static void *storm(void *argument) {
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN + 1};
    event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    timer_t timer;
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    struct itimerspec every = {{0, 1000000}, {0, 1000000}};
    CHECK(timer_settime(timer, 0, &every, NULL) == 0);
    for (int i = 0; i < 400; i++) {
        char name[64];
        snprintf(name, sizeof name, "storm-%ld-%d", (long)argument, i);
        /* Made twice, the second time fails; not made at all, removing it does. */
        CHECK(mkdir(name, 0700) == 0);
        open_ordinary();
        CHECK(rmdir(name) == 0);
    }
    char *name = fifo_name((int)(long)argument);
    int fd = open(name, O_RDONLY);
    CHECK(fd >= 0);
    CHECK(timer_delete(timer) == 0);
    CHECK(close(fd) == 0);
    free(name);
    return NULL;
}

static void storms(void) {
    pthread_t threads[8];
    handle(SIGRTMIN + 1, SA_RESTART);
    make_fifos();
    for (long i = 0; i < 8; i++) {
        threads[i] = thread(storm, (void *)i);
    }
    for (int i = 0; i < 8; i++) {
        char *name = fifo_name(i);
        pause_ms(50);
        await_reader(name);
        free(name);
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    CHECK(handled > 8);
}

static void *execute(void *unused) {
    (void)unused;
    AWAIT(begun == 20);
    pause_ms(100);
    execl(PROGRAM, PROGRAM, "nothing", NULL);
    CHECK(!"executed");
    return NULL;
}

/* An exec by another than the main thread ends the blocked ones, the main thread among them. */
static void exec_of_thread(void) {
    for (int i = 0; i < 19; i++) {
        thread(read_fifo, NULL);
    }
    thread(execute, NULL);
    read_fifo(NULL);
}

static void nothing(void) {
    open_ordinary();
}

/* The child of vfork shares the memory of its waiting parent, of which another thread is blocked. */
static void vforks(void) {
    pthread_t reader = thread(read_fifo, NULL);
    for (int i = 0; i < 50; i++) {
        pid_t made = vfork();
        if (made == 0) {
            int fd = open(ORDINARY, O_RDONLY);
            if (i % 2) {
                execl(PROGRAM, PROGRAM, "nothing", NULL);
            }
            _exit(fd >= 0 ? 0 : 1);
        }
        reap(made);
    }
    await_reader(FIFO);
    CHECK(pthread_join(reader, NULL) == 0);
}

/* The limit is the program's own; what the supervisor has room for is of no matter. */
static void descriptors_run_out(void) {
    struct rlimit limit;
    close_range(3, ~0U, 0);
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = 50;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    for (int round = 0; round < 3; round++) {
        int fd;
        int last = 2;
        while ((fd = open(ORDINARY, O_RDONLY)) >= 0) {
            CHECK(fd == last + 1);
            last = fd;
        }
        CHECK(errno == EMFILE && last == 49);
        for (fd = 3; fd <= last; fd++) {
            CHECK(close(fd) == 0);
        }
    }
}

/* Its parent has ended, its session is its own. */
static void daemons(void) {
    for (int i = 0; i < 20; i++) {
        pid_t middle = child();
        if (middle == 0) {
            CHECK(setsid() > 0);
            if (child() == 0) {
                AWAIT(access("orphaned", F_OK) == 0);
                char name[64];
                snprintf(name, sizeof name, "daemon-%d", i);
                CHECK(mkdir(name, 0700) == 0);
            }
            _exit(0);
        }
        reap(middle);
    }
    CHECK(mkdir("orphaned", 0700) == 0);
    for (int i = 0; i < 20; i++) {
        char name[64];
        snprintf(name, sizeof name, "daemon-%d", i);
        AWAIT(access(name, F_OK) == 0);
    }
}

static void many_children(void) {
    static pid_t children[MANY];
    for (int i = 0; i < MANY; i++) {
        children[i] = child();
        if (children[i] == 0) {
            open_ordinary();
            _exit(0);
        }
    }
    for (int i = 0; i < MANY; i++) {
        reap(children[i]);
    }
}

/* Killed while their opens are pending; whoever looks at the supervisor meanwhile says when to go on. */
static void killed(void) {
    static pid_t readers[200];
    open_ordinary();
    CHECK(mkdir("ready", 0700) == 0);
    AWAIT(access("go", F_OK) == 0);
    for (int i = 0; i < 200; i++) {
        readers[i] = child();
        if (readers[i] == 0) {
            open(i % 2 ? FIFO : ORDINARY "-fifo", O_RDONLY);
            _exit(1);
        }
    }
    pause_ms(300);
    for (int i = 0; i < 200; i++) {
        int status;
        CHECK(kill(readers[i], SIGKILL) == 0);
        CHECK(waitpid(readers[i], &status, 0) == readers[i] && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    }
    CHECK(mkdir("killed", 0700) == 0);
    AWAIT(access("end", F_OK) == 0);
}

static void *open_slow(void *name) {
    int fd = open(name, O_RDONLY);
    CHECK(fd >= 0);
    CHECK(close(fd) == 0);
    atomic_fetch_add(&finished, 1);
    return NULL;
}

/* `slow` is a file system that does not look names up until `release` is looked up. */
static void slow_file_system(void) {
    static pthread_t threads[200];
    for (int i = 0; i < 200; i++) {
        char *name;
        CHECK(asprintf(&name, "slow/name-%d", i) > 0);
        threads[i] = thread(open_slow, name);
    }
    for (int i = 0; i < 200; i++) {
        open_ordinary();
    }
    CHECK(finished == 0);
    open_slow("slow/release");
    for (int i = 0; i < 200; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
}

/* The file system is told when nobody waits for its answer any more; it says so by an entry in `interrupted`. */
static void slow_file_system_interrupted(void) {
    handle(SIGALRM, 0);
    alarm(1);
    CHECK(open("slow/name", O_RDONLY) == -1 && errno == EINTR);
    pid_t reader = child();
    if (reader == 0) {
        open("slow/other", O_RDONLY);
        _exit(1);
    }
    pause_ms(200);
    CHECK(kill(reader, SIGKILL) == 0);
    int status;
    CHECK(waitpid(reader, &status, 0) == reader && WIFSIGNALED(status));
    AWAIT(access("interrupted-2", F_OK) == 0);
}

struct attempt {
    const char *name;
    void (*run)(void);
};

/* These are tried at the same time. */
static const struct attempt light[] = {
    {"alarms", alarms},
    {"thread-signals", thread_signals},
    {"harmless-signals", harmless_signals},
    {"stops-and-deaths", stops_and_deaths},
    {"storms", storms},
    {"exec-of-thread", exec_of_thread},
    {"vforks", vforks},
    {"descriptors-run-out", descriptors_run_out},
    {"daemons", daemons},
    {NULL, NULL},
};

/* These have the machine for themselves. */
static const struct attempt heavy[] = {
    {"many-threads", many_threads},
    {"many-processes", many_processes},
    {"many-children", many_children},
    {"pairs", pairs},
    {NULL, NULL},
};

static const struct attempt accompanied[] = {
    {"killed", killed},
    {"slow-file-system", slow_file_system},
    {"slow-file-system-interrupted", slow_file_system_interrupted},
    {NULL, NULL},
};

/* Runs an attempt in its directory, which it may find there already. */
static void enter(const struct attempt *attempt) {
    CHECK(chdir("brokered") == 0);
    CHECK(mkdir(attempt->name, 0700) == 0 || errno == EEXIST);
    CHECK(chdir(attempt->name) == 0);
    int fd = open(ORDINARY, O_WRONLY | O_CREAT | O_EXCL, 0600);
    CHECK(fd >= 0 && write(fd, "ok\n", 3) == 3 && close(fd) == 0);
    CHECK(mkfifo(FIFO, 0600) == 0 && mkfifo(ORDINARY "-fifo", 0600) == 0);
    attempt->run();
}

static pid_t begin(const struct attempt *attempt) {
    pid_t made = child();
    if (made == 0) {
        enter(attempt);
        _exit(0);
    }
    return made;
}

static void end(const struct attempt *attempt, pid_t process) {
    int status;
    CHECK(waitpid(process, &status, 0) == process);
    printf("%d %s\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), attempt->name);
    fflush(stdout);
}

static void all(void) {
    pid_t processes[sizeof light / sizeof *light];
    for (int i = 0; light[i].name; i++) {
        processes[i] = begin(&light[i]);
    }
    for (int i = 0; light[i].name; i++) {
        end(&light[i], processes[i]);
    }
    for (int i = 0; heavy[i].name; i++) {
        end(&heavy[i], begin(&heavy[i]));
    }
}

int main(int argc, char **argv) {
    const struct attempt *tables[] = {light, heavy, accompanied};
    if (argc == 2 && strcmp(argv[1], "all") == 0) {
        all();
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "nothing") == 0) {
        nothing();
        return 0;
    }
    for (int i = 0; argc == 2 && i < 3; i++) {
        for (const struct attempt *attempt = tables[i]; attempt->name; attempt++) {
            if (strcmp(argv[1], attempt->name) == 0) {
                enter(attempt);
                return 0;
            }
        }
    }
    return 2;
}
