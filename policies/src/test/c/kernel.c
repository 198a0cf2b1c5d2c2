/* Attempts by interfaces of the kernel that go round the ordinary calls. */
#define _GNU_SOURCE
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int set_up_ring(void) {
    struct io_uring_params parameters = {0};
    return outcome("io_uring_setup", syscall(SYS_io_uring_setup, 4, &parameters));
}

static int open_by_handle(void) {
    struct {
        struct file_handle head;
        unsigned char bytes[MAX_HANDLE_SZ];
    } handle = {.head.handle_bytes = MAX_HANDLE_SZ};
    int mount;
    int directory = open(".", O_PATH);
    if (name_to_handle_at(AT_FDCWD, secret, &handle.head, &mount, 0) < 0) {
        return broken("name_to_handle_at");
    }
    int place = open("work", O_RDONLY | O_DIRECTORY);
    if (directory < 0 || place < 0) {
        return broken("work");
    }
    return reads_secret(open_by_handle_at(place, &handle.head, O_RDONLY));
}

/* Types into a terminal as if its user had. */
static int inject_input(void) {
    int leader = posix_openpt(O_RDWR | O_NOCTTY);
    char letter = 'x';
    if (leader < 0 || unlockpt(leader) < 0) {
        return broken("terminal");
    }
    int terminal = ioctl(leader, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    return terminal < 0 ? broken("terminal") : outcome("TIOCSTI", ioctl(terminal, TIOCSTI, &letter));
}

/* The kernel looks at no more than the low half of the command. */
static int inject_input_with_high_bits(void) {
    int leader = posix_openpt(O_RDWR | O_NOCTTY);
    char letter = 'x';
    if (leader < 0 || unlockpt(leader) < 0) {
        return broken("terminal");
    }
    int terminal = ioctl(leader, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    return outcome("TIOCSTI", syscall(SYS_ioctl, terminal, 0x100000000UL | TIOCSTI, &letter));
}

static int new_user_namespace(void) {
    return outcome("unshare", unshare(CLONE_NEWUSER));
}

static int new_mount_in_user_namespace(void) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0) {
        return refused("unshare");
    }
    return outcome("mount", mount(outside, "work/way", NULL, MS_BIND, NULL));
}

static int clone_into_namespace(void) {
    long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, 0);
    if (child == 0) {
        _exit(0);
    }
    return outcome("clone", child);
}

static int change_root(void) {
    return chroot(outside) < 0 ? refused("chroot") : opens_secret("/secret");
}

static int bind_mount(void) {
    if (mount(outside, "work/way", NULL, MS_BIND, NULL) < 0) {
        return refused("mount");
    }
    int status = opens_secret("work/way/secret");
    return umount2("work/way", MNT_DETACH) < 0 ? broken("umount2") : status;
}

#ifdef __x86_64__
/* Opens by the 32-bit table of system calls, whose numbers mean other calls to a 64-bit filter. */
static int call_32_bit(void) {
    static char path[4096];
    long result;
    strncpy(path, secret, sizeof path - 1);
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(5L), "b"(path), "c"(0L), "d"(0L) : "memory", "r8", "r9", "r10",
                     "r11");
    if (result < 0) {
        errno = (int) -result;
        return refused("32-bit open");
    }
    return reads_secret((int) result);
}

/* Kernels without x32 answer ENOSYS: being answered at all is what must not happen. */
static int call_x32(void) {
    long result = syscall(0x40000000 | SYS_open, secret, O_RDONLY);
    return result >= 0 || errno == ENOSYS ? SUCCEEDED : refused("x32 open");
}
#endif

const struct attempt kernel_attempts[] = {
    {"io_uring_setup", set_up_ring, 0},
    {"open_by_handle_at", open_by_handle, 1},
    {"TIOCSTI", inject_input, 1},
    {"TIOCSTI with high bits", inject_input_with_high_bits, 1},
    {"unshare", new_user_namespace, 0},
    {"mount in a user namespace", new_mount_in_user_namespace, 0},
    {"clone into a namespace", clone_into_namespace, 0},
    {"chroot", change_root, 1},
    {"mount", bind_mount, 1},
#ifdef __x86_64__
    {"32-bit call", call_32_bit, 0},
    {"x32 call", call_x32, 0},
#endif
    {NULL, NULL, 0},
};
