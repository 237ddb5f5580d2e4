/* From every state the way to CLOSED: a network that delivers, users that receive and close, timers that fire. The run
 * is deterministic; where it comes to a state from which another run ended well, it ends well. */
#include "world.h"

#define DELIVERIES 64          /* without a call or a timer in between: more is a storm */
#define RETRANSMISSIONS 4      /* before time enough has passed for the long timers     */

struct healing {
  struct world w;
  unsigned deliveries, retransmissions;
};

static bool delivery(const struct world *w, struct move *m)
{
  for (unsigned s = 0; s < 2; s++) {
    *m = (struct move){ POLL, (uint8_t)s, 0 };
    if (has_output(&w->conn[s]))
      return true;
  }
  unsigned side = w->to[0].count > 0 ? 0 : 1;
  *m = (struct move){ DELIVER, (uint8_t)side, 0 };
  return w->to[side].count > 0;
}

static bool user_call(const struct world *w, struct move *m)
{
  for (unsigned s = 0; s < 2; s++) {
    const struct synfin_conn *c = &w->conn[s];
    unsigned closable = SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN_SYN_RECEIVED |
                        SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_CLOSE_WAIT);
    m->side = (uint8_t)s;
    if (c->rcv.text.used > 0) {
      m->kind = RECEIVE;
      m->n = BUFFER;
      return true;
    }
    m->kind = CLOSE;
    if (synfin_in(c, closable))
      return true;
  }
  return false;
}

static bool runs(const struct synfin_conn *c, enum kind kind)
{
  switch (kind) {
  case DELAYED_ACK: return c->timer.ack_at != SYNFIN_NEVER;
  case HALF_SECOND: return c->timer.challenge_at > NOW;
  case RETRANSMISSION: return c->timer.retransmit_at != SYNFIN_NEVER;
  case WAIT: return c->timer.wait_at != SYNFIN_NEVER;
  default: return c->state != SYNFIN_CLOSED && !c->released;
  }
}

/* The side whose turn it is, if it can, else the other. */
static bool either(const struct world *w, enum kind kind, unsigned first, struct move *m)
{
  unsigned s = runs(&w->conn[first & 1u], kind) ? first & 1u : !(first & 1u);
  *m = (struct move){ (uint8_t)kind, (uint8_t)s, 0 };
  return runs(&w->conn[s], kind);
}

/* Each speaks with an earlier connection of the other, at least one of them in its handshake: the numbers of each are
 * unacceptable to the other, and so they answer ACK with ACK, twice a second. RFC 9293 has no RST there (3.10.7.4 First
 * comes before Fifth): the user timeout (R2) ends it. */
static bool are_crossed(const struct world *w)
{
  const struct synfin_conn *a = &w->conn[0], *b = &w->conn[1];
  unsigned heard = SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN_SYNCHRONIZED;
  return synfin_in(a, heard) && synfin_in(b, heard) && (a->snd.syn || b->snd.syn) && a->rcv.irs != b->snd.iss &&
         b->rcv.irs != a->snd.iss;
}

/* From short to long; users let go when nothing else is left. */
static bool timer(const struct healing *h, struct move *m)
{
  const struct world *w = &h->w;
  if (either(w, DELAYED_ACK, 0, m) || either(w, HALF_SECOND, 0, m))
    return true;
  if (h->retransmissions < RETRANSMISSIONS && either(w, RETRANSMISSION, h->retransmissions, m))
    return true;
  if (are_crossed(w)) {
    *m = (struct move){ GIVE_UP, 0, 0 };
    return true;
  }
  return either(w, WAIT, 0, m) || either(w, RELEASE, 0, m) || either(w, RETRANSMISSION, h->retransmissions, m);
}

static bool next_move(const struct healing *h, struct move *m)
{
  *m = (struct move){ 0 };
  return delivery(&h->w, m) || user_call(&h->w, m) || timer(h, m);
}

static bool both_closed(const struct world *w)
{
  if (has_output(&w->conn[0]) || has_output(&w->conn[1]))
    return false;
  return w->conn[0].state == SYNFIN_CLOSED && w->conn[1].state == SYNFIN_CLOSED &&
         w->to[0].count + w->to[1].count == 0 && w->conn[0].rcv.text.used + w->conn[1].rcv.text.used == 0;
}

static struct fingerprint fingerprint(const struct world *w)
{
  uint8_t packed[PACKED];
  unsigned engines;
  canon_pack(w, packed, &engines);
  return canon_fingerprint(packed, engines);
}

static const char *one_step(struct healing *h, const struct explore *x, struct heal_path *path)
{
  struct world before;
  struct step step;
  struct move m;
  if (!next_move(h, &m))
    return "a trap: neither timer nor user can end it";
  world_copy(&before, &h->w);
  h->deliveries = m.kind == DELIVER ? h->deliveries + 1 : m.kind == POLL ? h->deliveries : 0;
  h->retransmissions = m.kind == RETRANSMISSION ? h->retransmissions + 1 : m.kind == WAIT ? 0 : h->retransmissions;
  path->move[path->count++] = m;
  move_apply(&h->w, x, m, FLIGHT, &step);
  const char *broken = rules_broken(&before, &h->w, &step);
  canon_settle(&h->w);
  if (broken)
    return broken;
  return h->deliveries > DELIVERIES ? "a storm: both keep answering each other" : NULL;
}

const char *heal(const struct world *from, const struct explore *x, struct table *good, struct heal_path *path)
{
  struct healing h = { .deliveries = 0 };
  struct fingerprint seen[HEAL_STEPS], f;
  world_copy(&h.w, from);
  path->count = 0;
  while (!both_closed(&h.w)) {
    f = fingerprint(&h.w);
    if (table_has(good, f))
      break;
    seen[path->count] = f;
    const char *broken = path->count + 1 < HEAL_STEPS ? one_step(&h, x, path) : "no way to CLOSED: a livelock";
    if (broken)
      return broken;
  }
  for (unsigned i = 0; i < path->count; i++)
    table_add(good, seen[i]);
  return NULL;
}
