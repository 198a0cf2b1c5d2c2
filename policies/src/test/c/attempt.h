/* What the attempts have in common. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <sys/types.h>

/*
 * An attempt succeeded; it was refused, for the reason in errno; it could not even be tried; this kernel has nothing that it
 * could be tried with.
 */
enum { SUCCEEDED = 0, REFUSED = 3, BROKEN = 4, IMPOSSIBLE = 5 };

struct attempt {
    const char *name;
    int (*run)(void);
    /* Whether the kernel allows it root only, also when nothing confines it. */
    int for_root;
};

extern const struct attempt file_attempts[];
extern const struct attempt race_attempts[];
extern const struct attempt move_attempts[];
extern const struct attempt process_attempts[];
extern const struct attempt kernel_attempts[];
extern const struct attempt surface_attempts[];
extern const struct attempt root_attempts[];
/* What a manifest that hides must refuse in addition. */
extern const struct attempt hidden_attempts[];
/* What the test does outside, and what attempts execute when they succeed. */
extern const struct attempt preparations[];
extern const struct attempt executed[];

/* A file outside with a secret; the directory that holds it. */
extern const char *secret;
extern const char *outside;
/* What the test made outside: a socket's path; a process as id:address:address, where it can be read and written to; a
 * segment as number:key. */
extern const char *socket_path;
extern const char *process;
extern const char *segment;
/* Who started the program. */
extern pid_t supervisor;
/* How often a race is tried. */
extern int rounds;

int refused(const char *what);
int broken(const char *what);
int impossible(const char *what);
/* SUCCEEDED when the descriptor leads to the secret. */
int reads_secret(int file);
int opens_secret(const char *path);
/* SUCCEEDED when the call gave something other than -1. */
int outcome(const char *what, long result);

#endif
