/* The target `remote`: a TCP elsewhere, reached through a TUN device, with an upper tester for its calls or without.
 *
 * The tester's address stands behind the device: no TCP of this machine knows of it and resets what it is sent. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "tool.h"
#include "tun_device.h"
#include "upper.h"

#define MTU 1500u

static struct remote {
  int tun;                             /* -1: not open                                        */
  struct address at[2];                /* IPv4, IPv6; version 0: none                         */
  struct tun_device device;
  uint16_t port;
  char *upper_at;                      /* NULL: none; within `text`                           */
  struct upper upper;
  struct scene scene;
  bool heard;                          /* of the connection that is                           */
  uint32_t expected;                   /* its RCV.NXT, as its last ACK told                   */
  char text[512];
} remote = {.tun = -1};

/* ---- WHERE ------------------------------------------------------------------------------------------------------- */

/* ADDRESS:PORT, an IPv6 address in brackets. */
static int take_place(char *text)
{
  struct address address;
  char *colon = strrchr(text, ':'), *end = text;
  unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
  if (!colon || end == colon + 1 || *end != '\0' || port > 65535)
    return tool_fail(TOOL_USAGE, "remote: %s is not ADDRESS:PORT", text);
  *colon = '\0';
  size_t len = strlen(text), brackets = len > 2 && text[0] == '[' && text[len - 1] == ']';
  text[len - brackets] = '\0';
  if (!address_parse(&address, text + brackets))
    return tool_fail(TOOL_USAGE, "remote: %s is no address", text + brackets);
  if (remote.port != 0 && remote.port != port)
    return tool_fail(TOOL_USAGE, "remote: the port is %u or %lu", remote.port, port);
  remote.port = (uint16_t)port;
  remote.at[address.version == 6] = address;
  return TOOL_OK;
}

static int take_setting(const char *key, char *value)
{
  struct address address;
  if (!*value)
    return tool_fail(TOOL_USAGE, "remote: %s= is empty", key);
  if (!strcmp(key, "tun")) {
    remote.device.name = value;
    return TOOL_OK;
  }
  if (!strcmp(key, "upper")) {
    remote.upper_at = value;
    return TOOL_OK;
  }
  bool ours = !strcmp(key, "ours");
  if (!ours && strcmp(key, "kernel") != 0)
    return tool_fail(TOOL_USAGE, "remote: %s is none of tun, ours, kernel, upper", key);
  if (!address_parse(&address, value))
    return tool_fail(TOOL_USAGE, "remote: %s is no address", value);
  struct tun_link *link = &remote.device.links[address.version == 6];
  *(ours ? &link->ours : &link->kernels) = address;
  return TOOL_OK;
}

static int take_where(const char *where)
{
  static const struct tun_link links[2] = {
    {.ours = {4, {10, 37, 0, 2}}, .kernels = {4, {10, 37, 0, 1}}},
    {.ours = {6, {0xfd, 0x37, [15] = 2}}, .kernels = {6, {0xfd, 0x37, [15] = 1}}}};
  int status = TOOL_OK;
  remote = (struct remote){.tun = -1, .device = {.name = "synfin0", .mtu = MTU, .links = {links[0], links[1]}}};
  if (strlen(where) >= sizeof remote.text)
    return tool_fail(TOOL_USAGE, "remote: this is too long");
  memcpy(remote.text, where, strlen(where));
  for (char *item = strtok(remote.text, ","), *value; item && status == TOOL_OK; item = strtok(NULL, ",")) {
    value = strchr(item, '=');
    if (value)
      *value++ = '\0';
    status = value ? take_setting(item, value) : take_place(item);
  }
  if (status == TOOL_OK && remote.at[0].version == 0 && remote.at[1].version == 0)
    return tool_fail(TOOL_USAGE, "remote: where? remote:ADDRESS:PORT");
  if (status == TOOL_OK && remote.port == 0 && !remote.upper_at)
    return tool_fail(TOOL_USAGE, "remote: port 0 needs an upper tester");
  for (unsigned i = 0; i < 2; i++)
    if (remote.at[i].version == 0)
      remote.device.links[i] = (struct tun_link){0};
  return status;
}

/* ---- Datagrams --------------------------------------------------------------------------------------------------- */

/* What the network refuses is lost, as on any wire. */
static void put(const uint8_t *octets, size_t len)
{
  ssize_t ignored = write(remote.tun, octets, len);
  (void)ignored;
}

static void reset(const struct synfin_segment *rst, uint8_t version)
{
  uint8_t octets[60];
  struct synfin_ip ip = {.addresses = {.version = version}, .hop_limit = 64, .protocol = 6, .len = 20};
  size_t header = version == 4 ? 20 : 40;
  memcpy(ip.addresses.src, remote.device.links[version == 6].ours.octets, 16);
  memcpy(ip.addresses.dst, remote.at[version == 6].octets, 16);
  synfin_ip_encode(octets, header, &ip);
  synfin_encode(octets + header, 20, rst, &ip.addresses);
  put(octets, header + 20);
}

/* Whether it is the target's, and of this case. As any host we reset what is of none; what is broken is of this one. */
static bool is_of_this_case(const uint8_t *octets, size_t len)
{
  struct synfin_ip ip;
  struct synfin_segment seg, rst;
  if (synfin_ip_decode(&ip, octets, len) != SYNFIN_OK || ip.protocol != 6)
    return false;
  unsigned six = ip.addresses.version == 6;
  size_t n = six ? 16 : 4;
  if (memcmp(ip.addresses.src, remote.at[six].octets, n) != 0 ||
      memcmp(ip.addresses.dst, remote.device.links[six].ours.octets, n) != 0)
    return false;
  if (synfin_decode(&seg, ip.payload, ip.len, NULL) != SYNFIN_OK)
    return true;
  if (seg.dst_port != remote.scene.peer_port || ip.addresses.version != remote.scene.version) {
    if (synfin_answer_closed(&seg, &rst))
      reset(&rst, ip.addresses.version);
    return false;
  }
  remote.heard |= (seg.flags & SYNFIN_ACK) != 0;
  remote.expected = seg.flags & SYNFIN_ACK ? seg.ack : remote.expected;
  return true;
}

/* ---- The target -------------------------------------------------------------------------------------------------- */

static bool begin(struct target *target, const struct scene *scene, char why[128])
{
  unsigned six = scene->version == 6;
  const uint8_t *ours = remote.at[six].octets, *peer = remote.device.links[six].ours.octets;
  struct synfin_segment last = {.src_port = remote.scene.peer_port, .dst_port = remote.scene.our_port,
                                .seq = remote.expected, .flags = SYNFIN_RST};
  (void)target;
  if (remote.heard)
    reset(&last, remote.scene.version);
  remote.heard = false;
  remote.scene = *scene;
  if (remote.at[six].version == 0)
    snprintf(why, 128, "no IPv%u address of it was given", scene->version);
  else if (!remote.upper_at || upper_begin(&remote.upper, scene, ours, peer))
    return true;
  else
    snprintf(why, 128, "%.100s", remote.upper.trouble[0] ? remote.upper.trouble : "the upper tester refuses");
  return false;
}

static ptrdiff_t call(struct target *target, enum target_call which, void *octets, size_t len)
{
  (void)target;
  return remote.upper_at ? upper_call(&remote.upper, which, octets, len) : TARGET_NO_CALL;
}

static void write_(struct target *target, const uint8_t *octets, size_t len) { (void)target, put(octets, len); }

static size_t read_(struct target *target, uint8_t *octets, synfin_time until, synfin_time *when)
{
  (void)target;
  for (;;) {
    ssize_t len = read(remote.tun, octets, TARGET_DATAGRAM);
    *when = clock_now(CLOCK_MONOTONIC);
    if (len > 0 && is_of_this_case(octets, (size_t)len))
      return (size_t)len;
    if (len <= 0 && *when >= until)
      return 0;
    if (len <= 0)
      clock_wait(remote.tun, until);
  }
}

static synfin_time now(struct target *target) { return (void)target, clock_now(CLOCK_MONOTONIC); }

static enum synfin_state status(struct target *target)
{
  return (void)target, remote.upper_at ? upper_status(&remote.upper) : SYNFIN_CLOSED;
}

static const char *trouble(struct target *target)
{
  return (void)target, remote.upper.trouble[0] ? remote.upper.trouble : NULL;
}

static void end(struct target *target)
{
  (void)target;
  upper_close(&remote.upper);
  if (remote.tun >= 0)
    close(remote.tun);
  remote.tun = -1;
}

int target_remote(struct target *target, const char *where)
{
  unsigned can = 0;
  int opened = take_where(where);
  if (opened == TOOL_OK && remote.upper_at)
    opened = upper_open(&remote.upper, remote.upper_at, &can);
  if (opened == TOOL_OK && (opened = tun_device_open(&remote.tun, &remote.device)) != TOOL_OK)
    remote.tun = -1;
  if (opened != TOOL_OK) {
    end(target);
    return opened;
  }
  *target = (struct target){
    .name = "remote", .about = "a TCP elsewhere, real time", .can = can | (remote.at[1].version ? TARGET_IPV6 : 0),
    .our_port = remote.port, .begin = begin, .call = call, .write = write_, .read = read_, .now = now, .status = status,
    .trouble = trouble, .end = end};
  for (unsigned i = 0; i < 2; i++) {
    memcpy(target->our_address[i], remote.at[i].octets, 16);
    memcpy(target->peer_address[i], remote.device.links[i].ours.octets, 16);
  }
  return TOOL_OK;
}
