/*
 * The processes outside: outsiders DIRECTORY listens in every way that attacks can try to reach, writes down where in the
 * file that BOARD names, and counts there whom somebody reached; the names of sockets in the file system are in DIRECTORY
 * and, those that are granted, in work/. Runs until it gets SIGTERM; then it takes what is left in the queues, and writes
 * down in board/reached who should not have been reached and was.
 */
#define _GNU_SOURCE
#include "board.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Below those that the kernel gives to who asks for none. */
enum { FIRST_PORT = 20000, LAST_PORT = 32000, MOST_SOCKETS = 64 };

/* An internet socket of an outsider. */
struct internet {
    enum outsider who;
    int type;
    const char *ip;
    enum port port;
};

static const struct internet internet[] = {
    {FRIEND_TCP, SOCK_STREAM, "127.0.0.1", TCP_PORT},
    {FRIEND_UDP, SOCK_DGRAM, "127.0.0.1", UDP_PORT},
    {FRIEND_TCP6, SOCK_STREAM, "::1", IPV6_PORT},
    {FRIEND_UDP6, SOCK_DGRAM, "::1", IPV6_PORT},
    {FULL, SOCK_STREAM, "127.0.0.1", FULL_PORT},
    {OTHER_ADDRESS_TCP, SOCK_STREAM, "127.0.0.2", TCP_PORT},
    {OTHER_ADDRESS_UDP, SOCK_DGRAM, "127.0.0.2", UDP_PORT},
    {OTHER_PROTOCOL_TCP, SOCK_STREAM, "127.0.0.1", UDP_PORT},
    {OTHER_PROTOCOL_UDP, SOCK_DGRAM, "127.0.0.1", TCP_PORT},
    {OTHER_VERSION_TCP, SOCK_STREAM, "::1", TCP_PORT},
    {OTHER_VERSION_UDP, SOCK_DGRAM, "::1", UDP_PORT},
    {MAPPED_TCP, SOCK_STREAM, "127.0.0.1", IPV6_PORT},
    {MAPPED_UDP, SOCK_DGRAM, "127.0.0.1", IPV6_PORT},
    {OTHER_PORT_TCP, SOCK_STREAM, "127.0.0.1", FOREIGN_PORT},
    {OTHER_PORT_UDP, SOCK_DGRAM, "127.0.0.1", FOREIGN_PORT},
    {OTHER_PORT_TCP6, SOCK_STREAM, "::1", FOREIGN_PORT},
    {OTHER_PORT_UDP6, SOCK_DGRAM, "::1", FOREIGN_PORT},
    {EVERYWHERE_TCP, SOCK_STREAM, "::", EVERYWHERE_PORT},
    {EVERYWHERE_UDP, SOCK_DGRAM, "::", EVERYWHERE_PORT},
    {SHARED_TCP, SOCK_STREAM, "127.0.0.1", SHARED_PORT},
    {SHARED_UDP, SOCK_DGRAM, "127.0.0.1", SHARED_PORT},
};

/* A socket with a name; an empty directory for one that is in no directory. */
struct local {
    enum outsider who;
    int type;
    int is_abstract;
    const char *name;
};

static const struct local local[] = {
    {FRIEND_STREAM, SOCK_STREAM, 0, "work/stream"},
    {FRIEND_DATAGRAM, SOCK_DGRAM, 0, "work/datagram"},
    {PATH_STREAM, SOCK_STREAM, 0, "stream"},
    {PATH_PACKET, SOCK_SEQPACKET, 0, "packet"},
    {PATH_DATAGRAM, SOCK_DGRAM, 0, "datagram"},
    {ABSTRACT_STREAM, SOCK_STREAM, 1, "stream"},
    {ABSTRACT_PACKET, SOCK_SEQPACKET, 1, "packet"},
    {ABSTRACT_DATAGRAM, SOCK_DGRAM, 1, "datagram"},
};

static const char *const names[OUTSIDERS] = {
    [OTHER_ADDRESS_TCP] = "a granted TCP port at another address",
    [OTHER_ADDRESS_UDP] = "a granted UDP port at another address",
    [OTHER_PROTOCOL_TCP] = "a granted UDP port by TCP",
    [OTHER_PROTOCOL_UDP] = "a granted TCP port by UDP",
    [OTHER_VERSION_TCP] = "a TCP port that is granted for IPv4, by IPv6",
    [OTHER_VERSION_UDP] = "a UDP port that is granted for IPv4, by IPv6",
    [MAPPED_TCP] = "a TCP port that is granted for IPv6, by IPv4",
    [MAPPED_UDP] = "a UDP port that is granted for IPv6, by IPv4",
    [OTHER_PORT_TCP] = "a TCP port",
    [OTHER_PORT_UDP] = "a UDP port",
    [OTHER_PORT_TCP6] = "a TCP port by IPv6",
    [OTHER_PORT_UDP6] = "a UDP port by IPv6",
    [EVERYWHERE_TCP] = "a TCP port at every address",
    [EVERYWHERE_UDP] = "a UDP port at every address",
    [SHARED_TCP] = "a TCP port that may be shared",
    [SHARED_UDP] = "a UDP port that may be shared",
    [PATH_STREAM] = "a stream socket by its path",
    [PATH_PACKET] = "a packet socket by its path",
    [PATH_DATAGRAM] = "a datagram socket by its path",
    [ABSTRACT_STREAM] = "a stream socket by its abstract name",
    [ABSTRACT_PACKET] = "a packet socket by its abstract name",
    [ABSTRACT_DATAGRAM] = "a datagram socket by its abstract name",
    [NETLINK] = "another process by netlink",
    [NETLINK_OF_ROUTES] = "another process by netlink for routes",
    [SIGNALLED] = "a process by a signal",
};

static const struct timespec NO_TIME;

enum kind { LISTENING, CONNECTED, DATAGRAMS };

static struct pollfd polled[MOST_SOCKETS];
static struct {
    enum outsider who;
    enum kind kind;
} what[MOST_SOCKETS];
static int sockets;
static struct board *board;
static volatile sig_atomic_t ending;

static void end(int number) {
    (void) number;
    ending = 1;
}

static void count_signal(int number) {
    (void) number;
    atomic_fetch_add(&board->reached[SIGNALLED], 1);
}

static void fail(const char *doing) {
    perror(doing);
    exit(1);
}

static void add(int fd, enum outsider who, enum kind kind) {
    if (sockets == MOST_SOCKETS) {
        close(fd);
        return;
    }
    polled[sockets] = (struct pollfd) {.fd = fd, .events = POLLIN};
    what[sockets].who = who;
    what[sockets++].kind = kind;
}

static void remove_socket(int index) {
    close(polled[index].fd);
    polled[index] = polled[--sockets];
    what[index] = what[sockets];
}

static struct place place_of(const char *ip, uint16_t port) {
    struct place place = {.length = 0};
    if (inet_pton(AF_INET, ip, &place.address.in.sin_addr) == 1) {
        place.address.in.sin_family = AF_INET;
        place.address.in.sin_port = htons(port);
        place.length = sizeof place.address.in;
    } else {
        inet_pton(AF_INET6, ip, &place.address.in6.sin6_addr);
        place.address.in6.sin6_family = AF_INET6;
        place.address.in6.sin6_port = htons(port);
        place.length = sizeof place.address.in6;
    }
    return place;
}

/* A socket that is bound, or -1. */
static int bound(int type, const struct place *place, int shared) {
    int one = 1, zero = 0;
    int fd = socket(place->address.any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (shared) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    }
    if (place->address.any.sa_family == AF_INET6) {
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    }
    if (fd < 0 || bind(fd, &place->address.any, place->length) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Whether nobody has the port, with whatever protocol, at whatever address. */
static int is_free(uint16_t port) {
    struct place everywhere = place_of("::", port);
    int stream = bound(SOCK_STREAM, &everywhere, 0);
    int datagram = bound(SOCK_DGRAM, &everywhere, 0);
    close(stream);
    close(datagram);
    return stream >= 0 && datagram >= 0;
}

static void choose_ports(void) {
    uint16_t port = (uint16_t) (FIRST_PORT + getpid() * 37 % (LAST_PORT - FIRST_PORT));
    for (int i = 0; i < PORTS; i++) {
        do {
            port = port >= LAST_PORT ? FIRST_PORT : port + 1;
        } while (!is_free(port));
        board->ports[i] = port;
    }
}

static void listen_on_internet(void) {
    for (size_t i = 0; i < sizeof internet / sizeof *internet; i++) {
        const struct internet *one = &internet[i];
        struct place *place = &board->places[one->who];
        *place = place_of(one->ip, board->ports[one->port]);
        int fd = bound(one->type, place, one->port == SHARED_PORT);
        if (fd < 0 || (one->type == SOCK_STREAM && listen(fd, one->who == FULL ? 0 : 1024) < 0)) {
            fail(one->ip);
        }
        if (one->who != FULL) {
            add(fd, one->who, one->type == SOCK_STREAM ? LISTENING : DATAGRAMS);
        }
    }
}

/* The one connection that fits in, and one that waits for it to be taken. */
static void fill(void) {
    const struct place *place = &board->places[FULL];
    for (int i = 0; i < 2; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0 || (connect(fd, &place->address.any, place->length) < 0 && errno != EINPROGRESS)) {
            fail("fill");
        }
    }
}

static void listen_by_name(const char *directory) {
    for (size_t i = 0; i < sizeof local / sizeof *local; i++) {
        const struct local *one = &local[i];
        struct place *place = &board->places[one->who];
        struct sockaddr_un *name = &place->address.un;
        name->sun_family = AF_UNIX;
        int is_friend = one->who < VICTIMS;
        size_t length = (size_t) snprintf(name->sun_path + one->is_abstract, sizeof name->sun_path - 1, "%s/%s",
                                          is_friend ? "." : directory, one->name);
        place->length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + length + 1);
        if (length >= sizeof name->sun_path - 1) {
            errno = ENAMETOOLONG;
            fail(directory);
        }
        int fd = bound(one->type, place, 0);
        if (fd < 0 || (one->type != SOCK_DGRAM && listen(fd, 1024) < 0)
            || (!one->is_abstract && chmod(name->sun_path, 0777) < 0)) {
            fail(one->name);
        }
        add(fd, one->who, one->type == SOCK_DGRAM ? DATAGRAMS : LISTENING);
    }
}

/* Processes can talk to each other by these protocols: ordinary ones by the first, privileged ones by all. */
static void listen_by_netlink(enum outsider who, int protocol) {
    struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_pid = (uint32_t) getpid()};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    if (fd >= 0 && bind(fd, (struct sockaddr *) &name, sizeof name) == 0) {
        memcpy(&board->places[who].address, &name, sizeof name);
        board->places[who].length = sizeof name;
        add(fd, who, DATAGRAMS);
    }
}

/* Packets to the machine's own addresses stay within it. */
static void find_own_addresses(void) {
    struct ifaddrs *all;
    if (getifaddrs(&all) < 0) {
        fail("getifaddrs");
    }
    for (struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
        if (one->ifa_addr == NULL || !(one->ifa_flags & IFF_UP) || (one->ifa_flags & IFF_LOOPBACK)) {
            continue;
        }
        if (one->ifa_addr->sa_family == AF_INET) {
            memcpy(&board->own.address, one->ifa_addr, sizeof(struct sockaddr_in));
            board->own.address.in.sin_port = htons(board->ports[EVERYWHERE_PORT]);
            board->own.length = sizeof(struct sockaddr_in);
        } else if (one->ifa_addr->sa_family == AF_INET6
                   && IN6_IS_ADDR_LINKLOCAL(&((struct sockaddr_in6 *) one->ifa_addr)->sin6_addr)) {
            memcpy(&board->link.address, one->ifa_addr, sizeof(struct sockaddr_in6));
            board->link.address.in6.sin6_port = htons(board->ports[EVERYWHERE_PORT]);
            board->link.length = sizeof(struct sockaddr_in6);
        }
    }
    freeifaddrs(all);
}

/* Multicasts to a group of IPv4 need that somebody has joined; those to all nodes of IPv6 do not. */
static void join_group(void) {
    struct ip_mreqn group = {.imr_multiaddr.s_addr = htonl(0xEFFF4D4D), .imr_ifindex = (int) board->loopback};
    for (int i = 0; i < sockets; i++) {
        if (what[i].who == EVERYWHERE_UDP) {
            setsockopt(polled[i].fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group);
        }
    }
}

static void take(int index) {
    int fd = accept4(polled[index].fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
        atomic_fetch_add(&board->reached[what[index].who], 1);
        add(fd, what[index].who, CONNECTED);
    }
}

/* Friends give back what was sent; 0 when the other side has ended the connection. */
static int receive(int index) {
    char data[65536];
    union address from;
    socklen_t length = sizeof from;
    int fd = polled[index].fd;
    int is_friend = what[index].who < VICTIMS;
    ssize_t got = recvfrom(fd, data, sizeof data, 0, &from.any, &length);
    if (what[index].kind == CONNECTED) {
        return (got < 0 && errno == EAGAIN)
               || (got > 0 && (!is_friend || send(fd, data, (size_t) got, MSG_NOSIGNAL) == got));
    }
    if (got >= 0) {
        atomic_fetch_add(&board->reached[what[index].who], 1);
        if (is_friend && length > sizeof(sa_family_t)) {
            sendto(fd, data, (size_t) got, 0, &from.any, length);
        }
    }
    return 1;
}

/* Serves those who are waiting; 0 when nobody is, although there was time for somebody to come. */
static int serve(const struct timespec *time) {
    sigset_t none;
    sigemptyset(&none);
    if (ppoll(polled, (nfds_t) sockets, time, &none) <= 0) {
        return 0;
    }
    for (int i = sockets - 1; i >= 0; i--) {
        if (polled[i].revents == 0) {
            continue;
        }
        if (what[i].kind == LISTENING) {
            take(i);
        } else if (!receive(i)) {
            remove_socket(i);
        }
    }
    return 1;
}

static void map_board(void) {
    int fd = open(BOARD, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || ftruncate(fd, sizeof *board) < 0) {
        fail(BOARD);
    }
    board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (board == MAP_FAILED) {
        fail(BOARD);
    }
    close(fd);
}

/* What the manifest must know, and the sign that everything is there. */
static void publish(void) {
    FILE *ports = fopen("board/ports", "w");
    if (ports == NULL) {
        fail("board/ports");
    }
    fprintf(ports, "tcp=%d\nudp=%d\nipv6=%d\nfull=%d\nserved-tcp=%d\nserved-udp=%d\nserved-udp6=%d\n", board->ports[TCP_PORT],
            board->ports[UDP_PORT], board->ports[IPV6_PORT], board->ports[FULL_PORT], board->ports[SERVED_TCP_PORT],
            board->ports[SERVED_UDP_PORT], board->ports[SERVED_UDP6_PORT]);
    if (fclose(ports) != 0 || rename("board/ports", "board/published") != 0) {
        fail("board/published");
    }
}

static int tell(void) {
    FILE *file = fopen("board/reached", "w");
    for (int i = VICTIMS; i < OUTSIDERS && file != NULL; i++) {
        if (atomic_load(&board->reached[i]) != 0) {
            fprintf(file, "%s\n", names[i]);
        }
    }
    return file == NULL || fclose(file) != 0 ? 1 : 0;
}

int main(int count, char **arguments) {
    if (count != 2) {
        return 1;
    }
    map_board();
    /* Comes only while nothing else is being done. */
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGTERM, end);
    signal(SIGIO, count_signal);
    signal(SIGURG, count_signal);
    signal(SIGPIPE, SIG_IGN);
    setsid();
    board->process = getpid();
    board->loopback = if_nametoindex("lo");
    choose_ports();
    listen_on_internet();
    fill();
    listen_by_name(arguments[1]);
    listen_by_netlink(NETLINK, NETLINK_USERSOCK);
    listen_by_netlink(NETLINK_OF_ROUTES, NETLINK_ROUTE);
    find_own_addresses();
    join_group();
    publish();
    while (!ending) {
        serve(NULL);
    }
    while (serve(&NO_TIME)) {
    }
    return tell();
}
