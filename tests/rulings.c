/* Rulings 10 to 18, part of the suite "segments", see segments.c. */
#include "bench.h"

TCase *later_rulings_tcase(void);


/* RULING 10 */
START_TEST(time_wait__peers_fin_again__acked_and_2msl_restarted)
{
  struct bench b;
  bench_init(&b);
  to_time_wait(&b);
  advance(&b, b.config.msl);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_FIN | SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK, ISS + 2, IRS + 2, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(to_deadline(&b), 2 * b.config.msl);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* RULING 10 */
START_TEST(time_wait__what_is_not_the_fin__2msl_not_restarted)
{
  struct bench b;
  bench_init(&b);
  to_time_wait(&b);
  advance(&b, b.config.msl);
  ARRIVES(&b, .seq = IRS + 2, .ack = ISS + 2, .flags = SYNFIN_ACK);
  EXPECT_NOTHING(&b);                                           /* an acceptable empty segment: nothing */
  ARRIVES(&b, .seq = IRS + 2, .ack = ISS + 2, .flags = SYNFIN_ACK, TEXT("late"));
  EXPECT(&b, SYNFIN_ACK, ISS + 2, IRS + 2, 0);
  ARRIVES(&b, .seq = IRS + 2, .flags = SYNFIN_RST);             /* RFC 1337 */
  ARRIVES(&b, .seq = IRS + 3, .flags = SYNFIN_RST);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_uint_eq(to_deadline(&b), b.config.msl);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* RULING 10 (RFC 6191, MAY-2) */
START_TEST(time_wait__new_syn__reusable_for_a_listener_else_challenged)
{
  struct bench b;
  uint32_t iss = 0;
  struct synfin_segment syn = { .src_port = 2000, .dst_port = 1000, .seq = IRS + 3, .flags = SYNFIN_SYN, .wnd = 100 };
  bench_init(&b);
  to_fin_wait_2(&b);
  ck_assert(!synfin_reusable(&b.c, &syn, &iss));
  bench_init(&b);
  to_time_wait(&b);
  ck_assert(synfin_reusable(&b.c, &syn, &iss));
  ck_assert_uint_gt(iss, ISS + 2);                              /* "larger than the largest sequence number it used" */
  arrives(&b, syn);
  EXPECT(&b, SYNFIN_ACK, ISS + 2, IRS + 2, 0);
  EXPECT_STATE(&b, TIME_WAIT);
  syn.seq = IRS;
  ck_assert(!synfin_reusable(&b.c, &syn, &iss));                /* an old duplicate */
  syn.seq = IRS + 3;
  syn.flags = SYNFIN_SYN | SYNFIN_ACK;
  ck_assert(!synfin_reusable(&b.c, &syn, &iss));
  syn.flags = SYNFIN_ACK;
  ck_assert(!synfin_reusable(&b.c, &syn, &iss));
}
END_TEST

/* RULING 10: FIN-WAIT-1 by way of FIN-WAIT-2 in one segment, FIN-WAIT-2, CLOSING. */
START_TEST(time_wait__every_way_in__2msl)
{
  for (int way = 0; way < 3; way++) {
    struct bench b;
    bench_to(&b, way == 0 ? SYNFIN_FIN_WAIT_1 : way == 1 ? SYNFIN_FIN_WAIT_2 : SYNFIN_CLOSING);
    uint8_t flags = way == 2 ? SYNFIN_ACK : SYNFIN_FIN | SYNFIN_ACK;
    ARRIVES(&b, .seq = b.c.rcv.nxt, .ack = ISS + 2, .flags = flags);
    EXPECT_STATE(&b, TIME_WAIT);
    ck_assert_uint_eq(drain(&b), way == 2 ? 0 : 1);
    ck_assert_uint_eq(to_deadline(&b), 2 * b.config.msl);
    EXPECT_STATE(&b, CLOSED);
  }
}
END_TEST

/* RULING 12 */
START_TEST(syn_sent__syn_ack__its_window_counts_at_once)
{
  struct bench b;
  bench_init(&b);
  to_syn_sent(&b);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  ARRIVES(&b, .wnd = 3, .seq = IRS, .ack = ISS + 1, .flags = SYNFIN_SYN | SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 3);
  EXPECT_NOTHING(&b);
}
END_TEST

/* The window is there from the SYN on, not from its first advertisement on. */
START_TEST(syn_sent__syn_ack_and_text_before_an_answer__taken)
{
  struct bench b;
  bench_init(&b);
  to_syn_sent(&b);
  ARRIVES(&b, .seq = IRS, .ack = ISS + 1, .flags = SYNFIN_SYN | SYNFIN_ACK);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("hello"));
  expect_received(&b, "hello");
}
END_TEST

/* RULING 12: "never less than promised before" (SHLD-14), and no text beyond the promise is taken. */
START_TEST(established__text_unread__right_edge_stays_and_binds)
{
  struct bench b;
  uint8_t text[400] = { 0 };
  bench_init_sized(&b, BUFFER, 1000);
  to_established(&b);
  for (uint32_t i = 0; i < 3; i++) {
    ARRIVES(&b, .seq = IRS + 1 + 400 * i, .ack = ISS + 1, .flags = SYNFIN_ACK, .text = text, .len = 400);
    advance(&b, b.config.ack_delay);
    uint32_t taken = i < 2 ? 400 * (i + 1) : 1000;
    ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1 + taken, 0).wnd, 1000 - taken);
    ck_assert_uint_eq(synfin_receivable(&b.c), taken);
  }
}
END_TEST

/* RULING 13 */
START_TEST(established__after_a_retransmission_timeout__checks_and_answers_use_snd_max)
{
  static const uint32_t max = ISS + 1 + 3 * 536;
  struct bench b;
  for (int end = 0; end < 3; end++) {
    bench_init(&b);
    to_established(&b);
    ck_assert_int_eq(bench_send_n(&b, 3 * 536), 3 * 536);
    ck_assert_uint_eq(drain(&b), 3);
    ck_assert_uint_eq(b.c.snd.max, max);
    to_deadline(&b);
    EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 536);
    EXPECT_NOTHING(&b);
    if (end == 0) {
      ARRIVES(&b, .seq = IRS + 1, .ack = max, .flags = SYNFIN_ACK);
      EXPECT_NOTHING(&b);
      ck_assert_uint_eq(synfin_unacked(&b.c), 0);
    } else if (end == 1) {
      ARRIVES(&b, .seq = IRS + 2, .flags = SYNFIN_RST);
      EXPECT(&b, SYNFIN_ACK, max, IRS + 1, 0);
    } else {
      ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_OK);
      EXPECT(&b, SYNFIN_RST, max, 0, 0);
    }
  }
}
END_TEST

/* RULING 14 (MUST-11): the last state decides. */
START_TEST(listen__send_or_open_then_crossing_syn__an_active_open)
{
  static const char *const texts[] = { NULL, "", "hello" };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct bench b;
    bench_init(&b);
    to_listen(&b);
    if (texts[i])
      ck_assert_int_eq(bench_send(&b, texts[i]), (int)strlen(texts[i]));
    else
      ck_assert_int_eq(synfin_open_active(&b.c, b.now, ISS), SYNFIN_OK);
    EXPECT(&b, SYNFIN_SYN, ISS, 0, 0);
    ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN);
    EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
    EXPECT_STATE(&b, SYN_RECEIVED_ACTIVE);
    ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_RST);
    EXPECT_STATE(&b, CLOSED);
    ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_REFUSED);
  }
}
END_TEST

/* The peer's window is closed, "hello" waits, and then the state is reached: one that can send. */
static void to_persisting(struct bench *b, enum synfin_state state)
{
  bool peer_first = state == SYNFIN_CLOSE_WAIT || state == SYNFIN_LAST_ACK;
  bench_init(b);
  to_established(b);
  ARRIVES(b, .wnd = 0, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  ck_assert_int_eq(bench_send(b, "hello"), 5);
  if (peer_first)
    ARRIVES(b, .wnd = 0, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK);
  if (state != SYNFIN_ESTABLISHED && state != SYNFIN_CLOSE_WAIT)
    ck_assert_int_eq(synfin_close(&b->c, b->now), SYNFIN_OK);
  if (state == SYNFIN_CLOSING)
    ARRIVES(b, .wnd = 0, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK);
  drain(b);
  ck_assert_int_eq(synfin_status(&b->c), state);
}

static const enum synfin_state sending[] = {
  SYNFIN_ESTABLISHED, SYNFIN_FIN_WAIT_1, SYNFIN_CLOSE_WAIT, SYNFIN_CLOSING, SYNFIN_LAST_ACK,
};

/* RULING 15 */
START_TEST(sending_states__window_closed__persist_timer_probes_until_it_opens)
{
  struct bench b;
  enum synfin_state state = sending[_i];
  bool fin = (SYNFIN_IN_FIN_UNACKED >> state & 1u) != 0;
  to_persisting(&b, state);
  for (int i = 0; i < 20; i++) {                                /* far beyond the user timeout: the peer answers */
    to_deadline(&b);
    EXPECT(&b, SYNFIN_ACK, ISS + 1, b.c.rcv.nxt, 1);
    EXPECT_NOTHING(&b);
    ARRIVES(&b, .wnd = 0, .seq = b.c.rcv.nxt, .ack = ISS + 1, .flags = SYNFIN_ACK);
    ck_assert_msg(drain(&b) == 0, "answer %d to a probe makes one more, without the timer", i + 1);
    ck_assert_int_eq(synfin_status(&b.c), state);
  }
  ARRIVES(&b, .seq = b.c.rcv.nxt, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK | (fin ? SYNFIN_FIN : 0), ISS + 1, b.c.rcv.nxt, 5);
  EXPECT_NOTHING(&b);
  ck_assert_uint_lt(to_deadline(&b), b.config.user_timeout);    /* and now the retransmission timer */
  EXPECT(&b, SYNFIN_ACK | (fin ? SYNFIN_FIN : 0), ISS + 1, b.c.rcv.nxt, 5);
}
END_TEST

/* RULING 15, for a FIN alone. */
START_TEST(fin_wait_1__window_closed_and_only_the_fin_waits__fin_probes)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .wnd = 0, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  to_deadline(&b);
  EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  ARRIVES(&b, .wnd = 0, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_ACK);
  EXPECT_STATE(&b, FIN_WAIT_2);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
}
END_TEST

/* RULING 17 */
START_TEST(established__segment_over_both_edges_of_the_window__trimmed_and_taken)
{
  struct bench b;
  bench_init_sized(&b, BUFFER, 10);
  to_established(&b);
  ARRIVES(&b, .seq = IRS - 2, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("...0123456789..."));
  EXPECT_STATE(&b, ESTABLISHED);                                /* the FIN stands beyond the window */
  advance(&b, b.config.ack_delay);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 11, 0);
  EXPECT_NOTHING(&b);
  expect_received(&b, "0123456789");
}
END_TEST

/* RULING 17: the FIN is an octet, too. */
START_TEST(established__text_fills_the_window_before_a_fin__fin_taken_when_it_fits)
{
  struct bench b;
  bench_init_sized(&b, BUFFER, 10);
  to_established(&b);
  for (int beyond_gap = 1; beyond_gap >= 0; beyond_gap--) {
    uint32_t skip = beyond_gap ? 4 : 0;
    ARRIVES(&b, .seq = IRS + 1 + skip, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK,
            .text = (const uint8_t *)"0123456789" + skip, .len = 10 - skip);
    EXPECT_STATE(&b, ESTABLISHED);
    drain(&b);
  }
  expect_received(&b, "0123456789");
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 11, 0);
  ARRIVES(&b, .seq = IRS + 11, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 12, 0);
  EXPECT_STATE(&b, CLOSE_WAIT);
}
END_TEST

/* RULING 17, and README's deviation: what touches the window and does not overlap it. */
START_TEST(established__segment_beside_the_window__unacceptable)
{
  struct bench b;
  bench_init_sized(&b, BUFFER, 10);
  to_established(&b);
  ARRIVES(&b, .seq = IRS - 3, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("left"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  ARRIVES(&b, .seq = IRS + 11, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("right"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ARRIVES(&b, .seq = IRS + 11, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT_NOTHING(&b);                                           /* empty, at the right edge: acceptable */
  ARRIVES(&b, .seq = IRS + 12, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);                  /* empty, beyond it: not */
}
END_TEST

/* RULING 18; ABORT itself: calls.c. */
START_TEST(syn_received__user_timeout_of_a_listeners_child__listener_as_it_was)
{
  struct bench b;
  bench_init(&b);
  to_syn_received_passive(&b);
  for (int i = 0; i < 100 && synfin_status(&b.c) != SYNFIN_LISTEN; i++) {
    to_deadline(&b);
    drain(&b);
  }
  EXPECT_STATE(&b, LISTEN);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
  ck_assert_uint_eq(synfin_signals(&b.c) & ~SYNFIN_SIG_TROUBLE, 0);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_OK);
  ARRIVES(&b, .seq = 7000, .flags = SYNFIN_SYN);
  struct synfin_segment out = EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, b.c.snd.una, 7001, 0);
  ARRIVES(&b, .seq = 7001, .ack = out.seq + 1, .flags = SYNFIN_ACK);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* RULING 18, of what the SYN filled in: "if the remote socket was not fully specified" it is not so again. */
START_TEST(syn_received__rst_to_an_unspecified_listeners_child__remote_socket_unspecified_again)
{
  struct bench b;
  bench_init(&b);
  synfin_init(&b.c, &b.config, 1000, 0);
  ck_assert_int_eq(synfin_attach_send(&b.c, b.snd, BUFFER), SYNFIN_OK);
  to_syn_received_passive(&b);
  ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_RST);
  EXPECT_STATE(&b, LISTEN);
  ck_assert_uint_eq(b.c.remote_port, 0);
  ck_assert_int_eq(bench_send(&b, "hello"), SYNFIN_ERR_UNSPECIFIED);
  ck_assert_int_eq(synfin_open_active(&b.c, b.now, ISS), SYNFIN_ERR_UNSPECIFIED);
  EXPECT_STATE(&b, LISTEN);
  EXPECT_NOTHING(&b);
}
END_TEST

/* A word ends where a letter deletes the TCB: nothing is left for URG, text or FIN to speak of. */
START_TEST(last_ack__ack_of_fin_with_urg_text_and_fin__closed_and_silent)
{
  struct bench b;
  bench_init(&b);
  to_last_ack(&b);
  synfin_signals(&b.c);
  ARRIVES(&b, .seq = IRS + 2, .ack = ISS + 2, .flags = SYNFIN_FIN | SYNFIN_URG | SYNFIN_ACK, .up = 3, TEXT("more"));
  EXPECT_STATE(&b, CLOSED);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
}
END_TEST

TCase *later_rulings_tcase(void)
{
  TCase *rulings = tcase_create("rulings 10 to 18");
  tcase_add_test(rulings, time_wait__peers_fin_again__acked_and_2msl_restarted);
  tcase_add_test(rulings, time_wait__what_is_not_the_fin__2msl_not_restarted);
  tcase_add_test(rulings, time_wait__new_syn__reusable_for_a_listener_else_challenged);
  tcase_add_test(rulings, time_wait__every_way_in__2msl);
  tcase_add_test(rulings, syn_sent__syn_ack__its_window_counts_at_once);
  tcase_add_test(rulings, syn_sent__syn_ack_and_text_before_an_answer__taken);
  tcase_add_test(rulings, established__text_unread__right_edge_stays_and_binds);
  tcase_add_test(rulings, established__after_a_retransmission_timeout__checks_and_answers_use_snd_max);
  tcase_add_test(rulings, listen__send_or_open_then_crossing_syn__an_active_open);
  tcase_add_loop_test(rulings, sending_states__window_closed__persist_timer_probes_until_it_opens, 0,
                      (int)(sizeof sending / sizeof sending[0]));
  tcase_add_test(rulings, fin_wait_1__window_closed_and_only_the_fin_waits__fin_probes);
  tcase_add_test(rulings, established__segment_over_both_edges_of_the_window__trimmed_and_taken);
  tcase_add_test(rulings, established__text_fills_the_window_before_a_fin__fin_taken_when_it_fits);
  tcase_add_test(rulings, established__segment_beside_the_window__unacceptable);
  tcase_add_test(rulings, syn_received__user_timeout_of_a_listeners_child__listener_as_it_was);
  tcase_add_test(rulings, syn_received__rst_to_an_unspecified_listeners_child__remote_socket_unspecified_again);
  tcase_add_test(rulings, last_ack__ack_of_fin_with_urg_text_and_fin__closed_and_silent);
  return rulings;
}
