/* Attacks by what root mounted: memory that is served with other bytes at each look (see slow_files.c); another procfs. */
#define _GNU_SOURCE
#include "groups.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char *served;

static int map(const char *path) {
    int file = open(path, O_RDONLY);
    served = file < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    return served == MAP_FAILED ? broken(path) : SUCCEEDED;
}

static int map_changing(void) {
    return map("stage/slow/changing");
}

/* What the next one gets to see does not depend only on how often others have looked: the kernel forgets when it can. */
static void look(void) {
    (void) *(volatile char *) served;
}

static int open_changing(void) {
    return opens_secret(served);
}

static int cut_changing(void) {
    struct stat status;
    (void) !truncate(served, 1);
    return whether(stat("stage/work/secret/key", &status) == 0 && status.st_size == 1);
}

/* Its self is whoever looks, and its numbers are those of everybody. */
static int open_in_other_proc(void) {
    char path[64];
    if (access("stage/proc/1", F_OK) < 0) {
        return broken("stage/proc");
    }
    snprintf(path, sizeof path, "stage/proc/%d/mem", supervisor);
    int file = open(path, O_RDONLY);
    close(file);
    return whether(file >= 0);
}

const struct attack mount_attacks[] = {
    {"serve another path at each look", "resolve", map_changing, look, open_changing},
    {"serve another path to truncate at each look", "resolve", map_changing, look, cut_changing},
    {"open the memory of the supervisor in another procfs", "string", NULL, NULL, open_in_other_proc},
    {NULL, NULL, NULL, NULL, NULL},
};
