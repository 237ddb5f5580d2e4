/* The target `self`: our own engine in this process, in virtual time. */
#include <string.h>

#include "sent.h"
#include "target.h"

#define BUFFER 65535u

struct self {
  struct synfin_conn conn;
  struct synfin_config config;
  const struct scene *scene;
  struct synfin_addresses addresses;   /* src is ours */
  synfin_time now;
  struct sent sent;
  uint8_t sends[BUFFER], receives[BUFFER];
};

static void queue(struct self *s, const struct synfin_segment *seg)
{
  uint8_t *at = sent_room(&s->sent);
  size_t header = s->addresses.version == 4 ? 20 : 40;
  ptrdiff_t len = synfin_encode(at + header, SENT_OCTETS - header, seg, &s->addresses);
  struct synfin_ip ip = {.addresses = s->addresses, .hop_limit = 64, .protocol = 6, .len = (uint32_t)len};
  if (len >= 0 && synfin_ip_encode(at, header, &ip) == (ptrdiff_t)header)
    sent_add(&s->sent, header + (size_t)len, s->now);
}

static void send_all(struct self *s)
{
  struct synfin_segment seg;
  while (!sent_full(&s->sent) && synfin_poll(&s->conn, s->now, &seg))
    queue(s, &seg);
}

static bool begin(struct target *target, const struct scene *scene, char why[128])
{
  struct self *s = target->own;
  size_t octets = scene->version == 4 ? 4 : 16;
  (void)why;
  s->scene = scene;
  s->config = scene->version == 4 ? (struct synfin_config)SYNFIN_CONFIG_IPV4 : (struct synfin_config)SYNFIN_CONFIG_IPV6;
  s->addresses.version = scene->version;
  memcpy(s->addresses.src, target->our_address[scene->version == 6], octets);
  memcpy(s->addresses.dst, target->peer_address[scene->version == 6], octets);
  s->now = SYNFIN_SECONDS(1000);
  s->sent.count = 0;
  synfin_init(&s->conn, &s->config, scene->our_port, scene->peer_port);
  synfin_attach_send(&s->conn, s->sends, sizeof s->sends);
  synfin_attach_receive(&s->conn, s->receives, scene->receive_buffer ? scene->receive_buffer : sizeof s->receives);
  synfin_set_no_delay(&s->conn, scene->no_delay);
  return true;
}

static ptrdiff_t call(struct target *target, enum target_call which, void *octets, size_t len)
{
  struct self *s = target->own;
  ptrdiff_t result = SYNFIN_ERR_ARGUMENT;
  switch (which) {
  case TARGET_CALL_OPEN_ACTIVE: result = synfin_open_active(&s->conn, s->now, s->scene->iss); break;
  case TARGET_CALL_OPEN_PASSIVE: result = synfin_open_passive(&s->conn, s->now, s->scene->iss); break;
  case TARGET_CALL_SEND: result = synfin_send(&s->conn, s->now, octets, len, false); break;
  case TARGET_CALL_SEND_URGENT: result = synfin_send(&s->conn, s->now, octets, len, true); break;
  case TARGET_CALL_RECEIVE: result = synfin_receive(&s->conn, s->now, octets, len); break;
  case TARGET_CALL_CLOSE: result = synfin_close(&s->conn, s->now); break;
  case TARGET_CALL_ABORT: result = synfin_abort(&s->conn, s->now); break;
  case TARGET_CALL_RELEASE: result = synfin_release(&s->conn, s->now); break;
  }
  send_all(s);
  return result;
}

/* The host's part: what is not TCP, not for us or broken is dropped. */
static void write_(struct target *target, const uint8_t *octets, size_t len)
{
  struct self *s = target->own;
  struct synfin_ip ip;
  struct synfin_segment seg;
  if (synfin_ip_decode(&ip, octets, len) != SYNFIN_OK || ip.protocol != 6 ||
      synfin_decode(&seg, ip.payload, ip.len, &ip.addresses) != SYNFIN_OK)
    return;
  size_t n = ip.addresses.version == 4 ? 4 : 16;
  if (ip.addresses.version != s->addresses.version || memcmp(ip.addresses.dst, s->addresses.src, n) != 0 ||
      memcmp(ip.addresses.src, s->addresses.dst, n) != 0 || seg.dst_port != s->scene->our_port ||
      seg.src_port != s->scene->peer_port)
    return;
  synfin_segment_arrives(&s->conn, s->now, &seg);
  send_all(s);
}

static size_t read_(struct target *target, uint8_t *octets, synfin_time until, synfin_time *when)
{
  struct self *s = target->own;
  while (s->sent.count == 0 && synfin_deadline(&s->conn, s->now) <= until) {
    synfin_time due = synfin_deadline(&s->conn, s->now);
    s->now = due > s->now ? due : s->now;
    synfin_timeout(&s->conn, s->now);
    send_all(s);
  }
  if (s->sent.count == 0)
    s->now = until > s->now ? until : s->now;
  return sent_take(&s->sent, octets, when);
}

static synfin_time now(struct target *target) { return ((struct self *)target->own)->now; }
static enum synfin_state status(struct target *target) { return synfin_status(&((struct self *)target->own)->conn); }
static const char *trouble(struct target *target) { return (void)target, NULL; }
static void end(struct target *target) { (void)target; }

int target_self(struct target *target)
{
  static struct self self;
  *target = (struct target){
    .name = "self", .about = "synfin " SYNFIN_VERSION ", in process, virtual time", .own = &self,
    .can = TARGET_VIRTUAL_TIME | TARGET_STATUS | TARGET_SET_ISS | TARGET_OPEN_ACTIVE | TARGET_OPEN_PASSIVE | TARGET_SEND |
           TARGET_RECEIVE | TARGET_CLOSE | TARGET_ABORT | TARGET_RELEASE | TARGET_IPV6 | TARGET_SET_BUFFER | TARGET_URGENT |
           TARGET_NO_DELAY | TARGET_ERRORS,
    .our_address = {{10, 37, 0, 2}, {0xfd, 0x37, [15] = 2}}, .peer_address = {{10, 37, 0, 1}, {0xfd, 0x37, [15] = 1}},
    .begin = begin, .call = call, .write = write_, .read = read_, .now = now, .status = status, .trouble = trouble, .end = end};
  return 0;
}
