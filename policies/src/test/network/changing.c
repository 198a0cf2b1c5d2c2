/* Attacks that make the socket itself another one between the decision and the use: its options, or what it is bound to. */
#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int used = -1;

/*
 * A socket of IPv6 that is connected to IPv4 can be made one of IPv4. A family that is not said means no address to the
 * one, and IPv4 to the other.
 */
static int prepare_conversion(void) {
    used = -1;
    return SUCCEEDED;
}

static void convert(void) {
    int family = AF_INET;
    setsockopt(used, IPPROTO_IPV6, IPV6_ADDRFORM, &family, sizeof family);
}

static int send_converted(enum call call) {
    struct place first = at_address("::ffff:127.0.0.1", UDP_PORT);
    struct place to = *at_outsider(OTHER_PORT_UDP);
    to.address.any.sa_family = AF_UNSPEC;
    int fd = socket_for(&first, SOCK_DGRAM);
    if (fd < 0 || connect(fd, &first.address.any, first.length) < 0) {
        close(fd);
        return refused("connect");
    }
    /* From here on the rival converts it. */
    dup2(fd, 100);
    used = 100;
    send_by(call, 100, &to, MSG_DONTWAIT);
    close(fd);
    return whether(has_reached(OTHER_PORT_UDP));
}

static int sendto_converted(void) {
    return send_converted(SENDTO);
}

static int sendmsg_converted(void) {
    return send_converted(SENDMSG);
}

/* Whether a socket that takes every address of IPv6 takes those of IPv4 too. */
static void widen(void) {
    int zero = 0, one = 1;
    setsockopt(used, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    setsockopt(used, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
}

static int bind_widened(void) {
    struct place at = at_address("::", SERVED_UDP6_PORT);
    int one = 1, is_narrow = 1;
    socklen_t length = sizeof is_narrow;
    int fd = socket_for(&at, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    dup2(fd, 100);
    used = 100;
    close(fd);
    int bound = bind(100, &at.address.any, at.length) == 0;
    getsockopt(100, IPPROTO_IPV6, IPV6_V6ONLY, &is_narrow, &length);
    close(100);
    return whether(bound && !is_narrow);
}

/* Who hangs up loses the address that calling gave it: who listens then does so at every address. */
static void hang_up(void) {
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    connect(used, &nobody, sizeof nobody);
}

static int listen_hung_up(void) {
    const struct place *to = at_outsider(FRIEND_TCP);
    int fd = socket_for(to, SOCK_STREAM);
    if (fd < 0 || connect(fd, &to->address.any, to->length) < 0) {
        close(fd);
        return refused("connect");
    }
    dup2(fd, 100);
    used = 100;
    close(fd);
    int listening = listen(100, 1) == 0;
    struct sockaddr_in name = {.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof name;
    getsockname(100, (struct sockaddr *) &name, &length);
    int status = whether(listening && name.sin_addr.s_addr == htonl(INADDR_ANY) && name.sin_port != 0);
    used = -1;
    discard(100);
    return status;
}

/* Who wants to be told who sends is given a name that everybody can see, if it has none; also when nothing else succeeds. */
static int take_public_name(int type) {
    struct place nobody = at_path("work/nobody");
    union address name;
    socklen_t length = sizeof name;
    int one = 1;
    unlink("work/nobody");
    int silent = socket_for(&nobody, type);
    int fd = socket_for(&nobody, type);
    if (silent < 0 || fd < 0 || bind(silent, &nobody.address.any, nobody.length) < 0) {
        return refused("socket");
    }
    setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &one, sizeof one);
    connect(fd, &nobody.address.any, nobody.length);
    int status = type == SOCK_STREAM && listen(fd, 1) < 0                     ? refused("listen")
                 : getsockname(fd, &name.any, &length) < 0                    ? broken("getsockname")
                                                                              : whether(length == 8);
    close(fd);
    close(silent);
    unlink("work/nobody");
    return status;
}

static int listen_at_public_name(void) {
    return take_public_name(SOCK_STREAM);
}

static int receive_at_public_name(void) {
    return take_public_name(SOCK_DGRAM);
}

const struct attack changing_attacks[] = {
    {"convert a socket under a sendto", "naive", prepare_conversion, convert, sendto_converted},
    {"convert a socket under a sendmsg", "naive", prepare_conversion, convert, sendmsg_converted},
    {"widen a socket under a bind", "nothing", NULL, widen, bind_widened},
    {"hang up under a listen", "ports", NULL, hang_up, listen_hung_up},
    {"listen at a name that everybody sees", "nothing", NULL, NULL, listen_at_public_name},
    {"receive at a name that everybody sees", "nothing", NULL, NULL, receive_at_public_name},
    {NULL, NULL, NULL, NULL, NULL},
};
