/*
 * Opens and closes one file again and again, and says how long that takes: what every supervisor is given to supervise.
 *
 *   open_workload FILE OPENS
 *
 * The opens are made in batches, of which the first half warms up whoever supervises. Prints the median, over the
 * batches of the second half, of the nanoseconds that one open and close take.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCHES 40

static double nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    if (argc != 3 || atol(argv[2]) < BATCHES) {
        fprintf(stderr, "usage: open_workload FILE OPENS (at least %d)\n", BATCHES);
        return 2;
    }
    long opens = atol(argv[2]) / BATCHES;
    double batch[BATCHES];
    for (int b = 0; b < BATCHES; b++) {
        double start = nanoseconds();
        for (long i = 0; i < opens; i++) {
            int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
            if (fd < 0) {
                fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
                return 1;
            }
            close(fd);
        }
        batch[b] = (nanoseconds() - start) / opens;
    }
    double *measured = batch + BATCHES / 2;
    qsort(measured, BATCHES / 2, sizeof *measured, ascending);
    printf("%.0f\n", measured[BATCHES / 4]);
    return 0;
}
