/*
 * What a tool does that trusts what it reads: it hands the program's calls on files to a supervisor, which looks at the
 * path, compares it with a few rules, and lets the kernel go on. It exists to be beaten: attacks that it withstands would
 * prove nothing. It must never be used to confine anything.
 *
 *   naive_supervisor string|resolve|perform RULE... -- PROGRAM [ARGUMENT...]
 *
 *   string    compares the path as the program wrote it, from its working directory
 *   resolve   resolves the path first, from the directory that the program named
 *   perform   as resolve, but opens files itself and hands the descriptors over
 *
 * A rule is rw:GLOB, ro:GLOB or no:GLOB; a star matches slashes too, and the last rule that matches counts.
 */
#define _GNU_SOURCE
#include "naive.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum mode { STRING, RESOLVE, PERFORM };
enum access { NONE, READ, WRITE };

/* Where a call has its arguments: argument registers, or -1. */
struct shape {
    long number;
    int directory, path, flags, how, address;
};

static const struct shape shapes[] = {
    {SYS_open, -1, 0, 1, -1, -1},
    {SYS_openat, 0, 1, 2, -1, -1},
    {SYS_openat2, 0, 1, -1, 2, -1},
    {SYS_creat, -1, 0, -1, -1, -1},
    {SYS_truncate, -1, 0, -1, -1, -1},
    {SYS_unlink, -1, 0, -1, -1, -1},
    {SYS_rmdir, -1, 0, -1, -1, -1},
    {SYS_mkdir, -1, 0, -1, -1, -1},
    {SYS_mknod, -1, 0, -1, -1, -1},
    {SYS_symlink, -1, 1, -1, -1, -1},
    {SYS_chmod, -1, 0, -1, -1, -1},
    {SYS_utimensat, 0, 1, -1, -1, -1},
    {SYS_setxattr, -1, 0, -1, -1, -1},
    {SYS_connect, -1, -1, -1, -1, 1},
    /* The new names of these are checked, too: see decide(). */
    {SYS_rename, -1, 0, -1, -1, -1},
    {SYS_link, -1, 0, -1, -1, -1},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static enum mode mode;
static char **rules;
static int rule_count;

static int copy_string(pid_t pid, uint64_t address, char *buffer) {
    size_t done = 0, page = 4096;
    while (done < PATH_MAX) {
        size_t size = page - (address + done) % page;
        size = size < PATH_MAX - done ? size : PATH_MAX - done;
        if (copy_memory(pid, address + done, buffer + done, size) < 0) {
            return -1;
        }
        if (memchr(buffer + done, 0, size) != NULL) {
            return 0;
        }
        done += size;
    }
    return -1;
}

/* The directory that a relative path starts from. */
static void start(pid_t pid, int directory, char *buffer) {
    char link[64];
    if (directory == AT_FDCWD || mode == STRING) {
        snprintf(link, sizeof link, "/proc/%d/cwd", pid);
    } else {
        snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, directory);
    }
    ssize_t length = readlink(link, buffer, PATH_MAX - 1);
    buffer[length < 0 ? 0 : length] = 0;
}

/* Where the path leads; where it leads nowhere, what it says. */
static void resolve(char *path) {
    char real[PATH_MAX];
    if (mode != STRING && realpath(path, real) != NULL) {
        strcpy(path, real);
    }
}

static int make_absolute(pid_t pid, int directory, char *path) {
    char whole[2 * PATH_MAX + 1];
    if (path[0] == '/') {
        strcpy(whole, path);
    } else {
        start(pid, directory, whole);
        strcat(strcat(whole, "/"), path);
    }
    if (strlen(whole) >= PATH_MAX) {
        return -1;
    }
    strcpy(path, whole);
    resolve(path);
    return 0;
}

static enum access allowed(const char *path) {
    enum access access = NONE;
    for (int i = 0; i < rule_count; i++) {
        if (fnmatch(rules[i] + 3, path, 0) == 0) {
            access = rules[i][0] == 'n' ? NONE : rules[i][1] == 'w' ? WRITE : READ;
        }
    }
    return access;
}

static int is_open(long number) {
    return number == SYS_open || number == SYS_openat || number == SYS_openat2 || number == SYS_creat;
}

/* The access that a call needs; the flags of an open are in *flags. */
static enum access needed(const struct seccomp_notif *call, const struct shape *shape, int *flags) {
    struct open_how how;
    if (!is_open(call->data.nr) || call->data.nr == SYS_creat) {
        return WRITE;
    }
    if (shape->how >= 0) {
        if (copy_memory(call->pid, call->data.args[shape->how], &how, sizeof how) < 0) {
            return WRITE;
        }
        *flags = (int) how.flags;
    } else {
        *flags = (int) call->data.args[shape->flags];
    }
    if (*flags & O_PATH) {
        return NONE;
    }
    return (*flags & O_ACCMODE) == O_RDONLY && !(*flags & (O_CREAT | O_TRUNC)) ? READ : WRITE;
}

/* The kernel itself keeps such a path below the directory: then that is what is looked at. */
static int stays_below(const struct seccomp_notif *call, const struct shape *shape) {
    struct open_how how;
    return mode != STRING && shape->how >= 0
           && copy_memory(call->pid, call->data.args[shape->how], &how, sizeof how) == 0
           && (how.resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT)) != 0;
}

static int read_path(const struct seccomp_notif *call, const struct shape *shape, char *path) {
    if (shape->address >= 0) {
        struct sockaddr_un address = {0};
        if (call->data.args[2] > sizeof address
            || copy_memory(call->pid, call->data.args[shape->address], &address, call->data.args[2]) < 0) {
            return -1;
        }
        memcpy(path, address.sun_path, sizeof address.sun_path);
        path[sizeof address.sun_path] = 0;
    } else if (copy_string(call->pid, call->data.args[shape->path], path) < 0) {
        return -1;
    } else if (stays_below(call, shape)) {
        strcpy(path, ".");
    }
    return make_absolute(call->pid, shape->directory < 0 ? AT_FDCWD : (int) call->data.args[shape->directory], path);
}

static int decide(const struct seccomp_notif *call, char *path, int *flags) {
    char other[PATH_MAX];
    for (int i = 0; i < SHAPES; i++) {
        if (shapes[i].number != call->data.nr) {
            continue;
        }
        if (read_path(call, &shapes[i], path) < 0 || allowed(path) < needed(call, &shapes[i], flags)) {
            return -EACCES;
        }
        if (call->data.nr != SYS_rename && call->data.nr != SYS_link) {
            return 0;
        }
        return copy_string(call->pid, call->data.args[1], other) < 0
                       || make_absolute(call->pid, AT_FDCWD, other) < 0 || allowed(other) < WRITE
                   ? -EACCES
                   : 0;
    }
    return -EPERM;
}

static void answer(int listener, const struct seccomp_notif *call) {
    char path[PATH_MAX + 1];
    int flags = O_WRONLY | O_CREAT | O_TRUNC;
    int error = decide(call, path, &flags);
    naive_pause();
    if (error == 0 && mode == PERFORM && is_open(call->data.nr) && !(flags & O_PATH)) {
        struct seccomp_notif_addfd addition = {.id = call->id, .flags = SECCOMP_ADDFD_FLAG_SEND};
        int file = open(path, flags | O_CLOEXEC, 0600);
        addition.srcfd = (uint32_t) file;
        if (file >= 0 && ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &addition) >= 0) {
            close(file);
            return;
        }
        error = -errno;
    }
    naive_send(listener, call, error);
}

int main(int count, char **arguments) {
    static const char *const modes[] = {"string", "resolve", "perform"};
    long calls[SHAPES + 1];
    int at = naive_program(count, arguments);
    for (mode = STRING; count > 1 && mode <= PERFORM && strcmp(arguments[1], modes[mode]) != 0; mode++) {
    }
    if (mode > PERFORM || at < 2) {
        fprintf(stderr, "usage: naive_supervisor string|resolve|perform RULE... -- PROGRAM [ARGUMENT...]\n");
        return 125;
    }
    for (int i = 0; i < SHAPES; i++) {
        calls[i] = shapes[i].number;
    }
    calls[SHAPES] = -1;
    rules = arguments + 2;
    rule_count = at - 2;
    return naive_run(arguments + at + 1, calls, answer);
}
