#define _GNU_SOURCE
#include "controls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LARGE = 60000, SEGMENT = 100, SEGMENTS = 5 };

static int patient_socket(const struct place *to) {
    struct timeval patience = {.tv_sec = 5};
    int fd = socket_for(to, SOCK_DGRAM);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

/* What was sent comes back, from where it was sent to. */
static int comes_back(int fd, const struct place *to, const char *data, size_t size) {
    static char room[LARGE + 1];
    union address from;
    socklen_t length = sizeof from;
    CHECK(recvfrom(fd, room, sizeof room, 0, &from.any, &length) == (ssize_t) size);
    CHECK(memcmp(room, data, size) == 0);
    CHECK(from.in.sin_port == to->address.in.sin_port);
    return SUCCEEDED;
}

static int connects_and_sends(enum outsider who) {
    const struct place *to = at_outsider(who);
    int fd = patient_socket(to);
    CHECK(fd >= 0);
    CHECK(connect(fd, &to->address.any, to->length) == 0);
    int status = echoes(fd);
    close(fd);
    return status;
}

static int connect_udp(void) {
    return connects_and_sends(FRIEND_UDP);
}

static int connect_udp6(void) {
    return connects_and_sends(FRIEND_UDP6);
}

static int round_trip(enum call call, enum outsider who) {
    const struct place *to = at_outsider(who);
    int fd = patient_socket(to);
    CHECK(fd >= 0);
    long sent = send_by(call, fd, to, 0);
    CHECK(sent == (call == SENDMMSG ? 2 : 1));
    for (int i = 0; i < sent; i++) {
        CHECK(comes_back(fd, to, "x", 1) == SUCCEEDED);
    }
    close(fd);
    return SUCCEEDED;
}

static int sendto_udp(void) {
    return round_trip(SENDTO, FRIEND_UDP);
}

static int sendmsg_udp(void) {
    return round_trip(SENDMSG, FRIEND_UDP);
}

static int sendmmsg_udp(void) {
    return round_trip(SENDMMSG, FRIEND_UDP);
}

static int sendto_udp6(void) {
    return round_trip(SENDTO, FRIEND_UDP6);
}

static int sendmsg_udp6(void) {
    return round_trip(SENDMSG, FRIEND_UDP6);
}

static int sendmmsg_udp6(void) {
    return round_trip(SENDMMSG, FRIEND_UDP6);
}

/* Pieces of several sizes, one of them none; together more than a page. */
static int send_pieces(void) {
    const struct place *to = at_outsider(FRIEND_UDP);
    static char data[LARGE];
    for (int i = 0; i < LARGE; i++) {
        data[i] = (char) (i * 7);
    }
    struct iovec pieces[] = {{data, 1}, {NULL, 0}, {data + 1, 4999}, {data + 5000, LARGE - 5000}};
    struct msghdr message = {.msg_name = (void *) &to->address, .msg_namelen = to->length, .msg_iov = pieces,
                             .msg_iovlen = 4};
    int fd = patient_socket(to);
    CHECK(sendmsg(fd, &message, 0) == LARGE);
    CHECK(comes_back(fd, to, data, LARGE) == SUCCEEDED);
    CHECK(sendto(fd, data, LARGE, 0, &to->address.any, to->length) == LARGE);
    CHECK(comes_back(fd, to, data, LARGE) == SUCCEEDED);
    close(fd);
    return SUCCEEDED;
}

static int send_nothing(void) {
    const struct place *to = at_outsider(FRIEND_UDP);
    struct msghdr message = {.msg_name = (void *) &to->address, .msg_namelen = to->length};
    int fd = patient_socket(to);
    CHECK(sendto(fd, NULL, 0, 0, &to->address.any, to->length) == 0);
    CHECK(comes_back(fd, to, "", 0) == SUCCEEDED);
    CHECK(sendmsg(fd, &message, 0) == 0);
    CHECK(comes_back(fd, to, "", 0) == SUCCEEDED);
    close(fd);
    return SUCCEEDED;
}

static int send_put_together(void) {
    const struct place *to = at_outsider(FRIEND_UDP);
    int fd = patient_socket(to);
    CHECK(sendto(fd, "he", 2, MSG_MORE, &to->address.any, to->length) == 2);
    CHECK(send(fd, "llo", 3, 0) == 3);
    CHECK(comes_back(fd, to, "hello", 5) == SUCCEEDED);
    close(fd);
    return SUCCEEDED;
}

/* Ancillary data that says something about the one message. */
static int gets_through(const struct place *to, int level, int type, const void *value, size_t length, size_t size) {
    static char data[SEGMENT * SEGMENTS];
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(64)];
    } control = {.head = {.cmsg_len = CMSG_LEN(length), .cmsg_level = level, .cmsg_type = type}};
    struct iovec piece = {data, size};
    struct msghdr message = {.msg_name = (void *) &to->address, .msg_namelen = to->length, .msg_iov = &piece,
                             .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE(length)};
    memcpy(CMSG_DATA(&control.head), value, length);
    int fd = patient_socket(to);
    CHECK(sendmsg(fd, &message, 0) == (ssize_t) size);
    size_t each = type == UDP_SEGMENT ? SEGMENT : size;
    for (size_t done = 0; done < size; done += each) {
        CHECK(comes_back(fd, to, data, each) == SUCCEEDED);
    }
    close(fd);
    return SUCCEEDED;
}

static int send_with_source(void) {
    struct in_pktinfo source = {.ipi_spec_dst.s_addr = htonl(INADDR_LOOPBACK)};
    return gets_through(at_outsider(FRIEND_UDP), IPPROTO_IP, IP_PKTINFO, &source, sizeof source, 5);
}

static int send_with_hops(void) {
    int hops = 7;
    return gets_through(at_outsider(FRIEND_UDP), IPPROTO_IP, IP_TTL, &hops, sizeof hops, 5);
}

static int send_with_class6(void) {
    int class = 8;
    return gets_through(at_outsider(FRIEND_UDP6), IPPROTO_IPV6, IPV6_TCLASS, &class, sizeof class, 5);
}

static int send_segments(void) {
    uint16_t segment = SEGMENT;
    return gets_through(at_outsider(FRIEND_UDP), IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof segment, SEGMENT * SEGMENTS);
}

/* The kernel writes into the messages how much of each was sent. */
static int send_many(void) {
    enum { MANY = 20 };
    const struct place *to = at_outsider(FRIEND_UDP);
    char data[MANY];
    struct iovec pieces[MANY];
    struct mmsghdr messages[MANY];
    memset(data, 'z', sizeof data);
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < MANY; i++) {
        pieces[i] = (struct iovec) {data, (size_t) i + 1};
        messages[i].msg_hdr = (struct msghdr) {.msg_name = (void *) &to->address, .msg_namelen = to->length,
                                               .msg_iov = &pieces[i], .msg_iovlen = 1};
    }
    int fd = patient_socket(to);
    CHECK(sendmmsg(fd, messages, MANY, 0) == MANY);
    for (int i = 0; i < MANY; i++) {
        CHECK(messages[i].msg_len == (unsigned) i + 1);
        CHECK(comes_back(fd, to, data, (size_t) i + 1) == SUCCEEDED);
    }
    close(fd);
    return SUCCEEDED;
}

/* A server that answers whoever asks, from wherever that is. */
static int asks(void *address) {
    const struct place *to = address;
    int fd = patient_socket(to);
    char byte;
    return sendto(fd, "x", 1, 0, &to->address.any, to->length) == 1 && recv(fd, &byte, 1, 0) == 1 ? 0 : 1;
}

static void *answer_once(void *server) {
    char byte;
    union address from;
    socklen_t length = sizeof from;
    if (recvfrom(*(int *) server, &byte, 1, 0, &from.any, &length) == 1) {
        sendto(*(int *) server, &byte, 1, 0, &from.any, length);
    }
    return NULL;
}

static int serve_udp(void) {
    struct place at = at_address("127.0.0.1", SERVED_UDP_PORT);
    pthread_t thread;
    int server = patient_socket(&at);
    CHECK(bind(server, &at.address.any, at.length) == 0);
    CHECK(pthread_create(&thread, NULL, answer_once, &server) == 0);
    int status = in_child(asks, &at);
    pthread_join(thread, NULL);
    close(server);
    CHECK(status == 0);
    return SUCCEEDED;
}

const struct attack datagram_controls[] = {
    {"connect by UDP", DATAGRAMS_GRANTED, NULL, NULL, connect_udp},
    {"connect by UDP and IPv6", DATAGRAMS_GRANTED, NULL, NULL, connect_udp6},
    {"sendto by UDP", DATAGRAMS_GRANTED, NULL, NULL, sendto_udp},
    {"sendmsg by UDP", DATAGRAMS_GRANTED, NULL, NULL, sendmsg_udp},
    {"sendmmsg by UDP", DATAGRAMS_GRANTED, NULL, NULL, sendmmsg_udp},
    {"sendto by UDP and IPv6", DATAGRAMS_GRANTED, NULL, NULL, sendto_udp6},
    {"sendmsg by UDP and IPv6", DATAGRAMS_GRANTED, NULL, NULL, sendmsg_udp6},
    {"sendmmsg by UDP and IPv6", DATAGRAMS_GRANTED, NULL, NULL, sendmmsg_udp6},
    {"send many pieces", DATAGRAMS_GRANTED, NULL, NULL, send_pieces},
    {"send nothing", DATAGRAMS_GRANTED, NULL, NULL, send_nothing},
    {"send what is put together", DATAGRAMS_GRANTED, NULL, NULL, send_put_together},
    {"send from a chosen address", DATAGRAMS_GRANTED, NULL, NULL, send_with_source},
    {"send with a number of hops", DATAGRAMS_GRANTED, NULL, NULL, send_with_hops},
    {"send with a traffic class", DATAGRAMS_GRANTED, NULL, NULL, send_with_class6},
    {"send segments", DATAGRAMS_GRANTED, NULL, NULL, send_segments},
    {"send many messages", DATAGRAMS_GRANTED, NULL, NULL, send_many},
    {"serve by UDP", DATAGRAMS_GRANTED, NULL, NULL, serve_udp},
    {NULL, NULL, NULL, NULL, NULL},
};
