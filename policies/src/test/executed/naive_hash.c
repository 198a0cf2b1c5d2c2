/*
 * What a tool does that trusts a name: it looks at the content of the file that bears it, compares it with what it knows,
 * and has the file executed that bears the name. It exists to be beaten: attacks that it withstands would prove nothing.
 *
 *   naive_hash PROGRAM FILE   executes PROGRAM if its content is that of FILE
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* FNV-1a: that it is no cryptographic one does not matter to who exchanges files. */
static uint64_t digest(const char *path) {
    char buffer[4096];
    uint64_t hash = 0xcbf29ce484222325;
    ssize_t length;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    while ((length = read(file, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < length; i++) {
            hash = (hash ^ (unsigned char) buffer[i]) * 0x100000001b3;
        }
    }
    close(file);
    return hash;
}

int main(int count, char **arguments) {
    if (count != 3) {
        return 2;
    }
    uint64_t wanted = digest(arguments[2]);
    if (digest(arguments[1]) != wanted) {
        return 126;
    }
    pid_t program = fork();
    if (program == 0) {
        execl(arguments[1], arguments[1], (char *) NULL);
        _exit(127);
    }
    int status;
    waitpid(program, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
