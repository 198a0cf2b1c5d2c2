/* A call that blocks blocks its caller only, as long as the caller wants, and ends in the ways that the kernel ends it. */
#define _GNU_SOURCE
#include "controls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_int handled, begun, finished;
static int result, error;

static void count(int number) {
    (void) number;
    atomic_fetch_add(&handled, 1);
}

static void handle(int number, int flags) {
    struct sigaction action = {.sa_handler = count, .sa_flags = flags};
    sigaction(number, &action, NULL);
}

static void pause_ms(long milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&time, &time) != 0) {
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* Calls somebody who never answers, with all the time there is. */
static int caller(int flags) {
    const struct place *to = at_outsider(FULL);
    return socket(to->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
}

static int call(int fd) {
    const struct place *to = at_outsider(FULL);
    return connect(fd, &to->address.any, to->length);
}

static void *block(void *fd) {
    atomic_store(&begun, 1);
    result = call(*(int *) fd);
    error = errno;
    atomic_store(&finished, 1);
    return NULL;
}

/* Whether the thread sleeps within a call: the kernel tells, so that nobody need guess how long that takes. */
static int sleeps(pid_t thread) {
    char path[64], text[256] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
    int file = open(path, O_RDONLY);
    ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    const char *end = size > 0 ? strrchr(text, ')') : NULL;
    return end != NULL && (end[2] == 'S' || end[2] == 'D');
}

/* A thread that sleeps for good in connect. */
static atomic_int thread_id;

static void *block_and_tell(void *fd) {
    atomic_store(&thread_id, gettid());
    return block(fd);
}

static int blocked_thread(pthread_t *thread, int *fd) {
    *fd = caller(0);
    CHECK(*fd >= 0);
    CHECK(pthread_create(thread, NULL, block_and_tell, fd) == 0);
    while (!atomic_load(&begun) || !sleeps(atomic_load(&thread_id))) {
        pause_ms(1);
    }
    return SUCCEEDED;
}

static int blocks_only_caller(void) {
    pthread_t thread;
    int fd;
    const struct place *to = at_outsider(FRIEND_TCP);
    handle(SIGUSR1, 0);
    CHECK(blocked_thread(&thread, &fd) == SUCCEEDED);
    for (int i = 0; i < 20; i++) {
        int other = socket_for(to, SOCK_STREAM);
        CHECK(connect(other, &to->address.any, to->length) == 0 && echoes(other) == SUCCEEDED);
        discard(other);
        int file = open("work/file", O_WRONLY | O_CREAT, 0600);
        CHECK(file >= 0);
        close(file);
    }
    CHECK(!atomic_load(&finished));
    CHECK(pthread_kill(thread, SIGUSR1) == 0 && pthread_join(thread, NULL) == 0);
    close(fd);
    return SUCCEEDED;
}

static int is_interrupted(void) {
    pthread_t thread;
    int fd;
    handle(SIGUSR1, 0);
    CHECK(blocked_thread(&thread, &fd) == SUCCEEDED);
    CHECK(pthread_kill(thread, SIGUSR1) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(result == -1 && error == EINTR);
    CHECK(atomic_load(&handled) == 1);
    close(fd);
    return SUCCEEDED;
}

/* A handler that wants calls to be made again sees to it that this one goes on; another ends it. */
static int goes_on(void) {
    pthread_t thread;
    int fd;
    handle(SIGUSR1, SA_RESTART);
    handle(SIGUSR2, 0);
    CHECK(blocked_thread(&thread, &fd) == SUCCEEDED);
    CHECK(pthread_kill(thread, SIGUSR1) == 0);
    while (atomic_load(&handled) == 0 || !sleeps(atomic_load(&thread_id))) {
        pause_ms(1);
    }
    CHECK(!atomic_load(&finished));
    CHECK(pthread_kill(thread, SIGUSR2) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(result == -1 && error == EINTR && atomic_load(&handled) == 2);
    close(fd);
    return SUCCEEDED;
}

static int is_patient(void) {
    struct timeval patience = {.tv_usec = 200 * 1000};
    int fd = caller(0);
    CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0);
    double start = now();
    CHECK(call(fd) == -1 && errno == EINPROGRESS);
    CHECK(now() - start >= 0.15);
    /* The call goes on without anybody who waits for it. */
    CHECK(call(fd) == -1 && errno == EALREADY);
    close(fd);
    return SUCCEEDED;
}

static int does_not_wait(void) {
    int fd = caller(SOCK_NONBLOCK);
    CHECK(call(fd) == -1 && errno == EINPROGRESS);
    CHECK(call(fd) == -1 && errno == EALREADY);
    struct pollfd writable = {.fd = fd, .events = POLLOUT};
    CHECK(poll(&writable, 1, 0) == 0);
    close(fd);
    return SUCCEEDED;
}

/* Also when that is said after the socket was made. */
static int does_not_wait_any_more(void) {
    int fd = caller(0);
    CHECK(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
    CHECK(call(fd) == -1 && errno == EINPROGRESS);
    close(fd);
    return SUCCEEDED;
}

static int is_killed(void) {
    int ready[2];
    char byte;
    CHECK(pipe(ready) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        pthread_t thread;
        int fd;
        int status = blocked_thread(&thread, &fd);
        (void) !write(ready[1], "x", 1);
        pause_ms(60 * 1000);
        _exit(status);
    }
    int status;
    CHECK(read(ready[0], &byte, 1) == 1);
    CHECK(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return SUCCEEDED;
}

static int opens_fast_with_patience(void) {
    const struct place *to = at_outsider(FULL);
    struct timeval patience = {.tv_usec = 200 * 1000};
    int fd = caller(0);
    CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0);
    CHECK(send_by(SENDTO, fd, to, MSG_FASTOPEN) == -1 && (errno == EINPROGRESS || errno == EAGAIN));
    close(fd);
    fd = caller(SOCK_NONBLOCK);
    CHECK(send_by(SENDTO, fd, to, MSG_FASTOPEN) == -1 && errno == EINPROGRESS);
    close(fd);
    return SUCCEEDED;
}

/* Several at a time: more than a supervisor may have threads at hand. */
static int many_block(void) {
    enum { MANY = 100 };
    int fds[MANY];
    pthread_t threads[MANY];
    const struct place *to = at_outsider(FRIEND_TCP);
    handle(SIGUSR1, 0);
    for (int i = 0; i < MANY; i++) {
        fds[i] = caller(0);
        atomic_store(&thread_id, 0);
        CHECK(fds[i] >= 0 && pthread_create(&threads[i], NULL, block_and_tell, &fds[i]) == 0);
        while (atomic_load(&thread_id) == 0 || !sleeps(atomic_load(&thread_id))) {
            pause_ms(1);
        }
    }
    int other = socket_for(to, SOCK_STREAM);
    CHECK(connect(other, &to->address.any, to->length) == 0 && echoes(other) == SUCCEEDED);
    discard(other);
    CHECK(!atomic_load(&finished));
    for (int i = 0; i < MANY; i++) {
        CHECK(pthread_kill(threads[i], SIGUSR1) == 0 && pthread_join(threads[i], NULL) == 0);
        close(fds[i]);
    }
    return SUCCEEDED;
}

const struct attack blocking_controls[] = {
    {"a connect that blocks blocks its caller only", TCP_GRANTED, NULL, NULL, blocks_only_caller},
    {"a signal interrupts a connect that blocks", TCP_GRANTED, NULL, NULL, is_interrupted},
    {"a connect that blocks goes on after a signal", TCP_GRANTED, NULL, NULL, goes_on},
    {"a connect waits as long as the socket says", TCP_GRANTED, NULL, NULL, is_patient},
    {"a connect does not wait", TCP_GRANTED, NULL, NULL, does_not_wait},
    {"a connect does not wait any more", TCP_GRANTED, NULL, NULL, does_not_wait_any_more},
    {"a process that connects can be killed", TCP_GRANTED, NULL, NULL, is_killed},
    {"TCP fast open waits as long as the socket says", TCP_GRANTED, NULL, NULL, opens_fast_with_patience},
    {"many connects block", TCP_GRANTED, NULL, NULL, many_block},
    {NULL, NULL, NULL, NULL, NULL},
};
