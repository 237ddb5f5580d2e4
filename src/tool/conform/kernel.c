/* The target `kernel`: Linux in a network namespace of our own, over a TUN device, in real time; we are its user. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "clock.h"
#include "kernel_user.h"
#include "sent.h"
#include "tool.h"
#include "tun_device.h"

#define MTU 1500u
#define PATIENCE SYNFIN_SECONDS(1)     /* with a kernel that was given a datagram and has not processed it yet   */

static struct kernel {
  int home, tun;                       /* the namespace we came from; -1: not open */
  struct kernel_user user;
  uint16_t echo;                       /* number of the last echo request          */
  struct sent sent;
} kernel = {.home = -1, .tun = -1, .user = {.sockets = SOCKETS_NONE, .status = -1}};

static const struct tun_link links[2] = {
  {.ours = {4, {10, 37, 0, 2}}, .kernels = {4, {10, 37, 0, 1}}},
  {.ours = {6, {0xfd, 0x37, [15] = 2}}, .kernels = {6, {0xfd, 0x37, [15] = 1}}}};

/* ---- The namespace ----------------------------------------------------------------------------------------------- */

static bool set(const char *name, const char *value)
{
  char path[96];
  snprintf(path, sizeof path, "/proc/sys/net/%s", name);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  bool good = fd >= 0 && write(fd, value, strlen(value)) > 0;
  if (fd >= 0)
    close(fd);
  return good;
}

/* What differs from the kernel's defaults; all else is as it comes. Returns TARGET_ bits that follow from it. */
static unsigned configure(void)
{
  set("ipv4/tcp_no_metrics_save", "1");                        /* no connection inherits ssthresh of the last one's   */
  set("ipv4/tcp_congestion_control", "reno");                  /* RFC 5681's, whatever this machine chose for itself  */
  set("ipv4/icmp_echo_ignore_all", "0");                       /* `settle` asks                                       */
  set("ipv6/conf/all/disable_ipv6", "0");                      /* may be inherited from the machine                   */
  set("ipv6/conf/default/disable_ipv6", "0");
  set("ipv4/tcp_challenge_ack_limit", "2147483647");           /* RFC 5961 7's throttle, of the host: on old kernels  */
  bool unthrottled = set("ipv4/tcp_invalid_ratelimit", "0");   /* and of each connection, twice a second              */
  return unthrottled ? TARGET_UNTHROTTLED : 0;
}

static void drop(int *fd)
{
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

/* A network namespace with nothing in it but our device. Whatever the last one holds goes with it. */
static int enter(unsigned *can)
{
  int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  drop(&kernel.tun);
  kernel_user_end(&kernel.user);
  if (unshare(CLONE_NEWNET) != 0) {
    drop(&here);
    return tool_fail(TOOL_USAGE, "no network namespace can be made: %s", strerror(errno));
  }
  if (kernel.home < 0)
    kernel.home = here;
  else
    drop(&here);
  *can |= configure();
  struct tun_device device = {.name = "synfin0", .mtu = MTU, .links = {links[0]}};
  if (access("/proc/self/net/if_inet6", R_OK) == 0) {
    device.links[1] = links[1];
    *can |= TARGET_IPV6;
  }
  if (tun_device_open(&kernel.tun, &device) != TOOL_OK) {
    kernel.tun = -1;
    return TOOL_USAGE;
  }
  if (!kernel_user_open(&kernel.user))
    return tool_fail(TOOL_USAGE, "the kernel has no sock_diag: %s", strerror(errno));
  return TOOL_OK;
}

/* ---- Datagrams --------------------------------------------------------------------------------------------------- */

/* The next datagram of the kernel, if there is one; 0: none. */
static size_t take(struct synfin_ip *ip)
{
  ssize_t len = 0;
  while ((len = read(kernel.tun, sent_room(&kernel.sent), SENT_OCTETS)) > 0)
    if (synfin_ip_decode(ip, sent_room(&kernel.sent), (size_t)len) == SYNFIN_OK)
      return (size_t)len;
  return 0;
}

/* IPv6 greets its neighbours as well. */
static void keep(size_t len, const struct synfin_ip *ip)
{
  if (ip->protocol == IPPROTO_TCP)
    sent_add(&kernel.sent, len, clock_now(CLOCK_MONOTONIC));
}

static void ask_for_echo(void)
{
  uint8_t octets[28] = {[20] = 8, [24] = 's', 'y', [26] = (uint8_t)(++kernel.echo >> 8), [27] = (uint8_t)kernel.echo};
  struct synfin_ip ip = {.addresses = {.version = 4}, .hop_limit = 64, .protocol = IPPROTO_ICMP, .len = 8};
  memcpy(ip.addresses.src, links[0].ours.octets, 4);
  memcpy(ip.addresses.dst, links[0].kernels.octets, 4);
  synfin_ip_encode(octets, 20, &ip);
  uint16_t sum = synfin_checksum(octets + 20, 8);
  octets[22] = (uint8_t)(sum >> 8), octets[23] = (uint8_t)sum;
  if (write(kernel.tun, octets, sizeof octets) < 0)
    kernel.echo--;
}

static bool is_echo(const struct synfin_ip *ip)
{
  const uint8_t *icmp = ip->payload;
  return ip->protocol == IPPROTO_ICMP && ip->len == 8 && icmp[0] == 0 && icmp[6] << 8 == (kernel.echo & 0xff00) &&
         icmp[7] == (kernel.echo & 0xff);
}

/* Datagrams are mostly processed before write returns, but the kernel may put them off. It keeps their order: once it
 * has answered an echo request, all that came before has had its answers. */
static void settle(void)
{
  struct synfin_ip ip = {0};
  synfin_time end = clock_now(CLOCK_MONOTONIC) + PATIENCE;
  ask_for_echo();
  do {
    for (size_t len; (len = take(&ip)) > 0; keep(len, &ip))
      if (is_echo(&ip))
        return;
    clock_wait(kernel.tun, end);
  } while (clock_now(CLOCK_MONOTONIC) < end);
}

/* ---- The target -------------------------------------------------------------------------------------------------- */

/* What no socket holds may live on for minutes. A kernel that cannot be told to forget it loses its namespace. */
static bool begin(struct target *target, const struct scene *scene, char why[128])
{
  unsigned six = scene->version == 6, can = 0;
  (void)target;
  if (!kernel_user_forget(&kernel.user) && enter(&can) != TOOL_OK) {
    snprintf(why, 128, "what the last case left cannot be taken away");
    return false;
  }
  settle();
  kernel.sent.count = 0;
  kernel_user_begin(&kernel.user, scene, links[six].kernels.octets, links[six].ours.octets);
  return true;
}

static ptrdiff_t call(struct target *target, enum target_call which, void *octets, size_t len)
{
  return (void)target, kernel_user_call(&kernel.user, which, octets, len);
}

/* What the kernel's IP refuses is lost, as on any wire. */
static void write_(struct target *target, const uint8_t *octets, size_t len)
{
  (void)target;
  if (write(kernel.tun, octets, len) < 0)
    return;
  settle();
  sockets_accept(&kernel.user.sockets);
}

static size_t read_(struct target *target, uint8_t *octets, synfin_time until, synfin_time *when)
{
  struct synfin_ip ip;
  (void)target;
  while (kernel.sent.count == 0) {
    size_t len = take(&ip);
    if (len > 0)
      keep(len, &ip);
    else if (clock_now(CLOCK_MONOTONIC) >= until)
      return 0;
    else
      clock_wait(kernel.tun, until);
  }
  return sent_take(&kernel.sent, octets, when);
}

static synfin_time now(struct target *target) { return (void)target, clock_now(CLOCK_MONOTONIC); }
static const char *trouble(struct target *target) { return (void)target, NULL; }

static enum synfin_state status(struct target *target) { return (void)target, kernel_user_status(&kernel.user); }

static void end(struct target *target)
{
  (void)target;
  kernel_user_end(&kernel.user);
  drop(&kernel.tun);
  if (kernel.home >= 0 && setns(kernel.home, CLONE_NEWNET) != 0)
    tool_fail(TOOL_USAGE, "there is no way back into the network namespace: %s", strerror(errno));
  drop(&kernel.home);
}

int target_kernel(struct target *target)
{
  static char about[160];
  struct utsname system;
  uname(&system);
  snprintf(about, sizeof about, "Linux %.64s, in a network namespace of its own, over TUN, real time", system.release);
  *target = (struct target){
    .name = "kernel", .about = about,
    .can = TARGET_STATUS | TARGET_OPEN_ACTIVE | TARGET_OPEN_PASSIVE | TARGET_SEND | TARGET_RECEIVE | TARGET_CLOSE |
           TARGET_ABORT | TARGET_RELEASE | TARGET_URGENT | TARGET_NO_DELAY | TARGET_HOST,
    .begin = begin, .call = call, .write = write_, .read = read_, .now = now, .status = status, .trouble = trouble,
    .end = end};
  for (unsigned i = 0; i < 2; i++) {
    memcpy(target->our_address[i], links[i].kernels.octets, 16);
    memcpy(target->peer_address[i], links[i].ours.octets, 16);
  }
  int opened = enter(&target->can);
  if (opened != TOOL_OK)
    end(target);
  return opened;
}
