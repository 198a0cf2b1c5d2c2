#define _GNU_SOURCE
#include "errors.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile sig_atomic_t piped;

static void count(int number) {
    (void) number;
    piped++;
}

void tell(const char *name, long result) {
    int error = result == -1 ? errno : 0;
    printf("%s: %ld %s%s\n", name, result, error == 0 ? "" : strerrorname_np(error), piped ? " SIGPIPE" : "");
    piped = 0;
}

const struct place *friend_tcp(void) {
    return at_outsider(FRIEND_TCP);
}

const struct place *friend_udp(void) {
    return at_outsider(FRIEND_UDP);
}

struct place nobody(const char *ip) {
    return at_address(ip, FREE_PORT);
}

int connected_tcp(void) {
    int fd = socket_for(friend_tcp(), SOCK_STREAM);
    if (connect(fd, &friend_tcp()->address.any, friend_tcp()->length) < 0) {
        tell("a connect that is no mistake", -1);
    }
    return fd;
}

void *nowhere(void) {
    static void *page;
    if (page == NULL) {
        page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
    return page;
}

#define MAKE(family, type, protocol) tell("socket(" #family ", " #type ", " #protocol ")", made(family, type, protocol))

/* Which number it is does not matter. */
static long made(int family, int type, int protocol) {
    int fd = socket(family, type, protocol);
    return fd < 0 ? -1 : close(fd);
}

static void tell_of_making(void) {
    MAKE(AF_INET, SOCK_STREAM, 0);
    MAKE(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    MAKE(AF_INET, SOCK_STREAM, IPPROTO_UDP);
    MAKE(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    MAKE(AF_INET, SOCK_DGRAM, IPPROTO_TCP);
    MAKE(AF_INET6, SOCK_STREAM, IPPROTO_UDP);
    MAKE(AF_INET6, SOCK_DGRAM, IPPROTO_TCP);
    MAKE(AF_INET, SOCK_SEQPACKET, 0);
    MAKE(AF_INET, SOCK_RDM, 0);
    MAKE(AF_INET, 99, 0);
    MAKE(AF_INET, -1, 0);
    MAKE(AF_INET, SOCK_STREAM | 0x100000, 0);
    MAKE(AF_INET, SOCK_STREAM, -1);
    MAKE(AF_INET, SOCK_STREAM, 1000000);
    MAKE(AF_UNIX, SOCK_STREAM, 1);
    MAKE(AF_UNIX, SOCK_STREAM, 99);
    MAKE(AF_UNIX, SOCK_RDM, 0);
    MAKE(9999, SOCK_STREAM, 0);
    MAKE(-1, SOCK_STREAM, 0);
    MAKE(AF_UNSPEC, SOCK_STREAM, 0);
    int ends[2];
    tell("socketpair of IPv4", socketpair(AF_INET, SOCK_STREAM, 0, ends));
    tell("socketpair to nowhere", socketpair(AF_UNIX, SOCK_STREAM, 0, nowhere()));
    tell("socketpair of protocol 99", socketpair(AF_UNIX, SOCK_STREAM, 99, ends));
    tell("socketpair of datagrams", socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) < 0 ? -1 : 0);
}

void tell_of_errors(void) {
    signal(SIGPIPE, count);
    setvbuf(stdout, NULL, _IOLBF, 0);
    tell_of_making();
    tell_of_connecting();
    tell_of_binding();
    tell_of_sending();
    tell_of_messages();
    tell_of_paths();
}
