/* Attacks by names: what a deny rule or a pattern speaks of, written otherwise. None of them is a race. */
#define _GNU_SOURCE
#include "groups.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int go_back(void) {
    return opens_secret("stage/work/public/../secret/key");
}

static int go_roundabout(void) {
    return opens_secret("/proc/../proc//self/./cwd/stage//work/./public/../secret/./key");
}

static int go_out(void) {
    return opens_secret("stage/work/../hidden");
}

static int follow_chain(void) {
    unlink("stage/work/first");
    unlink("stage/work/second");
    if (symlink("second/key", "stage/work/first") < 0 || symlink("public/../secret", "stage/work/second") < 0) {
        return broken("symlink");
    }
    return opens_secret("stage/work/first");
}

static int through_working_directory(void) {
    return opens_secret("/proc/self/cwd/stage/work/public/../secret/key");
}

static int through_root(void) {
    char path[8192];
    snprintf(path, sizeof path, "/proc/self/root%s", at("stage/work/secret/key"));
    return opens_secret(path);
}

static int through_thread(void) {
    char path[8192];
    snprintf(path, sizeof path, "/proc/self/task/%d/cwd/stage/work/secret/key", getpid());
    return opens_secret(path);
}

static int enter_public(void) {
    return chdir("stage/work/public") < 0 ? broken("chdir") : SUCCEEDED;
}

static int from_pinned_parent(void) {
    int parent = open(at("stage/work"), O_PATH | O_DIRECTORY);
    int status = parent < 0 ? broken("O_PATH") : reads_secret(openat(parent, "secret/key", O_RDONLY));
    close(parent);
    return status;
}

/* The pattern grants stage/patterns, all of whose names end in .log. */
static int back_from_pattern(void) {
    return opens_secret("stage/patterns/dir.log/../../secret.log");
}

static int below_pattern(void) {
    return opens_secret("stage/patterns/dir.log/secret.log");
}

static int new_line_in_pattern(void) {
    return opens_secret("stage/patterns/dir.log/with\nline.log");
}

static int link_in_pattern(void) {
    unlink("stage/patterns/link.log");
    if (symlink("../hidden", "stage/patterns/link.log") < 0) {
        return broken("symlink");
    }
    return opens_secret("stage/patterns/link.log");
}

static int dangling_in_pattern(void) {
    unlink("stage/patterns/dangling.log");
    if (symlink("../made", "stage/patterns/dangling.log") < 0) {
        return broken("symlink");
    }
    close(open("stage/patterns/dangling.log", O_WRONLY | O_CREAT, 0600));
    return whether(access("stage/made", F_OK) == 0);
}

static int removed = -1;

/* Its owner, outside, removes or replaces a denied file; whoever pinned it before can still name it. */
static int wait_for_removal(void) {
    removed = open("stage/work/removed.pem", O_PATH);
    if (removed < 0) {
        return broken("stage/work/removed.pem");
    }
    /* The test removes it when it sees this file. */
    close(open("stage/swap/pinned", O_WRONLY | O_CREAT, 0600));
    for (int i = 0; i < 5000 && access("stage/work/removed.pem", F_OK) == 0; i++) {
        usleep(1000);
    }
    return access("stage/work/removed.pem", F_OK) == 0 ? broken("nobody removed it") : SUCCEEDED;
}

static int reopen_removed(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", removed);
    return opens_secret(path);
}

const struct attack spelling_attacks[] = {
    {"go back to a denied directory", "string", NULL, NULL, go_back},
    {"go roundabout", "string", NULL, NULL, go_roundabout},
    {"go back out of an allowed directory", "string", NULL, NULL, go_out},
    {"follow a chain of links", "string", NULL, NULL, follow_chain},
    {"open through the working directory", "string", NULL, NULL, through_working_directory},
    {"open through the root", "string", NULL, NULL, through_root},
    {"open through a thread", "string", NULL, NULL, through_thread},
    {"open from a pinned parent", "string", enter_public, NULL, from_pinned_parent},
    {"go back from what a pattern grants", "string", NULL, NULL, back_from_pattern},
    {"go below what a pattern grants", "string", NULL, NULL, below_pattern},
    {"a new line in what a pattern grants", "string", NULL, NULL, new_line_in_pattern},
    {"a link that a pattern grants", "string", NULL, NULL, link_in_pattern},
    {"a dangling link that a pattern grants", "string", NULL, NULL, dangling_in_pattern},
    {"reopen a file that was removed", "string", wait_for_removal, NULL, reopen_removed},
    {NULL, NULL, NULL, NULL, NULL},
};
