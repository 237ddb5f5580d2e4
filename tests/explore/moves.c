/* What may happen next, and what happens then. */
#include "world.h"

struct list { struct move *moves; unsigned count; };

static void may(struct list *l, enum kind kind, unsigned side, unsigned n)
{
  if (l->count < MOVES)
    l->moves[l->count++] = (struct move){ (uint8_t)kind, (uint8_t)side, (uint8_t)n };
}

static void network_moves(struct list *l, const struct world *w, unsigned side)
{
  for (unsigned i = 0; i < w->to[side].count; i++) {
    may(l, DELIVER, side, i);
    if (w->duplicate)
      may(l, DELIVER_AND_KEEP, side, i);
    if (w->lose)
      may(l, LOSE, side, i);
  }
}

static void timer_moves(struct list *l, const struct world *w, const struct scenario *s, unsigned side)
{
  const struct synfin_conn *c = &w->conn[side];
  if (c->timer.retransmit_at != SYNFIN_NEVER)
    may(l, RETRANSMISSION, side, 0);
  if (c->timer.ack_at != SYNFIN_NEVER)
    may(l, DELAYED_ACK, side, 0);
  if (c->timer.wait_at != SYNFIN_NEVER)
    may(l, WAIT, side, 0);
  if (s->give_up && c->timer.progress_at != SYNFIN_NEVER)
    may(l, GIVE_UP, side, 0);
  if (c->timer.challenge_at > NOW)
    may(l, HALF_SECOND, side, 0);
  if (has_output(c))
    may(l, POLL, side, 0);
}

static void open_moves(struct list *l, const struct world *w, const struct scenario *s, unsigned side)
{
  if (w->user[side].opens >= s->opens[side])
    return;
  if (s->how[side] & ACTIVE)
    may(l, OPEN_ACTIVE, side, 0);
  if (s->how[side] & PASSIVE)
    may(l, OPEN_PASSIVE, side, 0);
}

static bool may_send(const struct world *w, const struct scenario *s, unsigned side)
{
  unsigned states = SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN(SYNFIN_ESTABLISHED) |
                    SYNFIN_IN(SYNFIN_CLOSE_WAIT);
  if (s->how[side] & TURN)
    states |= SYNFIN_IN(SYNFIN_LISTEN);
  return !w->user[side].closed && synfin_in(&w->conn[side], states);
}

static void user_moves(struct list *l, const struct world *w, const struct scenario *s, unsigned side)
{
  const struct synfin_conn *c = &w->conn[side];
  unsigned left = s->text[side] - w->user[side].sent;
  if (c->rcv.text.used > 0)
    may(l, RECEIVE, side, BUFFER);
  if (c->rcv.text.used > 1 && s->sip)
    may(l, RECEIVE, side, 1);
  if (synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED))) {
    open_moves(l, w, s, side);
    return;
  }
  if (s->how[side] & TURN && synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN)))
    may(l, OPEN_ACTIVE, side, 0);
  if (left > 0 && may_send(w, s, side))
    may(l, SEND, side, left);
  if (left > 1 && may_send(w, s, side))
    may(l, SEND, side, 1);
  if (!w->user[side].closed)
    may(l, CLOSE, side, 0);
  if (s->release && !c->released)
    may(l, RELEASE, side, 0);
  if (w->abort)
    may(l, ABORT, side, 0);
  if (w->crash)
    may(l, CRASH, side, 0);
}

/* What an earlier connection left in the network, numbers chosen to lie in and beside the windows of this one. */
#define OLD_SYN_IN_WINDOW 1u   /* sends a passive SYN-RECEIVED to LISTEN (3.10.7.4 Fourth), and so resets the peer */
static const struct packet olds[] = {
  { 0u - 12u, 0, SYNFIN_SYN, 3, 0, 1 },
  { 3, 0, SYNFIN_SYN, 3, 0, 1 },
  { 0u - 12u, 0u - 8u, SYNFIN_SYN | SYNFIN_ACK, 3, 0, 1 },
  { 1, 0u - 8u, SYNFIN_ACK, 3, 2, 1 },
  { 1, 0u - 8u, SYNFIN_FIN | SYNFIN_ACK, 3, 0, 1 },
  { 0u - 12u, 0u - 8u, SYNFIN_FIN | SYNFIN_ACK, 3, 1, 1 },
  { 1, 9, SYNFIN_ACK, 3, 1, 1 },
  { 2, 0, SYNFIN_RST, 0, 0, 1 },
  { 1, 1, SYNFIN_RST | SYNFIN_ACK, 0, 0, 1 },
};

static struct packet old_packet(unsigned side, unsigned n)
{
  struct packet p = olds[n];
  p.seq += world_iss[!side];
  if (p.flags & SYNFIN_ACK)
    p.ack += world_iss[side];
  return p;
}

unsigned moves_of(const struct world *w, const struct explore *x, struct move moves[MOVES])
{
  struct list l = { moves, 0 };
  for (unsigned side = 0; side < 2; side++) {
    network_moves(&l, w, side);
    timer_moves(&l, w, x->scenario, side);
    user_moves(&l, w, x->scenario, side);
    for (unsigned n = 0; w->old && w->to[side].count < x->scenario->flight && n < sizeof olds / sizeof *olds; n++)
      may(&l, OLD, side, n);
  }
  return l.count;
}

static void spend(uint8_t *budget)
{
  if (*budget != ANY && *budget > 0)
    --*budget;
}

/* One timer is due, the others are not. */
static void fire(struct synfin_conn *c, synfin_time *timer, synfin_time due)
{
  *timer = due;
  synfin_timeout(c, NOW);
}

static void do_send(struct world *w, unsigned side, unsigned n)
{
  struct synfin_conn *c = &w->conn[side];
  bool listens = synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN));
  uint32_t at = c->snd.una + c->snd.text.used + (c->snd.syn || listens);
  uint8_t text[BUFFER];
  for (unsigned i = 0; i < n; i++)
    text[i] = world_octet(side, at + i);
  ptrdiff_t taken = synfin_send(c, NOW, text, n, false);
  w->user[side].sent = (uint8_t)(w->user[side].sent + (taken > 0 ? taken : 0));
}

static void do_receive(struct world *w, unsigned side, unsigned n, struct step *step)
{
  struct synfin_conn *c = &w->conn[side];
  uint32_t at = c->rcv.nxt - c->rcv.text.used - synfin_in(c, SYNFIN_IN_FIN_RECEIVED);
  uint8_t text[BUFFER];
  ptrdiff_t got = synfin_receive(c, NOW, text, n);
  for (ptrdiff_t i = 0; i < got; i++)
    step->wrong_text |= !synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED)) && text[i] != world_octet(!side, at + (uint32_t)i);
  w->user[side].got = (uint8_t)(w->user[side].got + (got > 0 ? got : 0));
}

static void do_open(struct world *w, const struct explore *x, unsigned side, bool active)
{
  struct synfin_conn *c = &w->conn[side];
  bool turns = synfin_in(c, SYNFIN_IN(SYNFIN_LISTEN));
  uint32_t iss = turns ? c->snd.iss : world_iss[side] + RENEWED * w->user[side].opens;
  if (!turns) {
    world_fresh(w, x, side);
    w->user[side] = (struct user){ .opens = (uint8_t)(w->user[side].opens + 1) };
  }
  if (active)
    synfin_open_active(c, NOW, iss);
  else
    synfin_open_passive(c, NOW, iss);
}

/* A SYN that may open anew from TIME-WAIT does so, if the user would listen again (3.6.1 MAY-2). */
static void open_anew(struct world *w, const struct explore *x, unsigned side, const struct packet *p)
{
  struct synfin_segment seg = { .flags = p->flags, .seq = p->seq };
  uint32_t iss;
  bool again = x->scenario->reuse && w->user[side].opens < x->scenario->opens[side];
  if (!again || !synfin_reusable(&w->conn[side], &seg, &iss))
    return;
  synfin_abort(&w->conn[side], NOW);
  do_open(w, x, side, false);
}

/* CLOSED answers what has no ACK with <SEQ=0><CTL=RST,ACK> (3.10.7.1), and RCV.NXT may be 0: once in 2^32, and here,
 * where numbers wrap. RFC 9293 has nothing against it. */
static bool hits_by_chance(const struct synfin_conn *c, const struct packet *p)
{
  return p->flags & SYNFIN_RST && p->flags & SYNFIN_ACK && p->seq == 0 && c->rcv.nxt == 0;
}

static void network_apply(struct world *w, const struct explore *x, struct move m, struct step *step)
{
  struct net *net = &w->to[m.side];
  step->in = net->packet[m.n];
  if (m.kind != DELIVER_AND_KEEP)
    net_remove(net, m.n);
  spend(m.kind == DELIVER_AND_KEEP ? &w->duplicate : m.kind == LOSE ? &w->lose : &(uint8_t){ 0 });
  if (m.kind == LOSE)
    return;
  w->violent |= hits_by_chance(&w->conn[m.side], &step->in);
  open_anew(w, x, m.side, &step->in);
  world_feed(w, m.side, &step->in, x->scenario->mss);
}

static void user_apply(struct world *w, const struct explore *x, struct move m, struct step *step)
{
  struct synfin_conn *c = &w->conn[m.side];
  switch (m.kind) {
  case OPEN_ACTIVE: do_open(w, x, m.side, true); break;
  case OPEN_PASSIVE: do_open(w, x, m.side, false); break;
  case SEND: do_send(w, m.side, m.n); break;
  case RECEIVE: do_receive(w, m.side, m.n, step); break;
  case CLOSE: synfin_close(c, NOW), w->user[m.side].closed = true; break;
  case RELEASE:
    w->violent = true;                               /* text that comes is answered with a RST */
    synfin_release(c, NOW);
    w->user[m.side].closed = true;
    break;
  case ABORT: spend(&w->abort), w->violent = true, synfin_abort(c, NOW); break;
  default: spend(&w->crash), w->violent = true, world_fresh(w, x, m.side); break;
  }
}

static void timer_apply(struct world *w, struct move m)
{
  struct synfin_conn *c = &w->conn[m.side];
  switch (m.kind) {
  case RETRANSMISSION: fire(c, &c->timer.retransmit_at, NOW); break;
  case DELAYED_ACK: fire(c, &c->timer.ack_at, NOW); break;
  case WAIT:
    w->violent |= synfin_in(c, SYNFIN_IN(SYNFIN_FIN_WAIT_2));
    fire(c, &c->timer.wait_at, NOW);
    break;
  case GIVE_UP: w->violent = true, fire(c, &c->timer.progress_at, NOW - c->timer.user_timeout); break;
  case HALF_SECOND: c->timer.challenge_at = NOW; break;
  default: break;
  }
}

void move_apply(struct world *w, const struct explore *x, struct move m, unsigned flight, struct step *step)
{
  *step = (struct step){ .move = m };
  if (m.kind == OLD) {
    step->in = old_packet(m.side, m.n);
    net_add(&w->to[m.side], &step->in, flight);
    spend(&w->old);
    w->violent |= step->in.flags & SYNFIN_RST || m.n == OLD_SYN_IN_WINDOW;
  } else if (m.kind <= LOSE) {
    network_apply(w, x, m, step);
  } else if (m.kind <= CRASH) {
    user_apply(w, x, m, step);
  } else {
    timer_apply(w, m);
  }
  if (!x->scenario->batch || m.kind > LOSE)
    world_poll(w, m.side, flight, step);
  if (synfin_in(&w->conn[m.side], SYNFIN_IN(SYNFIN_LISTEN)))
    w->user[m.side].sent = 0;                        /* what was queued went with the connection that failed */
}

/* One octet: kind, n, side. */
#define OLD_CODE (OLD * 8u)

uint8_t move_code(struct move m)
{
  unsigned n = m.kind == OLD ? m.n : m.n & 3u;
  if (m.kind == OLD)
    return (uint8_t)(OLD_CODE + n * 2u + m.side);
  return (uint8_t)(m.kind * 8u + n * 2u + m.side);
}

struct move move_of_code(uint8_t code)
{
  if (code >= OLD_CODE)
    return (struct move){ OLD, code & 1u, (uint8_t)((code - OLD_CODE) / 2u) };
  struct move m = { (uint8_t)(code / 8u), code & 1u, code / 2u & 3u };
  if (m.kind == RECEIVE && m.n == 0)
    m.n = BUFFER;
  return m;
}

void move_text(char text[64], const struct step *step)
{
  static const char *const names[] = {
    "", "", "", "", "OPEN active", "OPEN passive", "SEND", "RECEIVE", "CLOSE", "lets go (CLOSE, no more RECEIVE)",
    "ABORT", "CRASH", "timeout: retransmission", "timeout: delayed ACK", "timeout: 2 MSL, or FIN-WAIT-2",
    "timeout: user", "0.5 s pass", "answers", "" };
  if (step->move.kind == SEND || step->move.kind == RECEIVE)
    snprintf(text, 64, "%s %u", names[step->move.kind], step->move.n);
  else
    snprintf(text, 64, "%s", names[step->move.kind]);
}
