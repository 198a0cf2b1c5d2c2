/* Arguments for operations, drawn at random: most of them sensible, some of them odd, some of them wrong. */
#define _GNU_SOURCE
#include "differ.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef O_TMPFILE
#error "needs _GNU_SOURCE"
#endif

#define ODD "caf\303\251 \377\376"
#define LINE "new\nline"
#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONGEST FIFTY FIFTY FIFTY FIFTY FIFTY "12345"

/* Names of the tree that make_tree lays out, and some that do not exist at first. */
static const char *const names[] = {
    "f1", "f2", "empty", "readonly", "nothing", "setuid", "hard", "d1", "d1/d2", "d1/d2/f", "d1/d2/up", "unsearchable",
    "unsearchable/f", "unreadable", "unreadable/f", "unwritable", "unwritable/f", "sticky", "sticky/root", "sticky/user",
    "sticky/link", "setgid", "setgid/f", "fifo", "socket", "toFile", "toDirectory", "toDirectory/f", "toNothing",
    "toItself", "toEachOther", "toAbsolute", "toAbsoluteDirectory", "toSlash", "chain3", "chain40", "chain41",
    "toNew", "d1/toNew", "sp ace", LINE, "back\\slash", ODD, "-dash", LONGEST, LONGEST "6", "n1", "n2", "n3", "n4", "d1/n1", "d1/d2/n2",
    "n1/n2", "sticky/n1", "setgid/n1", "n3/n1", "unwritable/n1",
};

static const char *const few_names[] = {"f1", "d1", "d1/d2", "toFile", "toDirectory", "n1", "n2", "n3", "d1/n1", "hard"};

static const char *bad_pointers[5];
static char *page_end;
static char built[3 * PATH_MAX];

void prepare_pointers(void) {
    long page = sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, (size_t)page * 3, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(pages + page, (size_t)page);
    memset(pages + page - 3, 'x', 3);
    mprotect(pages + 2 * page, (size_t)page, PROT_NONE);
    page_end = pages + page;
    bad_pointers[0] = NULL;
    bad_pointers[1] = (const char *)1;
    bad_pointers[2] = pages + page;
    bad_pointers[3] = pages + 2 * page;
    bad_pointers[4] = (const char *)0xffff800000000000u;
}

const char *bad_pointer(void) {
    uint32_t which = below(COUNT(bad_pointers) + 1);
    if (which == COUNT(bad_pointers)) {
        say("&cut");
        memset(page_end - 3, 'x', 3);
        return page_end - 3;
    }
    say("&bad%u", which);
    return bad_pointers[which];
}

/* A text that ends where the memory does. */
static const char *at_page_end(const char *text) {
    size_t size = strlen(text) + 1;
    memcpy(page_end - size, text, size);
    return page_end - size;
}

static void append(const char *text) {
    strcat(built, text);
}

static const char *prepared_name(void) {
    return chance(40) ? few_names[below(COUNT(few_names))] : names[below(COUNT(names))];
}

static void append_start(void) {
    switch (below(24)) {
    case 0: append("./"); break;
    case 1: append(".//"); break;
    case 2: case 3: case 4: append(home); append("/"); break;
    case 5: append("//"); append(home + 1); append("//"); break;
    case 6: append("d1/../"); break;
    case 7: append("toDirectory/../"); break;
    case 8: append("d1/d2/../../"); break;
    case 9: append("toAbsoluteDirectory/../"); break;
    case 10:
        if (chance(30)) {
            append("/proc/self/root");
            append(home);
            append("/");
            break;
        }
        if (chance(30)) {
            append(chance(50) ? "/proc/self/cwd/" : "/proc/thread-self/cwd/");
            break;
        }
        sprintf(built, chance(50) ? "/proc/self/fd/%u/" : "/dev/fd/%u/", FIRST_DESCRIPTOR + below(4));
        break;
    default: break;
    }
}

static void append_end(void) {
    switch (below(30)) {
    case 0: case 1: append("/"); break;
    case 2: append("//"); break;
    case 3: append("/."); break;
    case 4: append("/.."); break;
    case 5: append("/./"); break;
    case 6: append("/../"); break;
    default: break;
    }
}

/* Around the longest path that the kernel takes: PATH_MAX with its end. */
static void build_long(void) {
    size_t length = PATH_MAX - 2 + below(4);
    const char *name = prepared_name();
    while (strlen(built) + strlen(name) < length) {
        append(built[0] == 0 || built[strlen(built) - 1] == '/' ? "." : "/");
    }
    append(name);
}

/* Writes the path and answers it. Two paths of one call must not share memory, hence takes turns. */
static const char *finish_path(void) {
    static char kept[2][sizeof built];
    static int turn;
    size_t length = strlen(built);
    if (length > 600) {
        say("[%zu]", length);
        say_text(built + length - 40, 40);
    } else if (strncmp(built, home, strlen(home)) == 0) {
        say("$");
        say_text(built + strlen(home), length - strlen(home));
    } else {
        say_text(built, length);
    }
    if (length < 100 && chance(5)) {
        say("|");
        return at_page_end(built);
    }
    turn = !turn;
    return strcpy(kept[turn], built);
}

const char *last_path(void) {
    return built;
}

static const char *draw_path(uint32_t kind) {
    built[0] = 0;
    if (kind < 3) {
        return bad_pointer();
    }
    if (kind == 3) {
        say("\"\"");
        return "";
    }
    if (kind < 6) {
        sprintf(built, chance(50) ? "/proc/self/fd/%u" : "/dev/fd/%u", FIRST_DESCRIPTOR + below(5));
    } else if (kind == 6) {
        build_long();
    } else if (kind == 7) {
        append(LONGEST "6");
    } else if (kind == 8) {
        append("d1/" LONGEST "6/f");
    } else if (kind == 9) {
        append(chance(50) ? "." : "..");
        if (chance(50)) {
            append("/");
        }
    } else {
        append_start();
        append(prepared_name());
        append_end();
    }
    return finish_path();
}

const char *some_path(void) {
    return draw_path(below(200));
}

const char *some_name(void) {
    uint32_t kind = below(198);
    return draw_path(kind < 4 ? kind : kind + 2);
}

/* Leads to the tree only, so that paths cannot climb out of it link by link. */
const char *some_link_text(void) {
    built[0] = 0;
    uint32_t kind = below(40);
    if (kind == 0) {
        return bad_pointer();
    }
    if (kind == 1) {
        say("\"\"");
        return "";
    }
    if (kind == 2) {
        build_long();
    } else {
        if (chance(30)) {
            append(home);
            append("/");
        }
        append(prepared_name());
        if (chance(10)) {
            append("/");
        }
    }
    return finish_path();
}

int some_descriptor(void) {
    int number = chance(4) ? (chance(50) ? -1 : 999) : (int)(FIRST_DESCRIPTOR + below(5));
    say("%d", number);
    return number;
}

int some_directory(void) {
    if (chance(65)) {
        say("AT_FDCWD");
        return AT_FDCWD;
    }
    if (chance(30)) {
        say("HOME");
        return HOME;
    }
    return some_descriptor();
}

int some_open_flags(void) {
    static const int more[] = {O_CREAT, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_CLOEXEC,
                               O_NOCTTY, O_SYNC, O_DSYNC};
    static const int rare[] = {O_PATH, O_TMPFILE, O_TMPFILE & ~O_DIRECTORY, O_NOATIME, O_DIRECT, O_ASYNC, O_LARGEFILE, 1 << 30,
                               1 << 27, INT_MIN};
    int flags = chance(4) ? O_ACCMODE : (int)below(3);
    for (size_t i = 0; i < COUNT(more); i++) {
        flags |= chance(14) ? more[i] : 0;
    }
    if (chance(15)) {
        flags |= rare[below(COUNT(rare))];
    }
    if (chance(4)) {
        flags = O_TMPFILE | (chance(80) ? O_RDWR : 0) | (chance(30) ? O_EXCL : 0);
    }
    if (chance(1)) {
        flags = (int)(below(1u << 31) ^ below(1u << 31) << 1);
    }
    say("%#o", (unsigned)flags);
    return flags;
}

int some_mode(void) {
    static const int usual[] = {0644, 0755, 0600, 0700, 0666, 0777, 0444, 0555, 0400, 0200, 0100, 0};
    int mode = usual[below(COUNT(usual))];
    if (chance(15)) {
        mode |= (int)below(8) << 9;
    }
    if (chance(2)) {
        mode = (int)below(1u << 20);
    }
    say("%#o", (unsigned)mode);
    return mode;
}

int some_owner(void) {
    static const int owners[] = {0, 65534, 1000, -1, -1};
    int owner = owners[below(COUNT(owners))];
    say("%d", owner);
    return owner;
}

long some_length(void) {
    static const long lengths[] = {0, 1, 5, 100, 4096, 70000, -1, -4096, 1L << 40, LONG_MAX};
    long length = lengths[below(COUNT(lengths))];
    say("%ld", length);
    return length;
}

const char *some_attribute_name(void) {
    static const char *const attributes[] = {"user.a", "user.a", "user.a", "user.b", "user.c", "user.", "user", "bogus.a", "trusted.a",
                                             "security.a", "system.posix_acl_access", "system.a", "",
                                             "user." FIFTY FIFTY FIFTY FIFTY FIFTY, "user." FIFTY FIFTY FIFTY FIFTY FIFTY "6"};
    if (chance(4)) {
        return bad_pointer();
    }
    const char *name = attributes[below(COUNT(attributes))];
    say_text(name, strlen(name));
    return name;
}
