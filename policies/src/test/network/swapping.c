/*
 * Attacks that exchange the socket, or the socket and the address, between the decision and the use. What is granted to a
 * socket of one kind is not to another.
 */
#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The number that the calls use means one of these. */
static int good, bad, used;
/* What is shared with the rival, when addresses are exchanged too. */
static struct place shared, granted, foreign;
static enum outsider victim;

static int prepare(int first, int second, const struct place *at) {
    good = first;
    bad = second;
    used = dup(good);
    granted = *at;
    foreign = *at;
    shared = *at;
    return good < 0 || bad < 0 || used < 0 ? refused("socket") : SUCCEEDED;
}

static void swap(void) {
    dup2(bad, used);
    dup2(good, used);
}

static void put(const struct place *place) {
    volatile unsigned char *to = shared.address.bytes;
    for (size_t i = 0; i < sizeof place->address; i++) {
        to[i] = place->address.bytes[i];
    }
}

static void swap_with_address(void) {
    dup2(bad, used);
    put(&foreign);
    dup2(good, used);
    put(&granted);
}

/* The port is granted for TCP only. The one that may be connected is, already: the attack is on the other. */
static int prepare_connecting_tcp(void) {
    const struct place *to = at_outsider(FRIEND_TCP);
    int status = prepare(socket_for(to, SOCK_STREAM), socket_for(to, SOCK_DGRAM), to);
    victim = OTHER_PROTOCOL_UDP;
    return status == SUCCEEDED && connect(good, &to->address.any, to->length) < 0 ? refused("connect") : status;
}

static int connect_swapped(void) {
    connect(used, &shared.address.any, shared.length);
    return whether(send(bad, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1 || has_reached(victim));
}

/* The port is granted for UDP only. */
static int prepare_connecting_udp(void) {
    const struct place *to = at_outsider(FRIEND_UDP);
    victim = OTHER_PROTOCOL_TCP;
    return prepare(socket_for(to, SOCK_DGRAM), socket_for(to, SOCK_STREAM), to);
}

/* A place of the internet is granted, a path is not. */
static int prepare_connecting_path(void) {
    const struct place *to = at_outsider(PATH_STREAM);
    int status = prepare_connecting_tcp();
    if (status == SUCCEEDED) {
        close(bad);
        bad = socket_for(to, SOCK_STREAM);
        foreign = *to;
        shared.length = to->length;
        victim = PATH_STREAM;
    }
    return status;
}

static int prepare_binding_tcp(void) {
    struct place at = at_address("127.0.0.1", SERVED_TCP_PORT);
    return prepare(socket_for(&at, SOCK_STREAM), socket_for(&at, SOCK_DGRAM), &at);
}

static int prepare_binding_udp(void) {
    struct place at = at_address("127.0.0.1", SERVED_UDP_PORT);
    return prepare(socket_for(&at, SOCK_DGRAM), socket_for(&at, SOCK_STREAM), &at);
}

static int bind_swapped(void) {
    bind(used, &shared.address.any, shared.length);
    return whether(bound_port(bad) != 0);
}

/* The one is bound where it may be; the other where who calls may be, but nobody may listen. */
static int prepare_listening(void) {
    struct place at = at_address("127.0.0.1", SERVED_TCP_PORT);
    struct place anywhere = at_address("0.0.0.0", SERVED_TCP_PORT);
    anywhere.address.in.sin_port = 0;
    int status = prepare(socket_for(&at, SOCK_STREAM), socket_for(&at, SOCK_STREAM), &at);
    return status == SUCCEEDED && (bind(good, &at.address.any, at.length) < 0
                                   || bind(bad, &anywhere.address.any, anywhere.length) < 0)
               ? refused("bind")
               : status;
}

static int prepare_listening_unbound(void) {
    struct place at = at_address("127.0.0.1", SERVED_TCP_PORT);
    int status = prepare(socket_for(&at, SOCK_STREAM), socket_for(&at, SOCK_STREAM), &at);
    return status == SUCCEEDED && bind(good, &at.address.any, at.length) < 0 ? refused("bind") : status;
}

static int listen_swapped(void) {
    int is_listening = 0;
    socklen_t length = sizeof is_listening;
    listen(used, 1);
    getsockopt(bad, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &length);
    return whether(is_listening);
}

static int send_swapped(enum call call, int flags) {
    send_by(call, used, &shared, flags | MSG_DONTWAIT);
    return whether(has_reached(victim));
}

/* The flag is for TCP; UDP does not look at it. */
static int open_fast_by_sendto(void) {
    return send_swapped(SENDTO, MSG_FASTOPEN);
}

static int open_fast_by_sendmsg(void) {
    return send_swapped(SENDMSG, MSG_FASTOPEN);
}

/* The port is granted for UDP, the path is not granted at all. */
static int prepare_sending_path(void) {
    const struct place *to = at_outsider(PATH_DATAGRAM);
    const struct place *at = at_outsider(FRIEND_UDP);
    int status = prepare(socket_for(at, SOCK_DGRAM), socket_for(to, SOCK_DGRAM), at);
    foreign = *to;
    shared.length = to->length;
    victim = PATH_DATAGRAM;
    return status;
}

static int sendto_swapped(void) {
    return send_swapped(SENDTO, 0);
}

static int sendmsg_swapped(void) {
    return send_swapped(SENDMSG, 0);
}

static int sendmmsg_swapped(void) {
    return send_swapped(SENDMMSG, 0);
}

const struct attack swapping_attacks[] = {
    {"exchange TCP for UDP under a connect", "naive", prepare_connecting_tcp, swap, connect_swapped},
    {"exchange UDP for TCP under a connect", "naive", prepare_connecting_udp, swap, connect_swapped},
    {"exchange TCP for a path under a connect", "naive", prepare_connecting_path, swap_with_address, connect_swapped},
    {"exchange TCP for UDP under a bind", "naive", prepare_binding_tcp, swap, bind_swapped},
    {"exchange UDP for TCP under a bind", "naive", prepare_binding_udp, swap, bind_swapped},
    {"exchange a bound socket under listen", "naive", prepare_listening, swap, listen_swapped},
    {"exchange a bound socket for another under listen", "naive", prepare_listening_unbound, swap, listen_swapped},
    {"exchange UDP for TCP under a fast open", "naive", prepare_connecting_udp, swap, open_fast_by_sendto},
    {"exchange UDP for TCP under a fast open by sendmsg", "naive", prepare_connecting_udp, swap, open_fast_by_sendmsg},
    {"exchange UDP for a path under a sendto", "naive", prepare_sending_path, swap_with_address, sendto_swapped},
    {"exchange UDP for a path under a sendmsg", "naive", prepare_sending_path, swap_with_address, sendmsg_swapped},
    {"exchange UDP for a path under a sendmmsg", "naive", prepare_sending_path, swap_with_address, sendmmsg_swapped},
    {NULL, NULL, NULL, NULL, NULL},
};
