/* see ladder_kernel.h */
#include "ladder_kernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "tool.h"

const uint8_t kernel_address[4] = {10, 37, 0, 1}, kernel_peer_address[4] = {10, 37, 0, 2};

synfin_time kernel_now(const struct kernel *k)
{
  return clock_now(CLOCK_MONOTONIC) - k->epoch;
}

void kernel_wait(const struct kernel *k, synfin_time until)
{
  clock_wait(k->tun.fd, k->epoch + until);
}

/* ---- The namespace ----------------------------------------------------------------------------------------------- */

static void keep(void *context, const uint8_t *octets, size_t len)
{
  struct kernel *k = context;
  memcpy(k->octets, octets, len);
  k->len = len;
}

static bool refuse(char why[128], const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(why, 128, format, arguments);
  va_end(arguments);
  return false;
}

bool kernel_open(struct kernel *k, uint16_t port, uint16_t peer_port, char why[128])
{
  struct tun_options options = {
    .name = "synfin%d", .ours = {.version = 4}, .kernels = {.version = 4}, .mtu = 1500};
  k->port = port;
  k->peer_port = peer_port;
  k->listener = k->socket = -1;
  k->heard_end = false;
  k->state = synfin_state_name(SYNFIN_CLOSED);
  k->epoch = clock_now(CLOCK_MONOTONIC);
  memcpy(options.ours.octets, kernel_peer_address, 4);
  memcpy(options.kernels.octets, kernel_address, 4);
  int device = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
  if (device < 0)
    return refuse(why, "no TUN device: %s", strerror(errno));
  close(device);
  if (unshare(CLONE_NEWNET) != 0)
    return refuse(why, "no network namespace: %s", strerror(errno));
  if (access("/proc/self/net/tcp", R_OK) != 0)
    return refuse(why, "no /proc/self/net/tcp: %s", strerror(errno));
  if (tun_open(&k->tun, &options, keep, k) != TOOL_OK)
    return refuse(why, "the TUN device cannot be set up");
  return true;
}

void kernel_close(struct kernel *k)
{
  if (k->socket >= 0)
    close(k->socket);
  if (k->listener >= 0)
    close(k->listener);
  tun_close(&k->tun);
}

/* ---- Its state --------------------------------------------------------------------------------------------------- */

/* The kernel numbers its states its own way (include/net/tcp_states.h). */
static const char *name_of(unsigned number)
{
  static const enum synfin_state states[] = {
    [1] = SYNFIN_ESTABLISHED, [2] = SYNFIN_SYN_SENT, [3] = SYNFIN_SYN_RECEIVED_PASSIVE, [4] = SYNFIN_FIN_WAIT_1,
    [5] = SYNFIN_FIN_WAIT_2, [6] = SYNFIN_TIME_WAIT, [7] = SYNFIN_CLOSED, [8] = SYNFIN_CLOSE_WAIT,
    [9] = SYNFIN_LAST_ACK, [10] = SYNFIN_LISTEN, [11] = SYNFIN_CLOSING, [12] = SYNFIN_SYN_RECEIVED_PASSIVE};
  return synfin_state_name(number < sizeof states / sizeof *states ? states[number] : SYNFIN_CLOSED);
}

/* Read from /proc and not by TCP_INFO, for that shows neither half-open connections nor those whose socket is closed.
 * The connection counts before the listener that it came from. This takes milliseconds, hence once for each change. */
static const char *read_state(const struct kernel *k)
{
  unsigned found = 7, local, remote, number;
  char line[256];
  FILE *table = fopen("/proc/self/net/tcp", "r");
  if (!table)
    return "?";
  while (fgets(line, sizeof line, table))
    if (sscanf(line, " %*u: %*x:%x %*x:%x %x", &local, &remote, &number) == 3 && local == k->port) {
      if (remote == k->peer_port)
        found = number;
      else if (remote == 0 && found == 7)
        found = number;
    }
  fclose(table);
  return name_of(found);
}

/* ---- Its application --------------------------------------------------------------------------------------------- */

static struct sockaddr_in address_of(const uint8_t octets[4], uint16_t port)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  memcpy(&address.sin_addr, octets, 4);
  return address;
}

static int bound_socket(const struct kernel *k)
{
  struct sockaddr_in here = address_of(kernel_address, k->port);
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
                  bind(fd, (const struct sockaddr *)&here, sizeof here) != 0)) {
    close(fd);
    fd = -1;
  }
  return fd;
}

static void drop(int *fd)
{
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

static void abort_socket(struct kernel *k)
{
  struct linger now = {.l_onoff = 1, .l_linger = 0};
  setsockopt(k->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  drop(&k->socket);
}

void kernel_call(struct kernel *k, const struct step *step)
{
  struct sockaddr_in there = address_of(kernel_peer_address, k->peer_port);
  k->heard_end &= step->verb != LISTEN && step->verb != CONNECT;
  switch (step->verb) {
  case LISTEN:
    k->listener = bound_socket(k);
    listen(k->listener, 1);
    break;
  case CONNECT:
    k->socket = bound_socket(k);
    connect(k->socket, (const struct sockaddr *)&there, sizeof there);
    break;
  case SEND: send(k->socket, step->text, strlen(step->text), MSG_NOSIGNAL); break;
  case CLOSE: shutdown(k->socket, SHUT_WR); break;     /* CLOSE is simplex: RFC 9293 3.6 */
  case ABORT: abort_socket(k); break;
  case CRASH: case LOSE: case DELAY: case OLD_SYN: break;
  }
  k->state = read_state(k);
}

/* As a connection of RFC 9293 the socket takes one peer: whoever was accepted takes the listener's place. */
bool kernel_hears(struct kernel *k, char text[64])
{
  char octets[32];
  if (k->listener >= 0 && k->socket < 0) {
    k->socket = accept4(k->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (k->socket >= 0)
      drop(&k->listener);
  }
  if (k->socket < 0 || k->heard_end)
    return false;
  ssize_t n = recv(k->socket, octets, sizeof octets, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOTCONN))
    return false;
  k->heard_end = n <= 0;
  if (n > 0)
    snprintf(text, 64, "RECEIVE \"%.*s\"", (int)n, octets);
  else if (n == 0)
    snprintf(text, 64, "signal: connection closing");
  else
    snprintf(text, 64, "signal: %s", errno == ECONNRESET ? "connection reset" : strerror(errno));
  if (n < 0)
    drop(&k->socket);
  return true;
}

/* ---- Its segments ------------------------------------------------------------------------------------------------ */

void kernel_take(struct kernel *k, const uint8_t *octets, size_t len)
{
  uint8_t datagram[20 + LADDER_OCTETS];
  struct synfin_ip ip = {.addresses = {.version = 4}, .hop_limit = 64, .protocol = 6, .len = (uint32_t)len};
  memcpy(ip.addresses.src, kernel_peer_address, 4);
  memcpy(ip.addresses.dst, kernel_address, 4);
  if (len > LADDER_OCTETS || synfin_ip_encode(datagram, sizeof datagram, &ip) != 20)
    return;
  memcpy(datagram + 20, octets, len);
  tun_write(&k->tun, kernel_now(k), datagram, 20 + len);
  k->state = read_state(k);
}

/* What is not TCP over IPv4 (IPv6 says hello on every new device) is passed over. */
size_t kernel_sent(struct kernel *k, const uint8_t **octets)
{
  while (k->len = 0, tun_read(&k->tun, kernel_now(k))) {
    struct synfin_ip ip;
    if (synfin_ip_decode(&ip, k->octets, k->len) == SYNFIN_OK && ip.addresses.version == 4 && ip.protocol == 6) {
      *octets = ip.payload;
      return ip.len;
    }
  }
  return 0;
}
