/* What the behaviours have in common: a failed check says where and ends the process. */
#ifndef BEHAVE_H
#define BEHAVE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct behaviour {
    const char *name;
    int (*run)(void);
};

extern const struct behaviour storms[];
extern const struct behaviour filters[];

/* The program itself, to be executed again. */
extern const char *self;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            dprintf(STDERR_FILENO, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition, strerror(errno));                \
            _exit(1);                                                                                                  \
        }                                                                                                              \
    } while (0)

/* Whether signals without SA_RESTART come in, of which one may arrive before a supervisor has noticed the call. */
extern int interruptible;

/* A call that may have been interrupted then, and if so did nothing; it is made again. */
#define AGAIN(call)                                                                                                    \
    ({                                                                                                                 \
        long result_;                                                                                                  \
        do {                                                                                                           \
            result_ = (call);                                                                                          \
        } while (result_ < 0 && errno == EINTR && interruptible);                                                      \
        result_;                                                                                                       \
    })

/* Opens file number n of both directories and checks what is in them. */
void check_files(int n);
/* Waits for a child that must exit with a code. */
void expect(int child, int code);
double now(void);

#endif
