/* Operations that random ones would hardly meet. */
#define _GNU_SOURCE
#include "differ.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    /* Names of this length, one in the other, as far as the kernel can still say where that is. */
    DEEP_NAME = 200,
    DEEPEST = 3800,
};

static void told(const char *what, const char *path, long result) {
    size_t length = strlen(path);
    say("%s [%zu]", what, length);
    say_text(path + (length > 40 ? length - 40 : 0), length > 40 ? 40 : length);
    say(" = ");
    if (result < 0) {
        say_errno();
    } else {
        say("%ld", result);
    }
    end_line();
}

static void open_and_close(const char *path, int flags) {
    int file = (int)syscall(SYS_open, path, flags, 0644);
    say("%#o ", (unsigned)flags);
    told("open", path, file);
    if (file >= 0) {
        struct stat status;
        fstat(file, &status);
        say_stat(&status);
        say(" %#o", (unsigned)fcntl(file, F_GETFL));
        end_line();
        close(file);
    }
}

/* Names that stand for no name of their own. The root is among them, of which nothing can be removed. */
static void try_special_names(void) {
    static const char *const names[] = {"/", "//", ".", "./", "..", "../", "d1/.", "d1/./", "d1/..", "d1/../", "f1/.", "f1/..",
                                        "missing/.", "toDirectory/.", "toItself/."};
    for (size_t i = 0; i < COUNT(names); i++) {
        told("mkdir", names[i], syscall(SYS_mkdir, names[i], 0755));
        told("mknod", names[i], syscall(SYS_mknod, names[i], S_IFREG | 0644, 0));
        told("rmdir", names[i], syscall(SYS_rmdir, names[i]));
        told("unlink", names[i], syscall(SYS_unlink, names[i]));
        told("symlink to", names[i], syscall(SYS_symlink, "text", names[i]));
        open_and_close(names[i], O_CREAT | O_DIRECTORY);
        open_and_close(names[i], O_CREAT | O_EXCL | O_RDWR);
        if (names[i][0] != '/') {
            /* The manifest says nothing of the root. */
            open_and_close(names[i], O_CREAT | O_RDONLY);
        }
    }
}

/* A name with so many dots and slashes before it that the path has the given length. */
static const char *stretched(const char *name, size_t length) {
    static char path[2 * PATH_MAX];
    size_t before = length - strlen(name);
    for (size_t i = 0; i < before; i++) {
        path[i] = (before - i) % 2 == 1 ? '.' : '/';
    }
    strcpy(path + before, name);
    return path;
}

static void try_lengths(const char *where) {
    /* Even, so that the path begins with a dot: one is too long. */
    static const size_t lengths[] = {100, 300, PATH_MAX - 4, PATH_MAX - 2, PATH_MAX};
    say("%s\n", where);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        const char *path = stretched("/made", lengths[i]);
        open_and_close(path, O_CREAT | O_EXCL | O_RDWR);
        open_and_close(path, O_CREAT | O_RDWR | O_NOFOLLOW);
        open_and_close(path, O_RDONLY);
        told("chmod", path, syscall(SYS_chmod, path, 0600));
        told("truncate", path, syscall(SYS_truncate, path, 3));
        told("unlink", path, syscall(SYS_unlink, path));
        told("mkdir", path, syscall(SYS_mkdir, path, 0700));
        told("rmdir", path, syscall(SYS_rmdir, path));
        told("symlink", path, syscall(SYS_symlink, "text", path));
        told("unlink", path, syscall(SYS_unlink, path));
    }
}

/* Deep down a path is short as long as it is relative. */
static void try_deep_down(void) {
    char name[DEEP_NAME + 1];
    memset(name, 'n', DEEP_NAME);
    name[DEEP_NAME] = 0;
    for (size_t length = strlen(home); length + DEEP_NAME + 1 < DEEPEST; length += DEEP_NAME + 1) {
        if (mkdir(name, 0755) < 0 || chdir(name) < 0) {
            told("mkdir and chdir", name, -1);
        }
    }
    try_lengths("deep down");
    fchdir(HOME);
}

/* What a file that has no name any more lets be done to it. */
static void try_nameless(void) {
    static const char *const paths[] = {"/proc/self/fd/4", "/dev/fd/4", "/proc/self/fd/4/"};
    int file = open("sticky/gone", O_CREAT | O_EXCL | O_RDWR, 0644);
    unlink("sticky/gone");
    told("fchmod", "", syscall(SYS_fchmod, file, 0600));
    for (size_t i = 0; i < COUNT(paths); i++) {
        open_and_close(paths[i], O_RDWR);
        open_and_close(paths[i], O_RDWR | O_CREAT);
        open_and_close(paths[i], O_RDWR | O_CREAT | O_EXCL);
        open_and_close(paths[i], O_RDWR | O_TRUNC | O_NOFOLLOW);
        told("chmod", paths[i], syscall(SYS_chmod, paths[i], 0640));
        told("truncate", paths[i], syscall(SYS_truncate, paths[i], 9));
    }
    close(file);
    mkdir("away", 0755);
    int directory = open("away", O_RDONLY | O_DIRECTORY);
    fchdir(directory);
    rmdir("../away");
    open_and_close(".", O_RDONLY | O_DIRECTORY);
    open_and_close("made", O_CREAT | O_RDWR);
    open_and_close(".", O_TMPFILE | O_RDWR);
    told("mkdir", "made", syscall(SYS_mkdir, "made", 0755));
    told("chmod", ".", syscall(SYS_chmod, ".", 0700));
    fchdir(HOME);
    close(directory);
}

void operate_by_hand(void) {
    try_special_names();
    try_lengths("at home");
    try_deep_down();
    try_nameless();
}
