/*
 * Makes file operations at random and writes down what came of them, so that runs with and without Remit can be compared.
 *
 *   differ DIRECTORY SEED FIRST-ROUND ROUNDS STEPS   random operations, for each round in a new tree and with a seed of its own
 *   differ DIRECTORY by-hand                         operations picked by hand
 *
 * The transcript goes to standard output. It holds nothing that differs between two runs natively: no inode numbers, no
 * process ids, no times but those that were set. As root, the later rounds of a run give up privileges in various ways.
 */
#define _GNU_SOURCE
#include "differ.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/capability.h>

enum { ORDINARY_USER = 65534 };

char home[PATH_MAX];
static char around[PATH_MAX];
int privileged;
static uint64_t state;

void say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
}

void say_text(const char *text, size_t length) {
    putchar('"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c > '~' || c == '"' || c == '\\') {
            printf("\\%03o", c);
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

void say_errno(void) {
    const char *name = strerrorname_np(errno);
    say("%s", name == NULL ? "unknown" : name);
}

void end_line(void) {
    putchar('\n');
}

void seed(uint64_t number) {
    state = (number + 1) * 0x9E3779B97F4A7C15u;
}

uint32_t below(uint32_t limit) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * 0x2545F4914F6CDD1Du >> 32) % limit);
}

int chance(uint32_t percent) {
    return below(100) < percent;
}

/* Keeps all capabilities but those given, of those that are in effect. */
static int keep_capabilities_but(uint32_t without) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data) < 0) {
        return -1;
    }
    data[0].effective = data[0].permitted & ~without;
    return (int)syscall(SYS_capset, &header, data);
}

/* Ways of being less than root, without another program being executed. */
static int stay(void) {
    return 0;
}

static int become_user(void) {
    return setegid(ORDINARY_USER) < 0 ? -1 : seteuid(ORDINARY_USER);
}

static int become_user_for_files(void) {
    setfsgid(ORDINARY_USER);
    setfsuid(ORDINARY_USER);
    return setfsuid(-1) == ORDINARY_USER ? 0 : -1;
}

static int give_up_overriding(void) {
    return keep_capabilities_but(1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH | 1 << CAP_FOWNER);
}

static int give_up_everything(void) {
    return keep_capabilities_but(~0u);
}

static int (*const identities[])(void) = {stay, become_user, become_user_for_files, give_up_overriding,
                                          give_up_everything};

static int become_root_again(void) {
    setfsuid(0);
    setfsgid(0);
    return seteuid(0) < 0 || setegid(0) < 0 ? -1 : keep_capabilities_but(0);
}

static void fail(const char *what) {
    fflush(stdout);
    perror(what);
    exit(2);
}

/* The directory around the tree is made anew as well, because paths such as ".." lead to it. */
static void enter(void) {
    mkdir(around, 0755);
    mkdir(home, 0755);
    int directory = open(home, O_RDONLY | O_DIRECTORY);
    if (directory != HOME && (dup2(directory, HOME) < 0 || close(directory) < 0)) {
        fail(home);
    }
    if (fchdir(HOME) < 0) {
        fail(home);
    }
}

static void leave(void) {
    close_descriptors();
    umask(022);
    chmod(around, 0755);
    fchmod(HOME, 0755);
    if (chdir("/") < 0) {
        fail("/");
    }
    show_tree();
    remove_tree();
    if (dup2(open(around, O_RDONLY | O_DIRECTORY), HOME) < 0) {
        fail(around);
    }
    close_descriptors();
    remove_tree();
    close(HOME);
    if (rmdir(around) < 0) {
        fail(around);
    }
}

static void play(uint64_t number, long round, long steps, int identity) {
    say("round %ld\n", round);
    seed(number * 1000003 + (uint64_t)round);
    enter();
    make_tree();
    if (identity == 1 || identity == 2) {
        chown(home, ORDINARY_USER, ORDINARY_USER);
    }
    if (identities[identity]() < 0) {
        fail("cannot become less than root");
    }
    for (long step = 0; step < steps; step++) {
        say("%ld.%ld ", round, step);
        operate();
    }
    if (identity != 0 && become_root_again() < 0) {
        fail("cannot become root again");
    }
    leave();
}

int main(int count, char **arguments) {
    static char buffer[1 << 16];
    if (count != 3 && count != 6) {
        return 2;
    }
    snprintf(around, sizeof around, "%.3000s/around", arguments[1]);
    snprintf(home, sizeof home, "%.3000s/tree", around);
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    close_range(HOME, ~0u, 0);
    umask(022);
    signal(SIGPIPE, SIG_IGN);
    prepare_pointers();
    privileged = geteuid() == 0;
    if (count == 3) {
        enter();
        make_tree();
        operate_by_hand();
        leave();
        return 0;
    }
    uint64_t number = strtoull(arguments[2], NULL, 10);
    long first = atol(arguments[3]);
    long rounds = atol(arguments[4]);
    long steps = atol(arguments[5]);
    for (long i = 0; i < rounds; i++) {
        /* The first three quarters of a run stay what they are. Once somebody changed, Remit has to look each time. */
        long changed = privileged ? i - rounds * 3 / 4 : -1;
        play(number, first + i, steps, changed < 0 ? 0 : (int)(changed % (long)COUNT(identities)));
    }
    return 0;
}
