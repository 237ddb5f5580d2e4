/* The canonical form of a world: two worlds of one form behave alike, whatever comes. What is left out, and why:
 *
 * times         A timer runs or does not; each may fire at any moment (world.h). The RTO is constant (rto_min =
 *               rto_max), so srtt, rttvar and the running sample decide nothing; sent_at would only lower a congestion
 *               window that no window here reaches.
 * backoff       Only whether the SYN was sent again counts, when it is acknowledged (the RTO being constant).
 * tries         Only whether it is 0 counts: R1 is a signal, and signals are not kept, nor is the cause of the end.
 * cwnd          From 8 on it never holds anything back: no window is larger than 4, nor any stream.
 * snd.up        No urgent text is sent: SND.UP is SND.UNA, RCV.UP is what was delivered.
 * rings         Where a ring begins, and what is in it, follows from the numbers; rules.c compares before this forgets.
 * CLOSED        But for what the user may still receive nothing of the TCB is left, since OPEN begins with synfin_init.
 * LISTEN, SYN-SENT   All that the peer's SYN will set. Of the receive window only its size is left.
 * mss, ports    The same in all worlds of a scenario.
 */
#include <string.h>

#include "world.h"

#define CWND 8u
#define ACKS 3u                /* owed at once: more of them say nothing new here */

static void settle_times(struct synfin_conn *c)
{
  c->timer.srtt = c->timer.rttvar = c->timer.timed = 0;
  c->timer.timed_at = SYNFIN_NEVER;
  c->timer.sent_at = NOW;
  c->timer.challenge_at = c->timer.challenge_at > NOW ? NOW + SYNFIN_SECONDS(1) / 2 : NOW;
  if (c->timer.retransmit_at != SYNFIN_NEVER)
    c->timer.retransmit_at = NOW + SYNFIN_SECONDS(1);
  if (c->timer.ack_at != SYNFIN_NEVER)
    c->timer.ack_at = NOW + SYNFIN_SECONDS(1) / 5;
  if (c->timer.wait_at != SYNFIN_NEVER)
    c->timer.wait_at = NOW + SYNFIN_SECONDS(60);
  if (c->timer.progress_at != SYNFIN_NEVER)
    c->timer.progress_at = NOW;
}

static void settle_unsynchronized(struct synfin_conn *c)
{
  c->snd.wl1 = c->snd.wl2 = c->rcv.irs = 0;
  c->rcv.edge -= c->rcv.nxt;
  c->rcv.nxt = c->rcv.acked = 0;
}

static void settle(struct synfin_conn *c)
{
  settle_times(c);
  c->backoff = c->snd.syn && c->backoff > 0;
  c->tries = c->tries > 0;
  c->signals = 0;
  c->cause = 0;
  c->snd.cwnd = min_u32(c->snd.cwnd, CWND);
  c->snd.ssthresh = min_u32(c->snd.ssthresh, CWND);
  c->acks = c->acks < ACKS ? c->acks : ACKS;
  c->snd.up = c->snd.una;
  if (synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT)))
    settle_unsynchronized(c);
}

/* In place, but for what packing leaves out. */
void canon_settle(struct world *w)
{
  for (unsigned s = 0; s < 2; s++)
    settle(&w->conn[s]);
}

/* ---- Packing ----------------------------------------------------------------------------------------------------- */

struct writer { uint8_t *at; };
struct reader { const uint8_t *at; };

static void put(struct writer *o, unsigned v) { *o->at++ = (uint8_t)v; }
static unsigned get(struct reader *i) { return *i->at++; }

/* A sequence number in one octet if it lies near an ISS, else in five. */
static void put_seq(struct writer *o, uint32_t v)
{
  for (unsigned s = 0; s < 2; s++)
    if (v - world_iss[s] + 16u < 127u) {
      put(o, s << 7 | (v - world_iss[s] + 16u));
      return;
    }
  put(o, 0xff);
  memcpy(o->at, &v, sizeof v);
  o->at += sizeof v;
}

static uint32_t get_seq(struct reader *i)
{
  unsigned code = get(i);
  uint32_t v;
  if (code != 0xff)
    return world_iss[code >> 7] + (code & 127u) - 16u;
  memcpy(&v, i->at, sizeof v);
  i->at += sizeof v;
  return v;
}

/* The numbers of a TCB, in the order of packing; all but those of the held stretches and the RST. */
#define NUMBERS 11
static void numbers(struct synfin_conn *c, uint32_t *at[NUMBERS])
{
  uint32_t *const all[NUMBERS] = {
    &c->snd.iss, &c->snd.una, &c->snd.nxt, &c->snd.max, &c->snd.wl1, &c->snd.wl2, &c->snd.recover,
    &c->rcv.irs, &c->rcv.nxt, &c->rcv.edge, &c->rcv.acked };
  memcpy(at, all, sizeof all);
}

static void pack_numbers(struct writer *o, const struct synfin_conn *c)
{
  const uint32_t all[NUMBERS] = {
    c->snd.iss, c->snd.una, c->snd.nxt, c->snd.max, c->snd.wl1, c->snd.wl2, c->snd.recover,
    c->rcv.irs, c->rcv.nxt, c->rcv.edge, c->rcv.acked };
  for (unsigned n = 0; n < NUMBERS; n++)
    put_seq(o, all[n]);
}

static void pack_rare(struct writer *o, const struct synfin_conn *c)
{
  for (unsigned h = 0; h < c->held; h++) {
    put_seq(o, c->rcv.held[h].left);
    put_seq(o, c->rcv.held[h].right);
  }
  if (c->fin_held)
    put_seq(o, c->rcv.fin);
}

static unsigned timer_bits(const struct synfin_conn *c)
{
  return (unsigned)(c->timer.retransmit_at != SYNFIN_NEVER) | (unsigned)(c->timer.ack_at != SYNFIN_NEVER) << 1 |
         (unsigned)(c->timer.wait_at != SYNFIN_NEVER) << 2 | (unsigned)(c->timer.progress_at != SYNFIN_NEVER) << 3 |
         (unsigned)(c->timer.challenge_at > NOW) << 4 | (unsigned)(c->backoff > 0) << 5 | (unsigned)(c->tries > 0) << 6;
}

static void pack_conn(struct writer *o, const struct synfin_conn *c)
{
  put(o, c->state | (unsigned)c->snd.syn << 4 | (unsigned)c->released << 5 | (unsigned)c->fin_held << 6 |
           (unsigned)c->front_now << 7);
  put(o, c->snd.text.used | c->rcv.text.used << 3 | (unsigned)(c->rst.flags != 0) << 6);
  if (c->rst.flags) {
    put(o, c->rst.flags);
    put_seq(o, c->rst.seq);
    put_seq(o, c->rst.ack);
  }
  if (c->state == SYNFIN_CLOSED)
    return;
  put(o, timer_bits(c));
  put(o, (c->snd.wnd & 15u) | (c->snd.max_wnd & 15u) << 4);
  put(o, c->snd.cwnd | c->snd.ssthresh << 4);
  put(o, c->snd.dupacks | (unsigned)c->held << 2 | (unsigned)c->acks << 5);
  pack_numbers(o, c);
  pack_rare(o, c);
}

unsigned canon_pack(const struct world *w, uint8_t *to, unsigned *engines_only)
{
  struct writer o = { to };
  for (unsigned s = 0; s < 2; s++)
    pack_conn(&o, &w->conn[s]);
  put(&o, w->to[0].count | (unsigned)w->to[1].count << 4);
  for (unsigned s = 0; s < 2; s++)
    for (unsigned i = 0; i < w->to[s].count; i++) {
      const struct packet *p = &w->to[s].packet[i];
      put(&o, p->flags | (unsigned)p->old << 7);
      put(&o, p->wnd | (unsigned)p->len << 4);
      put_seq(&o, p->seq);
      if (p->flags & SYNFIN_ACK)
        put_seq(&o, p->ack);
    }
  *engines_only = (unsigned)(o.at - to);
  for (unsigned s = 0; s < 2; s++)
    put(&o, w->user[s].opens | (unsigned)w->user[s].sent << 2 | (unsigned)w->user[s].got << 4 |
              (unsigned)w->user[s].closed << 6 | (unsigned)(s == 0 && w->violent) << 7);
  put(&o, w->lose);
  put(&o, w->duplicate);
  put(&o, w->abort | (unsigned)w->crash << 2 | (unsigned)w->old << 4);
  return (unsigned)(o.at - to);
}

static void unpack_rare(struct reader *i, struct synfin_conn *c)
{
  for (unsigned h = 0; h < c->held; h++) {
    c->rcv.held[h].left = get_seq(i);
    c->rcv.held[h].right = get_seq(i);
  }
  if (c->fin_held)
    c->rcv.fin = get_seq(i);
}

static void unpack_timers(struct synfin_conn *c, unsigned bits)
{
  c->timer.retransmit_at = bits & 1u ? NOW + SYNFIN_SECONDS(1) : SYNFIN_NEVER;
  c->timer.ack_at = bits & 2u ? NOW + SYNFIN_SECONDS(1) / 5 : SYNFIN_NEVER;
  c->timer.wait_at = bits & 4u ? NOW + SYNFIN_SECONDS(60) : SYNFIN_NEVER;
  c->timer.progress_at = bits & 8u ? NOW : SYNFIN_NEVER;
  c->timer.challenge_at = bits & 16u ? NOW + SYNFIN_SECONDS(1) / 2 : NOW;
  c->backoff = bits >> 5 & 1u;
  c->tries = bits >> 6 & 1u;
}

/* What stands in the rings: the octets of their numbers, from where so many octets lead. */
static void unpack_rings(struct world *w, unsigned s)
{
  struct synfin_conn *c = &w->conn[s];
  uint32_t first = c->snd.una + c->snd.syn;
  if (synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT)))
    first = c->snd.iss + 1;
  for (uint32_t i = 0; i < c->snd.text.used; i++)
    w->send[s][i] = world_octet(s, first + i);
  uint32_t taken = c->rcv.nxt - synfin_in(c, SYNFIN_IN_FIN_RECEIVED), at = taken - c->rcv.text.used;
  if (!synfin_in(c, SYNFIN_IN_SYNCHRONIZED))
    return;
  c->rcv.text.head = (at - c->rcv.irs) % c->rcv.text.size;
  for (uint32_t i = 0; i < c->rcv.text.size; i++)
    w->receive[s][ring_index(&c->rcv.text, i)] = i < c->rcv.text.used ? world_octet(!s, at + i) : 0xff;
  for (unsigned h = 0; h < c->held; h++)
    for (uint32_t q = c->rcv.held[h].left; q != c->rcv.held[h].right; q++)
      w->receive[s][ring_index(&c->rcv.text, q - at)] = world_octet(!s, q);
}

static void unpack_rst(struct reader *i, struct synfin_conn *c)
{
  c->rst.flags = (uint8_t)get(i);
  c->rst.seq = get_seq(i);
  c->rst.ack = get_seq(i);
  c->rst.src_port = c->local_port;
  c->rst.dst_port = c->remote_port;
}

static void unpack_conn(struct reader *i, struct world *w, const struct explore *x, unsigned s)
{
  struct synfin_conn *c = &w->conn[s];
  unsigned first = get(i), used = get(i);
  c->state = first & 15u;
  c->snd.syn = first >> 4 & 1u;
  c->released = first >> 5 & 1u;
  c->fin_held = first >> 6 & 1u;
  c->front_now = first >> 7;
  c->snd.text.used = used & 7u;
  c->rcv.text.used = used >> 3 & 7u;
  if (used >> 6)
    unpack_rst(i, c);
  if (c->state == SYNFIN_CLOSED)
    return;
  unpack_timers(c, get(i));
  unsigned windows = get(i), congestion = get(i), more = get(i);
  c->snd.wnd = windows & 15u;
  c->snd.max_wnd = windows >> 4;
  c->snd.cwnd = congestion & 15u;
  c->snd.ssthresh = congestion >> 4;
  c->snd.mss = x->scenario->mss;
  c->snd.dupacks = more & 3u;
  c->held = more >> 2 & 7u;
  c->acks = (uint8_t)(more >> 5);
  uint32_t *all[NUMBERS];
  numbers(c, all);
  for (unsigned n = 0; n < NUMBERS; n++)
    *all[n] = get_seq(i);
  unpack_rare(i, c);
  c->snd.up = c->snd.una;
  c->rcv.up = c->rcv.nxt - c->rcv.text.used;
}

static void unpack_net(struct reader *i, struct net *net, unsigned count)
{
  net->count = (uint8_t)count;
  for (unsigned n = 0; n < count; n++) {
    struct packet *p = &net->packet[n];
    unsigned flags = get(i), small = get(i);
    p->flags = flags & 0x7f;
    p->old = (uint8_t)(flags >> 7);
    p->wnd = small & 15u;
    p->len = (uint8_t)(small >> 4);
    p->seq = get_seq(i);
    p->ack = p->flags & SYNFIN_ACK ? get_seq(i) : 0;
  }
}

void canon_unpack(struct world *w, const struct explore *x, const uint8_t *from)
{
  struct reader i = { from };
  world_begin(w, x);
  for (unsigned s = 0; s < 2; s++) {
    unpack_conn(&i, w, x, s);
    unpack_rings(w, s);
  }
  unsigned counts = get(&i);
  unpack_net(&i, &w->to[0], counts & 15u);
  unpack_net(&i, &w->to[1], counts >> 4);
  for (unsigned s = 0; s < 2; s++) {
    unsigned user = get(&i);
    w->user[s] = (struct user){ user & 3u, user >> 2 & 3u, user >> 4 & 3u, user >> 6 & 1u };
    w->violent |= user >> 7;
  }
  w->lose = (uint8_t)get(&i);
  w->duplicate = (uint8_t)get(&i);
  unsigned budgets = get(&i);
  w->abort = budgets & 3u;
  w->crash = budgets >> 2 & 3u;
  w->old = (uint8_t)(budgets >> 4);
}

/* ---- Fingerprints ------------------------------------------------------------------------------------------------ */

__extension__ typedef unsigned __int128 u128;

static uint64_t mix(uint64_t a, uint64_t b)
{
  u128 product = (u128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* 128 bits: among 10^9 states two share one with a chance of less than 10^-20. */
struct fingerprint canon_fingerprint(const uint8_t *octets, unsigned len)
{
  struct fingerprint f = { 0x9e3779b97f4a7c15u ^ len, 0xd1b54a32d192ed03u + len };
  for (unsigned at = 0; at < len; at += 16) {
    uint64_t v[2] = { 0, 0 };
    memcpy(v, octets + at, len - at < 16 ? len - at : 16);
    uint64_t a = mix(v[0] ^ f.a ^ 0xa0761d6478bd642fu, v[1] ^ 0xe7037ed1a0b428dbu ^ f.b);
    f.b = mix(v[0] ^ f.b ^ 0x8ebc6af09c88c6e3u, v[1] ^ 0x589965cc75374cc3u) + a;
    f.a = a;
  }
  f.a = mix(f.a ^ 0x1d8e4e27c47d124fu, f.b ^ 0xeb44accab455d165u);
  f.a += f.a == 0 && f.b == 0;
  return f;
}
