/*
 * A file system in user space (fuse(4)) that looks no name up until `release` is looked up, and is then as quick as
 * any other: every name is an empty file. A look-up that the kernel interrupts fails with EINTR, and an entry
 * `interrupted-N` is made for the Nth of them in the directory that the second argument names. The first argument is
 * where to mount. Runs until it is unmounted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_WAITING 4096

static int device;
static uint64_t waiting[MOST_WAITING];
static int waiting_count;
static int released;

static void answer(uint64_t unique, int error, const void *body, size_t size) {
    struct fuse_out_header header = {.len = (uint32_t)(sizeof header + size), .error = -error, .unique = unique};
    struct iovec parts[] = {{&header, sizeof header}, {(void *)(uintptr_t)body, size}};
    if (writev(device, parts, 2) < 0 && errno != ENOENT) {
        perror("slowfs: answer");
    }
}

static struct fuse_attr attributes(uint64_t node) {
    struct fuse_attr attr = {.ino = node, .mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0666, .nlink = 1};
    return attr;
}

static void answer_name(uint64_t unique) {
    struct fuse_entry_out entry = {.nodeid = 2, .attr = attributes(2)};
    answer(unique, 0, &entry, sizeof entry);
}

static void look_up(const struct fuse_in_header *in, const char *name) {
    if (strcmp(name, "release") == 0) {
        released = 1;
        while (waiting_count > 0) {
            answer_name(waiting[--waiting_count]);
        }
    }
    if (released || waiting_count == MOST_WAITING) {
        answer_name(in->unique);
    } else {
        waiting[waiting_count++] = in->unique;
    }
}

static void interrupt(uint64_t unique, const char *directory) {
    static int count;
    for (int i = 0; i < waiting_count; i++) {
        if (waiting[i] == unique) {
            waiting[i] = waiting[--waiting_count];
            answer(unique, EINTR, NULL, 0);
            char entry[4096];
            snprintf(entry, sizeof entry, "%s/interrupted-%d", directory, ++count);
            mkdir(entry, 0755);
        }
    }
}

static void serve(const struct fuse_in_header *in, const void *body, const char *directory) {
    switch (in->opcode) {
    case FUSE_INIT: {
        struct fuse_init_out init = {.major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION,
                .flags = FUSE_PARALLEL_DIROPS, .max_write = 4096, .max_background = 12};
        answer(in->unique, 0, &init, sizeof init);
        break;
    }
    case FUSE_LOOKUP:
        look_up(in, body);
        break;
    case FUSE_INTERRUPT:
        interrupt(((const struct fuse_interrupt_in *)body)->unique, directory);
        break;
    case FUSE_GETATTR: {
        struct fuse_attr_out attr = {.attr = attributes(in->nodeid)};
        answer(in->unique, 0, &attr, sizeof attr);
        break;
    }
    case FUSE_STATFS: {
        struct fuse_statfs_out nothing = {0};
        answer(in->unique, 0, &nothing, sizeof nothing);
        break;
    }
    case FUSE_OPEN:
    case FUSE_OPENDIR: {
        struct fuse_open_out open = {.fh = 1};
        answer(in->unique, 0, &open, sizeof open);
        break;
    }
    case FUSE_FLUSH:
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR:
    case FUSE_READ:
        answer(in->unique, 0, NULL, 0);
        break;
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
        break;
    default:
        answer(in->unique, ENOSYS, NULL, 0);
    }
}

int main(int argc, char **argv) {
    static _Alignas(8) char request[1 << 17];
    char options[128];
    device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", device);
    if (argc != 3 || device < 0 || mount("slowfs", argv[1], "fuse", MS_NOSUID | MS_NODEV, options) != 0) {
        perror("slowfs: mount");
        return 1;
    }
    while (1) {
        ssize_t length = read(device, request, sizeof request);
        if (length >= (ssize_t)sizeof(struct fuse_in_header)) {
            serve((const struct fuse_in_header *)request, request + sizeof(struct fuse_in_header), argv[2]);
        } else if (length < 0 && errno != EINTR && errno != ENOENT && errno != EAGAIN) {
            return errno == ENODEV ? 0 : 1;
        }
    }
}
