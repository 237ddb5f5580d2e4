/* The numbers that an end uses: its text, its FIN, and what it sends again. */
#include "check/judge.h"

/* ---- What it acknowledged for the peer to have sent -------------------------------------------------------------- */

/* The peer acknowledged more of x than was captured. x shows either that it sent that, or that it never did. */
static void settle_unsent(const struct judge *j)
{
  struct side *const x = j->x;
  struct pending *const unsent = &x->unsent;
  if (unsent->packet == 0) return;
  if (seq_le(unsent->number, j->end)) {
    x->missing += seq_lt(x->max, j->seg->seq) ? j->seg->seq - x->max : 0;
    unsent->packet = 0;
  } else if (synfin_segment_len(j->seg) == 0 && seq_lt(j->seg->seq + 1, unsent->number) && is_later(j, unsent->time)) {
    report_at(j, !j->who, unsent, RULE_ACK_UNSENT, SURE, "ACK %u, and long after SND.NXT of the peer is %u",
              unsent->number, j->seg->seq);
    unsent->packet = 0;
  }
}

/* ---- FIN --------------------------------------------------------------------------------------------------------- */

/* Everything that was said of numbers beyond the FIN is now known to be wrong. */
static void take_fin(const struct judge *j, uint32_t fin)
{
  struct side *const x = j->x;
  const struct side *const y = j->y;
  if (x->beyond.packet != 0 && seq_lt(fin + 1, x->beyond.number)) {
    report_at(j, j->who, &x->beyond, RULE_BEYOND_WINDOW, SURE, "up to %u, and the FIN is %u", x->beyond.number, fin);
    x->beyond.packet = 0;
  } else if (knows(x, KNOWS_MAX) && seq_lt(fin + 1, x->max)) {
    report(j, RULE_BEYOND_FIN, SURE, "FIN %u, it sent up to %u before", fin, x->max);
  }
  if (x->unsent.packet != 0 && seq_lt(fin + 1, x->unsent.number)) {
    report_at(j, !j->who, &x->unsent, RULE_ACK_BEYOND_FIN, SURE, "ACK %u, the peer's FIN is %u", x->unsent.number, fin);
    x->unsent.packet = 0;
  }
  x->fin = fin;
  x->known |= KNOWS_FIN;
  if (knows(y, KNOWS_FIN) && has(j->seg, SYNFIN_ACK) && j->seg->ack == y->fin + 1) x->known |= FIN_KNEW_FIN;
  if (!j->conn->has_closer && j->conn->reset == RESET_NONE) {
    j->conn->has_closer = true;
    j->conn->closer = (uint8_t)j->who;
  }
}

/* Whether its numbers go with its FIN. */
static bool judge_fin(const struct judge *j)
{
  const struct side *const x = j->x;
  if (has(j->seg, SYNFIN_FIN)) {
    const uint32_t fin = j->end - 1;
    if (!knows(x, KNOWS_FIN)) take_fin(j, fin);
    else if (fin != x->fin) report(j, RULE_FIN_MOVED, unless_another(fin, x->fin), "FIN %u, it was %u", fin, x->fin);
    return fin == x->fin;
  }
  if (!knows(x, KNOWS_FIN) || seq_le(j->end, x->fin + (j->seg->len == 0))) return true;
  report(j, RULE_BEYOND_FIN, unless_another(j->end, x->fin), "up to %u, the FIN is %u", j->end, x->fin);
  return false;
}

/* ---- The peer's window ------------------------------------------------------------------------------------------- */

/* One octet more is a probe of it (3.8.6.1), and a FIN may stand there. Of several beyond it the farthest is held. */
static bool judge_window(const struct judge *j)
{
  struct side *const x = j->x;
  const struct side *const y = j->y;
  const uint32_t last = j->end - has(j->seg, SYNFIN_FIN);
  if (!knows(y, KNOWS_EDGE) || has(j->seg, SYNFIN_SYN)) return true;
  const uint32_t edge = offered_edge(y);
  if (seq_le(last, edge + 1)) return true;
  if (x->beyond.packet != 0 && seq_lt(x->beyond.number, last)) x->beyond.packet = 0;
  if (j->checker->options.complete) report(j, RULE_BEYOND_WINDOW, SURE, "up to %u, the window ends at %u", last, edge);
  else pend(j, &x->beyond, last);
  return false;
}

/* ---- Accounts ---------------------------------------------------------------------------------------------------- */

static void add_hole(struct side *x, uint32_t left, uint32_t right)
{
  unsigned at = 0;
  while (at < HOLES - 1 && x->hole[at].left != x->hole[at].right) at++;
  x->hole[at].left = left;
  x->hole[at].right = right;
}

/* Whether a segment lies in a hole, and what is left of that: at most its larger rest. */
static bool fill_hole(struct side *x, uint32_t seq, uint32_t end)
{
  for (unsigned i = 0; i < HOLES; i++) {
    const uint32_t left = x->hole[i].left, right = x->hole[i].right;
    if (left == right || !seq_lt(seq, right) || !seq_lt(left, end)) continue;
    const uint32_t before = seq_lt(left, seq) ? seq - left : 0, after = seq_lt(end, right) ? right - end : 0;
    if (before >= after) x->hole[i].right = left + before;
    else x->hole[i].left = right - after;
    return true;
  }
  return false;
}

/* A segment that has nothing new is an old one that was late, a retransmission, or a keep-alive. */
static void account(const struct judge *j)
{
  struct side *const x = j->x;
  const uint32_t seq = j->seg->seq, len = synfin_segment_len(j->seg);
  const bool keep_alive = j->seg->len == len && len <= 1 && knows(j->y, KNOWS_ACK) && seq + 1 == j->y->ack;
  x->octets += j->seg->len;
  if (!knows(x, KNOWS_MAX)) {
    x->max = j->end;
    x->known |= KNOWS_MAX;
  } else if (seq_lt(x->max, seq)) {
    add_hole(x, x->max, seq);
  } else if (len > 0 && seq_lt(seq, x->max) && !keep_alive) {
    if (fill_hole(x, seq, j->end)) x->late++;
    else x->retransmissions++;
  } else if (len == 0 && seq_lt(seq + 1, x->max) && is_later(j, x->max_time)) {
    report(j, RULE_SEQ_BACK, SURE, "SEQ %u, it sent up to %u before", seq, x->max);
  }
  if (!seq_lt(x->max, j->end)) return;
  x->max = j->end;
  x->max_time = j->packet->time;
}

/* One octet alone may be a keep-alive or a probe, whose octet does not count (3.8.4). */
static void judge_octets(const struct judge *j)
{
  const uint32_t len = j->packet->text_captured;
  if (len == 0 || j->seg->len == 1) return;
  if (digest_take(&j->x->digest, j->seg->seq + has(j->seg, SYNFIN_SYN), j->seg->text, len)) return;
  report(j, RULE_TEXT_DIFFERS, j->packet->sum == SUM_UNKNOWN ? SURE_IF_COMPLETE : SURE, "%u octets at %u", j->seg->len,
         j->seg->seq);
}

void judge_text(const struct judge *j)
{
  j->x->packets++;
  if (has(j->seg, SYNFIN_RST)) return;
  if (!judge_fin(j)) return;
  settle_unsent(j);
  if (!judge_window(j)) return;
  account(j);
  judge_octets(j);
}
