/*
 * Attacks on the network. They run in a directory with board/, which may be read, and work/, which may be read and written.
 * What each beats: "nothing" is in the way of most; "naive" is naive_network; the others need inherit to give them the
 * standard input that they begin with.
 */
#include "network.h"

#include <stddef.h>

const struct attack_group attack_groups[] = {
    {connecting_attacks, 0}, {sending_attacks, 0},   {spelling_attacks, 0}, {serving_attacks, 0},
    {local_attacks, 0},      {rewriting_attacks, 0}, {message_attacks, 0},  {swapping_attacks, 0},
    {changing_attacks, 0},   {family_attacks, 0},     {option_attacks, 0},    {entry_attacks, 0},    {passing_attacks, 0},
    {root_attacks, 1},       {NULL, 0},
};

int executed_as(const char *word) {
    (void) word;
    return -1;
}
