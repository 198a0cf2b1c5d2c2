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

/* A datagram socket may be led where streams may go, to be asked for its own address; but what was led there says nothing. */
static int led(void) {
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    int fd = socket_for(to, SOCK_DGRAM);
    if (fd >= 0 && connect(fd, &to->address.any, to->length) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int says(int fd) {
    struct iovec data = {"x", 1};
    struct mmsghdr message = {.msg_hdr = {.msg_iov = &data, .msg_iovlen = 1}};
    int said = send(fd, "x", 1, MSG_NOSIGNAL) == 1 || send(fd, "", 0, MSG_NOSIGNAL) == 0
               || send(fd, "x", 1, MSG_MORE | MSG_NOSIGNAL) == 1 || sendmmsg(fd, &message, 1, MSG_NOSIGNAL) == 1
               || write(fd, "x", 1) == 1;
    close(fd);
    return said ? reaches(OTHER_PORT_UDP) : REFUSED;
}

static int send_after_leading(void) {
    int fd = led();
    return fd < 0 ? refused("connect") : says(fd);
}

static int send_after_leading_away(void) {
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    int fd = led();
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    if (fd < 0) {
        return refused("connect");
    }
    connect(fd, &nobody, sizeof nobody);
    connect(fd, &to->address.any, to->length);
    return says(fd);
}

/* What is begun for a friend is ended for whom the socket was led to. */
static int send_what_was_begun(void) {
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    int fd = socket_for(to, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    send_by(SENDTO, fd, at_outsider(FRIEND_UDP), MSG_MORE);
    connect(fd, &to->address.any, to->length);
    return says(fd);
}

static void talk(void) {
    send(used, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static int send_while_leading(void) {
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    int fd = socket_for(to, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    dup2(fd, 100);
    used = 100;
    close(fd);
    connect(100, &to->address.any, to->length);
    return whether(has_reached(OTHER_PORT_UDP));
}

/* Who has sent to a socket that serves may be answered, from that socket, and nobody else. */
static int answers(int from_another, int at_another) {
    struct place at = at_address("127.0.0.1", SERVED_UDP_PORT);
    struct place asker = at, bystander = at;
    asker.address.in.sin_port = bystander.address.in.sin_port = 0;
    char byte;
    int server = socket_for(&at, SOCK_DGRAM), other = socket_for(&at, SOCK_DGRAM);
    int client = socket_for(&at, SOCK_DGRAM), aside = socket_for(&at, SOCK_DGRAM);
    struct timeval patience = {.tv_sec = 2};
    setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (server < 0 || bind(server, &at.address.any, at.length) < 0
        || bind(client, &asker.address.any, asker.length) < 0 || bind(aside, &bystander.address.any, bystander.length) < 0
        || getsockname(client, &asker.address.any, &asker.length) < 0
        || getsockname(aside, &bystander.address.any, &bystander.length) < 0
        || send_by(SENDTO, client, &at, 0) < 0 || recvfrom(server, &byte, 1, 0, NULL, NULL) != 1) {
        int status = refused("ask");
        close(server);
        close(other);
        close(client);
        close(aside);
        return status;
    }
    int status = send_by(SENDTO, from_another ? other : server, at_another ? &bystander : &asker, 0) < 0
                     ? refused("answer")
                     : SUCCEEDED;
    close(server);
    close(other);
    close(client);
    close(aside);
    return status;
}

static int answer_from_another(void) {
    return answers(1, 0);
}

static int answer_who_did_not_ask(void) {
    return answers(0, 1);
}

const struct attack changing_attacks[] = {
    {"send from a socket that was led elsewhere", "nothing", NULL, NULL, send_after_leading},
    {"send from a socket that was led elsewhere and away", "nothing", NULL, NULL, send_after_leading_away},
    {"send what was begun before", "nothing", NULL, NULL, send_what_was_begun},
    {"send while a socket is led elsewhere", "nothing", NULL, talk, send_while_leading},
    {"answer from another socket", "nothing", NULL, NULL, answer_from_another},
    {"answer who did not ask", "nothing", NULL, NULL, answer_who_did_not_ask},
    {"convert a socket under a sendto", "naive", prepare_conversion, convert, sendto_converted},
    {"convert a socket under a sendmsg", "naive", prepare_conversion, convert, sendmsg_converted},
    {"widen a socket under a bind", "nothing", NULL, widen, bind_widened},
    {"hang up under a listen", "ports", NULL, hang_up, listen_hung_up},
    {"listen at a name that everybody sees", "nothing", NULL, NULL, listen_at_public_name},
    {"receive at a name that everybody sees", "nothing", NULL, NULL, receive_at_public_name},
    {NULL, NULL, NULL, NULL, NULL},
};
