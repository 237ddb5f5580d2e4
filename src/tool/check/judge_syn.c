/* Opening: which connection a segment is of, as its ISNs tell, and whether the handshake's numbers fit. A SYN with
 * another ISS is either the beginning of another connection of the same two sockets, or wrong. It waits, and so does
 * all that it says, until one of the two ends goes on with one of the two ISNs. */
#include "check/judge.h"

#define MSL 120000000          /* microseconds, 3.4.2 */
#define SYN_LATE 65536u        /* how far text may be ahead of a SYN that was captured after it */

static struct offer merged(struct offer a, struct offer b)
{
  return (struct offer){
    .mss = a.mss > b.mss ? a.mss : b.mss, .options = a.options | b.options,
    .shift = a.shift > b.shift ? a.shift : b.shift,
    .ecn = a.ecn || b.ecn, .known = a.known && b.known,
  };
}

/* Old segments of the connection before must not be taken for new ones (3.4.3). */
static void judge_iss(const struct judge *j, const struct side *side, unsigned who, uint32_t iss)
{
  const struct pending here = {j->packet->number, j->packet->time, iss};
  if (!knows(side, KNOWS_ISS) && knows(side, KNOWS_OLD) && seq_lt(iss, side->old_max)
      && j->packet->time - j->conn->old_end < 2 * MSL)
    report_at(j, who, &here, RULE_ISS_REUSED, SURE_IF_COMPLETE, "ISS %u, it went up to %u", iss, side->old_max - 1);
}

/* A SYN is taken; judge_text counts it. */
static void take_iss(const struct judge *j, unsigned who, uint32_t iss, uint32_t sent, struct offer offer)
{
  struct side *const side = &j->conn->side[who];
  judge_iss(j, side, who, iss);
  side->offer = knows(side, KNOWS_ISS) ? merged(side->offer, offer) : offer;
  if (!knows(side, KNOWS_MAX)) side->max = iss;
  side->iss = iss;
  side->known |= KNOWS_ISS | KNOWS_MAX | sent;
  if (sent == SENT_SYN && !j->conn->has_opener) {
    j->conn->has_opener = true;
    j->conn->opener = (uint8_t)who;
  }
}

/* A SYN that waited is taken, and counted. */
static void take_odd(const struct judge *j, unsigned who, uint32_t iss, uint32_t sent, struct offer offer)
{
  struct side *const side = &j->conn->side[who];
  take_iss(j, who, iss, sent, offer);
  side->max = iss + 1;
  side->packets++;
}

/* What waited has begun a connection of its own. */
static void begin_with_odd(struct judge *j, unsigned who)
{
  const uint32_t iss = j->conn->side[who].odd_syn.number;
  const struct offer offer = j->conn->side[who].odd_offer;
  begin_again(j);
  take_odd(j, who, iss, SENT_SYN, offer);
}

static bool wait_with(const struct judge *j, struct offer offer)
{
  pend(j, &j->x->odd_syn, j->seg->seq);
  if (j->x->odd_syn.packet == j->packet->number) j->x->odd_offer = offer;
  return false;
}

/* A SYN of an end that was captured from the middle on, and no longer ago than captures may be out of order. */
static bool is_late_syn(const struct judge *j)
{
  return j->x->max - j->seg->seq <= SYN_LATE && j->packet->time - j->x->more_time < REORDERED;
}

static bool take_syn(struct judge *j)
{
  struct side *const x = j->x;
  const uint32_t seq = j->seg->seq;
  const struct offer offer = judge_offer(j);
  const bool other = knows(x, KNOWS_ISS) ? x->iss != seq : knows(x, KNOWS_MAX) && !is_late_syn(j);
  if (other) {
    const bool waits = x->odd_syn.packet != 0;
    if (waits && x->odd_syn.number == seq) return false;
    if (!conn_is_over(j->conn) && !waits) return wait_with(j, offer);
    begin_again(j);
  }
  if (knows(x, SENT_SYN | SENT_MORE) && is_later(j, x->more_time)) report(j, RULE_SYN_AGAIN, SURE, "ISS %u", seq);
  take_iss(j, j->who, seq, SENT_SYN, offer);
  return true;
}

/* A SYN,ACK with the ISS at hand. Where what it acknowledges is not the SYN, x may still be in an older connection: it
 * is wrong if x goes on in this one. */
static bool take_iss_of_answer(struct judge *j, struct offer offer)
{
  const bool fits = !knows(j->y, KNOWS_ISS) || acks_syn(j->y, j->seg->ack);
  take_iss(j, j->who, j->seg->seq, SENT_SYN_ACK, offer);
  if (!fits) pend(j, &j->x->odd_ack, j->seg->ack);
  else if (j->x->odd_ack.packet != 0)
    report_at(j, j->who, &j->x->odd_ack, RULE_SYN_ACK, SURE, "ACK %u, later %u", j->x->odd_ack.number, j->seg->ack);
  if (fits) j->x->odd_ack.packet = 0;
  return fits;
}

static bool take_syn_ack(struct judge *j)
{
  struct side *const x = j->x, *const y = j->y;
  const struct offer offer = judge_offer(j);
  if (y->odd_syn.packet != 0 && j->seg->ack == y->odd_syn.number + 1) {
    begin_with_odd(j, !j->who);
  } else if (knows(x, KNOWS_ISS) && x->iss != j->seg->seq) {
    if (conn_is_over(j->conn)) begin_again(j);
    else return knows(y, KNOWS_ISS) && acks_syn(y, j->seg->ack) && !knows(x, SENT_MORE) ? wait_with(j, offer) : false;
  } else if (!knows(x, KNOWS_ISS) && knows(x, KNOWS_MAX) && !is_late_syn(j)) {
    begin_again(j);
  }
  return take_iss_of_answer(j, offer);
}

/* ---- What goes on ------------------------------------------------------------------------------------------------ */

static uint32_t distance(uint32_t a, uint32_t b)
{
  return seq_lt(a, b) ? b - a : a - b;
}

/* x goes on, and one of its two ISNs is the right one: that from which the segment is less far. */
static void settle_syn(struct judge *j)
{
  struct side *const x = j->x;
  const struct pending odd = x->odd_syn;
  const uint32_t after = j->seg->seq - (odd.number + 1);
  const bool known = knows(x, KNOWS_MAX);
  if (!known || after < distance(j->seg->seq, x->max)) {
    const bool answered = knows(x, SENT_SYN_ACK) && !knows(x, SENT_SYN);
    if (!answered) {
      begin_with_odd(j, j->who);
      return;
    }
    x->known &= ~(uint32_t)(KNOWS_ISS | KNOWS_MAX);
    take_odd(j, j->who, odd.number, SENT_SYN_ACK, x->odd_offer);
    x->odd_ack.packet = x->odd_syn.packet = 0;
  } else if (is_later(j, odd.time) || knows(x, SENT_SYN_ACK)) {
    report_at(j, j->who, &odd, RULE_SYN_ISS, SURE, "ISS %u, and it goes on with %u", odd.number, x->iss);
    x->odd_syn.packet = 0;
  }
}

/* Not a segment of an older connection, whose numbers may be anywhere, nor of one whose SYN was not captured. */
static bool is_of_this(const struct judge *j)
{
  const struct side *const x = j->x, *const y = j->y;
  const uint32_t seq = j->seg->seq;
  if (knows(x, KNOWS_OLD | KNOWS_MAX) && distance(seq, x->old_max) < distance(seq, x->max)) return false;
  if (knows(x, KNOWS_ISS)) return seq_le(x->iss, seq);
  if (!knows(y, SENT_SYN) || has(j->seg, SYNFIN_RST)) return true;
  return has(j->seg, SYNFIN_ACK) && acks_syn(y, j->seg->ack);
}

/* SEQ=0 and an ACK: from whoever had no connection yet, or has none any more, to a SYN that came early or late. */
static bool answers_other_syn(const struct judge *j)
{
  return knows(j->x, KNOWS_MAX) && has(j->seg, SYNFIN_ACK) && j->seg->seq == 0;
}

/* A RST ends the connection whose numbers it has; a SYN that waits for another one may go on (Figures 9, 10). */
static bool take_rst(struct judge *j)
{
  struct side *const x = j->x, *const y = j->y;
  if (has(j->seg, SYNFIN_ACK) && y->odd_syn.packet != 0 && j->seg->ack == y->odd_syn.number + 1)
    begin_with_odd(j, !j->who);
  if (!is_of_this(j) || answers_other_syn(j)) return false;
  x->odd_syn.packet = y->odd_syn.packet = 0;
  return true;
}

bool judge_syn(struct judge *j)
{
  const unsigned flags = j->seg->flags;
  if ((flags & (SYNFIN_SYN | SYNFIN_RST | SYNFIN_FIN)) == SYNFIN_SYN)
    return flags & SYNFIN_ACK ? take_syn_ack(j) : take_syn(j);
  if (flags & SYNFIN_SYN) return false;
  if (flags & SYNFIN_RST) return take_rst(j);
  if (j->x->odd_syn.packet != 0) settle_syn(j);
  if (!is_of_this(j)) return false;
  struct pending *const odd = &j->x->odd_ack;
  if (odd->packet != 0 && knows(j->y, KNOWS_ISS) && has(j->seg, SYNFIN_ACK) && acks_syn(j->y, j->seg->ack)) {
    report_at(j, j->who, odd, RULE_SYN_ACK, SURE, "ACK %u, the peer's ISS is %u", odd->number, j->y->iss);
    odd->packet = 0;
  }
  if (!knows(j->x, SENT_MORE)) j->x->more_time = j->packet->time;
  j->x->known |= SENT_MORE;
  return true;
}
