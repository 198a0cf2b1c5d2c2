/* Attempts to give what is denied another name, or to reach another socket than the one that was decided. */
#define _GNU_SOURCE
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define DENIED "moves/project/secrets/s"

static int rename_by_pattern(void) {
    return rename("moves/a.key", "moves/a") < 0 ? refused("rename") : opens_secret("moves/a");
}

static int link_by_pattern(void) {
    return link("moves/b.key", "moves/b") < 0 ? refused("link") : opens_secret("moves/b");
}

static int link_pinned_by_pattern(void) {
    char path[64];
    int pinned = open("moves/b.key", O_PATH);
    snprintf(path, sizeof path, "/proc/self/fd/%d", pinned);
    if (pinned < 0) {
        return broken("O_PATH");
    }
    if (linkat(AT_FDCWD, path, AT_FDCWD, "moves/c", AT_SYMLINK_FOLLOW) < 0) {
        return refused("linkat");
    }
    return opens_secret("moves/c");
}

static int link_by_descriptor(void) {
    int pinned = open("moves/b.key", O_PATH);
    if (pinned < 0) {
        return broken("O_PATH");
    }
    return linkat(pinned, "", AT_FDCWD, "moves/d", AT_EMPTY_PATH) < 0 ? refused("linkat") : opens_secret("moves/d");
}

static int rename_around_denied(void) {
    return rename("moves/project", "moves/other") < 0 ? refused("rename") : opens_secret("moves/other/secrets/s");
}

static int rename_parent_around_denied(void) {
    return rename("moves/project", "brokered/project") < 0 ? refused("rename")
                                                           : opens_secret("brokered/project/secrets/s");
}

static int exchange_directories(void) {
    if (renameat2(AT_FDCWD, "moves/empty", AT_FDCWD, "moves/project", RENAME_EXCHANGE) < 0) {
        return refused("renameat2");
    }
    return opens_secret("moves/empty/secrets/s");
}

static int exchange_files(void) {
    if (renameat2(AT_FDCWD, "moves/ok/s", AT_FDCWD, "moves/b.key", RENAME_EXCHANGE) < 0) {
        return refused("renameat2");
    }
    return opens_secret("moves/ok/s");
}

static atomic_int stop;
static char shared_path[sizeof((struct sockaddr_un *) 0)->sun_path];
static struct sockaddr_un shared_address;
static const char *innocent;
static const char *guilty;

static void *rewrite_path(void *unused) {
    (void) unused;
    while (!atomic_load(&stop)) {
        strcpy(shared_path, guilty);
        strcpy(shared_path, innocent);
    }
    return NULL;
}

static void *swap_link(void *unused) {
    (void) unused;
    while (!atomic_load(&stop)) {
        unlink("moves/way");
        if (symlink("project/secrets", "moves/way") < 0 && errno != EEXIST) {
            return NULL;
        }
        unlink("moves/way");
        if (symlink("ok", "moves/way") < 0 && errno != EEXIST) {
            return NULL;
        }
    }
    return NULL;
}

static int rename_one(const char *from) {
    return rename(from, "moves/taken");
}

static int link_one(const char *from) {
    return linkat(AT_FDCWD, from, AT_FDCWD, "moves/taken", 0);
}

/* Takes a name again and again while a rival changes what it leads to, and puts back what it may have. */
static int take(int (*call)(const char *), const char *from, void *(*rival)(void *)) {
    pthread_t thread;
    int status = REFUSED;
    innocent = "moves/ok/s";
    guilty = DENIED;
    strcpy(shared_path, innocent);
    if (pthread_create(&thread, NULL, rival, NULL) != 0) {
        return broken("thread");
    }
    for (int i = 0; i < rounds && status != SUCCEEDED; i++) {
        if (call(from) == 0) {
            status = opens_secret("moves/taken");
            rename("moves/taken", status == SUCCEEDED ? guilty : innocent);
            unlink("moves/taken");
        }
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    return status;
}

static int rewrite_renamed(void) {
    return take(rename_one, shared_path, rewrite_path);
}

static int rewrite_linked(void) {
    return take(link_one, shared_path, rewrite_path);
}

static int swap_renamed(void) {
    return take(rename_one, "moves/way/s", swap_link);
}

static int swap_linked(void) {
    return take(link_one, "moves/way/s", swap_link);
}

static void *rewrite_address(void *unused) {
    (void) unused;
    while (!atomic_load(&stop)) {
        strcpy(shared_address.sun_path, guilty);
        strcpy(shared_address.sun_path, innocent);
    }
    return NULL;
}

static int name_address(struct sockaddr_un *address, const char *path) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    strncpy(address->sun_path, path, sizeof address->sun_path - 1);
    return sizeof *address;
}

static int connect_rewritten(void) {
    pthread_t thread;
    struct sockaddr_un own;
    int status = REFUSED;
    int server = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    innocent = "brokered/own";
    guilty = socket_path;
    if (bind(server, (struct sockaddr *) &own, name_address(&own, innocent)) < 0 || listen(server, 64) < 0) {
        return broken("server");
    }
    name_address(&shared_address, innocent);
    if (pthread_create(&thread, NULL, rewrite_address, NULL) != 0) {
        return broken("thread");
    }
    for (int i = 0; i < rounds && status != SUCCEEDED; i++) {
        int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        struct sockaddr_un peer = {0};
        socklen_t length = sizeof peer;
        if (connect(client, (struct sockaddr *) &shared_address, sizeof shared_address) == 0
                && getpeername(client, (struct sockaddr *) &peer, &length) == 0
                && strcmp(peer.sun_path, socket_path) == 0) {
            status = SUCCEEDED;
        }
        close(accept(server, NULL, NULL));
        close(client);
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    unlink(innocent);
    return status;
}

static int bind_rewritten(void) {
    pthread_t thread;
    struct stat made;
    int status = REFUSED;
    innocent = "brokered/made";
    guilty = "readable/made";
    name_address(&shared_address, innocent);
    if (pthread_create(&thread, NULL, rewrite_address, NULL) != 0) {
        return broken("thread");
    }
    for (int i = 0; i < rounds && status != SUCCEEDED; i++) {
        int server = socket(AF_UNIX, SOCK_STREAM, 0);
        bind(server, (struct sockaddr *) &shared_address, sizeof shared_address);
        close(server);
        status = stat(guilty, &made) == 0 ? SUCCEEDED : REFUSED;
        unlink(innocent);
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    return status;
}

const struct attempt move_attempts[] = {
    {"rename what a pattern denies", rename_by_pattern, 0},
    {"link what a pattern denies", link_by_pattern, 0},
    {"link what a pattern denies, pinned", link_pinned_by_pattern, 0},
    {"link what a pattern denies, by descriptor", link_by_descriptor, 0},
    {"rename a directory with something denied in it", rename_around_denied, 0},
    {"rename a directory with something denied to where nothing is", rename_parent_around_denied, 0},
    {"exchange a directory with something denied in it", exchange_directories, 0},
    {"exchange a file for one that is denied", exchange_files, 0},
    {"rewrite the path of a rename", rewrite_renamed, 0},
    {"rewrite the path of a link", rewrite_linked, 0},
    {"swap a link in the path of a rename", swap_renamed, 0},
    {"swap a link in the path of a link", swap_linked, 0},
    {"rewrite the address of a connect", connect_rewritten, 0},
    {"rewrite the address of a bind", bind_rewritten, 0},
    {NULL, NULL, 0},
};
