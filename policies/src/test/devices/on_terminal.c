/*
 * Runs a command on a pseudo-terminal, as the leader of a session of its own, and does what somebody would who sits
 * before it:
 *
 *   on_terminal [-n FILE] [-e TEXT | -s TEXT]... -- COMMAND [ARGUMENT...]
 *
 *   -n   writes the terminal's name to a file
 *   -e   waits until the command has written a text, behind those that were waited for already
 *   -s   types a text
 *
 * What the command writes goes to standard output, without carriage returns. Ends as the command does, or with 99 when it
 * does not write what is waited for.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 1 << 20, PATIENCE_MILLIS = 90 * 1000, UNFULFILLED = 99 };

static char seen[MOST + 1];
static size_t seen_length, looked_at;

static void fail(const char *what) {
    perror(what);
    exit(125);
}

/* Reads what there is; 0 when the other end is closed. */
static int take(int leader) {
    char buffer[4096];
    struct pollfd wait = {.fd = leader, .events = POLLIN};
    if (poll(&wait, 1, PATIENCE_MILLIS) <= 0) {
        fprintf(stderr, "nothing more is written, after:\n%s\n", seen);
        exit(UNFULFILLED);
    }
    ssize_t got = read(leader, buffer, sizeof buffer);
    for (ssize_t i = 0; i < got; i++) {
        if (buffer[i] != '\r' && seen_length < MOST) {
            seen[seen_length++] = buffer[i];
            putchar(buffer[i]);
        }
    }
    return got > 0;
}

static void expect(int leader, const char *text) {
    const char *found;
    while ((found = strstr(seen + looked_at, text)) == NULL) {
        if (!take(leader)) {
            fprintf(stderr, "\"%s\" is not written, but:\n%s\n", text, seen);
            exit(UNFULFILLED);
        }
    }
    looked_at = (size_t) (found - seen) + strlen(text);
}

static void type(int leader, const char *text) {
    for (size_t done = 0; done < strlen(text);) {
        ssize_t written = write(leader, text + done, strlen(text) - done);
        if (written < 0) {
            fail("write");
        }
        done += (size_t) written;
    }
}

static void begin(int leader, char **command) {
    int terminal = ioctl(leader, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    if (terminal < 0 || setsid() < 0 || ioctl(terminal, TIOCSCTTY, 0) < 0) {
        fail("terminal");
    }
    close(leader);
    /* As for whoever logs in: a shell that put the tests into its background had them ignored. */
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    for (int stream = 0; stream < 3; stream++) {
        dup2(terminal, stream);
    }
    if (terminal > 2) {
        close(terminal);
    }
    execvp(command[0], command);
    fail(command[0]);
}

int main(int count, char **arguments) {
    int leader = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    int at = 1;
    while (at < count && strcmp(arguments[at], "--") != 0) {
        at++;
    }
    if (at + 1 >= count || leader < 0 || unlockpt(leader) < 0 || ioctl(leader, TIOCSWINSZ, &size) < 0) {
        fail("on_terminal");
    }
    pid_t child = fork();
    if (child == 0) {
        begin(leader, arguments + at + 1);
    }
    /* Holds the other end open, so that reading goes on until the command is over. */
    for (int i = 1; i + 1 < at; i += 2) {
        if (strcmp(arguments[i], "-e") == 0) {
            expect(leader, arguments[i + 1]);
        } else if (strcmp(arguments[i], "-s") == 0) {
            type(leader, arguments[i + 1]);
        } else {
            FILE *file = fopen(arguments[i + 1], "w");
            if (file == NULL || fprintf(file, "%s", ptsname(leader)) < 0 || fclose(file) != 0) {
                fail(arguments[i + 1]);
            }
        }
    }
    while (take(leader)) {
    }
    int status;
    fflush(stdout);
    if (waitpid(child, &status, 0) < 0) {
        fail("wait");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
