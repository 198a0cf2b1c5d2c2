#define _GNU_SOURCE
#include "naive.h"

#include <errno.h>
#include <linux/filter.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct timespec MEANWHILE = {.tv_nsec = 50 * 1000};

void naive_pause(void) {
    nanosleep(&MEANWHILE, NULL);
}

int copy_memory(pid_t pid, uint64_t address, void *buffer, size_t size) {
    struct iovec local = {buffer, size}, remote = {(void *) (uintptr_t) address, size};
    return process_vm_readv(pid, &local, 1, &remote, 1, 0) == (ssize_t) size ? 0 : -1;
}

void naive_send(int listener, const struct seccomp_notif *call, int error) {
    struct seccomp_notif_resp response = {.id = call->id, .error = error};
    response.flags = error == 0 ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void serve(int listener, answerer *answer) {
    struct seccomp_notif call;
    for (;;) {
        struct pollfd poll_listener = {.fd = listener, .events = POLLIN};
        if (poll(&poll_listener, 1, -1) < 0 || (poll_listener.revents & POLLHUP)) {
            return;
        }
        memset(&call, 0, sizeof call);
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) == 0) {
            answer(listener, &call);
        }
    }
}

static int install(const long *calls) {
    struct sock_filter filter[64];
    unsigned short at = 0;
    filter[at++] = (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (const long *call = calls; *call >= 0; call++) {
        filter[at++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t) *call, 0, 1);
        filter[at++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    }
    filter[at++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {at, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
        return -1;
    }
    return (int) syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* The program's process shares the descriptors until it executes, so that the listener is at hand here. */
static pid_t launch(char **program, const long *calls, volatile int *listener) {
    pid_t child = (pid_t) syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) {
        *listener = install(calls);
        execv(program[0], program);
        _exit(125);
    }
    return child;
}

int naive_program(int count, char **arguments) {
    for (int i = 1; i + 1 < count; i++) {
        if (strcmp(arguments[i], "--") == 0) {
            return i;
        }
    }
    return 0;
}

int naive_run(char **program, const long *calls, answerer *answer) {
    volatile int *listener = mmap(NULL, sizeof *listener, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (listener == MAP_FAILED) {
        perror("naive_supervisor");
        return 125;
    }
    *listener = -1;
    pid_t child = launch(program, calls, listener);
    int status;
    while (child > 0 && *listener == -1 && waitpid(child, &status, WNOHANG) == 0) {
    }
    if (child < 0 || *listener < 0) {
        perror("naive_supervisor");
        return 125;
    }
    serve(*listener, answer);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
