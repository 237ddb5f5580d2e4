/* see judge.h: sends, hears, compares. */
#include "judge.h"

#include <string.h>

#define ANSWER_WITHIN SYNFIN_SECONDS(1) / 2   /* MUST-40: a delayed ACK */
#define AT_ONCE_REAL 20000u            /* microseconds that a real target is given for what is not delayed     */
#define SILENT_REAL 2000u              /* and to break a silence; text that it takes wrongly RECEIVE would show */
#define COMPARED (SYNFIN_FIN | SYNFIN_SYN | SYNFIN_RST | SYNFIN_ACK)

/* ---- The rules, by state and letter ------------------------------------------------------------------------------ */

struct ruled judge_rule(enum synfin_state state, enum synfin_letter letter)
{
  static const struct { const char *listen, *syn_sent, *other, *title, *requirement; enum level level; } rules[] = {
    [SYNFIN_ON_UNACCEPTABLE] = {"", "", "First", "what is not acceptable is answered with an ACK, and dropped", "", LEVEL_MUST},
    [SYNFIN_ON_SYN_AGAIN] = {"", "", "First", "the SYN again is answered with the SYN,ACK or an ACK", "", LEVEL_MUST},
    [SYNFIN_ON_SYN_ACK_AGAIN] = {"", "", "First", "the SYN,ACK of a simultaneous open establishes, or is answered with an ACK",
                                 "MUST-10", LEVEL_MUST},
    [SYNFIN_ON_FIN_AGAIN] = {"", "", "First", "the FIN again is acknowledged again", "", LEVEL_MUST},
    [SYNFIN_ON_RCV_RST] = {"First", "Second", "Second", "a RST that proves itself ends the connection", "", LEVEL_MUST},
    [SYNFIN_ON_RST_IN_WINDOW] = {"", "", "Second", "a RST elsewhere in the window is challenged", "", LEVEL_SHOULD},
    [SYNFIN_ON_BAD_RST] = {"", "Second", "Second", "a RST outside the window is dropped silently", "", LEVEL_MUST},
    [SYNFIN_ON_RCV_SYN] = {"Third", "Fourth", "Fourth", "a SYN opens, or is answered as an error", "", LEVEL_MUST},
    [SYNFIN_ON_RCV_SYN_ACK] = {"", "Fourth", "", "the SYN,ACK establishes, and is acknowledged", "", LEVEL_MUST},
    [SYNFIN_ON_STRAY] = {"Fourth", "Fifth", "Fifth", "without SYN, RST or ACK a segment is dropped", "", LEVEL_MUST},
    [SYNFIN_ON_BAD_ACK] = {"Second", "First", "Fifth", "an ACK that acknowledges no SYN of ours is reset", "", LEVEL_MUST},
    [SYNFIN_ON_ACK_OUT_OF_RANGE] = {"", "", "Fifth", "an ACK of what was never sent is answered with an ACK, and dropped",
                                    "", LEVEL_MUST},
    [SYNFIN_ON_RCV_ACK] = {"", "", "Fifth", "an ACK of nothing new needs no answer", "", LEVEL_MUST},
    [SYNFIN_ON_ACK_OF_SYN] = {"", "", "Fifth", "the ACK of our SYN establishes", "", LEVEL_MUST},
    [SYNFIN_ON_ACK_OF_DATA] = {"", "", "Fifth", "an ACK of text is taken", "", LEVEL_MUST},
    [SYNFIN_ON_ACK_OF_FIN] = {"", "", "Fifth", "the ACK of our FIN leads on", "", LEVEL_MUST},
    [SYNFIN_ON_RCV_URG] = {"", "", "Sixth", "the URG bit needs no answer", "MUST-30", LEVEL_MUST},
    [SYNFIN_ON_RCV_TEXT] = {"", "", "Seventh", "text in order is taken and acknowledged within half a second", "MUST-40", LEVEL_MUST},
    [SYNFIN_ON_TEXT_BEYOND_GAP] = {"", "", "Seventh", "text beyond a gap is answered with an ACK", "", LEVEL_MUST},
    [SYNFIN_ON_TEXT_NO_ROOM] = {"", "", "First", "a probe of a zero window is acknowledged, and not taken", "MUST-66", LEVEL_MUST},
    [SYNFIN_ON_TEXT_UNWANTED] = {"", "", "Seventh", "text for nobody is reset", "SHLD-3", LEVEL_SHOULD},
    [SYNFIN_ON_RCV_FIN] = {"", "", "Eighth", "a FIN is taken and acknowledged", "", LEVEL_MUST},
  };
  static char clauses[4][SYNFIN_LETTERS][32];
  if (letter < SYNFIN_ON_USER_TIMEOUT)
    return (struct ruled){"3.10", "a call does what 3.10 says of the state", "", LEVEL_MUST};
  if (letter < SYNFIN_ON_UNACCEPTABLE || letter > SYNFIN_ON_RCV_FIN)
    return (struct ruled){"3.10.8", "a timeout does what 3.10.8 says of the state", "", LEVEL_MUST};
  unsigned at = state == SYNFIN_CLOSED ? 0 : state == SYNFIN_LISTEN ? 1 : state == SYNFIN_SYN_SENT ? 2 : 3;
  const char *steps[] = {"", rules[letter].listen, rules[letter].syn_sent, rules[letter].other}, *step = steps[at];
  char *clause = clauses[at][letter];
  if (!*clause)
    snprintf(clause, sizeof clauses[at][letter], "3.10.7.%u%s%s", at + 1, step && *step ? " " : "", step ? step : "");
  const char *title = state == SYNFIN_CLOSED ? "no connection: everything but a RST is answered with a RST" : rules[letter].title;
  return (struct ruled){clause, title, rules[letter].requirement, rules[letter].level};
}

/* ---- What came --------------------------------------------------------------------------------------------------- */

static bool same_number(int64_t a, int64_t b) { return (uint32_t)a == (uint32_t)b; }

static bool reply_matches(const struct got *got, const struct oracle_answer *answer)
{
  if (got->count != (answer->reply ? 1u : 0u))
    return false;
  if (answer->reply == 0)
    return true;
  bool plain = answer->reply == SYNFIN_ACK;                      /* README's DEVIATION: SND.MAX, or the window's edge */
  return got->flags == answer->reply && got->len == 0 &&
         (same_number(got->seq, answer->seq) || (plain && same_number(got->seq, answer->tcb.max))) &&
         (!(answer->reply & SYNFIN_ACK) || same_number(got->ack, answer->ack));
}

bool judge_matches(const struct judged *j, const struct oracle_answer *answer)
{
  bool same = !j->got.state_known || !strcmp(synfin_state_name(j->got.state), synfin_state_name(answer->tcb.state));
  return same && reply_matches(&j->got, answer);
}

/* Retransmissions say nothing, unless they are what is wanted: the SYN,ACK again. */
static void hear_answer(struct tester *t, struct judged *j)
{
  struct heard h;
  bool real = !(t->target->can & TARGET_VIRTUAL_TIME), nothing = j->want.reply == 0;
  bool may_delay = j->seg.len > 0 || (j->seg.flags & SYNFIN_FIN);
  synfin_time wait = !real || (may_delay && !nothing) ? ANSWER_WITHIN : nothing ? SILENT_REAL : AT_ONCE_REAL;
  synfin_time until = t->target->now(t->target) + wait;
  for (synfin_time now; (now = t->target->now(t->target)) <= until && tester_hear(t, until - now, &h);) {
    struct got one = {.count = 1, .flags = h.flags & COMPARED, .seq = h.seq, .ack = h.ack, .len = h.len};
    bool wanted = j->got.count == 0 && reply_matches(&one, &j->want);
    if (h.again && !wanted)
      continue;
    one.count += j->got.count;
    if (j->got.count > 0)
      j->got.count = one.count;
    else
      j->got = one;
    until = t->target->now(t->target);                           /* and what comes at once with it */
  }
  if (t->target->can & TARGET_STATUS) {
    j->got.state_known = true;
    j->got.state = t->target->status(t->target);
  }
}

/* ---- The verdict ------------------------------------------------------------------------------------------------- */

static void tell(const struct tester *t, char text[128], unsigned count, unsigned flags, int64_t seq, int64_t ack,
                 const char *state)
{
  char segment[96] = "nothing";
  if (count > 0)
    tester_describe(t, segment, flags, seq, ack, 0);
  snprintf(text, 128, "%s%s%s%s", segment, count > 1 ? " and more" : "", *state ? ", " : "", state);
}

static void fail(struct tester *t, const struct judged *j)
{
  char want[128], got[128];
  enum synfin_letter last = j->want.word[j->want.letters - 1];
  struct ruled rule = judge_rule(j->before.state, last);
  tell(t, want, j->want.reply ? 1 : 0, j->want.reply, j->want.seq, j->want.ack, synfin_state_name(j->want.tcb.state));
  tell(t, got, j->got.count, j->got.flags, j->got.seq, j->got.ack, j->got.state_known ? synfin_state_name(j->got.state) : "");
  t->clause = rule.clause;
  tester_fail(t, rule.level, "%s in %s: %s; came %s, wanted %s", synfin_letter_name(last), synfin_state_name(j->before.state),
              rule.title, got, want);
}

/* The user gets what was taken, no more and no less. */
static void check_delivered(struct tester *t, const struct judged *j)
{
  uint8_t octets[2048];
  int64_t fin = SYNFIN_IN_FIN_RECEIVED >> j->before.state & 1u, from = j->before.nxt - fin - t->unread;
  int64_t wanted = t->unread + j->want.tcb.delivered;
  if (!(t->target->can & TARGET_RECEIVE) || j->seg.len == 0 || t->played_out || t->dut.released ||
      !(SYNFIN_IN_SYNCHRONIZED >> t->dut.state & 1u))
    return;
  ptrdiff_t n = tester_call(t, TARGET_CALL_RECEIVE, octets, sizeof octets);
  t->unread = 0;
  bool right = wanted > 0 ? n == wanted : n <= 0;
  for (int64_t i = 0; right && i < n; i++)
    right = octets[i] == tester_octet(from + i);
  if (!right)
    tester_fail(t, LEVEL_MUST, "RECEIVE does not deliver what was taken: %td octets, not these %" PRId64, n, wanted);
}

bool tester_judge(struct tester *t, const struct oracle_segment *seg)
{
  if (t->played_out)
    return false;
  struct judged j = {.before = t->dut, .seg = *seg, .want = oracle_segment(&t->dut, seg)};
  tester_send(t, seg);
  t->dut = j.want.tcb;
  if (t->ladder && t->ladder->events > 0)
    t->ladder->event[t->ladder->events - 1].after = synfin_state_name(t->dut.state);
  if (j.before.state == SYNFIN_LISTEN)
    t->heard = 0;                                                /* a new life, a new ISS */
  hear_answer(t, &j);
  if (t->heard > 0 && j.before.state == SYNFIN_LISTEN)           /* only now it is known where its numbers are */
    j.want.seq = t->dut.iss;
  if (t->played_out)
    return false;
  const char *alternative = judge_matches(&j, &j.want) ? NULL : judge_allowed(&j, t->profile);
  if (alternative)
    t->allowed = alternative;
  else if (!judge_matches(&j, &j.want))
    fail(t, &j);
  else
    check_delivered(t, &j);
  return !t->played_out && !alternative;
}
