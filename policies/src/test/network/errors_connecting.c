#define _GNU_SOURCE
#include "errors.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Calls that all take an address. */
static void connect_to(const char *name, int fd, const struct place *to) {
    tell(name, connect(fd, &to->address.any, to->length));
    close(fd);
}

static void connect_with_length(const char *name, int type, socklen_t length) {
    struct place to = *(type == SOCK_STREAM ? friend_tcp() : friend_udp());
    int fd = socket_for(&to, type);
    to.length = length;
    connect_to(name, fd, &to);
}

static void connect_by(const char *name, int family, int type, struct place to) {
    connect_to(name, socket(family, type, 0), &to);
}

static int bound_to(const char *ip, uint16_t port, int type) {
    struct place at = nobody(ip);
    at.address.in.sin_port = htons(port);
    int fd = socket_for(&at, type);
    return bind(fd, &at.address.any, at.length) < 0 ? -1 : fd;
}

static void tell_of_descriptors(void) {
    int ends[2];
    connect_to("connect no descriptor", -1, friend_tcp());
    connect_to("connect a closed descriptor", 999, friend_tcp());
    connect_to("connect a pipe", pipe(ends) < 0 ? -1 : ends[0], friend_tcp());
    connect_to("connect a file", open("work", O_RDONLY), friend_tcp());
    connect_to("connect a path", open("work", O_PATH), friend_tcp());
}

static void tell_of_lengths(void) {
    int fd = socket_for(friend_tcp(), SOCK_STREAM);
    tell("connect to nothing", connect(fd, NULL, sizeof(struct sockaddr_in)));
    tell("connect to nothing of no length", connect(fd, NULL, 0));
    tell("connect to nowhere", connect(fd, nowhere(), sizeof(struct sockaddr_in)));
    tell("connect to nowhere of wrong length", connect(fd, nowhere(), 129));
    tell("connect no descriptor to nowhere", connect(-1, nowhere(), sizeof(struct sockaddr_in)));
    close(fd);
    connect_with_length("connect to an address of length 0", SOCK_STREAM, 0);
    connect_with_length("connect to an address of length 1", SOCK_STREAM, 1);
    connect_with_length("connect to an address of length 2", SOCK_STREAM, 2);
    connect_with_length("connect to an address of length 15", SOCK_STREAM, 15);
    connect_with_length("connect to an address of length 128", SOCK_STREAM, 128);
    connect_with_length("connect to an address of length 129", SOCK_STREAM, 129);
    connect_with_length("connect to an address of length -1", SOCK_STREAM, (socklen_t) -1);
    connect_with_length("connect by UDP to an address of length 1", SOCK_DGRAM, 1);
    connect_with_length("connect by UDP to an address of length 2", SOCK_DGRAM, 2);
    connect_with_length("connect by UDP to an address of length 8", SOCK_DGRAM, 8);
    connect_with_length("connect by UDP to an address of length 128", SOCK_DGRAM, 128);
    struct place six = *at_outsider(FRIEND_TCP6);
    for (six.length = 22; six.length < 26; six.length++) {
        connect_by("connect by IPv6 to an address of length 22 and more", AF_INET6, SOCK_STREAM, six);
    }
}

static void tell_of_families(void) {
    struct place unspecified = *friend_tcp();
    unspecified.address.any.sa_family = AF_UNSPEC;
    struct place unknown = *friend_tcp();
    unknown.address.any.sa_family = 99;
    connect_by("connect IPv4 to IPv6", AF_INET, SOCK_STREAM, *at_outsider(FRIEND_TCP6));
    connect_by("connect IPv6 to IPv4", AF_INET6, SOCK_STREAM, *friend_tcp());
    connect_by("connect IPv4 to a path", AF_INET, SOCK_STREAM, *at_outsider(FRIEND_STREAM));
    connect_by("connect a path's to IPv4", AF_UNIX, SOCK_STREAM, *friend_tcp());
    connect_by("connect to a family that is not said", AF_INET, SOCK_STREAM, unspecified);
    connect_by("connect to a family that is not known", AF_INET, SOCK_STREAM, unknown);
    connect_by("connect UDP of IPv4 to IPv6", AF_INET, SOCK_DGRAM, *at_outsider(FRIEND_UDP6));
    connect_by("connect UDP of IPv6 to IPv4", AF_INET6, SOCK_DGRAM, *friend_udp());
    connect_by("connect UDP to a path", AF_INET, SOCK_DGRAM, *at_outsider(FRIEND_DATAGRAM));
    connect_by("connect UDP to a family that is not said", AF_INET, SOCK_DGRAM, unspecified);
    connect_by("connect UDP to a family that is not known", AF_INET, SOCK_DGRAM, unknown);
    struct place mapped = at_address("::ffff:127.0.0.1", TCP_PORT);
    int one = 1, fd = socket_for(&mapped, SOCK_STREAM);
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    connect_to("connect IPv6 only to IPv4", fd, &mapped);
}

void tell_of_connecting(void) {
    tell_of_descriptors();
    tell_of_lengths();
    tell_of_families();
    connect_by("connect to who is not there", AF_INET, SOCK_STREAM, nobody("127.0.0.1"));
    connect_by("connect by IPv6 to who is not there", AF_INET6, SOCK_STREAM, nobody("::1"));
    connect_by("connect to no address", AF_INET, SOCK_STREAM, at_address("0.0.0.0", TCP_PORT));
    connect_by("connect to a multicast address", AF_INET, SOCK_STREAM, nobody("239.255.77.77"));
    connect_by("connect to a broadcast address", AF_INET, SOCK_STREAM, nobody("127.255.255.255"));
    connect_by("connect by UDP to a broadcast address", AF_INET, SOCK_DGRAM, nobody("127.255.255.255"));
    connect_by("connect to a link-local address without a link", AF_INET6, SOCK_STREAM, nobody("fe80::1"));
    connect_by("connect by UDP to a link-local address without a link", AF_INET6, SOCK_DGRAM, nobody("fe80::1"));
    struct place zero = *friend_tcp();
    zero.address.in.sin_port = 0;
    connect_by("connect to port 0", AF_INET, SOCK_STREAM, zero);
    connect_by("connect by UDP to port 0", AF_INET, SOCK_DGRAM, zero);
    int fd = connected_tcp();
    tell("connect twice", connect(fd, &friend_tcp()->address.any, friend_tcp()->length));
    tell("listen on what is connected", listen(fd, 1));
    discard(fd);
    fd = bound_to("127.0.0.1", 0, SOCK_STREAM);
    tell("listen", listen(fd, 1));
    tell("listen twice", listen(fd, 1));
    connect_to("connect what listens", fd, friend_tcp());
    /* The error comes to the next call. */
    struct place away = nobody("127.0.0.1");
    fd = socket_for(&away, SOCK_DGRAM);
    tell("connect by UDP to who is not there", connect(fd, &away.address.any, away.length));
    tell("send to who is not there", send(fd, "x", 1, 0));
    tell("send again to who is not there", send(fd, "x", 1, 0));
    close(fd);
}

static void bind_at(const char *name, int type, struct place at) {
    int fd = socket_for(&at, type);
    tell(name, bind(fd, &at.address.any, at.length));
    close(fd);
}

static void bind_with_length(const char *name, const char *ip, socklen_t length) {
    struct place at = nobody(ip);
    int fd = socket_for(&at, SOCK_STREAM);
    tell(name, bind(fd, &at.address.any, length));
    close(fd);
}

static void tell_of_listening(void) {
    int ends[2];
    struct place at = nobody("127.0.0.1");
    int one = 1, first = socket_for(&at, SOCK_STREAM), second = socket_for(&at, SOCK_STREAM);
    tell("listen on no descriptor", listen(-1, 1));
    tell("listen on a pipe", pipe(ends) < 0 ? -1 : listen(ends[0], 1));
    tell("listen on a file", listen(open("work", O_RDONLY), 1));
    tell("listen on UDP", listen(socket(AF_INET, SOCK_DGRAM, 0), 1));
    tell("listen on datagrams", listen(socket(AF_UNIX, SOCK_DGRAM, 0), 1));
    tell("listen on a socket of no path", listen(socket(AF_UNIX, SOCK_STREAM, 0), 1));
    tell("listen on no address", listen(socket(AF_INET, SOCK_STREAM, 0), 1));
    tell("listen with a negative backlog", listen(socket(AF_INET, SOCK_STREAM, 0), -1));
    setsockopt(first, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(second, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    tell("bind with an option", bind(first, &at.address.any, at.length));
    tell("bind with an option too", bind(second, &at.address.any, at.length));
    tell("listen beside nobody", listen(first, 1));
    tell("listen beside somebody", listen(second, 1));
    close(first);
    close(second);
}

void tell_of_binding(void) {
    int ends[2];
    struct place at = nobody("127.0.0.1");
    struct place unspecified = nobody("0.0.0.0"), elsewhere = at, privileged = at;
    unspecified.address.any.sa_family = AF_UNSPEC;
    elsewhere.address.any.sa_family = AF_UNSPEC;
    privileged.address.in.sin_port = htons(7);
    int fd = socket_for(&at, SOCK_STREAM);
    tell("bind no descriptor", bind(-1, &at.address.any, at.length));
    tell("bind a pipe", pipe(ends) < 0 ? -1 : bind(ends[0], &at.address.any, at.length));
    tell("bind a file", bind(open("work", O_RDONLY), &at.address.any, at.length));
    tell("bind to nothing", bind(fd, NULL, at.length));
    tell("bind to nowhere", bind(fd, nowhere(), at.length));
    bind_with_length("bind to an address of length 0", "127.0.0.1", 0);
    bind_with_length("bind to an address of length 2", "127.0.0.1", 2);
    bind_with_length("bind to an address of length 15", "127.0.0.1", 15);
    bind_with_length("bind to an address of length 128", "127.0.0.1", 128);
    bind_with_length("bind to an address of length 129", "127.0.0.1", 129);
    bind_with_length("bind to an address of length -1", "127.0.0.1", (socklen_t) -1);
    bind_with_length("bind by IPv6 to an address of length 23", "::1", 23);
    bind_with_length("bind by IPv6 to an address of length 24", "::1", 24);
    tell("bind", bind(fd, &at.address.any, at.length));
    tell("bind twice", bind(fd, &at.address.any, at.length));
    bind_at("bind where somebody is", SOCK_STREAM, at);
    bind_at("bind where a friend is", SOCK_STREAM, *friend_tcp());
    bind_at("bind UDP where a friend is", SOCK_DGRAM, *friend_udp());
    bind_at("bind by IPv6 where somebody is", SOCK_STREAM, at_address("::ffff:127.0.0.1", FREE_PORT));
    close(fd);
    bind_at("bind to an address that the machine does not have", SOCK_STREAM, nobody("192.0.2.99"));
    bind_at("bind by IPv6 to an address that the machine does not have", SOCK_STREAM, nobody("2001:db8::99"));
    bind_at("bind to a multicast address", SOCK_STREAM, nobody("239.255.77.77"));
    bind_at("bind UDP to a multicast address", SOCK_DGRAM, nobody("239.255.77.77"));
    bind_at("bind to a link-local address without a link", SOCK_STREAM, nobody("fe80::1"));
    bind_at("bind to a low port", SOCK_STREAM, privileged);
    fd = socket_for(&at, SOCK_STREAM);
    tell("bind to another family", bind(fd, &at_outsider(FRIEND_TCP6)->address.any, at_outsider(FRIEND_TCP6)->length));
    tell("bind to a path of another family", bind(fd, &at_outsider(FRIEND_STREAM)->address.any, 20));
    tell("bind to an address of a family that is not said", bind(fd, &elsewhere.address.any, elsewhere.length));
    tell("bind to a family that is not said", bind(fd, &unspecified.address.any, unspecified.length));
    close(fd);
    fd = connected_tcp();
    tell("bind what is connected", bind(fd, &at.address.any, at.length));
    discard(fd);
    tell_of_listening();
}
