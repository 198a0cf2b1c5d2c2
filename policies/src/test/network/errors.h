/* Calls that the kernel refuses, and a few that it does not although one might think so. */
#ifndef ERRORS_H
#define ERRORS_H

#include "network.h"

/* Prints what a call gave: the result, the error and whether a signal came. */
void tell(const char *name, long result);

/* Addresses of outsiders and of nobody. */
const struct place *friend_tcp(void);
const struct place *friend_udp(void);
struct place nobody(const char *ip);

/* A socket that is connected to the friend. */
int connected_tcp(void);
/* Memory that is not there. */
void *nowhere(void);

/* Prints what many calls give that make a mistake. With and without a supervisor it must be the same. */
void tell_of_errors(void);
void tell_of_connecting(void);
void tell_of_binding(void);
void tell_of_sending(void);
void tell_of_messages(void);
void tell_of_paths(void);

#endif
