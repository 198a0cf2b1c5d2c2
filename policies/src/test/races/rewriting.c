/* Attacks by another thread that rewrites the memory a call points to, between the check and the use. */
#define _GNU_SOURCE
#include "groups.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

/*
 * Registers, such as the flags of open and openat, cannot be rewritten: the kernel has its own copy of them. Only what
 * a register points to can.
 */

static char shared[8192];
static const char *innocent;
static const char *guilty;

static int between(const char *good, const char *bad) {
    innocent = at(good);
    guilty = at(bad);
    strcpy(shared, innocent);
    return SUCCEEDED;
}

static void rewrite(void) {
    strcpy(shared, guilty);
    strcpy(shared, innocent);
}

static int key(void) {
    return between("stage/work/public/key", "stage/work/secret/key");
}

static int outside_key(void) {
    return between("stage/work/public/key", "stage/hidden");
}

static int from_backed(void) {
    return between("stage/swap/key", "stage/work/secret/key");
}

/* What does not exist where the kernel decides alone is left to the kernel. */
static int from_missing(void) {
    return between("stage/swap/missing", "stage/work/secret/key");
}

static int from_pattern(void) {
    return between("stage/patterns/a.log", "stage/hidden");
}

static int new_name(void) {
    return between("stage/work/public/made", "stage/work/secret/made");
}

/* No call can make or remove such a name: supervisors may think that the kernel may be left alone with it. */
static int dot(void) {
    return between("stage/work/public/.", "stage/work/secret/key");
}

static int dot_for_new(void) {
    return between("stage/work/public/dir/..", "stage/work/secret/made");
}

static int read_only(void) {
    return between("stage/work/public/key", "stage/readable/file");
}

static int exists(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0;
}

static int open_path(void) {
    return opens_secret(shared);
}

static int open_for_writing(void) {
    int file = open(shared, O_RDWR);
    struct stat opened, secret;
    int same = file >= 0 && fstat(file, &opened) == 0 && stat(guilty, &secret) == 0 && opened.st_ino == secret.st_ino;
    close(file);
    return whether(same);
}

static int open_by_openat2(void) {
    struct open_how how = {.flags = O_RDONLY};
    return reads_secret((int) syscall(SYS_openat2, AT_FDCWD, shared, &how, sizeof how));
}

static struct open_how how;
static int place;

/* A pinned name shows nothing; an open file does. */
static void rewrite_flags(void) {
    *(volatile __u64 *) &how.flags = O_RDONLY;
    *(volatile __u64 *) &how.flags = O_PATH;
}

static int open_by_rewritten_flags(void) {
    return reads_secret((int) syscall(SYS_openat2, AT_FDCWD, "stage/work/secret/key", &how, sizeof how));
}

static void rewrite_access(void) {
    *(volatile __u64 *) &how.flags = O_RDWR;
    *(volatile __u64 *) &how.flags = O_RDONLY;
}

static int open_by_rewritten_access(void) {
    int file = (int) syscall(SYS_openat2, AT_FDCWD, "stage/readable/file", &how, sizeof how);
    int written = file >= 0 && (fcntl(file, F_GETFL) & O_ACCMODE) != O_RDONLY;
    close(file);
    return whether(written);
}

/* The path starts from another directory where the descriptor is said to be the root. */
static int pin_place(void) {
    place = open("stage/work/root", O_PATH | O_DIRECTORY);
    return place < 0 ? broken("stage/work/root") : SUCCEEDED;
}

static void rewrite_resolution(void) {
    *(volatile __u64 *) &how.resolve = 0;
    *(volatile __u64 *) &how.resolve = RESOLVE_IN_ROOT;
}

static int open_by_rewritten_resolution(void) {
    return reads_secret((int) syscall(SYS_openat2, place, "link", &how, sizeof how));
}

static int create(void) {
    close(open(shared, O_WRONLY | O_CREAT, 0600));
    unlink(innocent);
    return whether(exists(guilty));
}

static int remove_name(void) {
    unlink(shared);
    /* Other attacks expect it to be there. */
    close(open(innocent, O_WRONLY | O_CREAT, 0600));
    return whether(!exists(guilty));
}

static int remove_special(void) {
    unlink(shared);
    return whether(!exists(guilty));
}

static int make_directory(void) {
    mkdir(shared, 0700);
    rmdir(innocent);
    return whether(exists(guilty));
}

static int make_pipe(void) {
    mknod(shared, S_IFIFO | 0600, 0);
    unlink(innocent);
    return whether(exists(guilty));
}

static int make_link(void) {
    (void) !symlink("anywhere", shared);
    unlink(innocent);
    return whether(exists(guilty));
}

static int cut(void) {
    struct stat status;
    (void) !truncate(shared, 1);
    return whether(stat(guilty, &status) == 0 && status.st_size == 1);
}

static int change_mode(void) {
    struct stat status;
    chmod(shared, 0604);
    return whether(stat(guilty, &status) == 0 && (status.st_mode & 07777) == 0604);
}

static int change_times(void) {
    struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    struct stat status;
    utimensat(AT_FDCWD, shared, times, 0);
    return whether(stat(guilty, &status) == 0 && status.st_mtim.tv_sec == 1);
}

static int set_attribute(void) {
    char value[1];
    setxattr(shared, "user.mark", "1", 1, 0);
    return whether(getxattr(guilty, "user.mark", value, 1) == 1);
}

static int rename_from(void) {
    (void) !rename(shared, at("stage/work/taken"));
    int status = opens_secret(at("stage/work/taken"));
    (void) !rename(at("stage/work/taken"), innocent); /* Other attacks expect it there. */
    return status;
}

static int rename_to(void) {
    close(open(at("stage/work/mine"), O_WRONLY | O_CREAT, 0600));
    (void) !rename(at("stage/work/mine"), shared);
    return whether(exists(guilty));
}

static int link_from(void) {
    (void) !link(shared, at("stage/work/linked"));
    int status = opens_secret(at("stage/work/linked"));
    unlink(at("stage/work/linked"));
    return status;
}

static int link_to(void) {
    (void) !link(at("stage/work/public/other"), shared);
    unlink(innocent);
    return whether(exists(guilty));
}

static struct sockaddr_un address = {.sun_family = AF_UNIX};

static int socket_address(void) {
    int status = between("stage/work/socket", "../outside/socket");
    strcpy(address.sun_path, innocent);
    return strlen(guilty) < sizeof address.sun_path ? status : BROKEN;
}

static void rewrite_address(void) {
    strcpy(address.sun_path, guilty);
    strcpy(address.sun_path, innocent);
}

/* Nobody listens on the innocent one. */
static int connect_to_socket(void) {
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    int result = connect(client, (struct sockaddr *) &address, sizeof address);
    close(client);
    return whether(result == 0);
}

/* One byte decides where the path ends; it is the first of a page, so that the path is read in two pieces. */
static char *split;
static char *end;

static int across_pages(void) {
    const char *path = at("stage/work/public/key");
    size_t page = (size_t) sysconf(_SC_PAGESIZE);
    split = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (split == MAP_FAILED) {
        return broken("mmap");
    }
    end = split + page;
    split = end - strlen(path);
    strcpy(split, path);
    strcpy(end, "/../../secret/key");
    /* A file is no directory to go back from, but a directory of that name is. */
    memcpy(end - 3, "dir", 3);
    *end = 0;
    return SUCCEEDED;
}

static void rewrite_end(void) {
    *(volatile char *) end = '/';
    *(volatile char *) end = 0;
}

static int open_across_pages(void) {
    return opens_secret(split);
}

/* Too long for the kernel at one moment, and short at the next. */
static int endless(void) {
    innocent = at("stage/work/public/key");
    guilty = at("stage/work/secret/key");
    memset(shared, '/', sizeof shared - 1);
    return SUCCEEDED;
}

static void rewrite_endless(void) {
    strcpy(shared, innocent);
    strcpy(shared, guilty);
    memset(shared, '/', strlen(guilty) + 1);
}

const struct attack rewriting_attacks[] = {
    {"rewrite the path of an open", "resolve", key, rewrite, open_path},
    {"rewrite the path of an open to lead outside", "resolve", outside_key, rewrite, open_path},
    {"rewrite a path that the kernel decides", "resolve", from_backed, rewrite, open_path},
    {"rewrite a path that leads nowhere", "resolve", from_missing, rewrite, open_path},
    {"rewrite a path that a pattern grants", "resolve", from_pattern, rewrite, open_path},
    {"rewrite the path of an open for writing", "resolve", read_only, rewrite, open_for_writing},
    {"rewrite the path of openat2", "resolve", key, rewrite, open_by_openat2},
    {"rewrite O_PATH", "resolve", NULL, rewrite_flags, open_by_rewritten_flags},
    {"rewrite the access that openat2 asks for", "resolve", NULL, rewrite_access, open_by_rewritten_access},
    {"rewrite how openat2 resolves", "resolve", pin_place, rewrite_resolution, open_by_rewritten_resolution},
    {"rewrite the name of a created file", "resolve", new_name, rewrite, create},
    {"rewrite the name that is removed", "resolve", key, rewrite, remove_name},
    {"rewrite a name that cannot be removed", "resolve", dot, rewrite, remove_special},
    {"rewrite the name of a directory", "resolve", new_name, rewrite, make_directory},
    {"rewrite a name that cannot be a directory", "resolve", dot_for_new, rewrite, make_directory},
    {"rewrite the name of a pipe", "resolve", new_name, rewrite, make_pipe},
    {"rewrite the name of a symbolic link", "resolve", new_name, rewrite, make_link},
    {"rewrite a name that cannot be a link", "resolve", dot_for_new, rewrite, make_link},
    {"rewrite the path of truncate", "resolve", key, rewrite, cut},
    {"rewrite the path of chmod", "resolve", key, rewrite, change_mode},
    {"rewrite the path of utimensat", "resolve", key, rewrite, change_times},
    {"rewrite the path of setxattr", "resolve", key, rewrite, set_attribute},
    {"rewrite the old name of a rename", "resolve", key, rewrite, rename_from},
    {"rewrite the new name of a rename", "resolve", new_name, rewrite, rename_to},
    {"rewrite the old name of a link", "resolve", key, rewrite, link_from},
    {"rewrite the new name of a link", "resolve", new_name, rewrite, link_to},
    {"rewrite the address of connect", "resolve", socket_address, rewrite_address, connect_to_socket},
    {"rewrite the second page of a path", "resolve", across_pages, rewrite_end, open_across_pages},
    {"rewrite a path without end", "resolve", endless, rewrite_endless, open_path},
    {NULL, NULL, NULL, NULL, NULL},
};
