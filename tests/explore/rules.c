/* What must hold in every state, and of every step. Each rule speaks of one side, `s`; the other is `p`.
 *
 * The numbers of two ends are compared only where an end is the one that the other speaks of: IRS here is ISS there. */
#include "world.h"

struct look {
  const struct world *before, *w;
  const struct step *step;
  unsigned s, p;
};

#define ALIVE (~(SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)))
#define HEARD (ALIVE & ~SYNFIN_IN(SYNFIN_SYN_SENT))
#define FIN_SENT (SYNFIN_IN_FIN_UNACKED | SYNFIN_IN(SYNFIN_FIN_WAIT_2) | SYNFIN_IN(SYNFIN_TIME_WAIT))

static const struct synfin_conn *conn(const struct look *l) { return &l->w->conn[l->s]; }
static const struct synfin_conn *peer(const struct look *l) { return &l->w->conn[l->p]; }
static const struct synfin_conn *was(const struct look *l) { return &l->before->conn[l->s]; }

static bool acts(const struct look *l) { return l->step->move.side == l->s; }

static bool arrives(const struct look *l)
{
  return acts(l) && (l->step->move.kind == DELIVER || l->step->move.kind == DELIVER_AND_KEEP);
}

static bool calls(const struct look *l, enum kind kind) { return acts(l) && l->step->move.kind == kind; }

/* This side has taken the SYN of the connection that the peer still has. */
static bool hears(const struct look *l)
{
  return synfin_in(conn(l), HEARD) && synfin_in(peer(l), ALIVE) && conn(l)->rcv.irs == peer(l)->snd.iss;
}

/* Each has taken the other's SYN. Without the second an end may speak of an earlier connection with the same
 * numbers. */
static bool both_hear(const struct look *l)
{
  return hears(l) && synfin_in(peer(l), HEARD) && peer(l)->rcv.irs == conn(l)->snd.iss;
}

/* The same connection as before this step. */
static bool goes_on(const struct look *l)
{
  return synfin_in(was(l), HEARD) && synfin_in(conn(l), HEARD) && was(l)->rcv.irs == conn(l)->rcv.irs &&
         was(l)->snd.iss == conn(l)->snd.iss;
}

/* ---- In every state ---------------------------------------------------------------------------------------------- */

static bool numbers_in_order(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  uint32_t octets = c->snd.syn + c->snd.text.used + synfin_in(c, SYNFIN_IN_FIN_UNACKED);
  return !synfin_in(c, ALIVE) || (seq_le(c->snd.una, c->snd.nxt) && seq_le(c->snd.nxt, c->snd.max) &&
                                  c->snd.max - c->snd.una <= octets);
}

static bool window_has_room(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  if (!synfin_in(c, HEARD) || synfin_in(c, SYNFIN_IN_FIN_RECEIVED))
    return true;
  return seq_le(c->rcv.nxt, c->rcv.edge) && c->rcv.edge - c->rcv.nxt <= ring_free(&c->rcv.text);
}

static bool ring_is(const struct look *l, uint32_t from, uint32_t to, uint32_t first)
{
  const struct synfin_ring *r = &conn(l)->rcv.text;
  for (uint32_t q = from; q != to; q++)
    if (q - first >= r->size || r->octets[ring_index(r, q - first)] != world_octet(l->p, q))
      return false;
  return true;
}

static bool text_is_what_was_sent(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  if (l->step->wrong_text)
    return false;
  if (!synfin_in(c, SYNFIN_IN_SYNCHRONIZED))
    return true;
  uint32_t taken = c->rcv.nxt - synfin_in(c, SYNFIN_IN_FIN_RECEIVED), first = taken - c->rcv.text.used;
  if (first != c->rcv.irs + 1 + l->w->user[l->s].got || !ring_is(l, first, taken, first))
    return false;
  for (unsigned h = 0; h < c->held; h++)
    if (!ring_is(l, c->rcv.held[h].left, c->rcv.held[h].right, first))
      return false;
  return true;
}

static bool no_text_before_established(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  return c->rcv.text.used + c->held == 0 || !synfin_in(c, ALIVE) || c->snd.syn == 0;
}

/* A SYN that waits to be sent may have been heard: a listener comes back to its first ISS (world_feed). */
static bool taken_was_sent(const struct look *l)
{
  uint32_t iss = peer(l)->snd.iss;
  return !hears(l) || seq_le(conn(l)->rcv.nxt, seq_max(peer(l)->snd.max, iss + 1));
}

static bool acknowledged_was_taken(const struct look *l)
{
  return !both_hear(l) || seq_le(peer(l)->snd.una, conn(l)->rcv.nxt);
}

static bool same_numbers(const struct look *l)
{
  const struct synfin_conn *c = conn(l), *p = peer(l);
  bool both = synfin_in(c, SYNFIN_IN_SYNCHRONIZED) && synfin_in(p, SYNFIN_IN_SYNCHRONIZED);
  return !both || c->snd.syn || p->snd.syn || c->rcv.irs == p->snd.iss;
}

static bool window_was_promised(const struct look *l)
{
  const struct synfin_conn *c = conn(l), *p = peer(l);
  if (c->snd.syn || !both_hear(l))
    return true;
  return seq_le(c->snd.una + c->snd.wnd, seq_max(p->rcv.edge, p->rcv.nxt));
}

static bool one_timer_for_what_is_pending(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  bool pending = synfin_in(c, ALIVE) && (c->snd.syn || c->snd.text.used > 0 || synfin_in(c, SYNFIN_IN_FIN_UNACKED));
  return has_output(c) || pending == (c->timer.retransmit_at != SYNFIN_NEVER);
}

static bool every_wait_can_end(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  switch (c->state) {
  case SYNFIN_SYN_SENT: case SYNFIN_SYN_RECEIVED_PASSIVE: case SYNFIN_SYN_RECEIVED_ACTIVE:
  case SYNFIN_FIN_WAIT_1: case SYNFIN_CLOSING: case SYNFIN_LAST_ACK:
    return has_output(c) || c->timer.retransmit_at != SYNFIN_NEVER;
  case SYNFIN_FIN_WAIT_2: return !c->released || c->timer.wait_at != SYNFIN_NEVER;
  case SYNFIN_TIME_WAIT: return c->timer.wait_at != SYNFIN_NEVER;
  default: return true;
  }
}

static bool fin_was_acknowledged(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  if (!synfin_in(c, SYNFIN_IN(SYNFIN_FIN_WAIT_2) | SYNFIN_IN(SYNFIN_TIME_WAIT)))
    return true;
  return c->snd.una == c->snd.max && c->snd.text.used == 0 && c->snd.max == c->snd.iss + 2 + l->w->user[l->s].sent;
}

static bool fin_was_sent(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  if (!synfin_in(c, SYNFIN_IN_FIN_RECEIVED) || !hears(l))
    return true;
  return synfin_in(peer(l), FIN_SENT) && c->rcv.nxt == peer(l)->snd.max;
}

/* ---- Of every step ----------------------------------------------------------------------------------------------- */

static bool no_rst_for_a_rst(const struct look *l)
{
  if (!arrives(l) || !(l->step->in.flags & SYNFIN_RST))
    return true;
  for (unsigned i = 0; i < l->step->outs; i++)
    if (l->step->out[i].flags & SYNFIN_RST)
      return false;
  return true;
}

static bool one_reply_at_most(const struct look *l)
{
  unsigned empty = 0;
  if (!arrives(l))
    return true;
  for (unsigned i = 0; i < l->step->outs; i++)
    empty += l->step->out[i].len == 0 && !(l->step->out[i].flags & (SYNFIN_SYN | SYNFIN_FIN));
  return empty <= 1;
}

/* An empty segment that says nothing wrong is not answered with another one (3.10.7.4: no ACK for an ACK). */
static bool no_ack_for_an_ack(const struct look *l)
{
  const struct packet *in = &l->step->in;
  if (!arrives(l) || in->len > 0 || in->flags != SYNFIN_ACK || !goes_on(l) || was(l)->state != conn(l)->state)
    return true;
  bool right_ack = seq_le(was(l)->snd.una, in->ack) && seq_le(in->ack, was(l)->snd.max);
  if (in->seq != was(l)->rcv.nxt || was(l)->snd.syn || !right_ack)
    return true;
  for (unsigned i = 0; i < l->step->outs; i++)
    if (l->step->out[i].len == 0 && !(l->step->out[i].flags & (SYNFIN_SYN | SYNFIN_FIN)))
      return false;
  return true;
}

/* Octets, SYN and FIN get an answer, now or by the delayed ACK, where something lives that could give it; only the ACK
 * for a SYN that does not belong here is rationed (RULING 6). */
static bool octets_are_answered(const struct look *l)
{
  const struct packet *in = &l->step->in;
  bool asks = (in->len > 0 || in->flags & (SYNFIN_SYN | SYNFIN_FIN)) && !(in->flags & SYNFIN_RST);
  bool rationed = in->len == 0 && !(in->flags & SYNFIN_FIN) && was(l)->timer.challenge_at > NOW;
  bool ended = was(l)->state != conn(l)->state && !synfin_in(conn(l), ALIVE);
  if (!arrives(l) || !asks || rationed || ended || synfin_in(was(l), SYNFIN_IN(SYNFIN_SYN_SENT)))
    return true;
  return l->step->outs > 0 || has_output(conn(l)) || conn(l)->timer.ack_at != SYNFIN_NEVER;
}

/* A closed window that opens quite is told at once, and not left to the peer's probes. */
static bool open_window_is_told(const struct look *l)
{
  unsigned receiving = SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2);
  bool was_closed = synfin_in(was(l), receiving) && was(l)->rcv.edge == was(l)->rcv.nxt;
  return !calls(l, RECEIVE) || !was_closed || conn(l)->rcv.text.used > 0 || l->step->outs > 0;
}

static bool tells_the_truth(const struct look *l, const struct packet *o)
{
  const struct synfin_conn *c = conn(l);
  uint32_t fin = c->snd.iss + 1 + l->w->user[l->s].sent, end = o->seq + o->len;
  if (o->flags & SYNFIN_SYN)
    return o->seq == c->snd.iss && o->len == 0 && !(o->flags & SYNFIN_FIN);
  if (!(o->flags & SYNFIN_ACK) || o->ack != c->rcv.nxt)
    return false;
  if (o->flags & SYNFIN_FIN && (end != fin || !l->w->user[l->s].closed))
    return false;
  return o->len == 0 || (seq_lt(c->snd.iss, o->seq) && seq_le(end, fin));
}

static bool segments_tell_the_truth(const struct look *l)
{
  if (!acts(l))
    return true;
  for (unsigned i = 0; i < l->step->outs; i++)
    if (!(l->step->out[i].flags & SYNFIN_RST) && (!synfin_in(conn(l), ALIVE) || !tells_the_truth(l, &l->step->out[i])))
      return false;
  return true;
}

static bool promises_are_kept(const struct look *l)
{
  const struct synfin_conn *c = conn(l), *b = was(l);
  return !goes_on(l) || (seq_le(b->snd.una, c->snd.una) && seq_le(b->snd.max, c->snd.max) &&
                         seq_le(b->rcv.nxt, c->rcv.nxt) && seq_le(b->rcv.edge, c->rcv.edge));
}

static bool rst_is_obeyed_where_it_may_be(const struct look *l)
{
  const struct synfin_conn *b = was(l);
  if (!arrives(l) || !(l->step->in.flags & SYNFIN_RST))
    return true;
  if (b->state == conn(l)->state)
    return !synfin_in(b, HEARD) || (conn(l)->rcv.nxt == b->rcv.nxt && conn(l)->snd.una == b->snd.una);
  if (synfin_in(b, SYNFIN_IN(SYNFIN_SYN_SENT)))
    return l->step->in.flags & SYNFIN_ACK && l->step->in.ack == b->snd.iss + 1;
  if (synfin_in(b, SYNFIN_IN(SYNFIN_SYN_RECEIVED_PASSIVE)) && !synfin_in(conn(l), SYNFIN_IN(SYNFIN_LISTEN)))
    return false;
  return l->step->in.seq == b->rcv.nxt && !synfin_in(b, SYNFIN_IN(SYNFIN_TIME_WAIT));
}

/* Where nobody crashed, aborted, let go or lost patience, no RST ends what is established and not closed by both. */
static bool no_reset_without_cause(const struct look *l)
{
  unsigned open = SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2) |
                  SYNFIN_IN(SYNFIN_CLOSE_WAIT);
  bool reset = arrives(l) && l->step->in.flags & SYNFIN_RST && synfin_in(conn(l), SYNFIN_IN(SYNFIN_CLOSED));
  return l->w->violent || !reset || was(l)->snd.syn || !synfin_in(was(l), open);
}

static bool last_ack_ends_well(const struct look *l)
{
  const struct synfin_conn *b = was(l);
  uint32_t fin = b->snd.iss + 1 + l->before->user[l->s].sent;
  unsigned there = SYNFIN_IN(SYNFIN_TIME_WAIT) | SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN);
  if (!(l->step->in.flags & SYNFIN_ACK) || l->step->in.ack != fin + 1 || b->snd.max != fin + 1)
    return false;
  return peer(l)->snd.iss != b->rcv.irs || synfin_in(peer(l), there);
}

static bool ends_for_a_reason(const struct look *l)
{
  const struct synfin_conn *b = was(l);
  if (b->state == SYNFIN_CLOSED || conn(l)->state != SYNFIN_CLOSED)
    return true;
  if (calls(l, ABORT) || calls(l, CRASH) || calls(l, GIVE_UP))
    return true;
  if (calls(l, CLOSE))
    return synfin_in(b, SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT));
  if (calls(l, RELEASE))
    return b->rcv.text.used > 0 || synfin_in(b, SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT));
  if (calls(l, WAIT))
    return synfin_in(b, SYNFIN_IN(SYNFIN_TIME_WAIT)) || (b->released && synfin_in(b, SYNFIN_IN(SYNFIN_FIN_WAIT_2)));
  if (!arrives(l))
    return false;
  if (l->step->in.flags & SYNFIN_RST)
    return !synfin_in(b, SYNFIN_IN(SYNFIN_TIME_WAIT) | SYNFIN_IN(SYNFIN_LISTEN) |
                           SYNFIN_IN(SYNFIN_SYN_RECEIVED_PASSIVE));
  if (synfin_in(b, SYNFIN_IN(SYNFIN_LAST_ACK)))
    return last_ack_ends_well(l);
  return b->released && l->step->in.len > 0 &&
         synfin_in(b, SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2));
}

/* Figure 5, and what one segment does of it at once: by state, those that may follow. */
static bool figure_5(const struct look *l)
{
#define TO(state) SYNFIN_IN(SYNFIN_##state)
  static const unsigned next[SYNFIN_STATES] = {
    [SYNFIN_CLOSED] = TO(LISTEN) | TO(SYN_SENT),
    [SYNFIN_LISTEN] = TO(SYN_SENT) | TO(SYN_RECEIVED_PASSIVE) | TO(CLOSED),
    [SYNFIN_SYN_SENT] = TO(SYN_RECEIVED_ACTIVE) | TO(ESTABLISHED) | TO(CLOSED),
    [SYNFIN_SYN_RECEIVED_PASSIVE] = TO(ESTABLISHED) | TO(CLOSE_WAIT) | TO(FIN_WAIT_1) | TO(LISTEN) | TO(CLOSED),
    [SYNFIN_SYN_RECEIVED_ACTIVE] = TO(ESTABLISHED) | TO(CLOSE_WAIT) | TO(FIN_WAIT_1) | TO(CLOSED),
    [SYNFIN_ESTABLISHED] = TO(FIN_WAIT_1) | TO(CLOSE_WAIT) | TO(CLOSED),
    [SYNFIN_FIN_WAIT_1] = TO(FIN_WAIT_2) | TO(CLOSING) | TO(TIME_WAIT) | TO(CLOSED),
    [SYNFIN_FIN_WAIT_2] = TO(TIME_WAIT) | TO(CLOSED),
    [SYNFIN_CLOSE_WAIT] = TO(LAST_ACK) | TO(CLOSED),
    [SYNFIN_CLOSING] = TO(TIME_WAIT) | TO(CLOSED),
    [SYNFIN_LAST_ACK] = TO(CLOSED),
    [SYNFIN_TIME_WAIT] = TO(CLOSED) | TO(LISTEN) | TO(SYN_RECEIVED_PASSIVE),   /* the latter by MAY-2 */
  };
  return was(l)->state == conn(l)->state || (acts(l) && synfin_in(conn(l), next[was(l)->state]));
}

static bool established_with_both_syns(const struct look *l)
{
  const struct synfin_conn *c = conn(l);
  if (was(l)->state == conn(l)->state || !synfin_in(c, SYNFIN_IN(SYNFIN_ESTABLISHED)))
    return true;
  bool from_handshake = synfin_in(was(l), SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN_SYN_RECEIVED);
  return arrives(l) && from_handshake && !c->snd.syn && c->snd.una != c->snd.iss;
}

/* What a connection left that nobody remembers changes nothing here, but for a RST with exact numbers. */
static bool old_ones_change_nothing(const struct look *l)
{
  bool synced = synfin_in(was(l), SYNFIN_IN_SYNCHRONIZED) && !was(l)->snd.syn;
  if (!arrives(l) || !l->step->in.old || l->step->in.flags & SYNFIN_RST || !synced)
    return true;
  return was(l)->state == conn(l)->state && was(l)->rcv.nxt == conn(l)->rcv.nxt && was(l)->snd.una == conn(l)->snd.una;
}

static const struct rule {
  const char *name;
  bool (*holds)(const struct look *);
} rules[] = {
  { "SND.UNA =< SND.NXT =< SND.MAX, and no more than is queued [3.4]", numbers_in_order },
  { "the window has room in the buffer [3.8.6, SHLD-14]", window_has_room },
  { "text is what was sent, in order, once [3.8]", text_is_what_was_sent },
  { "no text before our SYN is acknowledged [3.10.7.4 Fifth]", no_text_before_established },
  { "what was taken was sent [3.4]", taken_was_sent },
  { "what was acknowledged was taken [3.4]", acknowledged_was_taken },
  { "both synchronized: the same numbers [3.5]", same_numbers },
  { "no window beyond what was promised [3.8.6]", window_was_promised },
  { "retransmission or persist timer runs if and only if something is pending [3.8.1, RULING 15]",
    one_timer_for_what_is_pending },
  { "every wait can end [3.10.8]", every_wait_can_end },
  { "FIN-WAIT-2 and TIME-WAIT: our FIN was acknowledged, and is one number [3.6]", fin_was_acknowledged },
  { "a FIN that was taken was sent, and is the last [3.6]", fin_was_sent },
  { "no RST for a RST [3.5.2]", no_rst_for_a_rst },
  { "one reply at most [3.10.7]", one_reply_at_most },
  { "no ACK for an ACK [3.10.7.4]", no_ack_for_an_ack },
  { "octets are answered [3.10.7, MUST-58, RULING 3]", octets_are_answered },
  { "a closed window that opens is told [3.8.6.2.2]", open_window_is_told },
  { "segments tell the truth: SYN, text, FIN stand where they were queued, ACK is RCV.NXT, nothing after FIN [3.4]",
    segments_tell_the_truth },
  { "numbers and promises never go back [3.4, SHLD-14]", promises_are_kept },
  { "a RST is obeyed where RFC 5961 says [3.10.7 Second]", rst_is_obeyed_where_it_may_be },
  { "no reset without a cause [3.5.2]", no_reset_without_cause },
  { "a connection ends for a reason: both FINs, RST, ABORT, timeout [3.6]", ends_for_a_reason },
  { "states follow Figure 5 [3.3.2]", figure_5 },
  { "ESTABLISHED: our SYN is acknowledged, the peer's was received [3.5]", established_with_both_syns },
  { "old duplicates change nothing [3.4.3, RFC 5961]", old_ones_change_nothing },
};

const char *rules_broken(const struct world *before, const struct world *after, const struct step *step)
{
  for (unsigned s = 0; s < 2; s++) {
    struct look l = { before, after, step, s, !s };
    for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++)
      if (!rules[i].holds(&l))
        return rules[i].name;
  }
  return NULL;
}

void rules_list(FILE *out)
{
  for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++)
    fprintf(out, "%s\n", rules[i].name);
}
