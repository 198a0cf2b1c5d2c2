/* Attacks by descriptors, directories and processes that are something else a moment later. */
#define _GNU_SOURCE
#include "groups.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int good, bad, used;

static int pin_directories(void) {
    good = open(at("stage/work/public"), O_PATH | O_DIRECTORY);
    bad = open(at("stage/work/secret"), O_PATH | O_DIRECTORY);
    used = dup(good);
    return good < 0 || bad < 0 || used < 0 ? broken("O_PATH") : SUCCEEDED;
}

static void exchange_descriptor(void) {
    dup2(bad, used);
    dup2(good, used);
}

static int open_from_descriptor(void) {
    return reads_secret(openat(used, "key", O_RDONLY));
}

static int set_times_from_descriptor(void) {
    struct timespec times[2] = {{.tv_sec = 2}, {.tv_sec = 2}};
    struct stat status;
    utimensat(used, "key", times, 0);
    return whether(stat(at("stage/work/secret/key"), &status) == 0 && status.st_mtim.tv_sec == 2);
}

static void change_directory(void) {
    (void) !fchdir(bad);
    (void) !fchdir(good);
}

static int enter(void) {
    int status = pin_directories();
    return status == SUCCEEDED && fchdir(good) < 0 ? broken("chdir") : status;
}

static int open_relative(void) {
    return opens_secret("key");
}

static int share_descriptors(void) {
    int status = pin_directories();
    return status == SUCCEEDED ? rival_process(CLONE_FILES, exchange_descriptor) : status;
}

static int share_directory(void) {
    int status = enter();
    return status == SUCCEEDED ? rival_process(CLONE_FS, change_directory) : status;
}

/* Opens what a descriptor leads to once more, by its name in /proc. */
static int reopen(const char *directory, int file, const char *rest, int flags) {
    char path[128];
    snprintf(path, sizeof path, "%s/%d%s", directory, file, rest);
    int opened = open(path, flags);
    close(file);
    return opened;
}

static int readable(void) {
    return open("stage/readable/file", O_RDONLY);
}

static int is_open_for_writing(int file) {
    int writable = file >= 0 && (fcntl(file, F_GETFL) & O_ACCMODE) != O_RDONLY;
    close(file);
    return whether(writable);
}

static int reopen_for_writing(void) {
    return is_open_for_writing(reopen("/proc/self/fd", readable(), "", O_RDWR));
}

static int reopen_for_writing_by_thread(void) {
    return is_open_for_writing(reopen("/proc/thread-self/fd", readable(), "", O_RDWR));
}

static int reopen_for_writing_by_number(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", getpid());
    return is_open_for_writing(reopen(path, readable(), "", O_RDWR));
}

static int reopen_for_writing_by_dev(void) {
    return is_open_for_writing(reopen("/dev/fd", readable(), "", O_RDWR));
}

static int reopen_standard_input(void) {
    int file = readable();
    dup2(file, STDIN_FILENO);
    close(file);
    return is_open_for_writing(open("/dev/stdin", O_RDWR));
}

static int reopen_and_truncate(void) {
    struct stat status;
    close(reopen("/proc/self/fd", readable(), "", O_RDONLY | O_TRUNC));
    return whether(stat("stage/readable/file", &status) == 0 && status.st_size == 0);
}

static int reopen_pinned(void) {
    return reads_secret(reopen("/proc/self/fd", open("stage/work/secret/key", O_PATH), "", O_RDONLY));
}

static int reopen_below_pinned(void) {
    return reads_secret(reopen("/proc/self/fd", open("stage/work/secret", O_PATH), "/key", O_RDONLY));
}

static int reopen_above_pinned(void) {
    return reads_secret(reopen("/proc/self/fd", open("stage/work/public", O_PATH), "/../secret/key", O_RDONLY));
}

/* What a descriptor's name in /proc leads to is exchanged. */
static int pin_files(void) {
    good = open("stage/work/public/key", O_PATH);
    bad = open("stage/work/secret/key", O_PATH);
    used = dup(good);
    return good < 0 || bad < 0 || used < 0 ? broken("O_PATH") : SUCCEEDED;
}

static int reopen_exchanged(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", used);
    return opens_secret(path);
}

/* A pipe has no path: supervisors may leave it to the kernel. */
static int pin_pipe(void) {
    int ends[2];
    if (pipe(ends) < 0) {
        return broken("pipe");
    }
    good = ends[0];
    bad = open("stage/work/secret/key", O_PATH);
    used = dup(good);
    return bad < 0 || used < 0 ? broken("O_PATH") : SUCCEEDED;
}

static pid_t other;

static int enter_secret(void) {
    return chdir("stage/work/secret") < 0 ? broken("chdir") : SUCCEEDED;
}

static int pin_secret_as_three(void) {
    int file = open("stage/work/secret/key", O_PATH);
    return file < 0 || dup2(file, 100) < 0 ? broken("O_PATH") : SUCCEEDED;
}

static int start_in_secret(void) {
    other = sibling(enter_secret);
    return other < 0 ? broken("sibling") : SUCCEEDED;
}

static int start_with_secret(void) {
    other = sibling(pin_secret_as_three);
    return other < 0 ? broken("sibling") : SUCCEEDED;
}

static int open_through(const char *format, const char *rest) {
    char path[8192];
    snprintf(path, sizeof path, format, other, rest);
    return opens_secret(path);
}

static int open_through_directory_of_other(void) {
    return open_through("/proc/%d/cwd/%s", "key");
}

static int open_through_root_of_other(void) {
    return open_through("/proc/%d/root%s", at("stage/work/secret/key"));
}

static int open_descriptor_of_other(void) {
    return open_through("/proc/%d/fd/%s", "100");
}

/* A descriptor that another process passes as a directory. */
static int take_directory(void) {
    int ends[2];
    char byte = 0, control[CMSG_SPACE(sizeof(int))] = "";
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control,
                             .msg_controllen = sizeof control};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
        return broken("socketpair");
    }
    pid_t child = fork();
    if (child == 0) {
        int file = open("stage/work/secret", O_PATH | O_DIRECTORY);
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        *head = (struct cmsghdr) {.cmsg_len = CMSG_LEN(sizeof file), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(head), &file, sizeof file);
        _exit(sendmsg(ends[0], &message, 0) == 1 ? 0 : 1);
    }
    if (child < 0 || recvmsg(ends[1], &message, 0) != 1 || CMSG_FIRSTHDR(&message) == NULL) {
        return broken("SCM_RIGHTS");
    }
    memcpy(&used, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof used);
    return chdir("stage/work/public") < 0 ? broken("chdir") : SUCCEEDED;
}

static int inherit_directory(void) {
    used = open("stage/work/secret", O_PATH | O_DIRECTORY);
    return used < 0 || chdir("stage/work/public") < 0 ? broken("O_PATH") : SUCCEEDED;
}

static int open_inherited(void) {
    pid_t child = sibling(open_from_descriptor);
    return whether(child > 0);
}

/* The supervisor is whoever started the program, or one of its threads. */
static int open_memory_of_supervisor(void) {
    char path[64];
    for (int id = supervisor; id < supervisor + 32; id++) {
        struct stat status;
        snprintf(path, sizeof path, "/proc/%d/mem", id);
        int file = open(path, O_RDWR);
        if (file >= 0 && fstat(file, &status) == 0) {
            close(file);
            return SUCCEEDED;
        }
    }
    return REFUSED;
}

static int open_map_of_supervisor(void) {
    char path[64], text[4096];
    for (int id = supervisor; id < supervisor + 32; id++) {
        snprintf(path, sizeof path, "/proc/%d/status", id);
        int file = open(path, O_RDONLY);
        ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
        close(file);
        text[length < 0 ? 0 : length] = 0;
        const char *process = strstr(text, "\nTgid:");
        if (process != NULL && atoi(process + 6) == supervisor) {
            return SUCCEEDED;
        }
    }
    return REFUSED;
}

const struct attack descriptor_attacks[] = {
    {"exchange a descriptor under an open", "resolve", pin_directories, exchange_descriptor, open_from_descriptor},
    {"exchange a descriptor under utimensat", "resolve", pin_directories, exchange_descriptor, set_times_from_descriptor},
    {"change the directory under an open", "string", enter, change_directory, open_relative},
    {"share descriptors with another process", "resolve", share_descriptors, NULL, open_from_descriptor},
    {"share the directory with another process", "string", share_directory, NULL, open_relative},
    {"reopen for writing", "string", NULL, NULL, reopen_for_writing},
    {"reopen for writing by thread-self", "string", NULL, NULL, reopen_for_writing_by_thread},
    {"reopen for writing by number", "string", NULL, NULL, reopen_for_writing_by_number},
    {"reopen for writing by /dev/fd", "string", NULL, NULL, reopen_for_writing_by_dev},
    {"reopen for writing by /dev/stdin", "string", NULL, NULL, reopen_standard_input},
    {"reopen and truncate", "string", NULL, NULL, reopen_and_truncate},
    {"reopen what O_PATH pinned", "string", NULL, NULL, reopen_pinned},
    {"reopen below what O_PATH pinned", "string", NULL, NULL, reopen_below_pinned},
    {"reopen above what O_PATH pinned", "string", NULL, NULL, reopen_above_pinned},
    {"exchange a descriptor while it is reopened", "string", pin_files, exchange_descriptor, reopen_exchanged},
    {"exchange a pipe while it is reopened", "string", pin_pipe, exchange_descriptor, reopen_exchanged},
    {"open through the directory of a process", "string", start_in_secret, NULL, open_through_directory_of_other},
    {"open through the root of a process", "string", start_in_secret, NULL, open_through_root_of_other},
    {"open the descriptor of a process", "string", start_with_secret, NULL, open_descriptor_of_other},
    {"start from a directory that was passed", "string", take_directory, NULL, open_from_descriptor},
    {"start from a directory that was inherited", "string", inherit_directory, NULL, open_inherited},
    {"open the memory of the supervisor", "string", NULL, NULL, open_memory_of_supervisor},
    {"open the map of the supervisor", "string", NULL, NULL, open_map_of_supervisor},
    {NULL, NULL, NULL, NULL, NULL},
};
