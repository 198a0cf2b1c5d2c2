/* Attempts on a process outside, whose id the test gives. */
#define _GNU_SOURCE
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pid_t victim(void) {
    return atoi(process);
}

static int send_signal(void) {
    return outcome("kill", kill(victim(), SIGCONT));
}

static int send_signal_by_pidfd(void) {
    int pidfd = (int) syscall(SYS_pidfd_open, victim(), 0);
    return pidfd < 0 ? refused("pidfd_open")
                       : outcome("pidfd_send_signal", syscall(SYS_pidfd_send_signal, pidfd, SIGCONT, NULL, 0));
}

static int send_signal_to_thread(void) {
    return outcome("tgkill", syscall(SYS_tgkill, victim(), victim(), SIGCONT));
}

static int take_descriptor(void) {
    int pidfd = (int) syscall(SYS_pidfd_open, victim(), 0);
    return pidfd < 0 ? refused("pidfd_open") : outcome("pidfd_getfd", syscall(SYS_pidfd_getfd, pidfd, 0, 0));
}

static int trace(void) {
    return outcome("ptrace", ptrace(PTRACE_SEIZE, victim(), NULL, NULL));
}

/* Reads the program's first bytes, at the address that its map tells without asking. */
static int read_memory(void) {
    uint64_t word;
    struct iovec local = {&word, sizeof word};
    struct iovec remote = {(void *) (uintptr_t) strtoull(strchr(process, ':') + 1, NULL, 16), sizeof word};
    return outcome("process_vm_readv", process_vm_readv(victim(), &local, 1, &remote, 1, 0));
}

static int open_below(const char *what) {
    char path[4096];
    snprintf(path, sizeof path, "/proc/%d/%s", victim(), what);
    return outcome(path, open(path, O_RDONLY));
}

static int open_memory(void) {
    return open_below("mem");
}

static int open_environment(void) {
    return open_below("environ");
}

static int open_map(void) {
    return open_below("maps");
}

static int open_through_root(void) {
    char path[4096];
    snprintf(path, sizeof path, "/proc/%d/root%s", victim(), secret);
    return opens_secret(path);
}

static int open_through_working_directory(void) {
    char path[4096];
    snprintf(path, sizeof path, "/proc/%d/cwd/secret", victim());
    return opens_secret(path);
}

static int open_standard_input(void) {
    return open_below("fd/0");
}

static int limit(void) {
    struct rlimit none = {0, 0};
    return outcome("prlimit", prlimit(victim(), RLIMIT_CORE, &none, NULL));
}

static int renice(void) {
    return outcome("setpriority", setpriority(PRIO_PROCESS, (id_t) victim(), 19));
}

static int bind_to_processor(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    return outcome("sched_setaffinity", sched_setaffinity(victim(), sizeof set, &set));
}

static int attach_segment(void) {
    void *at = shmat(atoi(segment), NULL, SHM_RDONLY);
    if (at == (void *) -1) {
        return refused("shmat");
    }
    return memcmp(at, "hunter2", 7) == 0 ? SUCCEEDED : REFUSED;
}

/* For the test itself, outside: makes a segment with the secret and prints its number. */
static int make_segment(void) {
    int made = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    void *at = made < 0 ? (void *) -1 : shmat(made, NULL, 0);
    if (at == (void *) -1) {
        return broken("shmget");
    }
    memcpy(at, "hunter2", 7);
    printf("%d", made);
    return SUCCEEDED;
}

static int remove_segment(void) {
    return outcome("shmctl", shmctl(atoi(segment), IPC_RMID, NULL));
}

static int get_segment(void) {
    return outcome("shmget", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
}

const struct attempt process_attempts[] = {
    {"kill", send_signal},
    {"pidfd_send_signal", send_signal_by_pidfd},
    {"tgkill", send_signal_to_thread},
    {"pidfd_getfd", take_descriptor},
    {"ptrace", trace},
    {"process_vm_readv", read_memory},
    {"open the memory of a process", open_memory},
    {"open the environment of a process", open_environment},
    {"open the map of a process", open_map},
    {"open through the root of a process", open_through_root},
    {"open through the working directory of a process", open_through_working_directory},
    {"open the standard input of a process", open_standard_input},
    {"prlimit", limit},
    {"setpriority", renice},
    {"sched_setaffinity", bind_to_processor},
    {"shmat", attach_segment},
    {"shmget", get_segment},
    {NULL, NULL},
};

const struct attempt preparations[] = {
    {"make a segment", make_segment},
    {"remove a segment", remove_segment},
    {NULL, NULL},
};
