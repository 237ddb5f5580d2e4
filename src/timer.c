/* Timeouts (RFC 9293 3.10.8): what runs follows from what is waited for; nothing is started or stopped by hand but
 * where an event begins a wait afresh. */
#include "engine.h"

/* Something of ours waits to be acknowledged or to be sent. */
static bool pending(const struct synfin_conn *c)
{
  if (synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)))
    return false;
  return c->snd.syn || c->snd.text.used > 0 || synfin_in(c, SYNFIN_IN_FIN_UNACKED);
}

/* RULING 15: of retransmission and persist timer one runs while something is pending. Persist, when the peer's
 * window holds us back: closed, or open too little for what waits. */
static bool persists(const struct synfin_conn *c)
{
  return !c->snd.syn && (c->snd.wnd == 0 || c->snd.una == c->snd.max);
}

void timers_update(struct synfin_conn *c, synfin_time now)
{
  if (!pending(c)) {
    c->timer.retransmit_at = c->timer.progress_at = SYNFIN_NEVER;
  } else {
    if (c->timer.progress_at == SYNFIN_NEVER)
      c->timer.progress_at = now;
    if (c->timer.retransmit_at == SYNFIN_NEVER && (c->snd.una != c->snd.max || !has_output(c)))
      c->timer.retransmit_at = later(now, rto(c));
  }
  /* RULING 16: FIN-WAIT-2 ends only where no user is left to receive. */
  if (c->released && c->timer.wait_at == SYNFIN_NEVER && synfin_in(c, SYNFIN_IN(SYNFIN_FIN_WAIT_2)))
    c->timer.wait_at = later(now, c->config->fin_wait_2);
}

/* When the user's patience ends (R2). */
static synfin_time give_up_at(const struct synfin_conn *c)
{
  return later(c->timer.progress_at, c->timer.user_timeout);
}

/* Probes are spaced as retransmissions are (SHLD-29, SHLD-30). */
static void persist_timeout(struct synfin_conn *c)
{
  c->front_now = true;
  c->timer.retransmit_at = SYNFIN_NEVER;
  count_up(&c->backoff);
}

void synfin_timeout(struct synfin_conn *c, synfin_time now)
{
  struct event ev = { .now = now };
  if (now >= c->timer.wait_at) {
    bool time_wait = synfin_in(c, SYNFIN_IN(SYNFIN_TIME_WAIT));
    perform(c, &ev, time_wait ? SYNFIN_ON_TIME_WAIT_TIMEOUT : SYNFIN_ON_USER_TIMEOUT);
  } else if (now >= give_up_at(c)) {
    perform(c, &ev, SYNFIN_ON_USER_TIMEOUT);
  } else if (now >= c->timer.retransmit_at) {
    if (persists(c))
      persist_timeout(c);
    else
      perform(c, &ev, SYNFIN_ON_RETRANSMISSION_TIMEOUT);
  }
  if (now >= c->timer.ack_at) {
    c->timer.ack_at = SYNFIN_NEVER;
    ack_now(c);
  }
  timers_update(c, now);
}

synfin_time synfin_deadline(const struct synfin_conn *c, synfin_time now)
{
  if (has_output(c))
    return now;
  synfin_time at = give_up_at(c);
  at = c->timer.retransmit_at < at ? c->timer.retransmit_at : at;
  at = c->timer.ack_at < at ? c->timer.ack_at : at;
  return c->timer.wait_at < at ? c->timer.wait_at : at;
}
