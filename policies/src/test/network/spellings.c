/* Attacks that spell an address in another way: what the kernel makes of it counts. */
#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static int reach_tcp(const char *ip, enum port port, enum outsider who) {
    struct place to = at_address(ip, port);
    return connects(SOCK_STREAM, &to, who);
}

static int reach_udp(const char *ip, enum port port, enum outsider who) {
    struct place to = at_address(ip, port);
    int status = sends(SENDTO, SOCK_DGRAM, &to, who);
    return status == REFUSED ? sends(SENDMSG, SOCK_DGRAM, &to, who) : status;
}

static int connect_mapped(void) {
    return reach_tcp("::ffff:127.0.0.1", FOREIGN_PORT, OTHER_PORT_TCP);
}

static int send_mapped(void) {
    return reach_udp("::ffff:127.0.0.1", FOREIGN_PORT, OTHER_PORT_UDP);
}

/* Granted for IPv6, but this is IPv4. */
static int connect_mapped_to_granted(void) {
    return reach_tcp("::ffff:127.0.0.1", IPV6_PORT, MAPPED_TCP);
}

static int send_mapped_to_granted(void) {
    return reach_udp("::ffff:127.0.0.1", IPV6_PORT, MAPPED_UDP);
}

static int connect_unspecified(void) {
    return reach_tcp("0.0.0.0", FOREIGN_PORT, OTHER_PORT_TCP);
}

static int send_unspecified(void) {
    return reach_udp("0.0.0.0", FOREIGN_PORT, OTHER_PORT_UDP);
}

static int connect_unspecified6(void) {
    return reach_tcp("::", FOREIGN_PORT, OTHER_PORT_TCP6);
}

static int send_unspecified6(void) {
    return reach_udp("::", FOREIGN_PORT, OTHER_PORT_UDP6);
}

static int connect_mapped_unspecified(void) {
    return reach_tcp("::ffff:0.0.0.0", FOREIGN_PORT, OTHER_PORT_TCP);
}

static int send_mapped_unspecified(void) {
    return reach_udp("::ffff:0.0.0.0", FOREIGN_PORT, OTHER_PORT_UDP);
}

/* An address of the machine that some interface has; a link-local one comes with the interface's number. */
static int reach_own(const struct place *own, int type, enum outsider who) {
    struct place to = at_address("::1", EVERYWHERE_PORT);
    if (own->length == 0) {
        errno = ENODEV;
        return impossible("no interface has such an address");
    }
    to = *own;
    return type == SOCK_STREAM ? connects(type, &to, who) : sends(SENDTO, type, &to, who);
}

static int connect_own(void) {
    return reach_own(&board->own, SOCK_STREAM, EVERYWHERE_TCP);
}

static int send_own(void) {
    return reach_own(&board->own, SOCK_DGRAM, EVERYWHERE_UDP);
}

static int connect_scoped(void) {
    return reach_own(&board->link, SOCK_STREAM, EVERYWHERE_TCP);
}

static int send_scoped(void) {
    return reach_own(&board->link, SOCK_DGRAM, EVERYWHERE_UDP);
}

static int broadcast(void) {
    return reach_udp("127.255.255.255", EVERYWHERE_PORT, EVERYWHERE_UDP);
}

/* Sends by the loopback interface, so that nothing leaves the machine. */
static int send_by_loopback(const struct place *to, int fd) {
    struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
    if (fd < 0) {
        return refused("socket");
    }
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) < 0) {
        return refused("SO_BINDTODEVICE");
    }
    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback);
    int status = send_by(SENDTO, fd, to, 0) < 0 ? refused("sendto") : reaches(EVERYWHERE_UDP);
    close(fd);
    return status;
}

static int broadcast_to_everybody(void) {
    struct place to = at_address("255.255.255.255", EVERYWHERE_PORT);
    return send_by_loopback(&to, socket_for(&to, SOCK_DGRAM));
}

static int multicast(void) {
    struct place to = at_address("239.255.77.77", EVERYWHERE_PORT);
    return send_by_loopback(&to, socket_for(&to, SOCK_DGRAM));
}

/* All nodes within the interface, which is not the loopback one; the kernel keeps these from leaving the machine. */
static int multicast6(void) {
    struct place to = at_address("ff01::1", EVERYWHERE_PORT);
    if (board->link.length == 0) {
        errno = ENODEV;
        return impossible("no interface has IPv6");
    }
    to.address.in6.sin6_scope_id = board->link.address.in6.sin6_scope_id;
    return sends(SENDTO, SOCK_DGRAM, &to, EVERYWHERE_UDP);
}

/* An address without the interface's number at its end, as it was before there was one. */
static struct place early(enum outsider who) {
    struct place to = *at_outsider(who);
    to.length = 24;
    return to;
}

static int connect_short(void) {
    struct place to = early(OTHER_PORT_TCP6);
    return connects(SOCK_STREAM, &to, OTHER_PORT_TCP6);
}

static int send_short(void) {
    struct place to = early(OTHER_PORT_UDP6);
    return sends(SENDTO, SOCK_DGRAM, &to, OTHER_PORT_UDP6);
}

/* More than an address needs: what follows does not count. */
static struct place longer(enum outsider who) {
    struct place to = *at_outsider(who);
    memset(to.address.bytes + to.length, 0xff, sizeof to.address - to.length);
    to.length = sizeof to.address;
    return to;
}

static int connect_long(void) {
    struct place to = longer(OTHER_PORT_TCP);
    return connects(SOCK_STREAM, &to, OTHER_PORT_TCP);
}

static int send_long(void) {
    struct place to = longer(OTHER_PORT_UDP);
    return sends(SENDMSG, SOCK_DGRAM, &to, OTHER_PORT_UDP);
}

/* The kernel takes this family for IPv4 when UDP sends, for historical reasons. */
static int send_unspecified_family(enum call call) {
    struct place to = *at_outsider(OTHER_PORT_UDP);
    int fd = socket_for(&to, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    to.address.any.sa_family = AF_UNSPEC;
    int status = send_by(call, fd, &to, 0) < 0 ? refused("send") : reaches(OTHER_PORT_UDP);
    close(fd);
    return status;
}

static int sendto_unspecified_family(void) {
    return send_unspecified_family(SENDTO);
}

static int sendmsg_unspecified_family(void) {
    return send_unspecified_family(SENDMSG);
}

/* IPv6 sockets of UDP take addresses of IPv4 as they are. */
static int connect_other_version(void) {
    struct place six = at_address("::1", FOREIGN_PORT);
    return connects_with(socket_for(&six, SOCK_DGRAM), at_outsider(OTHER_PORT_UDP), OTHER_PORT_UDP);
}

static int send_other_version(void) {
    struct place six = at_address("::1", FOREIGN_PORT);
    int fd = socket_for(&six, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    int status = send_by(SENDTO, fd, at_outsider(OTHER_PORT_UDP), 0) < 0 ? refused("sendto") : reaches(OTHER_PORT_UDP);
    close(fd);
    return status;
}

/* A number of an interface where none is needed. */
static int connect_needlessly_scoped(void) {
    struct place to = *at_outsider(OTHER_PORT_TCP6);
    to.address.in6.sin6_scope_id = board->loopback;
    to.address.in6.sin6_flowinfo = htonl(77);
    return connects(SOCK_STREAM, &to, OTHER_PORT_TCP6);
}

const struct attack spelling_attacks[] = {
    {"connect to IPv4 as IPv6", "nothing", NULL, NULL, connect_mapped},
    {"send to IPv4 as IPv6", "nothing", NULL, NULL, send_mapped},
    {"connect to IPv4 as IPv6, whose port is granted", "nothing", NULL, NULL, connect_mapped_to_granted},
    {"send to IPv4 as IPv6, whose port is granted", "nothing", NULL, NULL, send_mapped_to_granted},
    {"connect to 0.0.0.0", "nothing", NULL, NULL, connect_unspecified},
    {"send to 0.0.0.0", "nothing", NULL, NULL, send_unspecified},
    {"connect to ::", "nothing", NULL, NULL, connect_unspecified6},
    {"send to ::", "nothing", NULL, NULL, send_unspecified6},
    {"connect to ::ffff:0.0.0.0", "nothing", NULL, NULL, connect_mapped_unspecified},
    {"send to ::ffff:0.0.0.0", "nothing", NULL, NULL, send_mapped_unspecified},
    {"connect to an address of this machine", "nothing", NULL, NULL, connect_own},
    {"send to an address of this machine", "nothing", NULL, NULL, send_own},
    {"connect to a link-local address", "nothing", NULL, NULL, connect_scoped},
    {"send to a link-local address", "nothing", NULL, NULL, send_scoped},
    {"broadcast in a network", "nothing", NULL, NULL, broadcast},
    {"broadcast to everybody", "nothing", NULL, NULL, broadcast_to_everybody},
    {"multicast", "nothing", NULL, NULL, multicast},
    {"multicast by IPv6", "nothing", NULL, NULL, multicast6},
    {"connect to a short address", "nothing", NULL, NULL, connect_short},
    {"send to a short address", "nothing", NULL, NULL, send_short},
    {"connect to a long address", "nothing", NULL, NULL, connect_long},
    {"send to a long address", "nothing", NULL, NULL, send_long},
    {"sendto to a family that is not said", "nothing", NULL, NULL, sendto_unspecified_family},
    {"sendmsg to a family that is not said", "nothing", NULL, NULL, sendmsg_unspecified_family},
    {"connect IPv6 to IPv4", "nothing", NULL, NULL, connect_other_version},
    {"send from IPv6 to IPv4", "nothing", NULL, NULL, send_other_version},
    {"connect to an address with a needless scope", "nothing", NULL, NULL, connect_needlessly_scoped},
    {NULL, NULL, NULL, NULL, NULL},
};
