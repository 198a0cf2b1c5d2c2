/* Attacks that call somebody outside without any ado: TCP by connecting, UDP by every call that sends. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Functions that do the same to different outsiders. */
#define BY_CONNECT(name, type, who) \
    static int connect_##name(void) { \
        return connects(type, at_outsider(who), who); \
    }
#define BY_SENDING(name, type, who) \
    static int sendto_##name(void) { \
        return sends(SENDTO, type, at_outsider(who), who); \
    } \
    static int sendmsg_##name(void) { \
        return sends(SENDMSG, type, at_outsider(who), who); \
    } \
    static int sendmmsg_##name(void) { \
        return sends(SENDMMSG, type, at_outsider(who), who); \
    }
#define CONNECTING(name, text) {"connect to " text, "nothing", NULL, NULL, connect_##name}
#define SENDING(name, text) \
    {"sendto to " text, "nothing", NULL, NULL, sendto_##name}, {"sendmsg to " text, "nothing", NULL, NULL, sendmsg_##name}, \
        {"sendmmsg to " text, "nothing", NULL, NULL, sendmmsg_##name}

BY_CONNECT(port_tcp, SOCK_STREAM, OTHER_PORT_TCP)
BY_CONNECT(port_tcp6, SOCK_STREAM, OTHER_PORT_TCP6)
BY_CONNECT(address_tcp, SOCK_STREAM, OTHER_ADDRESS_TCP)
BY_CONNECT(protocol_tcp, SOCK_STREAM, OTHER_PROTOCOL_TCP)
BY_CONNECT(version_tcp, SOCK_STREAM, OTHER_VERSION_TCP)
BY_CONNECT(mapped_tcp, SOCK_STREAM, MAPPED_TCP)

static int connect_without_blocking(void) {
    const struct place *to = at_outsider(OTHER_PORT_TCP);
    int fd = socket_for(to, SOCK_STREAM | SOCK_NONBLOCK);
    if (fd < 0) {
        return refused("socket");
    }
    if (connect(fd, &to->address.any, to->length) < 0 && errno != EINPROGRESS) {
        int status = refused("connect");
        close(fd);
        return status;
    }
    int status = reaches(OTHER_PORT_TCP);
    close(fd);
    return status;
}

/* What was connected where it may be is let go, and connected again. */
static int connect_once_more(void) {
    const struct place *first = at_outsider(FRIEND_TCP);
    const struct place *to = at_outsider(OTHER_PORT_TCP);
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    int fd = socket_for(to, SOCK_STREAM);
    if (fd < 0) {
        return refused("socket");
    }
    if (connect(fd, &first->address.any, first->length) < 0 || connect(fd, &nobody, sizeof nobody) < 0) {
        int status = refused("connect");
        close(fd);
        return status;
    }
    return connects_with(fd, to, OTHER_PORT_TCP);
}

/* TCP fast open connects by sending. */
static int opens_fast(enum call call, enum outsider who) {
    const struct place *to = at_outsider(who);
    int fd = socket_for(to, SOCK_STREAM);
    if (fd < 0) {
        return refused("socket");
    }
    int status = send_by(call, fd, to, MSG_FASTOPEN) < 0 ? refused("fast open") : reaches(who);
    discard(fd);
    return status;
}

static int open_fast_by_sendto(void) {
    return opens_fast(SENDTO, OTHER_PORT_TCP);
}

static int open_fast_by_sendmsg(void) {
    return opens_fast(SENDMSG, OTHER_PORT_TCP);
}

static int open_fast_by_sendmmsg(void) {
    return opens_fast(SENDMMSG, OTHER_PORT_TCP);
}

static int open_fast_by_sendto6(void) {
    return opens_fast(SENDTO, OTHER_PORT_TCP6);
}

static int open_fast_by_sendmsg6(void) {
    return opens_fast(SENDMSG, OTHER_PORT_TCP6);
}

/* With this option connect only takes note of the address, and the first write connects. */
static int lazily_connected(const struct place *to) {
    int one = 1;
    int fd = socket_for(to, SOCK_STREAM);
    if (fd >= 0 && setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &one, sizeof one) == 0
        && connect(fd, &to->address.any, to->length) == 0) {
        return fd;
    }
    close(fd);
    return -1;
}

static int open_fast_lazily(void) {
    int fd = lazily_connected(at_outsider(OTHER_PORT_TCP));
    if (fd < 0) {
        return refused("connect");
    }
    int status = write(fd, "x", 1) < 0 ? refused("write") : reaches(OTHER_PORT_TCP);
    discard(fd);
    return status;
}

/* The socket has a peer that nobody was asked for, and none yet. */
static int open_fast_after_lazily(void) {
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    int fd = lazily_connected(at_outsider(FRIEND_TCP));
    if (fd < 0 || connect(fd, &nobody, sizeof nobody) < 0) {
        close(fd);
        return refused("connect");
    }
    int status = send_by(SENDMSG, fd, at_outsider(OTHER_PORT_TCP), MSG_FASTOPEN) < 0 ? refused("fast open")
                                                                                    : reaches(OTHER_PORT_TCP);
    discard(fd);
    return status;
}

const struct attack connecting_attacks[] = {
    CONNECTING(port_tcp, "a TCP port"),
    CONNECTING(port_tcp6, "a TCP port by IPv6"),
    CONNECTING(address_tcp, "a granted TCP port at another address"),
    CONNECTING(protocol_tcp, "a granted UDP port by TCP"),
    CONNECTING(version_tcp, "a TCP port that is granted for IPv4, by IPv6"),
    CONNECTING(mapped_tcp, "a TCP port that is granted for IPv6, by IPv4"),
    {"connect without blocking", "nothing", NULL, NULL, connect_without_blocking},
    {"connect once more, elsewhere", "nothing", NULL, NULL, connect_once_more},
    {"TCP fast open by sendto", "nothing", NULL, NULL, open_fast_by_sendto},
    {"TCP fast open by sendmsg", "nothing", NULL, NULL, open_fast_by_sendmsg},
    {"TCP fast open by sendmmsg", "nothing", NULL, NULL, open_fast_by_sendmmsg},
    {"TCP fast open by sendto and IPv6", "nothing", NULL, NULL, open_fast_by_sendto6},
    {"TCP fast open by sendmsg and IPv6", "nothing", NULL, NULL, open_fast_by_sendmsg6},
    {"TCP fast open by writing", "nothing", NULL, NULL, open_fast_lazily},
    {"TCP fast open elsewhere", "nothing", NULL, NULL, open_fast_after_lazily},
    {NULL, NULL, NULL, NULL, NULL},
};

BY_CONNECT(port_udp, SOCK_DGRAM, OTHER_PORT_UDP)
BY_CONNECT(port_udp6, SOCK_DGRAM, OTHER_PORT_UDP6)
BY_CONNECT(address_udp, SOCK_DGRAM, OTHER_ADDRESS_UDP)
BY_CONNECT(protocol_udp, SOCK_DGRAM, OTHER_PROTOCOL_UDP)
BY_CONNECT(version_udp, SOCK_DGRAM, OTHER_VERSION_UDP)
BY_CONNECT(mapped_udp, SOCK_DGRAM, MAPPED_UDP)
BY_SENDING(port_udp, SOCK_DGRAM, OTHER_PORT_UDP)
BY_SENDING(port_udp6, SOCK_DGRAM, OTHER_PORT_UDP6)
BY_SENDING(address_udp, SOCK_DGRAM, OTHER_ADDRESS_UDP)
BY_SENDING(protocol_udp, SOCK_DGRAM, OTHER_PROTOCOL_UDP)
BY_SENDING(version_udp, SOCK_DGRAM, OTHER_VERSION_UDP)
BY_SENDING(mapped_udp, SOCK_DGRAM, MAPPED_UDP)

/* Connected where it may be: only some of what it sends has an address. */
static int sends_connected(enum call call) {
    const struct place *first = at_outsider(FRIEND_UDP);
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    int fd = socket_for(to, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    int status = connect(fd, &first->address.any, first->length) < 0 ? refused("connect")
                 : send_by(call, fd, to, 0) < 0                      ? refused("send")
                                                                     : reaches(OTHER_PORT_UDP);
    close(fd);
    return status;
}

static int sendto_connected(void) {
    return sends_connected(SENDTO);
}

static int sendmsg_connected(void) {
    return sends_connected(SENDMSG);
}

/* The first message is granted, the second is not; a supervisor may look at the first only. */
static int send_second(void) {
    struct iovec data = {"x", 1};
    struct mmsghdr messages[2] = {{.msg_hdr = {.msg_iov = &data, .msg_iovlen = 1}}};
    messages[1] = messages[0];
    enum outsider to[2] = {FRIEND_UDP, OTHER_PORT_UDP};
    for (int i = 0; i < 2; i++) {
        messages[i].msg_hdr.msg_name = (void *) &at_outsider(to[i])->address;
        messages[i].msg_hdr.msg_namelen = at_outsider(to[i])->length;
    }
    int fd = socket_for(at_outsider(FRIEND_UDP), SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    int sent = sendmmsg(fd, messages, 2, 0);
    int status = sent < 2 ? refused("sendmmsg") : reaches(OTHER_PORT_UDP);
    close(fd);
    return status;
}

/* What is put together first goes where the first part says, or the last. */
static int send_in_parts(void) {
    int fd = socket_for(at_outsider(OTHER_PORT_UDP), SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    int status = send_by(SENDTO, fd, at_outsider(OTHER_PORT_UDP), MSG_MORE) < 0 ? refused("sendto")
                 : send(fd, "y", 1, 0) < 0                                      ? refused("send")
                                                                                : reaches(OTHER_PORT_UDP);
    close(fd);
    return status;
}

const struct attack sending_attacks[] = {
    CONNECTING(port_udp, "a UDP port"),
    SENDING(port_udp, "a UDP port"),
    CONNECTING(port_udp6, "a UDP port by IPv6"),
    SENDING(port_udp6, "a UDP port by IPv6"),
    CONNECTING(address_udp, "a granted UDP port at another address"),
    SENDING(address_udp, "a granted UDP port at another address"),
    CONNECTING(protocol_udp, "a granted TCP port by UDP"),
    SENDING(protocol_udp, "a granted TCP port by UDP"),
    CONNECTING(version_udp, "a UDP port that is granted for IPv4, by IPv6"),
    SENDING(version_udp, "a UDP port that is granted for IPv4, by IPv6"),
    CONNECTING(mapped_udp, "a UDP port that is granted for IPv6, by IPv4"),
    SENDING(mapped_udp, "a UDP port that is granted for IPv6, by IPv4"),
    {"sendto elsewhere from a connected socket", "nothing", NULL, NULL, sendto_connected},
    {"sendmsg elsewhere from a connected socket", "nothing", NULL, NULL, sendmsg_connected},
    {"sendmmsg with a second message elsewhere", "nothing", NULL, NULL, send_second},
    {"send in parts", "nothing", NULL, NULL, send_in_parts},
    {NULL, NULL, NULL, NULL, NULL},
};
