/*
 * Runs a command as a job of a shell on a terminal of its own, terminal SCENARIO COMMAND..., types at it, and checks how
 * it stops, goes on and ends. 0 when all is as a shell's user expects it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 60 };

static int screen;
static int reports;
static int orders;
static char seen[1 << 16];
static size_t seen_length;

static void fail(const char *what) {
    dprintf(STDERR_FILENO, "%s: %s; seen: %.*s\n", what, strerror(errno), (int) seen_length, seen);
    _exit(1);
}

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/* --- the shell: a leader of the session, which passes the end of its terminal on --- */

static pid_t job;

static void hang_up(int signal) {
    kill(-job, signal);
}

static void report(int status) {
    if (write(reports, &status, sizeof status) != sizeof status) {
        _exit(1);
    }
}

static void take_orders(void) {
    char order;
    ssize_t length;
    do {
        length = read(orders, &order, 1);
    } while (length < 0 && errno == EINTR);
    if (length != 1) {
        _exit(0);
    }
    tcsetpgrp(STDIN_FILENO, job);
    kill(-job, SIGCONT);
}

static void be_shell(int background, char **command) {
    signal(SIGTTOU, SIG_IGN);
    signal(SIGTTIN, SIG_IGN);
    signal(SIGTSTP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    job = fork();
    if (job == 0) {
        setpgid(0, 0);
        if (!background) {
            tcsetpgrp(STDIN_FILENO, getpid());
        }
        for (int i = 1; i < 32; i++) {
            signal(i, SIG_DFL);
        }
        execvp(command[0], command);
        _exit(127);
    }
    setpgid(job, job);
    struct sigaction action = {.sa_handler = hang_up, .sa_flags = SA_RESTART};
    sigaction(SIGHUP, &action, NULL);
    for (;;) {
        int status;
        if (waitpid(job, &status, WUNTRACED) != job) {
            _exit(1);
        }
        report(status);
        if (!WIFSTOPPED(status)) {
            _exit(0);
        }
        take_orders();
    }
}

/* --- the user --- */

static void await_words(const char *words) {
    time_t end = now() + PATIENCE;
    while (memmem(seen, seen_length, words, strlen(words)) == NULL) {
        struct pollfd ready = {screen, POLLIN, 0};
        if (now() > end || seen_length == sizeof seen) {
            fail(words);
        }
        if (poll(&ready, 1, 1000) > 0) {
            ssize_t length = read(screen, seen + seen_length, sizeof seen - seen_length);
            if (length > 0) {
                seen_length += (size_t) length;
            }
        }
    }
}

static void type(const char *keys) {
    if (write(screen, keys, strlen(keys)) < 0) {
        fail("type");
    }
}

static int await_report(const char *what) {
    struct pollfd ready = {reports, POLLIN, 0};
    int status;
    if (poll(&ready, 1, PATIENCE * 1000) != 1 || read(reports, &status, sizeof status) != sizeof status) {
        fail(what);
    }
    return status;
}

static void await_stop(const char *what) {
    int status = await_report(what);
    if (!WIFSTOPPED(status)) {
        fail(what);
    }
}

static void await_end(const char *what, int code) {
    int status = await_report(what);
    if (!(WIFEXITED(status) && WEXITSTATUS(status) == code) && !(WIFSIGNALED(status) && 128 + WTERMSIG(status) == code)) {
        dprintf(STDERR_FILENO, "status %x\n", (unsigned) status);
        fail(what);
    }
}

static void go_on(void) {
    if (write(orders, "c", 1) != 1) {
        fail("go on");
    }
}

static void scenario(const char *name) {
    await_words(strcmp(name, "background") == 0 ? "" : "running");
    if (strcmp(name, "tidy") == 0) {
        type("\032");
        await_stop("stop of a program that is tidy");
        await_words("tidy");
        go_on();
        await_words("continued");
        type("\003");
        await_end("interrupt", 130);
    } else if (strcmp(name, "stop") == 0) {
        for (int i = 0; i < 3; i++) {
            type("\032");
            await_stop("stop");
            seen_length = 0;
            go_on();
            await_words("going on");
        }
        type("\003");
        await_end("interrupt", 130);
    } else if (strcmp(name, "background") == 0) {
        await_stop("read in the background");
        go_on();
        type("hello\n");
        await_words("got hello");
        await_end("end", 0);
    } else if (strcmp(name, "hangup") == 0) {
        close(screen);
        await_end("hangup", 129);
    } else {
        fail("no such scenario");
    }
}

int main(int count, char **arguments) {
    int to_user[2];
    int to_shell[2];
    if (count < 3 || pipe2(to_user, O_CLOEXEC) < 0 || pipe2(to_shell, O_CLOEXEC) < 0) {
        fail("begin");
    }
    pid_t shell = forkpty(&screen, NULL, NULL, NULL);
    if (shell == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        reports = to_user[1];
        orders = to_shell[0];
        be_shell(strcmp(arguments[1], "background") == 0, arguments + 2);
    }
    fcntl(screen, F_SETFD, FD_CLOEXEC);
    reports = to_user[0];
    orders = to_shell[1];
    close(to_user[1]);
    close(to_shell[0]);
    scenario(arguments[1]);
    kill(shell, SIGKILL);
    waitpid(shell, NULL, 0);
    return 0;
}
