/* Attacks by options of sockets: packets then take another way than to the address that was decided. */
#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/seg6.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SEGMENT_ROUTING = 4 };

/* Loose and strict source routes by way of 127.0.0.2, padded to a multiple of four bytes. */
static const unsigned char LOOSE[] = {IPOPT_NOP, IPOPT_LSRR, 7, 4, 127, 0, 0, 2};
static const unsigned char STRICT[] = {IPOPT_NOP, IPOPT_SSRR, 7, 4, 127, 0, 0, 2};

/* The same for IPv6: a segment routing header with one segment. */
static struct ipv6_sr_hdr *route(void) {
    static _Alignas(8) char room[sizeof(struct ipv6_sr_hdr) + sizeof(struct in6_addr)];
    struct ipv6_sr_hdr *header = (struct ipv6_sr_hdr *) room;
    header->hdrlen = sizeof(struct in6_addr) / 8;
    header->type = SEGMENT_ROUTING;
    header->segments[0] = in6addr_loopback;
    return header;
}
enum { ROUTE_SIZE = sizeof(struct ipv6_sr_hdr) + sizeof(struct in6_addr) };

/* Sets an option on a socket that a manifest may well grant; of UDP, or if there is none, of TCP. */
static int sets(int family, int level, int option, const void *value, socklen_t length) {
    int fd = socket(family, SOCK_DGRAM, 0);
    fd = fd < 0 ? socket(family, SOCK_STREAM, 0) : fd;
    if (fd < 0) {
        return refused("socket");
    }
    int result = setsockopt(fd, level, option, value, length);
    int status = result < 0 && errno == ENOPROTOOPT ? impossible("setsockopt") : outcome("setsockopt", result);
    close(fd);
    return status;
}

/* Some kernels let only those choose a route who may send raw packets. */
static int by_anybody(int status) {
    return status == REFUSED && errno == EPERM && geteuid() != 0 ? impossible("takes a privilege here") : status;
}

static int route_loosely(void) {
    return by_anybody(sets(AF_INET, IPPROTO_IP, IP_OPTIONS, LOOSE, sizeof LOOSE));
}

static int route_strictly(void) {
    return by_anybody(sets(AF_INET, IPPROTO_IP, IP_OPTIONS, STRICT, sizeof STRICT));
}

static int route6(void) {
    return sets(AF_INET6, IPPROTO_IPV6, IPV6_RTHDR, route(), ROUTE_SIZE);
}

/* The kernel takes any level but its own for this one, on sockets of IPv6. */
static int route_loosely_by_ipv6(void) {
    return by_anybody(sets(AF_INET6, IPPROTO_IP, IP_OPTIONS, LOOSE, sizeof LOOSE));
}

/* The kernel looks at no more than the low half of these numbers. */
static int route_with_high_bits(void) {
    long high = 1L << 32;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    fd = fd < 0 ? socket(AF_INET, SOCK_STREAM, 0) : fd;
    if (fd < 0) {
        return refused("socket");
    }
    int status = outcome("setsockopt", syscall(SYS_setsockopt, high | fd, high | IPPROTO_IP, high | IP_OPTIONS, LOOSE,
                                               sizeof LOOSE));
    close(fd);
    return by_anybody(status);
}

static int send_loosely(void) {
    return by_anybody(sends_with(at_outsider(FRIEND_UDP), IPPROTO_IP, IP_RETOPTS, LOOSE, sizeof LOOSE));
}

/* Of the kinds of routes that exist, kernels take only that for mobile nodes from a message, if they have it. */
static int send_route6(void) {
    int status = sends_with(at_outsider(FRIEND_UDP6), IPPROTO_IPV6, IPV6_RTHDR, route(), ROUTE_SIZE);
    return status == REFUSED && errno == EINVAL ? impossible("IPV6_RTHDR") : status;
}

/* What is sent goes to 127.0.0.2 when the option says so, whatever the address says. */
static int deliver_elsewhere(void) {
    const struct place *to = at_outsider(FRIEND_UDP);
    int fd = socket_for(to, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    int status = setsockopt(fd, IPPROTO_IP, IP_OPTIONS, LOOSE, sizeof LOOSE) < 0 ? refused("IP_OPTIONS")
                 : send_by(SENDTO, fd, to, 0) < 0                               ? refused("sendto")
                                                                                : SUCCEEDED;
    close(fd);
    return by_anybody(status);
}

/* The kernel's own protocols within UDP: packets of others are then taken for what they carry. */
static int encapsulate(void) {
    int kind = UDP_ENCAP_ESPINUDP;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) {
        return refused("socket");
    }
    int result = setsockopt(fd, IPPROTO_UDP, UDP_ENCAP, &kind, sizeof kind);
    int status = result < 0 && (errno == ENOPROTOOPT || errno == EOPNOTSUPP) ? impossible("UDP_ENCAP")
                                                                             : outcome("UDP_ENCAP", result);
    close(fd);
    return status;
}

const struct attack option_attacks[] = {
    {"a loose source route", "nothing", NULL, NULL, route_loosely},
    {"a strict source route", "nothing", NULL, NULL, route_strictly},
    {"a source route with high bits", "nothing", NULL, NULL, route_with_high_bits},
    {"a source route of IPv6", "nothing", NULL, NULL, route6},
    {"a source route on a socket of IPv6", "nothing", NULL, NULL, route_loosely_by_ipv6},
    {"a source route that comes with a message", "nothing", NULL, NULL, send_loosely},
    {"a source route of IPv6 that comes with a message", "nothing", NULL, NULL, send_route6},
    {"send by a source route", "nothing", NULL, NULL, deliver_elsewhere},
    {"IPsec within UDP", "nothing", NULL, NULL, encapsulate},
    {NULL, NULL, NULL, NULL, NULL},
};
