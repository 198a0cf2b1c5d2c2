/*
 * Attempts at leaving a sandbox, one a run: attempts NAME SECRET OUTSIDE [EXTRA]. Runs in a directory that holds
 *
 *   work/      may be read and written; the kernel enforces it
 *   brokered/  the same, except brokered/denied/; the supervisor enforces it
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
#include <unistd.h>

const char *secret;
const char *outside;
const char *extra;

int refused(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    return REFUSED;
}

int broken(const char *what) {
    fprintf(stderr, "cannot try: %s: %s\n", what, strerror(errno));
    return BROKEN;
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

static int run(const struct attempt *attempts, const char *name) {
    for (; attempts->name != NULL; attempts++) {
        if (strcmp(attempts->name, name) == 0) {
            return attempts->run();
        }
    }
    return -1;
}

int main(int count, char **arguments) {
    const struct attempt *const all[] = {file_attempts, race_attempts, process_attempts, kernel_attempts};
    if (count < 4) {
        return BROKEN;
    }
    secret = arguments[2];
    outside = arguments[3];
    extra = count > 4 ? arguments[4] : "";
    for (int i = 0; i < 4; i++) {
        int status = run(all[i], arguments[1]);
        if (status >= 0) {
            return status;
        }
    }
    fprintf(stderr, "no such attempt: %s\n", arguments[1]);
    return BROKEN;
}
