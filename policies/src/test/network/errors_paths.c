#define _GNU_SOURCE
#include "errors.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void connect_path(const char *name, int type, const char *path) {
    struct place to = at_path(path);
    int fd = socket_for(&to, type);
    tell(name, connect(fd, &to.address.any, to.length));
    close(fd);
}

static void send_path(const char *name, int type, const char *path) {
    struct place to = at_path(path);
    int fd = socket_for(&to, type);
    for (enum call call = SENDTO; call < CALLS; call++) {
        tell(name, send_by(call, fd, &to, MSG_DONTWAIT));
    }
    close(fd);
}

static void bind_path(const char *name, const char *path, size_t length) {
    struct place at = at_path(path);
    int fd = socket_for(&at, SOCK_STREAM);
    tell(name, bind(fd, &at.address.any, (socklen_t) length));
    close(fd);
}

/* What is there for others to be mistaken about. */
static void prepare(void) {
    struct place silent = at_path("work/silent"), deaf = at_path("work/deaf");
    unlink("work/silent");
    unlink("work/deaf");
    int fd = socket_for(&silent, SOCK_STREAM);
    tell("bind what will not listen", bind(fd, &silent.address.any, silent.length));
    fd = socket_for(&deaf, SOCK_DGRAM);
    tell("bind what nobody will read", bind(fd, &deaf.address.any, deaf.length));
    close(open("work/file", O_WRONLY | O_CREAT, 0600));
}

static void tell_of_names(void) {
    struct place name = at_path("");
    name.length = (socklen_t) (offsetof(struct sockaddr_un, sun_path)
                               + (size_t) snprintf(name.address.un.sun_path + 1, 50, "errors-%d", getpid()) + 1);
    int fd = socket_for(&name, SOCK_STREAM);
    tell("connect to an abstract name that nobody has", connect(fd, &name.address.any, name.length));
    tell("connect to a name of no length", connect(fd, &name.address.any, sizeof(sa_family_t)));
    tell("connect to an empty name", connect(fd, &name.address.any, sizeof(sa_family_t) + 1));
    tell("connect to a name of length 128", connect(fd, &name.address.any, sizeof name.address));
    close(fd);
    fd = socket_for(&name, SOCK_STREAM);
    tell("bind to an abstract name", bind(fd, &name.address.any, name.length));
    tell("bind to an abstract name twice", bind(fd, &name.address.any, name.length));
    int other = socket_for(&name, SOCK_STREAM);
    tell("connect to a name that does not listen", connect(other, &name.address.any, name.length));
    close(other);
    other = socket_for(&name, SOCK_DGRAM);
    tell("connect datagrams to a name of streams", connect(other, &name.address.any, name.length));
    tell("sendto a name of streams", send_by(SENDTO, other, &name, 0));
    close(other);
    close(fd);
}

void tell_of_paths(void) {
    char longest[109];
    struct sockaddr_un *path;
    struct place full;
    prepare();
    connect_path("connect to a path that is not there", SOCK_STREAM, "work/missing");
    connect_path("connect to a path below one that is not there", SOCK_STREAM, "work/missing/socket");
    connect_path("connect to a file", SOCK_STREAM, "work/file");
    connect_path("connect to a directory", SOCK_STREAM, "work");
    connect_path("connect to a path below a file", SOCK_STREAM, "work/file/socket");
    connect_path("connect to what does not listen", SOCK_STREAM, "work/silent");
    connect_path("connect a stream to datagrams", SOCK_STREAM, "work/deaf");
    connect_path("connect datagrams to a stream", SOCK_DGRAM, "work/stream");
    connect_path("connect packets to a stream", SOCK_SEQPACKET, "work/stream");
    connect_path("connect datagrams", SOCK_DGRAM, "work/deaf");
    send_path("send to a path that is not there", SOCK_DGRAM, "work/missing");
    send_path("send to a file", SOCK_DGRAM, "work/file");
    send_path("send datagrams to a stream", SOCK_DGRAM, "work/stream");
    send_path("send a stream to a path", SOCK_STREAM, "work/stream");
    send_path("send packets to a path", SOCK_SEQPACKET, "work/stream");
    send_path("send datagrams", SOCK_DGRAM, "work/deaf");
    bind_path("bind where a file is", "work/file", sizeof(struct sockaddr_un));
    bind_path("bind below what is not there", "work/missing/socket", sizeof(struct sockaddr_un));
    bind_path("bind below a file", "work/file/socket", sizeof(struct sockaddr_un));
    bind_path("bind to a path of length 111", "work/new", 111);
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    memcpy(longest, "work/", 5);
    full = at_path("");
    path = &full.address.un;
    memcpy(path->sun_path, longest, sizeof path->sun_path);
    unlink(longest);
    int fd = socket_for(&full, SOCK_STREAM);
    tell("connect to a path without an end", connect(fd, &full.address.any, sizeof(struct sockaddr_un)));
    tell("bind to a path without an end", bind(fd, &full.address.any, sizeof(struct sockaddr_un)));
    tell("bind twice", bind(fd, &full.address.any, sizeof(struct sockaddr_un)));
    close(fd);
    full = at_path("work/deaf");
    fd = socket_for(&full, SOCK_DGRAM);
    while (send_by(SENDTO, fd, &full, MSG_DONTWAIT) == 1) {
    }
    tell("send to who does not read", send_by(SENDTO, fd, &full, MSG_DONTWAIT));
    static char large[1 << 20];
    tell("send too much to a path", sendto(fd, large, sizeof large, MSG_DONTWAIT, &full.address.any, full.length));
    close(fd);
    tell_of_names();
}
