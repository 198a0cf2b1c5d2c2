/*
 * Somebody who may write to the directory of a program, or to its file, and exchanges it while a tool looks at it and
 * executes it.
 *
 *   race HOW WHEN TRIES GOOD EVIL -- COMMAND [ARGUMENT...]
 *
 * COMMAND is to execute attack/way/program, once or again and again; it is started until there were TRIES executions after
 * an exchange. The program says "good" or "evil" and waits for a line, so that everything is in its place again before the
 * next execution.
 *
 *   HOW   rename  another file gets the program's name
 *         link    a directory on the way is a symbolic link, and leads elsewhere
 *         write   the file itself is written to; others may, by its mode
 *   WHEN  read    when the file is read for the first time
 *         closed  when it is closed for the first time
 *         opened  when it is opened for the second time
 *
 * Prints "STATUS TRIES HOW WHEN": status 0 when "evil" was executed, 3 when it never was, 1 when it could not be tried.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often the command may end without an execution in a row. */
enum { MOST_FAILURES = 200 };

static const char *how, *when, *good, *evil;
static int watching = -1, opens, swapped;

static void die(const char *what) {
    printf("1 0 %s %s\n", how, when);
    perror(what);
    exit(1);
}

static void copy(const char *from, const char *to, mode_t mode) {
    static char buffer[1 << 16];
    ssize_t length;
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (source < 0 || target < 0 || fchmod(target, mode) < 0) {
        die(to);
    }
    while ((length = read(source, buffer, sizeof buffer)) > 0) {
        if (write(target, buffer, length) != length) {
            die(to);
        }
    }
    close(source);
    close(target);
}

static void take_place(const char *from, const char *to) {
    if (rename(from, to) < 0) {
        die(to);
    }
}

static void lead(const char *directory) {
    unlink("attack/link");
    if (symlink(directory, "attack/link") < 0) {
        die("attack/link");
    }
    take_place("attack/link", "attack/way");
}

/* Puts everything in its place, and watches the file that is there now. */
static void reset(void) {
    copy(good, "attack/fresh", strcmp(how, "write") == 0 ? 0777 : 0755);
    take_place("attack/fresh", "attack/real/program");
    if (strcmp(how, "rename") == 0) {
        copy(evil, "attack/exchange", 0755);
    }
    lead("real");
    if (watching >= 0) {
        close(watching);
    }
    watching = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (inotify_add_watch(watching, "attack/real/program", IN_ACCESS | IN_OPEN | IN_CLOSE_NOWRITE) < 0) {
        die("inotify");
    }
    opens = 0;
    swapped = 0;
}

static void swap(void) {
    swapped = 1;
    if (strcmp(how, "rename") == 0) {
        take_place("attack/exchange", "attack/real/program");
    } else if (strcmp(how, "link") == 0) {
        lead("false");
    } else {
        static char buffer[1 << 21];
        int source = open(evil, O_RDONLY | O_CLOEXEC);
        ssize_t length = read(source, buffer, sizeof buffer);
        close(source);
        /* What is being executed cannot be written to: then it was too late. */
        int file = open("attack/real/program", O_WRONLY | O_CLOEXEC);
        if (file < 0 && errno == ETXTBSY) {
            return;
        }
        if (length <= 0 || file < 0 || pwrite(file, buffer, length, 0) != length || ftruncate(file, length) < 0) {
            die("write");
        }
        close(file);
    }
}

static void look(void) {
    char buffer[4096] __attribute__((aligned(8)));
    ssize_t length = read(watching, buffer, sizeof buffer);
    for (char *at = buffer; at < buffer + length;) {
        struct inotify_event *event = (struct inotify_event *) at;
        at += sizeof *event + event->len;
        opens += (event->mask & IN_OPEN) != 0;
        if (!swapped
            && ((event->mask & IN_ACCESS && strcmp(when, "read") == 0)
                || (event->mask & IN_CLOSE_NOWRITE && strcmp(when, "closed") == 0)
                || (opens == 2 && strcmp(when, "opened") == 0))) {
            swap();
        }
    }
}

static pid_t start(char **command, int *answers, int *heard) {
    int output[2], input[2];
    if (pipe2(output, O_CLOEXEC) < 0 || pipe2(input, O_CLOEXEC) < 0) {
        die("pipe");
    }
    pid_t child = fork();
    if (child == 0) {
        dup2(input[0], 0);
        dup2(output[1], 1);
        execv(command[0], command);
        _exit(127);
    }
    close(output[1]);
    close(input[0]);
    *answers = output[0];
    *heard = input[1];
    return child;
}

/* Runs the command once: how many executions there were. */
static int run(char **command, int *tries, int most) {
    int answers, heard, executions = 0, evil_ran = 0;
    char line[64];
    reset();
    pid_t child = start(command, &answers, &heard);
    while (!evil_ran && *tries < most) {
        struct pollfd events[] = {{watching, POLLIN, 0}, {answers, POLLIN, 0}};
        if (poll(events, 2, -1) < 0) {
            die("poll");
        }
        if (events[0].revents != 0) {
            look();
        }
        if (events[1].revents != 0) {
            ssize_t length = read(answers, line, sizeof line);
            if (length <= 0) {
                break;
            }
            executions++;
            evil_ran = memmem(line, length, "evil", 4) != NULL;
            *tries += swapped || evil_ran;
            reset();
            if (write(heard, "\n", 1) < 0) {
                die("write");
            }
        }
    }
    close(heard);
    close(answers);
    if (evil_ran || *tries >= most) {
        kill(child, SIGTERM);
    }
    waitpid(child, NULL, 0);
    if (evil_ran) {
        printf("0 %d %s %s\n", *tries, how, when);
        exit(0);
    }
    return executions;
}

int main(int count, char **arguments) {
    if (count < 8) {
        return 2;
    }
    how = arguments[1];
    when = arguments[2];
    int most = atoi(arguments[3]), tries = 0, failures = 0;
    good = arguments[4];
    evil = arguments[5];
    signal(SIGPIPE, SIG_IGN);
    umask(0);
    mkdir("attack", 0755);
    mkdir("attack/real", 0755);
    mkdir("attack/false", 0755);
    copy(evil, "attack/false/program", 0755);
    while (tries < most) {
        failures = run(arguments + 7, &tries, most) == 0 ? failures + 1 : 0;
        if (failures > MOST_FAILURES) {
            errno = EAGAIN;
            die("nothing was executed");
        }
    }
    printf("3 %d %s %s\n", tries, how, when);
    return 0;
}
