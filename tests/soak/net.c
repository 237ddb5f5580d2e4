/* The network: an event queue in virtual time, and what happens to a segment's octets on the way. */
#include <stdlib.h>
#include <string.h>

#include "soak.h"

/* ---- The queue: a binary heap ---------------------------------------------------------------------------------- */

static bool sooner(const struct event *a, const struct event *b)
{
  return a->at != b->at ? a->at < b->at : a->order < b->order;
}

void enqueue(struct world *w, struct event ev)
{
  if (w->queued == w->queue_room) {
    w->queue_room = w->queue_room ? 2 * w->queue_room : 1024;
    w->queue = realloc(w->queue, w->queue_room * sizeof *w->queue);
  }
  ev.order = w->order++;
  size_t i = w->queued++;
  for (; i > 0 && sooner(&ev, &w->queue[(i - 1) / 2]); i = (i - 1) / 2)
    w->queue[i] = w->queue[(i - 1) / 2];
  w->queue[i] = ev;
}

bool dequeue(struct world *w, struct event *ev)
{
  if (w->queued == 0)
    return false;
  *ev = w->queue[0];
  const struct event last = w->queue[--w->queued];
  size_t i = 0;
  for (size_t child; (child = 2 * i + 1) < w->queued; i = child) {
    child += child + 1 < w->queued && sooner(&w->queue[child + 1], &w->queue[child]);
    if (!sooner(&w->queue[child], &last))
      break;
    w->queue[i] = w->queue[child];
  }
  if (w->queued > 0)
    w->queue[i] = last;
  return true;
}

/* ---- Faults ----------------------------------------------------------------------------------------------------- */

static bool healed(const struct world *w) { return w->now >= w->heals_at; }

/* Gilbert and Elliott's chain in continuous time: a path is good, then bad, and so on. The times belong to the path,
 * not to what is sent over it. */
static bool in_burst(struct world *w, unsigned a, unsigned b)
{
  struct burst *u = a < b ? &w->bursts[a][b] : &w->bursts[b][a];
  while (w->now >= u->to) {
    uint64_t id = decision_id(VALUE, NOBODY, 0, (a < b ? a * HOSTS + b : b * HOSTS + a) << 20 | u->n++);
    u->from = (u->to ? u->to : w->began) + MILLISECONDS(scaled(w, id, 1, 500, 60000));
    u->to = u->from + MILLISECONDS(scaled(w, id, 2, 20, 3000));
  }
  return w->now >= u->from;
}

static bool parted(const struct world *w, unsigned a, unsigned b)
{
  for (unsigned i = 0; i < w->partitions_n; i++) {
    const struct partition *p = &w->partitions[i];
    bool both = (p->a == a && p->b == b) || (p->a == b && p->b == a);
    if (w->now >= p->from && w->now < p->to && (both || (p->b == HOSTS && (p->a == a || p->a == b))))
      return true;
  }
  return false;
}

static const char *fate(struct world *w, const struct slot *s, unsigned from, uint32_t n)
{
  unsigned a = s->end[from].host, b = s->end[!from].host;
  if (healed(w))
    return NULL;
  if (parted(w, a, b))
    return "lost: partition";
  if (in_burst(w, a, b) && taken(w, BURST_LOSS, s->id, from, n, w->burst_loss))
    return "lost in a burst";
  return taken(w, LOSS, s->id, from, n, w->loss) ? "lost" : NULL;
}

/* How long it takes: the path's delay, and never longer than the network's MSL. */
static synfin_time journey(struct world *w, const struct slot *s, unsigned from, uint32_t n)
{
  unsigned a = s->end[from].host, b = s->end[!from].host;
  uint64_t path = decision_id(VALUE, NOBODY, 1, a < b ? a * HOSTS + b : b * HOSTS + a);
  synfin_time t = scaled(w, path, 0, 100, 120000);
  if (!healed(w) && w->jitter && taken(w, JITTER, s->id, from, n, 900))
    t += amount(w, decision_id(JITTER, s->id, from, n), 0, 0, w->jitter * 1000);
  if (!healed(w) && taken(w, LONG_WAY, s->id, from, n, w->long_way))
    t += MILLISECONDS(scaled(w, decision_id(LONG_WAY, s->id, from, n), 0, 200, 30000));
  return t < w->msl ? t : w->msl;
}

static void addresses_of(const struct slot *s, unsigned from, struct synfin_addresses *a)
{
  bool six = s->id % 5 == 0;
  *a = (struct synfin_addresses){ .version = six ? 6 : 4, .src = { 192, 0, 2, 1 }, .dst = { 192, 0, 2, 1 } };
  unsigned last = six ? 15 : 3;
  a->src[last] = (uint8_t)(s->end[from].host + 1);
  a->dst[last] = (uint8_t)(s->end[!from].host + 1);
}

/* One octet of the encoded segment is changed: such a change the checksum always shows. */
static void corrupt(struct world *w, const struct slot *s, unsigned from, uint32_t n, struct datagram *d)
{
  if (healed(w) || !taken(w, CORRUPT, s->id, from, n, w->corrupt))
    return;
  uint64_t id = decision_id(CORRUPT, s->id, from, n);
  d->octets[amount(w, id, 0, 0, (uint32_t)d->len - 1)] ^= (uint8_t)amount(w, id, 1, 1, 255);
  d->corrupted = true;
}

void put(struct world *w, struct slot *s, unsigned from, unsigned record, const struct synfin_segment *seg)
{
  uint32_t n = s->end[from].sent++;
  const char *lost = fate(w, s, from, n);
  unsigned copies = lost ? 0 : !healed(w) && taken(w, DOUBLE, s->id, from, n, w->twice) ? 2 : 1;
  uint8_t octets[1600];
  struct synfin_addresses addresses;
  addresses_of(s, from, &addresses);
  ptrdiff_t len = synfin_encode(octets, sizeof octets, seg, &addresses);
  MUST(len >= 20 && len <= (ptrdiff_t)sizeof octets, w, s, from, NUMBERS, "encode says %td", len);
  w->totals.segments++;
  w->totals.octets += (uint64_t)len;
  tell_sent(w, s, from, seg, lost ? lost : copies == 2 ? "doubled" : NULL);
  for (unsigned i = 0; i < copies; i++) {
    struct datagram *d = malloc(sizeof *d + (size_t)len);
    *d = (struct datagram){ .slot = s->id, .end = !from, .record = record, .addresses = addresses, .len = (size_t)len };
    memcpy(d->octets, octets, (size_t)len);
    corrupt(w, s, from, n << 1 | i, d);
    enqueue(w, (struct event){ .at = w->now + journey(w, s, from, n << 1 | i), .slot = s->id, .datagram = d });
  }
}
