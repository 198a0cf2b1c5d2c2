/* Attempts by names, descriptors and attributes of files. */
#define _GNU_SOURCE
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utime.h>
#include <linux/openat2.h>

static const char *const READ_ONLY = "readable/file";

static int plain_open(void) {
    return opens_secret(secret);
}

static int open_by_openat2(void) {
    struct open_how how = {.flags = O_RDONLY};
    return reads_secret((int) syscall(SYS_openat2, AT_FDCWD, secret, &how, sizeof how));
}

static int open_relative_to_pinned_directory(void) {
    int directory = open(outside, O_PATH | O_DIRECTORY);
    return directory < 0 ? broken("O_PATH") : reads_secret(openat(directory, "secret", O_RDONLY));
}

static int open_after_changing_directory(void) {
    return chdir(outside) < 0 ? refused("chdir") : opens_secret("secret");
}

static int open_through_own_root(void) {
    char path[4096];
    snprintf(path, sizeof path, "/proc/self/root%s", secret);
    return opens_secret(path);
}

static int open_through_own_working_directory(void) {
    return opens_secret("/proc/self/cwd/../outside/secret");
}

static int reopen_pinned(void) {
    char path[64];
    int pinned = open(secret, O_PATH);
    snprintf(path, sizeof path, "/proc/self/fd/%d", pinned);
    return pinned < 0 ? broken("O_PATH") : opens_secret(path);
}

static int reopen_pinned_by_thread(void) {
    char path[64];
    int pinned = open(secret, O_PATH);
    snprintf(path, sizeof path, "/proc/thread-self/fd/%d", pinned);
    return pinned < 0 ? broken("O_PATH") : opens_secret(path);
}

static int reopen_pinned_by_dev(void) {
    char path[64];
    int pinned = open(secret, O_PATH);
    snprintf(path, sizeof path, "/dev/fd/%d", pinned);
    return pinned < 0 ? broken("O_PATH") : opens_secret(path);
}

static int reopen_for_writing(void) {
    char path[64];
    int file = open(READ_ONLY, O_RDONLY);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return file < 0 ? broken(READ_ONLY) : outcome("reopen", open(path, O_RDWR));
}

static int link_secret(void) {
    return link(secret, "work/taken") < 0 ? refused("link") : opens_secret("work/taken");
}

static int link_secret_into_brokered(void) {
    return link(secret, "brokered/taken") < 0 ? refused("link") : opens_secret("brokered/taken");
}

static int link_pinned_secret(void) {
    char path[64];
    int pinned = open(secret, O_PATH);
    snprintf(path, sizeof path, "/proc/self/fd/%d", pinned);
    if (linkat(AT_FDCWD, path, AT_FDCWD, "work/taken", AT_SYMLINK_FOLLOW) < 0) {
        return refused("linkat");
    }
    return opens_secret("work/taken");
}

static int rename_secret(void) {
    return rename(secret, "work/taken") < 0 ? refused("rename") : opens_secret("work/taken");
}

static int rename_out_of_denied(void) {
    return rename("brokered/denied/secret", "brokered/taken") < 0 ? refused("rename") : opens_secret("brokered/taken");
}

static int rename_denied_directory(void) {
    return rename("brokered/denied", "brokered/open") < 0 ? refused("rename") : opens_secret("brokered/open/secret");
}

static int rename_parent_of_denied(void) {
    return rename("brokered", "work/moved") < 0 ? refused("rename") : opens_secret("work/moved/denied/secret");
}

static int follow_link_to_secret(void) {
    return symlink(secret, "work/link") < 0 ? broken("symlink") : opens_secret("work/link");
}

static int follow_link_in_brokered(void) {
    return symlink(secret, "brokered/link") < 0 ? broken("symlink") : opens_secret("brokered/link");
}

static int create_through_dangling_link(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s/made", outside);
    if (symlink(path, "brokered/dangling") < 0) {
        return broken("symlink");
    }
    return outcome("create", open("brokered/dangling", O_WRONLY | O_CREAT, 0600));
}

static int truncate_by_path(void) {
    return outcome("truncate", truncate(READ_ONLY, 0));
}

static int truncate_by_open(void) {
    return outcome("O_TRUNC", open(READ_ONLY, O_RDONLY | O_TRUNC));
}

static int chmod_by_path(void) {
    return outcome("chmod", chmod(READ_ONLY, 0600));
}

static int chmod_by_descriptor(void) {
    return outcome("fchmod", fchmod(open(READ_ONLY, O_RDONLY), 0600));
}

static int chmod_by_pinned_name(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", open(secret, O_PATH));
    return outcome("chmod", chmod(path, 0600));
}

static int chown_by_path(void) {
    return outcome("chown", chown(READ_ONLY, getuid(), getgid()));
}

static int chown_by_descriptor(void) {
    return outcome("fchown", fchown(open(READ_ONLY, O_RDONLY), getuid(), getgid()));
}

static int utimes_by_path(void) {
    return outcome("utimes", utimes(READ_ONLY, NULL));
}

static int utime_by_path(void) {
    return outcome("utime", utime(READ_ONLY, NULL));
}

static int utimens_by_descriptor(void) {
    return outcome("futimens", futimens(open(READ_ONLY, O_RDONLY), NULL));
}

static int setxattr_by_path(void) {
    return outcome("setxattr", setxattr(READ_ONLY, "user.mark", "1", 1, 0));
}

static int setxattr_by_descriptor(void) {
    return outcome("fsetxattr", fsetxattr(open(READ_ONLY, O_RDONLY), "user.mark", "1", 1, 0));
}

static int connect_to_socket(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    strncpy(address.sun_path, socket_path, sizeof address.sun_path - 1);
    if (client < 0) {
        return broken("socket");
    }
    return outcome("connect", connect(client, (struct sockaddr *) &address, sizeof address));
}

static int watch_directory(void) {
    int queue = inotify_init1(0);
    return queue < 0 ? broken("inotify") : outcome("watch", inotify_add_watch(queue, outside, IN_ALL_EVENTS));
}

static int copy_self(int copy) {
    char buffer[65536];
    ssize_t length;
    int self = open("/proc/self/exe", O_RDONLY);
    if (self < 0 || copy < 0) {
        return -1;
    }
    while ((length = read(self, buffer, sizeof buffer)) > 0) {
        if (write(copy, buffer, (size_t) length) != length) {
            return -1;
        }
    }
    close(self);
    return (int) length;
}

static char *const NOTHING[] = {"attempts", "nothing", "", "", "", "", "", "", NULL};
static char *const EMPTY[] = {NULL};

static int execute_written_file(void) {
    int copy = open("work/copy", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    if (copy_self(copy) < 0) {
        return broken("copy");
    }
    close(copy);
    return outcome("execve", execve("work/copy", NOTHING, EMPTY));
}

static int execute_memory(void) {
    int memory = memfd_create("program", 0);
    if (memory < 0) {
        return refused("memfd_create");
    }
    if (copy_self(memory) < 0) {
        return refused("write");
    }
    return outcome("fexecve", fexecve(memory, NOTHING, EMPTY));
}

static int execute_memory_by_name(void) {
    char path[64];
    int memory = memfd_create("program", 0);
    if (memory < 0 || copy_self(memory) < 0) {
        return refused("memfd_create");
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    return outcome("execve", execve(path, NOTHING, EMPTY));
}

static int execute_unnamed_file(void) {
    char path[64];
    int file = open("work", O_TMPFILE | O_RDWR, 0700);
    if (file < 0 || copy_self(file) < 0) {
        return broken("O_TMPFILE");
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    int readable = open(path, O_RDONLY | O_CLOEXEC);
    if (readable < 0) {
        return refused("reopen");
    }
    close(file);
    return outcome("fexecve", syscall(SYS_execveat, readable, "", NOTHING, EMPTY, AT_EMPTY_PATH));
}

const struct attempt file_attempts[] = {
    {"open", plain_open, 0},
    {"openat2", open_by_openat2, 0},
    {"open relative to a pinned directory", open_relative_to_pinned_directory, 0},
    {"open after changing the directory", open_after_changing_directory, 0},
    {"open through /proc/self/root", open_through_own_root, 0},
    {"open through /proc/self/cwd", open_through_own_working_directory, 0},
    {"reopen what O_PATH pinned", reopen_pinned, 0},
    {"reopen what O_PATH pinned, by thread", reopen_pinned_by_thread, 0},
    {"reopen what O_PATH pinned, by /dev/fd", reopen_pinned_by_dev, 0},
    {"reopen a readable file for writing", reopen_for_writing, 0},
    {"link", link_secret, 0},
    {"link into a brokered directory", link_secret_into_brokered, 0},
    {"link what O_PATH pinned", link_pinned_secret, 0},
    {"rename", rename_secret, 0},
    {"rename out of a denied directory", rename_out_of_denied, 0},
    {"rename a denied directory", rename_denied_directory, 0},
    {"rename the parent of a denied directory", rename_parent_of_denied, 0},
    {"follow a link", follow_link_to_secret, 0},
    {"follow a link in a brokered directory", follow_link_in_brokered, 0},
    {"create through a dangling link", create_through_dangling_link, 0},
    {"truncate", truncate_by_path, 0},
    {"open with O_RDONLY and O_TRUNC", truncate_by_open, 0},
    {"chmod", chmod_by_path, 0},
    {"fchmod", chmod_by_descriptor, 0},
    {"chmod what O_PATH pinned", chmod_by_pinned_name, 0},
    {"chown", chown_by_path, 0},
    {"fchown", chown_by_descriptor, 0},
    {"utimes", utimes_by_path, 0},
    {"utime", utime_by_path, 0},
    {"futimens", utimens_by_descriptor, 0},
    {"setxattr", setxattr_by_path, 0},
    {"fsetxattr", setxattr_by_descriptor, 0},
    {"connect to a socket", connect_to_socket, 0},
    {"watch a directory", watch_directory, 0},
    {"execute a file that was written", execute_written_file, 0},
    {"execute memory", execute_memory, 0},
    {"execute memory by name", execute_memory_by_name, 0},
    {"execute a file without a name", execute_unnamed_file, 0},
    {NULL, NULL, 0},
};
