/* Attacks that rewrite an address, or the message that leads to it, between the decision and the use. */
#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* The memory that a call points to. Both threads know that nothing orders what they do with it. */
static struct place shared, good, bad;
static enum outsider victim;
static int used;

/* Copies bytes so that the compiler leaves none out. */
static void put(const struct place *place) {
    volatile unsigned char *to = shared.address.bytes;
    for (size_t i = 0; i < sizeof place->address; i++) {
        to[i] = place->address.bytes[i];
    }
}

static void rewrite(void) {
    put(&bad);
    put(&good);
}

static int prepare(enum outsider friend, enum outsider who) {
    good = *at_outsider(friend);
    bad = *at_outsider(who);
    victim = who;
    shared = good;
    shared.length = good.length > bad.length ? good.length : bad.length;
    return SUCCEEDED;
}

static int prepare_port(void) {
    return prepare(FRIEND_TCP, OTHER_PORT_TCP);
}

static int prepare_address(void) {
    return prepare(FRIEND_TCP, OTHER_ADDRESS_TCP);
}

static int prepare_port6(void) {
    return prepare(FRIEND_TCP6, OTHER_PORT_TCP6);
}

static int prepare_path(void) {
    return prepare(FRIEND_STREAM, PATH_STREAM);
}

static int prepare_name(void) {
    return prepare(FRIEND_STREAM, ABSTRACT_STREAM);
}

/* Where a connected socket leads tells at once whether the attack succeeded; outsiders may need a moment. */
static int leads_to(int fd, const struct place *place) {
    union address peer;
    socklen_t length = sizeof peer;
    memset(&peer, 0, sizeof peer);
    return getpeername(fd, &peer.any, &length) == 0
           && memcmp(&peer, &place->address, place->address.any.sa_family == AF_UNIX ? length : 8) == 0
           && length > sizeof(sa_family_t);
}

static int connect_shared(int type) {
    int fd = socket_for(&good, type);
    if (fd < 0) {
        return refused("socket");
    }
    int connected = connect(fd, &shared.address.any, shared.length) == 0;
    /* A datagram socket may be led where streams may go, to be asked for its own address; then it never sends. */
    int sends = connected && leads_to(fd, &bad) && (type == SOCK_STREAM || send(fd, "", 1, MSG_DONTWAIT) == 1);
    int status = whether(sends || has_reached(victim));
    discard(fd);
    return status;
}

static int connect_stream(void) {
    return connect_shared(SOCK_STREAM);
}

static int connect_datagrams(void) {
    return connect_shared(SOCK_DGRAM);
}

/* Binding is decided by the same memory. */
static int prepare_binding(int type) {
    good = at_address("127.0.0.1", type == SOCK_STREAM ? SERVED_TCP_PORT : SERVED_UDP_PORT);
    bad = at_address("127.0.0.1", FREE_PORT);
    shared = good;
    return SUCCEEDED;
}

static int prepare_serving(void) {
    return prepare_binding(SOCK_STREAM);
}

static int prepare_receiving(void) {
    return prepare_binding(SOCK_DGRAM);
}

static int bind_shared(int type) {
    int fd = socket_for(&good, type);
    if (fd < 0) {
        return refused("socket");
    }
    int bound = bind(fd, &shared.address.any, shared.length) == 0;
    int status = whether(bound && bound_port(fd) == ntohs(bad.address.in.sin_port));
    close(fd);
    return status;
}

static int bind_stream(void) {
    return bind_shared(SOCK_STREAM);
}

static int bind_datagrams(void) {
    return bind_shared(SOCK_DGRAM);
}

static int prepare_sender(enum outsider friend, enum outsider who) {
    int status = prepare(friend, who);
    used = socket_for(&good, SOCK_DGRAM);
    return used < 0 ? refused("socket") : status;
}

static int prepare_datagrams(void) {
    return prepare_sender(FRIEND_UDP, OTHER_PORT_UDP);
}

static int prepare_datagrams_to_address(void) {
    return prepare_sender(FRIEND_UDP, OTHER_ADDRESS_UDP);
}

static int prepare_datagrams6(void) {
    return prepare_sender(FRIEND_UDP6, OTHER_PORT_UDP6);
}

static int prepare_datagrams_to_path(void) {
    return prepare_sender(FRIEND_DATAGRAM, PATH_DATAGRAM);
}

static int prepare_datagrams_to_name(void) {
    return prepare_sender(FRIEND_DATAGRAM, ABSTRACT_DATAGRAM);
}

/* Between IPv4 and a family that is not said, which means IPv4 too, but may be taken for no address at all. */
static int prepare_family(void) {
    int status = prepare_sender(FRIEND_UDP, OTHER_PORT_UDP);
    good.address = bad.address;
    good.address.any.sa_family = AF_UNSPEC;
    good.address.in.sin_port = at_outsider(FRIEND_UDP)->address.in.sin_port;
    return status;
}

static int send_shared(enum call call, int flags) {
    send_by(call, used, &shared, flags | MSG_DONTWAIT);
    return whether(has_reached(victim));
}

static int sendto_shared(void) {
    return send_shared(SENDTO, 0);
}

static int sendmsg_shared(void) {
    return send_shared(SENDMSG, 0);
}

static int sendmmsg_shared(void) {
    return send_shared(SENDMMSG, 0);
}

/* TCP fast open: each needs a socket of its own. */
static int open_fast_shared(enum call call) {
    used = socket_for(&good, SOCK_STREAM);
    if (used < 0) {
        return refused("socket");
    }
    send_by(call, used, &shared, MSG_FASTOPEN);
    int status = whether(has_reached(victim) || leads_to(used, &bad));
    discard(used);
    return status;
}

static int open_fast_by_sendto(void) {
    return open_fast_shared(SENDTO);
}

static int open_fast_by_sendmsg(void) {
    return open_fast_shared(SENDMSG);
}

const struct attack rewriting_attacks[] = {
    {"rewrite the port of a connect", "naive", prepare_port, rewrite, connect_stream},
    {"rewrite the address of a connect", "naive", prepare_address, rewrite, connect_stream},
    {"rewrite the address of a connect by IPv6", "naive", prepare_port6, rewrite, connect_stream},
    {"rewrite the path of a connect", "naive", prepare_path, rewrite, connect_stream},
    {"rewrite the path of a connect to a name", "naive", prepare_name, rewrite, connect_stream},
    {"rewrite the address of a connect by UDP", "naive", prepare_datagrams, rewrite, connect_datagrams},
    {"rewrite the path of a connect of datagrams", "naive", prepare_datagrams_to_path, rewrite, connect_datagrams},
    {"rewrite the port of a bind", "naive", prepare_serving, rewrite, bind_stream},
    {"rewrite the port of a bind of UDP", "naive", prepare_receiving, rewrite, bind_datagrams},
    {"rewrite the port of a sendto", "naive", prepare_datagrams, rewrite, sendto_shared},
    {"rewrite the port of a sendmsg", "naive", prepare_datagrams, rewrite, sendmsg_shared},
    {"rewrite the port of a sendmmsg", "naive", prepare_datagrams, rewrite, sendmmsg_shared},
    {"rewrite the address of a sendto", "naive", prepare_datagrams_to_address, rewrite, sendto_shared},
    {"rewrite the address of a sendmsg", "naive", prepare_datagrams_to_address, rewrite, sendmsg_shared},
    {"rewrite the address of a sendto by IPv6", "naive", prepare_datagrams6, rewrite, sendto_shared},
    {"rewrite the address of a sendmsg by IPv6", "naive", prepare_datagrams6, rewrite, sendmsg_shared},
    {"rewrite the path of a sendto", "naive", prepare_datagrams_to_path, rewrite, sendto_shared},
    {"rewrite the path of a sendmsg", "naive", prepare_datagrams_to_path, rewrite, sendmsg_shared},
    {"rewrite the path of a sendmmsg", "naive", prepare_datagrams_to_path, rewrite, sendmmsg_shared},
    {"rewrite the path of a sendmsg to a name", "naive", prepare_datagrams_to_name, rewrite, sendmsg_shared},
    {"rewrite the family of a sendto", "naive", prepare_family, rewrite, sendto_shared},
    {"rewrite the family of a sendmsg", "naive", prepare_family, rewrite, sendmsg_shared},
    {"rewrite the address of a fast open", "naive", prepare_port, rewrite, open_fast_by_sendto},
    {"rewrite the address of a fast open by sendmsg", "naive", prepare_port, rewrite, open_fast_by_sendmsg},
    {NULL, NULL, NULL, NULL, NULL},
};

/* The message itself, which says where the address is. */
static struct mmsghdr messages[2];
static struct iovec pieces[2] = {{"x", 1}, {"yz", 2}};

static int prepare_messages(enum outsider friend, enum outsider who, int first_is_fixed) {
    int status = prepare_sender(friend, who);
    for (int i = 0; i < 2; i++) {
        messages[i].msg_hdr = (struct msghdr) {.msg_name = &good.address, .msg_namelen = shared.length,
                                               .msg_iov = pieces, .msg_iovlen = 1};
    }
    messages[0].msg_hdr.msg_name = first_is_fixed ? (void *) &at_outsider(friend)->address : &good.address;
    return status;
}

static int prepare_message(void) {
    return prepare_messages(FRIEND_UDP, OTHER_PORT_UDP, 0);
}

static int prepare_message_to_path(void) {
    return prepare_messages(FRIEND_DATAGRAM, PATH_DATAGRAM, 0);
}

static int prepare_second_message(void) {
    return prepare_messages(FRIEND_UDP, OTHER_PORT_UDP, 1);
}

/* A connected socket needs no address, so that a message without one may be left to the kernel. */
static int prepare_connected(void) {
    int status = prepare_message();
    messages[0].msg_hdr.msg_name = &bad.address;
    return status == SUCCEEDED && connect(used, &good.address.any, good.length) < 0 ? refused("connect") : status;
}

static void rewrite_pointer(struct msghdr *message) {
    struct msghdr volatile *shared_message = message;
    shared_message->msg_name = &bad.address;
    shared_message->msg_name = &good.address;
}

static void rewrite_first_pointer(void) {
    rewrite_pointer(&messages[0].msg_hdr);
}

static void rewrite_second_pointer(void) {
    rewrite_pointer(&messages[1].msg_hdr);
}

static void rewrite_length(void) {
    struct msghdr volatile *message = &messages[0].msg_hdr;
    message->msg_namelen = bad.length;
    message->msg_namelen = 0;
}

static void rewrite_null(void) {
    struct msghdr volatile *message = &messages[0].msg_hdr;
    message->msg_name = &bad.address;
    message->msg_name = NULL;
}

/* Everything in the message, so that lengths do not fit what they are lengths of. */
static void rewrite_everything(void) {
    struct msghdr volatile *message = &messages[0].msg_hdr;
    message->msg_iovlen = 2;
    message->msg_name = &bad.address;
    message->msg_iov = pieces + 1;
    message->msg_namelen = sizeof bad.address;
    message->msg_iov = pieces;
    message->msg_name = &good.address;
    message->msg_iovlen = 1;
    message->msg_namelen = good.length;
}

static int send_message(void) {
    sendmsg(used, &messages[0].msg_hdr, MSG_DONTWAIT);
    return whether(has_reached(victim));
}

static int send_messages(void) {
    sendmmsg(used, messages, 2, MSG_DONTWAIT);
    return whether(has_reached(victim));
}

const struct attack message_attacks[] = {
    {"rewrite the pointer of a sendmsg", "naive", prepare_message, rewrite_first_pointer, send_message},
    {"rewrite the pointer of a sendmsg to a path", "naive", prepare_message_to_path, rewrite_first_pointer, send_message},
    {"rewrite the pointer of a connected sendmsg", "naive", prepare_connected, rewrite_null, send_message},
    {"rewrite the length of a connected sendmsg", "naive", prepare_connected, rewrite_length, send_message},
    {"rewrite all of a sendmsg", "naive", prepare_message, rewrite_everything, send_message},
    {"rewrite the first pointer of a sendmmsg", "naive", prepare_message, rewrite_first_pointer, send_messages},
    {"rewrite the second pointer of a sendmmsg", "naive", prepare_second_message, rewrite_second_pointer, send_messages},
    {"rewrite the length of a connected sendmmsg", "naive", prepare_connected, rewrite_length, send_messages},
    {NULL, NULL, NULL, NULL, NULL},
};
