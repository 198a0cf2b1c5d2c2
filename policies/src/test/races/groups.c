/*
 * Attacks on supervisors that decide calls on files. They run in a directory that holds what prepare.sh makes:
 *
 *   stage/work/       may be read and written, except stage/work/secret/
 *   stage/readable/   may be read, except stage/readable/none/
 *   stage/patterns/   its *.log may be read and written
 *   stage/swap/       may be read and written, as a whole
 *   stage/hidden      may not be read, as everything else
 *
 * /proc may be read and written, too. What each beats is a mode of naive_supervisor.
 */
#include "groups.h"

#include <stddef.h>
#include <string.h>

const struct attack_group attack_groups[] = {
    {rewriting_attacks, 0}, {moving_attacks, 0}, {descriptor_attacks, 0}, {spelling_attacks, 0},
    {identity_attacks, 1},  {mount_attacks, 1},  {NULL, 0},
};

int executed_as(const char *word) {
    return strcmp(word, "after exec") == 0 ? opens_for_nobody() : -1;
}
