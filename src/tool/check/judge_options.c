/* Options: what SYNs offer, and what may be sent after that. */
#include "check/judge.h"

#define SHIFT_MOST 14u
/* TSval and TSecr may be apart by what a clock of one tick each microsecond counts meanwhile, and by this: a SYN that
 * was not captured may be two minutes older than the next one. */
#define TICKS (1 << 27)

static bool offers(const struct side *side, unsigned option)
{
  return (side->offer.options & option) != 0;
}

/* What only a SYN,ACK that knows the SYN may carry: not in a simultaneous open, where its own SYN came first. */
static void judge_answer(const struct judge *j, unsigned present)
{
  if (!has(j->seg, SYNFIN_ACK) || !knows(j->y, SENT_SYN) || !j->y->offer.known || knows(j->x, SENT_SYN)) return;
  if (present & SYNFIN_HAS_WSCALE && !offers(j->y, SYNFIN_HAS_WSCALE))
    report(j, RULE_WSCALE_UNASKED, SURE, "shift count %u", j->seg->opt.wscale);
  if (present & SYNFIN_HAS_TIMESTAMPS && !offers(j->y, SYNFIN_HAS_TIMESTAMPS))
    report(j, RULE_TS_UNASKED, SURE, "TSval %u in the SYN,ACK", j->seg->opt.ts_val);
  if (has(j->seg, SYNFIN_ECE | SYNFIN_CWR) && !j->y->offer.ecn)
    report(j, RULE_ECN_UNASKED, SURE, "control bits 0x%02x in the SYN,ACK", j->seg->flags);
}

struct offer judge_offer(const struct judge *j)
{
  const struct synfin_options *const opt = &j->seg->opt;
  const unsigned present = j->packet->whole_options ? opt->present : 0;
  struct offer offer = {.mss = j->packet->addresses.version == 4 ? 536 : 1220, .options = (uint8_t)present};
  offer.known = j->packet->whole_options;
  offer.ecn = has(j->seg, SYNFIN_ECE | SYNFIN_CWR) || j->packet->reserved & 1u;
  if (present & SYNFIN_HAS_MSS) offer.mss = opt->mss;
  if (present & SYNFIN_HAS_WSCALE) {
    offer.shift = opt->wscale < SHIFT_MOST ? opt->wscale : SHIFT_MOST;
    if (opt->wscale > SHIFT_MOST) report(j, RULE_WSCALE_LARGE, SURE, "shift count %u", opt->wscale);
  }
  judge_answer(j, present);
  return offer;
}

/* ---- After the SYNs ---------------------------------------------------------------------------------------------- */

static void judge_late(const struct judge *j, unsigned present)
{
  if (present & SYNFIN_HAS_MSS) report(j, RULE_MSS_LATE, SURE, "MSS %u", j->seg->opt.mss);
  if (present & SYNFIN_HAS_WSCALE) report(j, RULE_WSCALE_LATE, SURE, "shift count %u", j->seg->opt.wscale);
  if (present & SYNFIN_HAS_SACK_PERMITTED) report(j, RULE_SACK_OK_LATE, SURE, "%s", "");
}

static void judge_mss(const struct judge *j)
{
  const unsigned size = j->seg->len + j->seg->options_len;
  if (j->y->offer.known && j->packet->sum == SUM_RIGHT && size > j->y->offer.mss)
    report(j, RULE_MSS_EXCEEDED, SURE, "%u octets of options and text, MSS %u", size, j->y->offer.mss);
}

/* ---- Timestamps -------------------------------------------------------------------------------------------------- */

static void take_ts_val(const struct judge *j)
{
  struct side *const x = j->x;
  const uint32_t ts_val = j->seg->opt.ts_val;
  if (!knows(x, KNOWS_TS)) x->ts_first = x->ts_high = ts_val;
  x->known |= KNOWS_TS;
  if (seq_lt(ts_val, x->ts_high)) return;
  x->ts_high = ts_val;
  x->ts_high_time = j->packet->time;
}

/* TSval goes with the order in which segments were sent, and so does what they acknowledge. */
void judge_ts_order(const struct judge *j, bool acks_more)
{
  struct side *const x = j->x;
  const uint32_t ts_val = j->seg->opt.ts_val;
  if (!j->packet->whole_options || !(j->seg->opt.present & SYNFIN_HAS_TIMESTAMPS)) return;
  if (knows(x, KNOWS_TS_ACKED) && seq_lt(ts_val, x->ts_acked)) {
    if (acks_more) report(j, RULE_TS_BACK, SURE, "TSval %u, and %u with an older ACK", ts_val, x->ts_acked);
    return;
  }
  x->ts_acked = ts_val;
  x->known |= KNOWS_TS_ACKED;
}

static void judge_ts_echo(const struct judge *j)
{
  const struct side *const y = j->y;
  const uint32_t echo = j->seg->opt.ts_ecr;
  if (has(j->seg, SYNFIN_RST)) return;
  if (!has(j->seg, SYNFIN_ACK)) {
    if (echo != 0 && has(j->seg, SYNFIN_SYN)) report(j, RULE_TS_ECHO_ON_SYN, SURE, "TSecr %u", echo);
    return;
  }
  if (!knows(y, KNOWS_TS | KNOWS_ISS)) return;
  const int64_t ahead = (int32_t)(echo - y->ts_high), behind = (int32_t)(y->ts_first - echo);
  const int64_t passed = j->packet->time - y->ts_high_time;
  if (ahead > 0 && ahead > passed + TICKS)
    report(j, RULE_TS_ECHO, SURE, "TSecr %u, the latest TSval is %u", echo, y->ts_high);
  else if (ahead <= 0 && behind > TICKS)
    report(j, RULE_TS_ECHO, SURE, "TSecr %u, the first TSval was %u", echo, y->ts_first);
}

static void judge_timestamps(const struct judge *j, bool present)
{
  const bool both = offers(j->x, SYNFIN_HAS_TIMESTAMPS) && offers(j->y, SYNFIN_HAS_TIMESTAMPS);
  if (!has(j->seg, SYNFIN_SYN | SYNFIN_RST) && agreed(j)) {
    if (both && !present) report(j, RULE_TS_MISSING, SURE, "%s", "");
    if (!both && present) report(j, RULE_TS_UNASKED, SURE, "TSval %u", j->seg->opt.ts_val);
  }
  if (!present) return;
  judge_ts_echo(j);
  take_ts_val(j);
}

void judge_options(const struct judge *j)
{
  if (!j->packet->whole_options) return;
  const unsigned present = j->seg->opt.present;
  if (!has(j->seg, SYNFIN_SYN)) {
    judge_late(j, present);
    judge_mss(j);
    if (has(j->seg, SYNFIN_ECE | SYNFIN_CWR) && !has(j->seg, SYNFIN_RST) && agreed(j)
        && !(j->x->offer.ecn && j->y->offer.ecn))
      report(j, RULE_ECN_UNASKED, SURE, "control bits 0x%02x", j->seg->flags);
  }
  judge_timestamps(j, (present & SYNFIN_HAS_TIMESTAMPS) != 0);
}
