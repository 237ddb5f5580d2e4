/* Target: two engines, two users and a bad network between them, all driven by the input; then all heals, and has to
 * end.
 *
 * Input: of each side the sizes of send and receive buffer (0-5), the first ISS (0-7) and whether Nagle is off (0, 1).
 * Then decisions, a letter each, most with the side (0, 1):
 *   o0 OPEN active   l0 OPEN passive   (not the first one: 0-3, how far beyond the last number the ISS lies)
 *   w05 SEND (5: how many octets)   u05 the same, urgent   r05 RECEIVE   c0 CLOSE   a0 ABORT   e0 release   k0 crash
 *   d0 deliver a segment (0: the oldest)   b0 the same, and do not poll yet   t0 deliver it, and keep it   x0 lose it
 *   i0.. it arrives with one octet changed (which, how)   g deliver all, until nothing is in flight
 *   . wait for the next deadline   m5 s5 h5 wait tenths of a second, seconds, half minutes */
#include "flight.h"

#define BUFFER 256u
#define RECORDS 32u            /* incarnations that are remembered; nothing in flight is older    */
#define OPENS 8u               /* times 2^28 is less than half of the numbers: none is used twice */
#define QUIET (5 * FLIGHT)     /* segments one after the other without text, a user or a clock: what was in flight,
                                * its ACKs, what they have sent again (RFC 6582), and the ACKs of that */
#define STEPS 400u             /* of the clock, until all has ended                               */

/* An incarnation, as its user and the network see it. */
struct record {
  uint32_t iss, irs, rcv_nxt, written, taken;
  bool has_irs, established, closed, fin_taken, told, ended;   /* told: of the end of the stream */
  bool broken;                 /* aborted, let go of or crashed */
  enum synfin_err cause;
};

struct end {
  struct synfin_conn c;
  unsigned state, opens, incarnations;
  unsigned credit;             /* empty segments that it may send, one for each event since it was polled */
  uint32_t next_iss;           /* the first one, then the last number that was used: SND.MAX */
  size_t send_size, receive_size;
  struct record records[RECORDS];
  uint8_t send[BUFFER], receive[BUFFER];
};

static struct {
  synfin_time now;
  synfin_time healed_at;       /* SYNFIN_NEVER: not yet */
  struct end end[2];
  struct flight flight;
} w;

/* ---- The story --------------------------------------------------------------------------------------------------- */

static const char *label(unsigned who) { return synfin_state_label(synfin_status(&w.end[who].c)); }

/* Side 0 to the left, side 1 to the right. */
#define SAY(who, format, ...)                                                                                          \
  TELL("%*s%9.3f  " format "  [%s]", (who) ? 30 : 0, "", (double)w.now / 1e6, __VA_ARGS__, label(who))

/* ---- Incarnations ------------------------------------------------------------------------------------------------ */

/* The one that runs, or ran last. */
static struct record *running(struct end *e) { return &e->records[(e->incarnations + RECORDS - 1) % RECORDS]; }

static void begin(struct end *e)
{
  e->incarnations++;
  *running(e) = (struct record){ .iss = e->c.snd.iss };
}

/* The peer's incarnation whose SYN this one took; NULL if it is forgotten. */
static struct record *peer_of(unsigned who, const struct record *r)
{
  struct end *peer = &w.end[!who];
  for (unsigned n = peer->incarnations; r->has_irs && n > 0 && n + RECORDS > peer->incarnations; n--)
    if (peer->records[(n - 1) % RECORDS].iss == r->irs)
      return &peer->records[(n - 1) % RECORDS];
  return NULL;
}

static bool are_pair(const struct record *r, const struct record *p) { return p && p->has_irs && p->irs == r->iss; }

/* On a good network the front is sent again within rto_max, and heard: of two that live neither gives up. */
static void finish(unsigned who)
{
  struct end *e = &w.end[who];
  struct record *r = running(e);
  const struct record *p = peer_of(who, r);
  r->ended = true;
  r->cause = synfin_cause(&e->c);
  bool late = w.now > w.healed_at && w.now - w.healed_at > flight_config.rto_max;
  MUST(!late || r->cause != SYNFIN_ERR_USER_TIMEOUT || !are_pair(r, p) || p->ended,
       "who is heard is not given up (RFC 6298 5.4, 3.8.3)", "side %u, ISS %u", who, r->iss);
}

/* ---- What must be so after each step ----------------------------------------------------------------------------- */

static void check_numbers(unsigned who)
{
  struct end *e = &w.end[who];
  struct record *r = running(e);
  MUST(!r->has_irs || r->irs == e->c.rcv.irs, "IRS is taken once (3.4)", "%u was %u", e->c.rcv.irs, r->irs);
  r->irs = e->c.rcv.irs;
  r->has_irs = true;
  r->rcv_nxt = e->c.rcv.nxt;
  MUST(!e->c.snd.syn || e->c.rcv.text.used == 0, "no text is taken before ESTABLISHED (3.10.7.4 Fifth)", "%s",
       label(who));
  const struct record *p = peer_of(who, r);
  if (synfin_in(&e->c, SYNFIN_IN_SYNCHRONIZED) && !e->c.snd.syn && !r->established) {
    MUST(are_pair(r, p), "both agree on both ISNs (3.5)", "side %u: ISS %u, IRS %u, the peer has %u", who, r->iss,
         r->irs, p ? p->irs : 0);
    r->established = true;
  }
  MUST(!are_pair(r, p) || (int32_t)(p->rcv_nxt - e->c.snd.una) >= 0, "what was acknowledged was taken (3.4)",
       "SND.UNA %u, the peer's RCV.NXT %u", e->c.snd.una, p->rcv_nxt);
}

static void step(unsigned who)
{
  struct end *e = &w.end[who];
  struct record *r = running(e);
  const unsigned unopened = SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN);
  const char *fault = tcb_fault(&e->c);
  MUST(!fault, fault, "side %u in %s", who, label(who));
  if (e->incarnations == 0)
    return;
  if (!synfin_in(&e->c, unopened | SYNFIN_IN(SYNFIN_SYN_SENT)))
    check_numbers(who);
  r->fin_taken |= synfin_in(&e->c, SYNFIN_IN_FIN_RECEIVED);
  r->told |= (synfin_signals(&e->c) & SYNFIN_SIG_CLOSING) != 0;
  if (synfin_in(&e->c, unopened) && !(unopened >> e->state & 1u)) {
    finish(who);
    if (synfin_status(&e->c) == SYNFIN_LISTEN)
      begin(e);
  } else if (synfin_status(&e->c) == SYNFIN_LISTEN) {
    r->iss = e->c.snd.iss;
  }
  r->ended |= synfin_status(&e->c) == SYNFIN_CLOSED;
  if (e->state != SYNFIN_CLOSED)
    e->next_iss = e->c.snd.max;
  e->state = e->c.state;
}

/* ---- Segments ---------------------------------------------------------------------------------------------------- */

static void flush(unsigned who)
{
  struct end *e = &w.end[who];
  struct synfin_segment seg;
  for (unsigned burst = 0; synfin_poll(&e->c, w.now, &seg); burst++) {
    MUST(burst < 2 * BUFFER, "poll comes to an end", "side %u in %s", who, label(who));
    if (flight_is_empty(&seg))
      MUST(e->credit-- > 0, "an event gets one empty segment at most (3.8.6.3)", "side %u in %s", who, label(who));
    MUST(!(seg.flags & SYNFIN_SYN) || seg.wnd == e->receive_size,
         "a new connection's window is its whole buffer (3.8.6)", "side %u: SYN with window %u, the buffer has %zu",
         who, seg.wnd, e->receive_size);
    uint16_t number = flight_put(&w.flight, w.now, who, !who, &seg);
    if (fuzz_telling) {
      char note[64];
      snprintf(note, sizeof note, "#%u at %.3f  [%s]", number, (double)w.now / 1e6, label(who));
      fuzz_tell_segment((int)who, &seg, note);
    }
  }
  e->credit = 0;
  step(who);
  const char *fault = tcb_polled_fault(&e->c, w.now);
  MUST(!fault, fault, "side %u in %s", who, label(who));
  MUST(synfin_deadline(&e->c, w.now) != w.now, "what is due is done", "side %u in %s", who, label(who));
}

/* 3.5.2; RFC 5961 3.2: what is in the window but not at its left edge ends nothing. */
static void check_reset(const struct synfin_conn *before, const struct synfin_conn *after,
                        const struct synfin_segment *seg)
{
  const unsigned unsure = SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT);
  if (!(seg->flags & SYNFIN_RST))
    return;
  MUST(before->rst.flags || !after->rst.flags, "no RST answers a RST (3.5.2)", "in %s",
       synfin_state_label(synfin_status(after)));
  MUST(synfin_in(before, unsure) || after->state == before->state || seg->seq == before->rcv.nxt,
       "a RST is obeyed at RCV.NXT only (RFC 5961 3.2)", "SEQ %u, RCV.NXT %u", seg->seq, before->rcv.nxt);
}

static void arrive(const struct datagram *d)
{
  unsigned who = d->to;
  struct end *e = &w.end[who];
  struct synfin_segment seg;
  flight_decode(d, &seg);
  const struct synfin_conn before = e->c;
  e->credit++;
  synfin_segment_arrives(&e->c, w.now, &seg);
  check_reset(&before, &e->c, &seg);
  SAY(who, "#%u arrives", d->number);
  step(who);
}

/* Takes segment `at` out of the network, and it arrives. */
static unsigned deliver(unsigned at)
{
  struct datagram d = w.flight.datagram[at];
  flight_remove(&w.flight, at);
  arrive(&d);
  return d.to;
}

/* ---- Users ------------------------------------------------------------------------------------------------------- */

/* Beyond the last incarnation's window: within it, without a quiet time, the two can be mistaken (3.4.3). */
static uint32_t next_iss(struct end *e, struct input *in)
{
  static const uint32_t beyond[] = { 0x1000, 0x10000, 0x100000, 0x10000000 };
  return e->opens++ == 0 ? e->next_iss : e->next_iss + beyond[input_pick(in, 4)];
}

static void user_open(unsigned who, bool active, struct input *in)
{
  struct end *e = &w.end[who];
  if (!synfin_in(&e->c, SYNFIN_IN(SYNFIN_CLOSED)) || e->opens == OPENS)
    return;
  running(e)->broken |= synfin_receivable(&e->c) > 0;           /* text that nobody will read */
  uint32_t iss = next_iss(e, in);
  enum synfin_err err = active ? synfin_open_active(&e->c, w.now, iss) : synfin_open_passive(&e->c, w.now, iss);
  MUST(err == SYNFIN_OK, "OPEN in CLOSED (3.10.1)", "%s", synfin_strerror(err));
  begin(e);
  SAY(who, "OPEN %s, ISS %u", active ? "active" : "passive", iss);
}

static void user_send(unsigned who, size_t len, bool urgent)
{
  struct end *e = &w.end[who];
  struct record *r = running(e);
  uint8_t text[BUFFER];
  for (size_t i = 0; i < len; i++)
    text[i] = flight_text(r->iss, r->written + (uint32_t)i);
  bool was_open = e->incarnations > 0 && !r->ended;
  ptrdiff_t n = synfin_send(&e->c, w.now, text, len, urgent);
  MUST(n <= 0 || (was_open && (size_t)n <= len && !r->closed), "SEND before CLOSE only (3.10.2)", "%td octets", n);
  if (n > 0)
    r->written += (uint32_t)n;
  SAY(who, "SEND%s %zu: %td", urgent ? " urgent" : "", len, n);
}

static ptrdiff_t user_receive(unsigned who, size_t cap)
{
  struct end *e = &w.end[who];
  struct record *r = running(e);
  const struct record *p = peer_of(who, r);
  uint8_t text[BUFFER];
  e->credit++;
  ptrdiff_t n = synfin_receive(&e->c, w.now, text, cap);
  MUST(n <= 0 || r->established, "nothing is delivered before ESTABLISHED (3.10.3)", "side %u: %td octets", who, n);
  for (ptrdiff_t i = 0; i < n; i++, r->taken++)
    MUST(!p || (r->taken < p->written && text[i] == flight_text(p->iss, r->taken)),
         "what is delivered is a prefix of what was written (3.4)", "side %u: octet %u of %u", who, r->taken,
                                                             p->written);
  SAY(who, "RECEIVE: %td", n);
  return n;
}

static void user_ends(unsigned who, char how)
{
  struct end *e = &w.end[who];
  struct record *r = running(e);
  enum synfin_err err = how == 'c' ? synfin_close(&e->c, w.now)
                        : how == 'a' ? synfin_abort(&e->c, w.now) : synfin_release(&e->c, w.now);
  r->closed |= !r->ended;
  r->broken |= !r->ended && how != 'c';
  SAY(who, "%s: %s", how == 'c' ? "CLOSE" : how == 'a' ? "ABORT" : "release", synfin_strerror(err));
}

static void init(unsigned who)
{
  struct end *e = &w.end[who];
  synfin_init(&e->c, &flight_config, (uint16_t)(1000 + who), (uint16_t)(1000 + !who));
  synfin_attach_send(&e->c, e->send, e->send_size);
  synfin_attach_receive(&e->c, e->receive, e->receive_size);
}

/* All is lost but what the ISN clock remembers (3.4.3). */
static void crash(unsigned who)
{
  struct end *e = &w.end[who];
  bool no_delay = e->c.no_delay;
  running(e)->broken = running(e)->ended = true;
  init(who);
  e->c.no_delay = no_delay;
  e->state = SYNFIN_CLOSED;
  e->credit = 0;
  SAY(who, "%s", "crash");
}

/* ---- Decisions --------------------------------------------------------------------------------------------------- */

static void wait_until(synfin_time at)
{
  w.now = at;
  flight_expire(&w.flight, w.now);
  for (unsigned who = 0; who < 2; who++) {
    unsigned before = w.end[who].c.state;
    w.end[who].credit++;
    synfin_timeout(&w.end[who].c, w.now);
    if (before != w.end[who].c.state)
      SAY(who, "%s", "timeout");
    step(who);
    flush(who);
  }
}

static synfin_time next_deadline(void)
{
  synfin_time a = synfin_deadline(&w.end[0].c, w.now), b = synfin_deadline(&w.end[1].c, w.now);
  return a < b ? a : b;
}

/* RFC 5961 7: two ends never keep each other busy. Where each has taken an old SYN of the other, they answer each other
 * twice a second (3.10.7.4 First before Fifth): that takes a clock, so it is quiet here too. */
static void settle(bool reading)
{
  for (unsigned n = 0; w.flight.count > 0; n++) {
    MUST(n < QUIET, "two ends do not keep answering each other (RFC 5961 7)", "%s and %s", label(0), label(1));
    unsigned who = deliver(0);
    while (reading && user_receive(who, BUFFER) > 0)
      n = 0;
    flush(who);
  }
}

static void decide_segment(struct input *in, char op)
{
  if (w.flight.count == 0)
    return;
  unsigned at = input_pick(in, w.flight.count), who = w.flight.datagram[at].to;
  switch (op) {
  case 'b': deliver(at); return;
  case 'd': deliver(at); break;
  case 't': arrive(&w.flight.datagram[at]); break;
  case 'x': TELL("  -- #%u is lost", w.flight.datagram[at].number); flight_remove(&w.flight, at); return;
  default: flight_corrupt(&w.flight.datagram[at], in); return;
  }
  flush(who);
}

static void decide_call(struct input *in, char op)
{
  unsigned who = input_pick(in, 2);
  switch (op) {
  case 'o': case 'l': user_open(who, op == 'o', in); break;
  case 'w': case 'u': user_send(who, input_pick(in, BUFFER), op == 'u'); break;
  case 'r': user_receive(who, input_pick(in, BUFFER)); break;
  case 'k': crash(who); break;
  default: user_ends(who, op); break;
  }
  step(who);
  flush(who);
}

static void decide(struct input *in)
{
  char op = input_letter(in, "olwurcaekdbtxig.msh");
  synfin_time at = next_deadline();
  if (strchr("dbtxi", op))
    decide_segment(in, op);
  else if (strchr("msh", op))
    wait_until(w.now + flight_pause(in, op));
  else if (op == '.')
    wait_until(at == SYNFIN_NEVER ? w.now : at);
  else if (op == 'g')
    settle(false);
  else
    decide_call(in, op);
}

/* ---- The end ----------------------------------------------------------------------------------------------------- */

static bool close_one(void)
{
  const unsigned closable = SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN_SYN_RECEIVED |
                            SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_CLOSE_WAIT);
  for (unsigned who = 0; who < 2; who++)
    if (synfin_in(&w.end[who].c, closable)) {
      user_ends(who, 'c');
      step(who);
      flush(who);
      return true;
    }
  return false;
}

/* FIN-WAIT-2 whose peer is gone waits for as long as its user does (RULING 16): the user lets go. */
static void let_go(void)
{
  for (unsigned who = 0; who < 2; who++) {
    struct end *e = &w.end[who];
    const struct record *r = running(e), *p = running(&w.end[!who]);
    if (synfin_in(&e->c, SYNFIN_IN(SYNFIN_CLOSED)))
      continue;
    MUST(synfin_in(&e->c, SYNFIN_IN(SYNFIN_FIN_WAIT_2)), "a timer runs in every state that waits (3.10.8)", "%s",
         label(who));
    MUST(p->ended || !are_pair(r, p), "while both live, one of them has something to do (3.6)", "%s and %s", label(0),
         label(1));
    user_ends(who, 'e');
    step(who);
    flush(who);
  }
}

static bool all_over(void)
{
  return w.flight.count == 0 && synfin_in(&w.end[0].c, SYNFIN_IN(SYNFIN_CLOSED)) &&
         synfin_in(&w.end[1].c, SYNFIN_IN(SYNFIN_CLOSED));
}

/* The network delivers, the users read and close, the clock goes from deadline to deadline. */
static void heal(void)
{
  TELL("  -- all heals");
  w.healed_at = w.now;
  for (unsigned who = 0; who < 2; who++) {
    while (user_receive(who, BUFFER) > 0) {}
    flush(who);
  }
  for (unsigned n = 0; settle(true), !all_over(); n++) {
    MUST(n < STEPS, "once all heals, everything reaches CLOSED (3.6, 3.8.3)", "%s and %s", label(0), label(1));
    if (close_one())
      continue;
    if (next_deadline() == SYNFIN_NEVER)
      let_go();
    else
      wait_until(next_deadline());
  }
}

/* Nothing but two CLOSEs ended it. */
static bool in_order(const struct record *r) { return r->established && !r->broken && r->cause == SYNFIN_OK; }

static void judge(unsigned who)
{
  struct end *e = &w.end[who];
  unsigned known = e->incarnations < RECORDS ? e->incarnations : RECORDS;
  for (unsigned n = 0; n < known; n++) {
    const struct record *r = &e->records[n], *p = peer_of(who, r);
    MUST(r->ended, "every incarnation ends", "side %u, ISS %u", who, r->iss);
    if (!p || !in_order(r) || !are_pair(r, p) || !in_order(p))
      continue;
    MUST(r->closed && r->fin_taken, "both FINs are taken (3.6)", "side %u, ISS %u", who, r->iss);
    MUST(r->taken == p->written, "all octets are delivered (3.6)", "side %u: %u of %u", who, r->taken, p->written);
    MUST(r->told, "the user is told of the end (3.10.7.4 Eighth)", "side %u, ISS %u", who, r->iss);
  }
}

static void begin_world(struct input *in)
{
  static const size_t sizes[] = { 256, 16, 1, 64, 100, 2 };
  memset(&w, 0, sizeof w);
  w.healed_at = SYNFIN_NEVER;
  for (unsigned who = 0; who < 2; who++) {
    struct end *e = &w.end[who];
    e->send_size = sizes[input_pick(in, 6)];
    e->receive_size = sizes[input_pick(in, 6)];
    e->next_iss = flight_iss(in);
    init(who);
    synfin_set_no_delay(&e->c, input_pick(in, 2) != 0);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  begin_world(&in);
  while (!input_ends(&in))
    decide(&in);
  heal();
  judge(0);
  judge(1);
  return 0;
}
