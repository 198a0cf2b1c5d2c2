/*
 * What must go on working for who is granted it: built with the same mechanics as the attacks, but everything must
 * succeed. What holds under which manifest is where attacks have what they beat. "controls errors" prints what mistakes
 * give.
 */
#define _GNU_SOURCE
#include "controls.h"
#include "errors.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const struct attack_group attack_groups[] = {
    {stream_controls, 0}, {datagram_controls, 0}, {local_controls, 0}, {blocking_controls, 0},
    {root_controls, 1},   {NULL, 0},
};

int executed_as(const char *word) {
    if (strcmp(word, "errors") != 0) {
        return -1;
    }
    tell_of_errors();
    return SUCCEEDED;
}

int differs(int line, const char *condition) {
    fprintf(stderr, "line %d: not %s (errno %d: %s)\n", line, condition, errno, strerror(errno));
    return REFUSED;
}

int echoes(int fd) {
    char text[8] = "";
    struct timeval patience = {.tv_sec = 5};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    CHECK(send(fd, "hello", 5, MSG_NOSIGNAL) == 5);
    CHECK(recv(fd, text, sizeof text, 0) == 5);
    CHECK(memcmp(text, "hello", 5) == 0);
    return SUCCEEDED;
}

int listening(const struct place *at, int type) {
    int one = 1;
    int fd = socket_for(at, type);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, &at->address.any, at->length) < 0 || listen(fd, 8) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int in_child(int (*work)(void *), void *argument) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        _exit(work(argument));
    }
    return child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status) ? -1 : WEXITSTATUS(status);
}

static int connects_to_friend(enum outsider who) {
    const struct place *to = at_outsider(who);
    union address peer;
    socklen_t length = sizeof peer;
    int fd = socket_for(to, SOCK_STREAM);
    CHECK(fd >= 0);
    CHECK(connect(fd, &to->address.any, to->length) == 0);
    CHECK(getpeername(fd, &peer.any, &length) == 0 && peer.in.sin_port == to->address.in.sin_port);
    int status = echoes(fd);
    discard(fd);
    return status;
}

static int connect_tcp(void) {
    return connects_to_friend(FRIEND_TCP);
}

static int connect_tcp6(void) {
    return connects_to_friend(FRIEND_TCP6);
}

static int connect_mapped(void) {
    struct place to = at_address("::ffff:127.0.0.1", TCP_PORT);
    int fd = socket_for(&to, SOCK_STREAM);
    CHECK(connect(fd, &to.address.any, to.length) == 0);
    int status = echoes(fd);
    discard(fd);
    return status;
}

static int connect_without_blocking(void) {
    const struct place *to = at_outsider(FRIEND_TCP);
    int error = -1;
    socklen_t length = sizeof error;
    int fd = socket_for(to, SOCK_STREAM | SOCK_NONBLOCK);
    CHECK(connect(fd, &to->address.any, to->length) == 0 || errno == EINPROGRESS);
    struct pollfd writable = {.fd = fd, .events = POLLOUT};
    CHECK(poll(&writable, 1, 5000) == 1);
    CHECK(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0);
    CHECK(fcntl(fd, F_SETFL, 0) == 0);
    int status = echoes(fd);
    discard(fd);
    return status;
}

static int connect_again(void) {
    const struct place *to = at_outsider(FRIEND_TCP);
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    int fd = socket_for(to, SOCK_STREAM);
    CHECK(connect(fd, &to->address.any, to->length) == 0);
    CHECK(connect(fd, &nobody, sizeof nobody) == 0);
    CHECK(connect(fd, &to->address.any, to->length) == 0);
    int status = echoes(fd);
    discard(fd);
    return status;
}

static int connect_from_chosen_port(void) {
    const struct place *to = at_outsider(FRIEND_TCP);
    struct place from = *to;
    from.address.in.sin_port = 0;
    int fd = socket_for(to, SOCK_STREAM);
    CHECK(bind(fd, &from.address.any, from.length) == 0);
    CHECK(bound_port(fd) != 0);
    CHECK(connect(fd, &to->address.any, to->length) == 0);
    int status = echoes(fd);
    discard(fd);
    return status;
}

static int opens_fast(enum call call) {
    const struct place *to = at_outsider(FRIEND_TCP);
    int fd = socket_for(to, SOCK_STREAM);
    CHECK(send_by(call, fd, to, MSG_FASTOPEN) >= 1);
    char text[2];
    struct timeval patience = {.tv_sec = 5};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    CHECK(recv(fd, text, 1, 0) == 1 && text[0] == 'x');
    discard(fd);
    return SUCCEEDED;
}

static int open_fast_by_sendto(void) {
    return opens_fast(SENDTO);
}

static int open_fast_by_sendmsg(void) {
    return opens_fast(SENDMSG);
}

static int open_fast_lazily(void) {
    const struct place *to = at_outsider(FRIEND_TCP);
    int one = 1;
    int fd = socket_for(to, SOCK_STREAM);
    CHECK(setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &one, sizeof one) == 0);
    CHECK(connect(fd, &to->address.any, to->length) == 0);
    int status = echoes(fd);
    discard(fd);
    return status;
}

static int calls(void *address) {
    const struct place *to = address;
    int fd = socket_for(to, SOCK_STREAM);
    if (connect(fd, &to->address.any, to->length) < 0 || send(fd, "hello", 5, MSG_NOSIGNAL) != 5) {
        return 1;
    }
    discard(fd);
    return 0;
}

static int serve_tcp(void) {
    struct place at = at_address("127.0.0.1", SERVED_TCP_PORT);
    union address peer;
    socklen_t length = sizeof peer;
    int server = listening(&at, SOCK_STREAM);
    CHECK(server >= 0);
    CHECK(bound_port(server) == ntohs(at.address.in.sin_port));
    CHECK(in_child(calls, &at) == 0);
    int fd = accept4(server, &peer.any, &length, SOCK_CLOEXEC);
    CHECK(fd >= 0 && peer.any.sa_family == AF_INET);
    discard(fd);
    close(server);
    return SUCCEEDED;
}

/* Serving and calling at once, as event loops do. */
static int serve_without_blocking(void) {
    struct place at = at_address("127.0.0.1", SERVED_TCP_PORT);
    int server = listening(&at, SOCK_STREAM | SOCK_NONBLOCK);
    int client = socket_for(&at, SOCK_STREAM | SOCK_NONBLOCK);
    CHECK(server >= 0 && client >= 0);
    CHECK(connect(client, &at.address.any, at.length) == 0 || errno == EINPROGRESS);
    struct pollfd readable = {.fd = server, .events = POLLIN};
    CHECK(poll(&readable, 1, 5000) == 1);
    int fd = accept(server, NULL, NULL);
    CHECK(fd >= 0 && send(fd, "x", 1, MSG_NOSIGNAL) == 1);
    readable.fd = client;
    char byte;
    CHECK(poll(&readable, 1, 5000) == 1 && recv(client, &byte, 1, 0) == 1);
    discard(client);
    close(fd);
    close(server);
    return SUCCEEDED;
}

const struct attack stream_controls[] = {
    {"connect by TCP", TCP_GRANTED, NULL, NULL, connect_tcp},
    {"connect by TCP and IPv6", TCP_GRANTED, NULL, NULL, connect_tcp6},
    {"connect by TCP to IPv4 as IPv6", TCP_GRANTED, NULL, NULL, connect_mapped},
    {"connect without blocking", TCP_GRANTED, NULL, NULL, connect_without_blocking},
    {"connect once more", TCP_GRANTED, NULL, NULL, connect_again},
    {"connect from a port that the kernel chooses", TCP_GRANTED, NULL, NULL, connect_from_chosen_port},
    {"TCP fast open by sendto", TCP_GRANTED, NULL, NULL, open_fast_by_sendto},
    {"TCP fast open by sendmsg", TCP_GRANTED, NULL, NULL, open_fast_by_sendmsg},
    {"TCP fast open by writing", TCP_GRANTED, NULL, NULL, open_fast_lazily},
    {"serve by TCP", TCP_GRANTED, NULL, NULL, serve_tcp},
    {"serve by TCP without blocking", TCP_GRANTED, NULL, NULL, serve_without_blocking},
    {NULL, NULL, NULL, NULL, NULL},
};
