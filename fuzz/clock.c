/* Target: the timers (RFC 9293 3.8.1, 3.8.3, 3.8.6, 3.10.8; RFC 6298): a silent or slow peer, a clock that jumps,
 * stands still, or nears its end.
 *
 * Input: digits for start of the clock (STARTS), user timeout, MSL, FIN-WAIT-2, rto_max, ack_delay (PERIODS); then
 * operations, a letter each:
 *   o active OPEN; p passive; s SEND; c CLOSE; v release; x ABORT; r RECEIVE;  the peer's letters as in peer.h
 *   t to the deadline; e just before it; l long after it; y a little later; . at once, again */
#include <string.h>

#include "fuzz.h"
#include "peer.h"
#include "tcb.h"

#define CALLS "opscvxr"
#define TIMES "tely."
#define LAST (SYNFIN_NEVER - 1)

static const synfin_time STARTS[] = { 0, 1, SYNFIN_SECONDS(1), UINT32_MAX, 1ull << 63, LAST - SYNFIN_SECONDS(100000),
                                      LAST - SYNFIN_SECONDS(300), LAST - SYNFIN_SECONDS(1), LAST };
static const synfin_time PERIODS[] = { SYNFIN_SECONDS(60), 0, 1, SYNFIN_SECONDS(5), SYNFIN_SECONDS(300), 1ull << 62,
                                       1ull << 63, SYNFIN_NEVER };

struct scene {
  struct input in;
  struct synfin_config config;
  struct synfin_conn c;
  synfin_time now;
  synfin_time sent_at;         /* when the front was last sent; SYNFIN_NEVER: not yet, or the peer spoke since */
  unsigned timeouts;           /* how often the timer sent that front since */
  uint32_t una;                /* the front that these speak of */
  bool again;                  /* something of this connection was sent again, */
  uint32_t again_max;          /* and this was SND.MAX then */
  synfin_time time_wait_at;    /* when 2 MSL began */
  synfin_time text_at;         /* since when text waits for its ACK; SYNFIN_NEVER: none does */
  synfin_time waits_at;        /* since when what waits for the peer made no progress; SYNFIN_NEVER: nothing waits */
  uint32_t taken;              /* SND.UNA, by which that is told */
  uint8_t send[64], receive[64], text[64];
};

static const char *label(const struct synfin_conn *c) { return synfin_state_label(synfin_status(c)); }

static synfin_time later(synfin_time from, synfin_time wait)
{
  return wait > SYNFIN_NEVER - from ? SYNFIN_NEVER : from + wait;
}

static synfin_time least(synfin_time a, synfin_time b) { return a < b ? a : b; }

/* ---- What is sent when ------------------------------------------------------------------------------------------- */

/* RFC 6298 5.5, SHLD-29: the front is sent again by a timer no sooner than the wait before, and that doubled up to
 * rto_max. */
static void front_sent(struct scene *s, bool by_timer, bool first)
{
  if (!by_timer && !first)
    return;                    /* an answer; the timer runs on (RFC 6298 5.1) */
  synfin_time waited = s->now - s->sent_at;
  if (s->una == s->c.snd.una && s->sent_at != SYNFIN_NEVER && by_timer) {
    MUST(waited >= least(s->config.rto_min, s->config.rto_max), "no retransmission before RTO (RFC 6298 5)", "%ju",
         (uintmax_t)waited);
    MUST(waited >= least(s->config.rto_min << least(s->timeouts, 20), s->config.rto_max),
         "the RTO doubles (RFC 6298 5.5)", "%ju after %u", (uintmax_t)waited, s->timeouts);
    s->timeouts++;
  } else {
    s->timeouts = 0;
  }
  s->una = s->c.snd.una;
  s->sent_at = s->now;
}

/* A new connection's SYN stands at its SND.MAX: nothing was sent again then. */
static void note_again(struct scene *s, bool again, uint32_t max)
{
  if (again)
    s->again_max = max;
  s->again = again || (s->again && s->c.state != SYNFIN_SYN_SENT && !s->c.snd.syn);
}

static void note_sent(struct scene *s, const struct synfin_segment *seg, uint32_t max, bool by_timer)
{
  fuzz_tell_segment(0, seg, label(&s->c));
  if (seg->flags & SYNFIN_ACK)
    s->text_at = SYNFIN_NEVER;
  if (synfin_segment_len(seg) == 0)
    return;
  if (seg->seq == s->c.snd.una)
    front_sent(s, by_timer, seg->seq == max);
  note_again(s, seg->seq != max, max);
}

/* Whether there was anything; *first is the first of it. */
static bool drain(struct scene *s, bool by_timer, struct synfin_segment *first)
{
  struct synfin_segment seg;
  unsigned n = 0;
  for (uint32_t max = s->c.snd.max; synfin_poll(&s->c, s->now, &seg); max = s->c.snd.max) {
    MUST(n < 100, "what can be sent at once ends (3.7.2)", "%u segments", n);
    note_sent(s, &seg, max, by_timer);
    if (n++ == 0)
      *first = seg;
  }
  return n > 0;
}

/* ---- What holds between two calls -------------------------------------------------------------------------------- */

static void check(const struct scene *s)
{
  const struct synfin_conn *c = &s->c;
  synfin_time deadline = synfin_deadline(c, s->now);
  const char *fault = tcb_fault(c);
  MUST(!fault, fault, "in %s", label(c));
  fault = tcb_polled_fault(c, s->now);
  MUST(!fault, fault, "in %s", label(c));
  MUST(deadline > s->now, "what is due was done (3.10.8)", "%ju at %ju in %s", (uintmax_t)deadline, (uintmax_t)s->now,
       label(c));
  MUST(s->text_at == SYNFIN_NEVER || deadline <= later(s->text_at, s->config.ack_delay),
       "an ACK is delayed by ack_delay at most (MUST-40)", "%ju", (uintmax_t)deadline);
  if (s->sent_at != SYNFIN_NEVER && s->una == c->snd.una && c->snd.una != c->snd.max)
    MUST(deadline <= later(s->sent_at, s->config.rto_max), "the front is sent again within rto_max (MUST-37)", "%ju",
         (uintmax_t)deadline);
  if (synfin_in(c, SYNFIN_IN(SYNFIN_TIME_WAIT)))
    MUST(deadline >= later(s->time_wait_at, later(s->config.msl, s->config.msl)) || c->timer.ack_at == deadline,
         "TIME-WAIT lasts 2 MSL (MUST-13)", "%ju", (uintmax_t)deadline);
}

/* ---- Time -------------------------------------------------------------------------------------------------------- */

/* R2 (3.8.3): what waits for the peer, which takes none of it, nor answers that its window has no room (MUST-37). */
static void follow_patience(struct scene *s, bool answered)
{
  const struct synfin_conn *c = &s->c;
  bool waits = synfin_unacked(c) > 0 ||
               synfin_in(c, SYNFIN_IN(SYNFIN_SYN_SENT) | SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN_FIN_UNACKED);
  bool no_room = answered && !c->snd.syn && c->snd.max - c->snd.una > c->snd.wnd;
  if (!waits)
    s->waits_at = SYNFIN_NEVER;
  else if (s->waits_at == SYNFIN_NEVER || c->snd.una != s->taken || no_room)
    s->waits_at = s->now;
  s->taken = c->snd.una;
}

static void check_timeout(const struct scene *s, const struct synfin_conn *before)
{
  synfin_time patience = later(s->waits_at, s->config.user_timeout);
  synfin_time time_wait = later(s->time_wait_at, later(s->config.msl, s->config.msl));
  if (s->now < synfin_deadline(before, s->now))
    MUST(memcmp(before, &s->c, sizeof *before) == 0, "nothing happens before its time (3.10.8)", "in %s",
         label(before));
  if (synfin_cause(&s->c) == SYNFIN_ERR_USER_TIMEOUT && synfin_cause(before) == SYNFIN_OK)
    MUST(s->now >= patience || before->state == SYNFIN_FIN_WAIT_2, "R2 is the user's patience, not less (MUST-20)",
         "at %ju, not %ju", (uintmax_t)s->now, (uintmax_t)patience);
  if (s->now >= patience && before->state != SYNFIN_TIME_WAIT)
    MUST(synfin_in(&s->c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)), "at R2 the connection ends (MUST-20)",
         "%s", label(&s->c));
  if (before->state == SYNFIN_TIME_WAIT && s->c.state == SYNFIN_CLOSED)
    MUST(s->now >= time_wait, "TIME-WAIT lasts 2 MSL (MUST-13)", "%ju", (uintmax_t)s->now);
}

static void timeout(struct scene *s)
{
  const struct synfin_conn before = s->c;
  struct synfin_segment first;
  synfin_timeout(&s->c, s->now);
  TELL("%ju us: %s", (uintmax_t)s->now, label(&s->c));
  check_timeout(s, &before);
  follow_patience(s, false);
  bool sent = drain(s, true, &first);
  const char *fault = tcb_timeout_fault(&before, &s->c, s->now, sent ? &first : NULL);
  MUST(!fault, fault, "in %s", label(&s->c));
}

/* Until nothing is due at this instant: bounded, whatever is configured. */
static void settle(struct scene *s)
{
  struct synfin_segment first;
  drain(s, false, &first);
  for (unsigned n = 0; synfin_deadline(&s->c, s->now) <= s->now; n++) {
    MUST(n < 4, "an instant ends (3.10.8)", "in %s", label(&s->c));
    timeout(s);
  }
  if (synfin_in(&s->c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)))
    s->text_at = s->sent_at = SYNFIN_NEVER;
  check(s);
}

static void time_passes(struct scene *s, char how)
{
  synfin_time deadline = synfin_deadline(&s->c, s->now);
  bool due = deadline != SYNFIN_NEVER;
  switch (how) {
  case 't': s->now = due ? deadline : s->now; break;
  case 'e': s->now = due ? deadline - 1 : s->now; break;
  case 'l': s->now = least(later(due ? deadline : s->now, SYNFIN_SECONDS(1) << input_pick(&s->in, 30)), LAST); break;
  case 'y': s->now = least(later(s->now, 10000), LAST); break;
  default: break;
  }
  timeout(s);
}

/* ---- User and peer ----------------------------------------------------------------------------------------------- */

static void call(struct scene *s, char letter)
{
  TELL("  call %c in %s", letter, label(&s->c));
  switch (letter) {
  case 'o': synfin_open_active(&s->c, s->now, 100); break;
  case 'p': synfin_open_passive(&s->c, s->now, 100); break;
  case 's': synfin_send(&s->c, s->now, "abc", 3, false); break;
  case 'c': synfin_close(&s->c, s->now); break;
  case 'v': synfin_release(&s->c, s->now); break;
  case 'x': synfin_abort(&s->c, s->now); break;
  default: synfin_receive(&s->c, s->now, s->text, sizeof s->text); break;
  }
}

/* RFC 6298 3 (Karn): what was sent again gives no sample; 5.3: only new data acknowledged starts the timer again. */
static void check_heard(const struct scene *s, const struct synfin_conn *before)
{
  const struct synfin_conn *c = &s->c;
  uint32_t moved = c->snd.una - before->snd.una;
  if (!synfin_in(before, SYNFIN_IN_SYNCHRONIZED) || !synfin_in(c, SYNFIN_IN_SYNCHRONIZED))
    return;
  if (s->again && moved > 0 && moved <= s->again_max - before->snd.una && s->again_max - before->snd.una < 1u << 31)
    MUST(c->timer.srtt == before->timer.srtt, "no sample of what was sent again (RFC 6298 3, MUST-18)", "srtt %u",
         c->timer.srtt);
  if (moved == 0 && c->snd.wnd == before->snd.wnd && before->timer.retransmit_at != SYNFIN_NEVER)
    MUST(c->timer.retransmit_at == before->timer.retransmit_at, "only new data restarts the timer (RFC 6298 5.3)",
         "%ju", (uintmax_t)c->timer.retransmit_at);
}

static void peer(struct scene *s, char says)
{
  struct synfin_segment seg = peer_segment(&s->c, says, s->text, 3);
  const struct synfin_conn before = s->c;
  synfin_segment_arrives(&s->c, s->now, &seg);
  fuzz_tell_segment(1, &seg, label(&s->c));
  check_heard(s, &before);
  bool synchronized = synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED), taken = s->c.rcv.nxt - before.rcv.nxt == seg.len;
  if (synchronized && taken && seg.len > 0 && s->text_at == SYNFIN_NEVER)
    s->text_at = s->now;
  if (synfin_in(&s->c, SYNFIN_IN(SYNFIN_TIME_WAIT)) && (before.state != SYNFIN_TIME_WAIT || says == 'L'))
    s->time_wait_at = s->now;
  s->sent_at = SYNFIN_NEVER;   /* an answer may begin the wait afresh */
}

static void operate(struct scene *s, char letter)
{
  if (strchr(TIMES, letter))
    time_passes(s, letter);
  else if (strchr(PEER_SAYS, letter))
    peer(s, letter);
  else
    call(s, letter);
  follow_patience(s, letter == 'O');
  settle(s);
}

static void begin(struct scene *s)
{
  s->now = STARTS[input_pick(&s->in, 9)];
  s->config.user_timeout = PERIODS[input_pick(&s->in, 8)];
  s->config.msl = PERIODS[input_pick(&s->in, 8)];
  s->config.fin_wait_2 = PERIODS[input_pick(&s->in, 8)];
  s->config.rto_max = later(SYNFIN_SECONDS(60), PERIODS[input_pick(&s->in, 8)]);
  s->config.ack_delay = least(PERIODS[input_pick(&s->in, 8)], SYNFIN_SECONDS(1) / 2 - 1);
  synfin_init(&s->c, &s->config, 1000, 2000);
  synfin_attach_send(&s->c, s->send, sizeof s->send);
  synfin_attach_receive(&s->c, s->receive, sizeof s->receive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct scene s = { .in = { data, size }, .config = SYNFIN_CONFIG_IPV4,
                     .sent_at = SYNFIN_NEVER, .text_at = SYNFIN_NEVER, .waits_at = SYNFIN_NEVER };
  begin(&s);
  for (unsigned n = 0; !input_ends(&s.in) && n < 64; n++)
    operate(&s, input_letter(&s.in, CALLS TIMES PEER_SAYS));
  return 0;
}
