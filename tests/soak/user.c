/* The users: when they open, write, read, stop reading, close, let go, and open again. */
#include <stdlib.h>
#include <string.h>

#include "soak.h"

static uint64_t value_of(const struct slot *s, unsigned who) { return decision_id(VALUE, s->id, who, 0); }

static bool alive(const struct end *e) { return !synfin_in(&e->c, SYNFIN_IN(SYNFIN_CLOSED)); }

/* ---- Plans ------------------------------------------------------------------------------------------------------ */

/* One figure of the configuration: plain, or drawn. */
static uint32_t figure(struct world *w, const struct slot *s, unsigned who, unsigned n, uint32_t plain, uint32_t low,
                       uint32_t high)
{
  if (!taken(w, CONFIG, s->id, who, n, 600))
    return plain;
  return scaled(w, decision_id(CONFIG, s->id, who, n), 0, low, high);
}

static void configure(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  struct synfin_config *c = &e->config;
  *c = (struct synfin_config)SYNFIN_CONFIG_IPV4;
  c->mms_s = (uint16_t)figure(w, s, who, 0, 1480, 84, 1480);
  c->mms_r = (uint16_t)figure(w, s, who, 1, 1480, 84, 1480);
  c->default_mss = (uint16_t)figure(w, s, who, 2, 536, 64, 1460);
  c->rto_initial = MILLISECONDS(figure(w, s, who, 3, 1000, 200, 3000));
  c->rto_min = MILLISECONDS(figure(w, s, who, 4, 1000, 10, 1000));
  c->ack_delay = MILLISECONDS(figure(w, s, who, 5, 200, 1, 480));
  c->user_timeout = SYNFIN_SECONDS(figure(w, s, who, 6, 300, 5, 300));
  c->fin_wait_2 = SYNFIN_SECONDS(figure(w, s, who, 7, 60, 1, 120));
  c->msl = w->msl + MILLISECONDS(figure(w, s, who, 8, 1, 1, 60000));
  if (taken(w, CONFIG, s->id, who, 9, 150))
    c->user_timeout = SYNFIN_NEVER;
  e->no_delay = taken(w, CONFIG, s->id, who, 10, 250);
  e->snd_size = figure(w, s, who, 11, 4096, 1, 16384);
  e->rcv_size = figure(w, s, who, 12, 4096, 1, 16384);
  e->read_gap = MILLISECONDS(figure(w, s, who, 13, 1, 1, 500));
  e->chunk = figure(w, s, who, 14, 4096, 16, 4096);
}

static enum opening opening_of(struct world *w, const struct slot *s, unsigned who)
{
  static const enum opening others[] = { ACTIVE, PASSIVE_ANY, PASSIVE_SEND };
  if (!taken(w, OPENING, s->id, who, 0, 350))
    return who == 0 ? ACTIVE : PASSIVE;
  return who == 0 ? PASSIVE_SEND : others[amount(w, decision_id(OPENING, s->id, who, 0), 0, 0, 2)];
}

static void plan_actions(struct world *w, struct slot *s, unsigned who, uint32_t life)
{
  static const unsigned char kinds[40] = {   /* the others are WRITE */
    URGENT, URGENT, STALL, STALL, STALL, STALL, STALL, CLOSE, CLOSE, RELEASE, ABORT };
  struct end *e = &s->end[who];
  synfin_time at = e->open_at;
  for (unsigned k = 0; k < ACTIONS; k++) {
    uint64_t id = decision_id(ACTION, s->id, who, k);
    at += MILLISECONDS(scaled(w, id, 0, 1, life / 4));
    if (!taken(w, ACTION, s->id, who, k, 600))
      continue;
    struct action a = { .at = at, .kind = kinds[amount(w, id, 1, 0, 39)] };
    a.n = a.kind == STALL ? scaled(w, id, 2, 100, 400000) : scaled(w, id, 2, 1, 32000);
    if (w->scenario.text_cap && a.kind <= URGENT && a.n > w->scenario.text_cap)
      a.n = w->scenario.text_cap;
    e->action[e->actions++] = a;
  }
}

void plan(struct world *w, struct slot *s, unsigned who, synfin_time start)
{
  struct end *e = &s->end[who];
  uint64_t id = value_of(s, who);
  configure(w, s, who);
  e->opening = opening_of(w, s, who);
  e->snd = malloc(e->snd_size);
  e->rcv = malloc(e->rcv_size);
  synfin_init(&e->c, &e->config, e->port, 0);
  e->open_at = start + (e->opening == ACTIVE ? MILLISECONDS(scaled(w, id, 0, 1, 2000)) : 0);
  uint32_t life = scaled(w, id, 1, 1000, 3600000);
  e->ends_at = e->open_at + MILLISECONDS(life);
  if (who == 1 && amount(w, id, 4, 0, 3) == 0)
    e->ends_at = s->end[0].ends_at;                             /* both close at once */
  e->lets_go_at = (e->ends_at > w->heals_at ? e->ends_at : w->heals_at) + SYNFIN_SECONDS(300);
  e->next_iss = (amount(w, id, 2, 0, 1) ? 0u : 0x80000000u) - scaled(w, id, 3, 1, 20000);
  e->wake_at = e->poll_at = e->owed_at = SYNFIN_NEVER;
  e->opens_left = 1;
  for (unsigned k = 0; k < 3; k++)
    e->opens_left += taken(w, AGAIN, s->id, who, k, 500);
  plan_actions(w, s, who, life);
}

/* ---- Opening ---------------------------------------------------------------------------------------------------- */

/* Small buffers carry little text: a segment an octet takes long enough. */
static uint32_t text_limit(const struct slot *s, unsigned who)
{
  uint32_t rcv = s->end[!who].rcv_size, snd = s->end[who].snd_size;
  uint32_t least = rcv < snd ? rcv : snd;
  return least < 400 ? 60 * least + 60 : 60000;
}

void open_again(struct world *w, struct slot *s, unsigned who, uint32_t least_iss)
{
  struct end *e = &s->end[who];
  uint64_t id = value_of(s, who);
  uint32_t iss = least_iss ? least_iss + (1u << 18) : e->next_iss;
  e->opens_left--;
  e->open_at = SYNFIN_NEVER;
  e->stalled_until = e->read_at = w->now;
  e->to_write = e->opens == 0 ? 0 : scaled(w, id, 10 + e->opens, 1, 2000);
  e->text_limit = text_limit(s, who);
  e->opens++;
  uint16_t remote = e->opening == PASSIVE_ANY ? 0 : s->end[!who].port;
  if (e->c.named_port != remote || e->opens % 2 == 0)           /* else the control block is used again as it is */
    synfin_init(&e->c, &e->config, e->port, remote);
  synfin_set_no_delay(&e->c, e->no_delay);
  memset(e->snd, 0x5a, e->snd_size);                            /* nothing depends on what malloc left there */
  memset(e->rcv, 0xa5, e->rcv_size);
  MUST(synfin_attach_send(&e->c, e->snd, e->snd_size) == SYNFIN_OK, w, s, who, CALL, "attach");
  MUST(synfin_attach_receive(&e->c, e->rcv, e->rcv_size) == SYNFIN_OK, w, s, who, CALL, "attach");
  enum synfin_err err = (e->opening == ACTIVE ? synfin_open_active : synfin_open_passive)(&e->c, w->now, iss);
  MUST(err == SYNFIN_OK, w, s, who, CALL, "OPEN says %s", synfin_strerror(err));
  begin_record(w, e);
  tell(w, s, who, "OPEN %s iss=%u", e->opening == ACTIVE ? "active" : "passive", iss);
}

bool wants_again(const struct world *w, const struct end *e)
{
  return e->opens_left > 0 && w->now < e->ends_at;
}

/* ---- Reading and writing ---------------------------------------------------------------------------------------- */

static void write_some(struct world *w, struct slot *s, unsigned who, bool urgent)
{
  struct end *e = &s->end[who];
  struct record *r = running(e);
  uint8_t octets[4096];
  uint32_t room = synfin_sendable(&e->c), left = e->text_limit > r->written ? e->text_limit - r->written : 0;
  e->to_write = e->to_write < left ? e->to_write : left;
  uint32_t n = e->to_write < sizeof octets ? e->to_write : (uint32_t)sizeof octets;
  if (n == 0 || room == 0)
    return;
  uint32_t iss = synfin_in(&e->c, SYNFIN_IN(SYNFIN_LISTEN)) ? e->c.snd.iss : r->iss;
  for (uint32_t i = 0; i < n; i++)
    octets[i] = octet(s->id, who, iss, r->written + i);
  ptrdiff_t took = synfin_send(&e->c, w->now, octets, n, urgent);
  MUST(took == (ptrdiff_t)(n < room ? n : room), w, s, who, CALL, "SEND %u with room for %u says %td", n, room, took);
  r->written += (uint32_t)took;
  if (urgent && r->urgent_end == 0)
    r->urgent_end = r->written;
  e->to_write -= (uint32_t)took;
  tell(w, s, who, "SEND %td%s", took, urgent ? " urgent" : "");
}

static void took(struct world *w, struct slot *s, unsigned who, const uint8_t *octets, uint32_t n)
{
  struct record *r = running(&s->end[who]), *p = peer_record(s, who);
  MUST(r->established, w, s, who, EARLY, "%u octets were delivered", n);
  for (uint32_t i = 0; i < n; i++)
    MUST(octets[i] == octet(s->id, !who, r->irs, r->taken + i), w, s, who, PREFIX, "octet %u is wrong", r->taken + i);
  r->taken += n;
  MUST(!p || p->urgent_end == 0 || r->taken < p->urgent_end || r->urged, w, s, who, HURRY, "urgent octet %u",
       p->urgent_end);
  MUST(!p || r->taken <= p->written, w, s, who, PREFIX, "%u octets of %u", r->taken, p->written);
  tell(w, s, who, "RECEIVE %u", n);
}

/* True if there may be more. */
static bool read_some(struct world *w, struct slot *s, unsigned who, uint32_t cap)
{
  struct end *e = &s->end[who];
  struct record *r = running(e), *p = peer_record(s, who);
  uint8_t octets[4096];
  uint32_t waiting = synfin_receivable(&e->c), want = waiting < cap ? waiting : cap;
  ptrdiff_t n = synfin_receive(&e->c, w->now, octets, cap);
  MUST(n == (ptrdiff_t)want || (want == 0 && n < 0), w, s, who, CALL, "RECEIVE with %u waiting says %td", waiting, n);
  if (n > 0)
    took(w, s, who, octets, (uint32_t)n);
  if (n != SYNFIN_ERR_CLOSING)
    return n > 0;
  MUST(!p || (p->closed && r->taken == p->written), w, s, who, PREFIX, "the end after %u octets of %u", r->taken,
       p ? p->written : 0);
  if (!r->end_seen)
    tell(w, s, who, "RECEIVE: connection closing");
  r->end_seen = true;
  return false;
}

/* ---- Ending ----------------------------------------------------------------------------------------------------- */

static void close_it(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  if (running(e)->closed)
    return;
  running(e)->closed = true;
  enum synfin_err err = synfin_close(&e->c, w->now);
  MUST(err == SYNFIN_OK, w, s, who, CALL, "CLOSE says %s", synfin_strerror(err));
  tell(w, s, who, "CLOSE");
}

static void let_go(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  if (running(e)->released)
    return;
  running(e)->closed = running(e)->released = true;
  running(e)->aborted |= !running(e)->end_seen;
  e->rst_credit++;
  enum synfin_err err = synfin_release(&e->c, w->now);
  MUST(err == SYNFIN_OK, w, s, who, CALL, "release says %s", synfin_strerror(err));
  tell(w, s, who, "CLOSE, and lets go");
}

static void abort_it(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  running(e)->aborted = true;
  e->rst_credit++;
  enum synfin_err err = synfin_abort(&e->c, w->now);
  MUST(err == SYNFIN_OK && !alive(e), w, s, who, CALL, "ABORT says %s", synfin_strerror(err));
  tell(w, s, who, "ABORT");
}

static void perform(struct world *w, struct slot *s, unsigned who, const struct action *a)
{
  struct end *e = &s->end[who];
  if (a->kind == STALL && w->now + MILLISECONDS(a->n) > e->stalled_until)
    e->stalled_until = w->now + MILLISECONDS(a->n);
  if (a->kind == CLOSE)
    close_it(w, s, who);
  if (a->kind == RELEASE)
    let_go(w, s, who);
  if (a->kind == ABORT)
    abort_it(w, s, who);
  if (a->kind <= URGENT && !running(e)->closed)
    e->to_write += a->n;
  if (a->kind == URGENT && e->opening != PASSIVE && e->opening != PASSIVE_ANY)
    write_some(w, s, who, true);
}

/* The connection is gone: what is left is read, then perhaps another one is opened. */
void bury(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  while (read_some(w, s, who, 4096))
    ;
  e->next_iss = e->c.snd.max + (1u << 18) + amount(w, value_of(s, who), 20 + e->opens, 0, 1u << 20);
  end_record(w, s, who);
  if (wants_again(w, e))
    e->open_at = w->now + MILLISECONDS(scaled(w, value_of(s, who), 30 + e->opens, 1, 5000));
}

/* ---- A user's turn ---------------------------------------------------------------------------------------------- */

static bool may_write(const struct end *e)
{
  bool listens = synfin_in(&e->c, SYNFIN_IN(SYNFIN_LISTEN));
  return e->to_write > 0 && synfin_sendable(&e->c) > 0 && (!listens || e->opening == PASSIVE_SEND);
}

static bool may_read(const struct end *e, const struct record *r)
{
  return synfin_receivable(&e->c) > 0 || (synfin_in(&e->c, SYNFIN_IN_FIN_RECEIVED) && !r->end_seen);
}

static void act_alive(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  struct record *r = running(e);
  bool stalled = w->now < e->stalled_until || w->now < e->read_at;
  if (may_write(e) && !r->closed)
    write_some(w, s, who, false);
  if (may_read(e, r) && !stalled && !r->released) {
    read_some(w, s, who, e->chunk);
    e->read_at = w->now + e->read_gap;
  }
  if (w->now >= e->ends_at)
    close_it(w, s, who);
  if (alive(e) && w->now >= e->lets_go_at)
    let_go(w, s, who);
}

void act(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  if (w->now >= e->open_at && !alive(e) && wants_again(w, e))
    open_again(w, s, who, 0);
  for (; e->acted < e->actions && w->now >= e->action[e->acted].at; e->acted++)
    if (alive(e))
      perform(w, s, who, &e->action[e->acted]);
  if (alive(e))
    act_alive(w, s, who);
  check_step(w, s, who);
  if (e->incarnations > 0 && !running(e)->ended && !alive(e))
    bury(w, s, who);
}

synfin_time act_at(struct end *e)
{
  const struct record *r = running(e);
  if (e->incarnations == 0 || r->ended)
    return e->open_at < e->ends_at && e->opens_left > 0 ? e->open_at : SYNFIN_NEVER;
  if (!alive(e))
    return 0;
  synfin_time at = e->acted < e->actions ? e->action[e->acted].at : SYNFIN_NEVER;
  synfin_time read_at = e->read_at > e->stalled_until ? e->read_at : e->stalled_until;
  if (!r->closed && e->ends_at < at)
    at = e->ends_at;
  if (!r->released && e->lets_go_at < at)
    at = e->lets_go_at;
  if (may_read(e, r) && !r->released && read_at < at)
    at = read_at;
  return may_write(e) && !r->closed ? 0 : at;
}
