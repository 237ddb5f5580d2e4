/* see kernel_status.h */
#include "kernel_status.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>

struct answer {
  struct nlmsghdr header;
  union {
    struct inet_diag_msg found;
    struct nlmsgerr error;
  };
  uint8_t attributes[1024];
};

int kernel_status_open(void)
{
  return socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
}

/* The kernel answers before send returns. */
static bool ask(int fd, const struct kernel_connection *c, uint16_t type, uint16_t flags, struct answer *answer)
{
  size_t octets = c->addresses.version == 4 ? 4 : 16;
  struct {
    struct nlmsghdr header;
    struct inet_diag_req_v2 of;
  } request = {
    .header = {.nlmsg_len = sizeof request, .nlmsg_type = type, .nlmsg_flags = flags | NLM_F_REQUEST},
    .of = {.sdiag_family = c->addresses.version == 4 ? AF_INET : AF_INET6, .sdiag_protocol = IPPROTO_TCP,
           .idiag_states = ~0u,
           .id = {.idiag_sport = htons(c->our_port), .idiag_dport = htons(c->peer_port),
                  .idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE}}}};
  memcpy(request.of.id.idiag_src, c->addresses.src, octets);
  memcpy(request.of.id.idiag_dst, c->addresses.dst, octets);
  return send(fd, &request, sizeof request, 0) == (ssize_t)sizeof request &&
         recv(fd, answer, sizeof *answer, MSG_DONTWAIT) >= (ssize_t)sizeof answer->header;
}

/* The kernel numbers its states its own way (include/net/tcp_states.h); 12 is a SYN-RECEIVED too. */
enum synfin_state kernel_status(int fd, const struct kernel_connection *connection)
{
  static const enum synfin_state states[] = {
    [1] = SYNFIN_ESTABLISHED, [2] = SYNFIN_SYN_SENT, [3] = SYNFIN_SYN_RECEIVED_PASSIVE, [4] = SYNFIN_FIN_WAIT_1,
    [5] = SYNFIN_FIN_WAIT_2, [6] = SYNFIN_TIME_WAIT, [7] = SYNFIN_CLOSED, [8] = SYNFIN_CLOSE_WAIT,
    [9] = SYNFIN_LAST_ACK, [10] = SYNFIN_LISTEN, [11] = SYNFIN_CLOSING, [12] = SYNFIN_SYN_RECEIVED_PASSIVE};
  struct answer answer;
  if (!ask(fd, connection, SOCK_DIAG_BY_FAMILY, 0, &answer) || answer.header.nlmsg_type != SOCK_DIAG_BY_FAMILY)
    return SYNFIN_CLOSED;
  uint8_t state = answer.found.idiag_state;
  return state < sizeof states / sizeof *states ? states[state] : SYNFIN_CLOSED;
}

bool kernel_status_destroy(int fd, const struct kernel_connection *connection)
{
  struct answer answer;
  return ask(fd, connection, SOCK_DESTROY, NLM_F_ACK, &answer) && answer.header.nlmsg_type == NLMSG_ERROR &&
         answer.error.error == 0;
}
