/* see stand.h */
#include "stand.h"

const struct stand stands[STANDS] = {
  {"CLOSED", SYNFIN_CLOSED, STAND_PLAIN, 0}, {"LISTEN", SYNFIN_LISTEN, STAND_PLAIN, 0},
  {"SYN-SENT", SYNFIN_SYN_SENT, STAND_PLAIN, 0}, {"SYN-RECEIVED,passive", SYNFIN_SYN_RECEIVED_PASSIVE, STAND_PLAIN, 0},
  {"SYN-RECEIVED,active", SYNFIN_SYN_RECEIVED_ACTIVE, STAND_PLAIN, 0}, {"ESTABLISHED", SYNFIN_ESTABLISHED, STAND_PLAIN, 0},
  {"FIN-WAIT-1", SYNFIN_FIN_WAIT_1, STAND_PLAIN, 0}, {"FIN-WAIT-2", SYNFIN_FIN_WAIT_2, STAND_PLAIN, 0},
  {"CLOSE-WAIT", SYNFIN_CLOSE_WAIT, STAND_PLAIN, 0}, {"CLOSING", SYNFIN_CLOSING, STAND_PLAIN, 0},
  {"LAST-ACK", SYNFIN_LAST_ACK, STAND_PLAIN, 0}, {"TIME-WAIT", SYNFIN_TIME_WAIT, STAND_PLAIN, 0},
  {"ESTABLISHED,flight", SYNFIN_ESTABLISHED, STAND_FLIGHT, 0}, {"FIN-WAIT-1,flight", SYNFIN_FIN_WAIT_1, STAND_FLIGHT, 0},
  {"CLOSE-WAIT,flight", SYNFIN_CLOSE_WAIT, STAND_FLIGHT, 0}, {"CLOSING,flight", SYNFIN_CLOSING, STAND_FLIGHT, 0},
  {"LAST-ACK,flight", SYNFIN_LAST_ACK, STAND_FLIGHT, 0}, {"ESTABLISHED,full", SYNFIN_ESTABLISHED, STAND_FULL, 0},
  {"FIN-WAIT-2,full", SYNFIN_FIN_WAIT_2, STAND_FULL, 0}, {"FIN-WAIT-2,let-go", SYNFIN_FIN_WAIT_2, STAND_LET_GO, 0},
  {"FIN-WAIT-1,early-passive", SYNFIN_FIN_WAIT_1, STAND_EARLY, SYNFIN_SYN_RECEIVED_PASSIVE},
  {"FIN-WAIT-1,early-active", SYNFIN_FIN_WAIT_1, STAND_EARLY, SYNFIN_SYN_RECEIVED_ACTIVE}};

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

static void fill(struct tester *t)
{
  if (!tester_needs(t, TARGET_SET_BUFFER))
    return;
  while (t->dut.rcv_wnd > 0 && !t->played_out) {
    struct oracle_segment seg = {.flags = SYNFIN_ACK, .seq = t->dut.nxt, .ack = t->dut.max, .wnd = 65535, .len = t->dut.rcv_wnd};
    struct heard h;
    tester_send(t, &seg);
    t->dut = oracle_segment(&t->dut, &seg).tcb;
    t->unread += t->dut.delivered;
    if (!tester_hear(t, SYNFIN_SECONDS(1) / 2, &h) || h.ack != t->dut.nxt)
      tester_inconclusive(t, "its receive window cannot be filled");
  }
}

static void let_go(struct tester *t)
{
  if (tester_needs(t, TARGET_RELEASE))
    tester_call(t, TARGET_CALL_RELEASE, NULL, 0);
}

static void close_early(struct tester *t, enum synfin_state by)
{
  if (tester_needs(t, TARGET_CLOSE) && tester_reach(t, by) && tester_call(t, TARGET_CALL_CLOSE, NULL, 0) != SYNFIN_OK)
    tester_not_applicable(t, "its user cannot close before the connection is established");
}

bool stand_take(struct tester *t, const struct stand *s)
{
  bool before_fin = s->state != SYNFIN_CLOSE_WAIT && s->state != SYNFIN_LAST_ACK;
  if (s->what == STAND_EARLY)
    close_early(t, s->by);
  if (s->what == STAND_FLIGHT && tester_reach(t, before_fin ? SYNFIN_ESTABLISHED : SYNFIN_CLOSE_WAIT))
    send_text(t);
  tester_reach(t, s->state);
  if (s->what == STAND_FULL)
    fill(t);
  if (s->what == STAND_LET_GO)
    let_go(t);
  return !t->played_out;
}
