/* What the attacks have in common. */
#ifndef ATTACK_H
#define ATTACK_H

#include <sys/types.h>

/* An attack succeeded; it was refused; it could not even be tried. */
enum { SUCCEEDED = 0, REFUSED = 3, BROKEN = 4 };

/*
 * An attack is tried again and again while its rival, if it has one, does the same thing over and over in a thread of its
 * own. What is to be there before is made by prepare, if it has one.
 */
struct attack {
    const char *name;
    /* The mode of naive_supervisor that it beats. */
    const char *against;
    int (*prepare)(void);
    void (*rival)(void);
    int (*attempt)(void);
};

extern const struct attack rewriting_attacks[];
extern const struct attack moving_attacks[];
extern const struct attack descriptor_attacks[];
extern const struct attack spelling_attacks[];
extern const struct attack identity_attacks[];
extern const struct attack mount_attacks[];

/* Who started the program. */
extern pid_t supervisor;

int broken(const char *what);
/* The absolute path of what lies in the directory that the attacks started in; never freed. */
const char *at(const char *relative);
/* SUCCEEDED when the descriptor leads to the secret; closes it. */
int reads_secret(int file);
int opens_secret(const char *path);
/* SUCCEEDED when the condition holds, else REFUSED. */
int whether(int condition);
/* A process of its own that runs the rival until the attack is over; it shares what the flags of clone(2) say. */
int rival_process(int flags, void (*rival)(void));
/* Has a process of its own wait until the attack is over, after it prepared something; its id, or -1. */
pid_t sibling(int (*prepare)(void));

#endif
