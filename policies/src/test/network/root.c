/* Attacks that the kernel allows root only: what they change they change back. */
#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <asm/types.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/icmp6.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { XDP_FAMILY = 44, REPLACE_COUNTERS = 65 };
/* Addresses of the loopback network that nobody uses. */
#define SPARE_ADDRESS "127.99.0.1"
#define SPARE_NETWORK "127.98.0.0"

static int opens(int family, int type, int protocol) {
    int fd = socket(family, type, protocol);
    if (fd < 0) {
        return errno == EAFNOSUPPORT || errno == EPROTONOSUPPORT || errno == ESOCKTNOSUPPORT ? impossible("socket")
                                                                                             : refused("socket");
    }
    close(fd);
    return SUCCEEDED;
}

static int open_frames(void) {
    return opens(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
}

static int open_packets(void) {
    return opens(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
}

/* The kernel takes this type for the other family. */
static int open_packets_of_old(void) {
    return opens(AF_INET, SOCK_PACKET, htons(ETH_P_ALL));
}

static int open_raw(void) {
    return opens(AF_INET, SOCK_RAW, IPPROTO_RAW);
}

static int open_raw6(void) {
    return opens(AF_INET6, SOCK_RAW, IPPROTO_RAW);
}

static int open_raw_icmp(void) {
    return opens(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static int open_raw_icmp6(void) {
    return opens(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
}

static int open_raw_tcp(void) {
    return opens(AF_INET, SOCK_RAW, IPPROTO_TCP);
}

static int open_xdp(void) {
    return opens(XDP_FAMILY, SOCK_RAW, 0);
}

/* A datagram with a header of its own making. */
static int send_raw(void) {
    const struct place *to = at_outsider(OTHER_PORT_UDP);
    struct {
        struct udphdr head;
        char data;
    } __attribute__((packed)) datagram = {{.source = htons(7), .dest = to->address.in.sin_port,
                                           .len = htons(sizeof datagram)}, 'x'};
    struct sockaddr_in address = to->address.in;
    address.sin_port = 0;
    int fd = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
    if (fd < 0) {
        return refused("socket");
    }
    long sent = sendto(fd, &datagram, sizeof datagram, 0, (struct sockaddr *) &address, sizeof address);
    int status = sent < 0 ? refused("sendto") : reaches(OTHER_PORT_UDP);
    close(fd);
    return status;
}

/* Netlink: a request, and what the kernel answers. */
struct request {
    struct nlmsghdr head;
    char body[256];
};

static void add(struct request *request, unsigned short type, const void *data, size_t size) {
    struct rtattr *attribute = (struct rtattr *) ((char *) request + NLMSG_ALIGN(request->head.nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = (unsigned short) RTA_LENGTH(size);
    memcpy(RTA_DATA(attribute), data, size);
    request->head.nlmsg_len = NLMSG_ALIGN(request->head.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
}

/* The first part of a request, whose room is all zeros. */
static void *begin(struct request *request, unsigned short type, unsigned short flags, size_t size) {
    memset(request, 0, sizeof *request);
    request->head = (struct nlmsghdr) {.nlmsg_len = (uint32_t) NLMSG_LENGTH(size), .nlmsg_type = type,
                                       .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags};
    return NLMSG_DATA(&request->head);
}

/* How a request is handed to the kernel. */
enum way { UNADDRESSED, ADDRESSED_SENDTO, ADDRESSED_SENDMSG, ADDRESSED_SENDMMSG };
static enum way way;

static long hand_over(int fd, const struct request *request) {
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct iovec data = {(void *) request, request->head.nlmsg_len};
    struct mmsghdr message = {.msg_hdr = {.msg_name = &kernel, .msg_namelen = sizeof kernel, .msg_iov = &data,
                                          .msg_iovlen = 1}};
    switch (way) {
        case UNADDRESSED:
            return send(fd, request, data.iov_len, 0);
        case ADDRESSED_SENDTO:
            return sendto(fd, request, data.iov_len, 0, (struct sockaddr *) &kernel, sizeof kernel);
        case ADDRESSED_SENDMSG:
            return sendmsg(fd, &message.msg_hdr, 0);
        default:
            return sendmmsg(fd, &message, 1, 0);
    }
}

static int ask(const struct request *request) {
    struct {
        struct nlmsghdr head;
        struct nlmsgerr error;
        char rest[512];
    } answer;
    struct timeval patience = {.tv_sec = 2};
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    int result = hand_over(fd, request) < 0 || recv(fd, &answer, sizeof answer, 0) < 0 ? -1 : 0;
    close(fd);
    if (result == 0 && answer.head.nlmsg_type == NLMSG_ERROR && answer.error.error != 0) {
        errno = -answer.error.error;
        return -1;
    }
    return result;
}

static int change_address(unsigned short type, unsigned short flags) {
    struct request request;
    struct in_addr address = {inet_addr(SPARE_ADDRESS)};
    struct ifaddrmsg *message = begin(&request, type, flags, sizeof *message);
    *message = (struct ifaddrmsg) {.ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_scope = RT_SCOPE_HOST,
                                   .ifa_index = board->loopback};
    add(&request, IFA_LOCAL, &address, sizeof address);
    add(&request, IFA_ADDRESS, &address, sizeof address);
    return ask(&request);
}

static int add_address(void) {
    if (change_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL) < 0) {
        return refused("RTM_NEWADDR");
    }
    change_address(RTM_DELADDR, 0);
    return SUCCEEDED;
}

static int change_route(unsigned short type, unsigned short flags) {
    struct request request;
    struct in_addr network = {inet_addr(SPARE_NETWORK)};
    int interface = (int) board->loopback;
    struct rtmsg *message = begin(&request, type, flags, sizeof *message);
    *message = (struct rtmsg) {.rtm_family = AF_INET, .rtm_dst_len = 24, .rtm_table = RT_TABLE_MAIN,
                               .rtm_protocol = RTPROT_STATIC, .rtm_scope = RT_SCOPE_LINK, .rtm_type = RTN_UNICAST};
    add(&request, RTA_DST, &network, sizeof network);
    add(&request, RTA_OIF, &interface, sizeof interface);
    return ask(&request);
}

static int add_route(void) {
    if (change_route(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL) < 0) {
        return refused("RTM_NEWROUTE");
    }
    change_route(RTM_DELROUTE, 0);
    return SUCCEEDED;
}

/* The kernel looks at who made the socket only when the request has no address. */
static int add_address_by(enum way chosen) {
    way = chosen;
    return add_address();
}

static int add_address_by_sendto(void) {
    return add_address_by(ADDRESSED_SENDTO);
}

static int add_address_by_sendmsg(void) {
    return add_address_by(ADDRESSED_SENDMSG);
}

static int add_address_by_sendmmsg(void) {
    return add_address_by(ADDRESSED_SENDMMSG);
}

/* A process that listens for what the kernel tells of routes believes what others tell it, if it does not look who does. */
static int tell_process(int connects_first) {
    const struct place *to = at_outsider(NETLINK_OF_ROUTES);
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    if (fd < 0) {
        return refused("socket");
    }
    int result = connects_first ? connect(fd, &to->address.any, to->length) : 0;
    result = result < 0 ? -1 : connects_first ? (int) send(fd, "x", 1, 0) : (int) send_by(SENDMSG, fd, to, 0);
    int status = result < 0 ? refused("netlink") : reaches(NETLINK_OF_ROUTES);
    close(fd);
    return status;
}

static int tell_process_by_connecting(void) {
    return tell_process(1);
}

static int tell_process_by_sending(void) {
    return tell_process(0);
}

/* The interface is set to be what it is. */
static int set_interface(void) {
    struct request request;
    struct ifinfomsg *message = begin(&request, RTM_NEWLINK, 0, sizeof *message);
    *message = (struct ifinfomsg) {.ifi_family = AF_UNSPEC, .ifi_index = (int) board->loopback, .ifi_flags = IFF_UP,
                                   .ifi_change = IFF_UP};
    return ask(&request) < 0 ? refused("RTM_NEWLINK") : SUCCEEDED;
}

/* The same by ioctl, on a socket that is always to be had. */
static int controls(unsigned long command, void *argument) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    fd = fd < 0 ? socket(AF_INET, SOCK_STREAM, 0) : fd;
    fd = fd < 0 ? socket(AF_UNIX, SOCK_STREAM, 0) : fd;
    int status = fd < 0 ? refused("socket") : outcome("ioctl", ioctl(fd, command, argument));
    close(fd);
    return status;
}

static struct ifreq interface(const char *name) {
    struct ifreq interface;
    memset(&interface, 0, sizeof interface);
    snprintf(interface.ifr_name, sizeof interface.ifr_name, "%s", name);
    return interface;
}

static int add_address_by_ioctl(void) {
    struct ifreq request = interface("lo:7");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr(SPARE_ADDRESS)};
    memcpy(&request.ifr_addr, &address, sizeof address);
    int status = controls(SIOCSIFADDR, &request);
    if (status == SUCCEEDED) {
        request = interface("lo:7");
        controls(SIOCSIFFLAGS, &request);
    }
    return status;
}

static int add_route_by_ioctl(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr(SPARE_NETWORK)};
    struct sockaddr_in mask = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr("255.255.255.0")};
    struct rtentry route = {.rt_flags = RTF_UP, .rt_dev = "lo"};
    memcpy(&route.rt_dst, &address, sizeof address);
    memcpy(&route.rt_genmask, &mask, sizeof mask);
    int status = controls(SIOCADDRT, &route);
    if (status == SUCCEEDED) {
        controls(SIOCDELRT, &route);
    }
    return status;
}

static int set_interface_by_ioctl(void) {
    struct ifreq request = interface("lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
    return controls(SIOCSIFFLAGS, &request);
}

static int set_queue_by_ioctl(void) {
    struct ifreq request = interface("lo");
    request.ifr_qlen = 1000;
    return controls(SIOCSIFTXQLEN, &request);
}

/* Options that let a socket be what it is not, or packets go where they would not. */
static int sets(int type, int level, int option, int value) {
    int fd = socket(AF_INET, type, 0);
    if (fd < 0) {
        return refused("socket");
    }
    int result = setsockopt(fd, level, option, &value, sizeof value);
    int status = result < 0 && errno == ENOPROTOOPT ? impossible("setsockopt") : outcome("setsockopt", result);
    close(fd);
    return status;
}

static int repair(void) {
    return sets(SOCK_STREAM, IPPROTO_TCP, TCP_REPAIR, 1);
}

static int mark(void) {
    return sets(SOCK_STREAM, SOL_SOCKET, SO_MARK, 77);
}

/* The same for one message. */
static int mark_message(void) {
    return sends_with(at_outsider(FRIEND_UDP), SOL_SOCKET, SO_MARK, &(uint32_t) {77}, sizeof(uint32_t));
}

static int debug(void) {
    return sets(SOCK_STREAM, SOL_SOCKET, SO_DEBUG, 1);
}

/* Has the packet filter look at counters that do not fit: who gets that far can replace its rules. */
static int filter_packets(void) {
    struct {
        char name[32];
        unsigned count, padding;
    } counters = {"filter", 0, 0};
    int fd = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
    fd = fd < 0 ? socket(AF_INET, SOCK_STREAM, 0) : fd;
    if (fd < 0) {
        return refused("socket");
    }
    int result = setsockopt(fd, IPPROTO_IP, REPLACE_COUNTERS, &counters, sizeof counters);
    int error = result < 0 ? errno : 0;
    close(fd);
    errno = error;
    return error == ENOPROTOOPT || error == ENOENT ? impossible("the packet filter")
           : error == 0 || error == EINVAL         ? SUCCEEDED
                                                   : refused("the packet filter");
}

static int serve_transparently(void) {
    struct place at = at_address("192.0.2.99", FREE_PORT);
    int one = 1;
    int fd = socket_for(&at, SOCK_STREAM);
    if (fd < 0) {
        return refused("socket");
    }
    int status = setsockopt(fd, IPPROTO_IP, IP_TRANSPARENT, &one, sizeof one) < 0 ? refused("IP_TRANSPARENT")
                 : bind(fd, &at.address.any, at.length) < 0                      ? refused("bind")
                                                                                  : SUCCEEDED;
    close(fd);
    return status;
}

/* A terminal and what can be typed into, exchanged under a command that is harmless on the one. */
static int terminal, harmless, used;

static int prepare_terminal(void) {
    int leader = posix_openpt(O_RDWR | O_NOCTTY);
    if (leader < 0 || unlockpt(leader) < 0) {
        return broken("terminal");
    }
    terminal = ioctl(leader, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    int ends[2];
    harmless = pipe(ends) < 0 ? -1 : ends[0];
    used = dup(harmless);
    return terminal < 0 || used < 0 ? broken("terminal") : SUCCEEDED;
}

static void swap(void) {
    dup2(terminal, used);
    dup2(harmless, used);
}

static int type_into_terminal(void) {
    char letter = 'x';
    return whether(ioctl(used, TIOCSTI, &letter) == 0);
}

const struct attack root_attacks[] = {
    {"frames of the link", "nothing", NULL, NULL, open_frames},
    {"packets of the link", "nothing", NULL, NULL, open_packets},
    {"packets of the link, as they once were", "nothing", NULL, NULL, open_packets_of_old},
    {"a raw socket", "nothing", NULL, NULL, open_raw},
    {"a raw socket of IPv6", "nothing", NULL, NULL, open_raw6},
    {"a raw socket of ICMP", "nothing", NULL, NULL, open_raw_icmp},
    {"a raw socket of ICMPv6", "nothing", NULL, NULL, open_raw_icmp6},
    {"a raw socket of TCP", "nothing", NULL, NULL, open_raw_tcp},
    {"a socket of XDP", "nothing", NULL, NULL, open_xdp},
    {"send by a raw socket", "nothing", NULL, NULL, send_raw},
    {"add an address by netlink", "nothing", NULL, NULL, add_address},
    {"add an address by netlink and sendto", "nothing", NULL, NULL, add_address_by_sendto},
    {"add an address by netlink and sendmsg", "nothing", NULL, NULL, add_address_by_sendmsg},
    {"add an address by netlink and sendmmsg", "nothing", NULL, NULL, add_address_by_sendmmsg},
    {"connect to a process by netlink for routes", "nothing", NULL, NULL, tell_process_by_connecting},
    {"send to a process by netlink for routes", "nothing", NULL, NULL, tell_process_by_sending},
    {"add a route by netlink", "nothing", NULL, NULL, add_route},
    {"set an interface by netlink", "nothing", NULL, NULL, set_interface},
    {"add an address by ioctl", "nothing", NULL, NULL, add_address_by_ioctl},
    {"add a route by ioctl", "nothing", NULL, NULL, add_route_by_ioctl},
    {"set an interface by ioctl", "nothing", NULL, NULL, set_interface_by_ioctl},
    {"set an interface's queue by ioctl", "nothing", NULL, NULL, set_queue_by_ioctl},
    {"repair a TCP connection", "nothing", NULL, NULL, repair},
    {"mark packets", "nothing", NULL, NULL, mark},
    {"mark a packet", "nothing", NULL, NULL, mark_message},
    {"debug a socket", "nothing", NULL, NULL, debug},
    {"reconfigure the packet filter", "nothing", NULL, NULL, filter_packets},
    {"serve an address of others", "nothing", NULL, NULL, serve_transparently},
    {"exchange a terminal under an ioctl", "nothing", prepare_terminal, swap, type_into_terminal},
    {NULL, NULL, NULL, NULL, NULL},
};
