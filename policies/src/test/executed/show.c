/* Tells what a program is told of itself, a line each. With the argument "again" it executes itself anew first. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static void show_file(const char *name, const char *path) {
    char text[4096];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, text, sizeof text - 1);
    close(file);
    text[length < 0 ? 0 : length] = 0;
    text[strcspn(text, "\n")] = 0;
    printf("%s=%s\n", name, text);
}

int main(int count, char **arguments) {
    char text[4096];
    if (count > 1 && strcmp(arguments[1], "again") == 0) {
        execl("/proc/self/exe", "again", (char *) NULL);
        perror("execl");
        return 1;
    }
    for (int i = 0; i < count; i++) {
        printf("argument=%s\n", arguments[i]);
    }
    ssize_t length = readlink("/proc/self/exe", text, sizeof text - 1);
    text[length < 0 ? 0 : length] = 0;
    printf("exe=%s\n", text);
    show_file("comm", "/proc/self/comm");
    const char *started = strrchr((const char *) getauxval(AT_EXECFN), '/');
    printf("started=%s\n", started == NULL ? "" : started + 1);
    printf("directory=%s\n", getcwd(text, sizeof text));
    for (int i = 3; i < 1024; i++) {
        if (fcntl(i, F_GETFD) >= 0) {
            printf("open=%d\n", i);
        }
    }
    return 0;
}
