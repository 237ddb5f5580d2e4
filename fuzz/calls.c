/* Target: every call of the connection API in every state, its answer by RFC 9293 3.10.1 to 3.10.6; a refused call
 * changes nothing.
 *
 * Input: a digit, 3 for no remote port; two digits, sizes of the send and the receive buffer (SIZES); then operations,
 * a letter each, those with an argument take an octet:
 *   calls   p o OPEN passive, active (ISS); i select_iss; s u SEND, urgent (octets); r RECEIVE (cap); c CLOSE; x ABORT;
 *           v release; b B attach a send, receive buffer (which); n no_delay; m user timeout; g signals;
 *           e an error's names; q answer_closed, reusable (a letter of the peer's)
 *   peer    what peer.h lists; T, U, G and F with the octets of text
 *   time    t to the deadline; w a second;  - nothing is polled after the next operation */
#include <string.h>

#include "fuzz.h"
#include "peer.h"
#include "tcb.h"

#define OPERATIONS "poisurcxvbBnmgqetw-" PEER_SAYS
#define ROOM 256u
#define LARGE 70000u           /* more than a window can tell of */
#define LOCAL 1000u
#define REMOTE 2000u

static const struct synfin_config config = SYNFIN_CONFIG_IPV4;
static const size_t SIZES[] = { 64, 0, 1, 2, 7, ROOM, LARGE, 1u << 30, (1u << 30) + 1, SIZE_MAX };
static uint8_t large[2][LARGE];

struct scene {
  struct input in;
  struct synfin_conn c, before;
  synfin_time now;
  uint32_t queued;             /* octets that SEND took since the connection began: the pattern's place */
  uint32_t next, readable;     /* sequence number of the octet RECEIVE delivers next; how many it has */
  uint32_t up;                 /* one beyond the last urgent octet, */
  uint32_t urgent;             /* and the same of what we sent, a place */
  uint32_t send_size;
  uint8_t send[ROOM], receive[ROOM], text[ROOM];
  bool hold, released;
};

/* 3.10.1 to 3.10.6: a column a state, in the order of 3.3.2 (CLOSED LISTEN SYN-SENT SYN-RECEIVED passive, active
 * ESTABLISHED FIN-WAIT-1 -2 CLOSE-WAIT CLOSING LAST-ACK TIME-WAIT). Answers: o ok, x exists, n no connection,
 * c closing, d octets.
 * Next: = the same, C CLOSED, L LISTEN, S SYN-SENT, F FIN-WAIT-1, A LAST-ACK. */
static const struct call { char letter; const char *name, *answer, *next; } CALLS[] = {
  { 'p', "OPEN passive", "oxxxxxxxxxxx", "L===========" },   /* 3.10.1 */
  { 'o', "OPEN active",  "ooxxxxxxxxxx", "SS==========" },   /* RULING 14 */
  { 'i', "select_iss",   "noxxxxxxxxxx", "============" },
  { 's', "SEND",         "ndddddccdccc", "=S==========" },   /* 3.10.2 */
  { 'u', "SEND urgent",  "ndddddccdccc", "=S==========" },
  { 'r', "RECEIVE",      "ndddddddcccc", "============" },   /* 3.10.3, after what is there (RULING 11) */
  { 'c', "CLOSE",        "noooooccoccc", "=CCFFF==A===" },   /* 3.10.4, RULING 1 */
  { 'x', "ABORT",        "nooooooooooo", "=CCCCCCCCCCC" },   /* 3.10.5 */
  { 'v', "release",      "nooooooooooo", "=CCFFF==A===" },
};

static const struct call *find_call(char letter)
{
  for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++)
    if (CALLS[i].letter == letter)
      return &CALLS[i];
  return NULL;
}

static enum synfin_state state_of(char letter, enum synfin_state same)
{
  switch (letter) {
  case 'C': return SYNFIN_CLOSED;
  case 'L': return SYNFIN_LISTEN;
  case 'S': return SYNFIN_SYN_SENT;
  case 'F': return SYNFIN_FIN_WAIT_1;
  case 'A': return SYNFIN_LAST_ACK;
  default: return same;
  }
}

static const char *label(const struct synfin_conn *c) { return synfin_state_label(synfin_status(c)); }

static uint32_t least(size_t a, size_t b) { return (uint32_t)(a < b ? a : b); }

/* What of our own text stands at a place of the stream. */
static uint8_t our_octet(uint32_t place) { return (uint8_t)(place * 5 + (place >> 8)); }

static bool in(const struct scene *s, unsigned set) { return synfin_in(&s->c, set); }

/* ---- What the four counts of the API have to say ----------------------------------------------------------------- */

static void follow_stream(struct scene *s)
{
  const struct synfin_conn *c = &s->c;
  if (in(s, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)))
    s->queued = 0, s->released = false;
  if (!synfin_in(&s->before, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED) &&
      in(s, SYNFIN_IN_SYNCHRONIZED | SYNFIN_IN_SYN_RECEIVED))
    s->next = s->up = c->rcv.irs + 1;
  if (in(s, SYNFIN_IN_SYNCHRONIZED))
    s->readable = c->rcv.nxt - s->next - in(s, SYNFIN_IN_FIN_RECEIVED);
  else if (!in(s, SYNFIN_IN(SYNFIN_CLOSED)))
    s->readable = 0;
}

static void check_counts(const struct scene *s)
{
  const struct synfin_conn *c = &s->c;
  uint32_t acked = c->snd.syn ? 0 : least(c->snd.una - c->snd.iss - 1, s->queued);
  uint32_t unacked = in(s, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)) ? 0 : s->queued - acked;
  MUST(synfin_unacked(c) == unacked, "what SEND took waits until it is acknowledged (3.10.2)", "%u, not %u in %s",
       synfin_unacked(c), unacked, label(c));
  bool may = !in(s, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN_FIN_UNACKED | SYNFIN_IN(SYNFIN_FIN_WAIT_2) |
                    SYNFIN_IN(SYNFIN_TIME_WAIT));
  MUST(synfin_sendable(c) == (may ? s->send_size - unacked : 0), "SEND takes what fits (3.10.2)", "%u of %u in %s",
       synfin_sendable(c), s->send_size, label(c));
  MUST(synfin_receivable(c) == s->readable, "RECEIVE has what came in order (3.10.3)", "%u, not %u in %s",
       synfin_receivable(c), s->readable, label(c));
  if (in(s, SYNFIN_IN(SYNFIN_CLOSED)))
    return;
  uint32_t urgent = in(s, SYNFIN_IN_SYNCHRONIZED) && s->up - s->next < 1u << 31 ? s->up - s->next : 0;
  MUST(synfin_urgent(c) == urgent, "how far ahead the urgent text is (MUST-33)", "%u, not %u in %s", synfin_urgent(c),
       urgent, label(c));
}

static void check(struct scene *s)
{
  const char *fault = tcb_fault(&s->c);
  MUST(!fault, fault, "in %s", label(&s->c));
  MUST(synfin_cause(&s->c) == SYNFIN_OK || in(s, SYNFIN_IN(SYNFIN_CLOSED)), "only what ended has a cause (3.9.1)",
       "in %s", label(&s->c));
  follow_stream(s);
  check_counts(s);
  s->before = s->c;
}

/* ---- What is sent ------------------------------------------------------------------------------------------------ */

static void check_text(const struct scene *s, const struct synfin_segment *seg)
{
  uint32_t place = seg->seq - s->c.snd.iss - 1, first = seg->len - seg->rest_len;
  if (seg->flags & SYNFIN_URG)
    MUST(seg->up == least(s->urgent - place, UINT16_MAX), "SEG.UP is one beyond the last urgent octet (MUST-62)",
         "%u of %u", place + seg->up, s->urgent);
  if (seg->len > 0)
    MUST(place + seg->len <= s->queued, "only what SEND took is sent (3.8)", "%u at %u of %u", seg->len, place,
         s->queued);
  for (uint32_t i = 0; i < seg->len; i++) {
    uint8_t octet = i < first ? seg->text[i] : seg->rest[i - first];
    MUST(octet == our_octet(place + i), "text is sent as SEND took it (3.8)", "%02x at %u", octet, place + i);
  }
}

static void drain(struct scene *s)
{
  struct synfin_segment seg;
  for (unsigned n = 0; synfin_poll(&s->c, s->now, &seg); n++) {
    MUST(n < 300, "what can be sent at once ends (3.7.2)", "%u segments", n);
    fuzz_tell_segment(0, &seg, label(&s->c));
    check_text(s, &seg);
    MUST(seg.src_port == LOCAL && seg.dst_port == REMOTE, "from this socket to the peer's (3.10)", "from %u to %u",
         seg.src_port, seg.dst_port);
  }
  const char *fault = tcb_polled_fault(&s->c, s->now);
  MUST(!fault, fault, "in %s", label(&s->c));
  check(s);
}

/* ---- The calls --------------------------------------------------------------------------------------------------- */

static ptrdiff_t call_send(struct scene *s, uint32_t len, bool urgent)
{
  for (uint32_t i = 0; i < len; i++)
    s->text[i] = our_octet(s->queued + i);
  ptrdiff_t taken = synfin_send(&s->c, s->now, s->text, len, urgent);
  s->queued += taken > 0 ? (uint32_t)taken : 0;
  s->urgent = urgent && taken > 0 ? s->queued : s->urgent;
  return taken;
}

static ptrdiff_t call_receive(struct scene *s, uint32_t cap)
{
  memset(s->text, 0, sizeof s->text);
  ptrdiff_t n = synfin_receive(&s->c, s->now, s->text, cap);
  for (ptrdiff_t i = 0; i < n; i++)
    MUST(s->text[i] == peer_octet(s->next + (uint32_t)i), "RECEIVE delivers what was sent (3.10.3)", "%02x at %td",
         s->text[i], i);
  s->next += n > 0 ? (uint32_t)n : 0;
  s->readable -= n > 0 ? (uint32_t)n : 0;
  return n;
}

static ptrdiff_t do_call(struct scene *s, char letter, uint32_t n)
{
  switch (letter) {
  case 'p': return synfin_open_passive(&s->c, s->now, 0u - n);
  case 'o': return synfin_open_active(&s->c, s->now, 0u - n);
  case 'i': return synfin_select_iss(&s->c, 1000 * n);
  case 's': case 'u': return call_send(s, n, letter == 'u');
  case 'r': return call_receive(s, n);
  case 'c': return synfin_close(&s->c, s->now);
  case 'x': return synfin_abort(&s->c, s->now);
  default: return synfin_release(&s->c, s->now);
  }
}

/* Octets, or the error that SEND has where it is served. */
static ptrdiff_t wanted_octets(const struct scene *s, char letter, uint32_t n)
{
  if (letter == 'r')
    return (ptrdiff_t)least(n, s->readable);
  uint32_t room = s->send_size - synfin_unacked(&s->before);
  return n > 0 && room == 0 ? SYNFIN_ERR_RESOURCES : (ptrdiff_t)least(n, room);
}

static ptrdiff_t wanted(const struct scene *s, const struct call *call, uint32_t n)
{
  const struct synfin_conn *c = &s->before;
  char answer = call->answer[c->state];
  bool opens = synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)) && call->next[c->state] == 'S';
  if (opens && c->named_port == 0)
    return SYNFIN_ERR_UNSPECIFIED;
  if (call->letter == 'r' && s->readable > 0)
    answer = 'd';
  switch (answer) {
  case 'o': return SYNFIN_OK;
  case 'x': return SYNFIN_ERR_EXISTS;
  case 'c': return SYNFIN_ERR_CLOSING;
  case 'n': return synfin_cause(c) == SYNFIN_OK || call->letter == 'i' ? SYNFIN_ERR_NO_CONNECTION : synfin_cause(c);
  default: return wanted_octets(s, call->letter, n);
  }
}

/* release is an ABORT where text would be lost that the peer could still be told of (3.6.1, SHLD-3). */
static const struct call *really(const struct scene *s, const struct call *call)
{
  bool tells = in(s, SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2) |
                     SYNFIN_IN(SYNFIN_CLOSE_WAIT));
  return call->letter == 'v' && s->readable > 0 && tells ? find_call('x') : call;
}

static void make_call(struct scene *s, const struct call *call)
{
  uint32_t n = strchr("poisur", call->letter) ? input_pick(&s->in, ROOM) : 0;
  s->before = s->c;
  ptrdiff_t want = wanted(s, call, n);
  enum synfin_state next = want < 0 ? synfin_status(&s->c) :
                           state_of(really(s, call)->next[s->c.state], synfin_status(&s->c));
  ptrdiff_t got = do_call(s, call->letter, n);
  TELL("  %-14s %u: %td %s, %s", call->name, n, got, got > 0 ? "octets" : synfin_err_name((int)got), label(&s->c));
  MUST(got == want, "a call's answer (3.10)", "%s in %s: %td, not %td", call->name, label(&s->before), got, want);
  MUST(synfin_status(&s->c) == next, "a call's state (3.10)", "%s in %s: to %s", call->name, label(&s->before),
       label(&s->c));
  if (want < 0)
    MUST(memcmp(&s->c, &s->before, sizeof s->c) == 0, "a refused call changes nothing", "%s in %s", call->name,
         label(&s->before));
  s->released |= call->letter == 'v' && !in(s, SYNFIN_IN(SYNFIN_CLOSED));
}

/* ---- Calls that no state forbids --------------------------------------------------------------------------------- */

static void attach(struct scene *s, bool sending)
{
  size_t size = SIZES[input_pick(&s->in, 10)];
  bool room = size <= LARGE;
  uint8_t *small = sending ? s->send : s->receive;
  uint8_t *to = size > LARGE || size == 0 ? NULL : size > ROOM ? large[sending] : small;
  s->before = s->c;
  enum synfin_err err = sending ? synfin_attach_send(&s->c, to, size) : synfin_attach_receive(&s->c, to, size);
  TELL("  attach %-7s %zu: %s", sending ? "send" : "receive", size, synfin_err_name(err));
  if (err == SYNFIN_OK && sending)
    s->send_size = (uint32_t)size;
  MUST(err != SYNFIN_OK || room, "a buffer has memory, of at most 2^30 octets", "%zu", size);
  MUST(err != SYNFIN_OK || (sending ? synfin_unacked(&s->before) : s->readable) == 0, "octets in use keep their buffer",
       "%zu", size);
  if (err != SYNFIN_OK)
    MUST(memcmp(&s->c, &s->before, sizeof s->c) == 0, "a refused call changes nothing", "attach in %s",
         label(&s->before));
}

/* What is set and asked changes no state. */
static void set_or_ask(struct scene *s, char letter)
{
  static const synfin_time patience[] = { SYNFIN_NEVER, 0, 1, SYNFIN_SECONDS(2) };
  enum synfin_state state = synfin_status(&s->c);
  TELL("  %s", letter == 'n' ? "no_delay" : letter == 'm' ? "user timeout" : letter == 'g' ? "signals" : "reusable");
  if (letter == 'n')
    synfin_set_no_delay(&s->c, input_pick(&s->in, 2));
  if (letter == 'm')
    synfin_set_user_timeout(&s->c, patience[input_pick(&s->in, 4)]);
  if (letter == 'g')
    MUST((synfin_signals(&s->c), synfin_signals(&s->c) == 0), "signals are told once", "%u", s->c.signals);
  MUST(synfin_status(&s->c) == state, "what is set or asked changes no state (3.10.6)", "to %s", label(&s->c));
}

/* 3.10.7.1: a RST that the sender of the segment would take; MAY-2: only a new SYN, only in TIME-WAIT. */
static void ask_without_connection(struct scene *s)
{
  struct synfin_segment reply, seg = peer_segment(&s->c, input_letter(&s->in, PEER_SAYS), s->text, 3);
  uint32_t iss, len = synfin_segment_len(&seg);
  bool answers = synfin_answer_closed(&seg, &reply), ack = seg.flags & SYNFIN_ACK;
  MUST(answers == !(seg.flags & SYNFIN_RST), "a RST is not answered (3.10.7.1)", "%d", answers);
  if (answers)
    MUST(reply.flags & SYNFIN_RST && (ack ? reply.seq == seg.ack : reply.seq == 0 && reply.ack == seg.seq + len),
         "<SEQ=SEG.ACK>, or <SEQ=0><ACK=SEG.SEQ+SEG.LEN> (3.10.7.1)", "seq %u ack %u", reply.seq, reply.ack);
  bool want = in(s, SYNFIN_IN(SYNFIN_TIME_WAIT)) && seg.flags == SYNFIN_SYN;
  MUST(synfin_reusable(&s->c, &seg, &iss) == want, "only TIME-WAIT is used again (MAY-2)", "in %s", label(&s->c));
  MUST(!want || iss == s->c.snd.max + 1, "the next ISS lies beyond SND.MAX (MAY-2)", "%u", iss);
}

/* Every number has a name and a text, static ones. */
static void ask_names(struct scene *s)
{
#define X(name, number, text) { number, #name, text },
  static const struct { int number; const char *name, *text; } errors[] = { SYNFIN_ERRORS(X) };
#undef X
  int asked = (int8_t)input_u8(&s->in);
  const char *name = "?", *text = "unknown error";
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
    if (errors[i].number == asked)
      name = errors[i].name, text = errors[i].text;
  TELL("  error %d: %s, %s", asked, synfin_err_name(asked), synfin_strerror(asked));
  MUST(strcmp(synfin_err_name(asked), name) == 0 && strcmp(synfin_strerror(asked), text) == 0,
       "every error has its name and its text (3.10)", "%d: %s", asked, synfin_err_name(asked));
  MUST(strcmp(synfin_version(), SYNFIN_VERSION) == 0, "the library is of its header's version", "%s", synfin_version());
}

/* ---- Peer and time ----------------------------------------------------------------------------------------------- */

static void peer(struct scene *s, char says)
{
  bool counted = says == 'T' || says == 'U' || says == 'G' || says == 'F';
  uint32_t n = counted ? input_pick(&s->in, ROOM) : 0;
  struct synfin_segment seg = peer_segment(&s->c, says, s->text, n);
  bool hears = in(s, SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2) |
                     SYNFIN_IN_SYN_RECEIVED);
  uint32_t old = synfin_in(&s->c, SYNFIN_IN_SYNCHRONIZED) ? s->up : s->c.rcv.irs + 1;
  s->before = s->c;
  synfin_segment_arrives(&s->c, s->now, &seg);
  fuzz_tell_segment(1, &seg, label(&s->c));
  bool lost = s->released && !s->before.snd.syn && strchr("TUF", says) && n > 0;   /* text for nobody */
  if (lost && synfin_in(&s->before, SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2)))
    MUST(in(s, SYNFIN_IN(SYNFIN_CLOSED)) && (s->c.rst.flags & SYNFIN_RST), "text after release is reset (SHLD-3)", "%s",
         label(&s->c));
  /* In SYN-RECEIVED the ACK field is the first to make it ESTABLISHED. */
  if (says == 'U' && hears && !s->c.snd.syn && in(s, SYNFIN_IN_SYNCHRONIZED))
    s->up = seg.seq + seg.up - old < 1u << 31 ? seg.seq + seg.up : old;
}

static void time_passes(struct scene *s, char how)
{
  synfin_time deadline = synfin_deadline(&s->c, s->now);
  s->now = how == 'w' ? s->now + SYNFIN_SECONDS(1) : deadline != SYNFIN_NEVER ? deadline : s->now;
  s->before = s->c;
  synfin_timeout(&s->c, s->now);
  TELL("%.6f s, %s", (double)s->now / 1e6, label(&s->c));
}

static void operate(struct scene *s, char letter)
{
  const struct call *call = find_call(letter);
  if (call)
    make_call(s, call);
  else if (letter == 'b' || letter == 'B')
    attach(s, letter == 'b');
  else if (letter == 'q')
    ask_without_connection(s);
  else if (letter == 'e')
    ask_names(s);
  else if (letter == 't' || letter == 'w')
    time_passes(s, letter);
  else if (strchr("nmg", letter))
    set_or_ask(s, letter);
  else
    peer(s, letter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct scene s = { .in = { data, size }, .now = SYNFIN_SECONDS(1) };
  synfin_init(&s.c, &config, LOCAL, input_pick(&s.in, 4) == 3 ? 0 : REMOTE);
  attach(&s, true), attach(&s, false), check(&s);
  for (unsigned n = 0; !input_ends(&s.in) && n < 64; n++) {
    char letter = input_letter(&s.in, OPERATIONS);
    bool hold = s.hold;
    s.hold = letter == '-';
    if (s.hold)
      continue;
    operate(&s, letter), check(&s);
    if (!hold)
      drain(&s);
  }
  return 0;
}
