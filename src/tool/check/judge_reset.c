/* Resets: their numbers, why they were sent, and what is sent after them. */
#include "check/judge.h"

/* RFC 9293 3.5.2: who has no connection answers a SYN with ACK=SEG.SEQ+SEG.LEN. */
static bool answers_syn(const struct judge *j)
{
  const struct side *const y = j->y;
  if (knows(j->x, KNOWS_MAX) || !knows(y, SENT_SYN) || knows(y, SENT_MORE)) return false;
  if (!has(j->seg, SYNFIN_ACK)) report(j, RULE_RST_OF_SYN, SURE_IF_COMPLETE, "%s", "no ACK");
  else if (!acks_syn(y, j->seg->ack)) report(j, RULE_RST_OF_SYN, SURE, "ACK %u, the SYN is %u", j->seg->ack, y->iss);
  return true;
}

static enum reset_cause cause_of(const struct judge *j)
{
  const struct side *const x = j->x, *const y = j->y;
  const bool closed = knows(x, KNOWS_FIN);
  const bool answers = !has(j->seg, SYNFIN_ACK) && knows(y, KNOWS_ACK) && j->seg->seq == y->ack;
  if (!knows(x, SENT_MORE) && knows(x, SENT_SYN)) return RESET_HALF_OPEN;
  if (closed && !knows(y, KNOWS_FIN) && knows(x, KNOWS_ACK) && knows(y, KNOWS_MAX) && seq_lt(x->ack, y->max))
    return RESET_TEXT_AFTER_CLOSE;
  return answers && (closed || !knows(x, SENT_MORE)) ? RESET_NOT_THERE : RESET_ABORT;
}

/* No RST is beyond what its sender could have sent. */
static void judge_number(const struct judge *j)
{
  struct side *const x = j->x;
  const struct side *const y = j->y;
  const uint32_t seq = j->seg->seq;
  if (knows(x, KNOWS_FIN) && seq_lt(x->fin + 1, seq))
    report(j, RULE_BEYOND_FIN, unless_another(seq, x->fin), "RST with SEQ %u, the FIN is %u", seq, x->fin);
  else if (!knows(y, KNOWS_EDGE) || seq_le(seq, offered_edge(y) + 1))
    return;
  else if (j->checker->options.complete)
    report(j, RULE_BEYOND_WINDOW, SURE, "RST with SEQ %u, the window ends at %u", seq, offered_edge(y));
  else
    pend(j, &x->beyond, seq);
}

/* A RST without ACK answers a segment that acknowledged its SEQ: here, none did but a RST. */
static void judge_answer(const struct judge *j)
{
  const struct side *const y = j->y;
  const bool acked = knows(y, RST_ACKED) && j->seg->seq == y->rst_ack;
  if (!has(j->seg, SYNFIN_ACK) && acked && knows(y, KNOWS_ACK) && y->ack != y->rst_ack)
    report(j, RULE_RST_OF_RST, NEVER_SURE, "SEQ %u", j->seg->seq);
}

static void take_rst(const struct judge *j)
{
  struct side *const x = j->x;
  struct conn *const conn = j->conn;
  const bool refuses = answers_syn(j);
  if (!refuses) {
    judge_number(j);
    judge_answer(j);
  }
  if (conn->reset == RESET_NONE) {
    conn->reset = (uint8_t)(refuses ? RESET_REFUSED : cause_of(j));
    conn->resetter = (uint8_t)j->who;
  }
  x->resets++;
  if (!knows(x, SENT_MORE) || knows(x, SENT_RST)) return;
  x->known |= SENT_RST;
  x->rst_time = j->packet->time;
  if (!has(j->seg, SYNFIN_ACK)) return;
  x->rst_ack = j->seg->ack;
  x->known |= RST_ACKED;
}

/* Which of two segments was sent first is told by what they acknowledge, or by much time between them. */
static bool is_after_rst(const struct judge *j)
{
  const struct side *const x = j->x;
  const bool acks_more = knows(x, RST_ACKED) && has(j->seg, SYNFIN_ACK) && seq_lt(x->rst_ack, j->seg->ack);
  return knows(x, SENT_RST) && !has(j->seg, SYNFIN_SYN) && (acks_more || is_later(j, x->rst_time));
}

void judge_reset(const struct judge *j)
{
  if (has(j->seg, SYNFIN_RST)) take_rst(j);
  else if (is_after_rst(j)) report(j, RULE_AFTER_RST, SURE, "SEQ %u, ACK %u", j->seg->seq, j->seg->ack);
}
