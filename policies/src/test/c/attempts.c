/*
 * Attempts at leaving a sandbox, attempts NAME SECRET OUTSIDE SOCKET PROCESS SEGMENT ROUNDS.
 * The name "list" prints every name of what the kernel would allow. With the name "all" it makes each in a child of its own, and prints how that ended before its name. "list hidden" and "all hidden" do so for what only a manifest that hides refuses. Runs in a directory that holds
 *
 *   work/      may be read and written; the kernel enforces it
 *   brokered/  the same, except brokered/denied/; the supervisor enforces it
 *   moves/     the same, except moves/project/secrets/ and what ends in .key
 *   readable/  may be read
 *
 * Each must succeed when nothing confines it, else it proves nothing. Build: gcc -static -pthread *.c
 */
#define _GNU_SOURCE
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *secret;
const char *outside;
const char *socket_path;
const char *process;
const char *segment;
pid_t supervisor;
int rounds;

enum { GROUPS = 7 };
static const struct attempt *const groups[GROUPS] = {file_attempts, race_attempts, move_attempts, process_attempts,
                                                    kernel_attempts, surface_attempts, root_attempts};

int refused(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    return REFUSED;
}

int broken(const char *what) {
    fprintf(stderr, "cannot try: %s: %s\n", what, strerror(errno));
    return BROKEN;
}

int impossible(const char *what) {
    fprintf(stderr, "impossible: %s: %s\n", what, strerror(errno));
    return IMPOSSIBLE;
}

int outcome(const char *what, long result) {
    return result == -1 ? refused(what) : SUCCEEDED;
}

int reads_secret(int file) {
    char text[8] = "";
    if (file < 0) {
        return refused("open");
    }
    if (pread(file, text, 7, 0) < 0) {
        int status = refused("read");
        close(file);
        return status;
    }
    close(file);
    return strcmp(text, "hunter2") == 0 ? SUCCEEDED : REFUSED;
}

int opens_secret(const char *path) {
    return reads_secret(open(path, O_RDONLY));
}

/* Attempts that execute something reach this when they succeed. */
static int nothing(void) {
    return SUCCEEDED;
}

/* What ran: 0 for the copy that may not. */
static int which(void) {
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length < 0) {
        return BROKEN;
    }
    path[length] = 0;
    return strstr(path, "/readable/copy") != NULL ? SUCCEEDED : REFUSED;
}

const struct attempt executed[] = {{"nothing", nothing, 0}, {"which", which, 0}, {NULL, NULL, 0}};

static int run(const struct attempt *attempts, const char *name) {
    for (; attempts->name != NULL; attempts++) {
        if (strcmp(attempts->name, name) == 0) {
            return attempts->run();
        }
    }
    return -1;
}

static int list(const struct attempt *const *lists, int count) {
    for (int i = 0; i < count; i++) {
        for (const struct attempt *attempt = lists[i]; attempt->name != NULL; attempt++) {
            if (geteuid() == 0 || !attempt->for_root) {
                puts(attempt->name);
            }
        }
    }
    return SUCCEEDED;
}

static int run_all(const struct attempt *const *lists, int count) {
    for (int i = 0; i < count; i++) {
        for (const struct attempt *attempt = lists[i]; attempt->name != NULL; attempt++) {
            int status;
            pid_t child = fork();
            if (child == 0) {
                _exit(attempt->run());
            }
            if (child < 0 || waitpid(child, &status, 0) < 0) {
                return broken("fork");
            }
            dprintf(STDOUT_FILENO, "%d %s\n", WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
                    attempt->name);
        }
    }
    return SUCCEEDED;
}

int main(int count, char **arguments) {
    if (count < 8) {
        return BROKEN;
    }
    secret = arguments[2];
    outside = arguments[3];
    socket_path = arguments[4];
    process = arguments[5];
    segment = arguments[6];
    rounds = atoi(arguments[7]);
    supervisor = getppid();
    if (strcmp(arguments[1], "list") == 0) {
        return list(groups, GROUPS);
    }
    if (strcmp(arguments[1], "all") == 0) {
        return run_all(groups, GROUPS);
    }
    const struct attempt *const more[] = {hidden_attempts, preparations, executed};
    if (strcmp(arguments[1], "list hidden") == 0) {
        return list(more, 1);
    }
    if (strcmp(arguments[1], "all hidden") == 0) {
        return run_all(more, 1);
    }
    for (int i = 0; i < GROUPS + 3; i++) {
        int status = run(i < GROUPS ? groups[i] : more[i - GROUPS], arguments[1]);
        if (status >= 0) {
            return status;
        }
    }
    fprintf(stderr, "no such attempt: %s\n", arguments[1]);
    return BROKEN;
}
