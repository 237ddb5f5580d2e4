/* The user's calls (RFC 9293 3.10.1 to 3.10.6): each one is a letter, its answer what the letter's effects left. */
#include "engine.h"

static ptrdiff_t call(struct synfin_conn *c, struct event *ev, enum synfin_letter letter)
{
  perform(c, ev, letter);
  timers_update(c, ev->now);
  return ev->result;
}

void synfin_init(struct synfin_conn *c, const struct synfin_config *config, uint16_t local_port, uint16_t remote_port)
{
  *c = (struct synfin_conn){ .config = config, .local_port = local_port, .remote_port = remote_port,
                             .named_port = remote_port };
  c->state = SYNFIN_CLOSED;
  c->timer.user_timeout = config->user_timeout;
  c->timer.timed_at = c->timer.retransmit_at = c->timer.ack_at = c->timer.wait_at = c->timer.progress_at = SYNFIN_NEVER;
}

static enum synfin_err attach(struct synfin_ring *r, void *buffer, size_t size)
{
  if (size > 1u << 30 || (size > 0 && !buffer))
    return SYNFIN_ERR_ARGUMENT;
  *r = (struct synfin_ring){ .octets = buffer, .size = (uint32_t)size };
  return SYNFIN_OK;
}

enum synfin_err synfin_attach_send(struct synfin_conn *c, void *buffer, size_t size)
{
  return c->snd.text.used > 0 ? SYNFIN_ERR_RESOURCES : attach(&c->snd.text, buffer, size);
}

/* The window is a promise: a buffer that backs one cannot go. */
enum synfin_err synfin_attach_receive(struct synfin_conn *c, void *buffer, size_t size)
{
  bool receiving = !synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN_FIN_RECEIVED);
  uint32_t promised = receiving ? c->rcv.edge - c->rcv.nxt : 0;
  if (c->rcv.text.used > 0 || c->held > 0 || size < promised)
    return SYNFIN_ERR_RESOURCES;
  enum synfin_err err = attach(&c->rcv.text, buffer, size);
  if (err == SYNFIN_OK && receiving && synfin_in(c, SYNFIN_IN_SYNCHRONIZED) && size > promised)
    c->acks = 1;
  return err;
}

static enum synfin_err open(struct synfin_conn *c, synfin_time now, uint32_t iss, enum synfin_letter letter)
{
  struct event ev = { .now = now };
  bool opens = synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN));
  if (opens && letter == SYNFIN_ON_OPEN_ACTIVE && c->named_port == 0)
    return SYNFIN_ERR_UNSPECIFIED;
  if (synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED)))
    c->snd.iss = iss;
  else if (letter == SYNFIN_ON_OPEN_ACTIVE)
    synfin_select_iss(c, iss);
  return (enum synfin_err)call(c, &ev, letter);
}

enum synfin_err synfin_open_active(struct synfin_conn *c, synfin_time now, uint32_t iss)
{
  return open(c, now, iss, SYNFIN_ON_OPEN_ACTIVE);
}

enum synfin_err synfin_open_passive(struct synfin_conn *c, synfin_time now, uint32_t iss)
{
  return open(c, now, iss, SYNFIN_ON_OPEN_PASSIVE);
}

enum synfin_err synfin_select_iss(struct synfin_conn *c, uint32_t iss)
{
  if (!synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN)))
    return synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED)) ? SYNFIN_ERR_NO_CONNECTION : SYNFIN_ERR_EXISTS;
  c->snd.iss = c->snd.una = c->snd.nxt = c->snd.max = c->snd.up = c->snd.recover = iss;
  return SYNFIN_OK;
}

ptrdiff_t synfin_send(struct synfin_conn *c, synfin_time now, const void *octets, size_t len, bool urgent)
{
  struct event ev = { .now = now, .from = octets, .urgent = urgent };
  if (synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN)) && c->named_port == 0)
    return SYNFIN_ERR_UNSPECIFIED;
  /* RULING 14: a SEND that is refused opens nothing. */
  if (synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN)) && len > 0 && ring_free(&c->snd.text) == 0)
    return SYNFIN_ERR_RESOURCES;
  ev.len = len < UINT32_MAX ? (uint32_t)len : UINT32_MAX;
  return call(c, &ev, SYNFIN_ON_SEND);
}

ptrdiff_t synfin_receive(struct synfin_conn *c, synfin_time now, void *octets, size_t cap)
{
  struct event ev = { .now = now, .to = octets };
  ev.len = cap < UINT32_MAX ? (uint32_t)cap : UINT32_MAX;
  return call(c, &ev, SYNFIN_ON_RECEIVE);
}

enum synfin_err synfin_close(struct synfin_conn *c, synfin_time now)
{
  struct event ev = { .now = now };
  return (enum synfin_err)call(c, &ev, SYNFIN_ON_CLOSE);
}

enum synfin_err synfin_abort(struct synfin_conn *c, synfin_time now)
{
  struct event ev = { .now = now };
  return (enum synfin_err)call(c, &ev, SYNFIN_ON_ABORT);
}

enum synfin_err synfin_release(struct synfin_conn *c, synfin_time now)
{
  /* SHLD-3, RFC 2525 2.17: a RST shows that text was lost. Where both have closed it would show nothing, and cost
   * the 2 MSL. */
  if (c->rcv.text.used > 0 && synfin_in(c, SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_FIN_WAIT_1) |
                                            SYNFIN_IN(SYNFIN_FIN_WAIT_2) | SYNFIN_IN(SYNFIN_CLOSE_WAIT)))
    return synfin_abort(c, now);
  if (!synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED)))
    c->released = true;
  enum synfin_err err = synfin_close(c, now);
  return err == SYNFIN_ERR_CLOSING ? SYNFIN_OK : err;
}

enum synfin_state synfin_status(const struct synfin_conn *c)
{
  return (enum synfin_state)c->state;
}

unsigned synfin_signals(struct synfin_conn *c)
{
  unsigned signals = c->signals;
  c->signals = 0;
  return signals;
}

enum synfin_err synfin_cause(const struct synfin_conn *c)
{
  return (enum synfin_err)c->cause;
}

uint32_t synfin_sendable(const struct synfin_conn *c)
{
  bool may_send = synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN_SYN_RECEIVED |
                               SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_CLOSE_WAIT));
  return may_send ? ring_free(&c->snd.text) : 0;
}

uint32_t synfin_receivable(const struct synfin_conn *c)
{
  return c->rcv.text.used;
}

uint32_t synfin_unacked(const struct synfin_conn *c)
{
  return c->snd.text.used;
}

uint32_t synfin_urgent(const struct synfin_conn *c)
{
  uint32_t delivered = c->rcv.nxt - c->rcv.text.used;
  return seq_lt(delivered, c->rcv.up) ? c->rcv.up - delivered : 0;
}

void synfin_set_no_delay(struct synfin_conn *c, bool no_delay)
{
  c->no_delay = no_delay;
}

void synfin_set_user_timeout(struct synfin_conn *c, synfin_time user_timeout)
{
  c->timer.user_timeout = user_timeout;
}
