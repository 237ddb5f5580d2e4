/* see tcb.h */
#include "tcb.h"

#include "seq.h"

static synfin_time later(synfin_time from, synfin_time wait)
{
  return wait > SYNFIN_NEVER - from ? SYNFIN_NEVER : from + wait;
}

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

static const char *timer_fault(const struct synfin_conn *c, synfin_time now)
{
  bool waits = c->snd.una != c->snd.max || c->snd.syn || c->snd.text.used > 0 || synfin_in(c, SYNFIN_IN_FIN_UNACKED);
  bool runs = c->timer.retransmit_at != SYNFIN_NEVER, clock_ends = later(now, c->config->rto_max) == SYNFIN_NEVER;
  if (waits != runs && !(waits && clock_ends))
    return "retransmission or persist timer runs while something waits, and only then (RULING 15)";
  if (synfin_in(c, SYNFIN_IN(SYNFIN_TIME_WAIT)) && c->timer.wait_at > later(later(now, c->config->msl), c->config->msl))
    return "TIME-WAIT ends after 2 MSL (MUST-13)";
  if (c->released && synfin_in(c, SYNFIN_IN(SYNFIN_FIN_WAIT_2)) && c->timer.wait_at > later(now, c->config->fin_wait_2))
    return "FIN-WAIT-2 without a user ends (RULING 16)";
  return NULL;
}

/* All that is queued fits into both windows, and Nagle has no say: nothing is on its way, it is off, or the end is
 * known. */
static bool held_back(const struct synfin_conn *c)
{
  bool fin = synfin_in(c, SYNFIN_IN_FIN_UNACKED);
  uint32_t all = c->snd.text.used + fin, flight = c->snd.max - c->snd.una;
  uint32_t room = c->snd.wnd < c->snd.cwnd ? c->snd.wnd : c->snd.cwnd;
  return flight < all && all <= room && (flight == 0 || c->no_delay || fin);
}

const char *tcb_polled_fault(const struct synfin_conn *c, synfin_time now)
{
  if (synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)))
    return synfin_deadline(c, now) == SYNFIN_NEVER ? NULL : "no timer outlives its connection (3.10.5)";
  const char *fault = timer_fault(c, now);
  if (fault || !synfin_in(c, SYNFIN_IN_SYNCHRONIZED) || c->snd.syn)
    return fault;
  if (held_back(c))
    return "what both windows have room for goes out (3.7.4, 3.10.4)";
  if (!synfin_in(c, SYNFIN_IN_FIN_RECEIVED) && c->rcv.nxt - c->rcv.acked >= 2u * (c->config->mms_r - 20u))
    return "two full-sized segments are acknowledged at once (SHLD-18)";
  return NULL;
}

const char *tcb_timeout_fault(const struct synfin_conn *before, const struct synfin_conn *after, synfin_time now,
                              const struct synfin_segment *first)
{
  if (now < before->timer.retransmit_at || before->state != after->state)
    return NULL;
  bool sent = first && first->seq == before->snd.una && synfin_segment_len(first) > 0;
  bool lost = synfin_in(before, SYNFIN_IN_SYNCHRONIZED) && !before->snd.syn && before->snd.wnd > 0 &&
              before->snd.una != before->snd.max;
  if (lost && after->snd.cwnd > after->snd.mss)
    return "after a timeout the congestion window is one segment (RFC 5681 3.1)";
  return sent ? NULL : "the timer sends from SND.UNA on again, into a closed window one octet (RFC 6298 5.4, 3.8.6.1)";
}
