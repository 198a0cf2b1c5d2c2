/* The operations: a table, from which one after the other is drawn. Each writes its arguments, then what came of it. */
#define _GNU_SOURCE
#include "differ.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>
#include <linux/fs.h>
#include <linux/openat2.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif
#ifndef RESOLVE_CACHED
#define RESOLVE_CACHED 0x20
#endif

static void comma(void) {
    say(", ");
}

/* Writes a result; ends the line. */
static void told(long result) {
    say(" = ");
    if (result < 0) {
        say_errno();
    } else {
        say("%ld", result);
    }
    end_line();
}

/* What a descriptor tells, and the first bytes behind it. */
static void observe(int descriptor) {
    struct stat status;
    char text[16];
    fstat(descriptor, &status);
    say("  %d: ", descriptor);
    say_stat(&status);
    say(" flags %#o %#o at %ld", (unsigned)fcntl(descriptor, F_GETFL), (unsigned)fcntl(descriptor, F_GETFD),
        (long)lseek(descriptor, 0, SEEK_CUR));
    ssize_t length = pread(descriptor, text, sizeof text, 0);
    say(" ");
    if (length < 0) {
        say_errno();
    } else {
        say_text(text, (size_t)length);
    }
    end_line();
}

/* Whether a descriptor leads to the tree; others are not kept, so that no operation can do harm elsewhere. */
static int is_inside(int descriptor) {
    char link[40];
    char path[5000];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path);
    return length >= (ssize_t)strlen(home) && strncmp(path, home, strlen(home)) == 0;
}

static void told_descriptor(long result) {
    told(result);
    if (result < 0) {
        return;
    }
    observe((int)result);
    if (result > LAST_DESCRIPTOR || !is_inside((int)result)) {
        close((int)result);
    }
}

/* Nobody is at the other end of a FIFO, so that opening it would wait for ever. */
static int without_waiting(int directory, const char *path, int flags) {
    struct stat status;
    int waits = syscall(SYS_newfstatat, directory, path, &status, 0) == 0 && S_ISFIFO(status.st_mode);
    return waits ? flags | O_NONBLOCK : flags;
}

static void run_open(void) {
    const char *path = some_path();
    comma();
    int flags = without_waiting(AT_FDCWD, path, some_open_flags());
    comma();
    int mode = some_mode();
    told_descriptor(syscall(SYS_open, path, flags, mode));
}

static void run_openat(void) {
    int directory = some_directory();
    comma();
    const char *path = some_path();
    comma();
    int flags = without_waiting(directory, path, some_open_flags());
    comma();
    int mode = some_mode();
    told_descriptor(syscall(SYS_openat, directory, path, flags, mode));
}

static void run_creat(void) {
    const char *path = some_path();
    comma();
    int mode = some_mode();
    struct stat status;
    if (stat(path, &status) == 0 && S_ISFIFO(status.st_mode)) {
        say(" would wait");
        end_line();
        return;
    }
    told_descriptor(syscall(SYS_creat, path, mode));
}

static void run_openat2(void) {
    static const uint64_t resolves[] = {0, RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS,
                                        RESOLVE_NO_XDEV, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH | RESOLVE_IN_ROOT,
                                        1 << 20, 1ul << 40};
    static const size_t sizes[] = {0, 8, 23, 32, 4096, 4097, SIZE_MAX};
    static char how_memory[8192];
    struct open_how *how = (struct open_how *)how_memory;
    memset(how_memory, 0, sizeof how_memory);
    int directory = some_directory();
    comma();
    const char *path = some_path();
    comma();
    how->flags = (unsigned)some_open_flags();
    if (chance(60)) {
        how->flags &= O_ACCMODE | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_TRUNC | O_DIRECTORY;
        say("(&valid)");
    }
    if (chance(2)) {
        how->flags |= 1ul << 35;
        say("(|high)");
    }
    comma();
    int mode = some_mode();
    how->mode = how->flags & O_CREAT || chance(10) ? (unsigned)mode : 0;
    how->resolve = resolves[chance(90) ? below(6) : below(COUNT(resolves))];
    if (strstr(last_path(), "/proc/") != NULL || strstr(last_path(), "/dev/") != NULL) {
        /* See brokered-differences.md. */
        how->resolve = 0;
    }
    size_t size = chance(95) ? sizeof *how : sizes[below(COUNT(sizes))];
    if (chance(2)) {
        how_memory[30] = 1;
        say("(tail)");
    }
    how->flags = (how->flags & ~0xfffffffful) | (unsigned)without_waiting(directory, path, (int)how->flags);
    say(", %#lx, %zu", (unsigned long)how->resolve, size);
    const void *argument = chance(97) ? (const void *)how : bad_pointer();
    told_descriptor(syscall(SYS_openat2, directory, path, argument, size));
}

static void run_mkdir(void) {
    const char *path = some_name();
    comma();
    int mode = some_mode();
    told(syscall(SYS_mkdir, path, mode));
}

static void run_mkdirat(void) {
    int directory = some_directory();
    comma();
    const char *path = some_name();
    comma();
    int mode = some_mode();
    told(syscall(SYS_mkdirat, directory, path, mode));
}

static int some_kind(void) {
    static const int kinds[] = {S_IFREG, S_IFREG, 0, S_IFIFO, S_IFSOCK, S_IFDIR, S_IFLNK, 0130000, S_IFCHR, S_IFBLK};
    /* Root could make devices; Remit does not let it. */
    int kind = kinds[below(privileged ? 8 : COUNT(kinds))];
    say("%#o|", (unsigned)kind);
    return kind;
}

/* The type of a file has its own bits, which a nonsense mode must not change. */
static int some_node_mode(void) {
    int kind = some_kind();
    return kind | (some_mode() & ~S_IFMT);
}

static void run_mknod(void) {
    const char *path = some_name();
    comma();
    int mode = some_node_mode();
    told(syscall(SYS_mknod, path, mode, 0x0103));
}

static void run_mknodat(void) {
    int directory = some_directory();
    comma();
    const char *path = some_name();
    comma();
    int mode = some_node_mode();
    told(syscall(SYS_mknodat, directory, path, mode, 0x0103));
}

static void run_unlink(void) {
    told(syscall(SYS_unlink, some_name()));
}

static void run_unlinkat(void) {
    static const int flags[] = {0, 0, AT_REMOVEDIR, AT_REMOVEDIR, AT_SYMLINK_NOFOLLOW, 1};
    int directory = some_directory();
    comma();
    const char *path = some_name();
    int flag = flags[below(COUNT(flags))];
    say(", %#x", (unsigned)flag);
    told(syscall(SYS_unlinkat, directory, path, flag));
}

static void run_rmdir(void) {
    told(syscall(SYS_rmdir, some_name()));
}

static void run_symlink(void) {
    const char *text = some_link_text();
    comma();
    told(syscall(SYS_symlink, text, some_name()));
}

static void run_symlinkat(void) {
    const char *text = some_link_text();
    comma();
    int directory = some_directory();
    comma();
    told(syscall(SYS_symlinkat, text, directory, some_name()));
}


static void run_rename(void) {
    const char *from = some_name();
    comma();
    told(syscall(SYS_rename, from, some_name()));
}

static void run_renameat2(void) {
    static const unsigned flags[] = {0, RENAME_NOREPLACE, RENAME_EXCHANGE, RENAME_NOREPLACE | RENAME_EXCHANGE, 8};
    int from_directory = some_directory();
    comma();
    const char *from = some_name();
    comma();
    int to_directory = some_directory();
    comma();
    const char *to = some_name();
    unsigned flag = flags[below(COUNT(flags))];
    say(", %#x", flag);
    told(syscall(SYS_renameat2, from_directory, from, to_directory, to, flag));
}

static void run_link(void) {
    const char *from = some_name();
    comma();
    told(syscall(SYS_link, from, some_name()));
}

static void run_linkat(void) {
    static const int flags[] = {0, AT_SYMLINK_FOLLOW, AT_EMPTY_PATH, AT_REMOVEDIR, AT_SYMLINK_NOFOLLOW};
    int from_directory = some_directory();
    comma();
    const char *from = some_name();
    comma();
    int to_directory = some_directory();
    comma();
    const char *to = some_name();
    int flag = flags[below(COUNT(flags))];
    if (privileged && flag == AT_EMPTY_PATH) {
        /* Whoever changed its credentials since it opened the directory is refused that. */
        flag = 0;
    }
    say(", %#x", (unsigned)flag);
    told(syscall(SYS_linkat, from_directory, from, to_directory, to, flag));
}

static void run_truncate(void) {
    const char *path = some_path();
    comma();
    long length = some_length();
    told(syscall(SYS_truncate, path, length));
}

static void run_ftruncate(void) {
    int file = some_descriptor();
    comma();
    long length = some_length();
    told(syscall(SYS_ftruncate, file, length));
}

static void run_chmod(void) {
    const char *path = some_path();
    comma();
    told(syscall(SYS_chmod, path, some_mode()));
}

static void run_fchmod(void) {
    int file = some_descriptor();
    comma();
    told(syscall(SYS_fchmod, file, some_mode()));
}

static void run_fchmodat(void) {
    int directory = some_directory();
    comma();
    const char *path = some_path();
    comma();
    told(syscall(SYS_fchmodat, directory, path, some_mode()));
}

static int some_path_flags(void) {
    static const int flags[] = {0, 0, AT_SYMLINK_NOFOLLOW, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH,
                                AT_SYMLINK_FOLLOW, AT_REMOVEDIR, 1};
    int flag = flags[below(COUNT(flags))];
    say("%#x", (unsigned)flag);
    return flag;
}

/* Flags that allow an empty path are of use with one only. */
static const char *some_path_for(int flags) {
    if ((flags & AT_EMPTY_PATH) != 0 && chance(70)) {
        say("\"\"");
        return "";
    }
    return some_path();
}

static void run_fchmodat2(void) {
    int flags = some_path_flags();
    comma();
    int directory = some_directory();
    comma();
    const char *path = some_path_for(flags);
    comma();
    told(syscall(SYS_fchmodat2, directory, path, some_mode(), flags));
}

static void change_owner(long number) {
    const char *path = some_path();
    comma();
    int user = some_owner();
    comma();
    told(syscall(number, path, user, some_owner()));
}

static void run_chown(void) {
    change_owner(SYS_chown);
}

static void run_lchown(void) {
    change_owner(SYS_lchown);
}

static void run_fchown(void) {
    int file = some_descriptor();
    comma();
    int user = some_owner();
    comma();
    told(syscall(SYS_fchown, file, user, some_owner()));
}

static void run_fchownat(void) {
    int flags = some_path_flags();
    comma();
    int directory = some_directory();
    comma();
    const char *path = some_path_for(flags);
    comma();
    int user = some_owner();
    comma();
    told(syscall(SYS_fchownat, directory, path, user, some_owner(), flags));
}

/* Two times in the unit of the call; those that stay until the end are long ago. */
static const void *some_times(int fraction_limit) {
    static long times[4];
    static const long fractions[] = {0, 1, 999, -1, UTIME_NOW, UTIME_OMIT, 1000000, 1000000000};
    if (chance(15)) {
        say("now");
        return NULL;
    }
    if (chance(5)) {
        return bad_pointer();
    }
    for (int i = 0; i < 4; i += 2) {
        times[i] = chance(90) ? (long)below(900000000) : -(long)below(1000);
        times[i + 1] = chance(60) ? (long)below((uint32_t)fraction_limit) : fractions[below(COUNT(fractions))];
        say("{%ld, %ld}", times[i], times[i + 1]);
    }
    return times;
}

static void run_utimensat(void) {
    int flags = some_path_flags();
    comma();
    int directory = some_directory();
    comma();
    const char *path = chance(15) ? NULL : some_path_for(flags);
    comma();
    told(syscall(SYS_utimensat, directory, path, some_times(1000000000), flags));
}

static void run_futimesat(void) {
    int directory = some_directory();
    comma();
    const char *path = chance(10) ? NULL : some_path();
    comma();
    told(syscall(SYS_futimesat, directory, path, some_times(1000000)));
}

static void run_utimes(void) {
    const char *path = some_path();
    comma();
    told(syscall(SYS_utimes, path, some_times(1000000)));
}

static void run_utime(void) {
    const char *path = some_path();
    comma();
    told(syscall(SYS_utime, path, some_times(900000000)));
}

struct value {
    const char *bytes;
    size_t size;
    int flags;
};

static struct value some_value(void) {
    /* Owner rw, user 1000 r, group r, mask rw, others none: what setfacl would write. */
    static const unsigned char acl[] = {2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 4, 0, 232, 3, 0, 0, 4, 0, 4, 0, 255, 255,
                                        255, 255, 16, 0, 6, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255, 255, 255};
    static char large[70000];
    static const size_t sizes[] = {0, 1, 5, 100, 2000, 65536, 65537, SIZE_MAX};
    static const int flags[] = {0, 0, 0, XATTR_CREATE, XATTR_REPLACE, XATTR_CREATE | XATTR_REPLACE, 4};
    struct value value = {(const char *)acl, sizeof acl, flags[below(COUNT(flags))]};
    if (chance(70)) {
        memset(large, 'a' + (int)below(26), sizeof large);
        value.bytes = large;
        value.size = sizes[chance(90) ? below(4) : below(COUNT(sizes))];
    }
    if (chance(4)) {
        value.bytes = bad_pointer();
    }
    say(", %zu, %d", value.size, value.flags);
    return value;
}

static void set_attribute(long number) {
    const char *path = some_path();
    comma();
    const char *name = some_attribute_name();
    struct value value = some_value();
    told(syscall(number, path, name, value.bytes, value.size, value.flags));
}

static void run_setxattr(void) {
    set_attribute(SYS_setxattr);
}

static void run_lsetxattr(void) {
    set_attribute(SYS_lsetxattr);
}

static void run_fsetxattr(void) {
    int file = some_descriptor();
    comma();
    const char *name = some_attribute_name();
    struct value value = some_value();
    told(syscall(SYS_fsetxattr, file, name, value.bytes, value.size, value.flags));
}

static void run_removexattr(void) {
    const char *path = some_path();
    comma();
    told(syscall(SYS_removexattr, path, some_attribute_name()));
}

static void run_lremovexattr(void) {
    const char *path = some_path();
    comma();
    told(syscall(SYS_lremovexattr, path, some_attribute_name()));
}

static void run_fremovexattr(void) {
    int file = some_descriptor();
    comma();
    told(syscall(SYS_fremovexattr, file, some_attribute_name()));
}

static void run_access(void) {
    const char *path = some_path();
    int mode = (int)below(9);
    say(", %d", mode);
    told(syscall(SYS_access, path, mode));
}

static void run_stat(void) {
    struct stat status;
    int result = fstatat(AT_FDCWD, some_path(), &status, chance(50) ? AT_SYMLINK_NOFOLLOW : 0);
    if (result == 0) {
        say(" ");
        say_stat(&status);
    }
    told(result);
}

static void run_readlink(void) {
    char text[64];
    told(readlink(some_path(), text, sizeof text));
}

/* Stays in the tree. */
static void run_chdir(void) {
    char where[5000];
    int result = (int)syscall(SYS_chdir, some_path());
    if (result == 0 && (syscall(SYS_getcwd, where, sizeof where) < 0 || strncmp(where, home, strlen(home)) != 0)) {
        fchdir(HOME);
    }
    told(result);
}

static void run_fchdir(void) {
    told(syscall(SYS_fchdir, some_descriptor()));
}

static void run_go_home(void) {
    told(fchdir(HOME));
}

static void run_umask(void) {
    static const unsigned masks[] = {022, 022, 0, 077, 027, 0777};
    unsigned mask = masks[below(COUNT(masks))];
    say("%#o", mask);
    told(umask(mask));
}

static void run_write(void) {
    int file = some_descriptor();
    size_t length = below(40);
    say(", %zu", length);
    told(write(file, "the quick brown fox jumps over the lazy dog", length));
}

static void run_read(void) {
    char text[32];
    told(read(some_descriptor(), text, below(32)));
}

static void run_dup(void) {
    told_descriptor(syscall(SYS_dup, some_descriptor()));
}

static void run_close(void) {
    told(close((int)(FIRST_DESCRIPTOR + below(LAST_DESCRIPTOR - FIRST_DESCRIPTOR + 1))));
}

struct operation {
    const char *name;
    uint32_t weight;
    void (*run)(void);
};

static const struct operation operations[] = {
    {"open", 12, run_open},
    {"openat", 12, run_openat},
    {"openat2", 8, run_openat2},
    {"creat", 2, run_creat},
    {"mkdir", 3, run_mkdir},
    {"mkdirat", 2, run_mkdirat},
    {"mknod", 2, run_mknod},
    {"mknodat", 2, run_mknodat},
    {"unlink", 2, run_unlink},
    {"unlinkat", 2, run_unlinkat},
    {"rmdir", 1, run_rmdir},
    {"symlink", 2, run_symlink},
    {"symlinkat", 2, run_symlinkat},
    {"rename", 3, run_rename},
    {"renameat2", 3, run_renameat2},
    {"link", 2, run_link},
    {"linkat", 3, run_linkat},
    {"truncate", 3, run_truncate},
    {"ftruncate", 2, run_ftruncate},
    {"chmod", 3, run_chmod},
    {"fchmod", 2, run_fchmod},
    {"fchmodat", 2, run_fchmodat},
    {"fchmodat2", 2, run_fchmodat2},
    {"chown", 2, run_chown},
    {"lchown", 2, run_lchown},
    {"fchown", 2, run_fchown},
    {"fchownat", 2, run_fchownat},
    {"utimensat", 3, run_utimensat},
    {"futimesat", 2, run_futimesat},
    {"utimes", 1, run_utimes},
    {"utime", 1, run_utime},
    {"setxattr", 2, run_setxattr},
    {"lsetxattr", 2, run_lsetxattr},
    {"fsetxattr", 2, run_fsetxattr},
    {"removexattr", 2, run_removexattr},
    {"lremovexattr", 1, run_lremovexattr},
    {"fremovexattr", 2, run_fremovexattr},
    {"access", 2, run_access},
    {"stat", 4, run_stat},
    {"readlink", 2, run_readlink},
    {"chdir", 2, run_chdir},
    {"fchdir", 2, run_fchdir},
    {"go home", 2, run_go_home},
    {"umask", 1, run_umask},
    {"write", 4, run_write},
    {"read", 3, run_read},
    {"dup", 1, run_dup},
    {"close", 8, run_close},
};

void operate(void) {
    uint32_t all = 0;
    for (size_t i = 0; i < COUNT(operations); i++) {
        all += operations[i].weight;
    }
    uint32_t drawn = below(all);
    const struct operation *operation = operations;
    while (drawn >= operation->weight) {
        drawn -= operation->weight;
        operation++;
    }
    say("%s ", operation->name);
    operation->run();
}

void close_descriptors(void) {
    for (int i = FIRST_DESCRIPTOR; i <= LAST_DESCRIPTOR; i++) {
        close(i);
    }
}
