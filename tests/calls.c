/* The user's calls in every state: RFC 9293 3.10.1 to 3.10.6, read from its text, not from the chart.
 *
 * A table has a line a state: what the call returns, the state that follows, and the one segment that is sent, if any.
 * What is left to say of the calls (attach, what they leave for later) stands below the tables, their end in ends.c. */
#include "bench.h"
#include "suites.h"

/* ends.c */
TCase *release_tcase(void);
TCase *receive_tcase(void);

#define NEW_ISS 500u

struct answer {
  ptrdiff_t result;
  enum synfin_state next;
  unsigned flags;                 /* sent; 0: nothing */
  uint32_t seq, len;
};

#define STAYS(state, error) [SYNFIN_##state] = { SYNFIN_ERR_##error, SYNFIN_##state, 0, 0, 0 }

/* 3.10.1, passive. LISTEN: only an active OPEN has a meaning there. */
static const struct answer on_open_passive[SYNFIN_STATES] = {
  [SYNFIN_CLOSED] = { SYNFIN_OK, SYNFIN_LISTEN, 0, 0, 0 },
  STAYS(LISTEN, EXISTS), STAYS(SYN_SENT, EXISTS),
  STAYS(SYN_RECEIVED_PASSIVE, EXISTS), STAYS(SYN_RECEIVED_ACTIVE, EXISTS),
  STAYS(ESTABLISHED, EXISTS), STAYS(FIN_WAIT_1, EXISTS), STAYS(FIN_WAIT_2, EXISTS), STAYS(CLOSE_WAIT, EXISTS),
  STAYS(CLOSING, EXISTS), STAYS(LAST_ACK, EXISTS), STAYS(TIME_WAIT, EXISTS),
};

/* 3.10.1, active. RULING 14: LISTEN becomes active. */
static const struct answer on_open_active[SYNFIN_STATES] = {
  [SYNFIN_CLOSED] = { SYNFIN_OK, SYNFIN_SYN_SENT, SYNFIN_SYN, NEW_ISS, 0 },
  [SYNFIN_LISTEN] = { SYNFIN_OK, SYNFIN_SYN_SENT, SYNFIN_SYN, NEW_ISS, 0 },
  STAYS(SYN_SENT, EXISTS), STAYS(SYN_RECEIVED_PASSIVE, EXISTS), STAYS(SYN_RECEIVED_ACTIVE, EXISTS),
  STAYS(ESTABLISHED, EXISTS), STAYS(FIN_WAIT_1, EXISTS), STAYS(FIN_WAIT_2, EXISTS), STAYS(CLOSE_WAIT, EXISTS),
  STAYS(CLOSING, EXISTS), STAYS(LAST_ACK, EXISTS), STAYS(TIME_WAIT, EXISTS),
};

/* 3.10.2, of five octets. RULING 14: in LISTEN it opens actively. */
static const struct answer on_send[SYNFIN_STATES] = {
  STAYS(CLOSED, NO_CONNECTION),
  [SYNFIN_LISTEN] = { 5, SYNFIN_SYN_SENT, SYNFIN_SYN, ISS, 0 },
  [SYNFIN_SYN_SENT] = { 5, SYNFIN_SYN_SENT, 0, 0, 0 },
  [SYNFIN_SYN_RECEIVED_PASSIVE] = { 5, SYNFIN_SYN_RECEIVED_PASSIVE, 0, 0, 0 },
  [SYNFIN_SYN_RECEIVED_ACTIVE] = { 5, SYNFIN_SYN_RECEIVED_ACTIVE, 0, 0, 0 },
  [SYNFIN_ESTABLISHED] = { 5, SYNFIN_ESTABLISHED, SYNFIN_ACK | SYNFIN_PSH, ISS + 1, 5 },
  STAYS(FIN_WAIT_1, CLOSING), STAYS(FIN_WAIT_2, CLOSING),
  [SYNFIN_CLOSE_WAIT] = { 5, SYNFIN_CLOSE_WAIT, SYNFIN_ACK | SYNFIN_PSH, ISS + 1, 5 },
  STAYS(CLOSING, CLOSING), STAYS(LAST_ACK, CLOSING), STAYS(TIME_WAIT, CLOSING),
};

/* 3.10.3, with nothing on hand. */
static const struct answer on_receive[SYNFIN_STATES] = {
  STAYS(CLOSED, NO_CONNECTION), STAYS(LISTEN, OK), STAYS(SYN_SENT, OK), STAYS(SYN_RECEIVED_PASSIVE, OK),
  STAYS(SYN_RECEIVED_ACTIVE, OK), STAYS(ESTABLISHED, OK), STAYS(FIN_WAIT_1, OK), STAYS(FIN_WAIT_2, OK),
  STAYS(CLOSE_WAIT, CLOSING), STAYS(CLOSING, CLOSING), STAYS(LAST_ACK, CLOSING), STAYS(TIME_WAIT, CLOSING),
};

/* 3.10.4. RULING 1: the state changes at once. In SYN-RECEIVED the FIN follows when our SYN is acknowledged. */
static const struct answer on_close[SYNFIN_STATES] = {
  STAYS(CLOSED, NO_CONNECTION),
  [SYNFIN_LISTEN] = { SYNFIN_OK, SYNFIN_CLOSED, 0, 0, 0 },
  [SYNFIN_SYN_SENT] = { SYNFIN_OK, SYNFIN_CLOSED, 0, 0, 0 },
  [SYNFIN_SYN_RECEIVED_PASSIVE] = { SYNFIN_OK, SYNFIN_FIN_WAIT_1, 0, 0, 0 },
  [SYNFIN_SYN_RECEIVED_ACTIVE] = { SYNFIN_OK, SYNFIN_FIN_WAIT_1, 0, 0, 0 },
  [SYNFIN_ESTABLISHED] = { SYNFIN_OK, SYNFIN_FIN_WAIT_1, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, 0 },
  STAYS(FIN_WAIT_1, CLOSING), STAYS(FIN_WAIT_2, CLOSING),
  [SYNFIN_CLOSE_WAIT] = { SYNFIN_OK, SYNFIN_LAST_ACK, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, 0 },
  STAYS(CLOSING, CLOSING), STAYS(LAST_ACK, CLOSING), STAYS(TIME_WAIT, CLOSING),
};

/* 3.10.5, RULING 18: <SEQ=SND.NXT><CTL=RST> where the section lists it. */
static const struct answer on_abort[SYNFIN_STATES] = {
  STAYS(CLOSED, NO_CONNECTION),
  [SYNFIN_LISTEN] = { SYNFIN_OK, SYNFIN_CLOSED, 0, 0, 0 },
  [SYNFIN_SYN_SENT] = { SYNFIN_OK, SYNFIN_CLOSED, 0, 0, 0 },
  [SYNFIN_SYN_RECEIVED_PASSIVE] = { SYNFIN_OK, SYNFIN_CLOSED, SYNFIN_RST, ISS + 1, 0 },
  [SYNFIN_SYN_RECEIVED_ACTIVE] = { SYNFIN_OK, SYNFIN_CLOSED, SYNFIN_RST, ISS + 1, 0 },
  [SYNFIN_ESTABLISHED] = { SYNFIN_OK, SYNFIN_CLOSED, SYNFIN_RST, ISS + 1, 0 },
  [SYNFIN_FIN_WAIT_1] = { SYNFIN_OK, SYNFIN_CLOSED, SYNFIN_RST, ISS + 2, 0 },
  [SYNFIN_FIN_WAIT_2] = { SYNFIN_OK, SYNFIN_CLOSED, SYNFIN_RST, ISS + 2, 0 },
  [SYNFIN_CLOSE_WAIT] = { SYNFIN_OK, SYNFIN_CLOSED, SYNFIN_RST, ISS + 1, 0 },
  [SYNFIN_CLOSING] = { SYNFIN_OK, SYNFIN_CLOSED, 0, 0, 0 },
  [SYNFIN_LAST_ACK] = { SYNFIN_OK, SYNFIN_CLOSED, 0, 0, 0 },
  [SYNFIN_TIME_WAIT] = { SYNFIN_OK, SYNFIN_CLOSED, 0, 0, 0 },
};

static void check_answer(struct bench *b, const struct answer *want, ptrdiff_t result, int from)
{
  const char *label = synfin_state_label((enum synfin_state)from);
  ck_assert_msg(result == want->result, "%s: %td, not %td", label, result, want->result);
  ck_assert_msg(synfin_status(&b->c) == want->next, "%s: to %s", label, synfin_state_label(synfin_status(&b->c)));
  if (want->flags) {
    uint32_t ack = synfin_in(&b->c, SYNFIN_IN_FIN_RECEIVED) ? IRS + 2 : IRS + 1;
    struct synfin_segment out = EXPECT(b, want->flags, want->seq, ack, want->len);
    ck_assert_uint_eq(out.src_port, 1000);
    ck_assert_uint_eq(out.dst_port, 2000);
  }
  EXPECT_NOTHING(b);
  ck_assert_uint_eq(synfin_signals(&b->c) & ~SYNFIN_SIG_CLOSING, 0);   /* a call is answered, not signalled */
  if (want->next == SYNFIN_CLOSED)
    ck_assert_uint_eq(synfin_deadline(&b->c, b->now), SYNFIN_NEVER);
}

START_TEST(every_state__open_passive__as_3_10_1_says)
{
  struct bench b;
  bench_to(&b, (enum synfin_state)_i);
  check_answer(&b, &on_open_passive[_i], synfin_open_passive(&b.c, b.now, NEW_ISS), _i);
}
END_TEST

START_TEST(every_state__open_active__as_3_10_1_says)
{
  struct bench b;
  bench_to(&b, (enum synfin_state)_i);
  check_answer(&b, &on_open_active[_i], synfin_open_active(&b.c, b.now, NEW_ISS), _i);
}
END_TEST

START_TEST(every_state__send__as_3_10_2_says)
{
  struct bench b;
  bench_to(&b, (enum synfin_state)_i);
  check_answer(&b, &on_send[_i], bench_send(&b, "hello"), _i);
  ck_assert_uint_eq(synfin_unacked(&b.c), on_send[_i].result > 0 ? 5 : 0);
}
END_TEST

/* "If no space to queue, respond with error: insufficient resources": where SEND is served, and nowhere else. */
START_TEST(every_state__send_without_a_buffer__resources_where_it_would_queue)
{
  struct bench b;
  bench_to(&b, (enum synfin_state)_i);
  ck_assert_int_eq(synfin_attach_send(&b.c, b.snd, 1u << 30), SYNFIN_OK);
  ck_assert_int_eq(synfin_attach_send(&b.c, NULL, 0), SYNFIN_OK);
  ptrdiff_t want = on_send[_i].result > 0 ? SYNFIN_ERR_RESOURCES : on_send[_i].result;
  ck_assert_int_eq(bench_send(&b, "hello"), want);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
}
END_TEST

START_TEST(every_state__receive_nothing__as_3_10_3_says)
{
  struct bench b;
  char to[8];
  bench_to(&b, (enum synfin_state)_i);
  check_answer(&b, &on_receive[_i], bench_receive(&b, to, sizeof to), _i);
}
END_TEST

START_TEST(every_state__close__as_3_10_4_says)
{
  struct bench b;
  bench_to(&b, (enum synfin_state)_i);
  check_answer(&b, &on_close[_i], synfin_close(&b.c, b.now), _i);
}
END_TEST

START_TEST(every_state__abort__as_3_10_5_says)
{
  struct bench b;
  char to[8];
  bench_to(&b, (enum synfin_state)_i);
  check_answer(&b, &on_abort[_i], synfin_abort(&b.c, b.now), _i);
  ck_assert_int_eq(bench_send(&b, "hello"), SYNFIN_ERR_NO_CONNECTION);
  ck_assert_int_eq(bench_receive(&b, to, sizeof to), SYNFIN_ERR_NO_CONNECTION);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_ERR_NO_CONNECTION);
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_ERR_NO_CONNECTION);
}
END_TEST

START_TEST(every_state__status__says_the_state_and_does_nothing)
{
  struct bench b;
  bench_to(&b, (enum synfin_state)_i);
  ck_assert_int_eq(synfin_status(&b.c), (enum synfin_state)_i);
  ck_assert_int_eq(synfin_status(&b.c), (enum synfin_state)_i);
  EXPECT_NOTHING(&b);
}
END_TEST

/* "error: remote socket unspecified" */
START_TEST(closed_and_listen__active_without_a_remote_socket__unspecified)
{
  struct bench b;
  for (int passive_first = 0; passive_first < 2; passive_first++) {
    bench_init(&b);
    synfin_init(&b.c, &b.config, 1000, 0);
    if (passive_first)
      ck_assert_int_eq(synfin_open_passive(&b.c, b.now, ISS), SYNFIN_OK);
    enum synfin_state before = synfin_status(&b.c);
    ck_assert_int_eq(synfin_open_active(&b.c, b.now, ISS), SYNFIN_ERR_UNSPECIFIED);
    ck_assert_int_eq(synfin_status(&b.c), before);
    EXPECT_NOTHING(&b);
  }
  ck_assert_int_eq(synfin_attach_send(&b.c, b.snd, BUFFER), SYNFIN_OK);
  ck_assert_int_eq(bench_send(&b, "hello"), SYNFIN_ERR_UNSPECIFIED);
  EXPECT_STATE(&b, LISTEN);
  EXPECT_NOTHING(&b);
}
END_TEST

/* ---- What the calls leave for later --------------------------------------------------------------------------- */

START_TEST(closed__open_after_abort__a_connection_as_new)
{
  struct bench b;
  bench_init(&b);
  to_fin_wait_2(&b);
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_OK);
  drain(&b);
  to_time_wait(&b);
}
END_TEST

/* A connection that has seen everything: text unread, held beyond two gaps and before a held FIN, urgent both ways;
 * text sent again and again, a row of duplicates, a round trip and a window, a delayed ACK, a challenge. */
static void live_through_everything(struct bench *b)
{
  to_established(b);
  bench_send(b, "abc");
  drain(b);
  advance(b, MILLISECONDS(10));
  ARRIVES(b, .seq = 301, .ack = 104, .flags = SYNFIN_ACK);
  synfin_send(&b->c, b->now, "urgent", 6, true);
  drain(b);
  advance(b, MILLISECONDS(10));
  ARRIVES(b, .seq = 301, .ack = 107, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 100, TEXT("text"));
  ARRIVES(b, .seq = 305, .ack = 108, .flags = SYNFIN_SYN | SYNFIN_ACK);
  for (unsigned i = 0; i < 3; i++) {
    drain(b);
    to_deadline(b);
  }
  drain(b);
  bench_send_n(b, 3000);
  for (unsigned i = 0; i < 3; i++)
    ARRIVES(b, .seq = 305, .ack = 107, .flags = SYNFIN_ACK);
  ARRIVES(b, .seq = 400, .ack = 107, .flags = SYNFIN_ACK, TEXT("held"));
  ARRIVES(b, .seq = 500, .ack = 107, .flags = SYNFIN_ACK | SYNFIN_FIN, TEXT("held"));
  b->c.front_now = true;
  b->c.timer.ack_at = b->c.timer.wait_at = b->c.timer.timed_at = b->now;
  synfin_signals(&b->c);
}

/* 3.10.1: OPEN makes a new TCB. Numbers of the peer's are left out: its SYN sets them. */
START_TEST(closed__open_again__nothing_of_the_last_connection_is_left)
{
  struct bench new, b;
  bench_init(&b);
  live_through_everything(&b);
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_OK);
  drain(&b);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
  bench_init(&new);
  new.now = b.now += SYNFIN_SECONDS(60);
  synfin_init(&new.c, &b.config, 1000, 2000), synfin_attach_send(&new.c, new.snd, BUFFER);
  synfin_attach_receive(&new.c, new.rcv, BUFFER);
  enum synfin_err (*const opening)(struct synfin_conn *, synfin_time, uint32_t) =
    _i ? synfin_open_active : synfin_open_passive;
  ck_assert_int_eq(opening(&new.c, new.now, NEW_ISS), SYNFIN_OK);
  ck_assert_int_eq(opening(&b.c, b.now, NEW_ISS), SYNFIN_OK);
#define SAME(field) ck_assert_msg(b.c.field == new.c.field, #field " is left")
  SAME(snd.iss), SAME(snd.una), SAME(snd.nxt), SAME(snd.max), SAME(snd.wnd), SAME(snd.max_wnd), SAME(snd.up);
  SAME(snd.cwnd), SAME(snd.ssthresh), SAME(snd.recover), SAME(snd.dupacks), SAME(snd.syn), SAME(snd.text.used);
  SAME(rcv.text.used), SAME(held), SAME(acks), SAME(fin_held), SAME(front_now), SAME(released), SAME(rst.flags);
  SAME(timer.srtt), SAME(timer.rttvar), SAME(timer.timed_at), SAME(timer.retransmit_at), SAME(timer.ack_at);
  SAME(timer.wait_at), SAME(timer.progress_at), SAME(timer.challenge_at), SAME(timer.sent_at), SAME(timer.user_timeout);
  SAME(local_port), SAME(remote_port), SAME(named_port), SAME(state), SAME(backoff), SAME(tries), SAME(signals);
  SAME(cause), SAME(no_delay);
#undef SAME
}
END_TEST

/* 3.10.2: "If no space to queue": then nothing is opened either. */
START_TEST(listen__send_without_room__refused_and_still_listening)
{
  struct bench b;
  bench_to(&b, SYNFIN_LISTEN);
  ck_assert_int_eq(synfin_attach_send(&b.c, NULL, 0), SYNFIN_OK);
  ck_assert_int_eq(bench_send(&b, "hello"), SYNFIN_ERR_RESOURCES);
  EXPECT_STATE(&b, LISTEN);
  EXPECT_NOTHING(&b);
}
END_TEST

START_TEST(listen__send__text_follows_the_handshake)
{
  struct bench b;
  bench_init(&b);
  to_listen(&b);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  EXPECT(&b, SYNFIN_SYN, ISS, 0, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = IRS, .ack = ISS + 1, .flags = SYNFIN_SYN | SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, ISS + 1, IRS + 1, 5);
  EXPECT_NOTHING(&b);
}
END_TEST

START_TEST(syn_received__send__text_follows_the_ack_of_our_syn)
{
  struct bench b;
  bench_init(&b);
  to_syn_received_passive(&b);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, ISS + 1, IRS + 1, 5);
  EXPECT_NOTHING(&b);
}
END_TEST

START_TEST(established__send_more_than_fits__takes_what_fits_then_resources)
{
  struct bench b;
  bench_init_sized(&b, 10, BUFFER);
  to_established(&b);
  ck_assert_uint_eq(synfin_sendable(&b.c), 10);
  ck_assert_int_eq(bench_send_n(&b, 25), 10);
  ck_assert_uint_eq(synfin_sendable(&b.c), 0);
  ck_assert_int_eq(bench_send(&b, "x"), SYNFIN_ERR_RESOURCES);
  ck_assert_int_eq(bench_send(&b, ""), 0);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 10);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 11, .flags = SYNFIN_ACK);
  ck_assert_int_eq(bench_send(&b, "x"), 1);
}
END_TEST

/* ---- attach, select_iss ----------------------------------------------------------------------------------------- */

START_TEST(closed__attach_out_of_range__argument)
{
  struct bench b;
  bench_init(&b);
  ck_assert_int_eq(synfin_attach_send(&b.c, NULL, 1), SYNFIN_ERR_ARGUMENT);
  ck_assert_int_eq(synfin_attach_receive(&b.c, NULL, 1), SYNFIN_ERR_ARGUMENT);
  ck_assert_int_eq(synfin_attach_send(&b.c, b.snd, (1u << 30) + 1u), SYNFIN_ERR_ARGUMENT);
  ck_assert_int_eq(synfin_attach_receive(&b.c, b.rcv, (1u << 30) + 1u), SYNFIN_ERR_ARGUMENT);
  ck_assert_int_eq(synfin_attach_send(&b.c, NULL, 0), SYNFIN_OK);
  ck_assert_int_eq(synfin_attach_receive(&b.c, NULL, 0), SYNFIN_OK);
}
END_TEST

START_TEST(established__attach_send_while_octets_wait__resources)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  ck_assert_int_eq(synfin_attach_send(&b.c, NULL, 0), SYNFIN_ERR_RESOURCES);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 5);
  ck_assert_int_eq(synfin_attach_send(&b.c, b.snd, 100), SYNFIN_ERR_RESOURCES);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 6, .flags = SYNFIN_ACK);
  ck_assert_int_eq(synfin_attach_send(&b.c, NULL, 0), SYNFIN_OK);
  ck_assert_uint_eq(synfin_sendable(&b.c), 0);
}
END_TEST

START_TEST(established__attach_receive_while_octets_wait__resources)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, NULL, 0), SYNFIN_ERR_RESOURCES);   /* the window is a promise */
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("hello"));
  ck_assert_int_eq(synfin_attach_receive(&b.c, b.rcv, 65536), SYNFIN_ERR_RESOURCES);
  expect_received(&b, "hello");
  ARRIVES(&b, .seq = IRS + 10, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("held"));
  ck_assert_int_eq(synfin_attach_receive(&b.c, b.rcv, 65536), SYNFIN_ERR_RESOURCES);
}
END_TEST

START_TEST(established__attach_receive_late__window_opens_and_is_told)
{
  struct bench b;
  bench_init(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, NULL, 0), SYNFIN_OK);
  to_established(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, b.rcv, BUFFER), SYNFIN_OK);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0).wnd, BUFFER);
  EXPECT_NOTHING(&b);
}
END_TEST

START_TEST(syn_sent_and_established__attach_receive_that_opens_nothing__nothing_is_told)
{
  struct bench b;
  bench_init(&b);
  to_syn_sent(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, b.rcv, BUFFER), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  bench_init(&b);
  to_established(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, b.rcv, BUFFER), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, NULL, 2 * BUFFER), SYNFIN_ERR_ARGUMENT);
  EXPECT_NOTHING(&b);
}
END_TEST

START_TEST(close_wait__attach_receive__buffer_can_be_taken_back)
{
  struct bench b;
  bench_init(&b);
  to_close_wait(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, NULL, 0), SYNFIN_OK);
  EXPECT_NOTHING(&b);
}
END_TEST

START_TEST(listen__select_iss__every_number_begins_there)
{
  struct bench b;
  bench_init(&b);
  to_listen(&b);
  ck_assert_int_eq(synfin_select_iss(&b.c, NEW_ISS), SYNFIN_OK);
  ck_assert(b.c.snd.iss == NEW_ISS && b.c.snd.una == NEW_ISS && b.c.snd.nxt == NEW_ISS && b.c.snd.max == NEW_ISS);
  ck_assert(b.c.snd.up == NEW_ISS && b.c.snd.recover == NEW_ISS);
}
END_TEST

START_TEST(every_state__select_iss__in_listen_only)
{
  struct bench b;
  bench_to(&b, (enum synfin_state)_i);
  int want = _i == SYNFIN_CLOSED ? SYNFIN_ERR_NO_CONNECTION : _i == SYNFIN_LISTEN ? SYNFIN_OK : SYNFIN_ERR_EXISTS;
  ck_assert_int_eq(synfin_select_iss(&b.c, NEW_ISS), want);
  if (want != SYNFIN_OK)
    return;
  ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN);
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, NEW_ISS, IRS + 1, 0);
}
END_TEST

/* ---- release (the rest: ends.c) --------------------------------------------------------------------------------- */

/* As CLOSE, but it is no error to have called CLOSE before. */
START_TEST(every_state__release__as_close_but_ok_after_close)
{
  struct bench b;
  struct answer want = on_close[_i];
  bench_to(&b, (enum synfin_state)_i);
  if (want.result == SYNFIN_ERR_CLOSING)
    want.result = SYNFIN_OK;
  check_answer(&b, &want, synfin_release(&b.c, b.now), _i);
}
END_TEST

#define EACH_STATE(tcase, test) tcase_add_loop_test((tcase), (test), 0, (int)SYNFIN_STATES)

Suite *calls_suite(void)
{
  Suite *suite = suite_create("calls");
  TCase *tables = tcase_create("tables");
  EACH_STATE(tables, every_state__open_passive__as_3_10_1_says);
  EACH_STATE(tables, every_state__open_active__as_3_10_1_says);
  EACH_STATE(tables, every_state__send__as_3_10_2_says);
  EACH_STATE(tables, every_state__send_without_a_buffer__resources_where_it_would_queue);
  EACH_STATE(tables, every_state__receive_nothing__as_3_10_3_says);
  EACH_STATE(tables, every_state__close__as_3_10_4_says);
  EACH_STATE(tables, every_state__abort__as_3_10_5_says);
  EACH_STATE(tables, every_state__status__says_the_state_and_does_nothing);
  EACH_STATE(tables, every_state__release__as_close_but_ok_after_close);
  EACH_STATE(tables, every_state__select_iss__in_listen_only);
  tcase_add_test(tables, closed_and_listen__active_without_a_remote_socket__unspecified);
  suite_add_tcase(suite, tables);
  TCase *later = tcase_create("later");
  tcase_add_test(later, closed__open_after_abort__a_connection_as_new);
  tcase_add_loop_test(later, closed__open_again__nothing_of_the_last_connection_is_left, 0, 2);
  tcase_add_test(later, listen__send_without_room__refused_and_still_listening);
  tcase_add_test(later, listen__send__text_follows_the_handshake);
  tcase_add_test(later, syn_received__send__text_follows_the_ack_of_our_syn);
  tcase_add_test(later, established__send_more_than_fits__takes_what_fits_then_resources);
  suite_add_tcase(suite, later);
  TCase *attach = tcase_create("attach");
  tcase_add_test(attach, closed__attach_out_of_range__argument);
  tcase_add_test(attach, established__attach_send_while_octets_wait__resources);
  tcase_add_test(attach, established__attach_receive_while_octets_wait__resources);
  tcase_add_test(attach, established__attach_receive_late__window_opens_and_is_told);
  tcase_add_test(attach, syn_sent_and_established__attach_receive_that_opens_nothing__nothing_is_told);
  tcase_add_test(attach, listen__select_iss__every_number_begins_there);
  tcase_add_test(attach, close_wait__attach_receive__buffer_can_be_taken_back);
  suite_add_tcase(suite, attach);
  suite_add_tcase(suite, release_tcase());
  suite_add_tcase(suite, receive_tcase());
  return suite;
}
