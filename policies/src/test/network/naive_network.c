/*
 * What a tool does that trusts what it reads: it hands the program's calls on sockets to a supervisor, which looks at the
 * socket and the address, compares them with a few rules, and lets the kernel go on. It exists to be beaten: attacks that
 * it withstands would prove nothing. It must never be used to confine anything.
 *
 *   naive_network RULE... -- PROGRAM [ARGUMENT...]
 *
 * A rule is tcp:PORT or udp:PORT, for connecting and sending to that port of this machine; serve-tcp:PORT or
 * serve-udp:PORT, for binding to it and listening; or a path.
 */
#define _GNU_SOURCE
#include "naive.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* As many messages as attacks send at once. */
enum { MOST_MESSAGES = 4 };

static const long calls[] = {SYS_connect, SYS_bind, SYS_listen, SYS_sendto, SYS_sendmsg, SYS_sendmmsg, -1};

static char **rules;
static int rule_count;

union address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
    char bytes[sizeof(struct sockaddr_un) + 18];
};

static int has_rule(const char *rule) {
    for (int i = 0; i < rule_count; i++) {
        if (strcmp(rules[i], rule) == 0) {
            return 1;
        }
    }
    return 0;
}

/* The program's own socket, as it is now. */
static int copy_socket(pid_t pid, int fd) {
    int process = (int) syscall(SYS_pidfd_open, pid, 0);
    int copy = (int) syscall(SYS_pidfd_getfd, process, fd, 0);
    close(process);
    return copy;
}

static int is_loopback(const union address *address) {
    const struct in6_addr *six = &address->in6.sin6_addr;
    if (address->any.sa_family == AF_INET) {
        return address->in.sin_addr.s_addr == htonl(INADDR_LOOPBACK);
    }
    return IN6_IS_ADDR_LOOPBACK(six) || (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr32[3] == htonl(INADDR_LOOPBACK));
}

static int allowed(const char *purpose, int type, const union address *address) {
    char rule[128];
    if (address->any.sa_family == AF_UNIX) {
        snprintf(rule, sizeof rule, "%.*s", (int) sizeof address->un.sun_path, address->un.sun_path);
    } else if (address->any.sa_family == AF_INET || address->any.sa_family == AF_INET6) {
        /* The ports of both versions are at the same place. */
        snprintf(rule, sizeof rule, "%s%s:%d", purpose, type == SOCK_STREAM ? "tcp" : "udp", ntohs(address->in.sin_port));
        if (!is_loopback(address)) {
            return 0;
        }
    } else {
        /* No address at all. */
        return address->any.sa_family == AF_UNSPEC;
    }
    return has_rule(rule);
}

static int read_address(pid_t pid, uint64_t pointer, uint64_t length, union address *address) {
    memset(address, 0, sizeof *address);
    return length > sizeof *address || (length > 0 && copy_memory(pid, pointer, address, length) < 0) ? -1 : 0;
}

static int decide_address(const struct seccomp_notif *call, int type, uint64_t pointer, uint64_t length) {
    union address address;
    const char *purpose = call->data.nr == SYS_bind ? "serve-" : "";
    if (pointer == 0 || length == 0) {
        return 1;
    }
    if (read_address(call->pid, pointer, length, &address) < 0) {
        return 0;
    }
    /* Who calls may let the kernel choose where from. */
    return (call->data.nr == SYS_bind && address.in.sin_port == 0) || allowed(purpose, type, &address);
}

static int decide_message(const struct seccomp_notif *call, int type, uint64_t pointer) {
    struct msghdr message;
    return copy_memory(call->pid, pointer, &message, sizeof message) == 0
           && decide_address(call, type, (uintptr_t) message.msg_name, message.msg_namelen);
}

static int decide_messages(const struct seccomp_notif *call, int type, uint64_t pointer, uint64_t count) {
    for (uint64_t i = 0; i < count && i < MOST_MESSAGES; i++) {
        if (!decide_message(call, type, pointer + i * sizeof(struct mmsghdr))) {
            return 0;
        }
    }
    return 1;
}

static int decide(const struct seccomp_notif *call, int fd, int type) {
    const uint64_t *arguments = (const uint64_t *) call->data.args;
    union address name;
    socklen_t length = sizeof name;
    switch (call->data.nr) {
        case SYS_listen:
            return getsockname(fd, &name.any, &length) == 0 && allowed("serve-", type, &name);
        case SYS_sendto:
            return decide_address(call, type, arguments[4], arguments[5]);
        case SYS_sendmsg:
            return decide_message(call, type, arguments[1]);
        case SYS_sendmmsg:
            return decide_messages(call, type, arguments[1], arguments[2]);
        default:
            return decide_address(call, type, arguments[1], arguments[2]);
    }
}

static void answer(int listener, const struct seccomp_notif *call) {
    int fd = copy_socket(call->pid, (int) call->data.args[0]);
    int type = 0;
    socklen_t length = sizeof type;
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length);
    int is_allowed = decide(call, fd, type);
    close(fd);
    naive_pause();
    naive_send(listener, call, is_allowed ? 0 : -EACCES);
}

int main(int count, char **arguments) {
    int at = naive_program(count, arguments);
    if (at == 0) {
        fprintf(stderr, "usage: naive_network RULE... -- PROGRAM [ARGUMENT...]\n");
        return 125;
    }
    rules = arguments + 1;
    rule_count = at - 1;
    return naive_run(arguments + at + 1, calls, answer);
}
