/* What the attacks have in common. */
#ifndef ATTACK_H
#define ATTACK_H

#include <sys/types.h>

/*
 * An attack succeeded; it was refused; it could not even be tried; this kernel has nothing that it could be tried with.
 * One that ends its process by a signal counts as 128 more than that.
 */
enum { SUCCEEDED = 0, REFUSED = 3, BROKEN = 4, IMPOSSIBLE = 5 };

/*
 * An attack is tried again and again while its rival, if it has one, does the same thing over and over in a thread of its
 * own. What is to be there before is made by prepare, if it has one.
 */
struct attack {
    const char *name;
    /* What it beats: each suite has names for that, such as the mode of a naive supervisor. */
    const char *against;
    int (*prepare)(void);
    void (*rival)(void);
    int (*attempt)(void);
};

/* Attacks that need the same; the last one has no name. */
struct attack_group {
    const struct attack *attacks;
    /* Whether only root can try them: to prepare them, to have rights to give up, or because the kernel allows nobody else. */
    int for_root;
};

/* What a suite consists of; the last group has no attacks. */
extern const struct attack_group attack_groups[];
/* What a suite does when it is executed with a single word of its own; -1 when it has no such word. */
int executed_as(const char *word);

/* Who started the program. */
extern pid_t supervisor;

int broken(const char *what);
/* Says why this kernel has nothing to try the attack with. */
int impossible(const char *what);
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
