/*
 * The limit that Remit is measured against: a supervisor that makes the same system calls as Remit does and decides
 * nothing. It enforces no policy and must never be used to confine anything.
 *
 *   reference_supervisor MODE WORKERS PROGRAM [ARGUMENT...]
 *
 * runs the program with the calls of a mode handed over to that many threads. MODE is, for open and openat,
 *
 *   continue   receive, answer CONTINUE
 *   backed     receive, read the path, pin what it leads to, answer CONTINUE: as for a place that Landlock grants
 *   brokered   receive, read the path, pin, read the canonical path back, look at the file, check that the call still
 *              waits, reopen, hand the descriptor over: as for a place that the supervisor alone grants
 *
 * and for connect and sendto with an address
 *
 *   network    receive, read the address, copy the socket by a descriptor of the thread that is kept from call to call,
 *              check that the call still waits, ask what the socket is, make the call with the copies, answer; before a
 *              datagram is sent, what is in it is read, and the call checked again
 *
 * Built as a shared library, reference_supervise() serves a listener that somebody else made.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Newer than the headers of some distributions. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif
#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif

enum mode { CONTINUE, BACKED, BROKERED, NETWORK };

static const char *const modes[] = { "continue", "backed", "brokered", "network" };
#define MODES (sizeof modes / sizeof *modes)

#define FIRST_READ 256
#define SMALL_PAGE 4096UL

extern char **environ;

/* Reads a string as Remit does: a little first, never across the end of a page. Answers its length or -1. */
static ssize_t read_string(pid_t tid, uint64_t address, char *buffer, size_t limit)
{
    size_t done = 0, want = FIRST_READ;
    while (done < limit) {
        size_t chunk = SMALL_PAGE - ((address + done) & (SMALL_PAGE - 1));
        chunk = chunk < want ? chunk : want;
        chunk = chunk < limit - done ? chunk : limit - done;
        struct iovec local = { buffer + done, chunk };
        struct iovec remote = { (void *)(uintptr_t)(address + done), chunk };
        ssize_t got = process_vm_readv(tid, &local, 1, &remote, 1, 0);
        if (got <= 0)
            return -1;
        char *end = memchr(buffer + done, 0, got);
        if (end)
            return end - buffer;
        done += got;
        want = SMALL_PAGE;
    }
    return -1;
}

static int pin(const char *path, uint64_t resolve)
{
    struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = resolve };
    return syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
}

static void answer(int listener, uint64_t id, int error, uint32_t flags)
{
    struct seccomp_notif_resp response = { .id = id, .error = error, .flags = flags };
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void proceed(int listener, uint64_t id)
{
    answer(listener, id, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
}

static void hand_over(int listener, const struct seccomp_notif *call, const char *path)
{
    char link[64], canonical[8192];
    struct statx status;
    int flags = call->data.args[call->data.nr == SYS_openat ? 2 : 1];
    int pinned = pin(path, RESOLVE_NO_MAGICLINKS);
    if (pinned < 0) {
        answer(listener, call->id, -errno, 0);
        return;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", pinned);
    uint64_t id = call->id;
    if (readlink(link, canonical, sizeof canonical) < 0
        || ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) < 0
        || statx(pinned, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status) < 0) {
        answer(listener, call->id, -EACCES, 0);
        close(pinned);
        return;
    }
    int opened = open(link, flags | O_CLOEXEC | O_NOCTTY);
    if (opened < 0) {
        answer(listener, call->id, -errno, 0);
    } else {
        struct seccomp_notif_addfd addition = {
            .id = call->id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = opened, .newfd_flags = flags & O_CLOEXEC,
        };
        ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &addition);
        close(opened);
    }
    close(pinned);
}

/* Answers 0 or -1. */
static int read_memory(pid_t tid, uint64_t address, void *buffer, size_t length)
{
    struct iovec local = { buffer, length };
    struct iovec remote = { (void *)(uintptr_t)address, length };
    return process_vm_readv(tid, &local, 1, &remote, 1, 0) == (ssize_t)length ? 0 : -1;
}

static int is_waiting(int listener, uint64_t id)
{
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

/* A copy of the caller's socket, with the call known to wait still; or -errno. Threads that call again are known. */
static int copy_socket(int listener, const struct seccomp_notif *call)
{
    static __thread pid_t thread_id;
    static __thread int thread = -1;
    int copy = -1;
    errno = ESRCH;
    if (thread_id == (pid_t)call->pid)
        copy = syscall(SYS_pidfd_getfd, thread, (int)call->data.args[0], 0);
    if (copy < 0 && errno == ESRCH) {
        if (thread >= 0)
            close(thread);
        thread_id = call->pid;
        thread = syscall(SYS_pidfd_open, call->pid, PIDFD_THREAD);
        if (thread < 0) {
            thread_id = 0;
            return -errno;
        }
        copy = syscall(SYS_pidfd_getfd, thread, (int)call->data.args[0], 0);
    }
    if (copy < 0)
        return -errno;
    if (!is_waiting(listener, call->id)) {
        close(copy);
        return -ESRCH;
    }
    return copy;
}

static int socket_option(int socket, int option)
{
    int value = -1;
    socklen_t size = sizeof value;
    return getsockopt(socket, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

static void answer_value(int listener, uint64_t id, int64_t value)
{
    struct seccomp_notif_resp response = { .id = id, .val = value };
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void perform(int listener, const struct seccomp_notif *call)
{
    char payload[65536];
    struct sockaddr_storage address;
    const __u64 *args = call->data.args;
    int connecting = call->data.nr == SYS_connect;
    uint64_t pointer = args[connecting ? 1 : 4];
    socklen_t length = args[connecting ? 2 : 5];
    if (length > sizeof address || read_memory(call->pid, pointer, &address, length) < 0) {
        answer(listener, call->id, -EFAULT, 0);
        return;
    }
    int copy = copy_socket(listener, call);
    if (copy < 0) {
        answer(listener, call->id, copy, 0);
        return;
    }
    ssize_t result = -1;
    int domain = socket_option(copy, SO_DOMAIN);
    int protocol = socket_option(copy, SO_PROTOCOL);
    int type = socket_option(copy, SO_TYPE);
    if (domain < 0 || protocol < 0 || type < 0) {
        errno = ENOTSOCK;
    } else if (connecting) {
        result = connect(copy, (struct sockaddr *)&address, length);
    } else {
        size_t bytes = args[2] < sizeof payload ? args[2] : sizeof payload;
        struct iovec part = { payload, bytes };
        struct msghdr message = { .msg_name = &address, .msg_namelen = length, .msg_iov = &part, .msg_iovlen = 1 };
        errno = EFAULT;
        if (read_memory(call->pid, args[1], payload, bytes) == 0 && is_waiting(listener, call->id))
            result = sendmsg(copy, &message, (int)args[3] | MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    int error = result < 0 ? errno : 0;
    close(copy);
    if (error)
        answer(listener, call->id, -error, 0);
    else
        answer_value(listener, call->id, result);
}

static void serve(int listener, enum mode mode, const struct seccomp_notif *call)
{
    char path[4096];
    if (mode == CONTINUE) {
        proceed(listener, call->id);
        return;
    }
    if (mode == NETWORK) {
        perform(listener, call);
        return;
    }
    uint64_t address = call->data.args[call->data.nr == SYS_openat ? 1 : 0];
    if (read_string(call->pid, address, path, sizeof path) < 0) {
        answer(listener, call->id, -EFAULT, 0);
    } else if (mode == BACKED) {
        int pinned = pin(path, RESOLVE_NO_SYMLINKS);
        if (pinned >= 0)
            close(pinned);
        proceed(listener, call->id);
    } else {
        hand_over(listener, call, path);
    }
}

/* Answers calls until nobody is left to make them. Remit's own notifications have the size that this one knows. */
int reference_supervise(int listener, int mode)
{
    struct seccomp_notif call;
    for (;;) {
        memset(&call, 0, sizeof call);
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) == 0) {
            serve(listener, mode, &call);
        } else if (errno == ENOENT) {
            struct pollfd poll_listener = { .fd = listener };
            if (poll(&poll_listener, 1, 0) > 0 && (poll_listener.revents & POLLHUP))
                return 0;
        } else if (errno != EINTR) {
            return -errno;
        }
    }
}

struct launch {
    char **argv;
    enum mode mode;
    int listener;
    pid_t child;
};

/* Takes the filter on and starts the program: a thread of the supervisor, as in Remit. */
static void *launch(void *argument)
{
    struct launch *to = argument;
    struct sock_filter opens[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef SYS_open
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_open, 2, 0),
#endif
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
    };
    /* A datagram's address is looked at in the lower half only: enough for the programs that are run here. */
    struct sock_filter network[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_connect, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[4])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
    };
    struct sock_fprog program = { sizeof opens / sizeof *opens, opens };
    if (to->mode == NETWORK)
        program = (struct sock_fprog){ sizeof network / sizeof *network, network };
    unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
        to->listener = -errno;
        return NULL;
    }
    int listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
                           &program);
    if (listener < 0 && errno == EINVAL)
        listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    pid_t child = -1;
    int error = listener < 0 ? errno : posix_spawn(&child, to->argv[0], NULL, NULL, to->argv, environ);
    to->child = error ? -error : child;
    /* Last: whoever waits for it may look at the child then. */
    __atomic_store_n(&to->listener, listener < 0 ? -error : listener, __ATOMIC_RELEASE);
    return NULL;
}

struct worker {
    int listener;
    enum mode mode;
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    reference_supervise(worker->listener, worker->mode);
    return NULL;
}

static int fail(const char *what, int error)
{
    fprintf(stderr, "reference_supervisor: %s: %s\n", what, strerror(error));
    return 125;
}

int main(int argc, char **argv)
{
    struct worker worker = { -1, CONTINUE };
    int known = 0;
    for (size_t i = 0; argc > 3 && i < MODES; i++) {
        if (strcmp(argv[1], modes[i]) == 0) {
            worker.mode = i;
            known = 1;
        }
    }
    int workers = argc > 3 ? atoi(argv[2]) : 0;
    if (!known || workers < 1) {
        fprintf(stderr, "usage: reference_supervisor continue|backed|brokered|network WORKERS PROGRAM [ARGUMENT...]\n");
        return 125;
    }
    struct launch to = { argv + 3, worker.mode, 0, -1 };
    pthread_t thread;
    int error = pthread_create(&thread, NULL, launch, &to);
    if (error)
        return fail("pthread_create", error);
    pthread_join(thread, NULL);
    if (to.listener < 0)
        return fail("seccomp", -to.listener);
    if (to.child < 0)
        return fail(argv[3], (int)-to.child);
    worker.listener = to.listener;
    ioctl(worker.listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
    for (int i = 0; i < workers; i++) {
        error = pthread_create(&thread, NULL, work, &worker);
        if (error)
            return fail("pthread_create", error);
    }
    int status;
    if (waitpid(to.child, &status, 0) < 0)
        return fail("waitpid", errno);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
