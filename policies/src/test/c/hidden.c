/* Attempts at learning what exists where the manifest hides what it does not grant. */
#define _GNU_SOURCE
#include "attempt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

static char missing[4096];
static char space[8192];
static char path[8192];
static char other[8192];

/* What a call on a path answers: 0, or an errno. */
typedef int question(const char *path);

static int answer(long result) {
    return result == -1 ? errno : 0;
}

/* SUCCEEDED when a call on something hidden answers otherwise than one on nothing. */
static int tells(question *ask, const char *hidden, const char *nothing) {
    int of_hidden = ask(hidden);
    int of_nothing = ask(nothing);
    errno = of_hidden;
    return of_hidden != of_nothing ? SUCCEEDED : refused("the same as for nothing");
}

static int tells_secret(question *ask) {
    snprintf(missing, sizeof missing, "%s/missing", outside);
    return tells(ask, secret, missing);
}

static int tells_outside(question *ask) {
    snprintf(missing, sizeof missing, "%s-missing", outside);
    return tells(ask, outside, missing);
}

/* SUCCEEDED when what exists cannot be made. */
static int tells_existing(question *make, const char *hidden) {
    errno = make(hidden);
    return errno == EEXIST ? SUCCEEDED : refused("not said to exist");
}

static int ask_stat(const char *name) {
    struct stat status;
    return answer(stat(name, &status));
}

static int ask_lstat(const char *name) {
    struct stat status;
    return answer(lstat(name, &status));
}

static int ask_statx(const char *name) {
    return answer(syscall(SYS_statx, AT_FDCWD, name, 0, STATX_BASIC_STATS, space));
}

static int ask_access(const char *name) {
    return answer(syscall(SYS_faccessat, AT_FDCWD, name, F_OK));
}

static int ask_effective_access(const char *name) {
    return answer(syscall(SYS_faccessat2, AT_FDCWD, name, F_OK, AT_EACCESS));
}

static int ask_readlink(const char *name) {
    return answer(readlink(name, space, sizeof space));
}

static int ask_getxattr(const char *name) {
    return answer(getxattr(name, "user.none", space, sizeof space));
}

static int ask_lgetxattr(const char *name) {
    return answer(lgetxattr(name, "user.none", space, sizeof space));
}

static int ask_listxattr(const char *name) {
    return answer(listxattr(name, space, sizeof space));
}

static int ask_statfs(const char *name) {
    return answer(statfs(name, (struct statfs *) space));
}

static int ask_handle(const char *name) {
    struct {
        struct file_handle head;
        unsigned char bytes[MAX_HANDLE_SZ];
    } handle = {.head.handle_bytes = MAX_HANDLE_SZ};
    int mount;
    return answer(name_to_handle_at(AT_FDCWD, name, &handle.head, &mount, 0));
}

static int ask_watch(const char *name) {
    int queue = inotify_init1(0);
    int result = answer(inotify_add_watch(queue, name, IN_CREATE));
    close(queue);
    return result;
}

static int ask_chdir(const char *name) {
    return answer(chdir(name));
}

static int ask_open(const char *name) {
    return answer(open(name, O_RDONLY));
}

static int ask_open_path(const char *name) {
    return answer(open(name, O_PATH));
}

static int ask_openat2(const char *name) {
    struct open_how how = {.flags = O_PATH, .resolve = RESOLVE_NO_MAGICLINKS};
    return answer(syscall(SYS_openat2, AT_FDCWD, name, &how, sizeof how));
}

static int ask_openat2_for_link(const char *name) {
    struct open_how how = {.flags = O_RDONLY, .resolve = RESOLVE_NO_SYMLINKS};
    return answer(syscall(SYS_openat2, AT_FDCWD, name, &how, sizeof how));
}

static int make_file(const char *name) {
    return answer(open(name, O_WRONLY | O_CREAT | O_EXCL, 0600));
}

static int make_directory(const char *name) {
    return answer(mkdir(name, 0700));
}

static int make_link(const char *name) {
    return answer(symlink("text", name));
}

static int make_pipe(const char *name) {
    return answer(mknod(name, S_IFIFO | 0600, 0));
}

static int make_hard_link(const char *name) {
    return answer(link("work/ok", name));
}

static int ask_link(const char *name) {
    unlink("work/linked");
    return answer(link(name, "work/linked"));
}

static int ask_truncate(const char *name) {
    return answer(truncate(name, 8));
}

static int ask_chmod(const char *name) {
    return answer(chmod(name, 0644));
}

static int ask_times(const char *name) {
    return answer(utimensat(AT_FDCWD, name, NULL, 0));
}

static int ask_unlink(const char *name) {
    return answer(unlink(name));
}

static int ask_rmdir(const char *name) {
    return answer(rmdir(name));
}

static int ask_rename(const char *name) {
    return answer(rename(name, name));
}

static int ask_execute(const char *name) {
    char *const none[] = {NULL};
    return answer(execve(name, none, none));
}

static int ask_connect(const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, name, sizeof address.sun_path - 1);
    int file = socket(AF_UNIX, SOCK_STREAM, 0);
    return answer(connect(file, (struct sockaddr *) &address, sizeof address));
}

static int bind_socket(const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, name, sizeof address.sun_path - 1);
    int file = socket(AF_UNIX, SOCK_STREAM, 0);
    int result = answer(bind(file, (struct sockaddr *) &address, sizeof address));
    return result == EADDRINUSE ? EEXIST : result;
}

#define TELLS(name, of, ask) static int name(void) { return of(ask); }
TELLS(by_stat, tells_secret, ask_stat)
TELLS(by_lstat, tells_secret, ask_lstat)
TELLS(by_statx, tells_secret, ask_statx)
TELLS(by_access, tells_secret, ask_access)
TELLS(by_effective_access, tells_secret, ask_effective_access)
TELLS(by_readlink, tells_secret, ask_readlink)
TELLS(by_getxattr, tells_secret, ask_getxattr)
TELLS(by_lgetxattr, tells_secret, ask_lgetxattr)
TELLS(by_listxattr, tells_secret, ask_listxattr)
TELLS(by_statfs, tells_secret, ask_statfs)
TELLS(by_handle, tells_secret, ask_handle)
TELLS(by_watch, tells_secret, ask_watch)
TELLS(by_chdir, tells_outside, ask_chdir)
TELLS(by_chdir_to_file, tells_secret, ask_chdir)
TELLS(by_open, tells_secret, ask_open)
TELLS(by_open_path, tells_secret, ask_open_path)
TELLS(by_openat2, tells_secret, ask_openat2)
TELLS(by_truncate, tells_secret, ask_truncate)
TELLS(by_chmod, tells_secret, ask_chmod)
TELLS(by_times, tells_secret, ask_times)
TELLS(by_unlink, tells_outside, ask_unlink)
TELLS(by_rmdir, tells_outside, ask_rmdir)
TELLS(by_rename, tells_secret, ask_rename)
TELLS(by_link, tells_secret, ask_link)
TELLS(by_execute, tells_secret, ask_execute)
TELLS(by_connect, tells_secret, ask_connect)

static int by_making(void) {
    return tells_existing(make_file, secret);
}

static int by_making_directory(void) {
    return tells_existing(make_directory, outside);
}

static int by_making_link(void) {
    return tells_existing(make_link, secret);
}

static int by_making_pipe(void) {
    return tells_existing(make_pipe, secret);
}

static int by_making_hard_link(void) {
    return tells_existing(make_hard_link, secret);
}

static int by_bind(void) {
    return tells_existing(bind_socket, secret);
}

/* The same behind something that a path leads through, and behind the same with nothing there. */
static int tells_behind(question *ask, const char *hidden, const char *rest) {
    snprintf(path, sizeof path, "%s%s", hidden, rest);
    snprintf(other, sizeof other, "%s-missing%s", hidden, rest);
    return tells(ask, path, other);
}

static int here_from_outside(char *rest, size_t size, const char *file) {
    char here[4096];
    if (getcwd(here, sizeof here) == NULL) {
        return broken("getcwd");
    }
    snprintf(rest, size, "/..%s/%s", strrchr(here, '/'), file);
    return SUCCEEDED;
}

static int step_back(question *ask) {
    char rest[4096];
    int status = here_from_outside(rest, sizeof rest, "work/ok");
    return status != SUCCEEDED ? status : tells_behind(ask, outside, rest);
}

TELLS(by_stepping_back, step_back, ask_stat)
TELLS(by_opening_back, step_back, ask_open)
TELLS(by_openat2_back, step_back, ask_openat2)
TELLS(by_chmod_back, step_back, ask_chmod)
TELLS(by_chdir_back_to_file, step_back, ask_chdir)

static int by_stepping_into_file(void) {
    return tells_behind(ask_stat, secret, "/x");
}

static int by_long_name(void) {
    char name[400] = "/";
    memset(name + 1, 'x', 300);
    return tells_behind(ask_stat, outside, name);
}

static int by_longer_listing(void) {
    return tells_behind(ask_open_path, outside, "/.");
}

/* A link that the attempt makes, and the same link to nothing. */
static int through_link(question *ask, const char *text, const char *nothing) {
    unlink("work/through");
    unlink("work/nowhere");
    if (symlink(text, "work/through") < 0 || symlink(nothing, "work/nowhere") < 0) {
        return broken("symlink");
    }
    return tells(ask, "work/through", "work/nowhere");
}

static int by_link_to_hidden(void) {
    snprintf(missing, sizeof missing, "%s-missing", secret);
    return through_link(ask_stat, secret, missing);
}

static int by_opening_link_to_hidden(void) {
    snprintf(missing, sizeof missing, "%s-missing", secret);
    return through_link(ask_open, secret, missing);
}

static int by_link_through_hidden(void) {
    char rest[4096];
    if (here_from_outside(rest, sizeof rest, "work/ok") != SUCCEEDED) {
        return BROKEN;
    }
    snprintf(path, sizeof path, "%s%s", outside, rest);
    snprintf(other, sizeof other, "%s-missing%s", outside, rest);
    return through_link(ask_stat, path, other);
}

static int by_creating_through_link(void) {
    snprintf(missing, sizeof missing, "%s-missing/x", outside);
    snprintf(path, sizeof path, "%s/x", secret);
    unlink("work/through");
    unlink("work/nowhere");
    if (symlink(path, "work/through") < 0 || symlink(missing, "work/nowhere") < 0) {
        return broken("symlink");
    }
    int of_hidden = answer(open("work/through", O_WRONLY | O_CREAT, 0600));
    int of_nothing = answer(open("work/nowhere", O_WRONLY | O_CREAT, 0600));
    errno = of_hidden;
    return of_hidden != of_nothing ? SUCCEEDED : refused("the same as for nothing");
}

static int by_own_root(void) {
    snprintf(path, sizeof path, "/proc/self/root%s", secret);
    snprintf(other, sizeof other, "/proc/self/root%s-missing", secret);
    return tells(ask_stat, path, other);
}

static int by_own_directory(void) {
    snprintf(path, sizeof path, "/proc/self/cwd/../%s", strrchr(outside, '/') + 1);
    snprintf(other, sizeof other, "/proc/self/cwd/../%s-missing", strrchr(outside, '/') + 1);
    return tells(ask_stat, path, other);
}

static int by_own_descriptor(void) {
    int directory = open("work", O_PATH);
    snprintf(path, sizeof path, "/proc/self/fd/%d/../../%s", directory, strrchr(outside, '/') + 1);
    snprintf(other, sizeof other, "/proc/self/fd/%d/../../%s-missing", directory, strrchr(outside, '/') + 1);
    return directory < 0 ? broken("work") : tells(ask_stat, path, other);
}

static int by_directory_descriptor(void) {
    int directory = open("work", O_RDONLY | O_DIRECTORY);
    struct stat status;
    snprintf(path, sizeof path, "../../%s", strrchr(outside, '/') + 1);
    return directory < 0 ? broken("work") : outcome("fstatat", fstatat(directory, path, &status, 0));
}

static int by_resolving_beneath(void) {
    snprintf(path, sizeof path, "%s/x", secret);
    snprintf(other, sizeof other, "%s-missing/x", secret);
    return tells(ask_openat2_for_link, path, other);
}

static int pin_and_look(void) {
    struct stat status;
    int file = open(secret, O_PATH);
    return file < 0 ? refused("O_PATH") : outcome("fstat", fstat(file, &status));
}

static int is_denied_entry(const char *name) {
    return strcmp(name, "denied") == 0;
}

static int by_listing(void) {
    DIR *directory = opendir("brokered");
    struct dirent *entry;
    int found = 0;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        found |= is_denied_entry(entry->d_name);
    }
    errno = ENOENT;
    return directory == NULL ? broken("brokered") : found ? SUCCEEDED : refused("not listed");
}

#ifdef SYS_getdents
/* The form of before Linux 2.4, with the name two bytes after the length. */
static int by_old_listing(void) {
    int directory = open("brokered", O_RDONLY | O_DIRECTORY);
    long length = syscall(SYS_getdents, directory, space, sizeof space);
    int seen = 0;
    for (long at = 0; at < length; at += *(unsigned short *) (space + at + 16)) {
        seen |= strcmp(space + at + 18, "ok") == 0 ? 1 : is_denied_entry(space + at + 18) ? 2 : 0;
    }
    close(directory);
    errno = ENOENT;
    return (seen & 1) == 0 ? broken("ok is not listed") : seen == 3 ? SUCCEEDED : refused("not listed");
}
#endif

/* Rivals change what a call means while it is being decided. */
static atomic_int stop;
static char shared_path[4096];
static const char *guilty;
static int descriptors[3];

static void *rewrite_path(void *unused) {
    (void) unused;
    while (!atomic_load(&stop)) {
        strcpy(shared_path, guilty);
        strcpy(shared_path, "work/ok");
    }
    return NULL;
}

static void *exchange_descriptor(void *unused) {
    (void) unused;
    while (!atomic_load(&stop)) {
        dup2(descriptors[1], descriptors[0]);
        dup2(descriptors[2], descriptors[0]);
    }
    return NULL;
}

static int race(void *(*rival)(void *), int (*attempt)(void)) {
    pthread_t thread;
    int status = REFUSED;
    strcpy(shared_path, "work/ok");
    if (pthread_create(&thread, NULL, rival, NULL) != 0) {
        return broken("thread");
    }
    for (int i = 0; i < rounds && status != SUCCEEDED; i++) {
        status = attempt();
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    return status;
}

static int stat_shared(void) {
    struct stat status;
    return stat(shared_path, &status) == 0 && status.st_size == 8 ? SUCCEEDED : REFUSED;
}

static int statx_shared(void) {
    struct statx status;
    return syscall(SYS_statx, AT_FDCWD, shared_path, 0, STATX_SIZE, &status) == 0 && status.stx_size == 8
            ? SUCCEEDED : REFUSED;
}

/* The rival's path leads through a file: only what exists can be said to be no directory. */
static int readlink_shared(void) {
    return readlink(shared_path, space, sizeof space) < 0 && errno == ENOTDIR ? SUCCEEDED : REFUSED;
}

static int open_shared(void) {
    int file = open(shared_path, O_RDONLY);
    if (file >= 0) {
        return reads_secret(file);
    }
    return errno == EACCES ? SUCCEEDED : REFUSED;
}

static int pin_shared(void) {
    struct stat status;
    int file = open(shared_path, O_PATH);
    int seen = file >= 0 && fstat(file, &status) == 0 && status.st_size == 8;
    if (file >= 0) {
        close(file);
    }
    return seen ? SUCCEEDED : REFUSED;
}

static int truncate_shared(void) {
    return truncate(shared_path, 3) < 0 && errno == ENOTDIR ? SUCCEEDED : REFUSED;
}

static int list_shared(void) {
    lseek(descriptors[0], 0, SEEK_SET);
    long length = syscall(SYS_getdents64, descriptors[0], space, sizeof space);
    for (long at = 0; at < length; at += *(unsigned short *) (space + at + 16)) {
        if (is_denied_entry(space + at + 19)) {
            return SUCCEEDED;
        }
    }
    return REFUSED;
}

static int race_to(int (*attempt)(void), const char *rest) {
    snprintf(path, sizeof path, "%s%s", secret, rest);
    guilty = path;
    return race(rewrite_path, attempt);
}

static int rewrite_of_stat(void) {
    return race_to(stat_shared, "");
}

static int rewrite_of_statx(void) {
    return race_to(statx_shared, "");
}

static int rewrite_of_readlink(void) {
    return race_to(readlink_shared, "/x");
}

static int rewrite_of_open(void) {
    return race_to(open_shared, "");
}

static int rewrite_of_pinning(void) {
    return race_to(pin_shared, "");
}

static int rewrite_of_truncate(void) {
    return race_to(truncate_shared, "/x");
}

static int exchange_of_listed(void) {
    descriptors[1] = open("work", O_RDONLY | O_DIRECTORY);
    descriptors[2] = open("brokered", O_RDONLY | O_DIRECTORY);
    descriptors[0] = dup(descriptors[1]);
    return descriptors[1] < 0 || descriptors[2] < 0 ? broken("open") : race(exchange_descriptor, list_shared);
}

const struct attempt hidden_attempts[] = {
    {"learn by stat", by_stat, 0},
    {"learn by lstat", by_lstat, 0},
    {"learn by statx", by_statx, 0},
    {"learn by access", by_access, 0},
    {"learn by faccessat2", by_effective_access, 0},
    {"learn by readlink", by_readlink, 0},
    {"learn by getxattr", by_getxattr, 0},
    {"learn by lgetxattr", by_lgetxattr, 0},
    {"learn by listxattr", by_listxattr, 0},
    {"learn by statfs", by_statfs, 0},
    {"learn by name_to_handle_at", by_handle, 0},
    {"learn by inotify_add_watch", by_watch, 0},
    {"learn by chdir", by_chdir, 0},
    {"learn by chdir to a file", by_chdir_to_file, 0},
    {"learn by open", by_open, 0},
    {"learn by O_PATH", by_open_path, 0},
    {"learn by openat2", by_openat2, 0},
    {"learn by O_PATH and fstat", pin_and_look, 0},
    {"learn by truncate", by_truncate, 0},
    {"learn by chmod", by_chmod, 0},
    {"learn by utimensat", by_times, 0},
    {"learn by unlink", by_unlink, 0},
    {"learn by rmdir", by_rmdir, 0},
    {"learn by rename", by_rename, 0},
    {"learn by link", by_link, 0},
    {"learn by execve", by_execute, 0},
    {"learn by connect", by_connect, 0},
    {"learn by bind", by_bind, 0},
    {"learn by O_EXCL", by_making, 0},
    {"learn by mkdir", by_making_directory, 0},
    {"learn by symlink", by_making_link, 0},
    {"learn by mknod", by_making_pipe, 0},
    {"learn by linking to it", by_making_hard_link, 0},
    {"learn by stepping back", by_stepping_back, 0},
    {"learn by opening and stepping back", by_opening_back, 0},
    {"learn by openat2 and stepping back", by_openat2_back, 0},
    {"learn by chmod and stepping back", by_chmod_back, 0},
    {"learn by chdir and stepping back", by_chdir_back_to_file, 0},
    {"learn by stepping into a file", by_stepping_into_file, 0},
    {"learn by a long name", by_long_name, 0},
    {"learn by a dot", by_longer_listing, 0},
    {"learn by a link to it", by_link_to_hidden, 0},
    {"learn by opening a link to it", by_opening_link_to_hidden, 0},
    {"learn by a link through it", by_link_through_hidden, 0},
    {"learn by creating through a link", by_creating_through_link, 0},
    {"learn by one's own root", by_own_root, 0},
    {"learn by one's own directory", by_own_directory, 0},
    {"learn by one's own descriptor", by_own_descriptor, 0},
    {"learn by a directory's descriptor", by_directory_descriptor, 0},
    {"learn by a restricted openat2", by_resolving_beneath, 0},
    {"learn by listing", by_listing, 0},
#ifdef SYS_getdents
    {"learn by the old way of listing", by_old_listing, 0},
#endif
    {"rewrite the path of a stat", rewrite_of_stat, 0},
    {"rewrite the path of a statx", rewrite_of_statx, 0},
    {"rewrite the path of a readlink", rewrite_of_readlink, 0},
    {"rewrite the path of an open to learn", rewrite_of_open, 0},
    {"rewrite the path of a pinning", rewrite_of_pinning, 0},
    {"rewrite the path of a truncate", rewrite_of_truncate, 0},
    {"exchange a listed descriptor", exchange_of_listed, 0},
    {NULL, NULL, 0},
};
