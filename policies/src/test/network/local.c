/* Attacks on sockets of the same machine, which have paths, or names in a space that everybody shares. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <asm/sockios.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int connect_to(enum outsider who, int type) {
    return connects(type, at_outsider(who), who);
}

static int connect_path(void) {
    return connect_to(PATH_STREAM, SOCK_STREAM);
}

static int connect_path_of_packets(void) {
    return connect_to(PATH_PACKET, SOCK_SEQPACKET);
}

static int connect_path_of_datagrams(void) {
    return connect_to(PATH_DATAGRAM, SOCK_DGRAM);
}

static int connect_name(void) {
    return connect_to(ABSTRACT_STREAM, SOCK_STREAM);
}

static int connect_name_of_packets(void) {
    return connect_to(ABSTRACT_PACKET, SOCK_SEQPACKET);
}

static int connect_name_of_datagrams(void) {
    return connect_to(ABSTRACT_DATAGRAM, SOCK_DGRAM);
}

static int sendto_path(void) {
    return sends(SENDTO, SOCK_DGRAM, at_outsider(PATH_DATAGRAM), PATH_DATAGRAM);
}

static int sendmsg_path(void) {
    return sends(SENDMSG, SOCK_DGRAM, at_outsider(PATH_DATAGRAM), PATH_DATAGRAM);
}

static int sendmmsg_path(void) {
    return sends(SENDMMSG, SOCK_DGRAM, at_outsider(PATH_DATAGRAM), PATH_DATAGRAM);
}

static int sendto_name(void) {
    return sends(SENDTO, SOCK_DGRAM, at_outsider(ABSTRACT_DATAGRAM), ABSTRACT_DATAGRAM);
}

static int sendmsg_name(void) {
    return sends(SENDMSG, SOCK_DGRAM, at_outsider(ABSTRACT_DATAGRAM), ABSTRACT_DATAGRAM);
}

static int sendmmsg_name(void) {
    return sends(SENDMMSG, SOCK_DGRAM, at_outsider(ABSTRACT_DATAGRAM), ABSTRACT_DATAGRAM);
}

/* A pair talks to itself, unless it is told other addresses. */
static int pair_sends(enum call call, enum outsider who) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) < 0) {
        return refused("socketpair");
    }
    int status = send_by(call, ends[0], at_outsider(who), 0) < 0 ? refused("send") : reaches(who);
    close(ends[0]);
    close(ends[1]);
    return status;
}

static int pair_sendto_path(void) {
    return pair_sends(SENDTO, PATH_DATAGRAM);
}

static int pair_sendmsg_path(void) {
    return pair_sends(SENDMSG, PATH_DATAGRAM);
}

static int pair_sendmmsg_path(void) {
    return pair_sends(SENDMMSG, PATH_DATAGRAM);
}

static int pair_sendmsg_name(void) {
    return pair_sends(SENDMSG, ABSTRACT_DATAGRAM);
}

static int pair_connect(void) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) < 0) {
        return refused("socketpair");
    }
    close(ends[1]);
    return connects_with(ends[0], at_outsider(PATH_DATAGRAM), PATH_DATAGRAM);
}

/* A type that the kernel takes for datagrams when the family is this. */
static int sendto_path_as_raw(void) {
    return sends(SENDTO, SOCK_RAW, at_outsider(PATH_DATAGRAM), PATH_DATAGRAM);
}

/* The name of somebody who may come later: those who look for him would come here. */
static int take_name(void) {
    struct place place = *at_outsider(ABSTRACT_STREAM);
    int fd = socket_for(&place, SOCK_STREAM);
    if (fd < 0) {
        return refused("socket");
    }
    place.address.un.sun_path[place.length - offsetof(struct sockaddr_un, sun_path) - 1] ^= 1;
    int status = bind(fd, &place.address.any, place.length) < 0 ? refused("bind") : REFUSED;
    /* Who is outside sees the names of everybody; this program may be shown another one than it has. */
    FILE *names = fopen("/proc/net/unix", "r");
    char line[512];
    if (names == NULL) {
        return broken("/proc/net/unix");
    }
    while (status == REFUSED && fgets(line, sizeof line, names) != NULL) {
        const char *at = strchr(line, '@');
        if (at != NULL && strncmp(at + 1, place.address.un.sun_path + 1, strlen(place.address.un.sun_path + 1)) == 0) {
            status = SUCCEEDED;
        }
    }
    fclose(names);
    close(fd);
    return status;
}

/* A path that leads to a granted place, but not when it is followed. */
static int connect_through_link(void) {
    struct place to = at_path("work/lead");
    unlink("work/lead");
    if (symlink(at_outsider(PATH_STREAM)->address.un.sun_path, "work/lead") < 0) {
        return broken("symlink");
    }
    return connects(SOCK_STREAM, &to, PATH_STREAM);
}

static int send_through_link(void) {
    struct place to = at_path("work/lead");
    unlink("work/lead");
    if (symlink(at_outsider(PATH_DATAGRAM)->address.un.sun_path, "work/lead") < 0) {
        return broken("symlink");
    }
    return sends(SENDMSG, SOCK_DGRAM, &to, PATH_DATAGRAM);
}

/* Makes a socket where nothing is granted. */
static int bind_path(int type) {
    struct place at = *at_outsider(PATH_STREAM);
    struct stat status;
    strcat(at.address.un.sun_path, "-new");
    at.length = sizeof at.address.un;
    int fd = socket_for(&at, type);
    if (fd < 0) {
        return refused("socket");
    }
    int result = bind(fd, &at.address.any, at.length);
    int made = result == 0 && stat(at.address.un.sun_path, &status) == 0;
    unlink(at.address.un.sun_path);
    close(fd);
    return result < 0 ? refused("bind") : whether(made);
}

static int bind_stream(void) {
    return bind_path(SOCK_STREAM);
}

static int bind_datagram(void) {
    return bind_path(SOCK_DGRAM);
}

/* A signal that the kernel sends to whom a socket belongs. */
static int signals_owner(int (*own)(int fd, pid_t owner)) {
    int ends[2];
    at_outsider(SIGNALLED);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
        return broken("socketpair");
    }
    if (own(ends[0], board->process) < 0 || fcntl(ends[0], F_SETFL, O_ASYNC) < 0) {
        return refused("owner");
    }
    if (write(ends[1], "x", 1) < 0) {
        return broken("write");
    }
    /* Nobody waits for it in vain when the owner could be set, but has no effect. */
    int reached = 0;
    for (int i = 0; i < 50 && !reached; i++) {
        usleep(1000);
        reached = has_reached(SIGNALLED);
    }
    close(ends[0]);
    close(ends[1]);
    return whether(reached);
}

static int own_by_ioctl(int fd, pid_t owner) {
    return ioctl(fd, FIOSETOWN, &owner);
}

static int own_by_socket_ioctl(int fd, pid_t owner) {
    return ioctl(fd, SIOCSPGRP, &owner);
}

static int own_by_fcntl(int fd, pid_t owner) {
    return fcntl(fd, F_SETOWN, owner);
}

static int own_by_fcntl_extended(int fd, pid_t owner) {
    struct f_owner_ex extended = {.type = F_OWNER_PID, .pid = owner};
    return fcntl(fd, F_SETOWN_EX, &extended);
}

static int signal_by_ioctl(void) {
    return signals_owner(own_by_ioctl);
}

static int signal_by_socket_ioctl(void) {
    return signals_owner(own_by_socket_ioctl);
}

static int signal_by_fcntl(void) {
    return signals_owner(own_by_fcntl);
}

static int signal_by_fcntl_extended(void) {
    return signals_owner(own_by_fcntl_extended);
}

/* By this protocol of netlink ordinary processes talk to each other. */
static int send_by_netlink(void) {
    const struct place *to = at_outsider(NETLINK);
    if (to->length == 0) {
        errno = EPROTONOSUPPORT;
        return impossible("NETLINK_USERSOCK");
    }
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
    if (fd < 0) {
        return refused("socket");
    }
    int status = send_by(SENDTO, fd, to, 0) < 0 ? refused("sendto") : reaches(NETLINK);
    close(fd);
    return status;
}

const struct attack local_attacks[] = {
    {"connect to a stream by its path", "nothing", NULL, NULL, connect_path},
    {"connect to packets by their path", "nothing", NULL, NULL, connect_path_of_packets},
    {"connect to datagrams by their path", "nothing", NULL, NULL, connect_path_of_datagrams},
    {"connect to a stream by its name", "nothing", NULL, NULL, connect_name},
    {"connect to packets by their name", "nothing", NULL, NULL, connect_name_of_packets},
    {"connect to datagrams by their name", "nothing", NULL, NULL, connect_name_of_datagrams},
    {"sendto to a path", "nothing", NULL, NULL, sendto_path},
    {"sendmsg to a path", "nothing", NULL, NULL, sendmsg_path},
    {"sendmmsg to a path", "nothing", NULL, NULL, sendmmsg_path},
    {"sendto to a name", "nothing", NULL, NULL, sendto_name},
    {"sendmsg to a name", "nothing", NULL, NULL, sendmsg_name},
    {"sendmmsg to a name", "nothing", NULL, NULL, sendmmsg_name},
    {"sendto to a path from a pair", "nothing", NULL, NULL, pair_sendto_path},
    {"sendmsg to a path from a pair", "nothing", NULL, NULL, pair_sendmsg_path},
    {"sendmmsg to a path from a pair", "nothing", NULL, NULL, pair_sendmmsg_path},
    {"sendmsg to a name from a pair", "nothing", NULL, NULL, pair_sendmsg_name},
    {"connect a pair to a path", "nothing", NULL, NULL, pair_connect},
    {"sendto to a path from a raw socket", "nothing", NULL, NULL, sendto_path_as_raw},
    {"take an abstract name", "nothing", NULL, NULL, take_name},
    {"connect through a link", "nothing", NULL, NULL, connect_through_link},
    {"send through a link", "nothing", NULL, NULL, send_through_link},
    {"bind a stream to a path", "nothing", NULL, NULL, bind_stream},
    {"bind datagrams to a path", "nothing", NULL, NULL, bind_datagram},
    {"signal the owner of a socket by ioctl", "nothing", NULL, NULL, signal_by_ioctl},
    {"signal the owner of a socket by its own ioctl", "nothing", NULL, NULL, signal_by_socket_ioctl},
    {"signal the owner of a socket by fcntl", "nothing", NULL, NULL, signal_by_fcntl},
    {"signal the owner of a socket by extended fcntl", "nothing", NULL, NULL, signal_by_fcntl_extended},
    {"send to a process by netlink", "nothing", NULL, NULL, send_by_netlink},
    {NULL, NULL, NULL, NULL, NULL},
};
