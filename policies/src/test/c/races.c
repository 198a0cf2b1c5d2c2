/* Attempts that change what a call means while it is being decided. */
#define _GNU_SOURCE
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* An exec takes longer than an open. */
enum { OPENS_FOR_EXEC = 16 };

static atomic_int stop;
static char shared_path[4096];
static const char *innocent;
static const char *guilty;

/* Rewrites the path that the other thread is passing to the kernel. */
static void *rewrite(void *unused) {
    (void) unused;
    while (!atomic_load(&stop)) {
        strcpy(shared_path, guilty);
        strcpy(shared_path, innocent);
    }
    return NULL;
}

static int race(const char *good, const char *bad, void *(*rival)(void *), const char *path) {
    pthread_t thread;
    int status = REFUSED;
    innocent = good;
    guilty = bad;
    strcpy(shared_path, good);
    if (pthread_create(&thread, NULL, rival, NULL) != 0) {
        return broken("thread");
    }
    for (int i = 0; i < rounds && status != SUCCEEDED; i++) {
        int file = open(path, O_RDONLY);
        if (file >= 0) {
            status = reads_secret(file);
        }
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    return status;
}

static int rewrite_backed(void) {
    return race("work/ok", secret, rewrite, shared_path);
}

static int rewrite_brokered(void) {
    return race("brokered/ok", "brokered/denied/secret", rewrite, shared_path);
}

static int rewrite_brokered_to_outside(void) {
    return race("brokered/ok", secret, rewrite, shared_path);
}

static int rewrite_between_layers(void) {
    return race("work/ok", "brokered/denied/secret", rewrite, shared_path);
}

/* Makes a link lead here and there. */
static void *swap_link(void *link) {
    while (!atomic_load(&stop)) {
        unlink(link);
        if (symlink(guilty, link) < 0 && errno != EEXIST) {
            return NULL;
        }
        unlink(link);
        if (symlink(innocent, link) < 0 && errno != EEXIST) {
            return NULL;
        }
    }
    return NULL;
}

static void *swap_link_in_work(void *unused) {
    (void) unused;
    return swap_link("work/swapped");
}

static void *swap_link_in_brokered(void *unused) {
    (void) unused;
    return swap_link("brokered/swapped");
}

static int swap_backed(void) {
    return race("ok", secret, swap_link_in_work, "work/swapped");
}

static int swap_brokered(void) {
    return race("ok", "denied/secret", swap_link_in_brokered, "brokered/swapped");
}

/* Makes a directory's name lead here and there. */
static void *swap_directory(void *unused) {
    (void) unused;
    while (!atomic_load(&stop)) {
        rename("work/way", "work/aside");
        rename("work/lure", "work/way");
        rename("work/way", "work/lure");
        rename("work/aside", "work/way");
    }
    return NULL;
}

static int swap_component(void) {
    if (symlink(outside, "work/lure") < 0) {
        return broken("symlink");
    }
    return race("ok", secret, swap_directory, "work/way/secret");
}

static char *const ASK[] = {"attempts", "which", "", "", "", "", "", "", NULL};
static char *const EMPTY[] = {NULL};

static int rewrite_executed(void) {
    pthread_t thread;
    int status = REFUSED;
    innocent = "./attempts";
    guilty = "readable/copy";
    strcpy(shared_path, innocent);
    if (pthread_create(&thread, NULL, rewrite, NULL) != 0) {
        return broken("thread");
    }
    for (int i = 0; i < rounds / OPENS_FOR_EXEC && status != SUCCEEDED; i++) {
        /* The child shares the memory that the thread rewrites. */
        pid_t child = vfork();
        if (child == 0) {
            execve(shared_path, ASK, EMPTY);
            _exit(REFUSED);
        }
        int ended;
        if (child < 0 || waitpid(child, &ended, 0) < 0) {
            return broken("vfork");
        }
        status = WIFEXITED(ended) ? WEXITSTATUS(ended) : BROKEN;
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    return status;
}

const struct attempt race_attempts[] = {
    {"rewrite the path of a backed open", rewrite_backed, 0},
    {"rewrite the path of a brokered open", rewrite_brokered, 0},
    {"rewrite the path of a brokered open to lead outside", rewrite_brokered_to_outside, 0},
    {"rewrite a path from one layer to the other", rewrite_between_layers, 0},
    {"swap a link in a backed directory", swap_backed, 0},
    {"swap a link in a brokered directory", swap_brokered, 0},
    {"swap a directory for a link", swap_component, 0},
    {"rewrite the path of an exec", rewrite_executed, 0},
    {NULL, NULL, 0},
};
