/*
 * What a tool does that trusts what it sees: it hands the program's ioctl calls to a supervisor, which looks at what the
 * descriptor is, refuses commands to terminals, and lets the kernel go on otherwise. It exists to be beaten, and must
 * never be used to confine anything.
 *
 *   naive PROGRAM [ARGUMENT...]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int is_terminal(const struct seccomp_notif *call) {
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", call->pid, (int) call->data.args[0]);
    return stat(path, &status) < 0 || S_ISCHR(status.st_mode);
}

static void serve(int listener) {
    for (;;) {
        struct seccomp_notif call = {0};
        struct seccomp_notif_resp response = {0};
        struct pollfd poll_listener = {.fd = listener, .events = POLLIN};
        if (poll(&poll_listener, 1, -1) < 0 || (poll_listener.revents & POLLHUP)) {
            return;
        }
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0) {
            continue;
        }
        response.id = call.id;
        if (call.data.args[1] == TIOCEXCL && is_terminal(&call)) {
            response.error = -EACCES;
        } else {
            response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        }
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
    }
}

static int install(void) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
        return -1;
    }
    return (int) syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

int main(int count, char **arguments) {
    volatile int *listener = mmap(NULL, sizeof *listener, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (count < 2 || listener == MAP_FAILED) {
        return 125;
    }
    *listener = -1;
    /* The child shares the descriptors until it executes, so that the listener is at hand here. */
    pid_t child = (pid_t) syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) {
        *listener = install();
        execv(arguments[1], arguments + 1);
        _exit(125);
    }
    int status;
    while (child > 0 && *listener == -1 && waitpid(child, &status, WNOHANG) == 0) {
    }
    if (child < 0 || *listener < 0) {
        perror("naive");
        return 125;
    }
    serve(*listener);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
