/* Attacks by sockets that somebody else made: the standard input, or what is passed from process to process. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Others have the same socket, and may have used it. */
static void release(int fd) {
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    connect(fd, &nobody, sizeof nobody);
}

static int input_sends(enum call call, enum outsider who, int flags) {
    release(STDIN_FILENO);
    return send_by(call, STDIN_FILENO, at_outsider(who), flags) < 0 ? refused("send") : reaches(who);
}

static int input_connects(enum outsider who) {
    release(STDIN_FILENO);
    return connects_with(dup(STDIN_FILENO), at_outsider(who), who);
}

static int connect_udp_input(void) {
    return input_connects(OTHER_PORT_UDP);
}

static int sendto_from_udp_input(void) {
    return input_sends(SENDTO, OTHER_PORT_UDP, 0);
}

static int sendmsg_from_udp_input(void) {
    return input_sends(SENDMSG, OTHER_PORT_UDP, 0);
}

static int sendmmsg_from_udp_input(void) {
    return input_sends(SENDMMSG, OTHER_PORT_UDP, 0);
}

static int connect_tcp_input(void) {
    return input_connects(OTHER_PORT_TCP);
}

static int sendto_from_tcp_input(void) {
    return input_sends(SENDTO, OTHER_PORT_TCP, MSG_FASTOPEN);
}

static int sendmsg_from_tcp_input(void) {
    return input_sends(SENDMSG, OTHER_PORT_TCP, MSG_FASTOPEN);
}

static int listen_on_tcp_input(void) {
    release(STDIN_FILENO);
    return listen(STDIN_FILENO, 1) < 0 ? refused("listen") : whether(bound_port(STDIN_FILENO) != 0);
}

static int connect_datagram_input(void) {
    return input_connects(PATH_DATAGRAM);
}

static int sendto_from_datagram_input(void) {
    return input_sends(SENDTO, PATH_DATAGRAM, 0);
}

static int sendmsg_from_datagram_input(void) {
    return input_sends(SENDMSG, PATH_DATAGRAM, 0);
}

static int sendmsg_to_name_from_datagram_input(void) {
    return input_sends(SENDMSG, ABSTRACT_DATAGRAM, 0);
}

/* What the channel brings; without taking it, so that the next attack gets it too. */
enum brought { TCP, UDP, DATAGRAM, BROUGHT };

static int from_channel(enum brought which) {
    char byte;
    int fds[BROUGHT] = {-1, -1, -1};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof fds)];
    } control;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = sizeof control};
    if (recvmsg(STDIN_FILENO, &message, MSG_PEEK | MSG_DONTWAIT) > 0 && CMSG_FIRSTHDR(&message) != NULL) {
        memcpy(fds, CMSG_DATA(&control.head), control.head.cmsg_len - CMSG_LEN(0));
    }
    for (int i = 0; i < BROUGHT; i++) {
        if (i != (int) which) {
            close(fds[i]);
        }
    }
    return fds[which];
}

static int brought_connects(enum brought which, enum outsider who) {
    int fd = from_channel(which);
    release(fd);
    return connects_with(fd, at_outsider(who), who);
}

static int brought_sends(enum brought which, enum call call, enum outsider who, int flags) {
    int fd = from_channel(which);
    int status = send_by(call, fd, at_outsider(who), flags) < 0 ? refused("send") : reaches(who);
    close(fd);
    return status;
}

static int connect_brought_tcp(void) {
    return brought_connects(TCP, OTHER_PORT_TCP);
}

static int connect_brought_udp(void) {
    return brought_connects(UDP, OTHER_PORT_UDP);
}

static int sendto_from_brought_udp(void) {
    return brought_sends(UDP, SENDTO, OTHER_PORT_UDP, 0);
}

static int sendmsg_from_brought_udp(void) {
    return brought_sends(UDP, SENDMSG, OTHER_PORT_UDP, 0);
}

static int sendmmsg_from_brought_udp(void) {
    return brought_sends(UDP, SENDMMSG, OTHER_PORT_UDP, 0);
}

static int sendto_from_brought_datagram(void) {
    return brought_sends(DATAGRAM, SENDTO, PATH_DATAGRAM, 0);
}

static int sendmsg_from_brought_datagram(void) {
    return brought_sends(DATAGRAM, SENDMSG, PATH_DATAGRAM, 0);
}

/* Another process of the tree makes a socket, this one uses it. */
static int made_by_child(enum outsider who, int type) {
    int ends[2], status;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
        return broken("socketpair");
    }
    pid_t child = fork();
    if (child == 0) {
        int fd = socket_for(at_outsider(who), type);
        _exit(fd >= 0 && pass(ends[0], fd) == 1 ? 0 : 1);
    }
    close(ends[0]);
    int fd = receive(ends[1]);
    close(ends[1]);
    if (child < 0 || waitpid(child, &status, 0) < 0) {
        return broken("fork");
    }
    return fd;
}

static int connect_passed_tcp(void) {
    return connects_with(made_by_child(OTHER_PORT_TCP, SOCK_STREAM), at_outsider(OTHER_PORT_TCP), OTHER_PORT_TCP);
}

static int connect_passed_udp(void) {
    return connects_with(made_by_child(OTHER_PORT_UDP, SOCK_DGRAM), at_outsider(OTHER_PORT_UDP), OTHER_PORT_UDP);
}

static int sends_from_passed(enum call call, enum outsider who) {
    int fd = made_by_child(who, SOCK_DGRAM);
    if (fd < 0) {
        return refused("socket");
    }
    int status = send_by(call, fd, at_outsider(who), 0) < 0 ? refused("send") : reaches(who);
    close(fd);
    return status;
}

static int sendto_from_passed(void) {
    return sends_from_passed(SENDTO, OTHER_PORT_UDP);
}

static int sendmsg_from_passed(void) {
    return sends_from_passed(SENDMSG, OTHER_PORT_UDP);
}

static int sendmsg_from_passed_datagram(void) {
    return sends_from_passed(SENDMSG, PATH_DATAGRAM);
}

/* What a process connected before it executed something, it may use after; what it did not, it may not. */
static int connect_in_child_of_vfork(void) {
    const struct place *to = at_outsider(OTHER_PORT_TCP);
    int fd = socket_for(to, SOCK_STREAM);
    int status;
    if (fd < 0) {
        return refused("socket");
    }
    pid_t child = vfork();
    if (child == 0) {
        _exit(connect(fd, &to->address.any, to->length) == 0 ? 0 : 1);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0) {
        return broken("vfork");
    }
    discard(fd);
    return status == 0 ? reaches(OTHER_PORT_TCP) : REFUSED;
}

const struct attack passing_attacks[] = {
    {"connect the standard input, UDP", "udp-input", NULL, NULL, connect_udp_input},
    {"sendto from the standard input, UDP", "udp-input", NULL, NULL, sendto_from_udp_input},
    {"sendmsg from the standard input, UDP", "udp-input", NULL, NULL, sendmsg_from_udp_input},
    {"sendmmsg from the standard input, UDP", "udp-input", NULL, NULL, sendmmsg_from_udp_input},
    {"sendto from the standard input, TCP", "tcp-input", NULL, NULL, sendto_from_tcp_input},
    {"sendmsg from the standard input, TCP", "tcp-input", NULL, NULL, sendmsg_from_tcp_input},
    {"connect the standard input, TCP", "tcp-input", NULL, NULL, connect_tcp_input},
    {"listen on the standard input, TCP", "tcp-input", NULL, NULL, listen_on_tcp_input},
    {"sendto to a path from the standard input", "datagram-input", NULL, NULL, sendto_from_datagram_input},
    {"sendmsg to a path from the standard input", "datagram-input", NULL, NULL, sendmsg_from_datagram_input},
    {"sendmsg to a name from the standard input", "datagram-input", NULL, NULL, sendmsg_to_name_from_datagram_input},
    {"connect the standard input to a path", "datagram-input", NULL, NULL, connect_datagram_input},
    {"connect TCP that was brought", "channel-input", NULL, NULL, connect_brought_tcp},
    {"connect UDP that was brought", "channel-input", NULL, NULL, connect_brought_udp},
    {"sendto from UDP that was brought", "channel-input", NULL, NULL, sendto_from_brought_udp},
    {"sendmsg from UDP that was brought", "channel-input", NULL, NULL, sendmsg_from_brought_udp},
    {"sendmmsg from UDP that was brought", "channel-input", NULL, NULL, sendmmsg_from_brought_udp},
    {"sendto to a path from datagrams that were brought", "channel-input", NULL, NULL, sendto_from_brought_datagram},
    {"sendmsg to a path from datagrams that were brought", "channel-input", NULL, NULL, sendmsg_from_brought_datagram},
    {"connect TCP that was passed", "nothing", NULL, NULL, connect_passed_tcp},
    {"connect UDP that was passed", "nothing", NULL, NULL, connect_passed_udp},
    {"sendto from UDP that was passed", "nothing", NULL, NULL, sendto_from_passed},
    {"sendmsg from UDP that was passed", "nothing", NULL, NULL, sendmsg_from_passed},
    {"sendmsg to a path from datagrams that were passed", "nothing", NULL, NULL, sendmsg_from_passed_datagram},
    {"connect in a child of vfork", "nothing", NULL, NULL, connect_in_child_of_vfork},
    {NULL, NULL, NULL, NULL, NULL},
};
