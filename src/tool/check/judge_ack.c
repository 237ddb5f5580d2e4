/* What a segment acknowledges, and the window it offers. */
#include "check/judge.h"

/* The right edge of the window may go back by what scaling rounds off (RFC 7323 2.4). */
static bool is_left_of(const struct judge *j, uint32_t edge, uint32_t before)
{
  return seq_lt(edge, before) && before - edge >= 1u << j->x->offer.shift;
}

static void shrunk(const struct judge *j, enum sure sure, uint32_t edge, uint32_t before)
{
  report(j, RULE_WINDOW_SHRUNK, sure, "right edge %u, %u before", edge, before);
}

/* What y sent beyond the window was beyond it indeed, if no larger one was offered since. */
static void settle_beyond(const struct judge *j, uint32_t edge)
{
  struct pending *const beyond = &j->y->beyond;
  if (beyond->packet == 0) return;
  const bool offered = seq_le(beyond->number, edge + 1);
  if (!offered && !is_later(j, beyond->time)) return;
  if (!offered)
    report_at(j, !j->who, beyond, RULE_BEYOND_WINDOW, SURE, "up to %u, later the window ends at %u", beyond->number,
              edge);
  beyond->packet = 0;
}

/* An empty segment is never sent again: what it says is new. A retransmission may be the very packet of before (3.8.1
 * MAY-4), its ACK and its window of old. */
static bool is_fresh(const struct judge *j)
{
  return synfin_segment_len(j->seg) == 0;
}

/* The edge is held against those of other ACKs: which of two segments was sent first is told by what they acknowledge,
 * whatever the order in which they were captured. */
static void judge_edge(const struct judge *j, uint32_t ack, uint32_t edge)
{
  struct side *const x = j->x;
  if (knows(x, KNOWS_ACK) && seq_lt(ack, x->ack)) {
    if (knows(x, KNOWS_EDGE) && is_left_of(j, x->edge, edge)) shrunk(j, SURE, x->edge, edge);
    return;
  }
  if (knows(x, KNOWS_EDGE) && ack != x->ack) {
    x->edge_before = knows(x, KNOWS_EDGE_BEFORE) ? seq_max(x->edge_before, x->edge) : x->edge;
    x->known |= KNOWS_EDGE_BEFORE;
    x->known &= ~(uint32_t)KNOWS_EDGE;
  }
  if (knows(x, KNOWS_EDGE_BEFORE) && is_left_of(j, edge, x->edge_before)) shrunk(j, SURE, edge, x->edge_before);
  else if (knows(x, KNOWS_EDGE) && is_left_of(j, edge, x->edge) && is_later(j, x->edge_time) && is_fresh(j))
    shrunk(j, SURE, edge, x->edge);
  else settle_beyond(j, knows(x, KNOWS_EDGE) ? seq_max(edge, x->edge) : edge);
  if (!knows(x, KNOWS_EDGE) || seq_lt(x->edge, edge)) {
    x->edge = edge;
    x->edge_time = j->packet->time;
    x->known |= KNOWS_EDGE;
  }
}

static void judge_window(const struct judge *j)
{
  if (!agreed(j)) return;
  const bool scaled = (j->x->offer.options & j->y->offer.options & SYNFIN_HAS_WSCALE) && !has(j->seg, SYNFIN_SYN);
  judge_edge(j, j->seg->ack, j->seg->ack + ((uint32_t)j->seg->wnd << (scaled ? j->x->offer.shift : 0)));
}

/* An ACK of what y was not seen to send: a fault, or y's segment was not captured. Returns whether the ACK counts. */
static bool judge_unsent(const struct judge *j)
{
  struct side *const y = j->y;
  const uint32_t ack = j->seg->ack;
  if (!knows(y, KNOWS_MAX) || seq_le(ack, y->max)) return true;
  if (y->beyond.packet != 0 && seq_le(ack, y->beyond.number)) {
    y->max = ack;
    return true;
  }
  if (j->checker->options.complete) report(j, RULE_ACK_UNSENT, SURE, "ACK %u, SND.NXT of the peer is %u", ack, y->max);
  else pend(j, &y->unsent, ack);
  return false;
}

static void move_ack(const struct judge *j)
{
  struct side *const x = j->x;
  const uint32_t ack = j->seg->ack;
  const bool acks_more = !knows(x, KNOWS_ACK) || seq_lt(x->ack, ack);
  judge_ts_order(j, acks_more);
  if (!acks_more) {
    if (ack != x->ack && is_fresh(j) && is_later(j, x->ack_time))
      report(j, RULE_ACK_BACK, SURE, "ACK %u, long after %u", ack, x->ack);
    return;
  }
  x->ack = ack;
  x->ack_time = j->packet->time;
  x->known |= KNOWS_ACK;
}

void judge_ack(const struct judge *j)
{
  const struct side *const x = j->x, *const y = j->y;
  const uint32_t ack = j->seg->ack;
  if (!has(j->seg, SYNFIN_ACK) || has(j->seg, SYNFIN_RST)) return;
  if (knows(y, KNOWS_ISS) && seq_le(ack, y->iss)) {
    const enum sure sure = knows(y, KNOWS_OLD) ? NEVER_SURE : SURE;   /* it may mean the connection before */
    if (knows(x, KNOWS_ISS)) report(j, RULE_ACK_OF_SYN, sure, "ACK %u, the peer's ISS is %u", ack, y->iss);
    return;
  }
  if (knows(y, KNOWS_FIN) && seq_lt(y->fin + 1, ack)) {
    report(j, RULE_ACK_BEYOND_FIN, unless_another(ack, y->fin), "ACK %u, the peer's FIN is %u", ack, y->fin);
    return;
  }
  if (!judge_unsent(j)) return;
  judge_window(j);
  move_ack(j);
  judge_sack(j);
}
