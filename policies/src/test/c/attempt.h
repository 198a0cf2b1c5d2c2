/* What the attempts have in common. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

/* An attempt succeeded; it was refused, for the reason in errno; it could not even be tried. */
enum { SUCCEEDED = 0, REFUSED = 3, BROKEN = 4 };

struct attempt {
    const char *name;
    int (*run)(void);
};

extern const struct attempt file_attempts[];
extern const struct attempt race_attempts[];
extern const struct attempt process_attempts[];
extern const struct attempt kernel_attempts[];

/* A file outside with a secret; the directory that holds it; and what the test made for this attempt. */
extern const char *secret;
extern const char *outside;
extern const char *extra;

int refused(const char *what);
int broken(const char *what);
/* SUCCEEDED when the descriptor leads to the secret. */
int reads_secret(int file);
int opens_secret(const char *path);
/* SUCCEEDED when the call gave something other than -1. */
int outcome(const char *what, long result);

#endif
