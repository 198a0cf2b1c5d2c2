/*
 * Has the kernel execute files 0, 1, 2 and so on of the working directory, by their whole paths and with the argument
 * "last", and tells for each what came of it: "error N", or what the interpreter wrote.
 *
 *   heads COUNT
 *   heads PATH    the same with one file
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void execute(const char *path) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execl(path, path, "last", (char *) NULL);
        printf("error %d\n", errno);
        fflush(stdout);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

int main(int count, char **arguments) {
    if (count < 2) {
        return 2;
    }
    if (arguments[1][0] == '/') {
        execute(arguments[1]);
        return 0;
    }
    for (int i = 0; i < atoi(arguments[1]); i++) {
        char directory[4096], name[4200];
        snprintf(name, sizeof name, "%s/%d", getcwd(directory, sizeof directory), i);
        execute(name);
    }
    return 0;
}
