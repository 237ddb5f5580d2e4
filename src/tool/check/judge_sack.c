/* SACK blocks (RFC 2018), and among them the duplicates of RFC 2883. */
#include "check/judge.h"

#define SACK(j, i) ((j)->seg->opt.sack[i])

static bool within(const struct judge *j, unsigned inner, unsigned outer)
{
  return seq_le(SACK(j, outer).left, SACK(j, inner).left) && seq_le(SACK(j, inner).right, SACK(j, outer).right);
}

static bool overlap(const struct judge *j, unsigned a, unsigned b)
{
  return seq_lt(SACK(j, a).left, SACK(j, b).right) && seq_lt(SACK(j, b).left, SACK(j, a).right);
}

/* The first block may tell of a duplicate: below the ACK, or within another block. */
static bool block_fits(const struct judge *j, unsigned i)
{
  const uint32_t ack = j->seg->ack;
  if (!seq_lt(SACK(j, i).left, SACK(j, i).right)) return false;
  const bool duplicate = i == 0 && seq_le(SACK(j, 0).right, ack);
  if (!duplicate && seq_le(SACK(j, i).left, ack)) return false;
  for (unsigned other = i + 1; other < j->seg->opt.sack_blocks; other++)
    if (overlap(j, i, other) && !(i == 0 && within(j, 0, other))) return false;
  return true;
}

static void judge_sent(const struct judge *j, uint32_t left, uint32_t right)
{
  const struct side *const y = j->y;
  const bool below = knows(y, KNOWS_ISS) && seq_lt(left, y->iss);
  const bool after = knows(y, KNOWS_FIN) && seq_lt(y->fin + 1, right);
  if (below || after) report(j, RULE_SACK_UNSENT, SURE, "block %u to %u", left, right);
  else if (knows(y, KNOWS_MAX) && seq_lt(y->max, right) && j->checker->options.complete)
    report(j, RULE_SACK_UNSENT, SURE, "block %u to %u, SND.NXT of the peer is %u", left, right, y->max);
}

void judge_sack(const struct judge *j)
{
  const struct synfin_options *const opt = &j->seg->opt;
  if (!j->packet->whole_options || !(opt->present & SYNFIN_HAS_SACK)) return;
  if (j->y->offer.known && !(j->y->offer.options & SYNFIN_HAS_SACK_PERMITTED))
    report(j, RULE_SACK_UNASKED, SURE, "%u blocks", opt->sack_blocks);
  for (unsigned i = 0; i < opt->sack_blocks; i++) {
    if (block_fits(j, i)) judge_sent(j, SACK(j, i).left, SACK(j, i).right);
    else report(j, RULE_SACK_BLOCKS, SURE, "block %u to %u, ACK %u", SACK(j, i).left, SACK(j, i).right, j->seg->ack);
  }
}
