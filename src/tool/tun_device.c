/* see tun_device.h */
#include "tun_device.h"

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

static void set_address(struct sockaddr *sockaddr, const uint8_t octets[4])
{
  struct sockaddr_in in = {.sin_family = AF_INET};
  memcpy(&in.sin_addr, octets, 4);
  memcpy(sockaddr, &in, sizeof in);
}

static bool give_ipv4(int control, struct ifreq *request, const struct tun_link *link)
{
  set_address(&request->ifr_addr, link->kernels.octets);
  if (ioctl(control, SIOCSIFADDR, request) != 0) return false;
  set_address(&request->ifr_dstaddr, link->ours.octets);
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
 * later. A SYN sent before would be lost, and the next one goes a second later: better wait some milliseconds.
 * Requests stand in what is as large as those of IPv4, since tools that watch system calls look at all of it. */
static bool give_ipv6(int control, struct ifreq *request, const struct tun_link *link)
{
  union { struct in6_ifreq in6; struct ifreq all; } address;    /* what libc calls the argument, the kernel does not */
  union { struct in6_rtmsg in6; struct rtentry all; } route;
  memset(&address, 0, sizeof address);
  memset(&route, 0, sizeof route);
  if (ioctl(control, SIOCGIFINDEX, request) != 0) return false;
  address.in6.ifr6_prefixlen = 128;
  address.in6.ifr6_ifindex = request->ifr_ifindex;
  memcpy(&address.in6.ifr6_addr, link->kernels.octets, 16);
  if (ioctl(control, SIOCSIFADDR, &address) != 0) return false;
  route.in6.rtmsg_dst_len = 128;
  route.in6.rtmsg_metric = 1;
  route.in6.rtmsg_flags = RTF_UP | RTF_HOST;
  route.in6.rtmsg_ifindex = request->ifr_ifindex;
  memcpy(&route.in6.rtmsg_dst, link->ours.octets, 16);
  if (ioctl(control, SIOCADDRT, &route) != 0) return false;
  for (unsigned i = 0; i < 1000 && !is_local(&link->kernels); i++) nanosleep(&(struct timespec){0, 1000000}, NULL);
  return true;
}

static bool bring_up(int control, struct ifreq *request, uint16_t mtu)
{
  request->ifr_mtu = mtu;
  if (ioctl(control, SIOCSIFMTU, request) != 0) return false;
  request->ifr_qlen = QUEUE;
  if (ioctl(control, SIOCSIFTXQLEN, request) != 0) return false;
  if (ioctl(control, SIOCGIFFLAGS, request) != 0) return false;
  request->ifr_flags |= IFF_UP;
  return ioctl(control, SIOCSIFFLAGS, request) == 0;
}

static bool give(const char name[IFNAMSIZ], const struct tun_link *link, uint16_t mtu)
{
  if (link->kernels.version == 0) return true;
  struct ifreq request = {0};
  memcpy(request.ifr_name, name, IFNAMSIZ);
  const int control = socket(link->kernels.version == 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) return false;
  bool (*const give_address)(int, struct ifreq *, const struct tun_link *) =
    link->kernels.version == 4 ? give_ipv4 : give_ipv6;
  const bool good = bring_up(control, &request, mtu) && give_address(control, &request, link);
  const int why = errno;
  close(control);
  errno = why;
  return good;
}

static int configure(int fd, const struct tun_device *device)
{
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  memcpy(request.ifr_name, device->name, strlen(device->name));
  if (ioctl(fd, TUNSETIFF, &request) != 0)
    return tool_fail(TOOL_USAGE, "cannot create device %s: %s", device->name, strerror(errno));
  for (unsigned i = 0; i < 2; i++)
    if (!give(request.ifr_name, &device->links[i], device->mtu))
      return tool_fail(TOOL_USAGE, "cannot configure device %s: %s", device->name, strerror(errno));
  return TOOL_OK;
}

int tun_device_open(int *fd, const struct tun_device *device)
{
  if (strlen(device->name) >= IFNAMSIZ) return tool_fail(TOOL_USAGE, "device name %s is too long", device->name);
  *fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (*fd < 0) return tool_fail(TOOL_USAGE, "cannot open /dev/net/tun: %s", strerror(errno));
  const int status = configure(*fd, device);
  if (status != TOOL_OK) close(*fd);
  return status;
}
