/* Two engines and a network between them that loses, duplicates and delays: whatever it does, every octet arrives once,
 * in order, both ways, and both ends come to CLOSED. Seeds are fixed; SYNFIN_SEED=n runs that one alone, with
 * SYNFIN_TRACE=1 its segments are shown. A failure names its seed. */
#include "bench.h"
#include "suites.h"

#define SEEDS 300u
#define ROOM 8192u             /* largest buffer */
#define IN_FLIGHT 4096u        /* datagrams */

enum profile { CLEAN, LOSSY, DISORDERLY, CRAMPED, PROFILES };

struct datagram {
  synfin_time at;
  unsigned to;
  size_t len;
  uint8_t octets[1600];
};

struct end {
  struct synfin_config config;
  struct synfin_conn c;
  uint32_t iss, total, written, taken;   /* octets of text: to write, written, received */
  uint32_t edge;                         /* the rightmost SEG.ACK + SEG.WND ever sent */
  uint32_t announced;                    /* MSS in the SYN */
  bool promised, opened, closed, ended;
  synfin_time acts_at;
  unsigned segments, writes;
  uint8_t snd[ROOM], rcv[ROOM];
};

struct world {
  uint32_t seed;
  enum profile profile;
  uint64_t random;
  synfin_time now;
  uint32_t loss, twice;                  /* of 1000 */
  synfin_time delay, jitter;
  struct end end[2];
  struct datagram *net[IN_FLIGHT];
  unsigned in_flight;
};

#define HOLDS(w, condition, ...) \
  do { \
    if (!(condition)) { \
      char what_[200]; \
      snprintf(what_, sizeof what_, __VA_ARGS__); \
      unsigned long long at_ = (w)->now; \
      ck_abort_msg("SYNFIN_SEED=%u at %llu us: !(%s): %s", (w)->seed, at_, #condition, what_); \
    } \
  } while (0)

/* splitmix64 */
static uint32_t any(struct world *w, uint32_t below)
{
  uint64_t z = w->random += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (uint32_t)((z ^ z >> 31) % below);
}

static uint32_t between(struct world *w, uint32_t low, uint32_t high) { return low + any(w, high - low + 1); }

static bool before(uint32_t a, uint32_t b) { return (int32_t)(a - b) < 0; }

/* Octet i of what one end writes; no short period, so that a misplaced octet shows. */
static uint8_t octet(unsigned from, uint32_t i)
{
  uint32_t x = (i + 1) * 2654435761u ^ from * 0x55555555u;
  return (uint8_t)(x >> 24 ^ x >> 11);
}

/* ---- What must be so of every segment sent ----------------------------------------------------------------------- */

/* SHLD-14, MUST-65, MUST-67, MUST-16, SHLD-15, RULING 12 */
static void check_segment(struct world *w, unsigned from, const struct synfin_segment *s)
{
  struct end *e = &w->end[from], *peer = &w->end[!from];
  bool syn = s->flags & SYNFIN_SYN, fin = s->flags & SYNFIN_FIN;
  HOLDS(w, syn == (bool)(s->opt.present & SYNFIN_HAS_MSS), "MSS option, flags %x", s->flags);
  if (s->flags & SYNFIN_RST)
    return;
  if (syn) {
    HOLDS(w, s->seq == e->iss && s->len == 0, "SYN %u+%u", s->seq, s->len);
    HOLDS(w, s->opt.mss + 20u <= e->config.mms_r, "MSS %u", s->opt.mss);
    e->announced = s->opt.mss;
  }
  if (s->flags & SYNFIN_ACK) {
    uint32_t edge = s->ack + s->wnd;
    HOLDS(w, !e->promised || !before(edge, e->edge), "right edge moved left by %u", e->edge - edge);
    e->edge = edge;
    e->promised = true;
  }
  if (s->len == 0 && !fin)
    return;
  uint32_t at = s->seq - e->iss - 1;
  HOLDS(w, peer->promised && at + s->len <= e->written, "octets %u+%u of %u", at, s->len, e->written);
  HOLDS(w, s->len <= peer->announced && s->len + 20u <= e->config.mms_s, "%u octets", s->len);
  HOLDS(w, !before(peer->edge + 1, s->seq + s->len + fin), "%u beyond the window", s->seq + s->len - peer->edge);
  HOLDS(w, !fin || (e->closed && at + s->len == e->total), "FIN at %u of %u", at + s->len, e->total);
  for (uint32_t i = 0; i < s->len; i++) {
    uint32_t first = s->len - s->rest_len;
    uint8_t got = i < first ? s->text[i] : s->rest[i - first];
    HOLDS(w, got == octet(from, at + i), "octet %u of the stream is wrong on the wire", at + i);
  }
}

/* RULING 15: while something waits, to be acknowledged or to be sent, one timer runs; else none. */
static void check_rest(struct world *w, const struct end *e)
{
  const struct synfin_conn *c = &e->c;
  bool alive = !synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN));
  bool waits = alive && (c->snd.una != c->snd.max || synfin_unacked(c) > 0 || synfin_in(c, SYNFIN_IN_FIN_UNACKED));
  HOLDS(w, waits == (c->timer.retransmit_at != SYNFIN_NEVER), "state %s, %u in flight, %u queued",
        synfin_state_label(synfin_status(c)), c->snd.max - c->snd.una, synfin_unacked(c));
  HOLDS(w, c->snd.cwnd >= c->snd.mss || !alive, "cwnd %u, MSS %u", c->snd.cwnd, c->snd.mss);
}

/* ---- The network ------------------------------------------------------------------------------------------------- */

/* One path for both ways: the checksum is over the addresses, not over who is who. */
static const struct synfin_addresses path = { .version = 4, .src = { 192, 0, 2, 1 }, .dst = { 192, 0, 2, 2 } };

static void trace(const struct world *w, unsigned from, const struct synfin_segment *s)
{
  if (getenv("SYNFIN_TRACE"))
    printf("%12llu %u> flags %02x seq %u ack %u wnd %u len %u\n", (unsigned long long)w->now, from, s->flags,
           s->seq - w->end[from].iss, s->ack - w->end[!from].iss, s->wnd, s->len);
}

static void put(struct world *w, unsigned from, const struct synfin_segment *s)
{
  HOLDS(w, w->in_flight < IN_FLIGHT, "too many datagrams");
  struct datagram *d = malloc(sizeof *d);
  ptrdiff_t len = synfin_encode(d->octets, sizeof d->octets, s, &path);
  HOLDS(w, len > 0 && len <= (ptrdiff_t)sizeof d->octets, "encode says %td", len);
  d->len = (size_t)len;
  d->to = !from;
  d->at = w->now + w->delay + (w->jitter ? any(w, (uint32_t)w->jitter) : 0);
  if (w->jitter && any(w, 200) == 0)
    d->at += SYNFIN_SECONDS(between(w, 1, 6));                  /* one that took a long way */
  w->net[w->in_flight++] = d;
}

static void flush(struct world *w, unsigned from)
{
  struct end *e = &w->end[from];
  struct synfin_segment s;
  for (unsigned burst = 0; synfin_poll(&e->c, w->now, &s); burst++) {
    HOLDS(w, burst < 2000, "no end of segments");
    trace(w, from, &s);
    check_segment(w, from, &s);
    e->segments++;
    if (any(w, 1000) >= w->loss)
      put(w, from, &s);
    if (any(w, 1000) < w->twice)
      put(w, from, &s);
  }
  check_rest(w, e);
}

/* The datagram that comes next, or NULL. */
static struct datagram **next_datagram(struct world *w)
{
  struct datagram **first = NULL;
  for (unsigned i = 0; i < w->in_flight; i++)
    if (!first || w->net[i]->at < (*first)->at)
      first = &w->net[i];
  return first;
}

/* Text comes in two pieces, cut anywhere, as synfin_poll may give it. */
static void cut(struct world *w, struct datagram *d, struct synfin_segment *s, uint8_t *rest)
{
  if (s->len == 0)
    return;
  uint32_t first = any(w, s->len + 1);
  uint8_t *text = d->octets + d->len - s->len;
  s->rest_len = s->len - first;
  s->rest = memcpy(rest, text + first, s->rest_len);
  memset(text + first, 0x5a, s->rest_len);
}

static void arrive(struct world *w, struct datagram **slot)
{
  struct datagram *d = *slot;
  struct synfin_segment s;
  uint8_t rest[sizeof d->octets];
  *slot = w->net[--w->in_flight];
  HOLDS(w, synfin_decode(&s, d->octets, d->len, &path) == SYNFIN_OK, "decode");
  cut(w, d, &s, rest);
  synfin_segment_arrives(&w->end[d->to].c, w->now, &s);
  free(d);
}

/* ---- The applications -------------------------------------------------------------------------------------------- */

static void write_some(struct world *w, unsigned who)
{
  struct end *e = &w->end[who];
  uint8_t octets[4000];
  uint32_t n = between(w, 1, any(w, 4) == 0 ? 20 : sizeof octets);
  n = n < e->total - e->written ? n : e->total - e->written;
  if (n == 0)
    return;
  for (uint32_t i = 0; i < n; i++)
    octets[i] = octet(who, e->written + i);
  uint32_t room = synfin_sendable(&e->c);
  ptrdiff_t took = synfin_send(&e->c, w->now, octets, n, false);
  HOLDS(w, took == (room == 0 ? SYNFIN_ERR_RESOURCES : (ptrdiff_t)(n < room ? n : room)), "SEND %u says %td", n, took);
  e->written += took > 0 ? (uint32_t)took : 0;
  e->writes++;
}

static void read_some(struct world *w, unsigned who)
{
  struct end *e = &w->end[who], *peer = &w->end[!who];
  uint8_t octets[4000];
  ptrdiff_t n = synfin_receive(&e->c, w->now, octets, between(w, 1, any(w, 4) == 0 ? 20 : sizeof octets));
  if (n == SYNFIN_ERR_CLOSING || n == SYNFIN_ERR_NO_CONNECTION) {
    HOLDS(w, peer->closed && e->taken == peer->total, "end of stream after %u of %u", e->taken, peer->total);
    e->ended = true;
    return;
  }
  HOLDS(w, n >= 0, "RECEIVE says %s", synfin_strerror((int)n));
  for (ptrdiff_t i = 0; i < n; i++)
    HOLDS(w, octets[i] == octet(!who, e->taken + (uint32_t)i), "octet %u was received wrong", e->taken + (uint32_t)i);
  e->taken += (uint32_t)n;
}

static void act(struct world *w, unsigned who)
{
  struct end *e = &w->end[who];
  bool up = synfin_in(&e->c, SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN_SYNCHRONIZED);
  e->opened = e->opened || up;
  if (up && any(w, 3) > 0 && !e->closed)
    write_some(w, who);
  if (up && !e->closed && e->written == e->total && any(w, 4) == 0) {
    HOLDS(w, synfin_close(&e->c, w->now) == SYNFIN_OK, "CLOSE in %s", synfin_state_label(synfin_status(&e->c)));
    e->closed = true;
  }
  if (e->opened && !e->ended && any(w, 3) > 0)
    read_some(w, who);
  uint32_t nap = any(w, 300) == 0 ? between(w, 1000, 100000) : between(w, 1, any(w, 3) == 0 ? 200 : 10);
  e->acts_at = e->ended && e->closed ? SYNFIN_NEVER : w->now + MILLISECONDS(nap);
}

/* ---- One life ---------------------------------------------------------------------------------------------------- */

static void set_end(struct world *w, unsigned who)
{
  struct end *e = &w->end[who];
  uint32_t snd = between(w, 500, ROOM), rcv = between(w, 500, ROOM), octets = between(w, 0, 60000);
  e->config = (struct synfin_config)SYNFIN_CONFIG_IPV4;
  e->config.mms_s = (uint16_t)between(w, 84, 1480);
  e->config.mms_r = (uint16_t)between(w, 84, 1480);
  e->config.user_timeout = SYNFIN_NEVER;
  if (w->profile == CRAMPED) {
    snd = between(w, 1, 300);
    rcv = between(w, 1, 300);
    octets = between(w, 0, 4 * (rcv + 20));
  }
  e->total = octets;
  e->iss = (any(w, 2) ? 0u : 0x80000000u) - between(w, 0, octets + 2);   /* it wraps on the way */
  e->acts_at = w->now;
  synfin_init(&e->c, &e->config, (uint16_t)(1000 + who), (uint16_t)(1001 - who));
  ck_assert_int_eq(synfin_attach_send(&e->c, e->snd, snd), SYNFIN_OK);
  ck_assert_int_eq(synfin_attach_receive(&e->c, e->rcv, rcv), SYNFIN_OK);
  synfin_set_no_delay(&e->c, any(w, 4) == 0);
}

static void begin(struct world *w, uint32_t seed)
{
  w->seed = seed;
  w->random = seed;
  w->profile = (enum profile)(seed % PROFILES);
  w->now = SYNFIN_SECONDS(between(w, 1, 1000000));
  w->delay = MILLISECONDS(between(w, 0, 150));
  w->jitter = w->profile == CLEAN ? 0 : MILLISECONDS(between(w, 1, w->profile == DISORDERLY ? 800 : 20));
  w->loss = w->profile == CLEAN ? 0 : between(w, 0, w->profile == LOSSY ? 250 : 50);
  w->twice = w->profile == CLEAN ? 0 : between(w, 0, 100);
  set_end(w, 0);
  set_end(w, 1);
  bool both = any(w, 4) == 0;                                   /* simultaneous open */
  ck_assert_int_eq(synfin_open_active(&w->end[0].c, w->now, w->end[0].iss), SYNFIN_OK);
  ck_assert_int_eq((both ? synfin_open_active : synfin_open_passive)(&w->end[1].c, w->now, w->end[1].iss), SYNFIN_OK);
}

static synfin_time next_event(struct world *w)
{
  struct datagram **d = next_datagram(w);
  synfin_time at = d ? (*d)->at : SYNFIN_NEVER;
  for (unsigned i = 0; i < 2; i++) {
    synfin_time due = synfin_deadline(&w->end[i].c, w->now);
    at = due < at ? due : at;
    at = w->end[i].acts_at < at ? w->end[i].acts_at : at;
  }
  return at;
}

static void step(struct world *w)
{
  struct datagram **d;
  while ((d = next_datagram(w)) && (*d)->at <= w->now) {
    unsigned to = (*d)->to;
    arrive(w, d);
    if (any(w, 2) == 0)
      flush(w, to);                                             /* or else with the next ones (MUST-58) */
  }
  for (unsigned i = 0; i < 2; i++) {
    if (w->end[i].acts_at <= w->now)
      act(w, i);
    synfin_timeout(&w->end[i].c, w->now);
    flush(w, i);
    HOLDS(w, synfin_deadline(&w->end[i].c, w->now) > w->now, "end %u has nothing to do, but at once", i);
  }
}

/* A segment for every write and every stretch that a buffer or MSS allows, a few times over for losses and ACKs. */
static void check_end(struct world *w, unsigned who)
{
  struct end *e = &w->end[who], *peer = &w->end[!who];
  HOLDS(w, synfin_status(&e->c) == SYNFIN_CLOSED, "end %u is in %s", who, synfin_state_label(synfin_status(&e->c)));
  HOLDS(w, synfin_cause(&e->c) == SYNFIN_OK, "end %u: %s", who, synfin_strerror(synfin_cause(&e->c)));
  HOLDS(w, e->ended && e->taken == peer->total, "end %u has %u octets of %u", who, e->taken, peer->total);
  uint32_t unit = e->c.snd.mss, back = peer->c.snd.mss;
  unit = e->c.rcv.text.size / 2 < unit ? e->c.rcv.text.size / 2 : unit;
  uint32_t peer_half = peer->c.rcv.text.size / 2, own_half = e->c.rcv.text.size / 2;
  unit = peer_half < unit ? peer_half : unit;
  back = own_half < back ? own_half : back;
  uint32_t out = e->total / (unit ? unit : 1), in = peer->total / (back ? back : 1);
  uint32_t bound = 100 + 6 * (out + in + e->writes + peer->writes);
  HOLDS(w, e->segments <= bound, "%u segments, not %u, for %u octets out and %u in", e->segments, bound, e->total,
        peer->total);
}

static void live(uint32_t seed)
{
  struct world *w = calloc(1, sizeof *w);
  begin(w, seed);
  unsigned steps = 0;
  for (synfin_time at; step(w), (at = next_event(w)) != SYNFIN_NEVER; w->now = at)
    HOLDS(w, steps++ < 200000, "no end: %s and %s", synfin_state_label(synfin_status(&w->end[0].c)),
          synfin_state_label(synfin_status(&w->end[1].c)));
  check_end(w, 0);
  check_end(w, 1);
  free(w);
}

static void live_all(enum profile profile)
{
  const char *one = getenv("SYNFIN_SEED");
  for (uint32_t seed = 0; seed < SEEDS; seed++)
    if (!one && seed % PROFILES == profile)
      live(seed);
  if (one && strtoul(one, NULL, 10) % PROFILES == profile)
    live((uint32_t)strtoul(one, NULL, 10));
}

START_TEST(stream__network_without_fault__every_octet_in_order_and_both_ends_closed)
{
  live_all(CLEAN);
}
END_TEST

START_TEST(stream__network_that_loses__every_octet_in_order_and_both_ends_closed)
{
  live_all(LOSSY);
}
END_TEST

START_TEST(stream__network_that_reorders__every_octet_in_order_and_both_ends_closed)
{
  live_all(DISORDERLY);
}
END_TEST

START_TEST(stream__small_buffers__every_octet_in_order_and_both_ends_closed)
{
  live_all(CRAMPED);
}
END_TEST

Suite *stream_suite(void)
{
  Suite *suite = suite_create("stream");
  TCase *streams = tcase_create("streams");
  tcase_set_timeout(streams, 120);
  tcase_add_test(streams, stream__network_without_fault__every_octet_in_order_and_both_ends_closed);
  tcase_add_test(streams, stream__network_that_loses__every_octet_in_order_and_both_ends_closed);
  tcase_add_test(streams, stream__network_that_reorders__every_octet_in_order_and_both_ends_closed);
  tcase_add_test(streams, stream__small_buffers__every_octet_in_order_and_both_ends_closed);
  suite_add_tcase(suite, streams);
  return suite;
}
