/*
 * The mechanics of a supervisor that hands a program's calls to itself. What uses it exists to be beaten: it must never be
 * used to confine anything.
 */
#ifndef NAIVE_H
#define NAIVE_H

#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/types.h>

typedef void answerer(int listener, const struct seccomp_notif *call);

/* Takes the time that others take to write down what they decided. It makes few tries enough to beat this one. */
void naive_pause(void);
/* Answers a call with an error, or, when that is 0, by letting the kernel go on. */
void naive_send(int listener, const struct seccomp_notif *call, int error);
int copy_memory(pid_t pid, uint64_t address, void *buffer, size_t size);
/* The place of the word -- among the arguments, which a program follows; 0 when there is none. */
int naive_program(int count, char **arguments);
/* Runs a program, and answers those of its calls, -1 after the last, until it ends; the result is its exit code. */
int naive_run(char **program, const long *calls, answerer *answer);

#endif
