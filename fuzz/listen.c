/* Target: a listener with a bounded backlog, and many peers, honest and hostile; then the flood ends, and it has to be
 * usable.
 *
 * Input: how many connections the host has room for (1-8). Then decisions, a letter each:
 *   o0 honest peer 0-3 OPENs, w05 SENDs (5: octets), c0 CLOSEs, a0 ABORTs
 *   d0 deliver a segment of theirs (0: the oldest)   t0 deliver it, and keep it   x0 lose it   i0.. one octet changed
 *   g deliver all, until nothing is in flight
 *   S4 hostile peer 4-15 sends a SYN, D SYN with text, A ACK, T text, F FIN, R RST, Z SYN,ACK, N no control bit; each
 *      then with how its numbers stand (SEQ 0-7: right, 1 or 2 off, far off; ACK 0-7 alike)
 *   W0 V0 tuple 0-15 aborted, closed by the host's user
 *   . wait for the next deadline   m5 s5 h5 wait tenths of a second, seconds, half minutes */
#include "flight.h"

#define CHILDREN 8u
#define TUPLES 16u             /* one is its port and the last octet of its address       */
#define HONEST 4u              /* of them are engines                                     */
#define BUFFER 128u
#define HOST 100u
#define PORT 80u
#define QUIET 96u              /* segments one after the other without a user or a clock  */
#define STEPS 600u             /* of the clock, until all has ended                       */

#define IN_FREE (SYNFIN_IN(SYNFIN_LISTEN))

/* A connection of the host; in LISTEN it is free. Its user writes back what is read, and closes after the peer. */
struct child {
  struct synfin_conn c;
  unsigned tuple;
  synfin_time heard;
  uint8_t send[BUFFER], receive[BUFFER];
};

struct peer {
  struct synfin_conn c;
  uint32_t iss, written, taken;
  unsigned opens;
  uint8_t send[BUFFER], receive[BUFFER];
};

static struct {
  synfin_time now;
  unsigned room;               /* children there are */
  uint32_t isn;                /* the host's clock   */
  unsigned replies;            /* segments without text that the host has sent for what is at hand */
  struct child child[CHILDREN];
  struct peer peer[HONEST];
  struct flight flight;
} w;

static const char *label(const struct synfin_conn *c) { return synfin_state_label(synfin_status(c)); }

static void tell_segment(int from, unsigned tuple, const struct synfin_segment *seg, const struct synfin_conn *c)
{
  char note[64];
  if (!fuzz_telling)
    return;
  snprintf(note, sizeof note, "tuple %u at %.3f  [%s]", tuple, (double)w.now / 1e6, c ? label(c) : "no connection");
  fuzz_tell_segment(from, seg, note);
}

/* ---- The host ---------------------------------------------------------------------------------------------------- */

/* The child of a tuple, or NULL. */
static struct child *child_of(unsigned tuple)
{
  for (unsigned i = 0; i < w.room; i++)
    if (!synfin_in(&w.child[i].c, IN_FREE) && w.child[i].tuple == tuple)
      return &w.child[i];
  return NULL;
}

static struct child *free_child(void)
{
  for (unsigned i = 0; i < w.room; i++)
    if (synfin_in(&w.child[i].c, IN_FREE))
      return &w.child[i];
  return NULL;
}

/* Every ISS of the host lies beyond all it has used (3.4.1). */
static uint32_t next_isn(uint32_t least)
{
  w.isn += 0x1000;
  return (int32_t)(w.isn - least) < 0 ? least : w.isn;
}

static void reply(unsigned tuple, const struct synfin_segment *seg, const struct synfin_conn *c)
{
  MUST(seg->src_port == PORT && seg->dst_port == 1000 + tuple,
       "a reply goes back to where the segment came from (3.5.2)", "tuple %u: from %u to %u", tuple, seg->src_port,
       seg->dst_port);
  w.replies += seg->len == 0 && !(seg->flags & SYNFIN_FIN);
  tell_segment(1, tuple, seg, c);
  if (tuple < HONEST)
    flight_put(&w.flight, w.now, HOST, tuple, seg);
}

static void check_child(const struct child *k)
{
  const char *fault = tcb_fault(&k->c);
  MUST(!fault, fault, "child of tuple %u in %s", k->tuple, label(&k->c));
}

static void flush(struct child *k)
{
  struct synfin_segment seg;
  check_child(k);
  while (synfin_poll(&k->c, w.now, &seg))
    reply(k->tuple, &seg, &k->c);
  const char *fault = tcb_polled_fault(&k->c, w.now);
  MUST(!fault, fault, "child of tuple %u in %s", k->tuple, label(&k->c));
  MUST(synfin_deadline(&k->c, w.now) != w.now, "what is due is done", "tuple %u in %s", k->tuple, label(&k->c));
  if (synfin_in(&k->c, SYNFIN_IN(SYNFIN_CLOSED)))
    synfin_open_passive(&k->c, w.now, next_isn(k->c.snd.max));
}

/* No more is read than can be written back, as long as that can be done. */
static void serve(struct child *k)
{
  uint8_t text[BUFFER];
  if (!synfin_in(&k->c, SYNFIN_IN_SYNCHRONIZED))
    return;
  bool echoes = synfin_in(&k->c, SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_CLOSE_WAIT));
  ptrdiff_t n = synfin_receive(&k->c, w.now, text, echoes ? synfin_sendable(&k->c) : sizeof text);
  if (n > 0 && echoes)
    synfin_send(&k->c, w.now, text, (size_t)n, false);
  if (n == SYNFIN_ERR_CLOSING && synfin_in(&k->c, SYNFIN_IN(SYNFIN_CLOSE_WAIT)))
    synfin_close(&k->c, w.now);
}

/* A connection in LISTEN for this SYN: a free one, or that of the same tuple in TIME-WAIT (MAY-2, RFC 6191). */
static struct child *listener(struct child *old, unsigned tuple, const struct synfin_segment *seg)
{
  uint32_t least = w.isn;
  if (old && !synfin_reusable(&old->c, seg, &least))
    return old;
  MUST(!old || seg->seq - old->c.rcv.nxt - 1 < 1u << 31, "an old SYN opens nothing anew (MAY-2, RFC 6191)",
       "SEQ %u, RCV.NXT %u", seg->seq, old->c.rcv.nxt);
  struct child *k = old ? old : free_child();
  if (!k)
    return NULL;
  if (old) {
    TELL("  -- TIME-WAIT of tuple %u ends for a new SYN", tuple);
    synfin_abort(&k->c, w.now);
    synfin_open_passive(&k->c, w.now, least);
  }
  synfin_select_iss(&k->c, next_isn(least));
  k->tuple = tuple;
  return k;
}

/* A bound is no reason to answer: what has no room is not heard, and comes again. */
static struct child *find(unsigned tuple, const struct synfin_segment *seg, bool *dropped)
{
  struct child *k = child_of(tuple);
  bool opens = (seg->flags & (SYNFIN_SYN | SYNFIN_ACK | SYNFIN_RST)) == SYNFIN_SYN;
  bool waits = !k || synfin_in(&k->c, SYNFIN_IN(SYNFIN_TIME_WAIT));
  if (opens && waits)
    k = listener(k, tuple, seg);
  *dropped = opens && !k;
  return k;
}

/* What is said to one does not concern the others: not an octet of them changes. */
static void check_others(const struct child *before, const struct child *k)
{
  for (unsigned i = 0; i < w.room; i++)
    MUST(&w.child[i] == k || memcmp(&w.child[i], &before[i], sizeof *before) == 0,
         "a segment changes no connection but its own (3.3.1)", "tuple %u for tuple %u", w.child[i].tuple,
         k ? k->tuple : TUPLES);
}

static void check_bound(void)
{
  unsigned seen = 0;
  for (unsigned i = 0; i < w.room; i++) {
    const struct child *k = &w.child[i];
    unsigned tuple = synfin_in(&k->c, IN_FREE) ? 0 : 1u << k->tuple;
    MUST(!(seen & tuple), "one connection for each pair of sockets (3.4.1)", "tuple %u", k->tuple);
    seen |= tuple;
  }
}

static void answer_closed(unsigned tuple, const struct synfin_segment *seg)
{
  struct synfin_segment out;
  if (synfin_answer_closed(seg, &out))
    reply(tuple, &out, NULL);
}

/* A RST may get an ACK (RFC 5961 3.2), never a RST; without a connection nothing. */
static void check_reset(const struct child *k, bool reset, const struct synfin_segment *seg)
{
  if (seg->flags & SYNFIN_RST)
    MUST(k ? reset || !k->c.rst.flags : w.replies == 0, "no RST answers a RST (3.5.2)", "%u replies", w.replies);
}

static void host_arrives(unsigned tuple, const struct synfin_segment *seg)
{
  static struct child before[CHILDREN];
  bool dropped;
  memcpy(before, w.child, sizeof *before * w.room);
  struct child *k = find(tuple, seg, &dropped);
  bool reset = k && k->c.rst.flags;
  w.replies = 0;
  if (k) {
    k->heard = w.now;
    synfin_segment_arrives(&k->c, w.now, seg);
    check_reset(k, reset, seg);
    serve(k);
    flush(k);
  } else if (!dropped) {
    answer_closed(tuple, seg);
    check_reset(NULL, false, seg);
  }
  MUST(w.replies <= 1, "a segment gets one reply at most (3.8.6.3, RFC 5961 7)", "tuple %u: %u", tuple, w.replies);
  check_others(before, k);
  check_bound();
}

/* ---- Honest peers ------------------------------------------------------------------------------------------------ */

static void peer_flush(unsigned tuple)
{
  struct peer *p = &w.peer[tuple];
  struct synfin_segment seg;
  const char *fault = tcb_fault(&p->c);
  MUST(!fault, fault, "honest peer %u in %s", tuple, label(&p->c));
  while (synfin_poll(&p->c, w.now, &seg)) {
    tell_segment(0, tuple, &seg, &p->c);
    flight_put(&w.flight, w.now, tuple, HOST, &seg);
  }
}

static void peer_open(unsigned tuple)
{
  struct peer *p = &w.peer[tuple];
  if (!synfin_in(&p->c, SYNFIN_IN(SYNFIN_CLOSED)) || p->opens++ > CHILDREN)
    return;
  p->iss = p->c.snd.max + 0x1000;
  p->written = p->taken = 0;
  synfin_open_active(&p->c, w.now, p->iss);
  TELL("%9.3f  peer %u OPENs, ISS %u", (double)w.now / 1e6, tuple, p->iss);
  peer_flush(tuple);
}

static void peer_send(unsigned tuple, size_t len)
{
  struct peer *p = &w.peer[tuple];
  uint8_t text[BUFFER];
  for (size_t i = 0; i < len; i++)
    text[i] = flight_text(p->iss, p->written + (uint32_t)i);
  ptrdiff_t n = synfin_send(&p->c, w.now, text, len, false);
  p->written += n > 0 ? (uint32_t)n : 0;
  TELL("%9.3f  peer %u SENDs %zu: %td", (double)w.now / 1e6, tuple, len, n);
  peer_flush(tuple);
}

/* What comes back is what was written. */
static void peer_receive(unsigned tuple)
{
  struct peer *p = &w.peer[tuple];
  uint8_t text[BUFFER];
  ptrdiff_t n = synfin_receive(&p->c, w.now, text, sizeof text);
  for (ptrdiff_t i = 0; i < n; i++, p->taken++)
    MUST(p->taken < p->written && text[i] == flight_text(p->iss, p->taken),
         "what is delivered is a prefix of what was written (3.4)", "peer %u: octet %u of %u", tuple, p->taken,
         p->written);
}

static void peer_ends(unsigned tuple, bool abort)
{
  struct synfin_conn *c = &w.peer[tuple].c;
  enum synfin_err err = abort ? synfin_abort(c, w.now) : synfin_close(c, w.now);
  TELL("%9.3f  peer %u %s: %s", (double)w.now / 1e6, tuple, abort ? "ABORTs" : "CLOSEs", synfin_strerror(err));
  peer_flush(tuple);
}

static void arrive(const struct datagram *d)
{
  struct synfin_segment seg;
  flight_decode(d, &seg);
  if (d->to == HOST) {
    host_arrives(d->from, &seg);
    return;
  }
  synfin_segment_arrives(&w.peer[d->to].c, w.now, &seg);
  TELL("%9.3f  peer %u hears it  [%s]", (double)w.now / 1e6, d->to, label(&w.peer[d->to].c));
  peer_receive(d->to);
  peer_flush(d->to);
}

static void deliver(unsigned at)
{
  struct datagram d = w.flight.datagram[at];
  flight_remove(&w.flight, at);
  arrive(&d);
}

static void settle(void)
{
  for (unsigned n = 0; w.flight.count > 0; n++) {
    MUST(n < QUIET + 4 * FLIGHT, "two ends do not keep answering each other (RFC 5961 7)", "%u in flight",
         w.flight.count);
    deliver(0);
  }
}

/* ---- Hostile peers ----------------------------------------------------------------------------------------------- */

/* They know the numbers of the connection, and may be off by some. */
static uint32_t off(struct input *in)
{
  static const uint32_t by[] = { 0, 1, 0xffffffff, 2, 64, 128, 0x80000000, 0xffffff00 };
  return by[input_pick(in, 8)];
}

static uint8_t hostile_flags(char kind)
{
  switch (kind) {
  case 'S': case 'D': return SYNFIN_SYN;
  case 'Z': return SYNFIN_SYN | SYNFIN_ACK;
  case 'F': return SYNFIN_FIN | SYNFIN_ACK;
  case 'R': return SYNFIN_RST;
  case 'N': return 0;
  default: return SYNFIN_ACK;
  }
}

static void hostile(struct input *in, char kind)
{
  static const uint8_t text[] = "GET /";
  unsigned tuple = HONEST + input_pick(in, 256) % (TUPLES - HONEST);
  const struct child *k = child_of(tuple);
  struct synfin_segment seg = { .src_port = (uint16_t)(1000 + tuple), .dst_port = PORT, .wnd = 256,
                                .flags = hostile_flags(kind) };
  seg.seq = (k ? k->c.rcv.nxt : 500 * tuple) + off(in);
  seg.ack = (k ? k->c.snd.max : 0) + off(in);
  if (kind == 'D' || kind == 'T') {
    seg.text = text;
    seg.len = sizeof text - 1;
  }
  tell_segment(0, tuple, &seg, k ? &k->c : NULL);
  host_arrives(tuple, &seg);
}

/* ---- The clock --------------------------------------------------------------------------------------------------- */

static synfin_time earlier(synfin_time a, synfin_time b) { return a < b ? a : b; }

/* A peer that vanished is no matter of TCP without keep-alives: the host's patience ends as `synfin serve`'s. */
static synfin_time silent_at(const struct child *k)
{
  bool waits = synfin_in(&k->c, SYNFIN_IN_SYNCHRONIZED & ~SYNFIN_IN(SYNFIN_TIME_WAIT));
  return waits ? k->heard + flight_config.user_timeout : SYNFIN_NEVER;
}

/* For what is in LISTEN or CLOSED no timer runs: flush() and peer_flush() saw to that. */
static synfin_time next_deadline(void)
{
  synfin_time at = SYNFIN_NEVER;
  for (unsigned i = 0; i < w.room; i++)
    if (!synfin_in(&w.child[i].c, IN_FREE))
      at = earlier(at, earlier(synfin_deadline(&w.child[i].c, w.now), silent_at(&w.child[i])));
  for (unsigned i = 0; i < HONEST; i++)
    if (!synfin_in(&w.peer[i].c, SYNFIN_IN(SYNFIN_CLOSED)))
      at = earlier(at, synfin_deadline(&w.peer[i].c, w.now));
  return at;
}

static void child_timeout(struct child *k)
{
  synfin_timeout(&k->c, w.now);
  if (silent_at(k) <= w.now)
    synfin_abort(&k->c, w.now);
  serve(k);
  flush(k);
}

static void wait_until(synfin_time at)
{
  w.now = at;
  flight_expire(&w.flight, at);
  for (unsigned i = 0; i < w.room; i++)
    if (!synfin_in(&w.child[i].c, IN_FREE))
      child_timeout(&w.child[i]);
  for (unsigned i = 0; i < HONEST; i++)
    if (!synfin_in(&w.peer[i].c, SYNFIN_IN(SYNFIN_CLOSED)))
      synfin_timeout(&w.peer[i].c, at), peer_flush(i);
}

/* ---- Decisions --------------------------------------------------------------------------------------------------- */

static void decide_segment(struct input *in, char op)
{
  if (w.flight.count == 0)
    return;
  unsigned at = input_pick(in, w.flight.count);
  switch (op) {
  case 'd': deliver(at); break;
  case 't': { struct datagram d = w.flight.datagram[at]; arrive(&d); } break;
  case 'x': flight_remove(&w.flight, at); break;
  default: flight_corrupt(&w.flight.datagram[at], in); break;
  }
}

static void decide_call(struct input *in, char op)
{
  unsigned tuple = input_pick(in, HONEST);
  switch (op) {
  case 'o': peer_open(tuple); break;
  case 'w': peer_send(tuple, input_pick(in, BUFFER)); break;
  default: peer_ends(tuple, op == 'a'); break;
  }
}

static void host_ends(unsigned tuple, bool abort)
{
  struct child *k = child_of(tuple);
  if (!k)
    return;
  enum synfin_err err = abort ? synfin_abort(&k->c, w.now) : synfin_close(&k->c, w.now);
  TELL("%9.3f  the host %s tuple %u: %s", (double)w.now / 1e6, abort ? "ABORTs" : "CLOSEs", tuple,
       synfin_strerror(err));
  flush(k);
}

static void decide(struct input *in)
{
  char op = input_letter(in, "owcadtxigSDATFRZNWV.msh");
  if (strchr("dtxi", op))
    decide_segment(in, op);
  else if (strchr("SDATFRZN", op))
    hostile(in, op);
  else if (strchr("msh", op))
    wait_until(w.now + flight_pause(in, op));
  else if (op == '.')
    wait_until(next_deadline() == SYNFIN_NEVER ? w.now : next_deadline());
  else if (op == 'g')
    settle();
  else if (op == 'W' || op == 'V')
    host_ends(input_pick(in, TUPLES), op == 'W');
  else
    decide_call(in, op);
}

/* ---- The end ----------------------------------------------------------------------------------------------------- */

static bool all_free(void)
{
  for (unsigned i = 0; i < w.room; i++)
    if (!synfin_in(&w.child[i].c, IN_FREE))
      return false;
  for (unsigned i = 0; i < HONEST; i++)
    if (!synfin_in(&w.peer[i].c, SYNFIN_IN(SYNFIN_CLOSED)))
      return false;
  return w.flight.count == 0;
}

/* Nothing hostile comes any more, and honest peers go home. */
static void calm_down(void)
{
  TELL("  -- the flood is over");
  settle();
  for (unsigned i = 0; i < HONEST; i++)
    synfin_release(&w.peer[i].c, w.now), peer_flush(i);
  for (unsigned n = 0; settle(), !all_free(); n++) {
    MUST(n < STEPS && next_deadline() != SYNFIN_NEVER, "all that a listener holds is free again (3.8.3, 3.10.8)",
         "after %u steps", n);
    wait_until(next_deadline());
  }
}

/* However it was treated, the listener serves the next one. */
static void be_usable(unsigned tuple)
{
  struct peer *p = &w.peer[tuple];
  TELL("  -- and an honest peer comes");
  p->opens = 0;
  peer_open(tuple);
  settle();
  MUST(synfin_in(&p->c, SYNFIN_IN(SYNFIN_ESTABLISHED)), "a listener takes the next SYN (3.10.7.2)", "peer in %s",
       label(&p->c));
  peer_send(tuple, 100);
  for (unsigned n = 0; settle(), p->taken < 100 && n < 4; n++)
    wait_until(earlier(next_deadline(), w.now + SYNFIN_SECONDS(1)));
  MUST(p->taken == 100, "all octets come back (3.4)", "%u of 100", p->taken);
  peer_ends(tuple, false);
  settle();
  MUST(synfin_in(&p->c, SYNFIN_IN(SYNFIN_TIME_WAIT)), "both FINs are taken (3.6)", "peer in %s", label(&p->c));
}

static void init(struct synfin_conn *c, unsigned local, unsigned remote, uint8_t *send, uint8_t *receive)
{
  synfin_init(c, &flight_config, (uint16_t)local, (uint16_t)remote);
  synfin_attach_send(c, send, BUFFER);
  synfin_attach_receive(c, receive, BUFFER);
}

static void begin_world(struct input *in)
{
  memset(&w, 0, sizeof w);
  w.room = 1 + (input_pick(in, CHILDREN) + CHILDREN - 1) % CHILDREN;
  w.isn = flight_iss(in);
  for (unsigned i = 0; i < w.room; i++) {
    init(&w.child[i].c, PORT, 0, w.child[i].send, w.child[i].receive);
    synfin_open_passive(&w.child[i].c, 0, next_isn(w.isn));
  }
  for (unsigned i = 0; i < HONEST; i++) {
    init(&w.peer[i].c, 1000 + i, PORT, w.peer[i].send, w.peer[i].receive);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct input in = { data, size };
  begin_world(&in);
  while (!input_ends(&in))
    decide(&in);
  calm_down();
  be_usable(input_pick(&in, HONEST));
  return 0;
}
