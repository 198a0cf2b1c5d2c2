/* Signals in storms, while supervised calls are made: each is done once, none is answered wrongly, nothing hangs. */
#define _GNU_SOURCE
#include "behave.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { WORKERS = 8 };

static const double LENGTH = 2;

static atomic_int received;
static atomic_int calls;
static atomic_int end;
static pid_t workers[WORKERS];
static atomic_int workers_known;
static struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "brokered/socket"};

static void count(int signal) {
    (void) signal;
    atomic_fetch_add(&received, 1);
}

static void handle(int signal, int flags) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = count;
    action.sa_flags = flags;
    CHECK(sigaction(signal, &action, NULL) == 0);
}

static void signal_every_millisecond(void) {
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGRTMIN;
    event.sigev_notify_thread_id = (pid_t) syscall(SYS_gettid);
    timer_t timer;
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    struct itimerspec interval = {{0, 1000000}, {0, 1000000}};
    CHECK(timer_settime(timer, 0, &interval, NULL) == 0);
}

/* Creates, names, looks at and removes a file of its own: what was done and is done again would be noticed. */
static void change_files(int worker, int i) {
    char first[64];
    char second[64];
    struct stat status;
    snprintf(first, sizeof first, "brokered/storm-%d-%d", worker, i);
    snprintf(second, sizeof second, "brokered/calm-%d-%d", worker, i);
    int file = (int) AGAIN(open(first, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    CHECK(file >= 0);
    CHECK(close(file) == 0);
    CHECK(AGAIN(rename(first, second)) == 0);
    CHECK(AGAIN(stat(first, &status)) < 0 && errno == ENOENT);
    CHECK(AGAIN(stat(second, &status)) == 0 && status.st_size == 0);
    CHECK(AGAIN(chmod(second, 0640)) == 0);
    CHECK(AGAIN(link(second, first)) == 0);
    CHECK(AGAIN(unlink(first)) == 0);
    CHECK(AGAIN(unlink(second)) == 0);
    CHECK(AGAIN(mkdir(first, 0700)) == 0);
    CHECK(AGAIN(rmdir(first)) == 0);
}

static void connect_once(void) {
    int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(client >= 0);
    CHECK(AGAIN(connect(client, (struct sockaddr *) &address, sizeof address)) == 0);
    CHECK(close(client) == 0);
}

static void work(int worker) {
    int highest = dup(STDIN_FILENO);
    close(highest);
    for (int i = 0; !atomic_load(&end); i++) {
        check_files(worker + i);
        change_files(worker, i);
        connect_once();
        atomic_fetch_add(&calls, 14);
    }
    /* What was opened was closed: no descriptor came in twice. */
    int next = dup(STDIN_FILENO);
    CHECK(next <= highest + 4 * WORKERS);
    close(next);
}

static void *timed_worker(void *number) {
    signal_every_millisecond();
    work((int) (size_t) number);
    return NULL;
}

static void *pestered_worker(void *number) {
    workers[(size_t) number] = (pid_t) syscall(SYS_gettid);
    atomic_fetch_add(&workers_known, 1);
    work((int) (size_t) number);
    return NULL;
}

static void *accept_all(void *listener) {
    for (;;) {
        int peer = accept((int) (size_t) listener, NULL, NULL);
        if (peer >= 0) {
            close(peer);
        }
    }
    return NULL;
}

static void serve(void) {
    unlink(address.sun_path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(listener >= 0 && bind(listener, (struct sockaddr *) &address, sizeof address) == 0);
    CHECK(listen(listener, 128) == 0);
    pthread_t server;
    CHECK(pthread_create(&server, NULL, accept_all, (void *) (size_t) listener) == 0);
}

static int storm(void *(*worker)(void *), int signal, int flags, int pester) {
    pthread_t threads[WORKERS];
    serve();
    handle(signal, flags);
    interruptible = (flags & SA_RESTART) == 0;
    for (size_t i = 0; i < WORKERS; i++) {
        CHECK(pthread_create(&threads[i], NULL, worker, (void *) i) == 0);
    }
    while (pester && atomic_load(&workers_known) < WORKERS) {
        usleep(1000);
    }
    double deadline = now() + LENGTH;
    for (int i = 0; now() < deadline; i++) {
        if (pester) {
            CHECK(syscall(SYS_tgkill, getpid(), workers[i % WORKERS], signal) == 0);
            usleep(i % 3 == 0 ? 100 : 0);
        } else {
            usleep(10000);
        }
    }
    atomic_store(&end, 1);
    for (size_t i = 0; i < WORKERS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    CHECK(atomic_load(&received) > 100);
    CHECK(atomic_load(&calls) > 100);
    return 0;
}

static int timers(void) {
    return storm(timed_worker, SIGRTMIN, 0, 0);
}

static int timers_with_restart(void) {
    return storm(timed_worker, SIGRTMIN, SA_RESTART, 0);
}

/* As Go's runtime preempts its threads. */
static int preemption(void) {
    return storm(pestered_worker, SIGURG, SA_RESTART | SA_ONSTACK, 1);
}

static int preemption_without_restart(void) {
    return storm(pestered_worker, SIGURG, 0, 1);
}

/* Children come and go, and each end is a signal. */
static int children(void) {
    handle(SIGCHLD, 0);
    interruptible = 1;
    for (int i = 0; i < 200; i++) {
        pid_t child = fork();
        if (child == 0) {
            check_files(i);
            _exit(0);
        }
        CHECK(child > 0);
        change_files(99, i);
        pid_t got;
        do {
            got = waitpid(child, NULL, 0);
        } while (got < 0 && errno == EINTR);
        CHECK(got == child);
    }
    return 0;
}

const struct behaviour storms[] = {
    {"timers in every thread", timers},
    {"timers in every thread, with restart", timers_with_restart},
    {"preemption of every thread", preemption},
    {"preemption of every thread, without restart", preemption_without_restart},
    {"children that end all the time", children},
    {NULL, NULL},
};
