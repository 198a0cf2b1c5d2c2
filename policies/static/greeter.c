/* Prints the files that it is given, by default the greeting beside it. Build: gcc -static -o greeter greeter.c */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int print(const char *path) {
    char buffer[4096];
    ssize_t length;
    int file = open(path, O_RDONLY);
    if (file < 0) {
        fprintf(stderr, "greeter: %s: %s\n", path, strerror(errno));
        return 1;
    }
    while ((length = read(file, buffer, sizeof buffer)) > 0) {
        if (write(STDOUT_FILENO, buffer, (size_t) length) != length) {
            return 1;
        }
    }
    close(file);
    return length < 0;
}

int main(int count, char **arguments) {
    int failed = 0;
    if (count < 2) {
        return print("greeting.txt");
    }
    for (int i = 1; i < count; i++) {
        failed |= print(arguments[i]);
    }
    return failed;
}
