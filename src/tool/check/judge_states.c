/* The states in which both ends may be, and what is left open when a connection is over. */
#include "check/judge.h"

static bool acks_fin(const struct synfin_segment *seg, const struct side *of)
{
  return knows(of, KNOWS_FIN) && has(seg, SYNFIN_ACK) && seg->ack == of->fin + 1;
}

#define SILENCE 1000000        /* microseconds after which an end may be gone without a word, though all was captured */

/* What may have happened to an end: what was seen, and what nobody sees. */
static uint32_t letters_of(const struct judge *j, const struct side *side)
{
  const bool ends = !j->checker->options.complete || j->packet->time - j->conn->end >= SILENCE;
  return side->letters | states_unseen | (ends ? states_unseen_end : 0);
}

/* From the first segment on: an end whose SYN opens the connection had none; of one in the middle nothing is known. TCP
 * Fast Open, which the machine does not have, is the same as not knowing. */
static void begin_states(const struct judge *j)
{
  const bool opens = knows(j->x, SENT_SYN) && !knows(j->x, SENT_MORE) && j->y->states == 0 && j->seg->len == 0;
  const uint16_t closed = states_reach(&j->checker->states, 1u << SYNFIN_CLOSED, states_unseen);
  j->x->states = j->y->states = opens ? closed : STATES_ALL;
}

void judge_states(const struct judge *j)
{
  struct states *const states = &j->checker->states;
  struct side *const x = j->x, *const y = j->y;
  if (x->states == 0) begin_states(j);
  const uint16_t senders = states_senders(j->seg, acks_fin(j->seg, y));
  if (has(j->seg, SYNFIN_RST)) x->states = states_reach(states, x->states, states_unseen_end);
  uint16_t now = x->states & senders;
  if (now == 0) {
    char names[160];
    states_names(names, sizeof names, x->states);
    report(j, RULE_STATE, SURE_IF_COMPLETE, "it may be in %s", names);
    now = senders;
  }
  x->states = states_reach(states, now, letters_of(j, x));
  const bool of_fin = acks_fin(j->seg, y) || (!knows(y, KNOWS_FIN) && !j->checker->options.complete);
  y->letters |= states_letters(j->seg, of_fin);
  y->states = states_reach(states, y->states, letters_of(j, y));
}

void judge_end(struct checker *checker, struct conn *conn)
{
  struct judge j = {.checker = checker, .conn = conn};
  for (unsigned who = 0; who < 2; who++) {
    struct side *const side = &conn->side[who];
    if (side->unsent.packet != 0)
      report_at(&j, !who, &side->unsent, RULE_ACK_UNSENT, NEVER_SURE, "ACK %u, the capture has %u", side->unsent.number,
                side->max);
    if (side->beyond.packet != 0)
      report_at(&j, who, &side->beyond, RULE_BEYOND_WINDOW, NEVER_SURE, "up to %u", side->beyond.number);
    if (side->odd_syn.packet != 0)
      report_at(&j, who, &side->odd_syn, RULE_SYN_ISS, NEVER_SURE, "ISS %u, it was %u", side->odd_syn.number,
                side->iss);
    if (side->odd_ack.packet != 0)
      report_at(&j, who, &side->odd_ack, RULE_SYN_ACK, NEVER_SURE, "ACK %u", side->odd_ack.number);
    if (side->sum.packet != 0) report_at(&j, who, &side->sum, RULE_OFFLOAD, SURE, "%s", "none is right");
  }
}
