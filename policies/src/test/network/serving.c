/* Attacks that serve where nothing is granted. */
#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define ANY_PORT PORTS

static struct place here(const char *ip, enum port port) {
    if (port != ANY_PORT) {
        return at_address(ip, port);
    }
    struct place place = at_address(ip, FREE_PORT);
    /* Both versions have it at the same place. */
    place.address.in.sin_port = 0;
    return place;
}

/* Binds a socket and, if it is one for connections, listens. Closes it. */
static int serves_with(int fd, const struct place *at) {
    int type = 0;
    socklen_t length = sizeof type;
    if (fd < 0) {
        return refused("socket");
    }
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length);
    int status = bind(fd, &at->address.any, at->length) < 0      ? refused("bind")
                 : type == SOCK_STREAM && listen(fd, 1) < 0      ? refused("listen")
                                                                 : whether(bound_port(fd) != 0);
    close(fd);
    return status;
}

static int serves(int type, const char *ip, enum port port) {
    struct place at = here(ip, port);
    int zero = 0;
    int fd = socket_for(&at, type);
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    return serves_with(fd, &at);
}

static int serve_tcp(void) {
    return serves(SOCK_STREAM, "127.0.0.1", FREE_PORT);
}

static int serve_udp(void) {
    return serves(SOCK_DGRAM, "127.0.0.1", FREE_PORT);
}

static int serve_tcp6(void) {
    return serves(SOCK_STREAM, "::1", FREE_PORT);
}

static int serve_udp6(void) {
    return serves(SOCK_DGRAM, "::1", FREE_PORT);
}

static int serve_tcp_everywhere(void) {
    return serves(SOCK_STREAM, "0.0.0.0", SERVED_TCP_PORT);
}

static int serve_udp_everywhere(void) {
    return serves(SOCK_DGRAM, "0.0.0.0", SERVED_UDP_PORT);
}

static int serve_tcp_everywhere6(void) {
    return serves(SOCK_STREAM, "::", SERVED_TCP_PORT);
}

static int serve_udp_everywhere6(void) {
    return serves(SOCK_DGRAM, "::", SERVED_UDP_PORT);
}

static int serve_tcp_mapped_everywhere(void) {
    return serves(SOCK_STREAM, "::ffff:0.0.0.0", SERVED_TCP_PORT);
}

static int serve_tcp_mapped(void) {
    return serves(SOCK_STREAM, "::ffff:127.0.0.1", FREE_PORT);
}

static int serve_udp_mapped(void) {
    return serves(SOCK_DGRAM, "::ffff:127.0.0.1", FREE_PORT);
}

static int serve_tcp_at_other_address(void) {
    return serves(SOCK_STREAM, "127.0.0.2", SERVED_TCP_PORT);
}

static int serve_tcp_by_udp(void) {
    return serves(SOCK_DGRAM, "127.0.0.1", SERVED_TCP_PORT);
}

static int serve_udp_by_tcp(void) {
    return serves(SOCK_STREAM, "127.0.0.1", SERVED_UDP_PORT);
}

static int serve_any_port(void) {
    return serves(SOCK_STREAM, "127.0.0.1", ANY_PORT);
}

static int serve_any_port_everywhere(void) {
    return serves(SOCK_STREAM, "0.0.0.0", ANY_PORT);
}

static int serve_any_port_everywhere6(void) {
    return serves(SOCK_STREAM, "::", ANY_PORT);
}

/* The kernel takes this family for IPv4 when it binds to every address. */
static int serve_unspecified_family(void) {
    struct place at = here("0.0.0.0", FREE_PORT);
    int fd = socket_for(&at, SOCK_STREAM);
    at.address.any.sa_family = AF_UNSPEC;
    return serves_with(fd, &at);
}

/* Without an address the kernel chooses a port, and listens at every address. */
static int listens_unbound(int fd) {
    if (fd < 0) {
        return refused("socket");
    }
    int status = listen(fd, 1) < 0 ? refused("listen") : whether(bound_port(fd) != 0);
    discard(fd);
    return status;
}

static int listen_unbound(void) {
    return listens_unbound(socket(AF_INET, SOCK_STREAM, 0));
}

static int listen_unbound6(void) {
    return listens_unbound(socket(AF_INET6, SOCK_STREAM, 0));
}

/* A socket that has called and hung up. */
static int hung_up(void) {
    const struct place *first = at_outsider(FRIEND_TCP);
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    int fd = socket_for(first, SOCK_STREAM);
    if (fd >= 0 && connect(fd, &first->address.any, first->length) == 0
        && connect(fd, &nobody, sizeof nobody) == 0) {
        return fd;
    }
    close(fd);
    return -1;
}

static int listen_after_hanging_up(void) {
    return listens_unbound(hung_up());
}

/* Bound to a port that the kernel chose, for calling. */
static int listen_where_calls_came_from(void) {
    struct place at = here("0.0.0.0", ANY_PORT);
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    const struct place *first = at_outsider(FRIEND_TCP);
    int fd = socket_for(&at, SOCK_STREAM);
    if (fd < 0 || bind(fd, &at.address.any, at.length) < 0 || connect(fd, &first->address.any, first->length) < 0
        || connect(fd, &nobody, sizeof nobody) < 0) {
        close(fd);
        return refused("bind or connect");
    }
    return listens_unbound(fd);
}

/* With this option the port is chosen when it is needed. */
static int listen_without_port(void) {
    struct place at = here("127.0.0.1", ANY_PORT);
    int one = 1;
    int fd = socket_for(&at, SOCK_STREAM);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    return serves_with(fd, &at);
}

/* What comes to a port that several share goes to one of them: to take part is to take from the others. */
static int shares(int type) {
    struct place at = here("127.0.0.1", SHARED_PORT);
    int one = 1;
    int fd = socket_for(&at, type);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    return serves_with(fd, &at);
}

static int share_tcp(void) {
    return shares(SOCK_STREAM);
}

static int share_udp(void) {
    return shares(SOCK_DGRAM);
}

/* An address that this machine does not have. */
static int serve_foreign_address(void) {
    struct place at = here("192.0.2.99", FREE_PORT);
    int one = 1;
    int fd = socket_for(&at, SOCK_STREAM);
    setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &one, sizeof one);
    return serves_with(fd, &at);
}

/* A TCP connection without anybody who listens: both call at the same time, from ports that they know. */
static int call_each_other(void) {
    struct place first = here("127.0.0.1", FREE_PORT);
    struct place second = here("127.0.0.3", FREE_PORT);
    int one = socket_for(&first, SOCK_STREAM | SOCK_NONBLOCK);
    int two = socket_for(&second, SOCK_STREAM | SOCK_NONBLOCK);
    if (one < 0 || two < 0) {
        return refused("socket");
    }
    int status = bind(one, &first.address.any, first.length) < 0 || bind(two, &second.address.any, second.length) < 0
                     ? refused("bind")
                     : whether(bound_port(one) != 0 && bound_port(two) != 0);
    close(one);
    close(two);
    return status;
}

/* Whoever may be asked may answer; but this is no answer. */
static int sends_from_served(enum call call, int connects_first) {
    struct place at = here("127.0.0.1", SERVED_UDP_PORT);
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    int fd = socket_for(&at, SOCK_DGRAM);
    if (fd < 0 || bind(fd, &at.address.any, at.length) < 0) {
        close(fd);
        return refused("bind");
    }
    if (connects_first) {
        return connects_with(fd, to, OTHER_PORT_UDP);
    }
    int status = send_by(call, fd, to, 0) < 0 ? refused("send") : reaches(OTHER_PORT_UDP);
    close(fd);
    return status;
}

static int sendto_from_served(void) {
    return sends_from_served(SENDTO, 0);
}

static int sendmsg_from_served(void) {
    return sends_from_served(SENDMSG, 0);
}

static int connect_from_served(void) {
    return sends_from_served(SENDTO, 1);
}

const struct attack serving_attacks[] = {
    {"serve a TCP port", "nothing", NULL, NULL, serve_tcp},
    {"serve a UDP port", "nothing", NULL, NULL, serve_udp},
    {"serve a TCP port by IPv6", "nothing", NULL, NULL, serve_tcp6},
    {"serve a UDP port by IPv6", "nothing", NULL, NULL, serve_udp6},
    {"serve a granted TCP port at every address", "nothing", NULL, NULL, serve_tcp_everywhere},
    {"serve a granted UDP port at every address", "nothing", NULL, NULL, serve_udp_everywhere},
    {"serve a granted TCP port at every address of both versions", "nothing", NULL, NULL, serve_tcp_everywhere6},
    {"serve a granted UDP port at every address of both versions", "nothing", NULL, NULL, serve_udp_everywhere6},
    {"serve a granted TCP port at every address, as IPv6", "nothing", NULL, NULL, serve_tcp_mapped_everywhere},
    {"serve a TCP port as IPv6", "nothing", NULL, NULL, serve_tcp_mapped},
    {"serve a UDP port as IPv6", "nothing", NULL, NULL, serve_udp_mapped},
    {"serve a granted TCP port at another address", "nothing", NULL, NULL, serve_tcp_at_other_address},
    {"serve a granted TCP port by UDP", "nothing", NULL, NULL, serve_tcp_by_udp},
    {"serve a granted UDP port by TCP", "nothing", NULL, NULL, serve_udp_by_tcp},
    {"serve any TCP port", "nothing", NULL, NULL, serve_any_port},
    {"serve any TCP port at every address", "nothing", NULL, NULL, serve_any_port_everywhere},
    {"serve any TCP port at every address of both versions", "nothing", NULL, NULL, serve_any_port_everywhere6},
    {"serve at a family that is not said", "nothing", NULL, NULL, serve_unspecified_family},
    {"listen without an address", "nothing", NULL, NULL, listen_unbound},
    {"listen without an address of IPv6", "nothing", NULL, NULL, listen_unbound6},
    {"listen after hanging up", "nothing", NULL, NULL, listen_after_hanging_up},
    {"listen where calls came from", "nothing", NULL, NULL, listen_where_calls_came_from},
    {"listen without a port", "nothing", NULL, NULL, listen_without_port},
    {"share a TCP port with its owner", "nothing", NULL, NULL, share_tcp},
    {"share a UDP port with its owner", "nothing", NULL, NULL, share_udp},
    {"serve an address that the machine does not have", "nothing", NULL, NULL, serve_foreign_address},
    {"sendto unasked from a served port", "nothing", NULL, NULL, sendto_from_served},
    {"sendmsg unasked from a served port", "nothing", NULL, NULL, sendmsg_from_served},
    {"connect unasked from a served port", "nothing", NULL, NULL, connect_from_served},
    {"bind to ports that call each other", "nothing", NULL, NULL, call_each_other},
    {NULL, NULL, NULL, NULL, NULL},
};
