/*
 * What runs attacks: attacks NAME=ROUNDS... makes each in a child of its own, ROUNDS times or until it succeeds, and
 * prints how it ended, how often it was tried, and its name. "attacks list" prints what each beats, and its name.
 */
#define _GNU_SOURCE
#include "attack.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long an attack is tried at most: only a rival that never gets a processor needs that. */
enum { SECONDS = 10 };
/* What has no rival ends the same way each time; it is still tried more than once. */
enum { FEW = 10 };

pid_t supervisor;
static char here[4096];
static atomic_int stop;
static int has_rival;
/* What is being tried. */
static const char *current = "";

int broken(const char *what) {
    fprintf(stderr, "cannot try: %s: %s\n", what, strerror(errno));
    return BROKEN;
}

int impossible(const char *what) {
    fprintf(stderr, "impossible: %s: %s: %s\n", current, what, strerror(errno));
    return IMPOSSIBLE;
}

int whether(int condition) {
    return condition ? SUCCEEDED : REFUSED;
}

const char *at(const char *relative) {
    char *path = NULL;
    return asprintf(&path, "%s/%s", here, relative) < 0 ? "" : path;
}

int reads_secret(int file) {
    char text[8] = "";
    if (file < 0) {
        return REFUSED;
    }
    ssize_t got = pread(file, text, 7, 0);
    close(file);
    return whether(got == 7 && strcmp(text, "hunter2") == 0);
}

int opens_secret(const char *path) {
    return reads_secret(open(path, O_RDONLY | O_NONBLOCK));
}

/* Processes end with the one that started them, however that ends. */
static pid_t start(int flags) {
    pid_t child = (pid_t) syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    return child;
}

int rival_process(int flags, void (*rival)(void)) {
    pid_t child = start(flags);
    has_rival = 1;
    if (child == 0) {
        for (;;) {
            rival();
        }
    }
    return child < 0 ? broken("clone") : SUCCEEDED;
}

pid_t sibling(int (*prepare)(void)) {
    int ready[2];
    char status = BROKEN;
    if (pipe(ready) < 0) {
        return -1;
    }
    pid_t child = start(0);
    if (child == 0) {
        status = (char) prepare();
        if (write(ready[1], &status, 1) == 1) {
            pause();
        }
        _exit(0);
    }
    close(ready[1]);
    ssize_t got = read(ready[0], &status, 1);
    close(ready[0]);
    return child > 0 && got == 1 && status == SUCCEEDED ? child : -1;
}

static void *run_rival(void *rival) {
    void (*const *step)(void) = rival;
    while (!atomic_load(&stop)) {
        (*step)();
    }
    return NULL;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static int try(const struct attack *attack, long rounds, long *tries) {
    pthread_t thread;
    int status = attack->prepare == NULL ? SUCCEEDED : attack->prepare();
    long most = (attack->rival != NULL || has_rival || rounds < FEW) ? rounds : FEW;
    double end = now() + SECONDS;
    if (status != SUCCEEDED) {
        return status;
    }
    if (attack->rival != NULL && pthread_create(&thread, NULL, run_rival, (void *) &attack->rival) != 0) {
        return broken("thread");
    }
    do {
        status = attack->attempt();
        ++*tries;
    } while (status == REFUSED && *tries < most && now() < end);
    if (attack->rival != NULL) {
        atomic_store(&stop, 1);
        pthread_join(thread, NULL);
    }
    return status;
}

static int try_in_child(const struct attack *attack, long rounds) {
    pid_t child = fork();
    if (child == 0) {
        long tries = 0;
        current = attack->name;
        int status = try(attack, rounds, &tries);
        dprintf(STDOUT_FILENO, "%d %ld %s\n", status, tries, attack->name);
        _exit(0);
    }
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) {
        dprintf(STDOUT_FILENO, "%d 0 %s\n", WIFSIGNALED(status) ? 128 + WTERMSIG(status) : BROKEN, attack->name);
    }
    return SUCCEEDED;
}

static int find_and_try(const char *argument) {
    const char *equals = strrchr(argument, '=');
    size_t length = equals == NULL ? strlen(argument) : (size_t) (equals - argument);
    for (const struct attack_group *group = attack_groups; group->attacks != NULL; group++) {
        for (const struct attack *attack = group->attacks; attack->name != NULL; attack++) {
            if (strlen(attack->name) == length && strncmp(attack->name, argument, length) == 0) {
                return try_in_child(attack, equals == NULL ? 1 : atol(equals + 1));
            }
        }
    }
    fprintf(stderr, "no such attack: %s\n", argument);
    return BROKEN;
}

static int list(void) {
    for (const struct attack_group *group = attack_groups; group->attacks != NULL; group++) {
        for (const struct attack *attack = group->attacks; attack->name != NULL; attack++) {
            if (geteuid() == 0 || !group->for_root) {
                printf("%s %s\n", attack->against, attack->name);
            }
        }
    }
    return SUCCEEDED;
}

int main(int count, char **arguments) {
    if (getcwd(here, sizeof here) == NULL) {
        return broken("getcwd");
    }
    supervisor = getppid();
    if (count == 2 && strcmp(arguments[1], "list") == 0) {
        return list();
    }
    int status = count == 2 ? executed_as(arguments[1]) : -1;
    if (status >= 0) {
        return status;
    }
    for (int i = 1; i < count; i++) {
        if (find_and_try(arguments[i]) != SUCCEEDED) {
            return BROKEN;
        }
    }
    return count > 1 ? SUCCEEDED : BROKEN;
}
