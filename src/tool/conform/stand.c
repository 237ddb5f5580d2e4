/* see stand.h */
#include "stand.h"

#define ROW(name, state, what, at) {name, SYNFIN_##state, STAND_##what, SYNFIN_##at}

const struct stand stands[STANDS] = {
  ROW("CLOSED", CLOSED, PLAIN, CLOSED), ROW("LISTEN", LISTEN, PLAIN, LISTEN), ROW("SYN-SENT", SYN_SENT, PLAIN, SYN_SENT),
  ROW("SYN-RECEIVED,passive", SYN_RECEIVED_PASSIVE, PLAIN, SYN_RECEIVED_PASSIVE),
  ROW("SYN-RECEIVED,active", SYN_RECEIVED_ACTIVE, PLAIN, SYN_RECEIVED_ACTIVE),
  ROW("ESTABLISHED", ESTABLISHED, PLAIN, ESTABLISHED), ROW("FIN-WAIT-1", FIN_WAIT_1, PLAIN, FIN_WAIT_1),
  ROW("FIN-WAIT-2", FIN_WAIT_2, PLAIN, FIN_WAIT_2), ROW("CLOSE-WAIT", CLOSE_WAIT, PLAIN, CLOSE_WAIT),
  ROW("CLOSING", CLOSING, PLAIN, CLOSING), ROW("LAST-ACK", LAST_ACK, PLAIN, LAST_ACK),
  ROW("TIME-WAIT", TIME_WAIT, PLAIN, TIME_WAIT),

  ROW("ESTABLISHED,flight", ESTABLISHED, FLIGHT, ESTABLISHED), ROW("FIN-WAIT-1,flight", FIN_WAIT_1, FLIGHT, ESTABLISHED),
  ROW("CLOSE-WAIT,flight", CLOSE_WAIT, FLIGHT, CLOSE_WAIT), ROW("CLOSING,flight", CLOSING, FLIGHT, ESTABLISHED),
  ROW("LAST-ACK,flight", LAST_ACK, FLIGHT, CLOSE_WAIT),

  ROW("ESTABLISHED,full", ESTABLISHED, FULL, ESTABLISHED), ROW("FIN-WAIT-1,full", FIN_WAIT_1, FULL, ESTABLISHED),
  ROW("FIN-WAIT-2,full", FIN_WAIT_2, FULL, FIN_WAIT_2), ROW("CLOSE-WAIT,full", CLOSE_WAIT, FULL, ESTABLISHED),
  ROW("CLOSING,full", CLOSING, FULL, FIN_WAIT_1), ROW("LAST-ACK,full", LAST_ACK, FULL, ESTABLISHED),
  ROW("TIME-WAIT,full", TIME_WAIT, FULL, FIN_WAIT_2),

  ROW("FIN-WAIT-1,let-go", FIN_WAIT_1, LET_GO, ESTABLISHED), ROW("FIN-WAIT-2,let-go", FIN_WAIT_2, LET_GO, FIN_WAIT_2),
  ROW("CLOSING,let-go", CLOSING, LET_GO, ESTABLISHED), ROW("LAST-ACK,let-go", LAST_ACK, LET_GO, CLOSE_WAIT),
  ROW("TIME-WAIT,let-go", TIME_WAIT, LET_GO, FIN_WAIT_2),

  ROW("FIN-WAIT-1,early-passive", FIN_WAIT_1, EARLY, SYN_RECEIVED_PASSIVE),
  ROW("FIN-WAIT-1,early-active", FIN_WAIT_1, EARLY, SYN_RECEIVED_ACTIVE)};

static bool in(enum synfin_state state, unsigned set) { return (set >> state & 1u) != 0; }

struct oracle_tcb stand_foreseen(const struct stand *s, uint32_t iss, uint32_t irs)
{
  bool early = s->what == STAND_EARLY, flight = s->what == STAND_FLIGHT;
  bool unacked = in(s->state, SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN_FIN_UNACKED);
  bool synchronized = in(s->state, SYNFIN_IN_SYNCHRONIZED) && !early;
  bool fin_sent = unacked && synchronized;
  struct oracle_tcb tcb = {
    .state = s->state, .iss = iss, .una = iss + (synchronized ? INT64_C(1) : 0), .irs = irs, .nxt = irs + INT64_C(1),
    .rcv_wnd = s->what == STAND_FULL ? 0 : STAND_BUFFER, .wnd = 65535, .max_wnd = 65535, .syn_unacked = !synchronized,
    .fin_sent = fin_sent, .released = s->what == STAND_LET_GO};
  tcb.max = tcb.una + unacked + (flight ? STAND_TEXT : 0);
  tcb.nxt += in(s->state, SYNFIN_IN_FIN_RECEIVED);
  tcb.fin_sent |= in(s->state, SYNFIN_IN(SYNFIN_FIN_WAIT_2) | SYNFIN_IN(SYNFIN_TIME_WAIT));
  return tcb;
}

static void send_text(struct tester *t)
{
  struct heard h;
  char text[STAND_TEXT] = "abc";
  if (!tester_needs(t, TARGET_SEND))
    return;
  int64_t seq = t->dut.max;
  if (tester_call(t, TARGET_CALL_SEND, text, STAND_TEXT) != STAND_TEXT || !tester_hear(t, SYNFIN_SECONDS(1), &h) ||
      h.seq != seq || h.len != STAND_TEXT)
    tester_inconclusive(t, "it does not send %d octets of text at once", STAND_TEXT);
}

/* Up to the last octet, or to the one before it: that is the peer's FIN. */
static void fill(struct tester *t, bool to_the_last)
{
  int64_t left = to_the_last ? 0 : 1;
  if (!tester_needs(t, TARGET_SET_BUFFER))
    return;
  while (t->dut.rcv_wnd > left && !t->played_out) {
    struct oracle_segment seg = {
      .flags = SYNFIN_ACK, .seq = t->dut.nxt, .ack = t->dut.una, .wnd = 65535, .len = t->dut.rcv_wnd - left};
    struct heard h;
    tester_send(t, &seg);
    t->dut = oracle_segment(&t->dut, &seg).tcb;
    t->unread += t->dut.delivered;
    if (!tester_hear(t, SYNFIN_SECONDS(1) / 2, &h) || h.ack != t->dut.nxt)
      tester_inconclusive(t, "its receive window cannot be filled");
  }
}

/* Where that closes, the FIN is heard before the way goes on. */
static void let_go(struct tester *t)
{
  struct heard h;
  if (!tester_needs(t, TARGET_RELEASE))
    return;
  tester_call(t, TARGET_CALL_RELEASE, NULL, 0);
  while (!t->dut.fin_sent && !t->played_out)
    if (!tester_hear(t, SYNFIN_SECONDS(1), &h))
      tester_inconclusive(t, "it lets go without a FIN");
}

/* 3.10.4: CLOSE in SYN-RECEIVED may wait "for processing after entering ESTABLISHED state"; README's RULING 1 does not. */
static void close_early(struct tester *t)
{
  if (!tester_needs(t, TARGET_CLOSE))
    return;
  ptrdiff_t result = tester_call(t, TARGET_CALL_CLOSE, NULL, 0);
  if (result == TARGET_NO_CALL)
    tester_not_applicable(t, "its interface has no CLOSE before the connection is established");
  else if (result != SYNFIN_OK || ((t->target->can & TARGET_STATUS) && t->target->status(t->target) != t->dut.state))
    tester_not_applicable(t, "CLOSE waits until the connection is established");
}

bool stand_take(struct tester *t, const struct stand *s)
{
  tester_reach(t, s->at);
  switch (s->what) {
  case STAND_PLAIN: break;
  case STAND_FLIGHT: send_text(t); break;
  case STAND_FULL: fill(t, !in(s->state, SYNFIN_IN_FIN_RECEIVED)); break;
  case STAND_LET_GO: let_go(t); break;
  case STAND_EARLY: close_early(t); break;
  }
  return tester_reach(t, s->state);
}
