/*
 * What a tool does that trusts what it sees: it looks at what the descriptor of an ioctl call is, refuses to keep others
 * from a terminal, and lets the kernel go on otherwise. It exists to be beaten, and must never be used to confine anything.
 *
 *   naive_devices -- PROGRAM [ARGUMENT...]
 */
#define _GNU_SOURCE
#include "naive.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static int is_device(const struct seccomp_notif *call) {
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", call->pid, (int) call->data.args[0]);
    return stat(path, &status) < 0 || S_ISCHR(status.st_mode);
}

static void answer(int listener, const struct seccomp_notif *call) {
    int error = call->data.args[1] == TIOCEXCL && is_device(call) ? -EACCES : 0;
    naive_pause();
    naive_send(listener, call, error);
}

int main(int count, char **arguments) {
    static const long calls[] = {SYS_ioctl, -1};
    int program = naive_program(count, arguments);
    return program == 0 ? 125 : naive_run(arguments + program + 1, calls, answer);
}
