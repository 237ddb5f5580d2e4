/* see tcb.h */
#include "tcb.h"

#include "seq.h"

/* Stretches beyond RCV.NXT, in order, apart, in the window. */
static bool held_in_order(const struct synfin_conn *c)
{
  uint32_t beyond = c->rcv.nxt;
  for (unsigned i = 0; i < c->held; i++) {
    if (!seq_lt(beyond, c->rcv.held[i].left) || !seq_lt(c->rcv.held[i].left, c->rcv.held[i].right))
      return false;
    beyond = c->rcv.held[i].right;
  }
  return c->held == 0 || !seq_lt(c->rcv.edge, beyond);
}

static const char *receive_fault(const struct synfin_conn *c)
{
  uint32_t wnd = c->rcv.edge - c->rcv.nxt;
  bool fin_taken = synfin_in(c, SYNFIN_IN_FIN_RECEIVED);
  if (wnd > UINT16_MAX && !fin_taken)
    return "RCV.WND is at most 65535 (3.1)";
  if (!fin_taken && wnd + c->rcv.text.used > c->rcv.text.size)
    return "RCV.WND has a buffer behind it (3.8.6)";
  return held_in_order(c) ? NULL : "held text is in order, apart and in the window (SHLD-31)";
}

const char *tcb_fault(const struct synfin_conn *c)
{
  uint32_t flight = c->snd.max - c->snd.una, queue = c->snd.syn + c->snd.text.used;
  bool synchronized = synfin_in(c, SYNFIN_IN_SYNCHRONIZED);
  if (c->state >= SYNFIN_STATES)
    return "the state is one of RFC 9293's (3.3.2)";
  if (c->held > SYNFIN_HELD)
    return "no more stretches are held than there is room for (SHLD-31)";
  if (c->snd.nxt - c->snd.una > flight)
    return "SND.UNA =< SND.NXT =< SND.MAX (3.3.1)";
  if (flight > queue + synfin_in(c, SYNFIN_IN_FIN_UNACKED))
    return "SND.MAX is no further than what was queued (3.3.1)";
  if (c->snd.text.used > c->snd.text.size || c->rcv.text.used > c->rcv.text.size)
    return "no more octets are in a buffer than it holds";
  if (synchronized && !c->snd.syn && (c->snd.mss < 1 || c->snd.cwnd < c->snd.mss))
    return "cwnd holds a segment (RFC 5681 3.1)";
  return synchronized || synfin_in(c, SYNFIN_IN_SYN_RECEIVED) ? receive_fault(c) : NULL;
}

const char *tcb_timer_fault(const struct synfin_conn *c, synfin_time now)
{
  bool waits = c->snd.una != c->snd.max || c->snd.syn || c->snd.text.used > 0 || synfin_in(c, SYNFIN_IN_FIN_UNACKED);
  bool exists = !synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN));
  if ((exists && waits) != (c->timer.retransmit_at != SYNFIN_NEVER))
    return "retransmission or persist timer runs while something waits, and only then (RULING 15)";
  if (synfin_in(c, SYNFIN_IN(SYNFIN_TIME_WAIT)) && c->timer.wait_at > now + 2 * c->config->msl)
    return "TIME-WAIT ends after 2 MSL (MUST-13)";
  if (c->released && synfin_in(c, SYNFIN_IN(SYNFIN_FIN_WAIT_2)) && c->timer.wait_at > now + c->config->fin_wait_2)
    return "FIN-WAIT-2 without a user ends (RULING 16)";
  return NULL;
}
