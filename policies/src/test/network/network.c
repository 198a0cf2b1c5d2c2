#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* How long an outsider may take to notice something, in milliseconds. Attacks that are refused never wait. */
enum { PATIENCE = 3000 };

const struct board *board;
/* The counters when the attack began. */
static unsigned before[OUTSIDERS];

/* Runs before main, and hence before each attack's process is made. */
__attribute__((constructor)) static void map_board(void) {
    int fd = open(BOARD, O_RDONLY | O_CLOEXEC);
    board = mmap(NULL, sizeof *board, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (board == MAP_FAILED) {
        board = NULL;
    }
}

static unsigned count_of(enum outsider who) {
    return atomic_load(&board->reached[who]);
}

/* Each attack has a process of its own, which asks first of all where somebody is. */
static void remember(void) {
    static pid_t remembered;
    if (remembered != getpid()) {
        remembered = getpid();
        for (int i = 0; i < OUTSIDERS; i++) {
            before[i] = count_of((enum outsider) i);
        }
    }
}

const struct place *at_outsider(enum outsider who) {
    remember();
    return &board->places[who];
}

struct place at_address(const char *ip, enum port port) {
    struct place place = {.length = sizeof(struct sockaddr_in)};
    remember();
    if (strchr(ip, ':') == NULL) {
        place.address.in = (struct sockaddr_in) {.sin_family = AF_INET, .sin_port = htons(board->ports[port])};
        inet_pton(AF_INET, ip, &place.address.in.sin_addr);
    } else {
        place.length = sizeof(struct sockaddr_in6);
        place.address.in6 = (struct sockaddr_in6) {.sin6_family = AF_INET6, .sin6_port = htons(board->ports[port])};
        inet_pton(AF_INET6, ip, &place.address.in6.sin6_addr);
    }
    return place;
}

struct place at_path(const char *path) {
    struct place place = {.length = sizeof(struct sockaddr_un)};
    remember();
    place.address.un.sun_family = AF_UNIX;
    snprintf(place.address.un.sun_path, sizeof place.address.un.sun_path, "%s", path);
    return place;
}

int refused(const char *what) {
    static const char *last;
    static int last_error;
    /* Attacks are tried again and again. */
    if (what != last || errno != last_error) {
        fprintf(stderr, "%s: %s\n", what, strerror(errno));
    }
    last = what;
    last_error = errno;
    return REFUSED;
}

int outcome(const char *what, long result) {
    return result == -1 ? refused(what) : SUCCEEDED;
}

int has_reached(enum outsider who) {
    return count_of(who) != before[who];
}

int reaches(enum outsider who) {
    for (int i = 0; i < PATIENCE && !has_reached(who); i++) {
        nanosleep(&(struct timespec) {.tv_nsec = 1000 * 1000}, NULL);
    }
    return whether(has_reached(who));
}

int socket_for(const struct place *place, int type) {
    int one = 1;
    struct timeval patience = {.tv_sec = 1};
    int fd = socket(place->address.any.sa_family, type | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &one, sizeof one);
    return fd;
}

uint16_t bound_port(int fd) {
    union address name;
    socklen_t length = sizeof name;
    memset(&name, 0, sizeof name);
    getsockname(fd, &name.any, &length);
    /* The ports of both versions are at the same place. */
    return name.any.sa_family == AF_UNIX ? 0 : ntohs(name.in.sin_port);
}

void discard(int fd) {
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger) {.l_onoff = 1}, sizeof(struct linger));
    close(fd);
}

static int is_datagram(int fd) {
    int type = 0;
    socklen_t length = sizeof type;
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length);
    return type == SOCK_DGRAM;
}

int connects_with(int fd, const struct place *to, enum outsider who) {
    if (fd < 0) {
        return refused("socket");
    }
    int result = connect(fd, &to->address.any, to->length);
    if (result == 0 && is_datagram(fd)) {
        result = send(fd, "x", 1, MSG_NOSIGNAL) == 1 ? 0 : -1;
    }
    int status = result < 0 ? refused("connect") : reaches(who);
    discard(fd);
    return status;
}

int connects(int type, const struct place *to, enum outsider who) {
    return connects_with(socket_for(to, type), to, who);
}

long send_by(enum call call, int fd, const struct place *to, int flags) {
    struct iovec data = {"x", 1};
    struct mmsghdr messages[2] = {{.msg_hdr = {.msg_name = (void *) &to->address, .msg_namelen = to->length,
                                               .msg_iov = &data, .msg_iovlen = 1}}};
    messages[1] = messages[0];
    switch (call) {
        case SENDTO:
            return sendto(fd, "x", 1, flags | MSG_NOSIGNAL, &to->address.any, to->length);
        case SENDMSG:
            return sendmsg(fd, &messages[0].msg_hdr, flags | MSG_NOSIGNAL);
        default:
            return sendmmsg(fd, messages, 2, flags | MSG_NOSIGNAL);
    }
}

int sends(enum call call, int type, const struct place *to, enum outsider who) {
    int fd = socket_for(to, type);
    if (fd < 0) {
        return refused("socket");
    }
    int status = send_by(call, fd, to, 0) < 0 ? refused("send") : reaches(who);
    discard(fd);
    return status;
}

int sends_with(const struct place *to, int level, int option, const void *value, size_t length) {
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(256)];
    } control;
    struct iovec data = {"x", 1};
    struct msghdr message = {.msg_name = (void *) &to->address, .msg_namelen = to->length, .msg_iov = &data,
                             .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE(length)};
    memset(&control, 0, sizeof control);
    control.head = (struct cmsghdr) {.cmsg_len = CMSG_LEN(length), .cmsg_level = level, .cmsg_type = option};
    memcpy(CMSG_DATA(&control.head), value, length);
    int fd = socket_for(to, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    int status = outcome("sendmsg", sendmsg(fd, &message, 0));
    close(fd);
    return status;
}

/* A message with room for one descriptor. */
struct parcel {
    struct msghdr message;
    struct iovec data;
    char byte;
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
};

static void wrap(struct parcel *parcel) {
    memset(parcel, 0, sizeof *parcel);
    parcel->data = (struct iovec) {&parcel->byte, 1};
    parcel->message = (struct msghdr) {.msg_iov = &parcel->data, .msg_iovlen = 1, .msg_control = &parcel->control,
                                       .msg_controllen = sizeof parcel->control};
}

long pass(int channel, int fd) {
    struct parcel parcel;
    wrap(&parcel);
    parcel.control.head = (struct cmsghdr) {.cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET,
                                            .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&parcel.control.head), &fd, sizeof fd);
    return sendmsg(channel, &parcel.message, MSG_NOSIGNAL);
}

int receive(int channel) {
    struct parcel parcel;
    int fd = -1;
    wrap(&parcel);
    if (recvmsg(channel, &parcel.message, MSG_CMSG_CLOEXEC) >= 0 && CMSG_FIRSTHDR(&parcel.message) != NULL) {
        memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&parcel.message)), sizeof fd);
    }
    return fd;
}
