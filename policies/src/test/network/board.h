/* What the program that is confined and the processes outside share: a file that the former can only read. */
#ifndef BOARD_H
#define BOARD_H

#include <netinet/in.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#define BOARD "board/board"

/* Ports that were free when the outsiders began. What the manifests say of them is in their names. */
enum port {
    /* Granted outbound, on 127.0.0.1, for one protocol only; for both, on ::1. */
    TCP_PORT,
    UDP_PORT,
    IPV6_PORT,
    /* Granted outbound for TCP; who listens there takes no more connections. */
    FULL_PORT,
    /* Granted inbound, on 127.0.0.1, for one protocol only. Nobody has them. */
    SERVED_TCP_PORT,
    SERVED_UDP_PORT,
    /* Granted inbound for UDP, at every address of IPv6 and none of IPv4. Nobody has it. */
    SERVED_UDP6_PORT,
    /* Granted nowhere: an outsider is there, an outsider is there at every address, there and shares it, nobody is. */
    FOREIGN_PORT,
    EVERYWHERE_PORT,
    SHARED_PORT,
    FREE_PORT,
    PORTS
};

/* Who waits outside. */
enum outsider {
    /* These are granted. They give back what they get. */
    FRIEND_TCP,
    FRIEND_UDP,
    FRIEND_TCP6,
    FRIEND_UDP6,
    FRIEND_STREAM,
    FRIEND_DATAGRAM,
    /* This one is granted, too, but never answers. */
    FULL,
    /* Nobody else is. First of all, the ports of the friends at other addresses, and with the other protocol. */
    VICTIMS,
    OTHER_ADDRESS_TCP = VICTIMS,
    OTHER_ADDRESS_UDP,
    OTHER_PROTOCOL_TCP,
    OTHER_PROTOCOL_UDP,
    OTHER_VERSION_TCP,
    OTHER_VERSION_UDP,
    MAPPED_TCP,
    MAPPED_UDP,
    OTHER_PORT_TCP,
    OTHER_PORT_UDP,
    OTHER_PORT_TCP6,
    OTHER_PORT_UDP6,
    EVERYWHERE_TCP,
    EVERYWHERE_UDP,
    SHARED_TCP,
    SHARED_UDP,
    PATH_STREAM,
    PATH_PACKET,
    PATH_DATAGRAM,
    ABSTRACT_STREAM,
    ABSTRACT_PACKET,
    ABSTRACT_DATAGRAM,
    NETLINK,
    NETLINK_OF_ROUTES,
    /* A signal that a socket sends to its owner. */
    SIGNALLED,
    OUTSIDERS
};

union address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
    unsigned char bytes[sizeof(struct sockaddr_un) + 18];
};

struct place {
    union address address;
    socklen_t length;
};

struct board {
    atomic_uint ready;
    int process;
    /* The number of the loopback interface. */
    unsigned loopback;
    uint16_t ports[PORTS];
    struct place places[OUTSIDERS];
    /* An address of this machine that is not a loopback one, and one that is valid on one link only; length 0: none. */
    struct place own;
    struct place link;
    /* How often somebody reached each of them. */
    atomic_uint reached[OUTSIDERS];
};

#endif
