/* Attacks by families, types and protocols of sockets that no rule can grant. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MPTCP = 262, UDP_LITE = 136, SMC_FAMILY = 43, MCTP_FAMILY = 45, XDP_FAMILY = 44, QIPCRTR_FAMILY = 42 };

/* What the kernel says when it has no such thing. With Remit it may be the answer to what it refuses. */
static int is_absent(int error) {
    return error == EAFNOSUPPORT || error == EPROTONOSUPPORT || error == ESOCKTNOSUPPORT || error == EPROTOTYPE
           || error == EINVAL;
}

static int opens(int family, int type, int protocol) {
    int fd = socket(family, type, protocol);
    if (fd < 0) {
        return is_absent(errno) ? impossible("socket") : refused("socket");
    }
    close(fd);
    return SUCCEEDED;
}

/* Any type of the family. */
static int opens_any(int family) {
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, SOCK_RDM};
    int status = IMPOSSIBLE;
    for (size_t i = 0; i < sizeof types / sizeof *types && status == IMPOSSIBLE; i++) {
        status = opens(family, types[i], 0);
    }
    return status;
}

#define OPENS(name, ...) \
    static int open_##name(void) { \
        return __VA_ARGS__; \
    }

OPENS(ax25, opens_any(AF_AX25))
OPENS(ipx, opens_any(AF_IPX))
OPENS(appletalk, opens_any(AF_APPLETALK))
OPENS(x25, opens_any(AF_X25))
OPENS(key, opens(AF_KEY, SOCK_RAW, 2))
OPENS(rds, opens_any(AF_RDS))
OPENS(pppox, opens_any(AF_PPPOX))
OPENS(llc, opens_any(AF_LLC))
OPENS(infiniband, opens_any(AF_IB))
OPENS(can, opens(AF_CAN, SOCK_RAW, 1))
OPENS(tipc, opens_any(AF_TIPC))
OPENS(bluetooth, opens(AF_BLUETOOTH, SOCK_RAW, 1))
OPENS(rxrpc, opens(AF_RXRPC, SOCK_DGRAM, AF_INET))
OPENS(ieee802154, opens_any(AF_IEEE802154))
OPENS(alg, opens_any(AF_ALG))
OPENS(nfc, opens_any(AF_NFC))
OPENS(kcm, opens_any(AF_KCM))
OPENS(smc, opens_any(SMC_FAMILY))
OPENS(mctp, opens_any(MCTP_FAMILY))
OPENS(qipcrtr, opens_any(QIPCRTR_FAMILY))
OPENS(sctp, opens(AF_INET, SOCK_STREAM, IPPROTO_SCTP))
OPENS(sctp_packets, opens(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP))
OPENS(dccp, opens(AF_INET, SOCK_DCCP, IPPROTO_DCCP))
OPENS(l2tp, opens(AF_INET, SOCK_DGRAM, 115))

/* Multipath TCP speaks TCP to who knows nothing else, and may use other addresses than the first. */
static int connect_multipath(int family, enum outsider who) {
    int fd = socket(family, SOCK_STREAM, MPTCP);
    return fd < 0 && is_absent(errno) ? impossible("IPPROTO_MPTCP") : connects_with(fd, at_outsider(who), who);
}

static int multipath(void) {
    return connect_multipath(AF_INET, OTHER_PORT_TCP);
}

static int multipath6(void) {
    return connect_multipath(AF_INET6, OTHER_PORT_TCP6);
}

/* Even where the port is granted, for TCP: multipath TCP is another protocol, whose addresses the peer chooses. */
static int multipath_to_granted(void) {
    return connect_multipath(AF_INET, FRIEND_TCP);
}

/* The port is granted for UDP; this is another protocol. */
static int send_lite(void) {
    const struct place *to = at_outsider(FRIEND_UDP);
    int fd = socket(AF_INET, SOCK_DGRAM, UDP_LITE);
    if (fd < 0) {
        return is_absent(errno) ? impossible("IPPROTO_UDPLITE") : refused("socket");
    }
    int status = outcome("sendto", send_by(SENDTO, fd, to, 0));
    close(fd);
    return status;
}

static int serve_virtual_machines(void) {
    struct sockaddr_vm at = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY, .svm_port = VMADDR_PORT_ANY};
    int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
    if (fd < 0) {
        return is_absent(errno) ? impossible("AF_VSOCK") : refused("socket");
    }
    int status = bind(fd, (struct sockaddr *) &at, sizeof at) < 0 || listen(fd, 1) < 0 ? refused("bind") : SUCCEEDED;
    close(fd);
    return status;
}

/* Flags beside the type, and bits above what the kernel looks at, must not hide what it is. */
static int open_datagrams_with_flags(void) {
    int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    close(fd);
    return fd < 0 ? is_absent(errno) ? impossible("AF_VSOCK") : refused("socket") : SUCCEEDED;
}

#define NETLINK_OF(name, protocol) OPENS(name, opens(AF_NETLINK, SOCK_RAW, protocol))
NETLINK_OF(uevents, NETLINK_KOBJECT_UEVENT)
NETLINK_OF(generic, NETLINK_GENERIC)
NETLINK_OF(audit, NETLINK_AUDIT)
NETLINK_OF(diagnosis, NETLINK_SOCK_DIAG)
NETLINK_OF(usersock, NETLINK_USERSOCK)
NETLINK_OF(xfrm, NETLINK_XFRM)
NETLINK_OF(connector, NETLINK_CONNECTOR)
NETLINK_OF(netfilter, NETLINK_NETFILTER)
NETLINK_OF(fib, NETLINK_FIB_LOOKUP)
NETLINK_OF(selinux, NETLINK_SELINUX)
NETLINK_OF(iscsi, NETLINK_ISCSI)
NETLINK_OF(rdma, NETLINK_RDMA)
NETLINK_OF(crypto, NETLINK_CRYPTO)
NETLINK_OF(scsi, NETLINK_SCSITRANSPORT)

/* Hears what the kernel tells everybody who listens, such as new devices. */
static int hear_uevents(void) {
    struct sockaddr_nl groups = {.nl_family = AF_NETLINK, .nl_groups = 1};
    int fd = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT);
    if (fd < 0) {
        return refused("socket");
    }
    int status = outcome("bind", bind(fd, (struct sockaddr *) &groups, sizeof groups));
    close(fd);
    return status;
}

/* Pairs of other families. */
static int pair(int family, int type) {
    int ends[2];
    if (socketpair(family, type, 0, ends) < 0) {
        return errno == EOPNOTSUPP || is_absent(errno) ? impossible("socketpair") : refused("socketpair");
    }
    return SUCCEEDED;
}

static int pair_of_tipc(void) {
    return pair(AF_TIPC, SOCK_STREAM);
}

#define FAMILY(name, text) {"a socket of " text, "nothing", NULL, NULL, open_##name}

const struct attack family_attacks[] = {
    FAMILY(ax25, "AX.25"),
    FAMILY(ipx, "IPX"),
    FAMILY(appletalk, "AppleTalk"),
    FAMILY(x25, "X.25"),
    FAMILY(key, "IPsec keys"),
    FAMILY(rds, "RDS"),
    FAMILY(pppox, "PPP"),
    FAMILY(llc, "LLC"),
    FAMILY(infiniband, "InfiniBand"),
    FAMILY(can, "CAN"),
    FAMILY(tipc, "TIPC"),
    FAMILY(bluetooth, "Bluetooth"),
    FAMILY(rxrpc, "RxRPC"),
    FAMILY(ieee802154, "IEEE 802.15.4"),
    FAMILY(alg, "the kernel's cryptography"),
    FAMILY(nfc, "NFC"),
    FAMILY(kcm, "KCM"),
    FAMILY(smc, "SMC"),
    FAMILY(mctp, "MCTP"),
    FAMILY(qipcrtr, "Qualcomm's router"),
    FAMILY(sctp, "SCTP"),
    FAMILY(sctp_packets, "SCTP for packets"),
    FAMILY(dccp, "DCCP"),
    FAMILY(l2tp, "L2TP"),
    {"pair of TIPC", "nothing", NULL, NULL, pair_of_tipc},
    {"multipath TCP", "nothing", NULL, NULL, multipath},
    {"multipath TCP by IPv6", "nothing", NULL, NULL, multipath6},
    {"multipath TCP to a granted port", "nothing", NULL, NULL, multipath_to_granted},
    {"UDP-Lite to a granted port", "nothing", NULL, NULL, send_lite},
    {"serve virtual machines", "nothing", NULL, NULL, serve_virtual_machines},
    {"a socket of virtual machines with flags", "nothing", NULL, NULL, open_datagrams_with_flags},
    FAMILY(uevents, "netlink for device events"),
    FAMILY(generic, "netlink for families by name"),
    FAMILY(audit, "netlink for the audit system"),
    FAMILY(diagnosis, "netlink for the sockets of others"),
    FAMILY(usersock, "netlink between processes"),
    FAMILY(xfrm, "netlink for IPsec"),
    FAMILY(connector, "netlink for process events"),
    FAMILY(netfilter, "netlink for the packet filter"),
    FAMILY(fib, "netlink for looking up routes"),
    FAMILY(selinux, "netlink for SELinux"),
    FAMILY(iscsi, "netlink for iSCSI"),
    FAMILY(rdma, "netlink for RDMA"),
    FAMILY(crypto, "netlink for cryptography"),
    FAMILY(scsi, "netlink for SCSI"),
    {"hear of new devices by netlink", "nothing", NULL, NULL, hear_uevents},
    {NULL, NULL, NULL, NULL, NULL},
};
