/* see play.h: how a connection begins, what the tester sends and hears, and the calls of the target's user. */
#include "play.h"

#include <string.h>

/* ---- Beginning --------------------------------------------------------------------------------------------------- */

bool play_begin(struct tester *t, const struct play *play)
{
  struct scene scene = {
    .version = t->scene.version ? t->scene.version : 4, .iss = play->iss ? play->iss : PLAY_ISS,
    .receive_buffer = play->buffer, .no_delay = play->no_delay};
  if (play->buffer && !tester_needs(t, TARGET_SET_BUFFER))
    return false;
  if (play->no_delay && !tester_needs(t, TARGET_NO_DELAY))
    return false;
  tester_begin(t, &scene, play->peer_iss ? play->peer_iss : PLAY_PEER_ISS);
  return !t->played_out;
}

/* A target without calls listens from the start. */
static bool listens(struct tester *t, const struct play *play)
{
  if (!play_begin(t, play))
    return false;
  if (t->target->can & TARGET_OPEN_PASSIVE)
    play_user(t, TARGET_CALL_OPEN_PASSIVE);
  else
    t->dut.state = SYNFIN_LISTEN;
  return !t->played_out;
}

static bool connects(struct tester *t, const struct play *play)
{
  struct heard h;
  if (!play_begin(t, play))
    return false;
  play_user(t, TARGET_CALL_OPEN_ACTIVE);
  if (!t->played_out && !(tester_hear(t, ANSWER, &h) && h.flags & SYN))
    tester_inconclusive(t, "no SYN after OPEN");
  return !t->played_out;
}

bool play_listen(struct tester *t) { return listens(t, &(const struct play){0}); }
bool play_syn_sent(struct tester *t) { return connects(t, &(const struct play){0}); }

bool play_in(struct tester *t, enum synfin_state state)
{
  return play_begin(t, &(const struct play){0}) && tester_reach(t, state);
}

static void arrives(struct tester *t, const struct oracle_segment *seg, const struct synfin_options *opt)
{
  if (t->played_out)
    return;
  tester_send_with(t, seg, opt, 0);
  t->dut = oracle_segment(&t->dut, seg).tcb;
}

bool play_open(struct tester *t, const struct play *play)
{
  struct synfin_options opt = play->opt;
  struct heard h;
  int64_t wnd = play->wnd == PLAY_CLOSED ? 0 : play->wnd ? play->wnd : PLAY_WINDOW;
  if (!opt.present && !play->bare)
    opt = (struct synfin_options){.present = SYNFIN_HAS_MSS, .mss = PLAY_MSS};
  if (!(play->active ? connects(t, play) : listens(t, play)))
    return false;
  struct oracle_segment syn = {.seq = t->sent, .ack = MAX, .wnd = wnd, .flags = play->active ? SYN | ACK : SYN};
  arrives(t, &syn, &opt);
  if (!tester_hear(t, ANSWER, &h) || !(h.flags & ACK) || h.ack != NXT)
    tester_inconclusive(t, "the handshake did not come about");
  if (!play->active)
    play_send_wnd(t, ACK, NXT, MAX, 0, wnd);
  return !t->played_out;
}

/* ---- The tester sends -------------------------------------------------------------------------------------------- */

void play_send_wnd(struct tester *t, unsigned flags, int64_t seq, int64_t ack, int64_t len, int64_t wnd)
{
  struct synfin_options opt = {.present = flags & SYN ? SYNFIN_HAS_MSS : 0, .mss = PLAY_MSS};
  arrives(t, &(const struct oracle_segment){seq, ack, wnd, len, flags}, &opt);
}

/* The window that the target knows stays. */
static int64_t window(const struct tester *t)
{
  unsigned unopened = SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN) | SYNFIN_IN(SYNFIN_SYN_SENT);
  return unopened >> t->dut.state & 1u ? PLAY_WINDOW : t->dut.wnd;
}

void play_send_with(struct tester *t, unsigned flags, int64_t seq, int64_t ack, int64_t len,
                    const struct synfin_options *opt)
{
  arrives(t, &(const struct oracle_segment){seq, ack, window(t), len, flags}, opt);
}

void play_send(struct tester *t, unsigned flags, int64_t seq, int64_t ack, int64_t len)
{
  play_send_wnd(t, flags, seq, ack, len, window(t));
}

void play_syn(struct tester *t) { play_send(t, SYN, t->dut.irs, 0, 0); }
void play_syn_ack(struct tester *t) { play_send(t, SYN | ACK, t->dut.irs, t->dut.iss + 1, 0); }
void play_ack(struct tester *t) { play_send(t, ACK, NXT, MAX, 0); }
void play_window(struct tester *t, int64_t wnd) { play_send_wnd(t, ACK, NXT, MAX, 0, wnd); }
void play_text(struct tester *t, int64_t len) { play_send(t, ACK, NXT, MAX, len); }
void play_text_at(struct tester *t, int64_t seq, int64_t len) { play_send(t, ACK, seq, MAX, len); }
void play_fin(struct tester *t) { play_send(t, FIN | ACK, NXT, MAX, 0); }
void play_rst(struct tester *t) { play_send(t, RST, NXT, 0, 0); }

/* ---- The target's answer ----------------------------------------------------------------------------------------- */

static bool refuse(struct tester *t, const struct heard *h, unsigned flags, int64_t seq, int64_t ack, const char *rule)
{
  char want[96], got[96] = "nothing";
  tester_describe(t, want, flags, seq, ack, 0);
  if (h)
    tester_describe(t, got, h->flags, h->seq, h->ack, h->len);
  tester_fail(t, LEVEL_MUST, "%s: %s, not %s", rule, got, want);
  return false;
}

bool play_expect(struct tester *t, unsigned flags, int64_t seq, int64_t ack, uint32_t len, const char *rule)
{
  return tester_expect(t, ANSWER, flags, seq, ack, len, rule);
}

bool play_hear(struct tester *t, synfin_time wait, struct heard *h)
{
  synfin_time until = t->target->now(t->target) + wait;
  for (synfin_time now; !t->played_out && (now = t->target->now(t->target)) <= until;) {
    if (!tester_hear(t, until - now, h))
      return false;
    if (!h->again)
      return true;
  }
  return false;
}

bool play_expect_ack(struct tester *t, const char *rule)
{
  struct heard h;
  bool came = play_hear(t, ANSWER, &h);
  if (came && (h.flags & (ACK | RST | SYN)) == ACK && h.ack == NXT && (h.len > 0 || h.flags & FIN || h.seq == MAX))
    return true;
  return refuse(t, came ? &h : NULL, ACK, MAX, NXT, rule);
}

/* The first one tells the ISS. */
bool play_expect_syn_ack(struct tester *t, const char *rule)
{
  struct heard h;
  bool came = play_hear(t, ANSWER, &h);
  if (came && (h.flags & (SYN | ACK | RST | FIN | URG)) == (SYN | ACK) && h.seq == t->dut.iss && h.ack == NXT &&
      h.len == 0)
    return true;
  return refuse(t, came ? &h : NULL, SYN | ACK, t->dut.iss, NXT, rule);
}

bool play_expect_rst(struct tester *t, int64_t seq, const char *rule)
{
  struct heard h;
  bool came = play_hear(t, ANSWER, &h);
  if (came && h.flags & RST && h.seq == seq)
    return true;
  return refuse(t, came ? &h : NULL, RST, seq, 0, rule);
}

bool play_expect_refusal(struct tester *t, int64_t ack, const char *rule)
{
  struct heard h;
  bool came = play_hear(t, ANSWER, &h);
  if (came && (h.flags & (RST | ACK | SYN | FIN)) == (RST | ACK) && (uint32_t)h.seq == 0 &&
      (uint32_t)h.ack == (uint32_t)ack)
    return true;
  return refuse(t, came ? &h : NULL, RST | ACK, 0, ack, rule);
}

bool play_quiet(struct tester *t, const char *rule) { return tester_expect_nothing(t, QUIET, rule); }

bool play_alive(struct tester *t, const char *rule)
{
  bool takes = SYNFIN_IN_SYNCHRONIZED & ~SYNFIN_IN_FIN_RECEIVED & SYNFIN_IN(t->dut.state);
  if (!takes && t->target->can & TARGET_STATUS)
    return play_state(t, t->dut.state, rule);
  play_text_at(t, takes ? NXT : NXT - 1, 1);
  return play_expect_ack(t, rule);
}

bool play_gone(struct tester *t, const char *rule)
{
  if (!play_state(t, SYNFIN_CLOSED, rule))
    return false;
  t->dut.state = SYNFIN_CLOSED;
  play_send(t, ACK, NXT, MAX, 0);
  return play_expect_rst(t, MAX, rule);
}

bool play_listens(struct tester *t, const char *rule)
{
  struct heard h = {0};
  if (t->played_out)
    return false;
  t->dut.state = SYNFIN_LISTEN;
  t->heard = 0;
  play_send(t, SYN, t->sent + 10000, 0, 0);
  if (!play_hear(t, ANSWER, &h))
    tester_fail(t, LEVEL_MUST, "%s: a SYN gets no answer", rule);
  else if ((h.flags & (SYN | ACK | RST)) != (SYN | ACK) || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "%s: a SYN does not get its SYN,ACK", rule);
  return !t->played_out;
}

bool play_state(struct tester *t, enum synfin_state state, const char *rule)
{
  return tester_expect_state(t, state, rule);
}

/* ---- The target's user ------------------------------------------------------------------------------------------- */

static unsigned needed(enum target_call call)
{
  static const unsigned bits[] = {
    [TARGET_CALL_OPEN_ACTIVE] = TARGET_OPEN_ACTIVE, [TARGET_CALL_OPEN_PASSIVE] = TARGET_OPEN_PASSIVE,
    [TARGET_CALL_SEND] = TARGET_SEND, [TARGET_CALL_SEND_URGENT] = TARGET_URGENT, [TARGET_CALL_RECEIVE] = TARGET_RECEIVE,
    [TARGET_CALL_CLOSE] = TARGET_CLOSE, [TARGET_CALL_ABORT] = TARGET_ABORT, [TARGET_CALL_RELEASE] = TARGET_RELEASE};
  return bits[call];
}

/* A call; many interfaces do not have all of them in all states. */
static ptrdiff_t user_calls(struct tester *t, enum target_call call, void *octets, size_t len)
{
  if (!tester_needs(t, needed(call)))
    return 0;
  ptrdiff_t result = tester_call(t, call, octets, len);
  if (result == TARGET_NO_CALL)
    tester_not_applicable(t, "its interface has no such call in %s", synfin_state_name(t->dut.state));
  return t->played_out ? 0 : result;
}

uint32_t play_user_send(struct tester *t, uint32_t len)
{
  static uint8_t octets[65536];
  uint32_t done = 0, most = sizeof octets;                       /* some take all of a SEND or nothing */
  while (done < len && tester_needs(t, TARGET_SEND)) {
    uint32_t n = len - done < most ? len - done : most;
    for (uint32_t i = 0; i < n; i++)
      octets[i] = tester_octet(MAX + done + i);
    ptrdiff_t sent = user_calls(t, TARGET_CALL_SEND, octets, n);
    if (sent <= 0 && (most /= 2) == 0)
      break;
    done += sent > 0 ? (uint32_t)sent : 0;
  }
  if (done == 0)
    tester_inconclusive(t, "SEND took nothing");
  return done;
}

bool play_user_receives(struct tester *t, int64_t from, int64_t to, const char *rule)
{
  static uint8_t octets[65536];
  int64_t at = from;
  if (!(t->target->can & TARGET_RECEIVE))
    return !t->played_out;
  for (ptrdiff_t n; !t->played_out && (n = tester_call(t, TARGET_CALL_RECEIVE, octets, sizeof octets)) > 0; at += n)
    for (ptrdiff_t i = 0; i < n; i++)
      if (octets[i] != tester_octet(at + i))
        tester_fail(t, LEVEL_MUST, "%s: octet %" PRId64 " of the text is another one", rule, at + i - from);
  if (at != to)
    tester_fail(t, LEVEL_MUST, "%s: %" PRId64 " octets were delivered, not %" PRId64, rule, at - from, to - from);
  return !t->played_out;
}

void play_user(struct tester *t, enum target_call call)
{
  ptrdiff_t result = user_calls(t, call, NULL, 0);
  if (result < 0)
    tester_inconclusive(t, "the user's call is refused: %s", synfin_strerror((int)result));
}

void play_user_error(struct tester *t, enum target_call call, int error, const char *rule)
{
  uint8_t octet = 'a';
  if (!tester_needs(t, TARGET_ERRORS))
    return;
  ptrdiff_t result = user_calls(t, call, &octet, 1);
  if (result < 0 ? result != error : error != SYNFIN_OK)
    tester_fail(t, LEVEL_MUST, "%s: \"%s\", not \"%s\"", rule, synfin_strerror(result < 0 ? (int)result : 0),
                synfin_strerror(error));
}

/* ---- What the target sends, as a whole --------------------------------------------------------------------------- */

struct flight play_flight(struct tester *t, synfin_time wait, uint32_t full)
{
  struct flight f = {0};
  struct heard h;
  bool small = false;
  synfin_time until = t->played_out ? 0 : t->target->now(t->target) + wait;
  for (synfin_time now; !t->played_out && (now = t->target->now(t->target)) <= until && play_hear(t, until - now,
                                                                                                  &h);) {
    if (h.flags & FIN && f.fin == 0)
      f.fin = h.seq + h.len;
    if (h.len == 0)
      continue;
    f.small += small;
    small = h.len < full;
    f.first = f.segments++ ? f.first : h.len;
    f.octets += h.len;
    f.largest = h.len > f.largest ? h.len : f.largest;
    f.last_flags = h.flags;
  }
  return f;
}

synfin_time play_again(struct tester *t, synfin_time wait, struct heard *heard)
{
  synfin_time until = t->played_out ? 0 : t->target->now(t->target) + wait;
  for (synfin_time now; !t->played_out && (now = t->target->now(t->target)) <= until;) {
    if (!tester_hear(t, until - now, heard))
      break;
    if (heard->again)
      return heard->when;
  }
  return SYNFIN_NEVER;
}

bool play_patience(struct tester *t, unsigned seconds)
{
  if (!(t->target->can & TARGET_VIRTUAL_TIME) && !t->slow && seconds > 3)
    tester_not_applicable(t, "takes %u s of real time", seconds);
  return !t->played_out;
}
