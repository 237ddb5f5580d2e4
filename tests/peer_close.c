/* Scenarios in which other TCPs went wrong, played against the engine: CLOSE, and what still has to be said after it.
 * The ids stand in tests/peer-scenarios.tsv. */
#include "bench.h"
#include "suites.h"

#define ACK SYNFIN_ACK
#define FIN_ACK (SYNFIN_FIN | SYNFIN_ACK)

/* ESTABLISHED with a peer that never advertised more than `wnd`. */
static void to_established_narrow(struct bench *b, uint16_t wnd)
{
  bench_init(b);
  to_listen(b);
  arrives(b, (struct synfin_segment){ .src_port = 2000, .seq = IRS, .wnd = wnd, .flags = SYNFIN_SYN });
  EXPECT(b, SYNFIN_SYN | ACK, ISS, IRS + 1, 0);
  ARRIVES(b, .wnd = wnd, .flags = ACK, .seq = IRS + 1, .ack = ISS + 1);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, ESTABLISHED);
}

static void send_n(struct bench *b, size_t n)
{
  ck_assert_int_eq(bench_send_n(b, n), (ptrdiff_t)n);
}

static void close_it(struct bench *b)
{
  ck_assert_int_eq(synfin_close(&b->c, b->now), SYNFIN_OK);
}

/* The text of a segment is what bench_send_n() counted, from octet `first` on. */
static void same_octets(const struct synfin_segment *seg, uint32_t first)
{
  for (uint32_t i = 0; i < seg->len; i++) {
    uint32_t straight = seg->len - seg->rest_len;
    ck_assert_uint_eq(i < straight ? seg->text[i] : seg->rest[i - straight], (first + i) % 251);
  }
}

static void no_timer_runs(const struct bench *b)
{
  ck_assert(synfin_deadline(&b->c, b->now) == SYNFIN_NEVER);
}

/* PB-028 */
START_TEST(fin_wait_1__window_lets_the_text_through_bit_by_bit__fin_follows_when_there_is_room)
{
  struct bench b;
  to_established_narrow(&b, 500);
  send_n(&b, 1000);
  close_it(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
  EXPECT(&b, ACK, 101, 301, 500);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .wnd = 500, .flags = ACK, .seq = 301, .ack = 601);
  EXPECT(&b, ACK, 601, 301, 500);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .wnd = 0, .flags = ACK, .seq = 301, .ack = 1101);   /* all text is there, no room for the FIN */
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
  ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));
  EXPECT(&b, FIN_ACK, 1101, 301, 0);                            /* it probes */
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .wnd = 0, .flags = ACK, .seq = 301, .ack = 1101);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .wnd = 500, .flags = ACK, .seq = 301, .ack = 1101);
  EXPECT(&b, FIN_ACK, 1101, 301, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .wnd = 500, .flags = ACK, .seq = 301, .ack = 1102);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
  no_timer_runs(&b);
}
END_TEST

/* PB-030 */
START_TEST(established__close_while_the_window_is_full__all_that_was_sent_goes_before_the_fin)
{
  struct bench b;
  to_established_narrow(&b, 500);
  send_n(&b, 1500);
  struct synfin_segment out = EXPECT(&b, ACK, 101, 301, 500);
  same_octets(&out, 0);
  EXPECT_NOTHING(&b);
  close_it(&b);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
  ck_assert_uint_eq(synfin_unacked(&b.c), 1500);
  ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));        /* the first segment was lost */
  out = EXPECT(&b, ACK, 101, 301, 500);
  same_octets(&out, 0);
  EXPECT_NOTHING(&b);
  for (uint32_t done = 500; done < 1500; done += 500) {
    ARRIVES(&b, .wnd = 500, .flags = ACK, .seq = 301, .ack = 101 + done);
    out = EXPECT(&b, ACK, 101 + done, 301, 500);
    same_octets(&out, done);
    EXPECT_NOTHING(&b);
  }
  ARRIVES(&b, .wnd = 500, .flags = ACK, .seq = 301, .ack = 1601);
  EXPECT(&b, FIN_ACK, 1601, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
}
END_TEST

/* PB-032 */
START_TEST(fin_wait_1__fin_that_does_not_acknowledge_ours__goes_to_closing_then_time_wait)
{
  struct bench b;
  bench_to(&b, SYNFIN_FIN_WAIT_1);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = FIN_ACK);
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSING);
  ARRIVES(&b, .seq = 302, .ack = 102, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
}
END_TEST

/* PB-032 */
START_TEST(fin_wait_1__fin_that_acknowledges_ours__goes_to_time_wait)
{
  struct bench b;
  bench_to(&b, SYNFIN_FIN_WAIT_1);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = FIN_ACK);
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_uint_eq(to_deadline(&b), 2 * b.config.msl);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-032 */
START_TEST(fin_wait_2__fin__goes_to_time_wait)
{
  struct bench b;
  bench_to(&b, SYNFIN_FIN_WAIT_2);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = FIN_ACK);
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_uint_eq(to_deadline(&b), 2 * b.config.msl);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-060, PB-068 */
START_TEST(fin_wait_1__fin_is_lost_again_and_again__keeps_its_sequence_number_and_its_ack)
{
  struct bench b;
  bench_to(&b, SYNFIN_FIN_WAIT_1);
  for (unsigned i = 0; i < 4; i++) {
    ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1) << i);
    EXPECT(&b, FIN_ACK, 101, 301, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, FIN_WAIT_1);
  }
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
  no_timer_runs(&b);
}
END_TEST

/* PB-036 */
START_TEST(fin_wait_1__ack_of_the_text_but_not_of_its_fin__leaves_a_bare_fin_to_retransmit)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  close_it(&b);
  EXPECT(&b, FIN_ACK | SYNFIN_PSH, 101, 301, 5);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 106, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
  to_deadline(&b);
  EXPECT(&b, FIN_ACK, 106, 301, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 107, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
}
END_TEST

/* PB-044, PB-046 */
START_TEST(established__close_with_text_queued__goes_through_every_state_of_an_active_close)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  send_n(&b, 600);
  close_it(&b);
  EXPECT(&b, ACK, 101, 301, 536);
  EXPECT(&b, FIN_ACK, 637, 301, 64);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
  ARRIVES(&b, .seq = 301, .ack = 637, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
  ARRIVES(&b, .seq = 301, .ack = 702, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
  ARRIVES(&b, .seq = 301, .ack = 702, .flags = FIN_ACK);
  EXPECT(&b, ACK, 702, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  to_deadline(&b);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_OK);
}
END_TEST

/* PB-046 */
START_TEST(close_wait__close__lives_on_until_its_fin_is_acknowledged)
{
  struct bench b;
  bench_to(&b, SYNFIN_LAST_ACK);
  to_deadline(&b);
  EXPECT(&b, FIN_ACK, 101, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LAST_ACK);
  ARRIVES(&b, .seq = 302, .ack = 102, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  no_timer_runs(&b);
}
END_TEST

/* PB-058 */
START_TEST(fin_wait_1__text_and_fin_are_lost__both_are_sent_again_after_each_partial_ack)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  send_n(&b, 1000);
  EXPECT(&b, ACK, 101, 301, 536);
  EXPECT_NOTHING(&b);                                           /* Nagle */
  close_it(&b);
  EXPECT(&b, FIN_ACK, 637, 301, 464);
  EXPECT_NOTHING(&b);
  to_deadline(&b);
  EXPECT(&b, ACK, 101, 301, 536);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 637, .flags = ACK);
  struct synfin_segment out = EXPECT(&b, FIN_ACK, 637, 301, 464);
  same_octets(&out, 536);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 1102, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
}
END_TEST

/* PB-058, PB-038 */
START_TEST(last_ack__text_and_fin_are_lost__are_sent_again_until_one_ack_ends_it_all)
{
  struct bench b;
  bench_to(&b, SYNFIN_CLOSE_WAIT);
  send_n(&b, 700);
  close_it(&b);
  EXPECT(&b, ACK, 101, 302, 536);
  EXPECT(&b, FIN_ACK, 637, 302, 164);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LAST_ACK);
  to_deadline(&b);
  EXPECT(&b, ACK, 101, 302, 536);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_unacked(&b.c), 700);
  ARRIVES(&b, .seq = 302, .ack = 802, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_OK);
  no_timer_runs(&b);
}
END_TEST

/* PB-034 */
START_TEST(last_ack__other_segments_before_the_ack_of_our_fin__do_not_end_the_connection)
{
  struct bench b;
  bench_to(&b, SYNFIN_LAST_ACK);
  ARRIVES(&b, .seq = 302, .ack = 101, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LAST_ACK);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = FIN_ACK);        /* our ACK of it was lost */
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LAST_ACK);
  ARRIVES(&b, .seq = 302, .ack = 102, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-040 */
START_TEST(established__close_without_room_to_send__needs_none_for_the_fin)
{
  struct bench b;
  bench_init_sized(&b, 0, BUFFER);
  to_established(&b);
  ck_assert_int_eq(bench_send(&b, "x"), SYNFIN_ERR_RESOURCES);
  close_it(&b);
  EXPECT(&b, FIN_ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  bench_init_sized(&b, 100, BUFFER);
  to_established(&b);
  ck_assert_int_eq(bench_send_n(&b, 200), 100);
  ck_assert_int_eq(bench_send(&b, "x"), SYNFIN_ERR_RESOURCES);
  close_it(&b);
  EXPECT(&b, FIN_ACK | SYNFIN_PSH, 101, 301, 100);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
}
END_TEST

/* PB-050 */
START_TEST(last_ack__acks_that_do_not_reach_our_fin__are_answered_if_they_are_wrong_and_seldom)
{
  struct bench b;
  bench_to(&b, SYNFIN_LAST_ACK);
  ARRIVES(&b, .seq = 302, .ack = 101, .flags = ACK);            /* a duplicate: nothing is wrong with it */
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 302, .ack = 103, .flags = ACK);            /* of what was never sent */
  EXPECT(&b, ACK, 102, 302, 0);
  ARRIVES(&b, .seq = 302, .ack = 103, .flags = ACK);
  EXPECT_NOTHING(&b);
  b.now += SYNFIN_SECONDS(1) / 2;
  ARRIVES(&b, .seq = 302, .ack = 101u - PEER_WND - 1, .flags = ACK);
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LAST_ACK);
}
END_TEST

/* PB-056 */
START_TEST(fin_wait_1__ack_of_text_alone__stays_and_ack_of_text_and_fin_goes_to_fin_wait_2)
{
  for (int together = 0; together < 2; together++) {
    struct bench b;
    bench_to(&b, SYNFIN_ESTABLISHED);
    ck_assert_int_eq(bench_send(&b, "hello"), 5);
    EXPECT(&b, ACK, 101, 301, 5);
    close_it(&b);
    EXPECT(&b, FIN_ACK, 106, 301, 0);
    EXPECT_NOTHING(&b);
    if (!together) {
      ARRIVES(&b, .seq = 301, .ack = 106, .flags = ACK);
      EXPECT_NOTHING(&b);
      EXPECT_STATE(&b, FIN_WAIT_1);
      ck_assert_uint_eq(synfin_unacked(&b.c), 0);
    }
    ARRIVES(&b, .seq = 301, .ack = 107, .flags = ACK);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, FIN_WAIT_2);
    ck_assert_uint_eq(synfin_unacked(&b.c), 0);
    no_timer_runs(&b);
  }
}
END_TEST

/* PB-048 */
START_TEST(closing__text_and_fin_were_still_queued__are_sent_and_sent_again)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  close_it(&b);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = FIN_ACK);        /* before anything of ours was polled */
  EXPECT_STATE(&b, CLOSING);
  EXPECT(&b, FIN_ACK | SYNFIN_PSH, 101, 302, 5);
  EXPECT_NOTHING(&b);
  to_deadline(&b);
  EXPECT(&b, FIN_ACK | SYNFIN_PSH, 101, 302, 5);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 302, .ack = 107, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
}
END_TEST

/* PB-048 */
START_TEST(closing__text_and_fin_were_held_back_by_the_window__are_sent_when_it_opens)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .wnd = 0, .flags = ACK, .seq = 301, .ack = 101);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  close_it(&b);
  EXPECT_NOTHING(&b);
  arrives(&b, (struct synfin_segment){ .seq = 301, .ack = 101, .flags = FIN_ACK });
  EXPECT(&b, ACK, 101, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSING);
  ARRIVES(&b, .seq = 302, .ack = 101, .flags = ACK);
  EXPECT(&b, FIN_ACK, 101, 302, 5);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 302, .ack = 107, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
}
END_TEST

/* PB-064 */
START_TEST(fin_wait_2__text_for_a_user_who_let_go__is_answered_with_a_rst_and_no_fin_is_sent_again)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, FIN_ACK, 101, 301, 0);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
  advance(&b, SYNFIN_SECONDS(30));
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = ACK, TEXT("more"));
  EXPECT(&b, SYNFIN_RST, 102, 0, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  no_timer_runs(&b);
}
END_TEST

/* PB-066 */
START_TEST(established__fin_that_acknowledges_our_last_text__takes_the_ack_before_the_fin)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  EXPECT(&b, ACK, 101, 301, 5);
  ARRIVES(&b, .seq = 301, .ack = 106, .flags = FIN_ACK);
  EXPECT(&b, ACK, 106, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSE_WAIT);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
  no_timer_runs(&b);
  ck_assert_int_eq(bench_send(&b, "x"), 1);
  EXPECT(&b, ACK, 106, 302, 1);
  EXPECT_NOTHING(&b);
}
END_TEST

Suite *peer_close_suite(void)
{
  static const TTest *const *const tests[] = {
    &fin_wait_1__window_lets_the_text_through_bit_by_bit__fin_follows_when_there_is_room,
    &established__close_while_the_window_is_full__all_that_was_sent_goes_before_the_fin,
    &fin_wait_1__fin_that_does_not_acknowledge_ours__goes_to_closing_then_time_wait,
    &fin_wait_1__fin_that_acknowledges_ours__goes_to_time_wait,
    &fin_wait_2__fin__goes_to_time_wait,
    &fin_wait_1__fin_is_lost_again_and_again__keeps_its_sequence_number_and_its_ack,
    &fin_wait_1__ack_of_the_text_but_not_of_its_fin__leaves_a_bare_fin_to_retransmit,
    &established__close_with_text_queued__goes_through_every_state_of_an_active_close,
    &close_wait__close__lives_on_until_its_fin_is_acknowledged,
    &fin_wait_1__text_and_fin_are_lost__both_are_sent_again_after_each_partial_ack,
    &last_ack__text_and_fin_are_lost__are_sent_again_until_one_ack_ends_it_all,
    &last_ack__other_segments_before_the_ack_of_our_fin__do_not_end_the_connection,
    &established__close_without_room_to_send__needs_none_for_the_fin,
    &last_ack__acks_that_do_not_reach_our_fin__are_answered_if_they_are_wrong_and_seldom,
    &fin_wait_1__ack_of_text_alone__stays_and_ack_of_text_and_fin_goes_to_fin_wait_2,
    &closing__text_and_fin_were_still_queued__are_sent_and_sent_again,
    &closing__text_and_fin_were_held_back_by_the_window__are_sent_when_it_opens,
    &fin_wait_2__text_for_a_user_who_let_go__is_answered_with_a_rst_and_no_fin_is_sent_again,
    &established__fin_that_acknowledges_our_last_text__takes_the_ack_before_the_fin,
  };
  Suite *suite = suite_create("peer scenarios: close");
  TCase *tcase = tcase_create("close");
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
    tcase_add_test(tcase, *tests[i]);
  suite_add_tcase(suite, tcase);
  return suite;
}
