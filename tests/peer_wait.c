/* Scenarios in which other TCPs went wrong, played against the engine: the peer's FIN, half-closed connections and
 * TIME-WAIT. The ids stand in tests/peer-scenarios.tsv. */
#include "bench.h"
#include "suites.h"

#define ACK SYNFIN_ACK
#define FIN_ACK (SYNFIN_FIN | SYNFIN_ACK)

static void no_timer_runs(const struct bench *b)
{
  ck_assert(synfin_deadline(&b->c, b->now) == SYNFIN_NEVER);
}

/* FIN-WAIT-2 of a user who has let go. */
static void to_orphan(struct bench *b)
{
  bench_to(b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(synfin_release(&b->c, b->now), SYNFIN_OK);
  EXPECT(b, FIN_ACK, 101, 301, 0);
  ARRIVES(b, .seq = 301, .ack = 102, .flags = ACK);
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, FIN_WAIT_2);
}

/* ---- The peer's FIN ---- */

/* PB-042 */
START_TEST(established__text_and_fin_in_one_segment__delivers_the_text_then_says_closing)
{
  struct bench b;
  char got[8];
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = FIN_ACK, TEXT("bye"));
  EXPECT(&b, ACK, 101, 305, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSE_WAIT);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_CLOSING);
  expect_received(&b, "bye");
  ck_assert_int_eq(bench_receive(&b, got, sizeof got), SYNFIN_ERR_CLOSING);
}
END_TEST

/* PB-052 */
START_TEST(established__fin_beyond_a_gap__waits_until_the_gap_is_filled)
{
  struct bench b;
  char got[8];
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = 304, .ack = 101, .flags = FIN_ACK, TEXT("def"));
  EXPECT(&b, ACK, 101, 301, 0);
  ARRIVES(&b, .seq = 307, .ack = 101, .flags = FIN_ACK);
  EXPECT(&b, ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_int_eq(bench_receive(&b, got, sizeof got), 0);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("abc"));
  EXPECT(&b, ACK, 101, 308, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSE_WAIT);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_CLOSING);
  expect_received(&b, "abcdef");
  ck_assert_int_eq(bench_receive(&b, got, sizeof got), SYNFIN_ERR_CLOSING);
}
END_TEST

/* PB-054, RULING 8 */
START_TEST(established__fin_into_a_closed_window__is_answered_and_taken_once_the_user_has_read)
{
  struct bench b;
  bench_init_sized(&b, BUFFER, 5);
  to_established(&b);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = FIN_ACK, TEXT("hello"));
  EXPECT_NOTHING(&b);                                           /* the text fits, the FIN does not */
  to_deadline(&b);
  struct synfin_segment out = EXPECT(&b, ACK, 101, 306, 0);
  ck_assert_uint_eq(out.wnd, 0);
  EXPECT_NOTHING(&b);
  for (unsigned i = 0; i < 2; i++) {
    ARRIVES(&b, .seq = 306, .ack = 101, .flags = FIN_ACK);
    out = EXPECT(&b, ACK, 101, 306, 0);
    ck_assert_uint_eq(out.wnd, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, ESTABLISHED);
  }
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  expect_received(&b, "hello");
  out = EXPECT(&b, ACK, 101, 306, 0);
  ck_assert_uint_eq(out.wnd, 5);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 306, .ack = 101, .flags = FIN_ACK);
  EXPECT(&b, ACK, 101, 307, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSE_WAIT);
}
END_TEST

/* PB-062 */
START_TEST(fin_wait__last_text_and_then_the_fin__are_both_taken)
{
  static const enum synfin_state states[] = { SYNFIN_FIN_WAIT_1, SYNFIN_FIN_WAIT_2 };
  for (unsigned i = 0; i < 2; i++) {
    struct bench b;
    bench_to(&b, states[i]);
    ARRIVES(&b, .seq = 301, .ack = 101 + i, .flags = ACK, TEXT("last"));
    EXPECT_NOTHING(&b);                                         /* the ACK is delayed */
    ck_assert_uint_eq(to_deadline(&b), b.config.ack_delay);
    EXPECT(&b, ACK, 102, 305, 0);
    ARRIVES(&b, .seq = 305, .ack = 102, .flags = FIN_ACK);
    EXPECT(&b, ACK, 102, 306, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, TIME_WAIT);
    expect_received(&b, "last");
  }
}
END_TEST

/* ---- Half-closed ---- */

/* PB-070 */
START_TEST(fin_wait_2__nobody_receives__ends_after_the_time_that_was_configured)
{
  static const synfin_time waits[] = { SYNFIN_SECONDS(5), SYNFIN_SECONDS(60), SYNFIN_SECONDS(600) };
  for (unsigned i = 0; i < 3; i++) {
    struct bench b;
    bench_init(&b);
    b.config.fin_wait_2 = waits[i];
    to_established(&b);
    ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
    EXPECT(&b, FIN_ACK, 101, 301, 0);
    ARRIVES(&b, .seq = 301, .ack = 102, .flags = ACK);
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(to_deadline(&b), waits[i]);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, CLOSED);
  }
}
END_TEST

/* PB-080 */
START_TEST(fin_wait_2__peer_goes_on_acknowledging_but_never_closes__ends_all_the_same)
{
  struct bench b;
  to_orphan(&b);
  for (unsigned i = 0; i < 5; i++) {
    advance(&b, SYNFIN_SECONDS(10));
    ARRIVES(&b, .seq = 301, .ack = 102, .flags = ACK);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, FIN_WAIT_2);
  }
  ck_assert_uint_eq(to_deadline(&b), SYNFIN_SECONDS(10));
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  no_timer_runs(&b);
}
END_TEST

/* PB-082, RULING 16 */
START_TEST(fin_wait_2__user_still_receives__waits_for_ever_and_the_timer_begins_when_he_lets_go)
{
  struct bench b;
  bench_to(&b, SYNFIN_FIN_WAIT_2);
  no_timer_runs(&b);
  advance(&b, SYNFIN_SECONDS(86400));
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_2);
  ck_assert_uint_eq(to_deadline(&b), b.config.fin_wait_2);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-076 */
START_TEST(close_wait__text_and_fin_are_lost__are_sent_again_with_the_ack_of_the_peers_fin)
{
  struct bench b;
  bench_to(&b, SYNFIN_CLOSE_WAIT);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  EXPECT(&b, ACK, 101, 302, 5);
  EXPECT_NOTHING(&b);
  ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));
  EXPECT(&b, ACK, 101, 302, 5);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 302, .ack = 106, .flags = ACK);
  EXPECT_NOTHING(&b);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, FIN_ACK, 106, 302, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));
  EXPECT(&b, FIN_ACK, 106, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LAST_ACK);
}
END_TEST

/* PB-072 */
START_TEST(fin_wait_2__text_and_fin_before_the_user_reads__stay_for_him_even_after_closed)
{
  struct bench b;
  char got[8];
  bench_to(&b, SYNFIN_FIN_WAIT_2);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = ACK, TEXT("abc"));
  ARRIVES(&b, .seq = 304, .ack = 102, .flags = FIN_ACK, TEXT("def"));
  EXPECT(&b, ACK, 102, 308, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_int_eq(bench_receive(&b, got, 2), 2);
  ck_assert_mem_eq(got, "ab", 2);
  to_deadline(&b);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  expect_received(&b, "cdef");
  ck_assert_int_eq(bench_receive(&b, got, sizeof got), SYNFIN_ERR_NO_CONNECTION);
}
END_TEST

/* PB-074 */
START_TEST(established__close_and_abort__are_two_things_a_fin_with_receiving_going_on_and_a_rst)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send(&b, "query"), 5);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, FIN_ACK, 101, 301, 5);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 107, .flags = ACK, TEXT("answer"));
  EXPECT_STATE(&b, FIN_WAIT_2);
  expect_received(&b, "answer");
  to_deadline(&b);
  EXPECT(&b, ACK, 107, 307, 0);
  EXPECT_NOTHING(&b);

  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, SYNFIN_RST, 101, 0, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-078 */
START_TEST(close_wait__user_does_not_close__no_fin_is_sent_until_he_does_and_no_text_after_it)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = FIN_ACK, TEXT("data"));
  EXPECT(&b, ACK, 101, 306, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSE_WAIT);
  no_timer_runs(&b);
  advance(&b, SYNFIN_SECONDS(3600));
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSE_WAIT);
  ck_assert_int_eq(bench_send(&b, "late"), 4);
  EXPECT(&b, ACK, 101, 306, 4);
  EXPECT_NOTHING(&b);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, FIN_ACK, 105, 306, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LAST_ACK);
  ck_assert_int_eq(bench_send(&b, "too late"), SYNFIN_ERR_CLOSING);
  EXPECT_NOTHING(&b);
}
END_TEST

/* ---- TIME-WAIT ---- */

/* PB-094 */
START_TEST(time_wait__two_segment_lifetimes_pass__ends_then_and_not_before)
{
  struct bench b;
  bench_to(&b, SYNFIN_TIME_WAIT);
  ck_assert(synfin_deadline(&b.c, b.now) == b.now + 2 * b.config.msl);
  advance(&b, 2 * b.config.msl - 1);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  advance(&b, 1);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  no_timer_runs(&b);
}
END_TEST

/* PB-092 */
START_TEST(closing__ack_of_our_fin__starts_the_time_wait_timer)
{
  struct bench b;
  bench_to(&b, SYNFIN_CLOSING);
  ARRIVES(&b, .seq = 302, .ack = 102, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_uint_eq(to_deadline(&b), 2 * b.config.msl);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-092 */
START_TEST(closing__rst_beside_rcv_nxt_and_then_the_right_one__is_challenged_and_then_ends)
{
  struct bench b;
  bench_to(&b, SYNFIN_CLOSING);
  ARRIVES(&b, .seq = 310, .flags = SYNFIN_RST);
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSING);
  ARRIVES(&b, .seq = 302, .flags = SYNFIN_RST);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  no_timer_runs(&b);
}
END_TEST

/* PB-096, RULING 10 */
START_TEST(time_wait__each_kind_of_segment__only_the_fin_starts_the_timer_again_and_an_empty_ack_draws_nothing)
{
  struct bench b;
  bench_to(&b, SYNFIN_TIME_WAIT);
  synfin_time ends = b.now + 2 * b.config.msl;
  advance(&b, SYNFIN_SECONDS(100));
  ARRIVES(&b, .seq = 302, .ack = 102, .flags = ACK);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 290, .ack = 102, .flags = ACK);            /* not in the window */
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 302, .ack = 102, .flags = ACK, TEXT("text"));
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  ck_assert(synfin_deadline(&b.c, b.now) == ends);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = FIN_ACK);
  EXPECT(&b, ACK, 102, 302, 0);
  EXPECT_NOTHING(&b);
  ck_assert(synfin_deadline(&b.c, b.now) == b.now + 2 * b.config.msl);
  EXPECT_STATE(&b, TIME_WAIT);
}
END_TEST

/* PB-088, MUST-13 */
START_TEST(time_wait__user_closes_and_lets_go__lingers_to_the_end)
{
  struct bench b;
  bench_to(&b, SYNFIN_TIME_WAIT);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_ERR_CLOSING);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_uint_eq(to_deadline(&b), 2 * b.config.msl);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-088, MUST-13: no RST can tell the peer any more that text was lost, so there is no reason to linger less. */
START_TEST(time_wait__user_lets_go_of_unread_text__lingers_to_the_end)
{
  struct bench b;
  bench_to(&b, SYNFIN_FIN_WAIT_2);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = FIN_ACK, TEXT("unread"));
  EXPECT(&b, ACK, 102, 308, 0);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_uint_eq(to_deadline(&b), 2 * b.config.msl);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-084 */
START_TEST(time_wait__syn__ends_it_for_a_new_connection_only_if_it_is_newer)
{
  static const uint32_t old[] = { 300, 301, 302, 302 - (1u << 30) };
  struct bench b;
  uint32_t iss = 0;
  bench_to(&b, SYNFIN_TIME_WAIT);
  for (unsigned i = 0; i < sizeof old / sizeof *old; i++) {
    struct synfin_segment syn = { .src_port = 2000, .dst_port = 1000, .seq = old[i], .flags = SYNFIN_SYN };
    ck_assert(!synfin_reusable(&b.c, &syn, &iss));
    b.now += SYNFIN_SECONDS(1);
    arrives(&b, syn);
    EXPECT(&b, ACK, 102, 302, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, TIME_WAIT);
  }
  struct synfin_segment syn = { .src_port = 2000, .dst_port = 1000, .seq = 303, .wnd = PEER_WND, .flags = SYNFIN_SYN };
  ck_assert(synfin_reusable(&b.c, &syn, &iss));
  ck_assert_uint_eq(iss, 103);
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  ck_assert_int_eq(synfin_open_passive(&b.c, b.now, iss), SYNFIN_OK);
  arrives(&b, syn);
  EXPECT(&b, SYNFIN_SYN | ACK, 103, 304, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
}
END_TEST

/* PB-086 */
START_TEST(time_wait__our_own_host_wants_the_pair_again__may_abort_and_open_with_a_later_iss)
{
  struct bench b;
  bench_to(&b, SYNFIN_TIME_WAIT);
  ck_assert_int_eq(synfin_open_active(&b.c, b.now, 103), SYNFIN_ERR_EXISTS);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(synfin_open_active(&b.c, b.now, 103), SYNFIN_OK);
  EXPECT(&b, SYNFIN_SYN, 103, 0, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 900, .ack = 104, .flags = SYNFIN_SYN | ACK);
  EXPECT(&b, ACK, 104, 901, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* PB-090 */
START_TEST(time_wait__any_segment_whatever__draws_one_ack_or_nothing)
{
  static const uint32_t seqs[] = { 200, 300, 301, 302, 303, 302 + BUFFER, 302 + (1u << 31) };
  static const uint32_t acks[] = { 0, 101, 102, 103, 102 + (1u << 31) };
  static const uint8_t text[5] = { 0 };
  struct bench b;
  bench_to(&b, SYNFIN_TIME_WAIT);
  const struct synfin_conn before = b.c;
  for (unsigned flags = 0; flags < 256; flags++)
    for (unsigned s = 0; s < 7; s++)
      for (unsigned a = 0; a < 5; a++)
        for (unsigned len = 0; len < 10; len += 5) {
          b.c = before;
          ARRIVES(&b, .seq = seqs[s], .ack = acks[a], .up = 1, .flags = (uint8_t)flags, .text = text, .len = len);
          EXPECT_STATE(&b, TIME_WAIT);
          struct synfin_segment out;
          if (synfin_poll(&b.c, b.now, &out)) {
            ck_assert_uint_eq(flags & SYNFIN_RST, 0);
            ck_assert(out.flags == ACK && out.seq == 102 && out.ack == 302 && out.len == 0);
          }
          EXPECT_NOTHING(&b);
          ck_assert_uint_eq(synfin_receivable(&b.c), 0);
        }
}
END_TEST

Suite *peer_wait_suite(void)
{
  static const TTest *const *const tests[] = {
    &established__text_and_fin_in_one_segment__delivers_the_text_then_says_closing,
    &established__fin_beyond_a_gap__waits_until_the_gap_is_filled,
    &established__fin_into_a_closed_window__is_answered_and_taken_once_the_user_has_read,
    &fin_wait__last_text_and_then_the_fin__are_both_taken,
    &fin_wait_2__nobody_receives__ends_after_the_time_that_was_configured,
    &fin_wait_2__peer_goes_on_acknowledging_but_never_closes__ends_all_the_same,
    &fin_wait_2__user_still_receives__waits_for_ever_and_the_timer_begins_when_he_lets_go,
    &close_wait__text_and_fin_are_lost__are_sent_again_with_the_ack_of_the_peers_fin,
    &fin_wait_2__text_and_fin_before_the_user_reads__stay_for_him_even_after_closed,
    &established__close_and_abort__are_two_things_a_fin_with_receiving_going_on_and_a_rst,
    &close_wait__user_does_not_close__no_fin_is_sent_until_he_does_and_no_text_after_it,
    &time_wait__two_segment_lifetimes_pass__ends_then_and_not_before,
    &closing__ack_of_our_fin__starts_the_time_wait_timer,
    &closing__rst_beside_rcv_nxt_and_then_the_right_one__is_challenged_and_then_ends,
    &time_wait__each_kind_of_segment__only_the_fin_starts_the_timer_again_and_an_empty_ack_draws_nothing,
    &time_wait__user_closes_and_lets_go__lingers_to_the_end,
    &time_wait__user_lets_go_of_unread_text__lingers_to_the_end,
    &time_wait__syn__ends_it_for_a_new_connection_only_if_it_is_newer,
    &time_wait__our_own_host_wants_the_pair_again__may_abort_and_open_with_a_later_iss,
    &time_wait__any_segment_whatever__draws_one_ack_or_nothing,
  };
  Suite *suite = suite_create("peer scenarios: FIN, half-close, TIME-WAIT");
  TCase *tcase = tcase_create("wait");
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
    tcase_add_test(tcase, *tests[i]);
  suite_add_tcase(suite, tcase);
  return suite;
}
