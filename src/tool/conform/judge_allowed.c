/* The legal alternatives: where the RFCs leave a choice, or README's rulings and deviations choose among readings.
 *
 * A row says what else may come, beside the specification's own answer. */
#include "judge.h"

static enum synfin_letter letter(const struct judged *j) { return j->want.word[j->want.letters - 1]; }
static bool before_in(const struct judged *j, unsigned set) { return (set >> j->before.state & 1u) != 0; }
static bool has(const struct judged *j, unsigned flags) { return (j->seg.flags & flags) == flags; }

static int64_t seg_len(const struct judged *j)
{
  return j->seg.len + (has(j, SYNFIN_SYN) ? 1 : 0) + (has(j, SYNFIN_FIN) ? 1 : 0);
}

/* What would be so if the segment changed nothing, with or without an ACK. */
static struct oracle_answer unchanged(const struct judged *j, unsigned reply)
{
  return (struct oracle_answer){.tcb = j->before, .reply = reply, .seq = j->before.max, .ack = j->before.nxt};
}

static bool matches_unchanged(const struct judged *j, unsigned reply)
{
  struct oracle_answer answer = unchanged(j, reply);
  return judge_matches(j, &answer);
}

static bool matches_state(const struct judged *j, enum synfin_state state, unsigned reply)
{
  struct oracle_answer answer = unchanged(j, reply);
  answer.tcb.state = state;
  return judge_matches(j, &answer);
}

/* 3.10.7.4 Second, TIME-WAIT, to the letter: the connection is gone. README's RULING 10 has RFC 1337. */
static bool time_wait_reset(const struct judged *j)
{
  return before_in(j, SYNFIN_IN(SYNFIN_TIME_WAIT)) && letter(j) == SYNFIN_ON_RCV_RST &&
         matches_state(j, SYNFIN_CLOSED, 0);
}

/* RFC 793: a RST anywhere in the window is believed. */
static bool reset_in_window(const struct judged *j)
{
  struct judged exact = *j;
  exact.seg.seq = j->before.nxt;
  exact.want = oracle_segment(&exact.before, &exact.seg);
  return letter(j) == SYNFIN_ON_RST_IN_WINDOW && (judge_matches(j, &exact.want) || time_wait_reset(&exact));
}

/* RFC 793: a SYN in the window of a synchronized connection is an error, and resets it; the RST may have the form of
 * 3.10.7.1. */
static bool syn_resets(const struct judged *j)
{
  if (letter(j) != SYNFIN_ON_RCV_SYN || !before_in(j, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED))
    return false;
  struct oracle_answer answer = unchanged(j, SYNFIN_RST);
  answer.tcb.state = SYNFIN_CLOSED;
  answer.seq = has(j, SYNFIN_ACK) ? j->seg.ack : j->before.max;
  struct oracle_answer refusal = answer;
  refusal.reply = SYNFIN_RST | SYNFIN_ACK, refusal.seq = 0, refusal.ack = j->seg.seq + seg_len(j);
  return judge_matches(j, &answer) || (!has(j, SYNFIN_ACK) && judge_matches(j, &refusal));
}

/* RFC 5961 4.2 speaks of synchronized states; a challenge ACK serves SYN-RECEIVED as well. */
static bool syn_received_challenge(const struct judged *j)
{
  return letter(j) == SYNFIN_ON_RCV_SYN && before_in(j, SYNFIN_IN_SYN_RECEIVED) && matches_unchanged(j, SYNFIN_ACK);
}

/* Table 6 to the letter: the right edge itself lies outside. README's DEVIATION takes an empty segment there. */
static bool empty_at_the_edge(const struct judged *j)
{
  bool there = seg_len(j) == 0 && j->seg.seq == j->before.nxt + j->before.rcv_wnd && j->before.rcv_wnd > 0;
  return there && before_in(j, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED) && !has(j, SYNFIN_RST) &&
         matches_unchanged(j, SYNFIN_ACK);
}

/* Table 6 to the letter: neither end lies in the window, though octets do (README's RULING 17). */
static bool longer_than_the_window(const struct judged *j)
{
  int64_t right = j->before.nxt + j->before.rcv_wnd;
  return j->seg.seq < j->before.nxt && j->seg.seq + seg_len(j) > right && matches_unchanged(j, SYNFIN_ACK);
}

/* 3.10.7.4 First to the letter: the SYN again is as unacceptable as any other segment (README's RULINGs 2 and 3). */
static bool syn_again_is_old(const struct judged *j)
{
  return (letter(j) == SYNFIN_ON_SYN_AGAIN || letter(j) == SYNFIN_ON_SYN_ACK_AGAIN) && matches_unchanged(j, SYNFIN_ACK);
}

/* "This should not occur": ignoring it is as good as acknowledging it (README's RULING 9). */
static bool after_fin_ignored(const struct judged *j)
{
  enum synfin_letter l = letter(j);
  bool text = l == SYNFIN_ON_RCV_TEXT || l == SYNFIN_ON_TEXT_BEYOND_GAP || l == SYNFIN_ON_TEXT_NO_ROOM ||
              l == SYNFIN_ON_TEXT_UNWANTED || l == SYNFIN_ON_RCV_FIN;
  struct oracle_answer answer = j->want;
  answer.reply = 0;
  return text && before_in(j, SYNFIN_IN_FIN_RECEIVED) && judge_matches(j, &answer);
}

/* 3.10.7.4 Eighth to the letter: "advance RCV.NXT over the FIN", in the states that remain as well. */
static bool second_fin_taken(const struct judged *j)
{
  struct oracle_answer answer = j->want;
  answer.ack = j->seg.seq + seg_len(j);
  return letter(j) == SYNFIN_ON_RCV_FIN && before_in(j, SYNFIN_IN_FIN_RECEIVED) && judge_matches(j, &answer);
}

/* Of LAST-ACK and TIME-WAIT the fifth step says what alone can arrive there, not what is done with anything else. */
static bool ack_ignored_at_the_end(const struct judged *j)
{
  unsigned end = SYNFIN_IN(SYNFIN_LAST_ACK) | SYNFIN_IN(SYNFIN_TIME_WAIT);
  return letter(j) == SYNFIN_ON_ACK_OUT_OF_RANGE && before_in(j, end) && matches_unchanged(j, 0);
}

/* MAY-13: "when a valid segment arrives that is in the window but not at the left window edge". */
static bool acked_off_the_left_edge(const struct judged *j)
{
  struct oracle_answer answer = j->want;
  answer.reply = SYNFIN_ACK, answer.seq = answer.tcb.max, answer.ack = answer.tcb.nxt;
  return j->want.reply == 0 && j->seg.seq != j->before.nxt && has(j, SYNFIN_ACK) && !has(j, SYNFIN_RST) &&
         before_in(j, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED) && judge_matches(j, &answer);
}

/* SHLD-3 gives the RST no form: it may have an ACK; its SEQ is SND.NXT, though the window has shrunk (README's
 * DEVIATION), or what the peer expects. */
static bool unwanted_text_reset_otherwise(const struct judged *j)
{
  const int64_t seqs[] = {j->want.seq, j->before.max, j->seg.ack};
  struct oracle_answer answer = j->want;
  answer.reply |= j->got.flags & SYNFIN_ACK, answer.ack = j->got.ack;
  bool right = false;
  for (unsigned i = 0; i < 3; i++) {
    answer.seq = seqs[i];
    right |= judge_matches(j, &answer);
  }
  return right && letter(j) == SYNFIN_ON_TEXT_UNWANTED && j->want.reply & SYNFIN_RST;
}

/* SHLD-31: text beyond a gap is held, and for nobody only once it is in order. */
static bool unwanted_text_held(const struct judged *j)
{
  struct oracle_tcb holding = j->before;
  holding.released = false;
  struct oracle_answer answer = oracle_segment(&holding, &j->seg);
  return letter(j) == SYNFIN_ON_TEXT_UNWANTED && j->seg.seq > j->before.nxt && judge_matches(j, &answer);
}

/* RFC 9293 has no lower bound to SEG.ACK: an old one is a duplicate and may be ignored; MAY-12 is RFC 5961's bound.
 * Half of all numbers away it is as old as it is new (3.4). */
static bool old_ack_is_duplicate(const struct judged *j)
{
  const int64_t half = INT64_C(1) << 31;
  struct judged trusting = *j;
  trusting.before.max_wnd = half;
  trusting.seg.ack -= j->seg.ack == j->before.una + half ? 2 * half : 0;
  if (letter(j) != SYNFIN_ON_ACK_OUT_OF_RANGE || trusting.seg.ack >= j->before.una)
    return false;
  trusting.want = oracle_segment(&trusting.before, &trusting.seg);
  return judge_matches(j, &trusting.want) || after_fin_ignored(&trusting) || unwanted_text_reset_otherwise(&trusting) ||
         unwanted_text_held(&trusting);
}

/* 3.10.7.2 Third, 3.10.7.3 Fourth: other controls and text on a SYN may be queued for later, or processed at once; in
 * the SYN,ACK of a simultaneous open they are what is left of it (3.10.7.4 First). README's RULING 4 leaves them to the
 * peer. */
static bool syn_brings_more(const struct judged *j)
{
  bool opens = before_in(j, SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT));
  if (!has(j, SYNFIN_SYN) || seg_len(j) == 1 || !(opens || letter(j) == SYNFIN_ON_SYN_ACK_AGAIN))
    return false;
  struct oracle_answer answer = j->want;
  if (answer.tcb.state == SYNFIN_ESTABLISHED) {
    struct oracle_segment rest = j->seg;
    rest.seq++, rest.flags &= ~SYNFIN_SYN;
    answer = oracle_segment(&j->want.tcb, &rest);
    return judge_matches(j, &answer);
  }
  answer.ack = j->seg.seq + 1 + j->seg.len;
  return answer.reply == (SYNFIN_SYN | SYNFIN_ACK) && judge_matches(j, &answer);
}

/* MAY-2: a SYN beyond all that was received opens the connection again where a listener stands. */
static bool reopened(const struct judged *j)
{
  const struct got *got = &j->got;
  bool syn = (j->seg.flags & (SYNFIN_SYN | SYNFIN_ACK | SYNFIN_RST)) == SYNFIN_SYN;
  return before_in(j, SYNFIN_IN(SYNFIN_TIME_WAIT)) && syn && got->count == 1 &&
         got->flags == (SYNFIN_SYN | SYNFIN_ACK) && (uint32_t)got->ack == (uint32_t)(j->seg.seq + 1) &&
         (!got->state_known || (SYNFIN_IN_SYN_RECEIVED >> got->state & 1u));
}

static const struct {
  const char *name;
  bool (*applies)(const struct judged *j);
  enum profile refused_by;
} allowed[] = {
  {"TIME-WAIT ends with a RST (3.10.7.4 Second; RFC 1337 advises against it)", time_wait_reset, PROFILE_RFC1337},
  {"a RST in the window is believed (RFC 793)", reset_in_window, PROFILE_RFC5961},
  {"a SYN in the window resets the connection (RFC 793)", syn_resets, PROFILE_RFC5961},
  {"an ACK older than any window is a duplicate (3.10.7.4 Fifth; RFC 5961 5.2 is MAY-12)", old_ack_is_duplicate,
   PROFILE_RFC5961},
  {"LAST-ACK, TIME-WAIT: an ACK of what was not sent is ignored (3.10.7.4 Fifth)", ack_ignored_at_the_end,
   PROFILE_RFC5961},
  {"SYN-RECEIVED: challenge ACK to a SYN in the window (RFC 5961 4.2)", syn_received_challenge, PROFILE_STRICT},
  {"an empty segment at the right edge is unacceptable (3.10.7.4 Table 6)", empty_at_the_edge, PROFILE_STRICT},
  {"a segment with both ends outside the window is unacceptable (3.10.7.4 Table 6)", longer_than_the_window,
   PROFILE_STRICT},
  {"the SYN again is unacceptable like any old segment (3.10.7.4 First)", syn_again_is_old, PROFILE_STRICT},
  {"text or FIN after the peer's FIN is ignored (3.10.7.4 Seventh, Eighth)", after_fin_ignored, PROFILE_STRICT},
  {"a second FIN is taken as well (3.10.7.4 Eighth)", second_fin_taken, PROFILE_STRICT},
  {"what is in the window, but not at its left edge, is acknowledged (MAY-13)", acked_off_the_left_edge,
   PROFILE_STRICT},
  {"the RST that text for nobody gets has another form (3.6.1 SHLD-3)", unwanted_text_reset_otherwise, PROFILE_STRICT},
  {"text for nobody is held until it is in order (SHLD-31)", unwanted_text_held, PROFILE_STRICT},
  {"text or FIN on a SYN is taken with it (3.10.7.2 Third, 3.10.7.3 Fourth)", syn_brings_more, PROFILE_STRICT},
  {"TIME-WAIT: a new SYN opens the connection again (3.6.1 MAY-2)", reopened, PROFILE_STRICT},
};

const char *judge_allowed(const struct judged *j, enum profile profile)
{
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed && profile != PROFILE_STRICT; i++)
    if (profile != allowed[i].refused_by && allowed[i].applies(j))
      return allowed[i].name;
  return NULL;
}
