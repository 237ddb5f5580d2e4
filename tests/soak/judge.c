/* The invariants of whole lives, when all is over. */
#include "soak.h"

/* Nothing but the two users' CLOSEs ended it. */
static bool in_order(const struct record *r)
{
  return r->established && r->ended && !r->aborted && !r->crashed && r->cause == SYNFIN_OK;
}

static const struct record *partner(struct slot *s, unsigned who, const struct record *r)
{
  struct end *peer = &s->end[!who];
  for (unsigned n = peer->incarnations; n-- > 0 && n + RECORDS >= peer->incarnations;) {
    const struct record *p = record_of(peer, n);
    if (p->has_irs && p->iss == r->irs && p->irs == r->iss)
      return p;
  }
  return NULL;
}

static void judge_pair(struct world *w, struct slot *s, unsigned who, const struct record *r)
{
  const struct record *p = partner(s, who, r);
  if (!p)
    return;                                                     /* longer ago than is remembered */
  if (!in_order(p))
    return;
  MUST(r->closed && r->fin_taken && r->end_seen, w, s, who, COMPLETE, "it ended with closed %d, peer's FIN taken %d",
       r->closed, r->fin_taken);
  MUST(r->taken == p->written, w, s, who, COMPLETE, "%u octets of %u were delivered", r->taken, p->written);
  MUST(r->in_time_wait || p->in_time_wait || r->rst_taken || p->rst_taken, w, s, who, TIME_WAITED, "neither side");
  MUST(!r->was_first || r->in_time_wait || r->rst_taken, w, s, who, TIME_WAITED, "this side closed first");
  w->totals.orderly += who == 0;
}

/* Where the peer ended in order it took our FIN and we took its, so that no RST of its host can have been for us. */
static void judge_reset(struct world *w, struct slot *s, unsigned who, const struct record *r)
{
  const struct record *p = partner(s, who, r);
  bool broken = r->established && r->cause == SYNFIN_ERR_RESET && !r->aborted && !r->crashed;
  MUST(!broken || !p || !in_order(p) || p->rst_taken, w, s, who, CAUSE, "reset, but the peer ended in order");
}

static void judge_end(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  MUST(synfin_status(&e->c) == SYNFIN_CLOSED, w, s, who, ENDS, "still in %s", synfin_state_label(synfin_status(&e->c)));
  for (unsigned n = e->incarnations; n-- > 0 && n + RECORDS >= e->incarnations;) {
    const struct record *r = record_of(e, n);
    MUST(r->ended, w, s, who, ENDS, "incarnation %u was not ended", n);
    if (in_order(r))
      judge_pair(w, s, who, r);
    judge_reset(w, s, who, r);
    w->totals.ended[-r->cause & 7]++;
  }
}

void judge(struct world *w)
{
  for (uint32_t i = 0; i < w->slots_n; i++)
    for (unsigned who = 0; who < 2; who++)
      if (w->slots[i].present)
        judge_end(w, &w->slots[i], who);
}
