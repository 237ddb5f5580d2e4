/* The invariants of each segment and each step. They are seen from outside, by what was sent, heard, written and read;
 * those of the control block say so. */
#include <stdarg.h>
#include <stdio.h>

#include "../tcb.h"
#include "soak.h"

const char *const rule_names[RULE_COUNT] = {
#define X(name, text, clause) #name,
  RULES(X)
#undef X
};
const char *const rule_texts[RULE_COUNT] = {
#define X(name, text, clause) text,
  RULES(X)
#undef X
};
const char *const rule_clauses[RULE_COUNT] = {
#define X(name, text, clause) clause,
  RULES(X)
#undef X
};

void violated(struct world *w, uint32_t slot, unsigned end, enum rule rule, const char *format, ...)
{
  w->failure = (struct failure){ .failed = true, .rule = rule, .slot = slot, .end = end, .at = w->now };
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(w->failure.what, sizeof w->failure.what, format, arguments);
  va_end(arguments);
  siglongjmp(w->out, 1);
}

static bool before(uint32_t a, uint32_t b) { return (int32_t)(a - b) < 0; }

/* ---- Records ---------------------------------------------------------------------------------------------------- */

struct record *record_of(struct end *e, unsigned number)
{
  bool remembered = number < e->incarnations && number + RECORDS >= e->incarnations;
  return remembered ? &e->records[number % RECORDS] : NULL;
}

/* The incarnation of the peer whose SYN this one took. */
struct record *peer_record(struct slot *s, unsigned who)
{
  struct end *peer = &s->end[!who];
  const struct record *r = running(&s->end[who]);
  if (!r->has_irs)
    return NULL;
  struct record *p = NULL;
  for (unsigned n = peer->incarnations; n-- > 0 && (p = record_of(peer, n)) != NULL && p->iss != r->irs;)
    p = NULL;
  return p;
}

void begin_record(struct world *w, struct end *e)
{
  struct record *r = &e->records[e->incarnations++ % RECORDS];
  *r = (struct record){ .iss = e->c.snd.iss, .una = e->c.snd.una, .moved_at = w->now, .waits_until = SYNFIN_NEVER };
  e->owed_at = SYNFIN_NEVER;
  e->state = e->c.state;
  w->totals.entered[e->state]++;
}

/* 3.8.3: R2 is over; 3.5.3: there was a RST, or text for a user who had let go. */
static void check_cause(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  const struct record *r = running(e);
  synfin_time patience = e->config.user_timeout;
  if (r->released && e->config.fin_wait_2 < patience)
    patience = e->config.fin_wait_2;
  if (r->cause == SYNFIN_ERR_USER_TIMEOUT)
    MUST(w->now - r->moved_at >= patience, w, s, who, CAUSE, "user timeout after %llu us",
         (unsigned long long)(w->now - r->moved_at));
  if (r->cause == SYNFIN_ERR_RESET || r->cause == SYNFIN_ERR_REFUSED)
    MUST(r->rst_taken || r->released, w, s, who, CAUSE, "%s, but there was no RST", synfin_strerror(r->cause));
}

void end_record(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  struct record *r = running(e);
  if (r->ended)
    return;
  r->ended = true;
  r->cause = synfin_cause(&e->c);
  r->end_seen |= r->fin_taken && r->cause == SYNFIN_OK && !r->crashed;
  if (!r->crashed)
    check_cause(w, s, who);
}

/* ---- What is sent ----------------------------------------------------------------------------------------------- */

static void check_rst_sent(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  MUST(e->rst_credit > 0 || !e->rst_came, w, s, who, RST_FOR_RST, "a RST in %s", synfin_state_label(e->c.state));
  MUST(e->rst_credit > 0, w, s, who, RST_REASON, "a RST in %s", synfin_state_label(e->c.state));
  e->rst_credit--;
}

static void check_numbers(struct world *w, struct slot *s, unsigned who, const struct synfin_segment *seg)
{
  struct end *e = &s->end[who];
  struct record *r = running(e);
  bool syn = seg->flags & SYNFIN_SYN;
  MUST(syn == (bool)(seg->opt.present & SYNFIN_HAS_MSS), w, s, who, NUMBERS, "MSS option");
  MUST(!syn || (seg->seq == r->iss && seg->len == 0), w, s, who, NUMBERS, "SYN %u, ISS %u", seg->seq, r->iss);
  MUST(syn || seg->seq - r->iss - 1 <= r->written + 1, w, s, who, NUMBERS, "SEQ %u, ISS %u", seg->seq, r->iss);
  if (!(seg->flags & SYNFIN_ACK))
    return;
  MUST(r->has_irs && seg->ack == e->c.rcv.nxt, w, s, who, NUMBERS, "ACK %u, RCV.NXT %u", seg->ack, e->c.rcv.nxt);
  uint32_t edge = seg->ack + seg->wnd;
  MUST(!r->has_promised || !before(edge, r->promised), w, s, who, RIGHT_EDGE, "by %u", r->promised - edge);
  r->promised = edge;
  r->has_promised = true;
  e->acked = seg->ack;
}

static void check_text(struct world *w, struct slot *s, unsigned who, const struct synfin_segment *seg)
{
  struct end *e = &s->end[who];
  struct record *r = running(e);
  bool fin = seg->flags & SYNFIN_FIN;
  uint32_t at = seg->seq - r->iss - 1, right = seg->seq + seg->len + fin, first = seg->len - seg->rest_len;
  MUST(at + seg->len <= r->written, w, s, who, ON_WIRE, "octets %u+%u of %u", at, seg->len, r->written);
  for (uint32_t i = 0; i < seg->len; i++) {
    uint8_t got = i < first ? seg->text[i] : seg->rest[i - first];
    MUST(got == octet(s->id, who, r->iss, at + i), w, s, who, ON_WIRE, "octet %u is wrong", at + i);
  }
  bool probe = seg->seq == e->c.snd.una && seg->len + fin == 1;
  MUST(r->has_heard && !before(r->heard + probe, right), w, s, who, PEER_EDGE, "%u beyond", right - r->heard);
  MUST(seg->len + 20 <= e->config.mms_s, w, s, who, ON_WIRE, "%u octets", seg->len);
  MUST(!fin || (r->closed && at + seg->len == r->written), w, s, who, AFTER_FIN, "FIN at %u of %u", at, r->written);
  MUST(!r->fin_sent || !before(r->fin_at + 1, right), w, s, who, AFTER_FIN, "%u beyond", right - r->fin_at);
  if (fin) {
    MUST(!r->fin_sent || r->fin_at + 1 == right, w, s, who, AFTER_FIN, "the FIN moves");
    r->fin_sent = true;
    r->fin_at = right - 1;
  }
}

void check_segment(struct world *w, struct slot *s, unsigned who, const struct synfin_segment *seg)
{
  struct end *e = &s->end[who];
  if (seg->flags & SYNFIN_RST) {
    check_rst_sent(w, s, who);
    return;
  }
  MUST(e->incarnations > 0 && !running(e)->ended, w, s, who, NUMBERS, "no connection, but a segment");
  check_numbers(w, s, who, seg);
  if (seg->len > 0 || (seg->flags & SYNFIN_FIN)) {
    check_text(w, s, who, seg);
  } else if (!(seg->flags & SYNFIN_SYN)) {
    MUST(e->credit > 0, w, s, who, ONE_REPLY, "one more empty segment in %s", synfin_state_label(e->c.state));
    e->credit--;
  }
}

/* ---- What is heard ---------------------------------------------------------------------------------------------- */

void check_heard(struct world *w, struct slot *s, unsigned who, unsigned record, const struct synfin_segment *seg)
{
  struct end *e = &s->end[who];
  struct record *r = running(e), *from = record_of(&s->end[!who], record);
  const struct synfin_conn *c = &e->c;
  if (!from || !(seg->flags & SYNFIN_ACK) || (seg->flags & SYNFIN_RST) || seg->ack - r->iss > r->written + 2)
    return;
  uint32_t edge = seg->ack + seg->wnd;
  if (!r->has_heard || before(r->heard, edge))
    r->heard = edge;
  r->has_heard = true;
  /* MUST-37, SHLD-17: a peer that answers probes of its closed window is alive. */
  bool probed = c->snd.wnd == 0 && c->snd.una != c->snd.max && !c->snd.syn;
  if (probed && seg->wnd == 0 && seg->seq == c->rcv.nxt && seg->ack == c->snd.una)
    r->moved_at = w->now;
}

static bool syn_acked(const struct synfin_conn *before, const struct synfin_segment *seg)
{
  return (seg->flags & SYNFIN_ACK) && seg->ack - before->snd.una - 1 < before->snd.max - before->snd.una;
}

/* 3.5.3, 3.10.7.3, 3.10.7.4 Second: where a RST ends the connection; else the ACK of the last FIN alone does. */
void check_reset(struct world *w, struct slot *s, unsigned who, const struct synfin_conn *before,
                 const struct synfin_segment *seg)
{
  struct end *e = &s->end[who];
  const unsigned deaf = SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_TIME_WAIT);
  bool rst = seg->flags & SYNFIN_RST, was = before->state != SYNFIN_CLOSED && before->state != SYNFIN_LISTEN;
  bool gone = was && synfin_in(&e->c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN));
  const char *state = synfin_state_label((enum synfin_state)before->state);
  bool exact = before->state == SYNFIN_SYN_SENT ? syn_acked(before, seg) : seg->seq == before->rcv.nxt;
  if (rst && gone) {
    MUST(exact, w, s, who, RST_EXACT, "a RST %d from RCV.NXT ends %s", (int)(seg->seq - before->rcv.nxt), state);
    running(e)->rst_taken = true;
  }
  if (rst && exact && !synfin_in(before, deaf))
    MUST(gone, w, s, who, RST_EXACT, "a RST at RCV.NXT is not heard in %s", state);
  if (gone && !rst) {
    bool last = before->state == SYNFIN_LAST_ACK && (seg->flags & SYNFIN_ACK) && seg->ack == before->snd.max;
    bool syn = before->state == SYNFIN_SYN_RECEIVED_PASSIVE && (seg->flags & SYNFIN_SYN);
    MUST(last || syn || (before->released && seg->len > 0), w, s, who, CAUSE, "a segment without RST ends %s", state);
  }
}

/* RULING 6, RFC 5961 7: an empty segment that is not acceptable is answered at most each half second. */
void check_challenge(struct world *w, struct slot *s, unsigned who, const struct synfin_conn *before,
                     const struct synfin_segment *seg)
{
  struct record *r = running(&s->end[who]);
  uint32_t wnd = before->rcv.edge - before->rcv.nxt, at = seg->seq - before->rcv.nxt;
  bool acceptable = at == 0 || at < wnd;
  bool answered = before->acks == 0 && s->end[who].c.acks > 0;
  if (!synfin_in(before, SYNFIN_IN_SYNCHRONIZED) || synfin_segment_len(seg) > 0 || acceptable || !answered)
    return;
  MUST(r->challenged_at == 0 || w->now - r->challenged_at >= SYNFIN_SECONDS(1) / 2, w, s, who, QUIET,
       "a second answer to an empty segment after %llu us", (unsigned long long)(w->now - r->challenged_at));
  r->challenged_at = w->now;
}

/* ---- Steps ------------------------------------------------------------------------------------------------------ */

static void check_tcb(struct world *w, struct slot *s, unsigned who)
{
  const char *fault = tcb_fault(&s->end[who].c);
  MUST(!fault, w, s, who, TCB, "not so: %s", fault);
}

/* RULING 15, 16, MUST-13, MUST-40. */
static void check_timers(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  struct synfin_conn *c = &e->c;
  bool polled = e->poll_at == SYNFIN_NEVER && synfin_deadline(c, w->now) != w->now;
  const char *fault = polled ? tcb_polled_fault(c, w->now) : NULL;
  MUST(!fault, w, s, who, TIMER, "not so in %s: %s", synfin_state_label(synfin_status(c)), fault);
  bool owed = synfin_in(c, SYNFIN_IN_SYNCHRONIZED) && e->acked != c->rcv.nxt && running(e)->has_promised;
  e->owed_at = !owed ? SYNFIN_NEVER : e->owed_at == SYNFIN_NEVER ? w->now : e->owed_at;
  MUST(!owed || w->now - e->owed_at < MILLISECONDS(500), w, s, who, ACK_LATE, "%u octets wait", c->rcv.nxt - e->acked);
}

/* 3.5: when our SYN is acknowledged, the peer's SYN is one that it sent, and that incarnation took ours. */
static void check_handshake(struct world *w, struct slot *s, unsigned who)
{
  struct record *r = running(&s->end[who]), *p = peer_record(s, who);
  MUST(p, w, s, who, HANDSHAKE, "IRS %u is nobody's ISS", r->irs);
  MUST(p->has_irs && p->irs == r->iss, w, s, who, HANDSHAKE, "ISS %u, but the peer's IRS is %u", r->iss, p->irs);
  r->established = true;
}

static void check_peer_has(struct world *w, struct slot *s, unsigned who)
{
  const struct record *r = running(&s->end[who]), *p = peer_record(s, who);
  if (p && p->has_irs && p->irs == r->iss)
    MUST(!before(p->rcv_nxt, r->una), w, s, who, ACKED_TAKEN, "%u octets", r->una - p->rcv_nxt);
}

static void note_state(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  struct record *r = running(e);
  const struct synfin_conn *c = &e->c;
  r->was_first |= synfin_in(c, SYNFIN_IN(SYNFIN_FIN_WAIT_1));
  r->fin_taken |= synfin_in(c, SYNFIN_IN_FIN_RECEIVED);
  if (synfin_in(c, SYNFIN_IN(SYNFIN_TIME_WAIT))) {
    r->in_time_wait = true;
    if (e->state != SYNFIN_TIME_WAIT)
      r->waits_until = w->now + 2 * e->config.msl;
  }
  if (synfin_in(c, SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN_SYNCHRONIZED)) {
    MUST(!r->has_irs || r->irs == c->rcv.irs, w, s, who, HANDSHAKE, "IRS %u was %u", c->rcv.irs, r->irs);
    r->irs = c->rcv.irs;
    r->has_irs = true;
    r->rcv_nxt = c->rcv.nxt;
  }
  const unsigned waits = SYNFIN_IN_FIN_UNACKED | SYNFIN_IN(SYNFIN_FIN_WAIT_2);
  bool idle = c->snd.una == c->snd.max && synfin_unacked(c) == 0 && !synfin_in(c, waits);
  if (r->una != c->snd.una || idle)
    r->moved_at = w->now;
  r->una = c->snd.una;
}

static void check_alive(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  note_state(w, s, who);
  check_tcb(w, s, who);
  MUST(e->c.rcv.text.used == 0 || running(e)->established || !e->c.snd.syn ||
       synfin_in(&e->c, SYNFIN_IN(SYNFIN_FIN_WAIT_1)), w, s, who, EARLY, "text is taken");
  if (synfin_in(&e->c, SYNFIN_IN_SYNCHRONIZED) && !e->c.snd.syn && !running(e)->established)
    check_handshake(w, s, who);
  check_peer_has(w, s, who);
  check_timers(w, s, who);
}

/* A step is over: a segment, a timeout, a call, a poll. */
void check_step(struct world *w, struct slot *s, unsigned who)
{
  struct end *e = &s->end[who];
  struct record *r = running(e);
  if (e->incarnations == 0 || r->ended)
    return;
  r->urged |= (synfin_signals(&e->c) & SYNFIN_SIG_URGENT) != 0;
  if (synfin_in(&e->c, SYNFIN_IN(SYNFIN_LISTEN)) && e->state != SYNFIN_LISTEN && e->state != SYNFIN_CLOSED) {
    MUST(e->state == SYNFIN_SYN_RECEIVED_PASSIVE, w, s, who, CAUSE, "back to LISTEN");
    r->ended = true;                                            /* the listener outlives it */
    begin_record(w, e);
  } else if (e->state == SYNFIN_LISTEN) {
    r->iss = e->c.snd.iss;
    r->moved_at = w->now;
  }
  if (synfin_in(&e->c, SYNFIN_IN(SYNFIN_CLOSED))) {
    bool early = e->state == SYNFIN_TIME_WAIT && w->now < r->waits_until;
    MUST(!early || r->aborted || r->reused, w, s, who, TIME_WAITED, "TIME-WAIT ends too early");
  } else if (!synfin_in(&e->c, SYNFIN_IN(SYNFIN_LISTEN))) {
    check_alive(w, s, who);
  }
  w->totals.entered[e->c.state] += e->state != e->c.state;
  e->state = e->c.state;
}
