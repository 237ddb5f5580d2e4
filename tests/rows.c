/* Every row of the chart, met through the public interface: a preparation that reaches the state, a stimulus that is
 * this letter and can be no other, and then what the row's effects leave to be seen: what is sent, returned, signalled,
 * timed and counted.
 *
 * A segment is a word, so some letters come after an ACK of nothing new; the word's effects are what is looked for.
 * The stimulus carries a window of its own (NEW_WND), so that an ACK that was taken differs from one that was not. */
#include "bench.h"
#include "suites.h"

#define NEW_WND 9999u
#define NEW_ISS 500u
#define SMALL 100u                /* a receive buffer that is soon full */
#define IN_CHART(state, letter) (!(synfin_step((state), (letter)).effects & SYNFIN_DO_IMPOSSIBLE))

/* How the state is reached. */
enum way {
  PLAIN,
  IN_FLIGHT,                      /* "hello" was sent, nobody has acknowledged it          */
  UNREAD,                         /* "hello" was received, nobody has read it              */
  FULL,                           /* the receive window is zero                            */
  RELEASED,                       /* the user has let go                                   */
  SYN_PENDING,                    /* in FIN-WAIT-1: closed before our SYN was acknowledged */
};

struct row {
  struct bench b;
  enum synfin_state state;
  enum synfin_letter letter;
  struct synfin_conn before;      /* a copy, for its numbers */
  synfin_time deadline;           /* before */
  struct synfin_segment in;       /* the stimulus, if it is a segment */
  bool arrived;
  ptrdiff_t result;               /* of the stimulus, if it is a call */
  char text[16];                  /* delivered by it */
  struct synfin_segment out[4];
  unsigned sent;
};

#define ROW(r, ...)                                                                                             \
  do {                                                                                                          \
    if (!(__VA_ARGS__))                                                                                         \
      ck_abort_msg("%s:%d: %s, %s: %s", __FILE__, __LINE__, synfin_state_label((r)->state),                     \
                   synfin_letter_name((r)->letter), #__VA_ARGS__);                                              \
  } while (0)

/* ---- Preparations --------------------------------------------------------------------------------------------- */

typedef enum synfin_err closing(struct synfin_conn *, synfin_time);

static void user_closes(struct bench *b, closing *close)
{
  ck_assert_int_eq(close(&b->c, b->now), SYNFIN_OK);
  drain(b);
}

static void peer_acks(struct bench *b)
{
  ARRIVES(b, .seq = b->c.rcv.nxt, .ack = b->c.snd.max, .flags = SYNFIN_ACK);
  drain(b);
}

static void peer_closes(struct bench *b)
{
  ARRIVES(b, .seq = b->c.rcv.nxt, .ack = b->c.snd.una, .flags = SYNFIN_FIN | SYNFIN_ACK);
  drain(b);
}

/* From ESTABLISHED on. */
static void go_on(struct bench *b, enum synfin_state state, closing *close)
{
  bool peer_first = state == SYNFIN_CLOSE_WAIT || state == SYNFIN_LAST_ACK;
  if (peer_first)
    peer_closes(b);
  if (state != SYNFIN_ESTABLISHED && state != SYNFIN_CLOSE_WAIT)
    user_closes(b, close);
  if (state == SYNFIN_FIN_WAIT_2 || state == SYNFIN_TIME_WAIT)
    peer_acks(b);
  if (state == SYNFIN_CLOSING || state == SYNFIN_TIME_WAIT)
    peer_closes(b);
}

static void peer_sends(struct bench *b, const char *text, uint32_t len)
{
  ARRIVES(b, .seq = b->c.rcv.nxt, .ack = b->c.snd.una, .flags = SYNFIN_ACK, .text = (const uint8_t *)text, .len = len);
  advance(b, b->config.ack_delay);
  drain(b);
}

static void prepare(struct bench *b, enum synfin_state state, enum way way)
{
  static const char filling[SMALL] = { 0 };
  bool fin_to_come = (SYNFIN_IN_FIN_RECEIVED >> state & 1u) != 0;
  bool synchronized = (SYNFIN_IN_SYNCHRONIZED >> state & 1u) != 0;
  if (way == SYN_PENDING && state == SYNFIN_FIN_WAIT_1) {
    bench_to(b, SYNFIN_SYN_RECEIVED_PASSIVE);
    user_closes(b, synfin_close);
  } else if (way == UNREAD && state == SYNFIN_CLOSED) {
    bench_to(b, SYNFIN_ESTABLISHED);
    peer_sends(b, "hello", 5);
    user_closes(b, synfin_abort);
  } else if (way == PLAIN || way == SYN_PENDING || !synchronized) {
    bench_to(b, state);
  } else {
    bench_init_sized(b, BUFFER, way == FULL ? SMALL : BUFFER);
    to_established(b);
    if (way == IN_FLIGHT)
      ck_assert_int_eq(bench_send(b, "hello"), 5);
    if (way == FULL)
      peer_sends(b, filling, fin_to_come ? SMALL - 1 : SMALL);   /* the FIN takes the last octet of the window */
    if (way == UNREAD)
      peer_sends(b, "hello", 5);
    drain(b);
    go_on(b, state, way == RELEASED ? synfin_release : synfin_close);
  }
  if (state == SYNFIN_TIME_WAIT)
    b->now += SYNFIN_SECONDS(10);                                /* so that 2 MSL started afresh can be told */
  synfin_signals(&b->c);
  drain(b);
}

/* ---- Stimuli -------------------------------------------------------------------------------------------------- */

static void in(struct row *r, struct synfin_segment seg)
{
  r->in = seg;
  r->arrived = true;
  synfin_segment_arrives(&r->b.c, r->b.now, &seg);
}

#define IN(r, ...) in((r), (struct synfin_segment){ .src_port = 2000, .dst_port = 1000, .wnd = NEW_WND, __VA_ARGS__ })
#define UNA(r) ((r)->b.c.snd.una)
#define MAX(r) ((r)->b.c.snd.max)
#define NXT(r) ((r)->b.c.rcv.nxt)
#define BEYOND(r) ((r)->b.c.rcv.edge + 1000u)

static void open_passive(struct row *r) { r->result = synfin_open_passive(&r->b.c, r->b.now, NEW_ISS); }
static void open_active(struct row *r) { r->result = synfin_open_active(&r->b.c, r->b.now, NEW_ISS); }
static void send_(struct row *r) { r->result = bench_send(&r->b, "world"); }
static void receive(struct row *r) { r->result = bench_receive(&r->b, r->text, sizeof r->text); }
static void close_(struct row *r) { r->result = synfin_close(&r->b.c, r->b.now); }
static void abort_(struct row *r) { r->result = synfin_abort(&r->b.c, r->b.now); }
/* STATUS has no effects, and the engine answers it without the machine. */
static void status(struct row *r) { ROW(r, synfin_status(&r->b.c) == r->state); }

static void user_timeout(struct row *r)
{
  synfin_set_user_timeout(&r->b.c, SYNFIN_SECONDS(10));
  advance(&r->b, r->state == SYNFIN_FIN_WAIT_2 ? r->b.config.fin_wait_2 : SYNFIN_SECONDS(10));
}

static void retransmission_timeout(struct row *r) { advance(&r->b, r->b.config.rto_initial); }
static void time_wait_timeout(struct row *r) { advance(&r->b, 2 * r->b.config.msl); }

static void unacceptable(struct row *r) { IN(r, .seq = BEYOND(r), .ack = UNA(r), .flags = SYNFIN_ACK); }
static void syn_again(struct row *r) { IN(r, .seq = IRS, .flags = SYNFIN_SYN); }
static void syn_ack_again(struct row *r) { IN(r, .seq = IRS, .ack = UNA(r) + 1, .flags = SYNFIN_SYN | SYNFIN_ACK); }
static void fin_again(struct row *r) { IN(r, .seq = NXT(r) - 1, .ack = UNA(r), .flags = SYNFIN_FIN | SYNFIN_ACK); }
static void rcv_rst(struct row *r) { IN(r, .seq = NXT(r), .ack = MAX(r), .flags = SYNFIN_RST | SYNFIN_ACK); }
static void rst_in_window(struct row *r) { IN(r, .seq = NXT(r) + 1, .flags = SYNFIN_RST); }
static void bad_rst(struct row *r) { IN(r, .seq = BEYOND(r), .flags = SYNFIN_RST); }
static void rcv_syn(struct row *r) { IN(r, .seq = NXT(r) + IRS, .flags = SYNFIN_SYN); }
static void rcv_syn_ack(struct row *r) { IN(r, .seq = IRS, .ack = ISS + 1, .flags = SYNFIN_SYN | SYNFIN_ACK); }
static void stray(struct row *r) { IN(r, .seq = NXT(r), .flags = 0); }
static void bad_ack(struct row *r) { IN(r, .seq = NXT(r), .ack = UNA(r) + 50, .flags = SYNFIN_ACK); }
static void ack_out_of_range(struct row *r) { IN(r, .seq = NXT(r), .ack = MAX(r) + 1, .flags = SYNFIN_ACK); }
static void rcv_ack(struct row *r) { IN(r, .seq = NXT(r), .ack = UNA(r), .flags = SYNFIN_ACK); }
static void ack_of_syn(struct row *r) { IN(r, .seq = NXT(r), .ack = UNA(r) + 1, .flags = SYNFIN_ACK); }
static void ack_of_data(struct row *r) { IN(r, .seq = NXT(r), .ack = UNA(r) + 5, .flags = SYNFIN_ACK); }
static void ack_of_fin(struct row *r) { IN(r, .seq = NXT(r), .ack = MAX(r), .flags = SYNFIN_ACK); }
static void rcv_urg(struct row *r) { IN(r, .seq = NXT(r), .ack = UNA(r), .flags = SYNFIN_URG | SYNFIN_ACK, .up = 5); }
static void text(struct row *r) { IN(r, .seq = NXT(r), .ack = UNA(r), .flags = SYNFIN_ACK, TEXT("abc")); }
static void text_beyond(struct row *r) { IN(r, .seq = NXT(r) + 10, .ack = UNA(r), .flags = SYNFIN_ACK, TEXT("abc")); }
static void rcv_fin(struct row *r) { IN(r, .seq = NXT(r), .ack = UNA(r), .flags = SYNFIN_FIN | SYNFIN_ACK); }

/* The word is written in the letters' codes; the row's own letter stands last. */
static const struct stimulus {
  const char *word;
  enum way way;
  void (*act)(struct row *);
} stimuli[SYNFIN_LETTERS] = {
  [SYNFIN_ON_OPEN_PASSIVE] = { "L", PLAIN, open_passive },
  [SYNFIN_ON_OPEN_ACTIVE] = { "O", PLAIN, open_active },
  [SYNFIN_ON_SEND] = { "W", PLAIN, send_ },
  [SYNFIN_ON_RECEIVE] = { "R", UNREAD, receive },
  [SYNFIN_ON_CLOSE] = { "C", PLAIN, close_ },
  [SYNFIN_ON_ABORT] = { "X", PLAIN, abort_ },
  [SYNFIN_ON_STATUS] = { "?", PLAIN, status },
  [SYNFIN_ON_USER_TIMEOUT] = { "U", IN_FLIGHT, user_timeout },   /* FIN-WAIT-2: RELEASED */
  [SYNFIN_ON_RETRANSMISSION_TIMEOUT] = { "T", IN_FLIGHT, retransmission_timeout },
  [SYNFIN_ON_TIME_WAIT_TIMEOUT] = { "M", PLAIN, time_wait_timeout },
  [SYNFIN_ON_UNACCEPTABLE] = { "u", PLAIN, unacceptable },
  [SYNFIN_ON_SYN_AGAIN] = { "y", SYN_PENDING, syn_again },
  [SYNFIN_ON_SYN_ACK_AGAIN] = { "Y", SYN_PENDING, syn_ack_again },
  [SYNFIN_ON_FIN_AGAIN] = { "f", PLAIN, fin_again },
  [SYNFIN_ON_RCV_RST] = { "r", PLAIN, rcv_rst },
  [SYNFIN_ON_RST_IN_WINDOW] = { "w", PLAIN, rst_in_window },
  [SYNFIN_ON_BAD_RST] = { "b", PLAIN, bad_rst },
  [SYNFIN_ON_RCV_SYN] = { "S", PLAIN, rcv_syn },
  [SYNFIN_ON_RCV_SYN_ACK] = { "Z", PLAIN, rcv_syn_ack },
  [SYNFIN_ON_STRAY] = { "-", PLAIN, stray },
  [SYNFIN_ON_BAD_ACK] = { "k", SYN_PENDING, bad_ack },
  [SYNFIN_ON_ACK_OUT_OF_RANGE] = { "o", PLAIN, ack_out_of_range },
  [SYNFIN_ON_RCV_ACK] = { "a", PLAIN, rcv_ack },
  [SYNFIN_ON_ACK_OF_SYN] = { "s", SYN_PENDING, ack_of_syn },
  [SYNFIN_ON_ACK_OF_DATA] = { "d", IN_FLIGHT, ack_of_data },
  [SYNFIN_ON_ACK_OF_FIN] = { "F", PLAIN, ack_of_fin },
  [SYNFIN_ON_RCV_URG] = { "a!", PLAIN, rcv_urg },
  [SYNFIN_ON_RCV_TEXT] = { "at", PLAIN, text },
  [SYNFIN_ON_TEXT_BEYOND_GAP] = { "ag", PLAIN, text_beyond },
  [SYNFIN_ON_TEXT_NO_ROOM] = { "an", FULL, text },
  [SYNFIN_ON_TEXT_UNWANTED] = { "ax", RELEASED, text },
  [SYNFIN_ON_RCV_FIN] = { "a.", PLAIN, rcv_fin },
};

/* Rows of the chart that the engine never meets. Their stimulus is tried all the same and must do nothing. */
static const struct {
  enum synfin_state state;
  enum synfin_letter letter;
  const char *why;
} never_met[] = {
  { SYNFIN_LISTEN, SYNFIN_ON_USER_TIMEOUT, "nothing was sent: the user timeout is for what is not acknowledged" },
  { SYNFIN_TIME_WAIT, SYNFIN_ON_USER_TIMEOUT, "everything is acknowledged: 2 MSL alone end TIME-WAIT" },
};

static const char *why_never(enum synfin_state state, enum synfin_letter letter)
{
  for (size_t i = 0; i < sizeof never_met / sizeof never_met[0]; i++)
    if (never_met[i].state == state && never_met[i].letter == letter)
      return never_met[i].why;
  return NULL;
}

/* ---- What the effects leave to be seen ------------------------------------------------------------------------ */

#define HAS(bits) ((effects & (bits)) != 0)
#define DO(name) HAS(SYNFIN_DO_##name)

enum { BARE_ACK = 0x100, OCTETS = 0x200 };

/* What the one segment that is sent has to be: RST, SYN, FIN, OCTETS; BARE_ACK if it has none of them. 0: none. */
static unsigned kind_wanted(const struct row *r, unsigned effects, enum synfin_state next)
{
  bool fin_waited_for_syn = r->before.snd.syn && DO(TAKE_ACK) && next == SYNFIN_FIN_WAIT_1;
  if (DO(ANSWER_RST) || DO(SND_RST))
    return SYNFIN_RST;
  if (DO(SND_SYN) || DO(SND_SYN_ACK) || (DO(RETRANSMIT) && r->before.snd.syn))
    return SYNFIN_SYN;
  if (DO(RETRANSMIT))
    return OCTETS | (SYNFIN_IN_FIN_UNACKED >> r->state & 1u ? SYNFIN_FIN : 0u);
  if ((DO(SND_FIN) && !r->before.snd.syn) || fin_waited_for_syn)
    return SYNFIN_FIN;
  if (DO(QUEUE) && (r->state == SYNFIN_ESTABLISHED || r->state == SYNFIN_CLOSE_WAIT))
    return OCTETS;
  return DO(SND_ACK) || DO(ANSWER_ACK) ? BARE_ACK : 0u;
}

static unsigned kind_of(const struct synfin_segment *seg)
{
  unsigned kind = (seg->flags & (SYNFIN_RST | SYNFIN_SYN | SYNFIN_FIN)) | (seg->len > 0 ? OCTETS : 0u);
  return kind ? kind : BARE_ACK;
}

static void check_rst(const struct row *r, unsigned effects)
{
  const struct synfin_segment *out = &r->out[0];
  if (DO(SND_RST)) {
    ROW(r, out->flags == SYNFIN_RST && out->seq == r->before.snd.max);
  } else if (r->in.flags & SYNFIN_ACK) {
    ROW(r, out->flags == SYNFIN_RST && out->seq == r->in.ack);
  } else {
    ROW(r, out->flags == (SYNFIN_RST | SYNFIN_ACK) && out->seq == 0);
    ROW(r, out->ack == r->in.seq + synfin_segment_len(&r->in));
  }
}

static void check_sent(const struct row *r, unsigned effects, enum synfin_state next)
{
  unsigned want = kind_wanted(r, effects, next);
  const struct synfin_segment *out = &r->out[0];
  ROW(r, r->sent == (want ? 1 : 0));
  if (!want)
    return;
  ROW(r, kind_of(out) == want);
  if (want == SYNFIN_RST) {
    check_rst(r, effects);
    return;
  }
  ROW(r, (out->flags & SYNFIN_ACK) == (next == SYNFIN_SYN_SENT ? 0 : SYNFIN_ACK));
  if (out->flags & SYNFIN_ACK)
    ROW(r, out->ack == r->b.c.rcv.nxt);
  if (want == SYNFIN_SYN)
    ROW(r, out->seq == (r->letter == SYNFIN_ON_OPEN_ACTIVE ? NEW_ISS : ISS));
  else if (DO(RETRANSMIT))
    ROW(r, out->seq == r->before.snd.una && out->len == r->before.snd.text.used);
  else if (want == BARE_ACK)
    ROW(r, out->seq == r->b.c.snd.max);
  else
    ROW(r, out->seq == r->before.snd.max);
}

static void check_answer(struct row *r, unsigned effects)
{
  ptrdiff_t error = DO(ERR_EXISTS) ? SYNFIN_ERR_EXISTS : DO(ERR_CLOSING) ? SYNFIN_ERR_CLOSING :
                    DO(ERR_NO_CONNECTION) ? SYNFIN_ERR_NO_CONNECTION : SYNFIN_OK;
  if (r->letter == SYNFIN_ON_STATUS)
    return;                                                     /* an error has no other form than CLOSED */
  if (DO(DELIVER) && r->before.rcv.text.used > 0) {
    ROW(r, r->result == 5 && memcmp(r->text, "hello", 5) == 0); /* RULING 11 */
    receive(r);
  }
  ROW(r, r->result == (DO(QUEUE) ? 5 : error));
}

static void check_signals(struct row *r, unsigned effects)
{
  unsigned want = (DO(SIG_REFUSED) ? SYNFIN_SIG_REFUSED : 0u) | (DO(SIG_RESET) ? SYNFIN_SIG_RESET : 0u) |
                  (DO(SIG_USER_TIMEOUT) ? SYNFIN_SIG_USER_TIMEOUT : 0u) | (DO(TAKE_FIN) ? SYNFIN_SIG_CLOSING : 0u) |
                  (DO(TAKE_URG) ? SYNFIN_SIG_URGENT : 0u);
  ROW(r, synfin_signals(&r->b.c) == want);
  ROW(r, synfin_signals(&r->b.c) == 0);
  ROW(r, synfin_cause(&r->b.c) == (DO(SIG_REFUSED) ? SYNFIN_ERR_REFUSED : DO(SIG_RESET) ? SYNFIN_ERR_RESET :
                                   DO(SIG_USER_TIMEOUT) ? SYNFIN_ERR_USER_TIMEOUT : SYNFIN_OK));
}

/* What there was and what is left. */
static void check_numbers(const struct row *r, unsigned effects)
{
  const struct synfin_conn *c = &r->b.c, *was = &r->before;
  bool gone = DO(DELETE_TCB) || DO(CREATE_TCB);
  uint32_t taken = DO(TAKE_TEXT) ? r->in.len : 0;
  if (DO(CREATE_TCB))
    ROW(r, synfin_receivable(c) == 0);
  else if (DO(DELIVER))
    ROW(r, synfin_receivable(c) == 0);
  else
    ROW(r, synfin_receivable(c) == was->rcv.text.used + taken);
  if (gone) {
    ROW(r, synfin_unacked(c) == 0);
    return;
  }
  ROW(r, c->rcv.nxt == (DO(TAKE_SYN) ? r->in.seq + 1 : was->rcv.nxt + taken + (DO(TAKE_FIN) ? 1 : 0)));
  bool new_iss = r->letter == SYNFIN_ON_OPEN_ACTIVE && DO(SND_SYN);
  ROW(r, c->snd.una == (DO(TAKE_ACK) ? r->in.ack : new_iss ? NEW_ISS : was->snd.una));
  ROW(r, c->snd.wnd == (DO(TAKE_ACK) || DO(TAKE_SYN) ? NEW_WND : was->snd.wnd));
  ROW(r, c->held == (DO(HOLD) ? 1 : 0));
  if (!DO(TAKE_ACK))
    ROW(r, synfin_unacked(c) == was->snd.text.used + (DO(QUEUE) ? 5 : 0));
}

static void check_timers(struct row *r, unsigned effects)
{
  synfin_time deadline = synfin_deadline(&r->b.c, r->b.now);
  if (DO(START_2MSL)) {
    ROW(r, deadline == r->b.now + 2 * r->b.config.msl);
  } else if (DO(DELETE_TCB)) {
    ROW(r, deadline == SYNFIN_NEVER);
  } else if (r->state == SYNFIN_TIME_WAIT) {
    ROW(r, deadline == r->deadline);
  } else if (DO(OWE_ACK)) {
    ROW(r, deadline == r->b.now + r->b.config.ack_delay);
    advance(&r->b, r->b.config.ack_delay);
    EXPECT(&r->b, SYNFIN_ACK, r->b.c.snd.max, r->b.c.rcv.nxt, 0);
    EXPECT_NOTHING(&r->b);
  } else if (DO(SND_SYN) || DO(SND_SYN_ACK) || DO(SND_FIN) || DO(RETRANSMIT)) {
    ROW(r, deadline != SYNFIN_NEVER && deadline > r->b.now);
  }
}

/* ---- The rows ------------------------------------------------------------------------------------------------- */

static void provoke(struct row *r)
{
  const struct stimulus *s = &stimuli[r->letter];
  bool patience = r->letter == SYNFIN_ON_USER_TIMEOUT && r->state == SYNFIN_FIN_WAIT_2;   /* RULING 16 */
  prepare(&r->b, r->state, patience ? RELEASED : s->way);
  ROW(r, synfin_status(&r->b.c) == r->state);
  r->before = r->b.c;
  r->deadline = synfin_deadline(&r->b.c, r->b.now);
  s->act(r);
  for (r->sent = 0; r->sent < 4 && synfin_poll(&r->b.c, r->b.now, &r->out[r->sent]);)
    r->sent++;
}

START_TEST(every_row__its_letter__next_state_and_effects_of_the_chart)
{
  struct row row = { .state = (enum synfin_state)_i }, *r = &row;
  for (unsigned l = 0; l < SYNFIN_LETTERS; l++) {
    r->letter = (enum synfin_letter)l;
    r->arrived = false;
    r->result = 0;
    if (!IN_CHART(r->state, r->letter) || why_never(r->state, r->letter))
      continue;
    ROW(r, stimuli[l].act != NULL);
    provoke(r);
    unsigned effects = 0;
    enum synfin_state next = r->state;
    for (const char *w = stimuli[l].word; *w; w++) {
      struct synfin_transition t = synfin_step(next, (enum synfin_letter)synfin_letter_of_code(*w));
      effects |= t.effects;
      next = (enum synfin_state)t.next;
    }
    ROW(r, !DO(IMPOSSIBLE));
    ROW(r, synfin_status(&r->b.c) == next);
    check_sent(r, effects, next);
    check_numbers(r, effects);
    check_signals(r, effects);
    check_answer(r, effects);
    check_timers(r, effects);
  }
}
END_TEST

START_TEST(every_stimulus__its_word__ends_with_the_rows_letter)
{
  for (unsigned l = 0; l < SYNFIN_LETTERS; l++) {
    const char *word = stimuli[l].word;
    ck_assert_msg(word && *word, "%s has no stimulus", synfin_letter_name((enum synfin_letter)l));
    ck_assert_uint_eq(synfin_letter_of_code(word[strlen(word) - 1]), l);
  }
}
END_TEST

START_TEST(rows_never_met__their_stimulus__does_nothing)
{
  for (size_t i = 0; i < sizeof never_met / sizeof never_met[0]; i++) {
    struct row row = { .state = never_met[i].state, .letter = never_met[i].letter }, *r = &row;
    ROW(r, IN_CHART(r->state, r->letter));
    provoke(r);
    ROW(r, synfin_status(&r->b.c) == r->state);
    ROW(r, r->sent == 0 && synfin_signals(&r->b.c) == 0 && synfin_cause(&r->b.c) == SYNFIN_OK);
    ROW(r, synfin_deadline(&r->b.c, r->b.now) == r->deadline);
  }
}
END_TEST

Suite *rows_suite(void)
{
  Suite *suite = suite_create("rows");
  TCase *rows = tcase_create("rows");
  tcase_add_loop_test(rows, every_row__its_letter__next_state_and_effects_of_the_chart, 0, SYNFIN_STATES);
  tcase_add_test(rows, every_stimulus__its_word__ends_with_the_rows_letter);
  tcase_add_test(rows, rows_never_met__their_stimulus__does_nothing);
  suite_add_tcase(suite, rows);
  return suite;
}
