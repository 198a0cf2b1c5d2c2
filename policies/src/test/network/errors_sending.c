#define _GNU_SOURCE
#include "errors.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { TOO_LARGE = 70000, TOO_MANY = 2000, TOO_MANY_DESCRIPTORS = 300 };

static char large[TOO_LARGE];

static void send_to(const char *name, int fd, const void *data, size_t size, int flags, const struct place *to) {
    tell(name, sendto(fd, data, size, flags, &to->address.any, to->length));
}

static void send_with_length(const char *name, socklen_t length) {
    int fd = socket_for(friend_udp(), SOCK_DGRAM);
    tell(name, sendto(fd, "x", 1, 0, &friend_udp()->address.any, length));
    close(fd);
}

static void tell_of_datagrams(void) {
    struct place zero = *friend_udp(), unknown = *friend_udp();
    zero.address.in.sin_port = 0;
    unknown.address.any.sa_family = 99;
    int fd = socket_for(friend_udp(), SOCK_DGRAM);
    tell("send to nobody", send(fd, "x", 1, 0));
    tell("sendto to nowhere", sendto(fd, "x", 1, 0, nowhere(), sizeof(struct sockaddr_in)));
    send_to("sendto from nowhere", fd, nowhere(), 1, 0, friend_udp());
    send_to("sendto from nothing", fd, NULL, 1, 0, friend_udp());
    send_to("sendto port 0", fd, "x", 1, 0, &zero);
    send_to("sendto too much", fd, large, TOO_LARGE, 0, friend_udp());
    send_to("sendto far too much", fd, large, (size_t) INT_MAX + 1, 0, friend_udp());
    send_to("sendto as much as there is", fd, large, (size_t) -1, 0, friend_udp());
    send_to("sendto as much as can be", fd, large, (size_t) LONG_MAX, 0, friend_udp());
    send_to("sendto almost too much", fd, large, 65507, 0, friend_udp());
    send_to("sendto more than almost too much", fd, large, 65508, 0, friend_udp());
    send_to("sendto IPv6", fd, "x", 1, 0, at_outsider(FRIEND_UDP6));
    send_to("sendto a path", fd, "x", 1, 0, at_outsider(FRIEND_DATAGRAM));
    send_to("sendto a family that is not known", fd, "x", 1, 0, &unknown);
    send_to("sendto out of band", fd, "x", 1, MSG_OOB, friend_udp());
    send_to("sendto with a flag of TCP", fd, "x", 1, MSG_FASTOPEN, friend_udp());
    send_to("sendto with an unknown flag", fd, "x", 1, 0x1000000, friend_udp());
    struct place broadcast = nobody("127.255.255.255");
    int zero_option = 0;
    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &zero_option, sizeof zero_option);
    send_to("sendto a broadcast address", fd, "x", 1, 0, &broadcast);
    close(fd);
    send_with_length("sendto to an address of length 1", 1);
    send_with_length("sendto to an address of length 2", 2);
    send_with_length("sendto to an address of length 8", 8);
    send_with_length("sendto to an address of length 15", 15);
    send_with_length("sendto to an address of length 128", 128);
    send_with_length("sendto to an address of length 129", 129);
    send_with_length("sendto to an address of length -1", (socklen_t) -1);
    struct place six = nobody("::1");
    fd = socket_for(&six, SOCK_DGRAM);
    send_to("sendto IPv4 from IPv6", fd, "x", 1, 0, friend_udp());
    six = *at_outsider(FRIEND_UDP6);
    for (six.length = 22; six.length < 26; six.length++) {
        send_to("sendto an address of IPv6 of length 22 and more", fd, "x", 1, 0, &six);
    }
    close(fd);
    fd = socket_for(friend_udp(), SOCK_DGRAM);
    shutdown(fd, SHUT_WR);
    send_to("sendto after shutting down", fd, "x", 1, 0, friend_udp());
    connect(fd, &friend_udp()->address.any, friend_udp()->length);
    shutdown(fd, SHUT_WR);
    send_to("sendto after connecting and shutting down", fd, "x", 1, 0, friend_udp());
    close(fd);
}

static void tell_of_streams(void) {
    struct place away = nobody("127.0.0.1");
    int ends[2];
    int fd = socket_for(friend_tcp(), SOCK_STREAM);
    send_to("sendto no descriptor", -1, "x", 1, 0, friend_tcp());
    send_to("sendto from a pipe", pipe(ends) < 0 ? -1 : ends[0], "x", 1, 0, friend_tcp());
    send_to("sendto from a file", open("work", O_RDONLY), "x", 1, 0, friend_tcp());
    send_to("sendto from what is not connected", fd, "x", 1, 0, friend_tcp());
    send_to("sendto from what is not connected, quietly", fd, "x", 1, MSG_NOSIGNAL, friend_tcp());
    tell("send from what is not connected", send(fd, "x", 1, 0));
    send_to("fast open from nowhere", fd, nowhere(), 1, MSG_FASTOPEN, friend_tcp());
    close(fd);
    fd = socket_for(friend_tcp(), SOCK_STREAM);
    send_to("fast open to who is not there", fd, "x", 1, MSG_FASTOPEN, &away);
    close(fd);
    fd = socket_for(friend_tcp(), SOCK_STREAM);
    send_to("fast open to IPv6", fd, "x", 1, MSG_FASTOPEN, at_outsider(FRIEND_TCP6));
    away.address.any.sa_family = AF_UNSPEC;
    send_to("fast open to a family that is not said", fd, "x", 1, MSG_FASTOPEN, &away);
    tell("fast open to nobody", send(fd, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL));
    close(fd);
    fd = connected_tcp();
    send_to("sendto from what is connected", fd, "x", 1, 0, &away);
    send_to("fast open from what is connected", fd, "x", 1, MSG_FASTOPEN, friend_tcp());
    shutdown(fd, SHUT_WR);
    send_to("sendto after closing", fd, "x", 1, 0, friend_tcp());
    send_to("sendto after closing, quietly", fd, "x", 1, MSG_NOSIGNAL, friend_tcp());
    discard(fd);
}

void tell_of_sending(void) {
    tell_of_datagrams();
    tell_of_streams();
}

static void send_message(const char *name, int fd, struct msghdr message) {
    tell(name, sendmsg(fd, &message, 0));
}

static void tell_of_pieces(int fd) {
    static struct iovec many[TOO_MANY];
    struct iovec piece = {"x", 1}, missing = {nowhere(), 1}, wrong = {large, (size_t) -1}, big = {large, TOO_LARGE};
    struct iovec mixed[] = {piece, missing};
    struct msghdr message = {.msg_name = (void *) &friend_udp()->address, .msg_namelen = friend_udp()->length,
                             .msg_iov = &piece, .msg_iovlen = 1};
    struct msghdr other = message;
    send_message("sendmsg", fd, message);
    tell("sendmsg of nothing", sendmsg(fd, NULL, 0));
    tell("sendmsg from nowhere", sendmsg(fd, nowhere(), 0));
    other.msg_iov = nowhere();
    send_message("sendmsg of pieces that are nowhere", fd, other);
    other.msg_iov = &missing;
    send_message("sendmsg of a piece that is nowhere", fd, other);
    other.msg_iov = mixed;
    other.msg_iovlen = 2;
    send_message("sendmsg of a second piece that is nowhere", fd, other);
    other.msg_iov = &wrong;
    other.msg_iovlen = 1;
    send_message("sendmsg of a piece of negative length", fd, other);
    other.msg_iov = &big;
    send_message("sendmsg of too much", fd, other);
    other.msg_iov = many;
    other.msg_iovlen = TOO_MANY;
    send_message("sendmsg of too many pieces", fd, other);
    other.msg_iovlen = (size_t) -1;
    send_message("sendmsg of far too many pieces", fd, other);
    other.msg_iovlen = 1024;
    send_message("sendmsg of many empty pieces", fd, other);
    other.msg_iov = NULL;
    other.msg_iovlen = 0;
    send_message("sendmsg of no pieces", fd, other);
}

static void tell_of_names(int fd) {
    struct iovec piece = {"x", 1};
    struct msghdr message = {.msg_name = (void *) &friend_udp()->address, .msg_namelen = friend_udp()->length,
                             .msg_iov = &piece, .msg_iovlen = 1};
    struct msghdr other = message;
    other.msg_name = nowhere();
    send_message("sendmsg to nowhere", fd, other);
    other.msg_name = NULL;
    send_message("sendmsg to nothing of some length", fd, other);
    other = message;
    other.msg_namelen = 0;
    send_message("sendmsg to an address of no length", fd, other);
    other.msg_namelen = 1;
    send_message("sendmsg to an address of length 1", fd, other);
    other.msg_namelen = 15;
    send_message("sendmsg to an address of length 15", fd, other);
    other.msg_namelen = (socklen_t) -1;
    send_message("sendmsg to an address of length -1", fd, other);
    struct sockaddr_storage room[2];
    memset(room, 0, sizeof room);
    memcpy(room, &friend_udp()->address.in, sizeof(struct sockaddr_in));
    other.msg_name = room;
    other.msg_namelen = sizeof room;
    send_message("sendmsg to an address of length 256", fd, other);
}

static void send_control(const char *name, int fd, const struct cmsghdr *head, size_t length, const void *data,
                         size_t size) {
    union {
        struct cmsghdr head;
        char room[2048];
    } control;
    struct iovec piece = {"x", 1};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = length};
    int is_internet = head->cmsg_level != SOL_SOCKET;
    if (is_internet) {
        message.msg_name = (void *) &friend_udp()->address;
        message.msg_namelen = friend_udp()->length;
    }
    memset(&control, 0, sizeof control);
    control.head = *head;
    memcpy(CMSG_DATA(&control.head), data, size);
    send_message(name, fd, message);
}

static void tell_of_control(int udp) {
    int ends[2], bad = 999, many[TOO_MANY_DESCRIPTORS] = {0}, hops = 0;
    struct cmsghdr rights = {.cmsg_len = CMSG_LEN(sizeof bad), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    struct cmsghdr head = rights;
    socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
    send_control("sendmsg of a descriptor that is closed", ends[0], &rights, CMSG_SPACE(sizeof bad), &bad, sizeof bad);
    head.cmsg_len = CMSG_LEN(sizeof many);
    send_control("sendmsg of too many descriptors", ends[0], &head, CMSG_SPACE(sizeof many), many, sizeof many);
    head.cmsg_len = 3;
    send_control("sendmsg of ancillary data that is too short", ends[0], &head, 64, &bad, sizeof bad);
    head.cmsg_len = 500;
    send_control("sendmsg of ancillary data that is too long", ends[0], &head, 64, &bad, sizeof bad);
    send_control("sendmsg of less ancillary data than a head", ends[0], &rights, 7, &bad, sizeof bad);
    head = rights;
    head.cmsg_type = 99;
    send_control("sendmsg of unknown ancillary data", ends[0], &head, CMSG_SPACE(sizeof bad), &bad, sizeof bad);
    struct ucred other = {.pid = 1, .uid = getuid() + 1, .gid = getgid()};
    head = (struct cmsghdr) {.cmsg_len = CMSG_LEN(sizeof other), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_CREDENTIALS};
    if (getuid() != 0) {
        send_control("sendmsg of the credentials of others", ends[0], &head, CMSG_SPACE(sizeof other), &other, sizeof other);
    }
    head = (struct cmsghdr) {.cmsg_len = CMSG_LEN(sizeof hops), .cmsg_level = IPPROTO_IP, .cmsg_type = IP_TTL};
    send_control("sendmsg with no hops at all", udp, &head, CMSG_SPACE(sizeof hops), &hops, sizeof hops);
    head.cmsg_type = 99;
    send_control("sendmsg with an unknown option", udp, &head, CMSG_SPACE(sizeof hops), &hops, sizeof hops);
    struct iovec piece = {"x", 1};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = nowhere(), .msg_controllen = 24};
    send_message("sendmsg of ancillary data that is nowhere", ends[0], message);
    message.msg_controllen = (size_t) INT_MAX + 1;
    send_message("sendmsg of far too much ancillary data", ends[0], message);
    message.msg_controllen = 1 << 20;
    send_message("sendmsg of too much ancillary data", ends[0], message);
    close(ends[1]);
    message.msg_controllen = 0;
    message.msg_control = NULL;
    send_message("sendmsg to a pair whose other end is closed", ends[0], message);
    close(ends[0]);
}

static void tell_of_many(int fd) {
    struct iovec piece = {"x", 1};
    struct mmsghdr messages[3];
    for (int i = 0; i < 3; i++) {
        messages[i] = (struct mmsghdr) {.msg_hdr = {.msg_name = (void *) &friend_udp()->address,
                                                   .msg_namelen = friend_udp()->length, .msg_iov = &piece,
                                                   .msg_iovlen = 1}};
    }
    tell("sendmmsg of no messages", sendmmsg(fd, messages, 0, 0));
    tell("sendmmsg of no messages from nowhere", sendmmsg(fd, nowhere(), 0, 0));
    tell("sendmmsg from nowhere", sendmmsg(fd, nowhere(), 1, 0));
    tell("sendmmsg no descriptor", sendmmsg(-1, messages, 1, 0));
    tell("sendmmsg", sendmmsg(fd, messages, 3, 0));
    messages[1].msg_hdr.msg_name = nowhere();
    tell("sendmmsg of a second message to nowhere", sendmmsg(fd, messages, 3, 0));
    messages[0].msg_hdr.msg_iov = nowhere();
    tell("sendmmsg of a first message from nowhere", sendmmsg(fd, messages, 3, 0));
    tell("sendmmsg of messages that end nowhere",
         sendmmsg(fd, (struct mmsghdr *) ((char *) nowhere() - sizeof *messages), 0, 0));
}

void tell_of_messages(void) {
    int ends[2];
    struct iovec piece = {"x", 1};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    int fd = socket_for(friend_udp(), SOCK_DGRAM);
    send_message("sendmsg no descriptor", -1, message);
    send_message("sendmsg from a pipe", pipe(ends) < 0 ? -1 : ends[0], message);
    send_message("sendmsg to nobody", fd, message);
    tell_of_pieces(fd);
    tell_of_names(fd);
    tell_of_control(fd);
    tell_of_many(fd);
    close(fd);
    fd = socket_for(friend_tcp(), SOCK_STREAM);
    send_message("sendmsg from what is not connected", fd, message);
    tell("sendmsg from what is not connected, quietly", sendmsg(fd, &message, MSG_NOSIGNAL));
    close(fd);
}
