/* What programs may expect of what is granted. */
#ifndef CONTROLS_H
#define CONTROLS_H

#include "network.h"

#include <pthread.h>

/* What holds is said by the names of manifests: with those that grant TCP, with that that grants datagrams, with all. */
#define TCP_GRANTED "both,tcp"
#define DATAGRAMS_GRANTED "both"
#define ALWAYS "both,tcp,none"

extern const struct attack stream_controls[];
extern const struct attack datagram_controls[];
extern const struct attack local_controls[];
extern const struct attack blocking_controls[];
/* Root alone has anything to give up. */
extern const struct attack root_controls[];

/* Says what is not so, and why; ends the attempt. */
int differs(int line, const char *condition);
#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            return differs(__LINE__, #condition); \
        } \
    } while (0)

/* What is sent comes back. */
int echoes(int fd);
/* A socket that was bound and listens; -1 for errors. */
int listening(const struct place *at, int type);
/* What a process of its own returns; -1 when it does not end by itself. */
int in_child(int (*work)(void *), void *argument);

#endif
