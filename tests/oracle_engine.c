/* The engine against the oracle: every state x all 64 sets of control bits x the places of SEQ and ACK x lengths of
 * text x windows x initial sequence numbers. Of each case are compared: the next state, the reply (control bits,
 * SEQ, ACK, window), the TCB, what is delivered, held and signalled, and whether 2 MSL starts anew.
 *
 * A state is reached once, through the public API. Then its image is put back before each segment, to the same
 * place, so that the connection stays with its buffers.
 *
 * An ACK that the engine owes, and may delay by less than half a second (MUST-40), is a reply: the clock goes on by
 * ack_delay, and nothing else happens in that time, since every other timer runs for a second at least.
 *
 * ORACLE_STRIDE=n in the environment looks at every nth case only: for Valgrind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conform/oracle.h"
#include "suites.h"

#define ROOM 100u                 /* the receive buffer, and so the open window */
#define SYN_WND 600u              /* what the peer advertises with its SYN: MAX.SND.WND */
#define HANDSHAKE_WND 500u        /* and from then on, until the segment comes */
#define FLIGHT 5u                 /* octets of text sent and not acknowledged */
#define GAP 10
#define GAP_END 20
#define HALF 0x80000000
#define FIRST_LAP 0x400000000     /* so that no number of the oracle's is negative */
#define PLACES 10u
#define TAKES_TEXT (SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2))
#define SHOWN 20u

/* How the state is reached. */
struct way {
  enum synfin_state state;
  bool flight;                    /* FLIGHT octets of text are unacknowledged                   */
  bool full;                      /* the receive window is zero                                 */
  bool released;                  /* the user has let go: synfin_release                        */
  bool pending;                   /* closed in SYN-RECEIVED: our SYN is unacknowledged          */
  unsigned gap;                   /* 1: text is held beyond a gap; 2: and the peer's FIN behind it */
  bool throttled;                 /* an empty segment was answered with an ACK just now         */
  unsigned isn;                   /* index into isns                                            */
};

/* The wrap of either direction stands before the first number used, in its middle, and far away. */
static const struct { uint32_t iss, irs; } isns[] = {
  { 0, 0 }, { 0x80000000 - 3, 0x80000000 - 50 }, { 0xffffffff - 2, 0xffffffff - 50 }, { 0xffffffff, 0x7fffffff },
};
#define ISNS (sizeof isns / sizeof isns[0])
static const struct synfin_config config = SYNFIN_CONFIG_IPV4;

struct stand {
  struct synfin_conn c;
  synfin_time now;
  uint8_t snd[64], rcv[ROOM];
};

static struct stand stand, image;     /* the one that runs, and how it was */
static uint8_t pattern[256 + 2 * ROOM];
static unsigned long cases, disagreements;

/* ---- States ------------------------------------------------------------------------------------------------------ */

static void peer(unsigned flags, int64_t seq, int64_t ack, uint32_t len)
{
  struct synfin_segment seg = {
    .src_port = 2000, .dst_port = 1000, .seq = (uint32_t)seq, .ack = (uint32_t)ack, .flags = (uint8_t)flags,
    .wnd = flags & SYNFIN_SYN ? SYN_WND : HANDSHAKE_WND, .len = len, .text = pattern + (seq & 0xff),
  };
  synfin_segment_arrives(&stand.c, stand.now, &seg);
}

static void drain_all(void)
{
  struct synfin_segment out;
  for (unsigned n = 0; synfin_poll(&stand.c, stand.now, &out); n++)
    ck_assert_uint_lt(n, 100);
}

/* LISTEN, SYN-SENT, SYN-RECEIVED, and what every other state begins with. */
static void open_stand(const struct way *way, const struct oracle_tcb *tcb)
{
  bool active = way->state == SYNFIN_SYN_SENT || way->state == SYNFIN_SYN_RECEIVED_ACTIVE;
  if (way->state == SYNFIN_CLOSED)
    return;
  if (active)
    ck_assert_int_eq(synfin_open_active(&stand.c, stand.now, (uint32_t)tcb->iss), SYNFIN_OK);
  else
    ck_assert_int_eq(synfin_open_passive(&stand.c, stand.now, (uint32_t)tcb->iss), SYNFIN_OK);
  drain_all();
  if (way->state == SYNFIN_LISTEN || way->state == SYNFIN_SYN_SENT)
    return;
  peer(SYNFIN_SYN, tcb->irs, 0, 0);
  drain_all();
}

static void user_closes(const struct way *way)
{
  ck_assert_int_eq((way->released ? synfin_release : synfin_close)(&stand.c, stand.now), SYNFIN_OK);
  drain_all();
}

/* From SYN-RECEIVED on; the numbers are written down in `tcb` as they are due. */
static void synchronize(const struct way *way, struct oracle_tcb *tcb)
{
  bool peer_first = way->state == SYNFIN_CLOSE_WAIT || way->state == SYNFIN_LAST_ACK;
  bool fin_to_come = (SYNFIN_IN_FIN_RECEIVED >> way->state & 1u) != 0;
  tcb->una = tcb->iss + 1;
  peer(SYNFIN_ACK, tcb->nxt, tcb->una, 0);
  if (way->full) {
    uint32_t len = fin_to_come ? ROOM - 1 : ROOM;               /* the FIN takes the last octet of the window */
    peer(SYNFIN_ACK, tcb->nxt, tcb->una, len);
    tcb->nxt += len;
    stand.now += config.ack_delay;
    synfin_timeout(&stand.c, stand.now);
    drain_all();
  }
  if (way->flight) {
    ck_assert_int_eq(synfin_send(&stand.c, stand.now, "hello", FLIGHT, false), FLIGHT);
    drain_all();
    tcb->max += FLIGHT;
  }
  if (peer_first)
    peer(SYNFIN_FIN | SYNFIN_ACK, tcb->nxt++, tcb->una, 0), drain_all();
  if (way->state != SYNFIN_ESTABLISHED && way->state != SYNFIN_CLOSE_WAIT) {
    user_closes(way);
    tcb->max++;
    tcb->fin_sent = true;
  }
  if (way->state == SYNFIN_FIN_WAIT_2 || way->state == SYNFIN_TIME_WAIT)
    peer(SYNFIN_ACK, tcb->nxt, tcb->una = tcb->max, 0);
  if (fin_to_come && !peer_first)
    peer(SYNFIN_FIN | SYNFIN_ACK, tcb->nxt++, tcb->una, 0), drain_all();
}

/* What the public API led to is what was planned. */
static void check_reached(const struct way *way, struct oracle_tcb *tcb)
{
  const struct synfin_conn *c = &stand.c;
  ck_assert_str_eq(synfin_state_label(synfin_status(c)), synfin_state_label(way->state));
  if (way->state == SYNFIN_CLOSED || way->state == SYNFIN_LISTEN)
    return;
  ck_assert_uint_eq(c->snd.una, (uint32_t)tcb->una);
  ck_assert_uint_eq(c->snd.max, (uint32_t)tcb->max);
  ck_assert_uint_eq(c->snd.syn, tcb->syn_unacked);
  if (way->state == SYNFIN_SYN_SENT)
    return;
  ck_assert_uint_eq(c->rcv.nxt, (uint32_t)tcb->nxt);
  ck_assert_uint_eq(c->rcv.edge, (uint32_t)(tcb->nxt + tcb->rcv_wnd));
  tcb->wnd = tcb->syn_unacked ? SYN_WND : HANDSHAKE_WND;
  tcb->max_wnd = SYN_WND;
  ck_assert_uint_eq(c->snd.wnd, (uint32_t)tcb->wnd);
  tcb->wl1 = tcb->nxt + (int32_t)(c->snd.wl1 - (uint32_t)tcb->nxt);
  tcb->wl2 = tcb->una + (int32_t)(c->snd.wl2 - (uint32_t)tcb->una);
}

/* The octets [GAP, GAP_END) from RCV.NXT on come first. */
static void open_gap(const struct way *way, struct oracle_tcb *tcb)
{
  int64_t left = tcb->nxt + GAP, right = tcb->nxt + GAP_END;
  peer(way->gap == 2 ? SYNFIN_FIN | SYNFIN_ACK : SYNFIN_ACK, left, tcb->una, GAP_END - GAP);
  drain_all();
  for (int64_t octet = left; octet < right; octet++)
    oracle_hold(tcb, octet);
  tcb->fin_held = way->gap == 2;
  tcb->fin = right;
}

static struct oracle_tcb reach(const struct way *way)
{
  bool synchronized = (SYNFIN_IN_SYNCHRONIZED >> way->state & 1u) != 0;
  struct oracle_tcb tcb = { .state = way->state, .released = way->released, .throttled = way->throttled };
  tcb.syn_unacked = !synchronized || way->pending;
  tcb.iss = tcb.una = FIRST_LAP + isns[way->isn].iss;
  tcb.irs = FIRST_LAP + isns[way->isn].irs;
  tcb.max = tcb.iss + 1;
  tcb.nxt = tcb.irs + 1;
  memset(&stand, 0, sizeof stand);
  stand.now = SYNFIN_SECONDS(1);
  synfin_init(&stand.c, &config, 1000, 2000);
  ck_assert_int_eq(synfin_attach_send(&stand.c, stand.snd, sizeof stand.snd), SYNFIN_OK);
  if ((synchronized && !way->pending) || !way->full)
    ck_assert_int_eq(synfin_attach_receive(&stand.c, stand.rcv, ROOM), SYNFIN_OK);
  open_stand(way, &tcb);
  if (way->pending)
    user_closes(way), tcb.fin_sent = stand.c.snd.max != (uint32_t)tcb.max, tcb.max += tcb.fin_sent;
  else if (synchronized)
    synchronize(way, &tcb);
  tcb.rcv_wnd = way->full ? 0 : ROOM - (tcb.nxt - tcb.irs - 1);
  if (way->state == SYNFIN_TIME_WAIT)
    stand.now += SYNFIN_SECONDS(10);                            /* so that 2 MSL started afresh can be told */
  if (way->gap)
    open_gap(way, &tcb);
  if (way->throttled)
    peer(SYNFIN_ACK, tcb.nxt - 1, tcb.una, 0), drain_all();     /* unacceptable */
  check_reached(way, &tcb);
  synfin_signals(&stand.c);
  image = stand;
  return tcb;
}

/* ---- One case ---------------------------------------------------------------------------------------------------- */

struct seen {
  struct synfin_segment out[2];
  unsigned sent;
  unsigned signals;
};

static void poll_all(struct seen *seen)
{
  struct synfin_segment out;
  while (synfin_poll(&stand.c, stand.now, &out)) {
    if (seen->sent < 2)
      seen->out[seen->sent] = out;
    if (++seen->sent > 100)                                     /* no ck_assert: each writes to a pipe */
      ck_abort_msg("the engine has always one more segment to send");
  }
}

static struct seen run(const struct oracle_segment *seg)
{
  struct seen seen = { .sent = 0 };
  struct synfin_segment in = {
    .src_port = 2000, .dst_port = 1000, .seq = (uint32_t)seg->seq, .ack = (uint32_t)seg->ack, .wnd = (uint16_t)seg->wnd,
    .flags = (uint8_t)seg->flags, .up = 40, .len = (uint32_t)seg->len, .text = pattern + (seg->seq & 0xff),
  };
  stand = image;
  synfin_segment_arrives(&stand.c, stand.now, &in);
  poll_all(&seen);
  stand.now += config.ack_delay;
  synfin_timeout(&stand.c, stand.now);
  poll_all(&seen);
  seen.signals = synfin_signals(&stand.c);
  return seen;
}

static const char *differs_reply(const struct oracle_answer *want, const struct seen *seen)
{
  const struct synfin_segment *out = &seen->out[0];
  if (seen->sent != (want->reply ? 1u : 0u))
    return "number of replies";
  if (!want->reply)
    return NULL;
  if (out->flags != want->reply || out->len != 0)
    return "control bits of the reply";
  if (out->seq != (uint32_t)want->seq)
    return "SEQ of the reply";
  if ((want->reply & SYNFIN_ACK) && out->ack != (uint32_t)want->ack)
    return "ACK of the reply";
  if (!(want->reply & SYNFIN_RST) && out->wnd != want->tcb.rcv_wnd)
    return "window of the reply";
  return NULL;
}

/* The same octets, in stretches that are in order and do not touch. */
static bool differs_held(const struct oracle_tcb *want, const struct synfin_conn *c)
{
  struct oracle_tcb got = { .state = want->state };
  uint32_t beyond = c->rcv.nxt;
  for (unsigned i = 0; i < c->held; beyond = c->rcv.held[i++].right) {
    if (c->rcv.held[i].left == c->rcv.held[i].right || c->rcv.held[i].left == beyond)
      return true;
    for (uint32_t octet = c->rcv.held[i].left; octet != c->rcv.held[i].right; octet++)
      oracle_hold(&got, (int64_t)octet);
  }
  return memcmp(got.held, want->held, sizeof got.held) != 0;
}

static const char *differs_tcb(const struct oracle_tcb *want, const struct synfin_conn *c)
{
  if (c->snd.una != (uint32_t)want->una)
    return "SND.UNA";
  if (c->snd.max != (uint32_t)want->max || c->snd.iss != (uint32_t)want->iss)
    return "SND.NXT";
  if (c->snd.syn != want->syn_unacked)
    return "whether our SYN is acknowledged";
  if (want->state == SYNFIN_SYN_SENT)
    return NULL;                                                /* nothing of the peer's is known */
  if (c->rcv.irs != (uint32_t)want->irs || c->rcv.nxt != (uint32_t)want->nxt)
    return "RCV.NXT";
  if (c->rcv.edge - c->rcv.nxt != (uint32_t)want->rcv_wnd)
    return "RCV.WND";
  if (c->snd.wnd != (uint32_t)want->wnd || c->snd.max_wnd != (uint32_t)want->max_wnd)
    return "SND.WND";
  if (differs_held(want, c))
    return "what is held";
  if (c->fin_held != want->fin_held || (want->fin_held && c->rcv.fin != (uint32_t)want->fin))
    return "the FIN that is held";
  if (!want->syn_unacked && (c->snd.wl1 != (uint32_t)want->wl1 || c->snd.wl2 != (uint32_t)want->wl2))
    return "SND.WL1, SND.WL2";
  return NULL;
}

/* The text that can be received now, beside what could be before, is the segment's. */
static const char *differs_text(const struct oracle_answer *want, int64_t nxt)
{
  uint8_t got[2 * ROOM];
  if (synfin_receivable(&stand.c) - synfin_receivable(&image.c) != (uint32_t)want->tcb.delivered)
    return "octets delivered";
  if (want->tcb.delivered == 0)
    return NULL;
  ptrdiff_t n = synfin_receive(&stand.c, stand.now, got, sizeof got);
  return n != want->tcb.delivered || memcmp(got, pattern + (nxt & 0xff), (size_t)n) != 0 ? "text delivered" : NULL;
}

/* What the oracle found, as a word, leads the machine to the same state. */
static bool word_leads_elsewhere(const struct oracle_answer *want)
{
  struct synfin_transition t = { .next = synfin_status(&image.c) & 0xfu };
  for (unsigned i = 0; i < want->letters; i++) {
    t = synfin_step((enum synfin_state)t.next, want->word[i]);
    if (t.effects & SYNFIN_DO_IMPOSSIBLE)
      return true;
  }
  return want->letters == 0 || (enum synfin_state)t.next != want->tcb.state;
}

static const char *differs(const struct oracle_answer *want, const struct seen *seen, int64_t nxt)
{
  const char *what = differs_reply(want, seen);
  bool ended = want->tcb.state == SYNFIN_CLOSED || want->tcb.state == SYNFIN_LISTEN;
  bool let_go = want->tcb.released && want->tcb.state != SYNFIN_TIME_WAIT;       /* RULING 16 has the timer */
  synfin_time wait_at = want->restart_2msl ? image.now + 2 * config.msl : ended ? SYNFIN_NEVER : image.c.timer.wait_at;
  if (synfin_status(&stand.c) != want->tcb.state)
    return "next state";
  if (word_leads_elsewhere(want))
    return "the machine's state after the word";
  if (!what && seen->signals != want->signals)
    what = "signals";
  if (!what && !ended)
    what = differs_tcb(&want->tcb, &stand.c);
  if (!what && !let_go && stand.c.timer.wait_at != wait_at)
    what = "2 MSL timer";
  return what ? what : differs_text(want, nxt);
}

/* ---- A disagreement, as a person reads it ------------------------------------------------------------------------ */

static void print_flags(unsigned flags)
{
  static const char *const names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG" };
  for (unsigned i = 0; i < 6; i++)
    if (flags >> i & 1u)
      printf("%s%s", flags & ((1u << i) - 1) ? "," : "", names[i]);
  if (!flags)
    printf("none");
}

static void print_answer(const char *who, unsigned sent, unsigned flags, uint32_t seq, uint32_t ack,
                         const struct synfin_conn *c)
{
  printf("  %-6s %s: %u segment(s) ", who, synfin_state_label((enum synfin_state)c->state), sent);
  print_flags(flags);
  printf(" SEQ=%u ACK=%u; SND.UNA=%u SND.WND=%u SND.WL1=%u SND.WL2=%u RCV.NXT=%u RCV.WND=%u\n", seq, ack, c->snd.una,
         c->snd.wnd, c->snd.wl1, c->snd.wl2, c->rcv.nxt, c->rcv.edge - c->rcv.nxt);
}

static void print_way(const struct way *way, const struct oracle_tcb *tcb)
{
  printf("%s%s%s%s%s%s%s, ISS=%u IRS=%u SND.UNA=%u SND.MAX=%u RCV.NXT=%u RCV.WND=%u\n", synfin_state_label(way->state),
         way->flight ? ", in flight" : "", way->full ? ", full" : "", way->released ? ", released" : "",
         way->pending ? ", SYN pending" : "", way->throttled ? ", throttled" : "",
         way->gap ? ", gap" : "", (uint32_t)tcb->iss, (uint32_t)tcb->irs, (uint32_t)tcb->una, (uint32_t)tcb->max,
         (uint32_t)tcb->nxt, (uint32_t)tcb->rcv_wnd);
}

static void print_disagreement(const struct way *way, const struct oracle_tcb *tcb, const struct oracle_segment *seg,
                               const struct oracle_answer *want, const struct seen *seen, const char *what)
{
  const struct oracle_tcb *then = &want->tcb;
  struct synfin_conn c = { .state = (uint8_t)then->state };
  c.snd.una = (uint32_t)then->una, c.snd.wnd = (uint32_t)then->wnd;
  c.snd.wl1 = (uint32_t)then->wl1, c.snd.wl2 = (uint32_t)then->wl2;
  c.rcv.nxt = (uint32_t)then->nxt, c.rcv.edge = (uint32_t)(then->nxt + then->rcv_wnd);
  printf("%s differs: ", what);
  print_way(way, tcb);
  printf("  arrives ");
  print_flags(seg->flags);
  printf(" SEQ=RCV.NXT%+lld ACK=SND.UNA%+lld LEN=%lld WND=%lld\n", (long long)(seg->seq - tcb->nxt),
         (long long)(seg->ack - tcb->una), (long long)seg->len, (long long)seg->wnd);
  print_answer("oracle", want->reply ? 1 : 0, want->reply, (uint32_t)want->seq, (uint32_t)want->ack, &c);
  print_answer("engine", seen->sent, seen->out[0].flags, seen->out[0].seq, seen->out[0].ack, &stand.c);
}

/* ---- All cases --------------------------------------------------------------------------------------------------- */

/* Adds a number that is not there yet. */
static void add(int64_t places[PLACES], unsigned *n, int64_t place)
{
  for (unsigned i = 0; i < *n; i++)
    if (places[i] == place)
      return;
  places[(*n)++] = place;
}

/* One below, at, inside, at the far edge, one beyond, half the space away; and further left, for text that reaches
 * in. */
static unsigned places_of_seq(const struct oracle_tcb *tcb, int64_t places[PLACES])
{
  unsigned n = 0;
  const int64_t offsets[] = { -1, 0, tcb->rcv_wnd / 2, tcb->rcv_wnd - 1, tcb->rcv_wnd, HALF, -5, GAP, GAP_END };
  for (unsigned i = 0; i < sizeof offsets / sizeof offsets[0]; i++)
    add(places, &n, tcb->nxt + offsets[i]);
  return n;
}

/* The same of ACK; one short of all; and RFC 5961's oldest, and one older. */
static unsigned places_of_ack(const struct oracle_tcb *tcb, int64_t places[PLACES])
{
  unsigned n = 0;
  const int64_t inside = tcb->una + (tcb->max - tcb->una) / 2;
  const int64_t numbers[] = { tcb->una - 1, tcb->una, inside, tcb->max - 1, tcb->max, tcb->max + 1, tcb->una + HALF,
                              tcb->una - tcb->max_wnd, tcb->una - tcb->max_wnd - 1 };
  for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    add(places, &n, numbers[i]);
  return n;
}

static void one(const struct way *way, const struct oracle_tcb *tcb, const struct oracle_segment *seg)
{
  struct oracle_answer want = oracle_segment(tcb, seg);
  struct seen seen = run(seg);
  const char *what = differs(&want, &seen, tcb->nxt);
  if (what && disagreements++ < SHOWN)
    print_disagreement(way, tcb, seg, &want, &seen, what);
}

static unsigned long stride(void)
{
  const char *text = getenv("ORACLE_STRIDE");
  unsigned long n = text ? strtoul(text, NULL, 10) : 1;
  return n ? n : 1;
}

static void all_segments(const struct way *way)
{
  static const int64_t lengths[] = { 0, 1, ROOM + 10, GAP, GAP + 2 }, windows[] = { 777, 0 };
  const unsigned n_lengths = way->gap ? 5 : 3;
  static unsigned long number;
  const unsigned long step = stride();
  const struct oracle_tcb tcb = reach(way);
  struct oracle_segment seg;
  int64_t seqs[PLACES], acks[PLACES];
  unsigned n_seqs = places_of_seq(&tcb, seqs), n_acks = places_of_ack(&tcb, acks);
  const unsigned all = 64 * n_lengths * 2 * n_seqs * n_acks;
  for (unsigned i = 0; i < all; i++) {
    if (number++ % step)
      continue;
    unsigned rest = i;
    seg.flags = rest % 64, rest /= 64;
    seg.len = lengths[rest % n_lengths], rest /= n_lengths;
    seg.wnd = windows[rest % 2], rest /= 2;
    seg.seq = seqs[rest % n_seqs], rest /= n_seqs;
    seg.ack = acks[rest];
    if ((seg.flags & SYNFIN_FIN) && tcb.fin_held && seg.seq + seg.len != tcb.fin)
      continue;                                                 /* two FINs in two places: no RFC says which is true */
    one(way, &tcb, &seg);
    cases++;
  }
}

static bool exists(const struct way *way)
{
  bool synchronized = (SYNFIN_IN_SYNCHRONIZED >> way->state & 1u) != 0;
  bool all_acked = way->state == SYNFIN_FIN_WAIT_2 || way->state == SYNFIN_TIME_WAIT;
  bool closed = synchronized && way->state != SYNFIN_ESTABLISHED && way->state != SYNFIN_CLOSE_WAIT;
  if (way->flight && (!synchronized || all_acked || way->pending))
    return false;
  if (way->gap && (way->full || way->released || way->pending || way->throttled || !(TAKES_TEXT >> way->state & 1u)))
    return false;
  if (way->throttled && (way->flight || !((SYNFIN_IN_SYN_RECEIVED | SYNFIN_IN_SYNCHRONIZED) >> way->state & 1u)))
    return false;
  if (way->released && (way->pending || way->full || !closed))  /* letting go of unread text resets: calls.c */
    return false;
  return !way->pending || way->state == SYNFIN_FIN_WAIT_1;
}

START_TEST(engine__every_state_and_segment__as_the_oracle_says)
{
  for (unsigned i = 0; i < sizeof pattern; i++)
    pattern[i] = (uint8_t)(i * 7);
  for (unsigned n = 0; n < 96; n++) {
    struct way way = { .state = (enum synfin_state)_i, .flight = n & 1, .full = n & 2, .released = n & 4,
                       .pending = n & 8, .throttled = n & 16, .gap = n / 32 };
    for (way.isn = 0; exists(&way) && way.isn < ISNS; way.isn++)
      all_segments(&way);
  }
  if (getenv("ORACLE_SAYS"))
    printf("%s: %lu cases, every %lu.\n", synfin_state_label((enum synfin_state)_i), cases, stride());
  fflush(stdout);
  ck_assert_msg(disagreements == 0, "%s: oracle and engine disagree on %lu of %lu",
                synfin_state_label((enum synfin_state)_i), disagreements, cases);
}
END_TEST

/* CK_FORK=no runs all states in one process. */
static void forget(void)
{
  cases = disagreements = 0;
}

TCase *oracle_found_tcase(void);

Suite *oracle_engine_suite(void)
{
  Suite *suite = suite_create("oracle_engine");
  TCase *engine = tcase_create("segments");
  tcase_add_checked_fixture(engine, forget, NULL);
  tcase_add_loop_test(engine, engine__every_state_and_segment__as_the_oracle_says, 0, SYNFIN_STATES);
  suite_add_tcase(suite, engine);
  suite_add_tcase(suite, oracle_found_tcase());
  return suite;
}
