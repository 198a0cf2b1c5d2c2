/* The attacks of this suite. */
#ifndef GROUPS_H
#define GROUPS_H

#include "attack.h"

extern const struct attack rewriting_attacks[];
extern const struct attack moving_attacks[];
extern const struct attack descriptor_attacks[];
extern const struct attack spelling_attacks[];
extern const struct attack identity_attacks[];
extern const struct attack mount_attacks[];

/* What an attack executes. */
int opens_for_nobody(void);

#endif
