/* see endpoint.h */
#include "endpoint.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "clock.h"
#include "tool.h"

#define BUFFER 65536u          /* octets each way: all that can be told of a window without scaling it             */
#define CONNECTIONS 4096u      /* beyond so many, SYNs are not heard                                               */
#define AT_HAND 1024u          /* datagrams read in one turn: a flood of them is not to silence us                 */
#define FIRST_PORT 49152u      /* dynamic ports (RFC 6335)                                                         */
#define PROTOCOL_TCP 6u
#define HOP_LIMIT 64u

#define IN_GONE (SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN))

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
  (void)number;
  stopped = 1;
}

/* ---- The table --------------------------------------------------------------------------------------------------- */

static struct endpoint_conn *find(const struct endpoint *endpoint, const uint8_t remote[16], uint16_t remote_port,
                                  uint16_t local_port)
{
  for (size_t i = 0; i < endpoint->count; i++) {
    struct endpoint_conn *const conn = endpoint->conns[i];
    if (conn->remote_port == remote_port && conn->local_port == local_port &&
        memcmp(conn->addresses.dst, remote, 16) == 0)
      return conn;
  }
  return NULL;
}

static bool make_room(struct endpoint *endpoint)
{
  if (endpoint->count < endpoint->room) return true;
  const size_t room = endpoint->room > 0 ? 2 * endpoint->room : 16;
  struct endpoint_conn **const conns = realloc(endpoint->conns, room * sizeof *conns);
  if (conns == NULL || room > CONNECTIONS) {
    if (conns != NULL) endpoint->conns = conns;
    return false;
  }
  endpoint->conns = conns;
  endpoint->room = room;
  return true;
}

static struct endpoint_conn *add(struct endpoint *endpoint, const uint8_t remote[16], uint16_t remote_port,
                                 uint16_t local_port)
{
  struct endpoint_conn *const conn = make_room(endpoint) ? calloc(1, sizeof *conn) : NULL;
  if (conn == NULL) return NULL;
  conn->buffers = malloc(2 * (size_t)BUFFER);
  if (conn->buffers == NULL) {
    free(conn);
    return NULL;
  }
  conn->endpoint = endpoint;
  conn->addresses.version = endpoint->address.version;
  memcpy(conn->addresses.src, endpoint->address.octets, 16);
  memcpy(conn->addresses.dst, remote, 16);
  conn->local_port = local_port;
  conn->remote_port = remote_port;
  conn->heard = endpoint->now;
  synfin_init(&conn->tcp, &endpoint->config, local_port, remote_port);
  synfin_attach_send(&conn->tcp, conn->buffers, BUFFER);
  synfin_attach_receive(&conn->tcp, conn->buffers + BUFFER, BUFFER);
  endpoint->conns[endpoint->count++] = conn;
  return conn;
}

static void drop(struct endpoint *endpoint, size_t index)
{
  struct endpoint_conn *const conn = endpoint->conns[index];
  if (conn->event != NULL) conn->event(conn);
  free(conn->buffers);
  free(conn);
  endpoint->conns[index] = endpoint->conns[--endpoint->count];
}

/* A connection in TIME-WAIT outlives its application by minutes: its buffers need not. */
static void trim(struct endpoint_conn *conn)
{
  if (conn->buffers == NULL || conn->event != NULL || synfin_status(&conn->tcp) != SYNFIN_TIME_WAIT) return;
  if (synfin_attach_send(&conn->tcp, NULL, 0) != SYNFIN_OK) return;
  if (synfin_attach_receive(&conn->tcp, NULL, 0) != SYNFIN_OK) return;
  free(conn->buffers);
  conn->buffers = NULL;
}

static uint32_t choose_isn(const struct endpoint_conn *conn)
{
  uint8_t tuple[36];
  memcpy(tuple, conn->addresses.src, 16);
  memcpy(tuple + 16, conn->addresses.dst, 16);
  memcpy(tuple + 32, &conn->local_port, 2);
  memcpy(tuple + 34, &conn->remote_port, 2);
  return synfin_isn(conn->endpoint->isn_key, tuple, sizeof tuple, conn->endpoint->now);
}

/* ---- Datagrams --------------------------------------------------------------------------------------------------- */

static void send_segment(struct endpoint *endpoint, const struct synfin_segment *segment,
                         const struct synfin_addresses *addresses)
{
  uint8_t octets[TUN_DATAGRAM];
  const size_t header = addresses->version == 4 ? 20 : 40;
  const ptrdiff_t len = synfin_encode(octets + header, sizeof octets - header, segment, addresses);
  if (len < 0 || (size_t)len > sizeof octets - header) return;
  const struct synfin_ip ip = {
    .addresses = *addresses, .hop_limit = HOP_LIMIT, .protocol = PROTOCOL_TCP, .len = (uint32_t)len,
  };
  if (synfin_ip_encode(octets, header, &ip) == (ptrdiff_t)header)
    tun_write(&endpoint->tun, endpoint->now, octets, header + (size_t)len);
}

static void flush(struct endpoint_conn *conn)
{
  struct synfin_segment segment;
  while (synfin_poll(&conn->tcp, conn->endpoint->now, &segment))
    send_segment(conn->endpoint, &segment, &conn->addresses);
}

static void flush_all(struct endpoint *endpoint)
{
  for (size_t i = 0; i < endpoint->count; i++) flush(endpoint->conns[i]);
}

/* Where a segment may come from: one host, and not ourselves (MUST-63, RFC 1122 3.2.1.3). */
static bool is_host(const struct endpoint *endpoint, const struct synfin_addresses *addresses)
{
  static const uint8_t loopback[16] = {[15] = 1};
  const uint8_t *const src = addresses->src;
  if (memcmp(src, endpoint->address.octets, addresses->version == 4 ? 4 : 16) == 0) return false;
  if (addresses->version == 4) return src[0] != 0 && src[0] != 127 && src[0] < 224;
  return src[0] != 0xff && memcmp(src, loopback, 16) != 0 && memcmp(src, (const uint8_t[16]){0}, 16) != 0;
}

/* A SYN for the port we listen on: a connection in LISTEN is made just for it, or made anew where the last one between
 * the same ports is only waiting (MAY-2, RFC 6191). NULL if there is none to be had. */
static struct endpoint_conn *listener(struct endpoint *endpoint, struct endpoint_conn *old,
                                      const struct synfin_segment *segment, const uint8_t remote[16])
{
  uint32_t least = 0;
  if (old != NULL) {
    if (!synfin_reusable(&old->tcp, segment, &least)) return old;
    synfin_abort(&old->tcp, endpoint->now);
    for (size_t i = 0; i < endpoint->count; i++)
      if (endpoint->conns[i] == old) {
        drop(endpoint, i);
        break;
      }
  }
  struct endpoint_conn *const conn = add(endpoint, remote, segment->src_port, segment->dst_port);
  if (conn == NULL) return NULL;
  uint32_t isn = choose_isn(conn);
  if (old != NULL && (isn - least) >> 31 != 0) isn = least;
  conn->event = endpoint->accepted;
  synfin_open_passive(&conn->tcp, endpoint->now, isn);
  return conn;
}

/* A segment without a connection is answered as in CLOSED (3.10.7.1). What 3.10.7.2 says of LISTEN differs from that
 * where a segment carries neither ACK nor SYN: nothing of ours can have caused it, and it is dropped. */
static void answer_stray(struct endpoint *endpoint, const struct synfin_segment *segment,
                         const struct synfin_addresses *back)
{
  struct synfin_segment reply;
  if (segment->dst_port == endpoint->listening && (segment->flags & SYNFIN_ACK) == 0) return;
  if (synfin_answer_closed(segment, &reply)) send_segment(endpoint, &reply, back);
}

/* Only what was sent to our address is taken, so multicast and broadcast never are (MUST-57). */
static void datagram_arrives(void *context, const uint8_t *octets, size_t len)
{
  struct endpoint *const endpoint = context;
  struct synfin_ip ip;
  struct synfin_segment segment;
  if (synfin_ip_decode(&ip, octets, len) != SYNFIN_OK || ip.protocol != PROTOCOL_TCP) return;
  if (ip.addresses.version != endpoint->address.version) return;
  struct synfin_addresses back = {.version = ip.addresses.version};
  memcpy(back.src, ip.addresses.dst, back.version == 4 ? 4 : 16);
  memcpy(back.dst, ip.addresses.src, back.version == 4 ? 4 : 16);
  if (memcmp(back.src, endpoint->address.octets, 16) != 0 || !is_host(endpoint, &ip.addresses)) return;
  if (synfin_decode(&segment, ip.payload, ip.len, &ip.addresses) != SYNFIN_OK) return;

  struct endpoint_conn *conn = find(endpoint, back.dst, segment.src_port, segment.dst_port);
  const bool waits = conn == NULL || synfin_status(&conn->tcp) == SYNFIN_TIME_WAIT;
  const uint8_t control = segment.flags & (SYNFIN_SYN | SYNFIN_ACK | SYNFIN_RST);
  if (waits && control == SYNFIN_SYN && endpoint->listening != 0 && segment.dst_port == endpoint->listening) {
    conn = listener(endpoint, conn, &segment, back.dst);
    if (conn == NULL) return;
  }
  if (conn == NULL) {
    answer_stray(endpoint, &segment, &back);
    return;
  }
  conn->heard = endpoint->now;
  synfin_segment_arrives(&conn->tcp, endpoint->now, &segment);
  if (synfin_in(&conn->tcp, SYNFIN_IN_SYNCHRONIZED)) conn->opened = true;
}

/* ---- The loop ---------------------------------------------------------------------------------------------------- */

/* A peer that vanished while it owed us something, and we nothing to it, is no matter of TCP without keep-alives. */
static synfin_time silent_at(const struct endpoint_conn *conn)
{
  if (!synfin_in(&conn->tcp, SYNFIN_IN_SYNCHRONIZED & ~SYNFIN_IN(SYNFIN_TIME_WAIT))) return SYNFIN_NEVER;
  return conn->heard + conn->endpoint->config.user_timeout;
}

static synfin_time earlier(synfin_time a, synfin_time b)
{
  return a < b ? a : b;
}

static synfin_time next_deadline(const struct endpoint *endpoint)
{
  synfin_time at = tun_deadline(&endpoint->tun);
  for (size_t i = 0; i < endpoint->count; i++) {
    const struct endpoint_conn *const conn = endpoint->conns[i];
    at = earlier(at, earlier(synfin_deadline(&conn->tcp, endpoint->now), silent_at(conn)));
  }
  return at;
}

/* Signals are let in here and nowhere else, so that none slips in between the look at `stopped` and the wait. */
static void wait_until(struct endpoint *endpoint, synfin_time at)
{
  struct pollfd poll_fd = {.fd = endpoint->tun.fd, .events = POLLIN};
  const synfin_time left = at > endpoint->now ? at - endpoint->now : 0;
  const struct timespec time = {(time_t)(left / 1000000u), (long)(left % 1000000u) * 1000};
  sigset_t open;
  sigemptyset(&open);
  ppoll(&poll_fd, 1, at == SYNFIN_NEVER ? NULL : &time, &open);
}

static void timeouts(struct endpoint *endpoint)
{
  tun_timeout(&endpoint->tun, endpoint->now);
  for (size_t i = 0; i < endpoint->count; i++) {
    struct endpoint_conn *const conn = endpoint->conns[i];
    synfin_timeout(&conn->tcp, endpoint->now);
    if (silent_at(conn) > endpoint->now) continue;
    conn->silent = true;
    synfin_abort(&conn->tcp, endpoint->now);
  }
}

static void events(struct endpoint *endpoint)
{
  const unsigned nobodys = IN_GONE | SYNFIN_IN(SYNFIN_SYN_RECEIVED_PASSIVE);
  for (size_t i = 0; i < endpoint->count; i++) {
    struct endpoint_conn *const conn = endpoint->conns[i];
    if (conn->event != NULL && !synfin_in(&conn->tcp, nobodys)) conn->event(conn);
    trim(conn);
  }
}

/* A connection from outside that went back to LISTEN was refused by its peer, before anybody here knew of it. */
static void reap(struct endpoint *endpoint)
{
  for (size_t i = endpoint->count; i-- > 0;) {
    struct endpoint_conn *const conn = endpoint->conns[i];
    if (!synfin_in(&conn->tcp, IN_GONE)) continue;
    if (synfin_status(&conn->tcp) == SYNFIN_LISTEN) conn->event = NULL;
    drop(endpoint, i);
  }
}

bool endpoint_turn(struct endpoint *endpoint)
{
  wait_until(endpoint, next_deadline(endpoint));
  endpoint->now = clock_now(CLOCK_MONOTONIC);
  for (unsigned i = 0; i < AT_HAND && tun_read(&endpoint->tun, endpoint->now); i++) {}
  timeouts(endpoint);
  events(endpoint);
  flush_all(endpoint);
  reap(endpoint);
  return !stopped;
}

/* ---- The rest ---------------------------------------------------------------------------------------------------- */

static void catch_signals(void)
{
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, NULL);
  const struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
}

static void set_config(struct synfin_config *config, const struct endpoint_options *options)
{
  const bool ipv4 = options->tun.ours.version == 4;
  *config = ipv4 ? (struct synfin_config)SYNFIN_CONFIG_IPV4 : (struct synfin_config)SYNFIN_CONFIG_IPV6;
  config->mms_s = config->mms_r = (uint16_t)(options->tun.mtu - (ipv4 ? 20 : 40));
  if (options->timeout > 0) config->user_timeout = (synfin_time)(options->timeout * 1e6);
  if (options->msl > 0) config->msl = (synfin_time)(options->msl * 1e6);
  if (options->rto_min > 0) config->rto_min = (synfin_time)(options->rto_min * 1e6);
}

int endpoint_open(struct endpoint *endpoint, const struct endpoint_options *options)
{
  endpoint->now = clock_now(CLOCK_MONOTONIC);
  endpoint->address = options->tun.ours;
  endpoint->listening = 0;
  endpoint->conns = NULL;
  endpoint->count = endpoint->room = 0;
  set_config(&endpoint->config, options);
  if (getrandom(endpoint->isn_key, sizeof endpoint->isn_key, 0) != sizeof endpoint->isn_key ||
      getrandom(&endpoint->next_port, sizeof endpoint->next_port, 0) != sizeof endpoint->next_port)
    return tool_fail(TOOL_USAGE, "no random numbers: %s", strerror(errno));
  catch_signals();
  return tun_open(&endpoint->tun, &options->tun, datagram_arrives, endpoint);
}

void endpoint_listen(struct endpoint *endpoint, uint16_t port, endpoint_event *accepted)
{
  endpoint->listening = port;
  endpoint->accepted = accepted;
}

struct endpoint_conn *endpoint_connect(struct endpoint *endpoint, const struct address *remote, uint16_t port,
                                       endpoint_event *event, void *user)
{
  uint16_t local = 0;
  for (unsigned tries = 0; tries < 65536u - FIRST_PORT; tries++) {
    local = (uint16_t)(endpoint->next_port++ | FIRST_PORT);
    if (find(endpoint, remote->octets, port, local) == NULL) break;
  }
  if (find(endpoint, remote->octets, port, local) != NULL) return NULL;
  struct endpoint_conn *const conn = add(endpoint, remote->octets, port, local);
  if (conn == NULL) return NULL;
  conn->event = event;
  conn->user = user;
  synfin_open_active(&conn->tcp, endpoint->now, choose_isn(conn));
  return conn;
}

size_t endpoint_count(const struct endpoint *endpoint, unsigned states)
{
  size_t count = 0;
  for (size_t i = 0; i < endpoint->count; i++) count += synfin_in(&endpoint->conns[i]->tcp, states);
  return count;
}

/* A RST in SYN-SENT is a "connection reset" to 3.10.7.3, but to everybody else a refusal. */
const char *endpoint_trouble(const struct endpoint_conn *conn)
{
  if (conn->silent) return "peer is silent: user timeout";
  enum synfin_err cause = synfin_cause(&conn->tcp);
  if (cause == SYNFIN_ERR_RESET && !conn->opened) cause = SYNFIN_ERR_REFUSED;
  return cause != SYNFIN_OK ? synfin_strerror(cause) : NULL;
}

struct address endpoint_peer(const struct endpoint_conn *conn)
{
  struct address address = {.version = conn->addresses.version};
  memcpy(address.octets, conn->addresses.dst, 16);
  return address;
}

bool endpoint_close(struct endpoint *endpoint)
{
  endpoint->listening = 0;
  for (size_t i = 0; i < endpoint->count; i++) synfin_abort(&endpoint->conns[i]->tcp, endpoint->now);
  flush_all(endpoint);
  while (endpoint->count > 0) drop(endpoint, endpoint->count - 1);
  free(endpoint->conns);
  return tun_close(&endpoint->tun);
}
