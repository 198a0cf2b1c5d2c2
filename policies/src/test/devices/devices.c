/*
 * What programs do with devices, and what they must not do. Started on a terminal of its own, in a directory that
 * prepare.sh has made, with a socket run/wayland-0 that somebody serves:
 *
 *   devices works              each line: 0 for what works, else an error, and what it is
 *   devices attempts FOREIGN   each line: how an attempt ended, and its name; FOREIGN is a terminal of somebody else
 *   devices swap ROUNDS        exchanges a descriptor between a terminal and another file, while a command is given
 *   devices wait               until a signal ends it
 *   devices reuse              opens a terminal whose number it had, and that is another's now
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { SUCCEEDED = 0, REFUSED = 3, BROKEN = 4 };
enum { TUNGETFEATURES_COMMAND = 0x800454CF, UNKNOWN_COMMAND = 0x40041234 };

static const char *foreign;

static int whether(int condition) {
    return condition ? SUCCEEDED : REFUSED;
}

/* What works: 0, or an errno. */
static int result(long value) {
    return value < 0 ? errno : 0;
}

static int knows_its_terminal(void) {
    char *name = ttyname(0);
    struct stat named, used;
    return name == NULL || stat(name, &named) < 0 || fstat(0, &used) < 0 ? errno : named.st_rdev != used.st_rdev;
}

static int opens_its_terminal_by_name(void) {
    char *name = ttyname(0);
    return name == NULL ? errno : result(open(name, O_RDWR | O_NOCTTY));
}

static int opens_tty(void) {
    int terminal = open("/dev/tty", O_RDWR);
    return terminal < 0 ? errno : result(write(terminal, "", 0)) || result(close(terminal));
}

static int asks_for_size(void) {
    struct winsize size;
    return result(ioctl(0, TIOCGWINSZ, &size)) || size.ws_row != 24 || size.ws_col != 80;
}

static int changes_settings(void) {
    struct termios before, raw;
    if (tcgetattr(0, &before) < 0) {
        return errno;
    }
    raw = before;
    cfmakeraw(&raw);
    return result(tcsetattr(0, TCSADRAIN, &raw)) || result(tcsetattr(0, TCSADRAIN, &before)) || result(tcdrain(1))
           || result(tcflush(0, TCIFLUSH));
}

/* A child in a group of its own becomes the one that the terminal belongs to. */
static int controls_jobs(void) {
    int ended;
    signal(SIGTTOU, SIG_IGN);
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        _exit(tcsetpgrp(0, getpid()) < 0 || tcgetpgrp(0) != getpid() ? errno : 0);
    }
    if (child < 0 || waitpid(child, &ended, 0) < 0) {
        return errno;
    }
    return WEXITSTATUS(ended) || result(tcsetpgrp(0, getpgrp())) || tcgetsid(0) < 0;
}

static int make_terminal(char *name, size_t size) {
    int leader = posix_openpt(O_RDWR | O_NOCTTY);
    return leader < 0 || grantpt(leader) < 0 || unlockpt(leader) < 0 || ptsname_r(leader, name, size) != 0 ? -1 : leader;
}

static int carries_text(int leader, int terminal) {
    char text[8] = "";
    if (leader < 0 || terminal < 0) {
        return errno;
    }
    int status = result(write(leader, "hello\n", 6)) || result(read(terminal, text, 6)) || strcmp(text, "hello\n") != 0;
    close(leader);
    close(terminal);
    return status;
}

static int makes_terminal_and_opens_it_by_name(void) {
    char name[64];
    int leader = make_terminal(name, sizeof name);
    return leader < 0 ? errno : carries_text(leader, open(name, O_RDWR | O_NOCTTY));
}

static int makes_terminal_and_opens_it_by_descriptor(void) {
    char name[64];
    int leader = make_terminal(name, sizeof name);
    return leader < 0 ? errno : carries_text(leader, ioctl(leader, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
}

/* As a program does that starts another one on a terminal. */
static int opens_terminal_of_its_parent(void) {
    char name[64];
    int ended, leader = make_terminal(name, sizeof name);
    pid_t child = leader < 0 ? -1 : fork();
    if (child == 0) {
        close(leader);
        _exit(setsid() < 0 || open(name, O_RDWR) < 0 ? errno : 0);
    }
    return child < 0 || waitpid(child, &ended, 0) < 0 ? errno : WEXITSTATUS(ended);
}

static int puts_terminal_into_packet_mode(void) {
    char name[64];
    int on = 1, mode = 0, leader = make_terminal(name, sizeof name);
    return leader < 0 ? errno : result(ioctl(leader, TIOCPKT, &on)) || result(ioctl(leader, TIOCGPKT, &mode)) || !mode;
}

static int asks_pipe_and_socket_how_much_there_is(void) {
    int ends[2], sockets[2], available = -1;
    if (pipe(ends) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) < 0) {
        return errno;
    }
    return result(write(ends[1], "abc", 3)) || result(ioctl(ends[0], FIONREAD, &available)) || available != 3
           || result(ioctl(sockets[0], FIONREAD, &available)) || result(ioctl(sockets[0], FIONBIO, &available));
}

static int asks_file_for_its_attributes(void) {
    int flags, file = open("work/file", O_RDONLY);
    if (file < 0) {
        return errno;
    }
    /* Not every file system has them; what counts is that nobody else refuses. */
    return ioctl(file, FS_IOC_GETFLAGS, &flags) < 0 && errno != ENOTTY && errno != EOPNOTSUPP ? errno : 0;
}

static int hears_from_other_files_what_they_do_not_know(void) {
    int file = open("work/file", O_RDONLY);
    return file < 0 ? errno : ioctl(file, UNKNOWN_COMMAND, 0) < 0 && errno == ENOTTY ? 0 : EINVAL;
}

static int connects_to_display(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *directory = getenv("XDG_RUNTIME_DIR");
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    if (directory == NULL || client < 0) {
        return EINVAL;
    }
    snprintf(address.sun_path, sizeof address.sun_path, "%s/wayland-0", directory);
    return result(connect(client, (struct sockaddr *) &address, sizeof address));
}

/* What a rule on files grants by name has all its commands, whatever classes are granted. */
static int asks_network_device_for_features(void) {
    unsigned features;
    int tun = open("/dev/net/tun", O_RDWR);
    /* Only root may open it, and not every machine has one. */
    return tun < 0 ? (errno == EACCES && getuid() != 0) || errno == ENOENT || errno == ENXIO ? 0 : errno
                   : result(ioctl(tun, TUNGETFEATURES_COMMAND, &features));
}

static int asks_virtual_machine_monitor_for_its_version(void) {
    int kvm = open("/dev/kvm", O_RDWR);
    return kvm < 0 ? (errno == EACCES && getuid() != 0) || errno == ENOENT || errno == ENXIO ? 0 : errno
                   : ioctl(kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION;
}

/* Attempts. */
static int types_for_others(void) {
    char letter = ' ';
    return whether(ioctl(0, TIOCSTI, &letter) == 0);
}

static int keeps_others_out(void) {
    int exclusive = 0;
    ioctl(0, TIOCEXCL);
    ioctl(0, TIOCGEXCL, &exclusive);
    ioctl(0, TIOCNXCL);
    return whether(exclusive);
}

static int keeps_others_out_by_high_bits(void) {
    int exclusive = 0;
    ioctl(0, 0xABCD00000000UL | TIOCEXCL);
    ioctl(0, TIOCGEXCL, &exclusive);
    ioctl(0, TIOCNXCL);
    return whether(exclusive);
}

static int opens_foreign_terminal(void) {
    return whether(open(foreign, O_RDWR | O_NOCTTY) >= 0);
}

static int reopens_foreign_terminal(void) {
    char path[64];
    int pinned = open(foreign, O_PATH);
    if (pinned < 0) {
        return BROKEN;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", pinned);
    return whether(open(path, O_RDWR | O_NOCTTY) >= 0);
}

static int opens_foreign_terminal_by_another_way(void) {
    char path[128];
    snprintf(path, sizeof path, "/dev/fd/../../../dev/pts/../pts/%s", strrchr(foreign, '/') + 1);
    return whether(open(path, O_RDWR | O_NOCTTY) >= 0);
}

static int changes_mode_of_its_terminal(void) {
    char *name = ttyname(0);
    return name == NULL ? BROKEN : whether(chmod(name, 0622) == 0);
}

static int changes_mode_by_descriptor(void) {
    return whether(fchmod(0, 0622) == 0);
}

static int removes_socket(void) {
    return whether(unlink("run/wayland-0") == 0);
}

static int renames_socket(void) {
    return whether(rename("run/wayland-0", "work/taken") == 0 && rename("work/taken", "run/wayland-0") == 0);
}

static int gives_socket_another_name(void) {
    return whether(link("run/wayland-0", "work/linked") == 0);
}

static int puts_something_in_place_of_socket(void) {
    return close(open("work/other", O_CREAT | O_WRONLY, 0600)) < 0 ? BROKEN
                                                                  : whether(rename("work/other", "run/wayland-0") == 0);
}

static int changes_mode_of_socket(void) {
    return whether(chmod("run/wayland-0", 0777) == 0);
}

static int serves_beside_socket(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "run/wayland-1"};
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    return whether(bind(server, (struct sockaddr *) &address, sizeof address) == 0);
}

struct item {
    const char *name;
    int (*run)(void);
};

#define ITEM(function) {#function, function}

static const struct item works[] = {
    ITEM(knows_its_terminal),
    ITEM(opens_its_terminal_by_name),
    ITEM(opens_tty),
    ITEM(asks_for_size),
    ITEM(changes_settings),
    ITEM(controls_jobs),
    ITEM(makes_terminal_and_opens_it_by_name),
    ITEM(makes_terminal_and_opens_it_by_descriptor),
    ITEM(opens_terminal_of_its_parent),
    ITEM(puts_terminal_into_packet_mode),
    ITEM(asks_pipe_and_socket_how_much_there_is),
    ITEM(asks_file_for_its_attributes),
    ITEM(hears_from_other_files_what_they_do_not_know),
    ITEM(connects_to_display),
    ITEM(asks_network_device_for_features),
    ITEM(asks_virtual_machine_monitor_for_its_version),
    {NULL, NULL},
};

/* The last ones take the socket away. */
static const struct item attempts[] = {
    ITEM(types_for_others),
    ITEM(keeps_others_out),
    ITEM(keeps_others_out_by_high_bits),
    ITEM(opens_foreign_terminal),
    ITEM(reopens_foreign_terminal),
    ITEM(opens_foreign_terminal_by_another_way),
    ITEM(changes_mode_of_its_terminal),
    ITEM(changes_mode_by_descriptor),
    ITEM(changes_mode_of_socket),
    ITEM(serves_beside_socket),
    ITEM(gives_socket_another_name),
    ITEM(puts_something_in_place_of_socket),
    ITEM(renames_socket),
    ITEM(removes_socket),
    {NULL, NULL},
};

static int run(const struct item *items) {
    for (; items->name != NULL; items++) {
        printf("%d %s\n", items->run(), items->name);
        fflush(stdout);
    }
    return 0;
}

static int used, innocent, guilty;
static atomic_int stop;

static void *swap(void *unused) {
    (void) unused;
    while (!atomic_load(&stop)) {
        dup2(innocent, used);
        dup2(guilty, used);
    }
    return NULL;
}

/* Gives a terminal a command through a descriptor that is something harmless when it is looked at. */
static int swap_descriptors(int rounds) {
    char name[64];
    pthread_t thread;
    int exclusive = 0, tries = 0;
    guilty = make_terminal(name, sizeof name);
    innocent = open("work/file", O_RDONLY);
    used = dup(innocent);
    if (guilty < 0 || innocent < 0 || used < 0 || pthread_create(&thread, NULL, swap, NULL) != 0) {
        perror("swap");
        return BROKEN;
    }
    for (; tries < rounds && !exclusive; tries++) {
        ioctl(used, TIOCEXCL);
        ioctl(guilty, TIOCGEXCL, &exclusive);
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    printf("%d %d\n", whether(exclusive), tries);
    return 0;
}

static void await(const char *file) {
    while (access(file, F_OK) < 0) {
        usleep(20 * 1000);
    }
}

/* Somebody outside takes the number of a terminal that this program had. */
static int reuse_number(void) {
    char name[64];
    int leader = make_terminal(name, sizeof name);
    int first = open(name, O_RDWR | O_NOCTTY);
    if (leader < 0 || first < 0) {
        perror("terminal");
        return BROKEN;
    }
    FILE *file = fopen("work/number.new", "w");
    fprintf(file, "%s", name);
    fclose(file);
    close(first);
    close(leader);
    rename("work/number.new", "work/number");
    await("work/taken");
    printf("%d reuse\n", whether(open(name, O_RDWR | O_NOCTTY) >= 0));
    return 0;
}

/* Takes terminals until it has the one with the number that the other one had, and keeps it. */
static int take_number(void) {
    char wanted[64] = "", name[64] = "";
    await("work/number");
    FILE *file = fopen("work/number", "r");
    if (file == NULL || fgets(wanted, sizeof wanted, file) == NULL) {
        return BROKEN;
    }
    while (strcmp(wanted, name) != 0) {
        if (make_terminal(name, sizeof name) < 0) {
            perror("terminal");
            return BROKEN;
        }
    }
    close(open("work/taken", O_CREAT | O_WRONLY, 0600));
    pause();
    return 0;
}

static void tell_of_going_on(int signal) {
    (void) signal;
    (void) !write(1, "continued\n", 10);
}

/* Says when it begins, and when it goes on after it was stopped. */
static int wait_for_signals(void) {
    signal(SIGCONT, tell_of_going_on);
    if (write(1, "started\n", 8) < 0) {
        return BROKEN;
    }
    for (;;) {
        pause();
    }
}

int main(int count, char **arguments) {
    const char *what = count > 1 ? arguments[1] : "";
    foreign = count > 2 ? arguments[2] : "/";
    if (strcmp(what, "works") == 0) {
        return run(works);
    }
    if (strcmp(what, "attempts") == 0) {
        return run(attempts);
    }
    if (strcmp(what, "swap") == 0) {
        return swap_descriptors(atoi(foreign));
    }
    if (strcmp(what, "wait") == 0) {
        return wait_for_signals();
    }
    if (strcmp(what, "reuse") == 0) {
        return reuse_number();
    }
    return strcmp(what, "take") == 0 ? take_number() : 125;
}
