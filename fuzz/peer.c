/* Target: one engine against a peer that knows its SND and RCV variables, judged by src/tool/conform/oracle.h at every segment.
 *
 * Input: ISS, IRS (a digit each: which wrap is near, 5: four octets more), receive buffer, half the send buffer (an octet
 * each), then steps, a letter each: o active OPEN, p passive OPEN, s SEND, r RECEIVE, c CLOSE, a ABORT, l release, d to the
 * deadline, t time, n Nagle off, i another ISS, b other buffers, and
 * g a segment: control bits, places of SEQ and of ACK, window, length, urgent pointer, MSS. */
#include "fuzz.h"

#include <string.h>

#include "conform/oracle.h"
#include "seq.h"
#include "tcb.h"

#define ROOM 100u
#define SEND_ROOM 510u                  /* a flight of five segments, of which a partial ACK takes nearly all */
#define FIRST_LAP 0x400000000     /* so that no number of the oracle's is negative */
#define BUSIEST 1000u
#define LOCAL 1000u
#define REMOTE 2000u

/* Small segments, so that several are on their way, and two full ones fit into the window. */
static const struct synfin_config config = {
  .mms_s = 20 + 100, .mms_r = 20 + 40, .default_mss = 64, .msl = SYNFIN_SECONDS(120),
  .user_timeout = SYNFIN_SECONDS(300), .fin_wait_2 = SYNFIN_SECONDS(60), .rto_initial = SYNFIN_SECONDS(1),
  .rto_min = SYNFIN_SECONDS(1), .rto_max = SYNFIN_SECONDS(60), .ack_delay = SYNFIN_SECONDS(1) / 5,
};
static const uint32_t isns[] = { 0, 0x7ffffff0, 0xfffffff0, 0xffffffff, 0x7fffffff };
static uint8_t pattern[256 + 256];     /* either side's octet at SEQ is pattern[SEQ mod 256] */

struct stand {
  struct synfin_conn c;
  synfin_time now;
  uint32_t irs;                   /* what the peer's SYN has */
  bool edge_known, fin_known;     /* since the last SYN: */
  uint32_t edge, fin;             /* the right edge of the window told, and one beyond our FIN */
  uint8_t snd[SEND_ROOM], rcv[ROOM];
};

struct sent { unsigned n, empty, resets; struct synfin_segment first; };

static void check(const struct stand *s)
{
  const char *fault = tcb_fault(&s->c);
  MUST(!fault, fault, "in %s", synfin_state_label(synfin_status(&s->c)));
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* What holds of all that is sent on one connection; a SYN begins another. */
static void check_promises(struct stand *s, const struct synfin_segment *out)
{
  uint32_t end = out->seq + synfin_segment_len(out), edge = out->ack + out->wnd;
  MUST(out->src_port == LOCAL && out->dst_port == REMOTE, "from this socket to the peer's (3.10)", "from %u to %u",
       out->src_port, out->dst_port);
  if (out->flags & SYNFIN_RST)
    return;
  if (out->flags & SYNFIN_SYN) {
    s->edge_known = s->fin_known = false;
    MUST(out->opt.present == SYNFIN_HAS_MSS && out->opt.mss == config.mms_r - 20, "our SYN names MMS_R - 20 (MUST-67)",
         "%u", out->opt.mss);
  }
  MUST(!s->fin_known || seq_le(end, s->fin), "nothing new after FIN (3.6)", "%u beyond %u", end, s->fin);
  if (out->flags & SYNFIN_FIN)
    s->fin = end, s->fin_known = true;
  if (!(out->flags & SYNFIN_ACK))
    return;
  MUST(out->wnd == s->c.rcv.edge - s->c.rcv.nxt, "the window told is RCV.WND (3.8.6)", "%u", out->wnd);
  MUST(!s->edge_known || seq_le(s->edge, edge), "the window does not shrink (SHLD-14)", "%u, was %u", edge, s->edge);
  MUST(!s->edge_known || edge == s->edge || edge - s->edge >= least(s->c.rcv.text.size / 2, config.mms_r - 20),
       "the right edge moves far, or not at all (MUST-39)", "%u, was %u", edge, s->edge);
  s->edge = edge, s->edge_known = true;
}

/* What SEND took, at the sequence number it was given. */
static void check_text(const struct synfin_segment *out)
{
  uint32_t straight = out->len - out->rest_len;
  for (uint32_t i = 0; i < out->len; i++)
    MUST((i < straight ? out->text[i] : out->rest[i - straight]) == pattern[(out->seq + i) & 0xff],
         "the text sent is what was written there (3.4)", "octet %u of %u", i, out->len);
}

static void check_output(const struct stand *s, const struct synfin_segment *out, uint32_t max)
{
  uint32_t beyond = out->seq + synfin_segment_len(out);
  uint32_t edge = s->c.snd.una + (s->c.snd.wnd > 0 ? s->c.snd.wnd : 1);
  uint64_t cwnd = (uint64_t)s->c.snd.cwnd + (s->c.snd.dupacks < 3 ? s->c.snd.dupacks : 0u) * s->c.snd.mss;
  if (!seq_lt(max, beyond) || (out->flags & (SYNFIN_SYN | SYNFIN_RST)))
    return;
  MUST(!seq_lt(edge, beyond), "nothing new beyond the window but a probe (3.8.6.1)", "%u beyond %u", beyond, edge);
  MUST(beyond - s->c.snd.una <= cwnd, "nothing new beyond the congestion window (RFC 5681 3.1)", "%u, not %ju",
       beyond - s->c.snd.una, (uintmax_t)cwnd);
}

static struct sent drain(struct stand *s)
{
  struct sent sent = { .n = 0 };
  struct synfin_segment out;
  for (uint32_t max = s->c.snd.max; synfin_poll(&s->c, s->now, &out); max = s->c.snd.max) {
    fuzz_tell_segment(0, &out, synfin_state_label(synfin_status(&s->c)));
    check(s);
    check_output(s, &out, max);
    check_promises(s, &out);
    check_text(&out);
    if (sent.n++ == 0)
      sent.first = out;
    sent.empty += synfin_segment_len(&out) == 0;
    sent.resets += (out.flags & SYNFIN_RST) != 0;
    MUST(sent.n < BUSIEST, "output ends (3.8)", "%u segments", sent.n);
  }
  const char *fault = tcb_polled_fault(&s->c, s->now);
  MUST(!fault, fault, "in %s", synfin_state_label(synfin_status(&s->c)));
  return sent;
}

/* ---- The oracle's view ------------------------------------------------------------------------------------------- */

static int64_t near(int64_t line, uint32_t number) { return line + (int32_t)(number - (uint32_t)line); }

static bool fin_sent(const struct synfin_conn *c)
{
  if (synfin_in(c, SYNFIN_IN_FIN_UNACKED))
    return c->snd.max - c->snd.una > c->snd.syn + c->snd.text.used;
  return synfin_in(c, SYNFIN_IN(SYNFIN_FIN_WAIT_2) | SYNFIN_IN(SYNFIN_TIME_WAIT));
}

static void derive_held(const struct synfin_conn *c, struct oracle_tcb *t)
{
  for (unsigned i = 0; i < c->held; i++)
    for (uint32_t octet = c->rcv.held[i].left; octet != c->rcv.held[i].right; octet++)
      oracle_hold(t, octet);
}

static struct oracle_tcb derive(const struct stand *s)
{
  const struct synfin_conn *c = &s->c;
  struct oracle_tcb t = { .state = synfin_status(c), .syn_unacked = c->snd.syn, .fin_sent = fin_sent(c) };
  bool synced = synfin_in(c, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED);
  t.throttled = s->now < c->timer.challenge_at && c->timer.challenge_at != SYNFIN_NEVER;
  t.released = c->released;
  t.una = FIRST_LAP + c->snd.una;
  t.iss = near(t.una, c->snd.iss), t.max = near(t.una, c->snd.max);
  t.wnd = c->snd.wnd, t.max_wnd = c->snd.max_wnd, t.wl2 = near(t.una, c->snd.wl2);
  t.nxt = FIRST_LAP + (synced ? c->rcv.nxt : s->irs + 1);
  t.irs = near(t.nxt, synced ? c->rcv.irs : s->irs), t.wl1 = near(t.nxt, c->snd.wl1);
  t.rcv_wnd = synced ? c->rcv.edge - c->rcv.nxt : c->rcv.text.size;
  t.fin_held = synced && c->fin_held, t.fin = near(t.nxt, c->rcv.fin);
  if (synced)
    derive_held(c, &t);
  return t;
}

/* ---- One segment ------------------------------------------------------------------------------------------------- */

static void compare_tcb(const struct stand *s, const struct oracle_tcb *want, bool held_full)
{
  const struct synfin_conn *c = &s->c;
  struct oracle_tcb got = { .state = want->state };
  MUST(c->snd.una == (uint32_t)want->una, "SND.UNA (3.10.7.4)", "%u, not %u", c->snd.una, (uint32_t)want->una);
  MUST(c->rcv.nxt == (uint32_t)want->nxt, "RCV.NXT (3.10.7.4)", "%u, not %u", c->rcv.nxt, (uint32_t)want->nxt);
  MUST(c->snd.wnd == (uint32_t)want->wnd && c->snd.max_wnd == (uint32_t)want->max_wnd, "SND.WND (3.10.7.4)",
       "%u, not %u", c->snd.wnd, (uint32_t)want->wnd);
  if (!want->syn_unacked)
    MUST(c->snd.wl1 == (uint32_t)want->wl1 && c->snd.wl2 == (uint32_t)want->wl2, "SND.WL1, SND.WL2 (3.10.7.4)",
         "%u %u", c->snd.wl1, c->snd.wl2);
  derive_held(c, &got);
  if (!held_full)                 /* the engine has room for SYNFIN_HELD stretches, the oracle for any number */
    MUST(memcmp(got.held, want->held, sizeof got.held) == 0, "what is held beyond a gap (SHLD-31)", "%u stretches", c->held);
}

/* 2 MSL starts anew when due, and not else (3.10.7.4). Where the user has let go, RULING 16 has the timer. */
static void compare_2msl(const struct stand *s, const struct oracle_answer *want, synfin_time before)
{
  bool ended = want->tcb.state == SYNFIN_CLOSED || want->tcb.state == SYNFIN_LISTEN;
  synfin_time due = want->restart_2msl ? s->now + 2 * config.msl : ended ? SYNFIN_NEVER : before;
  if (!want->tcb.released || want->tcb.state == SYNFIN_TIME_WAIT)
    MUST(s->c.timer.wait_at == due, "2 MSL (3.10.7.4)", "%llu, not %llu", (unsigned long long)s->c.timer.wait_at,
         (unsigned long long)due);
}

/* RCV.UP <- max(RCV.UP, SEG.UP) (3.10.7.4 Sixth); a FIN that is taken moves it along (MUST-33). */
static void compare_urgent(const struct stand *s, const struct oracle_tcb *was, const struct oracle_answer *want,
                           const struct synfin_conn *before, const struct synfin_segment *in)
{
  int64_t up = near(was->nxt, before->rcv.up), told = near(was->nxt, in->seq + in->up);
  bool fin = synfin_in(&s->c, SYNFIN_IN_FIN_RECEIVED) && !synfin_in(before, SYNFIN_IN_FIN_RECEIVED);
  if (want->signals & SYNFIN_SIG_URGENT)
    MUST(s->c.rcv.up == (uint32_t)(up > told ? up : told) + fin, "RCV.UP (3.10.7.4 Sixth)", "%u", s->c.rcv.up);
}

static void compare_reply(const struct stand *s, const struct oracle_answer *want, const struct sent *sent)
{
  if (sent->n == 0 && want->reply == SYNFIN_ACK && s->c.timer.ack_at != SYNFIN_NEVER)
    return;                       /* the ACK is delayed (MUST-40) */
  MUST(sent->n == (want->reply ? 1u : 0u), "as many replies as due (3.10.7)", "%u, flags %x", sent->n, want->reply);
  if (!want->reply)
    return;
  MUST(sent->first.flags == want->reply, "control bits of the reply (3.10.7)", "%x, not %x", sent->first.flags,
       want->reply);
  MUST(sent->first.seq == (uint32_t)want->seq, "SEQ of the reply (3.10.7)", "%u, not %u", sent->first.seq,
       (uint32_t)want->seq);
  if (want->reply & SYNFIN_ACK)
    MUST(sent->first.ack == (uint32_t)want->ack, "ACK of the reply (3.10.7)", "%u, not %u", sent->first.ack,
         (uint32_t)want->ack);
  if (!(want->reply & SYNFIN_RST) && s->edge_known)
    MUST(sent->first.wnd >= want->tcb.rcv_wnd, "window of the reply (3.8.6)", "%u", sent->first.wnd);
}

static void compare(const struct stand *s, const struct oracle_tcb *was, const struct oracle_answer *want,
                    const struct synfin_conn *before, const struct synfin_segment *in, unsigned signals)
{
  MUST(synfin_status(&s->c) == want->tcb.state, "next state (3.10.7)", "%s, not %s",
       synfin_state_label(synfin_status(&s->c)), synfin_state_label(want->tcb.state));
  MUST((signals & ~SYNFIN_SIG_URGENT) == (want->signals & ~SYNFIN_SIG_URGENT),   /* it knows no urgent pointer */
       "signals (3.9.1.8)", "%x, not %x", signals, want->signals);
  compare_2msl(s, want, before->timer.wait_at);
  if (!synfin_in(before, SYNFIN_IN_SYNCHRONIZED) || !synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED))
    return;
  compare_tcb(s, &want->tcb, before->held == SYNFIN_HELD);
  compare_urgent(s, was, want, before, in);
  MUST(s->c.snd.max == (uint32_t)was->max, "SND.MAX moves with what is sent (3.4)", "%u", s->c.snd.max);
  MUST(before->held == SYNFIN_HELD || synfin_receivable(&s->c) - synfin_receivable(before) == want->tcb.delivered,
       "octets delivered (3.10.7.4)", "%u, not %lld", synfin_receivable(&s->c) - synfin_receivable(before),
       (long long)want->tcb.delivered);
}

static void arrives(struct stand *s, const struct oracle_segment *seg, const struct synfin_segment *in)
{
  struct oracle_tcb tcb = derive(s);
  struct oracle_answer want = oracle_segment(&tcb, seg);
  const struct synfin_conn before = s->c;
  /* With text queued or an ACK owed, more than the reply may go out, or the reply within something else. */
  bool quiet = s->c.snd.text.used == 0 && !synfin_in(&s->c, SYNFIN_IN_FIN_UNACKED) && s->c.acks == 0 &&
               s->c.timer.ack_at == SYNFIN_NEVER;
  bool two_fins = (seg->flags & SYNFIN_FIN) && tcb.fin_held && seg->seq + seg->len != tcb.fin;
  bool judged = !two_fins;        /* of two FINs no RFC says which is true */
  synfin_signals(&s->c);
  fuzz_tell_segment(1, in, synfin_state_label(synfin_status(&s->c)));
  synfin_segment_arrives(&s->c, s->now, in);
  check(s);
  if (judged)
    compare(s, &tcb, &want, &before, in, synfin_signals(&s->c));
  struct sent sent = drain(s);
  MUST(!(in->flags & SYNFIN_RST) || sent.resets == 0, "no RST for a RST (3.5.2)", "%u", sent.resets);
  if (quiet && judged)
    compare_reply(s, &want, &sent);
}

/* Right, one below, at the edge, one beyond, a little beyond the left, random. */
static int64_t place(struct input *in, int64_t right, int64_t edge, int64_t left)
{
  switch (input_letter(in, "=-e+?h")) {
  case '=': return right;
  case '-': return right - 1;
  case 'e': return edge;
  case '+': return edge + 1;
  case 'h': return left + input_pick(in, 256);
  default: return right + (int32_t)input_u32(in);
  }
}

static void step_segment(struct stand *s, struct input *in)
{
  static const uint8_t flags[] = { 0x10, 0x02, 0x12, 0x11, 0x04, 0x14, 0x18, 0x30, 0x01, 0x00 };
  struct oracle_tcb t = derive(s);
  bool synced = synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED);
  struct oracle_segment seg = { .flags = flags[input_pick(in, sizeof flags)] };
  seg.seq = place(in, synced ? t.nxt : t.irs, t.nxt + t.rcv_wnd, t.nxt);
  seg.ack = place(in, t.max, t.una, t.una);
  seg.wnd = input_pick(in, 256) * 4;
  seg.len = input_pick(in, 121);
  struct synfin_segment arriving = {
    .src_port = REMOTE, .dst_port = LOCAL, .seq = (uint32_t)seg.seq, .ack = (uint32_t)seg.ack, .wnd = (uint16_t)seg.wnd,
    .flags = (uint8_t)seg.flags, .len = (uint32_t)seg.len, .text = pattern + (seg.seq & 0xff),
  };
  arriving.rest_len = arriving.len / 2;                 /* in two pieces, as another engine would hand it over */
  arriving.rest = arriving.text + (arriving.len - arriving.rest_len);
  if (seg.flags & SYNFIN_URG)
    arriving.up = input_u8(in);
  if (seg.flags & SYNFIN_SYN)
    arriving.opt.mss = input_u8(in), arriving.opt.present = arriving.opt.mss ? SYNFIN_HAS_MSS : 0;
  arrives(s, &seg, &arriving);
}

/* ---- The user ---------------------------------------------------------------------------------------------------- */

/* 3.8.6.2.2: what has opened far enough is told at once. */
static void check_opened(const struct stand *s)
{
  uint32_t possible = s->c.rcv.nxt + s->c.rcv.text.size - s->c.rcv.text.used;
  uint32_t far = least(s->c.rcv.text.size / 2, 2 * (config.mms_r - 20u));
  if (synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED & ~SYNFIN_IN_FIN_RECEIVED) && !s->c.snd.syn)
    MUST(!seq_lt(s->c.rcv.edge, possible) || possible - s->c.rcv.edge < far, "a window that opens is told of (3.8.6.2.2)",
         "%u octets", possible - s->c.rcv.edge);
}

/* Whether there was something. */
static bool step_receive(struct stand *s, size_t cap)
{
  uint8_t got[ROOM];
  uint32_t at = s->c.rcv.nxt - s->c.rcv.text.used - synfin_in(&s->c, SYNFIN_IN_FIN_RECEIVED);
  ptrdiff_t n = synfin_receive(&s->c, s->now, got, cap < ROOM ? cap : ROOM);
  if (n > 0 && synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED))
    MUST(memcmp(got, pattern + (at & 0xff), (size_t)n) == 0, "RECEIVE has what the peer sent (3.10.3)", "%td", n);
  return n > 0;
}

/* Text that stands at its sequence number: in LISTEN, SEND opens, and the SYN comes first. */
static void step_send(struct stand *s, size_t len)
{
  uint32_t syn = synfin_in(&s->c, SYNFIN_IN(SYNFIN_LISTEN)) ? 1 : s->c.snd.syn;
  uint32_t at = s->c.snd.una + syn + s->c.snd.text.used;
  synfin_send(&s->c, s->now, pattern + (at & 0xff), len, false);
}

static void attach(struct stand *s, struct input *in)
{
  synfin_attach_receive(&s->c, s->rcv, input_pick(in, ROOM + 1));
  synfin_attach_send(&s->c, s->snd, 2 * input_pick(in, SEND_ROOM / 2 + 1));
}

static void step(struct stand *s, struct input *in)
{
  char what = input_letter(in, "gopsrcaldtnib");
  if (what == 'g') {
    step_segment(s, in);
    return;
  }
  TELL("%12llu us: %c in %s", (unsigned long long)s->now, what, synfin_state_label(synfin_status(&s->c)));
  synfin_time due = synfin_deadline(&s->c, s->now);
  bool read = false;
  switch (what) {
  case 'o': synfin_open_active(&s->c, s->now, s->c.snd.iss); break;
  case 'p': synfin_open_passive(&s->c, s->now, s->c.snd.iss); break;
  case 's': step_send(s, input_pick(in, 100)); break;
  case 'r': read = step_receive(s, input_u8(in)); break;
  case 'c': synfin_close(&s->c, s->now); break;
  case 'a': synfin_abort(&s->c, s->now); break;
  case 'l': synfin_release(&s->c, s->now); break;
  case 'd': s->now = due == SYNFIN_NEVER ? s->now : due; break;
  case 'n': synfin_set_no_delay(&s->c, input_pick(in, 2)); break;
  case 'i': synfin_select_iss(&s->c, input_u32(in)); break;
  case 'b': attach(s, in); break;
  default: s->now += (synfin_time)input_u8(in) << input_pick(in, 22); break;
  }
  const struct synfin_conn before = s->c;
  synfin_timeout(&s->c, s->now);
  check(s);
  struct sent sent = drain(s);
  const char *fault = strchr("dt", what) ? tcb_timeout_fault(&before, &s->c, s->now, sent.n ? &sent.first : NULL) :
                      NULL;
  MUST(!fault, fault, "in %s", synfin_state_label(synfin_status(&s->c)));
  if (read)
    check_opened(s);
}

static uint32_t choose_isn(struct input *in)
{
  unsigned choice = input_pick(in, 6);
  return choice < 5 ? isns[choice] : input_u32(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  struct stand s = { .now = SYNFIN_SECONDS(1) };
  for (unsigned i = 0; i < sizeof pattern; i++)
    pattern[i] = (uint8_t)(i * 7);
  synfin_init(&s.c, &config, LOCAL, REMOTE);
  s.c.snd.iss = choose_isn(&in);
  s.irs = choose_isn(&in);
  attach(&s, &in);
  while (!input_ends(&in))
    step(&s, &in);
  return 0;
}
