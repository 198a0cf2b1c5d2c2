/*
 * Serves two files, slow_files DIRECTORY PATH OTHER-PATH, until whoever started it ends; prints a line once they are
 * there. "changing" holds the one path when it is read first, then the other, and so on: the kernel is told to forget
 * what it has read. "stalling" holds the first path, but nobody gets to read it for some seconds. Speaks the protocol of
 * FUSE itself (fuse(4)), so that nothing else needs to be installed; only root can mount it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { CHANGING = 2, STALLING = 3, SIZE = 4096, STALL_MILLIS = 2500, MOST_STALLED = 64 };

static int device;
static char contents[2][SIZE];
static int looks;
static uint64_t stalled[MOST_STALLED];
static int stalled_count;
static long release;

static long millis(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void send_message(uint64_t unique, int error, const void *body, size_t size) {
    struct fuse_out_header head = {.len = (uint32_t) (sizeof head + size), .error = error, .unique = unique};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *) body, size}};
    (void) !writev(device, parts, size > 0 ? 2 : 1);
}

static void describe(uint64_t node, struct fuse_attr *attributes) {
    attributes->ino = node;
    attributes->size = node == FUSE_ROOT_ID ? 0 : SIZE;
    attributes->mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0644;
    attributes->nlink = 1;
}

static void look_up(uint64_t unique, const char *name) {
    struct fuse_entry_out entry = {.entry_valid = 3600, .attr_valid = 3600};
    entry.nodeid = strcmp(name, "changing") == 0 ? CHANGING : strcmp(name, "stalling") == 0 ? STALLING : 0;
    if (entry.nodeid == 0) {
        send_message(unique, -ENOENT, NULL, 0);
        return;
    }
    describe(entry.nodeid, &entry.attr);
    send_message(unique, 0, &entry, sizeof entry);
}

static void read_file(uint64_t unique, uint64_t node, const struct fuse_read_in *in) {
    if (in->offset >= SIZE) {
        send_message(unique, 0, NULL, 0);
    } else if (node == STALLING && millis() >= release && release != 0) {
        send_message(unique, 0, contents[0], SIZE);
    } else if (node == STALLING) {
        release = release == 0 ? millis() + STALL_MILLIS : release;
        if (stalled_count < MOST_STALLED) {
            stalled[stalled_count++] = unique;
        }
    } else {
        struct fuse_notify_inval_inode_out forget = {.ino = CHANGING, .len = -1};
        send_message(unique, 0, contents[looks++ % 2], SIZE);
        send_message(0, FUSE_NOTIFY_INVAL_INODE, &forget, sizeof forget);
    }
}

static void answer(const struct fuse_in_header *in, const void *body) {
    struct fuse_init_out init = {.major = FUSE_KERNEL_VERSION, .minor = 31, .max_write = 4096, .max_background = 16,
                                 .congestion_threshold = 12};
    struct fuse_attr_out attributes = {.attr_valid = 3600};
    struct fuse_open_out opened = {0};
    switch (in->opcode) {
    case FUSE_INIT:
        send_message(in->unique, 0, &init, sizeof init);
        break;
    case FUSE_LOOKUP:
        look_up(in->unique, body);
        break;
    case FUSE_GETATTR:
        describe(in->nodeid, &attributes.attr);
        send_message(in->unique, 0, &attributes, sizeof attributes);
        break;
    case FUSE_OPEN:
    case FUSE_OPENDIR:
        send_message(in->unique, 0, &opened, sizeof opened);
        break;
    case FUSE_READ:
        read_file(in->unique, in->nodeid, body);
        break;
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR:
    case FUSE_FLUSH:
        send_message(in->unique, 0, NULL, 0);
        break;
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
        break;
    default:
        send_message(in->unique, -ENOSYS, NULL, 0);
    }
}

static void let_go(void) {
    while (stalled_count > 0 && millis() >= release) {
        send_message(stalled[--stalled_count], 0, contents[0], SIZE);
    }
}

static int serve(void) {
    static char request[1 << 17];
    for (;;) {
        struct pollfd poll_device = {.fd = device, .events = POLLIN};
        if (poll(&poll_device, 1, stalled_count > 0 ? 20 : -1) < 0) {
            return 1;
        }
        let_go();
        if (poll_device.revents == 0) {
            continue;
        }
        ssize_t length = read(device, request, sizeof request);
        if (length >= (ssize_t) sizeof(struct fuse_in_header)) {
            answer((struct fuse_in_header *) request, request + sizeof(struct fuse_in_header));
        } else if (length < 0 && errno != EINTR && errno != EAGAIN && errno != ENOENT) {
            return 0;
        }
    }
}

int main(int count, char **arguments) {
    char options[128];
    device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", device);
    if (count != 4 || device < 0 || mount("slow_files", arguments[1], "fuse", MS_NOSUID | MS_NODEV, options) < 0) {
        perror("slow_files");
        return 1;
    }
    strncpy(contents[0], arguments[2], SIZE - 1);
    strncpy(contents[1], arguments[3], SIZE - 1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    puts("serving");
    fclose(stdout);
    return serve();
}
