#define _GNU_SOURCE
#include "controls.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int connect_path(void) {
    const struct place *to = at_outsider(FRIEND_STREAM);
    int fd = socket_for(to, SOCK_STREAM);
    CHECK(connect(fd, &to->address.any, to->length) == 0);
    int status = echoes(fd);
    close(fd);
    return status;
}

/*
 * Whoever answers datagrams needs to know where: the socket has a path of its own. With Remit who answers is told its last
 * part only, which both find in the directory that they work in.
 */
static int from_path(int (*first)(int fd, const struct place *to)) {
    const struct place *to = at_outsider(FRIEND_DATAGRAM);
    struct place own = at_path("own");
    struct timeval patience = {.tv_sec = 5};
    unlink("own");
    int fd = socket_for(to, SOCK_DGRAM);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    CHECK(bind(fd, &own.address.any, own.length) == 0);
    CHECK(first(fd, to) == 0);
    int status = echoes(fd);
    close(fd);
    unlink("own");
    return status;
}

static int connects_datagrams(int fd, const struct place *to) {
    return connect(fd, &to->address.any, to->length);
}

static int connect_path_of_datagrams(void) {
    return from_path(connects_datagrams);
}

static int sends_datagrams(int fd, const struct place *to) {
    for (enum call call = SENDTO; call < CALLS; call++) {
        char byte = 0;
        int sent = (int) send_by(call, fd, to, 0);
        if (sent != (call == SENDMMSG ? 2 : 1)) {
            return -1;
        }
        for (int i = 0; i < sent; i++) {
            if (recv(fd, &byte, 1, 0) != 1 || byte != 'x') {
                return -1;
            }
        }
    }
    return connects_datagrams(fd, to);
}

static int send_to_path(void) {
    return from_path(sends_datagrams);
}

/* A descriptor is passed, and leads to the same file. */
static int passes(int type) {
    int ends[2];
    struct stat sent, got;
    CHECK(socketpair(AF_UNIX, type, 0, ends) == 0);
    int file = open("work", O_RDONLY | O_DIRECTORY);
    CHECK(file >= 0 && fstat(file, &sent) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        _exit(pass(ends[0], file) == 1 ? 0 : 1);
    }
    int passed = receive(ends[1]);
    CHECK(passed >= 0 && fstat(passed, &got) == 0);
    CHECK(sent.st_ino == got.st_ino && sent.st_dev == got.st_dev);
    CHECK(waitpid(child, NULL, 0) == child);
    close(ends[0]);
    close(ends[1]);
    return SUCCEEDED;
}

static int pass_by_stream(void) {
    return passes(SOCK_STREAM);
}

static int pass_by_packets(void) {
    return passes(SOCK_SEQPACKET);
}

static int pass_by_datagrams(void) {
    return passes(SOCK_DGRAM);
}

/* To an address, so that the supervisor has to look at the message; several descriptors, and who sent them. */
static int pass_to_path(void) {
    enum { DESCRIPTORS = 3 };
    struct place own = at_path("work/own");
    struct stat sent, got;
    int files[DESCRIPTORS], passed[DESCRIPTORS], one = 1;
    struct {
        struct cmsghdr rights;
        int descriptors[DESCRIPTORS];
        char padding[CMSG_SPACE(sizeof passed) - CMSG_LEN(sizeof passed)];
        struct cmsghdr credentials;
        struct ucred sender;
        char end[CMSG_SPACE(sizeof(struct ucred)) - CMSG_LEN(sizeof(struct ucred)) + 1];
    } control = {.rights = {.cmsg_len = CMSG_LEN(sizeof passed), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS},
                 .credentials = {.cmsg_len = CMSG_LEN(sizeof(struct ucred)), .cmsg_level = SOL_SOCKET,
                                 .cmsg_type = SCM_CREDENTIALS},
                 .sender = {.pid = getpid(), .uid = getuid(), .gid = getgid()}};
    char byte = 'x';
    struct iovec piece = {&byte, 1};
    struct msghdr message = {.msg_name = &own.address, .msg_namelen = own.length, .msg_iov = &piece, .msg_iovlen = 1,
                             .msg_control = &control, .msg_controllen = offsetof(typeof(control), end)
                                                                        + sizeof control.end - 1};
    unlink("work/own");
    int receiver = socket_for(&own, SOCK_DGRAM), sender = socket_for(&own, SOCK_DGRAM);
    CHECK(bind(receiver, &own.address.any, own.length) == 0);
    CHECK(setsockopt(receiver, SOL_SOCKET, SO_PASSCRED, &one, sizeof one) == 0);
    for (int i = 0; i < DESCRIPTORS; i++) {
        files[i] = open(i == 0 ? "work" : "board/board", O_RDONLY);
        CHECK(files[i] >= 0);
    }
    memcpy(control.descriptors, files, sizeof files);
    CHECK(sendmsg(sender, &message, 0) == 1);
    char room[512];
    message = (struct msghdr) {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    CHECK(recvmsg(receiver, &message, 0) == 1 && !(message.msg_flags & MSG_CTRUNC));
    int seen = 0;
    for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head != NULL; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_type == SCM_CREDENTIALS) {
            struct ucred credentials;
            memcpy(&credentials, CMSG_DATA(head), sizeof credentials);
            /* An ordinary user's supervisor can name no other process than itself. */
            CHECK(getuid() != 0 || credentials.pid == getpid());
            CHECK(credentials.uid == getuid() && credentials.gid == getgid());
            seen |= 1;
        } else if (head->cmsg_type == SCM_RIGHTS) {
            CHECK(head->cmsg_len == CMSG_LEN(sizeof passed));
            memcpy(passed, CMSG_DATA(head), sizeof passed);
            for (int i = 0; i < DESCRIPTORS; i++) {
                CHECK(fstat(files[i], &sent) == 0 && fstat(passed[i], &got) == 0);
                CHECK(sent.st_ino == got.st_ino && sent.st_dev == got.st_dev);
            }
            seen |= 2;
        }
    }
    CHECK(seen == 3);
    close(receiver);
    close(sender);
    unlink("work/own");
    return SUCCEEDED;
}

/* Who sent a message, as the kernel tells who receives it; claims are made by the message itself. */
static int sender_is(int type, const struct ucred *claim, const struct ucred *expected) {
    struct place own = at_path("work/own");
    int ends[2], one = 1;
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(struct ucred))];
    } control = {.head = {.cmsg_len = CMSG_LEN(sizeof *claim), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_CREDENTIALS}};
    char byte = 'x';
    struct iovec piece = {&byte, 1};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    if (claim != NULL) {
        memcpy(CMSG_DATA(&control.head), claim, sizeof *claim);
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
    }
    if (type == SOCK_DGRAM) {
        unlink("work/own");
        ends[0] = socket_for(&own, type);
        ends[1] = socket_for(&own, type);
        CHECK(bind(ends[0], &own.address.any, own.length) == 0);
        message.msg_name = &own.address;
        message.msg_namelen = own.length;
    } else {
        CHECK(socketpair(AF_UNIX, type, 0, ends) == 0);
    }
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof one) == 0);
    long sent = sendmsg(ends[1], &message, 0);
    if (expected == NULL) {
        CHECK(sent == -1 && errno == EPERM);
        return SUCCEEDED;
    }
    CHECK(sent == 1);
    struct ucred told = {0};
    message = (struct msghdr) {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control,
                               .msg_controllen = sizeof control};
    CHECK(recvmsg(ends[0], &message, 0) == 1 && CMSG_FIRSTHDR(&message) != NULL);
    memcpy(&told, CMSG_DATA(&control.head), sizeof told);
    CHECK(told.uid == expected->uid);
    CHECK(told.gid == expected->gid);
    close(ends[0]);
    close(ends[1]);
    unlink("work/own");
    return SUCCEEDED;
}

static struct ucred me(void) {
    return (struct ucred) {.pid = getpid(), .uid = getuid(), .gid = getgid()};
}

static int sender_of_datagram(void) {
    struct ucred own = me();
    CHECK(sender_is(SOCK_DGRAM, NULL, &own) == SUCCEEDED);
    return sender_is(SOCK_DGRAM, &own, &own);
}

static int sender_of_stream(void) {
    struct ucred own = me();
    CHECK(sender_is(SOCK_STREAM, NULL, &own) == SUCCEEDED);
    return sender_is(SOCK_STREAM, &own, &own);
}

/* Root that becomes somebody else for good is that for whoever gets its messages, and cannot claim to be root. */
static int become_nobody(void) {
    enum { NOBODY = 65534 };
    CHECK(chmod("work", 0777) == 0);
    CHECK(setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0 && setresuid(NOBODY, NOBODY, NOBODY) == 0);
    return SUCCEEDED;
}

static int sender_that_was_root(int type) {
    struct ucred root = me();
    CHECK(become_nobody() == SUCCEEDED);
    struct ucred own = me();
    CHECK(sender_is(type, NULL, &own) == SUCCEEDED);
    CHECK(sender_is(type, &own, &own) == SUCCEEDED);
    root.pid = getpid();
    return sender_is(type, &root, NULL);
}

static int datagram_of_who_was_root(void) {
    return sender_that_was_root(SOCK_DGRAM);
}

static int stream_of_who_was_root(void) {
    return sender_that_was_root(SOCK_STREAM);
}

/* A name in the space that everybody shares: whoever is not in the tree may have the same. */
static struct place abstract_name(void) {
    struct place name = {.length = 0};
    name.address.un.sun_family = AF_UNIX;
    name.length = (socklen_t) (offsetof(struct sockaddr_un, sun_path)
                               + (size_t) snprintf(name.address.un.sun_path + 1, 100, "control-%d", getpid()) + 1);
    return name;
}

struct call_to {
    struct place place;
    int type;
};

static int calls(void *argument) {
    const struct call_to *to = argument;
    int fd = socket_for(&to->place, to->type);
    if (to->type == SOCK_DGRAM) {
        return send_by(SENDTO, fd, &to->place, 0) == 1 && send_by(SENDMSG, fd, &to->place, 0) == 1 ? 0 : 1;
    }
    return connect(fd, &to->place.address.any, to->place.length) == 0 && send(fd, "x", 1, 0) == 1 ? 0 : 1;
}

static int is_called(int fd, struct call_to *to) {
    char bytes[4];
    CHECK(in_child(calls, to) == 0);
    if (to->type == SOCK_DGRAM) {
        CHECK(recv(fd, bytes, 1, 0) == 1 && recv(fd, bytes, 1, 0) == 1);
    } else {
        int accepted = accept(fd, NULL, NULL);
        CHECK(accepted >= 0 && recv(accepted, bytes, 1, 0) == 1);
        close(accepted);
    }
    return SUCCEEDED;
}

static int has_name(int type) {
    struct call_to to = {abstract_name(), type};
    struct timeval patience = {.tv_sec = 5};
    int fd = socket_for(&to.place, type);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    CHECK(bind(fd, &to.place.address.any, to.place.length) == 0);
    CHECK(type == SOCK_DGRAM || listen(fd, 8) == 0);
    CHECK(is_called(fd, &to) == SUCCEEDED);
    /* The name that the kernel says it has leads there, too. */
    to.place.length = sizeof to.place.address;
    CHECK(getsockname(fd, &to.place.address.any, &to.place.length) == 0);
    CHECK(is_called(fd, &to) == SUCCEEDED);
    close(fd);
    return SUCCEEDED;
}

static int name_of_stream(void) {
    return has_name(SOCK_STREAM);
}

static int name_of_packets(void) {
    return has_name(SOCK_SEQPACKET);
}

static int name_of_datagrams(void) {
    return has_name(SOCK_DGRAM);
}

/* A name that the kernel chooses. */
static int chosen_name(void) {
    struct call_to to = {abstract_name(), SOCK_STREAM};
    int fd = socket_for(&to.place, SOCK_STREAM);
    CHECK(bind(fd, &to.place.address.any, sizeof(sa_family_t)) == 0 && listen(fd, 8) == 0);
    to.place.length = sizeof to.place.address;
    CHECK(getsockname(fd, &to.place.address.any, &to.place.length) == 0 && to.place.length > sizeof(sa_family_t));
    int status = is_called(fd, &to);
    close(fd);
    return status;
}

static int name_is_taken_once(void) {
    struct place name = abstract_name();
    int first = socket_for(&name, SOCK_STREAM), second = socket_for(&name, SOCK_STREAM);
    CHECK(bind(first, &name.address.any, name.length) == 0);
    CHECK(bind(second, &name.address.any, name.length) < 0 && errno == EADDRINUSE);
    close(first);
    CHECK(bind(second, &name.address.any, name.length) == 0);
    close(second);
    return SUCCEEDED;
}

static int look_at_addresses(void) {
    struct ifaddrs *all;
    int loopback = 0;
    CHECK(getifaddrs(&all) == 0);
    for (struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
        loopback |= one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET && strcmp(one->ifa_name, "lo") == 0;
    }
    freeifaddrs(all);
    CHECK(loopback);
    return SUCCEEDED;
}

static int look_up_address(void) {
    struct addrinfo *found;
    struct addrinfo wanted = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_ADDRCONFIG, .ai_socktype = SOCK_STREAM};
    CHECK(getaddrinfo("127.0.0.1", "80", &wanted, &found) == 0 && found->ai_family == AF_INET);
    freeaddrinfo(found);
    return SUCCEEDED;
}

static int look_at_interfaces(void) {
    struct if_nameindex *all = if_nameindex();
    CHECK(all != NULL && all[0].if_index != 0);
    if_freenameindex(all);
    return SUCCEEDED;
}

/* The C library asks by a datagram socket for these. */
static int look_at_interface(void) {
    char name[IF_NAMESIZE];
    CHECK(if_nametoindex("lo") == board->loopback);
    CHECK(if_indextoname(board->loopback, name) != NULL && strcmp(name, "lo") == 0);
    return SUCCEEDED;
}

const struct attack local_controls[] = {
    {"connect to a stream by its path", ALWAYS, NULL, NULL, connect_path},
    {"connect to datagrams by their path", DATAGRAMS_GRANTED, NULL, NULL, connect_path_of_datagrams},
    {"send to a path", DATAGRAMS_GRANTED, NULL, NULL, send_to_path},
    {"pass a descriptor by a stream", ALWAYS, NULL, NULL, pass_by_stream},
    {"pass a descriptor by packets", ALWAYS, NULL, NULL, pass_by_packets},
    {"pass a descriptor by datagrams", DATAGRAMS_GRANTED, NULL, NULL, pass_by_datagrams},
    {"pass descriptors and credentials to a path", DATAGRAMS_GRANTED, NULL, NULL, pass_to_path},
    {"who sent a datagram is told", DATAGRAMS_GRANTED, NULL, NULL, sender_of_datagram},
    {"who sent to a stream is told", ALWAYS, NULL, NULL, sender_of_stream},
    {"an abstract name of a stream", ALWAYS, NULL, NULL, name_of_stream},
    {"an abstract name of packets", ALWAYS, NULL, NULL, name_of_packets},
    {"an abstract name of datagrams", DATAGRAMS_GRANTED, NULL, NULL, name_of_datagrams},
    {"an abstract name that the kernel chooses", ALWAYS, NULL, NULL, chosen_name},
    {"an abstract name is taken once", ALWAYS, NULL, NULL, name_is_taken_once},
    {"look at the machine's addresses", TCP_GRANTED, NULL, NULL, look_at_addresses},
    {"look up an address", ALWAYS, NULL, NULL, look_up_address},
    {"look at the machine's interfaces", TCP_GRANTED, NULL, NULL, look_at_interfaces},
    {"look at an interface", DATAGRAMS_GRANTED, NULL, NULL, look_at_interface},
    {NULL, NULL, NULL, NULL, NULL},
};

const struct attack root_controls[] = {
    {"who was root is told apart by datagrams", DATAGRAMS_GRANTED, NULL, NULL, datagram_of_who_was_root},
    {"who was root is told apart by streams", ALWAYS, NULL, NULL, stream_of_who_was_root},
    {NULL, NULL, NULL, NULL, NULL},
};
