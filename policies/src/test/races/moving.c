/* Attacks that move what a path leads through, while it is decided. */
#define _GNU_SOURCE
#include "groups.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

/*
 * All of this happens in stage/swap, where names may be changed freely; that is what makes it dangerous. Each attack has a
 * directory of its own there, which it enters: stage/swap/ID, from which stage is ../.. .
 */

static char place[64];

static int enter_own_place(void) {
    snprintf(place, sizeof place, "stage/swap/%d", getpid());
    return mkdir(place, 0700) < 0 || chdir(place) < 0 ? broken(place) : SUCCEEDED;
}

static void exchange(const char *one, const char *other) {
    syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}

static int link_to_secret(void) {
    if (enter_own_place() != SUCCEEDED) {
        return BROKEN;
    }
    if (symlink("../../work/public/key", "name") < 0) {
        return broken("symlink");
    }
    return symlink("../../work/secret/key", "other") < 0 ? broken("symlink") : SUCCEEDED;
}

static void exchange_links(void) {
    exchange("name", "other");
}

static int open_link(void) {
    return opens_secret("name");
}

static int file_and_link(void) {
    if (enter_own_place() != SUCCEEDED) {
        return BROKEN;
    }
    int file = open("file", O_WRONLY | O_CREAT, 0600);
    if (file < 0) {
        return broken("file");
    }
    close(file);
    return symlink("../../work/secret/key", "lure") < 0 ? broken("symlink") : SUCCEEDED;
}

static void exchange_file_and_link(void) {
    exchange("file", "lure");
}

static int open_file(void) {
    return opens_secret("file");
}

/* A directory on the way, and a link to the denied one. */
static int directory_and_link(void) {
    if (enter_own_place() != SUCCEEDED) {
        return BROKEN;
    }
    if (mkdir("way", 0700) < 0) {
        return broken("mkdir");
    }
    int file = open("way/key", O_WRONLY | O_CREAT, 0600);
    if (file < 0) {
        return broken("way/key");
    }
    close(file);
    return symlink("../../work/secret", "detour") < 0 ? broken("symlink") : SUCCEEDED;
}

static void exchange_directory_and_link(void) {
    exchange("way", "detour");
}

static int open_through_directory(void) {
    return opens_secret("way/key");
}

static int cut_through_directory(void) {
    struct stat status;
    (void) !truncate("way/key", 1);
    return whether(stat("../../work/secret/key", &status) == 0 && status.st_size == 1);
}

static int change_mode_through_directory(void) {
    struct stat status;
    chmod("way/key", 0604);
    return whether(stat("../../work/secret/key", &status) == 0 && (status.st_mode & 07777) == 0604);
}

static int create_through_directory(void) {
    close(open("way/made", O_WRONLY | O_CREAT, 0600));
    unlink("way/made");
    return whether(access("../../work/secret/made", F_OK) == 0);
}

static int remove_through_directory(void) {
    unlink("way/victim");
    return whether(access("../../work/secret/victim", F_OK) != 0);
}

/* Two links to directories, both in places that the supervisor alone grants. */
static int links_to_directories(void) {
    if (enter_own_place() != SUCCEEDED) {
        return BROKEN;
    }
    if (symlink("../../work/public", "to") < 0) {
        return broken("symlink");
    }
    return symlink("../../work/secret", "fro") < 0 ? broken("symlink") : SUCCEEDED;
}

static void exchange_links_to_directories(void) {
    exchange("to", "fro");
}

static int open_through_link(void) {
    return opens_secret("to/key");
}

/* From deep/inner the path stays in stage/swap; from inner it leads out. */
static int descend(void) {
    if (enter_own_place() != SUCCEEDED) {
        return BROKEN;
    }
    if (mkdir("deep", 0700) < 0 || mkdir("deep/inner", 0700) < 0) {
        return broken("mkdir");
    }
    return chdir("deep/inner") < 0 ? broken("chdir") : SUCCEEDED;
}

static void move_up_and_down(void) {
    static const char *low, *high;
    if (low == NULL) {
        char path[128];
        snprintf(path, sizeof path, "%s/deep/inner", place);
        low = at(path);
        snprintf(path, sizeof path, "%s/inner", place);
        high = at(path);
    }
    (void) !rename(low, high);
    (void) !rename(high, low);
}

static int open_above(void) {
    return opens_secret("../../../hidden");
}

static int beneath;

static int pin_inner(void) {
    if (enter_own_place() != SUCCEEDED) {
        return BROKEN;
    }
    if (mkdir("deep", 0700) < 0 || mkdir("deep/inner", 0700) < 0) {
        return broken("mkdir");
    }
    beneath = open("deep/inner", O_PATH | O_DIRECTORY);
    return beneath < 0 ? broken("O_PATH") : SUCCEEDED;
}

static int open_above_pinned(void) {
    return reads_secret(openat(beneath, "../../../hidden", O_RDONLY));
}

const struct attack moving_attacks[] = {
    {"exchange two links", "resolve", link_to_secret, exchange_links, open_link},
    {"exchange a file and a link", "resolve", file_and_link, exchange_file_and_link, open_file},
    {"exchange a directory and a link", "resolve", directory_and_link, exchange_directory_and_link,
     open_through_directory},
    {"exchange two links on the way", "resolve", links_to_directories, exchange_links_to_directories, open_through_link},
    {"exchange a directory under truncate", "resolve", directory_and_link, exchange_directory_and_link,
     cut_through_directory},
    {"exchange a directory under chmod", "resolve", directory_and_link, exchange_directory_and_link,
     change_mode_through_directory},
    {"exchange a directory under a creation", "resolve", directory_and_link, exchange_directory_and_link,
     create_through_directory},
    {"exchange a directory under a removal", "resolve", directory_and_link, exchange_directory_and_link,
     remove_through_directory},
    {"move the working directory up", "resolve", descend, move_up_and_down, open_above},
    {"move a pinned directory up", "resolve", pin_inner, move_up_and_down, open_above_pinned},
    {NULL, NULL, NULL, NULL, NULL},
};
