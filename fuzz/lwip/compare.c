/* A step at both sides: what differs, and whether it may. */
#include "sides.h"

#include <stdio.h>
#include <stdlib.h>

bool one_state(enum synfin_state a, enum synfin_state b)
{
  unsigned received = SYNFIN_IN_SYN_RECEIVED;
  return a == b || ((received >> a & 1u) && (received >> b & 1u));
}

const char *difference(const struct step *s)
{
  const struct digest *a = &s->we, *b = &s->they;
  if (died)
    return "lwIP's assertion";
  if (!a->rst != !b->rst)
    return b->rst ? "only lwIP resets" : "only synfin resets";
  if (a->any != b->any)
    return b->any ? "only lwIP answers" : "only synfin answers";
  if (a->flags != b->flags || a->rst != b->rst)
    return "flags";
  if (a->from != b->from || a->rst_seq != b->rst_seq)
    return "SEQ";
  if (a->to != b->to)
    return "end of the text";
  if (a->ack != b->ack || a->rst_ack != b->rst_ack)
    return "ACK";
  if (s->our_unread != s->their_unread)
    return "text delivered";
  if (!one_state(s->we_are, s->they_are))
    return "state";
  if (s->our.una != s->their.una)
    return "SND.UNA";
  if (s->our.held != s->their.held)
    return "text held";
  return s->our.wnd != s->their.wnd ? "SND.WND" : NULL;
}

/* ---- The judgement ----------------------------------------------------------------------------------------------- */

static void tell_side(char *text, size_t room, const struct digest *d, const struct inside *in, enum synfin_state state)
{
  int n = snprintf(text, room, d->any ? "flags=%#x seq=%u..%u ack=%u" : "nothing", d->flags, d->from, d->to, d->ack);
  if (d->rst)
    n += snprintf(text + n, room - (size_t)n, " RST flags=%#x seq=%u ack=%u", d->rst, d->rst_seq, d->rst_ack);
  snprintf(text + n, room - (size_t)n, ", UNA=%u WND=%u held=%u, %s", in->una, in->wnd, in->held,
           synfin_state_name(state));
}

static void judge_unknown(const struct step *s, const char *what)
{
  char we[160], they[160];
  tell_side(we, sizeof we, &s->we, &s->our, s->we_are);
  tell_side(they, sizeof they, &s->they, &s->their, s->they_are);
  if (!getenv("LWIP_SURVEY"))
    fuzz_broken(__FILE__, __LINE__, "synfin and lwIP do the same, or known.c says why not",
                "%s in %s, step %c: synfin %s, unread %u; lwIP %s, unread %u", what, synfin_state_name(s->before),
                s->what, we, s->our_unread, they, s->their_unread);
  fprintf(stderr, "SURVEY %s|%s|%c flags=%#x len=%u|%s|%s\n", what, synfin_state_name(s->before), s->what, s->seg.flags,
          s->seg.len, we, they);
}

static void look_inside(struct step *s)
{
  unsigned talking = SYNFIN_IN_SYNCHRONIZED & ~SYNFIN_IN(SYNFIN_TIME_WAIT);
  if (!their_exists() || !synfin_in(&conn, talking) || s->they_are == SYNFIN_TIME_WAIT)
    return;
  s->our = our_inside();
  s->their = their_inside();
}

bool judge(struct step *s)
{
  s->we = digest(&ours, s->what != 'r');
  s->they = digest(&theirs, s->what != 'r');
  s->we_are = synfin_status(&conn);
  s->they_are = their_state();
  s->our_unread = released ? 0 : synfin_receivable(&conn);
  s->their_unread = released ? 0 : unread;
  look_inside(s);
  const char *what = difference(s);
  if (!what)
    return true;
  const struct known *k = explain(s);
  if (!k)
    judge_unknown(s, what);
  else
    TELL("  differs (%s): %s, %s", what, k->name, k->clause);
  return k && k->goes_on;
}

struct step step_begin(char what)
{
  unsigned alone = SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT);
  bool peer_known = !synfin_in(&conn, alone);
  ours.n = theirs.n = 0;
  asked_without_ack = false;
  return (struct step){
    .what = what, .before = synfin_status(&conn), .una = conn.snd.una - ours.iss, .max = conn.snd.max - ours.iss,
    .wnd = conn.snd.wnd, .released = released,
    .fin_held = conn.fin_held, .fin_at = conn.rcv.fin - irs,
    .held_to = conn.held > 0 ? conn.rcv.held[conn.held - 1].right - irs : 0,
    .nxt = peer_known ? conn.rcv.nxt - irs : 0, .edge = peer_known ? conn.rcv.edge - irs : 0 };
}
