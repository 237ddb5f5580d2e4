/* Target: one engine against a peer that knows its SND and RCV variables, judged by tests/oracle.h at every segment.
 *
 * Input: ISS, IRS (a digit each: which wrap is near), receive buffer, send buffer (an octet each), then steps, a letter
 * each: o active OPEN, p passive OPEN, s SEND, r RECEIVE, c CLOSE, a ABORT, l release, d to the deadline, t time, and
 * g a segment: control bits, places of SEQ and of ACK, window, length, urgent pointer, MSS. */
#include "fuzz.h"

#include <string.h>

#include "oracle.h"
#include "seq.h"
#include "tcb.h"

#define ROOM 100u
#define SEND_ROOM 64u
#define FIRST_LAP 0x400000000     /* so that no number of the oracle's is negative */
#define BUSIEST 1000u

static const struct synfin_config config = SYNFIN_CONFIG_IPV4;
static const uint32_t isns[] = { 0, 0x7ffffff0, 0xfffffff0, 0xffffffff, 0x7fffffff };
static uint8_t pattern[256 + 256];     /* the peer's octet at SEQ is pattern[SEQ mod 256] */

struct stand {
  struct synfin_conn c;
  synfin_time now;
  uint32_t irs;                   /* what the peer's SYN has */
  uint8_t snd[SEND_ROOM], rcv[ROOM];
};

struct sent { unsigned n, empty, resets; struct synfin_segment first; };

static void check(const struct stand *s)
{
  const char *fault = tcb_fault(&s->c);
  MUST(!fault, fault, "in %s", synfin_state_label(synfin_status(&s->c)));
}

static void check_output(const struct stand *s, const struct synfin_segment *out, uint32_t max)
{
  uint32_t beyond = out->seq + synfin_segment_len(out);
  uint32_t edge = s->c.snd.una + (s->c.snd.wnd > 0 ? s->c.snd.wnd : 1);
  if (out->len > 0 && seq_lt(max, beyond) && !(out->flags & SYNFIN_SYN))
    MUST(!seq_lt(edge, out->seq + out->len), "nothing new beyond the window but a probe (3.8.6.1)", "%u beyond %u",
         out->seq + out->len, edge);
}

static struct sent drain(struct stand *s)
{
  struct sent sent = { .n = 0 };
  struct synfin_segment out;
  for (uint32_t max = s->c.snd.max; synfin_poll(&s->c, s->now, &out); max = s->c.snd.max) {
    fuzz_tell_segment(0, &out, synfin_state_label(synfin_status(&s->c)));
    check(s);
    check_output(s, &out, max);
    if (sent.n++ == 0)
      sent.first = out;
    sent.empty += synfin_segment_len(&out) == 0;
    sent.resets += (out.flags & SYNFIN_RST) != 0;
    MUST(sent.n < BUSIEST, "output ends (3.8)", "%u segments", sent.n);
  }
  const char *fault = tcb_timer_fault(&s->c, s->now);
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

static void derive_held(const struct synfin_conn *c, bool held[ORACLE_HELD])
{
  for (unsigned i = 0; i < c->held; i++)
    for (uint32_t octet = c->rcv.held[i].left; octet != c->rcv.held[i].right; octet++)
      held[octet % ORACLE_HELD] = true;
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
    derive_held(c, t.held);
  return t;
}

/* ---- One segment ------------------------------------------------------------------------------------------------- */

static void compare_tcb(const struct stand *s, const struct oracle_tcb *want, bool held_full)
{
  const struct synfin_conn *c = &s->c;
  bool held[ORACLE_HELD] = { false };
  MUST(c->snd.una == (uint32_t)want->una, "SND.UNA (3.10.7.4)", "%u, not %u", c->snd.una, (uint32_t)want->una);
  MUST(c->rcv.nxt == (uint32_t)want->nxt, "RCV.NXT (3.10.7.4)", "%u, not %u", c->rcv.nxt, (uint32_t)want->nxt);
  MUST(c->snd.wnd == (uint32_t)want->wnd && c->snd.max_wnd == (uint32_t)want->max_wnd, "SND.WND (3.10.7.4)",
       "%u, not %u", c->snd.wnd, (uint32_t)want->wnd);
  if (!want->syn_unacked)
    MUST(c->snd.wl1 == (uint32_t)want->wl1 && c->snd.wl2 == (uint32_t)want->wl2, "SND.WL1, SND.WL2 (3.10.7.4)",
         "%u %u", c->snd.wl1, c->snd.wl2);
  derive_held(c, held);
  if (!held_full)                 /* the engine has room for SYNFIN_HELD stretches, the oracle for any number */
    MUST(memcmp(held, want->held, sizeof held) == 0, "what is held beyond a gap (SHLD-31)", "%u stretches", c->held);
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
}

static void arrives(struct stand *s, const struct oracle_segment *seg, const struct synfin_segment *in)
{
  struct oracle_tcb tcb = derive(s);
  struct oracle_answer want = oracle_segment(&tcb, seg);
  bool synced = synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED), held_full = s->c.held == SYNFIN_HELD;
  /* With text queued or an ACK owed, more than the reply may go out, or the reply within something else. */
  bool quiet = s->c.snd.text.used == 0 && !synfin_in(&s->c, SYNFIN_IN_FIN_UNACKED) && s->c.acks == 0 &&
               s->c.timer.ack_at == SYNFIN_NEVER;
  bool two_fins = (seg->flags & SYNFIN_FIN) && tcb.fin_held && seg->seq + seg->len != tcb.fin;
  bool judged = !two_fins;        /* of two FINs no RFC says which is true */
  synfin_signals(&s->c);
  fuzz_tell_segment(1, in, synfin_state_label(synfin_status(&s->c)));
  synfin_segment_arrives(&s->c, s->now, in);
  check(s);
  if (judged) {
    unsigned signals = synfin_signals(&s->c) & ~SYNFIN_SIG_URGENT;   /* the oracle knows no urgent pointer */
    MUST(synfin_status(&s->c) == want.tcb.state, "next state (3.10.7)", "%s, not %s",
         synfin_state_label(synfin_status(&s->c)), synfin_state_label(want.tcb.state));
    MUST(signals == (want.signals & ~SYNFIN_SIG_URGENT), "signals (3.9.1.8)", "%x, not %x", signals, want.signals);
    if (synced && synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED))
      compare_tcb(s, &want.tcb, held_full);
  }
  struct sent sent = drain(s);
  MUST(!(in->flags & SYNFIN_RST) || sent.resets == 0, "no RST for a RST (3.5.2)", "%u", sent.resets);
  if (quiet && judged)
    compare_reply(s, &want, &sent);
}

/* Right, one below, at the edge, one beyond, random. */
static int64_t place(struct input *in, int64_t right, int64_t edge)
{
  switch (input_letter(in, "=-e+?")) {
  case '=': return right;
  case '-': return right - 1;
  case 'e': return edge;
  case '+': return edge + 1;
  default: return right + (int32_t)input_u32(in);
  }
}

static void step_segment(struct stand *s, struct input *in)
{
  static const uint8_t flags[] = { 0x10, 0x02, 0x12, 0x11, 0x04, 0x14, 0x18, 0x30, 0x01, 0x00 };
  struct oracle_tcb t = derive(s);
  bool synced = synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED);
  struct oracle_segment seg = { .flags = flags[input_pick(in, sizeof flags)] };
  seg.seq = place(in, synced ? t.nxt : t.irs, t.nxt + t.rcv_wnd);
  seg.ack = place(in, t.max, t.una);
  seg.wnd = input_pick(in, 256) * 4;
  seg.len = input_pick(in, 121);
  struct synfin_segment arriving = {
    .src_port = 2000, .dst_port = 1000, .seq = (uint32_t)seg.seq, .ack = (uint32_t)seg.ack, .wnd = (uint16_t)seg.wnd,
    .flags = (uint8_t)seg.flags, .len = (uint32_t)seg.len, .text = pattern + (seg.seq & 0xff),
  };
  if (seg.flags & SYNFIN_URG)
    arriving.up = input_u8(in);
  if (seg.flags & SYNFIN_SYN)
    arriving.opt.mss = input_u8(in), arriving.opt.present = arriving.opt.mss ? SYNFIN_HAS_MSS : 0;
  arrives(s, &seg, &arriving);
}

/* ---- The user ---------------------------------------------------------------------------------------------------- */

static void step_receive(struct stand *s, size_t cap)
{
  uint8_t got[ROOM];
  uint32_t at = s->c.rcv.nxt - s->c.rcv.text.used - synfin_in(&s->c, SYNFIN_IN_FIN_RECEIVED);
  ptrdiff_t n = synfin_receive(&s->c, s->now, got, cap < ROOM ? cap : ROOM);
  if (n > 0 && synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED))
    MUST(memcmp(got, pattern + (at & 0xff), (size_t)n) == 0, "RECEIVE has what the peer sent (3.10.3)", "%td", n);
}

static void step(struct stand *s, struct input *in)
{
  char what = input_letter(in, "gopsrcaldt");
  if (what == 'g') {
    step_segment(s, in);
    return;
  }
  TELL("%12llu us: %c in %s", (unsigned long long)s->now, what, synfin_state_label(synfin_status(&s->c)));
  synfin_time due = synfin_deadline(&s->c, s->now);
  switch (what) {
  case 'o': synfin_open_active(&s->c, s->now, s->c.snd.iss); break;
  case 'p': synfin_open_passive(&s->c, s->now, s->c.snd.iss); break;
  case 's': synfin_send(&s->c, s->now, pattern, input_pick(in, 100), false); break;
  case 'r': step_receive(s, input_u8(in)); break;
  case 'c': synfin_close(&s->c, s->now); break;
  case 'a': synfin_abort(&s->c, s->now); break;
  case 'l': synfin_release(&s->c, s->now); break;
  case 'd': s->now = due == SYNFIN_NEVER ? s->now : due; break;
  default: s->now += (synfin_time)input_u8(in) << input_pick(in, 22); break;
  }
  synfin_timeout(&s->c, s->now);
  check(s);
  drain(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  struct stand s = { .now = SYNFIN_SECONDS(1) };
  for (unsigned i = 0; i < sizeof pattern; i++)
    pattern[i] = (uint8_t)(i * 7);
  synfin_init(&s.c, &config, 1000, 2000);
  s.c.snd.iss = isns[input_pick(&in, 5)];
  s.irs = isns[input_pick(&in, 5)];
  synfin_attach_receive(&s.c, s.rcv, input_pick(&in, ROOM + 1));
  synfin_attach_send(&s.c, s.snd, input_pick(&in, SEND_ROOM + 1));
  while (!input_ends(&in))
    step(&s, &in);
  return 0;
}
