/* The tree that every round begins with, and how it is shown and removed in the end. */
#define _GNU_SOURCE
#include "differ.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

enum {
    USER = 65534,
    /* Whatever was changed before, or will be later, was changed by nobody who named a time. */
    LATEST_SET_TIME = 1000000000,
    LONGEST_CHAIN = 41,
};

static void make_file(const char *name, mode_t mode, int owner) {
    int file = open(name, O_CREAT | O_WRONLY | O_EXCL, 0600);
    if (strcmp(name, "empty") != 0) {
        write(file, name, strlen(name));
    }
    if (privileged) {
        fchown(file, (uid_t)owner, (gid_t)owner);
    }
    fchmod(file, mode);
    close(file);
}

static void make_directory(const char *name, mode_t mode, int owner) {
    mkdir(name, 0700);
    if (privileged) {
        chown(name, (uid_t)owner, (gid_t)owner);
    }
    chmod(name, mode);
}

static void make_links(void) {
    static const char *const links[][2] = {
        {"f1", "toFile"},           {"d1", "toDirectory"},      {"missing", "toNothing"}, {"toItself", "toItself"},
        {"toEachOther2", "toEachOther"}, {"toEachOther", "toEachOther2"}, {"d1/d2/", "toSlash"},    {"n1", "toNew"},
        {"../n2", "d1/toNew"},      {"f", "d1/d2/up"},
    };
    char text[4200];
    char name[16];
    for (size_t i = 0; i < COUNT(links); i++) {
        symlink(links[i][0], links[i][1]);
    }
    snprintf(text, sizeof text, "%s/f1", home);
    symlink(text, "toAbsolute");
    snprintf(text, sizeof text, "%s/d1", home);
    symlink(text, "toAbsoluteDirectory");
    strcpy(text, "f2");
    for (int i = 1; i <= LONGEST_CHAIN; i++) {
        snprintf(name, sizeof name, "chain%d", i);
        symlink(text, name);
        strcpy(text, name);
    }
}

void make_tree(void) {
    make_directory("d1", 0755, USER);
    make_directory("d1/d2", 0755, 0);
    make_directory("sticky", 0777, 0);
    make_directory("setgid", 0777, USER);
    make_directory("unsearchable", 0700, USER);
    make_directory("unreadable", 0700, USER);
    make_directory("unwritable", 0700, USER);
    make_file("f1", 0644, USER);
    make_file("f2", 0666, 0);
    make_file("empty", 0600, USER);
    make_file("readonly", 0444, USER);
    make_file("nothing", 0, USER);
    make_file("setuid", 06755, USER);
    make_file("d1/d2/f", 0666, USER);
    make_file("d1/f", 0640, 0);
    make_file("sticky/root", 0666, 0);
    make_file("sticky/user", 0666, USER);
    make_file("setgid/f", 0666, 0);
    make_file("unsearchable/f", 0644, USER);
    make_file("unreadable/f", 0644, USER);
    make_file("unwritable/f", 0644, USER);
    make_file("sp ace", 0644, USER);
    make_file("new\nline", 0644, USER);
    make_file("back\\slash", 0644, USER);
    make_file("caf\303\251 \377\376", 0644, USER);
    make_file("-dash", 0644, USER);
    make_file(FIFTY FIFTY FIFTY FIFTY FIFTY "12345", 0644, USER);
    make_links();
    symlink("root", "sticky/link");
    mkfifo("fifo", 0666);
    mknod("socket", S_IFSOCK | 0666, 0);
    chmod("sticky", 01777);
    chmod("setgid", 02777);
    chmod("unsearchable", 0600);
    chmod("unreadable", 0300);
    chmod("unwritable", 0500);
}

void say_stat(const struct stat *status) {
    static const char kinds[] = "?pc?d?b?-?l?s???";
    say("%c%04o %d:%d", kinds[status->st_mode >> 12], status->st_mode & 07777u, (int)status->st_uid,
        (int)status->st_gid);
    say(" links %lu", (unsigned long)status->st_nlink);
    if (!S_ISDIR(status->st_mode)) {
        say(" size %ld", (long)status->st_size);
    }
    if (status->st_mtime <= LATEST_SET_TIME) {
        say(" modified %ld.%09ld", (long)status->st_mtime, status->st_mtim.tv_nsec);
    }
    /* Reading changes the time of access, unless the file system thinks better of it. */
}

static int by_name(const void *first, const void *second) {
    return strcmp(*(char *const *)first, *(char *const *)second);
}

/* The names in an open directory, sorted; how many there are. */
static size_t list(int directory, char *found[], size_t room) {
    size_t count = 0;
    DIR *stream = fdopendir(dup(directory));
    if (stream == NULL) {
        return 0;
    }
    rewinddir(stream);
    struct dirent *entry;
    while ((entry = readdir(stream)) != NULL && count < room) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            found[count++] = strdup(entry->d_name);
        }
    }
    closedir(stream);
    qsort(found, count, sizeof *found, by_name);
    return count;
}

static void show_content(int directory, const char *name) {
    char text[64];
    int file = openat(directory, name, O_RDONLY | O_NOFOLLOW);
    if (file < 0) {
        say(" ");
        say_errno();
        return;
    }
    ssize_t length = read(file, text, sizeof text);
    say(" ");
    say_text(text, length < 0 ? 0 : (size_t)length);
    close(file);
}

static void show_link(int directory, const char *name) {
    char text[5000];
    ssize_t length = readlinkat(directory, name, text, sizeof text);
    say(" -> [%zd]", length);
    size_t prefix = strlen(home);
    int inside = length > (ssize_t)prefix && strncmp(text, home, prefix) == 0;
    size_t from = inside ? prefix : 0;
    say_text(text + from, length < 0 || length > 600 ? 0 : (size_t)length - from);
}

static void show_attributes(int directory, const char *name) {
    char path[400];
    char found[4096];
    char value[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d/%s", directory, name);
    ssize_t length = llistxattr(path, found, sizeof found);
    for (ssize_t at = 0; at < length; at += (ssize_t)strlen(found + at) + 1) {
        ssize_t size = lgetxattr(path, found + at, NULL, 0);
        ssize_t got = lgetxattr(path, found + at, value, sizeof value);
        say(" %.20s[%zd]=", found + at, size);
        say_text(value, got < 0 ? 0 : (size_t)got);
    }
}

static void show_directory(int directory, int depth);

static void show_entry(int directory, const char *name, int depth) {
    struct stat status;
    say("%*s", depth * 2, "");
    say_text(name, strlen(name));
    say(" ");
    if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
        say_errno();
        end_line();
        return;
    }
    say_stat(&status);
    if (S_ISREG(status.st_mode)) {
        show_content(directory, name);
    } else if (S_ISLNK(status.st_mode)) {
        show_link(directory, name);
    }
    show_attributes(directory, name);
    end_line();
    if (S_ISDIR(status.st_mode)) {
        /* What nobody may look into is looked into all the same. */
        fchmodat(directory, name, 0700, 0);
        int inner = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        if (inner >= 0) {
            show_directory(inner, depth + 1);
            close(inner);
        }
    }
}

static void show_directory(int directory, int depth) {
    char *names[256];
    size_t count = list(directory, names, COUNT(names));
    for (size_t i = 0; i < count; i++) {
        show_entry(directory, names[i], depth);
        free(names[i]);
    }
}

void show_tree(void) {
    show_directory(HOME, 1);
}

static void remove_content(int directory) {
    char *names[256];
    size_t count = list(directory, names, COUNT(names));
    for (size_t i = 0; i < count; i++) {
        if (unlinkat(directory, names[i], 0) < 0) {
            int inner = openat(directory, names[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
            remove_content(inner);
            close(inner);
            unlinkat(directory, names[i], AT_REMOVEDIR);
        }
        free(names[i]);
    }
}

void remove_tree(void) {
    remove_content(HOME);
}
