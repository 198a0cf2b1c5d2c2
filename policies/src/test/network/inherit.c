/*
 * Runs a program whose standard input is a socket that nobody has connected, or one that brings such sockets:
 * inherit udp-input|tcp-input|datagram-input|channel-input PROGRAM [ARGUMENT...]
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The end of a channel in which a message with sockets waits; the other end stays open in the program's place. */
static int channel(void) {
    int ends[2];
    int brought[] = {socket(AF_INET, SOCK_STREAM, 0), socket(AF_INET, SOCK_DGRAM, 0), socket(AF_UNIX, SOCK_DGRAM, 0)};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof brought)];
    } control = {.head = {.cmsg_len = CMSG_LEN(sizeof brought), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    struct iovec data = {"x", 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = sizeof control};
    memcpy(CMSG_DATA(&control.head), brought, sizeof brought);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0 || sendmsg(ends[0], &message, 0) != 1) {
        return -1;
    }
    for (int i = 0; i < 3; i++) {
        close(brought[i]);
    }
    return ends[1];
}

int main(int count, char **arguments) {
    if (count < 3) {
        return 125;
    }
    const char *kind = arguments[1];
    int fd = strcmp(kind, "udp-input") == 0        ? socket(AF_INET, SOCK_DGRAM, 0)
             : strcmp(kind, "tcp-input") == 0      ? socket(AF_INET, SOCK_STREAM, 0)
             : strcmp(kind, "datagram-input") == 0 ? socket(AF_UNIX, SOCK_DGRAM, 0)
                                                   : channel();
    if (fd < 0 || dup2(fd, STDIN_FILENO) < 0) {
        perror(kind);
        return 125;
    }
    if (fd != STDIN_FILENO) {
        close(fd);
    }
    execv(arguments[2], arguments + 2);
    perror(arguments[2]);
    return 125;
}
