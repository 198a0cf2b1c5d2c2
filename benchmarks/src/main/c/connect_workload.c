/*
 * Makes one network call on loopback again and again, and says how long that takes: what every supervisor is given to
 * supervise.
 *
 *   connect_workload connect|sendto CALLS
 *
 *   connect   a TCP connection to a listener
 *   sendto    a datagram of 64 bytes, to an address
 *
 * The other end is the same thread, which accepts or receives between the calls: so nobody else has to be woken and no
 * queue runs full. Only the calls themselves are timed. Connections are reset rather than closed, so that they leave no
 * port waiting and any number can be made.
 *
 * The calls are made in batches, of which the first half warms up whoever supervises. Prints the median, over the
 * batches of the second half, of the nanoseconds that one call takes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCHES 40
#define PAYLOAD 64

static void fail(const char *call)
{
    fprintf(stderr, "connect_workload: %s: %s\n", call, strerror(errno));
    exit(1);
}

static int checked(int result, const char *call)
{
    if (result < 0)
        fail(call);
    return result;
}

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

/* A socket on a port of loopback that the kernel chose, and the address that it has. */
static int serve(int type, struct sockaddr_in *address)
{
    socklen_t length = sizeof *address;
    int fd = checked(socket(AF_INET, type | SOCK_CLOEXEC, 0), "socket");
    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(bind(fd, (struct sockaddr *)address, sizeof *address), "bind");
    if (type == SOCK_STREAM)
        checked(listen(fd, 16), "listen");
    checked(getsockname(fd, (struct sockaddr *)address, &length), "getsockname");
    return fd;
}

static double connect_once(int listener, const struct sockaddr_in *to)
{
    static const struct linger reset = { .l_onoff = 1, .l_linger = 0 };
    int fd = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    checked(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), "setsockopt");
    double start = nanoseconds();
    int result = connect(fd, (const struct sockaddr *)to, sizeof *to);
    double taken = nanoseconds() - start;
    checked(result, "connect");
    int accepted = checked(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept4");
    close(fd);
    close(accepted);
    return taken;
}

static double send_once(int sender, int receiver, const struct sockaddr_in *to)
{
    char payload[PAYLOAD] = { 0 };
    double start = nanoseconds();
    ssize_t result = sendto(sender, payload, sizeof payload, 0, (const struct sockaddr *)to, sizeof *to);
    double taken = nanoseconds() - start;
    checked(result, "sendto");
    if (recv(receiver, payload, sizeof payload, 0) != PAYLOAD)
        fail("recv");
    return taken;
}

int main(int argc, char **argv)
{
    int connecting = argc == 3 && strcmp(argv[1], "connect") == 0;
    int sending = argc == 3 && strcmp(argv[1], "sendto") == 0;
    if (!(connecting || sending) || atol(argv[2]) < BATCHES) {
        fprintf(stderr, "usage: connect_workload connect|sendto CALLS (at least %d)\n", BATCHES);
        return 2;
    }
    struct sockaddr_in to;
    int peer = serve(connecting ? SOCK_STREAM : SOCK_DGRAM, &to);
    int sender = sending ? checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket") : -1;
    long calls = atol(argv[2]) / BATCHES;
    double batch[BATCHES];
    for (int b = 0; b < BATCHES; b++) {
        batch[b] = 0;
        for (long i = 0; i < calls; i++)
            batch[b] += connecting ? connect_once(peer, &to) : send_once(sender, peer, &to);
        batch[b] /= calls;
    }
    double *measured = batch + BATCHES / 2;
    qsort(measured, BATCHES / 2, sizeof *measured, ascending);
    printf("%.0f\n", measured[BATCHES / 4]);
    return 0;
}
