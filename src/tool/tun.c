/* see tun.h
 *
 * The capture shows the wire as our TCP sees it: what it sent, before that can be lost, and what reached it, after that
 * could be. So a reader of the capture knows what this endpoint knew, and finds a reason for each of its answers. */
#include "tun.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <linux/ipv6_route.h>
#include <linux/route.h>

#include "tool.h"

#define HELD_BACK 10000u       /* microseconds, if no other datagram comes by before */
#define QUEUE 8192             /* datagrams the kernel may have in store for us: bursts are not to be lost unasked */

bool address_parse(struct address *address, const char *text)
{
  *address = (struct address){0};
  if (inet_pton(AF_INET, text, address->octets) == 1) address->version = 4;
  else if (inet_pton(AF_INET6, text, address->octets) == 1) address->version = 6;
  return address->version != 0;
}

const char *address_format(const struct address *address, char text[ADDRESS_TEXT])
{
  const char *const done = inet_ntop(address->version == 4 ? AF_INET : AF_INET6, address->octets, text, ADDRESS_TEXT);
  return done != NULL ? done : "?";
}

/* ---- The device -------------------------------------------------------------------------------------------------- */

static void set_address(struct sockaddr *sockaddr, const uint8_t octets[4])
{
  struct sockaddr_in in = {.sin_family = AF_INET};
  memcpy(&in.sin_addr, octets, 4);
  memcpy(sockaddr, &in, sizeof in);
}

static bool give_ipv4(int control, struct ifreq *request, const struct tun_options *options)
{
  set_address(&request->ifr_addr, options->kernels.octets);
  if (ioctl(control, SIOCSIFADDR, request) != 0) return false;
  set_address(&request->ifr_dstaddr, options->ours.octets);
  return ioctl(control, SIOCSIFDSTADDR, request) == 0;
}

/* Whether the kernel takes what comes for its new address: only then is that the source of what it sends there. */
static bool is_local(const struct address *address)
{
  struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = 1};
  socklen_t len = sizeof in6;
  memcpy(&in6.sin6_addr, address->octets, 16);
  const int probe = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool connected = probe >= 0 && connect(probe, (const struct sockaddr *)&in6, sizeof in6) == 0;
  const bool named = connected && getsockname(probe, (struct sockaddr *)&in6, &len) == 0;
  if (probe >= 0) close(probe);
  return named && memcmp(&in6.sin6_addr, address->octets, 16) == 0;
}

/* The kernel skips duplicate address detection where there are no neighbours, but gives even such an address some time
 * later. A SYN sent before would be lost, and the next one goes a second later: better wait some milliseconds. */
static bool give_ipv6(int control, struct ifreq *request, const struct tun_options *options)
{
  if (ioctl(control, SIOCGIFINDEX, request) != 0) return false;
  struct in6_ifreq address = {.ifr6_prefixlen = 128, .ifr6_ifindex = request->ifr_ifindex};
  memcpy(&address.ifr6_addr, options->kernels.octets, 16);
  if (ioctl(control, SIOCSIFADDR, &address) != 0) return false;
  struct in6_rtmsg route = {
    .rtmsg_dst_len = 128, .rtmsg_metric = 1, .rtmsg_flags = RTF_UP | RTF_HOST, .rtmsg_ifindex = request->ifr_ifindex,
  };
  memcpy(&route.rtmsg_dst, options->ours.octets, 16);
  if (ioctl(control, SIOCADDRT, &route) != 0) return false;
  for (unsigned i = 0; i < 1000 && !is_local(&options->kernels); i++) nanosleep(&(struct timespec){0, 1000000}, NULL);
  return true;
}

static bool configure(int control, const char *name, const struct tun_options *options)
{
  struct ifreq request = {0};
  memcpy(request.ifr_name, name, IFNAMSIZ);
  request.ifr_mtu = options->mtu;
  if (ioctl(control, SIOCSIFMTU, &request) != 0) return false;
  request.ifr_qlen = QUEUE;
  if (ioctl(control, SIOCSIFTXQLEN, &request) != 0) return false;
  if (ioctl(control, SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags |= IFF_UP;
  if (ioctl(control, SIOCSIFFLAGS, &request) != 0) return false;
  return options->kernels.version == 4 ? give_ipv4(control, &request, options) : give_ipv6(control, &request, options);
}

static int create(struct tun *tun, const struct tun_options *options)
{
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  if (strlen(options->name) >= IFNAMSIZ) return tool_fail(TOOL_USAGE, "device name %s is too long", options->name);
  memcpy(request.ifr_name, options->name, strlen(options->name));
  tun->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun->fd < 0) return tool_fail(TOOL_USAGE, "cannot open /dev/net/tun: %s", strerror(errno));
  if (ioctl(tun->fd, TUNSETIFF, &request) != 0)
    return tool_fail(TOOL_USAGE, "cannot create device %s: %s", options->name, strerror(errno));
  const int control = socket(options->kernels.version == 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool good = control >= 0 && configure(control, request.ifr_name, options);
  if (!good) tool_fail(TOOL_USAGE, "cannot configure device %s: %s", options->name, strerror(errno));
  if (control >= 0) close(control);
  return good ? TOOL_OK : TOOL_USAGE;
}

/* ---- The wire ---------------------------------------------------------------------------------------------------- */

/* True so many times in a hundred. SplitMix64 (Steele, Lea, Flood 2014): any seed will do. */
static bool chance(struct tun_way *way, double percent)
{
  uint64_t z = way->random += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return (double)(z >> 11) * 0x1p-53 * 100.0 < percent;
}

static void let_go(struct tun_way *way)
{
  if (way->held_until == SYNFIN_NEVER) return;
  way->held_until = SYNFIN_NEVER;
  way->sink(way->context, way->held, way->held_len);
}

/* A datagram held back stays until another one has overtaken it, or its time is over. */
static void pass(struct tun *tun, struct tun_way *way, const uint8_t *octets, size_t len)
{
  const bool lost = chance(way, tun->impairment.loss);
  const bool twice = chance(way, tun->impairment.dup);
  const bool late = chance(way, tun->impairment.reorder);
  if (lost) return;
  if (late && way->held_until == SYNFIN_NEVER) {
    memcpy(way->held, octets, len);
    way->held_len = len;
    way->held_until = tun->now + HELD_BACK;
    if (twice) way->sink(way->context, octets, len);
    return;
  }
  way->sink(way->context, octets, len);
  if (twice) way->sink(way->context, octets, len);
  let_go(way);
}

/* The kernel refuses what comes while the device is down (EIO): to a TCP that is a datagram lost. */
static void to_kernel(void *context, const uint8_t *octets, size_t len)
{
  const struct tun *const tun = context;
  const ssize_t ignored = write(tun->fd, octets, len);
  (void)ignored;
}

static void to_us(void *context, const uint8_t *octets, size_t len)
{
  struct tun *const tun = context;
  pcap_file_write(&tun->pcap, tun->epoch + tun->now, octets, len);
  tun->deliver(tun->context, octets, len);
}

static synfin_time clock_now(clockid_t id)
{
  struct timespec at;
  clock_gettime(id, &at);
  return SYNFIN_SECONDS(at.tv_sec) + (synfin_time)at.tv_nsec / 1000u;
}

static void init_way(struct tun_way *way, tun_sink *sink, struct tun *tun, uint64_t seed)
{
  way->sink = sink;
  way->context = tun;
  way->random = seed;
  way->held_until = SYNFIN_NEVER;
}

int tun_open(struct tun *tun, const struct tun_options *options, tun_sink *deliver, void *context)
{
  tun->fd = -1;
  tun->impairment = options->impairment;
  tun->pcap.file = NULL;
  tun->epoch = clock_now(CLOCK_REALTIME) - clock_now(CLOCK_MONOTONIC);
  tun->deliver = deliver;
  tun->context = context;
  init_way(&tun->out, to_kernel, tun, options->impairment.seed);
  init_way(&tun->in, to_us, tun, ~options->impairment.seed);
  int status = create(tun, options);
  if (status == TOOL_OK && options->pcap != NULL && !pcap_file_open(&tun->pcap, options->pcap))
    status = tool_fail(TOOL_USAGE, "cannot write %s: %s", options->pcap, strerror(errno));
  if (status != TOOL_OK && tun->fd >= 0) close(tun->fd);
  return status;
}

void tun_write(struct tun *tun, synfin_time now, const uint8_t *octets, size_t len)
{
  tun->now = now;
  pcap_file_write(&tun->pcap, tun->epoch + now, octets, len);
  pass(tun, &tun->out, octets, len);
}

bool tun_read(struct tun *tun, synfin_time now)
{
  uint8_t octets[TUN_DATAGRAM];
  const ssize_t len = read(tun->fd, octets, sizeof octets);
  tun->now = now;
  if (len > 0) pass(tun, &tun->in, octets, (size_t)len);
  return len > 0;
}

synfin_time tun_deadline(const struct tun *tun)
{
  return tun->out.held_until < tun->in.held_until ? tun->out.held_until : tun->in.held_until;
}

void tun_timeout(struct tun *tun, synfin_time now)
{
  tun->now = now;
  if (tun->out.held_until <= now) let_go(&tun->out);
  if (tun->in.held_until <= now) let_go(&tun->in);
}

bool tun_close(struct tun *tun)
{
  let_go(&tun->out);
  close(tun->fd);
  return pcap_file_close(&tun->pcap);
}
