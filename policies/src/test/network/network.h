/* What attacks on the network have in common. */
#ifndef NETWORK_H
#define NETWORK_H

#include "attack.h"
#include "board.h"

/* Ways to the same places; datagrams go there by several calls. */
extern const struct attack connecting_attacks[];
extern const struct attack sending_attacks[];
extern const struct attack spelling_attacks[];
extern const struct attack serving_attacks[];
extern const struct attack local_attacks[];
/* What changes while a call is being decided. */
extern const struct attack rewriting_attacks[];
extern const struct attack message_attacks[];
extern const struct attack swapping_attacks[];
extern const struct attack changing_attacks[];
/* Interfaces of the kernel that go round the ordinary calls, and those that need root. */
extern const struct attack family_attacks[];
extern const struct attack option_attacks[];
extern const struct attack entry_attacks[];
extern const struct attack passing_attacks[];
extern const struct attack root_attacks[];

extern const struct board *board;

/* Where an outsider is. */
const struct place *at_outsider(enum outsider who);
/* That place in other words, in memory that the next call reuses: another address, or another port, or both. */
struct place at_address(const char *ip, enum port port);
struct place at_path(const char *path);

/* REFUSED, and says why. */
int refused(const char *what);
/* SUCCEEDED when the result of a call is not -1. */
int outcome(const char *what, long result);
/* Whether somebody reached the outsider since the attack began. */
int has_reached(enum outsider who);
/* The same, after a call that succeeded: the outsider may need a moment to notice. */
int reaches(enum outsider who);

/* Sockets that do not block for long, of the family of a place. */
int socket_for(const struct place *place, int type);
/* The port that a socket is bound to; 0 for none. */
uint16_t bound_port(int fd);
/* Ends a connection without leaving anything behind in the kernel. */
void discard(int fd);

/* Connects a socket of the kind to a place, and sends if that is what it takes to reach somebody. Closes it. */
int connects_with(int fd, const struct place *to, enum outsider who);
int connects(int type, const struct place *to, enum outsider who);

/* Sends something from a socket to a place, by one of the calls that can. */
enum call { SENDTO, SENDMSG, SENDMMSG, CALLS };
long send_by(enum call call, int fd, const struct place *to, int flags);
/* The same from a new socket. */
int sends(enum call call, int type, const struct place *to, enum outsider who);

/* Sends something to a place with an option that comes with the message, as ancillary data. */
int sends_with(const struct place *to, int level, int option, const void *value, size_t length);

/* Passes descriptors, receives one; -1 for errors. */
long pass(int channel, int fd);
int receive(int channel);

#endif
