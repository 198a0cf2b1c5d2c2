/* Attacks on supervisors that do for the program what it may not do itself any more. Only root has rights to give up. */
#define _GNU_SOURCE
#include "groups.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

/* Identities belong to threads; the C library would change those of all. */
static void *open_as_nobody(void *status) {
    if (syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) < 0 || syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY) < 0) {
        *(int *) status = broken("setresuid");
    } else {
        *(int *) status = whether(open(at("stage/work/roots"), O_RDONLY | O_CLOEXEC) >= 0);
    }
    return NULL;
}

/* Meanwhile another thread, which is still root, has the supervisor open the same. */
static void open_as_root(void) {
    close(open("stage/work/roots", O_RDONLY));
}

static int give_up_identity(void) {
    pthread_t thread;
    int status = BROKEN;
    if (pthread_create(&thread, NULL, open_as_nobody, &status) != 0) {
        return broken("thread");
    }
    pthread_join(thread, NULL);
    return status;
}

/* The second identity is taken while the call of the first waits to be decided. */
static int give_up_file_system_identity(void) {
    syscall(SYS_setfsuid, NOBODY);
    int file = open("stage/work/roots", O_RDONLY);
    syscall(SYS_setfsuid, 0);
    close(file);
    return whether(file >= 0);
}

static int give_up_at(void (*give_up)(void)) {
    static char *const after[] = {"attacks", "after exec", NULL};
    int status;
    pid_t child = fork();
    if (child == 0) {
        give_up();
        execv("./attacks", after);
        _exit(BROKEN);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status)) {
        return broken("exec");
    }
    return WEXITSTATUS(status);
}

static void drop_bounds(void) {
    for (int i = 0; i <= CAP_LAST_CAP; i++) {
        prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
    }
}

static void stop_being_root(void) {
    /* SECBIT_NOROOT: from the next exec on, user 0 is a user like others. */
    prctl(PR_SET_SECUREBITS, 1, 0, 0, 0);
}

static int give_up_bounds(void) {
    return give_up_at(drop_bounds);
}

static int give_up_root(void) {
    return give_up_at(stop_being_root);
}

/* The file belongs to somebody else, who lets nobody read it. */
int opens_for_nobody(void) {
    return whether(open("stage/work/others", O_RDONLY) >= 0);
}

const struct attack identity_attacks[] = {
    {"give up the identity of a thread", "perform", NULL, open_as_root, give_up_identity},
    {"give up the identity for files", "perform", NULL, open_as_root, give_up_file_system_identity},
    {"give up the bounds of privileges", "perform", NULL, NULL, give_up_bounds},
    {"give up being root", "perform", NULL, NULL, give_up_root},
    {NULL, NULL, NULL, NULL, NULL},
};
