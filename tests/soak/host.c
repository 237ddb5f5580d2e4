/* Hosts: which connection a segment is for, and an engine's turn: segment or timeout, the user, then what it sends. */
#include <stdlib.h>

#include "soak.h"

#define SEGMENTS_MOST 60000u   /* in the life of an end: many times what any plan needs */

/* ---- The demultiplexer ------------------------------------------------------------------------------------------ */

static uint32_t place(const struct world *w, unsigned host, uint16_t local, uint16_t remote)
{
  return (((uint32_t)local << 16 | remote) * 2654435761u ^ host * 0x9e3779b9u) >> 8 & (w->ports_size - 1);
}

void listen_on(struct world *w, const struct slot *s, unsigned who)
{
  uint32_t i = place(w, s->end[who].host, s->end[who].port, s->end[!who].port);
  while (w->ports[i])
    i = (i + 1) & (w->ports_size - 1);
  w->ports[i] = 2 * s->id + who + 1;
}

static struct slot *find(const struct world *w, unsigned host, const struct synfin_segment *seg, unsigned *who)
{
  for (uint32_t i = place(w, host, seg->dst_port, seg->src_port); w->ports[i]; i = (i + 1) & (w->ports_size - 1)) {
    struct slot *s = &w->slots[(w->ports[i] - 1) / 2];
    *who = (w->ports[i] - 1) % 2;
    const struct end *e = &s->end[*who];
    if (e->host == host && e->port == seg->dst_port && s->end[!*who].port == seg->src_port)
      return s;
  }
  return NULL;
}

/* ---- Sending ---------------------------------------------------------------------------------------------------- */

void flush(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  struct synfin_segment seg;
  for (unsigned burst = 0; synfin_poll(&e->c, w->now, &seg); burst++) {
    MUST(burst < 3000 && e->polled++ < SEGMENTS_MOST, w, s, who, QUIET, "no end of segments");
    check_segment(w, s, who, &seg);
    put(w, s, who, e->incarnations - 1, &seg);
  }
  e->credit = e->rst_credit = 0;
  e->rst_came = false;
  e->poll_at = SYNFIN_NEVER;
}

void schedule(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  synfin_time at = e->poll_at != SYNFIN_NEVER ? e->poll_at : synfin_deadline(&e->c, w->now), user = act_at(e);
  at = user < at ? user : at;
  at = at < w->now ? w->now : at;
  if (at >= e->wake_at)
    return;
  e->wake_at = at;
  enqueue(w, (struct event){ .at = at, .slot = s->id, .end = who });
}

/* A turn ends with poll, or a little later if the host is slow: then more may have come (MUST-58). */
static void end_turn(struct world *w, struct slot *s, unsigned who, bool slow)
{
  struct end *e = &s->end[who];
  check_step(w, s, who);
  if (slow)
    e->poll_at = e->poll_at != SYNFIN_NEVER ? e->poll_at : w->now + MILLISECONDS(1);
  else
    flush(w, s, who);
  check_step(w, s, who);
  schedule(w, s, who);
}

/* ---- Segment arrives -------------------------------------------------------------------------------------------- */

static void answer(struct world *w, struct slot *s, unsigned who, const struct synfin_segment *seg)
{
  struct synfin_segment reply;
  if (!synfin_answer_closed(seg, &reply))
    return;
  MUST(!(seg->flags & SYNFIN_RST), w, s, who, RST_FOR_RST, "a host without a connection answers a RST");
  put(w, s, who, UINT32_MAX, &reply);
}

/* Before a listener gets a segment: an ISS for this SYN, or a listener in place of TIME-WAIT (MAY-2). */
static void before_listener(struct world *w, struct slot *s, unsigned who, const struct synfin_segment *seg)
{
  struct end *e = &s->end[who];
  uint32_t least;
  if (wants_again(w, e) && e->opening != ACTIVE && synfin_reusable(&e->c, seg, &least)) {
    running(e)->reused = true;
    tell(w, s, who, "TIME-WAIT ends for a new SYN");
    synfin_abort(&e->c, w->now);
    check_step(w, s, who);
    bury(w, s, who);
    open_again(w, s, who, least);
  }
  if ((seg->flags & SYNFIN_SYN) && e->sent % 2 &&
      synfin_select_iss(&e->c, e->next_iss) == SYNFIN_OK)
    running(e)->iss = e->next_iss;
}

static bool may_reset(const struct end *e, const struct synfin_segment *seg)
{
  const unsigned unsure = SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN_SYN_RECEIVED;
  return !(seg->flags & SYNFIN_RST) &&
         (synfin_in(&e->c, unsure) || e->c.snd.syn || (e->c.released && seg->len > 0));
}

static void hand_over(struct world *w, struct slot *s, unsigned who, const struct datagram *d,
                      const struct synfin_segment *seg)
{
  struct end *e = &s->end[who];
  before_listener(w, s, who, seg);
  const struct synfin_conn before = e->c;
  check_heard(w, s, who, d->record, seg);
  e->credit++;
  e->rst_credit += may_reset(e, seg);
  e->rst_came |= (seg->flags & SYNFIN_RST) != 0;
  synfin_segment_arrives(&e->c, w->now, seg);
  tell_arrived(w, s, who, before.state, seg);
  check_reset(w, s, who, &before, seg);
  check_challenge(w, s, who, &before, seg);
  end_turn(w, s, who, taken(w, LATE_POLL, s->id, who, s->end[!who].sent << 8 | (e->sent & 255u), 100));
}

void arrive(struct world *w, struct datagram *d)
{
  struct slot *s = &w->slots[d->slot];
  unsigned host = s->end[d->end].host, who;
  struct synfin_segment seg;
  if (w->now < w->down_until[host])
    return;
  enum synfin_err err = synfin_decode(&seg, d->octets, d->len, &d->addresses);
  MUST((err == SYNFIN_OK) == !d->corrupted, w, s, d->end, CORRUPTION, "decode says %s", synfin_strerror(err));
  w->totals.rejected += d->corrupted;
  if (d->corrupted) {
    tell(w, s, d->end, "a corrupted segment is dropped: %s", synfin_strerror(err));
    return;
  }
  s = find(w, host, &seg, &who);
  if (!s || s->id != d->slot || who != d->end)
    violated(w, d->slot, d->end, RULE_NUMBERS, "ports %u and %u are of another connection", seg.src_port, seg.dst_port);
  if (synfin_status(&s->end[who].c) != SYNFIN_CLOSED) {
    hand_over(w, s, who, d, &seg);
    return;
  }
  tell_arrived(w, s, who, SYNFIN_CLOSED, &seg);
  answer(w, s, who, &seg);
}

/* ---- Time ------------------------------------------------------------------------------------------------------- */

void wake(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  unsigned before = e->c.state;
  e->wake_at = SYNFIN_NEVER;
  if (w->now < w->down_until[e->host]) {
    schedule(w, s, who);
    return;
  }
  e->credit++;
  synfin_timeout(&e->c, w->now);
  if (before != e->c.state)
    tell(w, s, who, "timeout");
  check_step(w, s, who);
  act(w, s, who);
  end_turn(w, s, who, false);
  MUST(synfin_deadline(&e->c, w->now) > w->now, w, s, who, TIMER, "nothing to do, but at once, in %s",
       synfin_state_label(synfin_status(&e->c)));
}

/* A host forgets all its connections, and hears nothing until it is up again. */
void crash(struct world *w, const struct crash *k)
{
  w->down_until[k->host] = k->up_at;
  for (uint32_t i = 0; i < w->slots_n; i++) {
    struct slot *s = &w->slots[i];
    for (unsigned who = 0; s->present && who < 2; who++) {
      struct end *e = &s->end[who];
      if (e->host != k->host)
        continue;
      tell(w, s, who, "crash");
      if (e->incarnations > 0 && !running(e)->ended) {
        running(e)->crashed = true;
        e->next_iss = e->c.snd.max + (1u << 18);
        end_record(w, s, who);
      }
      synfin_init(&e->c, &e->config, e->port, 0);
      e->state = SYNFIN_CLOSED;
      e->poll_at = SYNFIN_NEVER;
      e->credit = e->rst_credit = 0;
      if (e->open_at < k->up_at)
        e->open_at = k->up_at;
      schedule(w, s, who);
    }
  }
}
