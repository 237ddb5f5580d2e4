/* Scenarios in which other TCPs went wrong, played against the engine: the ACK field, and sequence numbers at the edges
 * of their arithmetic. The ids stand in tests/peer-scenarios.tsv. */
#include "bench.h"
#include "seq.h"
#include "suites.h"

#define ACK SYNFIN_ACK
#define SYN_ACK (SYNFIN_SYN | SYNFIN_ACK)
#define FIN_ACK (SYNFIN_FIN | SYNFIN_ACK)
#define HALF (1u << 31)

static void send_n(struct bench *b, size_t n)
{
  ck_assert_int_eq(bench_send_n(b, n), (ptrdiff_t)n);
}

static void no_timer_runs(const struct bench *b)
{
  ck_assert(synfin_deadline(&b->c, b->now) == SYNFIN_NEVER);
}

/* ---- The ACK field ---- */

/* PB-135 */
START_TEST(established__single_octets_acknowledged_by_text__are_each_taken_and_none_is_sent_twice)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  for (uint32_t i = 0; i < 10; i++) {
    ck_assert_int_eq(bench_send(&b, "k"), 1);
    EXPECT(&b, ACK, 101 + i, 301 + i, 1);
    EXPECT_NOTHING(&b);
    ARRIVES(&b, .seq = 301 + i, .ack = 102 + i, .flags = ACK, TEXT("r"));
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(synfin_unacked(&b.c), 0);
  }
  expect_received(&b, "rrrrrrrrrr");
}
END_TEST

/* PB-135 */
START_TEST(established__text_with_the_same_ack_again_and_again__is_no_duplicate_ack)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send(&b, "k"), 1);
  EXPECT(&b, ACK, 101, 301, 1);
  for (uint32_t i = 0; i < 5; i++) {
    ARRIVES(&b, .seq = 301 + i, .ack = 101, .flags = ACK, TEXT("r"));
    EXPECT_NOTHING(&b);
  }
  for (uint32_t i = 0; i < 2; i++) {
    ARRIVES(&b, .seq = 306, .ack = 101, .flags = ACK);
    EXPECT_NOTHING(&b);
  }
  ARRIVES(&b, .seq = 306, .ack = 101, .flags = ACK);            /* the third real one */
  EXPECT(&b, ACK, 101, 306, 1);
  EXPECT_NOTHING(&b);
}
END_TEST

/* PB-137 */
START_TEST(established__one_ack_of_several_segments__leaves_nothing_in_flight_and_the_whole_window)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  uint32_t una = 101;
  for (unsigned round = 0; round < 20; round++) {
    send_n(&b, 4 * 536);
    for (uint32_t i = 0; i < 4; i++)
      EXPECT(&b, ACK, una + i * 536, 301, 536);
    EXPECT_NOTHING(&b);
    una += 4 * 536;
    ARRIVES(&b, .seq = 301, .ack = una, .flags = ACK);
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(synfin_unacked(&b.c), 0);
    ck_assert_uint_eq(synfin_sendable(&b.c), BUFFER);
    no_timer_runs(&b);
  }
}
END_TEST

/* PB-139 */
START_TEST(established__text_that_was_taken_before__is_acknowledged_each_time_and_delivered_once)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("hello"));
  to_deadline(&b);
  EXPECT(&b, ACK, 101, 306, 0);
  for (unsigned i = 0; i < 3; i++) {
    ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("hello"));
    EXPECT(&b, ACK, 101, 306, 0);
    EXPECT_NOTHING(&b);
  }
  expect_received(&b, "hello");
}
END_TEST

/* PB-141 */
START_TEST(established__ack_into_the_middle_of_a_segment__the_rest_of_it_is_what_is_sent_again)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  send_n(&b, 536);
  EXPECT(&b, ACK, 101, 301, 536);
  ARRIVES(&b, .seq = 301, .ack = 301, .flags = ACK);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_unacked(&b.c), 336);
  ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));
  struct synfin_segment out = EXPECT(&b, ACK, 301, 301, 336);
  for (uint32_t i = 0; i < 336; i++)
    ck_assert_uint_eq(out.text[i], (200 + i) % 251);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 637, .flags = ACK);
  EXPECT_NOTHING(&b);
  no_timer_runs(&b);
}
END_TEST

/* PB-143 */
START_TEST(established__text_with_an_ack_of_what_was_never_sent__is_answered_and_not_taken)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = ACK, TEXT("blind"));
  EXPECT(&b, ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ARRIVES(&b, .seq = 301, .ack = 102, .flags = FIN_ACK);
  EXPECT(&b, ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("right"));
  expect_received(&b, "right");
}
END_TEST

/* PB-145 */
START_TEST(synchronized__no_ack_bit__the_segment_is_dropped)
{
  static const enum synfin_state states[] = {
    SYNFIN_ESTABLISHED, SYNFIN_FIN_WAIT_1, SYNFIN_FIN_WAIT_2, SYNFIN_CLOSE_WAIT, SYNFIN_CLOSING, SYNFIN_LAST_ACK,
    SYNFIN_TIME_WAIT,
  };
  for (unsigned i = 0; i < sizeof states / sizeof *states; i++) {
    struct bench b;
    bench_to(&b, states[i]);
    uint32_t seq = synfin_in(&b.c, SYNFIN_IN_FIN_RECEIVED) ? 302 : 301;
    ARRIVES(&b, .seq = seq, .ack = 102, TEXT("text"));
    ARRIVES(&b, .seq = seq, .ack = 102, .flags = SYNFIN_FIN);
    ARRIVES(&b, .seq = seq, .ack = 102, .flags = SYNFIN_PSH | SYNFIN_URG, .up = 2, TEXT("text"));
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(synfin_status(&b.c), states[i]);
    ck_assert_uint_eq(synfin_receivable(&b.c), 0);
    ck_assert_uint_eq(synfin_urgent(&b.c), 0);
  }
}
END_TEST

/* PB-145, RULING 6 */
START_TEST(established__ack_at_the_edges_of_what_is_believed__is_answered_beyond_them)
{
  static const struct { uint32_t ack; bool believed; } acks[] = {
    { 106, true }, { 107, false }, { 106 + HALF, false }, { 101, true }, { 101u - PEER_WND, true },
    { 100u - PEER_WND, false },
  };
  for (unsigned i = 0; i < sizeof acks / sizeof *acks; i++) {
    struct bench b;
    bench_to(&b, SYNFIN_ESTABLISHED);
    ck_assert_int_eq(bench_send(&b, "hello"), 5);
    EXPECT(&b, ACK, 101, 301, 5);
    ARRIVES(&b, .seq = 301, .ack = acks[i].ack, .flags = ACK, TEXT("text"));
    if (!acks[i].believed)
      EXPECT(&b, ACK, 106, 301, 0);
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(synfin_receivable(&b.c), acks[i].believed ? 4 : 0);
    ck_assert_uint_eq(synfin_unacked(&b.c), acks[i].ack == 106 ? 0 : 5);
  }
}
END_TEST

/* ---- Sequence numbers ---- */

/* PB-246 */
START_TEST(syn_sent__syn_is_lost_while_text_is_queued__every_syn_has_the_iss_and_the_text_comes_after_it)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_SENT);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  EXPECT_NOTHING(&b);
  for (unsigned i = 0; i < 4; i++) {
    ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));
    EXPECT(&b, SYNFIN_SYN, 100, 0, 0);
    EXPECT_NOTHING(&b);
  }
  ARRIVES(&b, .seq = 300, .ack = 101, .flags = SYN_ACK);
  EXPECT(&b, ACK, 101, 301, 5);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* PB-246, RULING 1 */
START_TEST(syn_received__syn_ack_is_lost_and_the_user_closes__every_syn_has_the_iss_and_the_fin_comes_after_it)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_RECEIVED_PASSIVE);
  ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));
  EXPECT(&b, SYN_ACK, 100, 301, 0);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
  ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));
  EXPECT(&b, SYN_ACK, 100, 301, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK);
  EXPECT(&b, FIN_ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, FIN_WAIT_1);
}
END_TEST

/* PB-248, PB-250 */
START_TEST(seq__comparisons__are_those_of_a_circle_for_every_distance)
{
  static const uint32_t from[] = { 0, 1, 300, HALF - 1, HALF, HALF + 1, 0xffffffff };
  static const uint32_t distances[] = { 1, 2, 1000, HALF / 2, HALF - 1 };
  for (unsigned i = 0; i < sizeof from / sizeof *from; i++) {
    uint32_t a = from[i];
    ck_assert(!seq_lt(a, a) && seq_le(a, a) && seq_max(a, a) == a && seq_min(a, a) == a);
    ck_assert(!seq_in(a, a, 0) && seq_in(a, a, 1) && !seq_in(a - 1, a, 1) && !seq_in(a + 1, a, 1));
    for (unsigned d = 0; d < sizeof distances / sizeof *distances; d++) {
      uint32_t z = a + distances[d];
      ck_assert(seq_lt(a, z) && !seq_lt(z, a) && seq_le(a, z) && !seq_le(z, a));
      ck_assert(seq_max(a, z) == z && seq_max(z, a) == z && seq_min(a, z) == a && seq_min(z, a) == a);
    }
    ck_assert(seq_lt(a, a + HALF) && seq_lt(a + HALF, a));      /* as seq.h says */
  }
}
END_TEST

/* PB-250 */
START_TEST(established__segment_half_the_number_space_away__is_never_taken)
{
  static const uint32_t seqs[] = {
    301 + HALF - 1, 301 + HALF, 301 + HALF + 1, 301 + BUFFER + HALF - 1, 301 + BUFFER + HALF, 301 + BUFFER + HALF + 1,
  };
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  for (unsigned i = 0; i < sizeof seqs / sizeof *seqs; i++) {
    ARRIVES(&b, .seq = seqs[i], .ack = 101, .flags = FIN_ACK, TEXT("far"));
    EXPECT(&b, ACK, 101, 301, 0);
    EXPECT_NOTHING(&b);
    ARRIVES(&b, .seq = seqs[i], .flags = SYNFIN_RST);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, ESTABLISHED);
  }
  ARRIVES(&b, .seq = 301, .ack = 101 + HALF, .flags = ACK, TEXT("far"));
  EXPECT(&b, ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("near"));
  expect_received(&b, "near");
}
END_TEST

/* PB-248, PB-252: SYN, text and FIN of both ends at every place around the end of the number space. */
START_TEST(connection__from_syn_to_fin_across_the_end_of_the_number_space__is_as_anywhere_else)
{
  for (uint32_t before = 0; before < 20; before++) {
    struct bench b;
    uint32_t iss = 0u - before, irs = 5u - before;
    bench_init(&b);
    ck_assert_int_eq(synfin_open_passive(&b.c, b.now, iss), SYNFIN_OK);
    ARRIVES(&b, .seq = irs, .flags = SYNFIN_SYN);
    EXPECT(&b, SYN_ACK, iss, irs + 1, 0);
    ARRIVES(&b, .seq = irs + 1, .ack = iss + 1, .flags = ACK);
    EXPECT_STATE(&b, ESTABLISHED);
    ck_assert_int_eq(bench_send(&b, "0123456789"), 10);
    EXPECT(&b, ACK, iss + 1, irs + 1, 10);
    ARRIVES(&b, .seq = irs + 1, .ack = iss + 4, .flags = ACK);
    to_deadline(&b);
    struct synfin_segment out = EXPECT(&b, ACK, iss + 4, irs + 1, 7);
    ck_assert_mem_eq(out.text, "3456789", 7);
    EXPECT_NOTHING(&b);
    ARRIVES(&b, .seq = irs + 7, .ack = iss + 11, .flags = FIN_ACK, TEXT("ghijk"));
    EXPECT(&b, ACK, iss + 11, irs + 1, 0);
    ARRIVES(&b, .seq = irs + 4, .ack = iss + 11, .flags = ACK, TEXT("defg"));
    EXPECT(&b, ACK, iss + 11, irs + 1, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, ESTABLISHED);
    ARRIVES(&b, .seq = irs + 1, .ack = iss + 11, .flags = ACK, TEXT("abcde"));
    EXPECT(&b, ACK, iss + 11, irs + 13, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, CLOSE_WAIT);
    expect_received(&b, "abcdefghijk");
    ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
    EXPECT(&b, FIN_ACK, iss + 11, irs + 13, 0);
    to_deadline(&b);
    EXPECT(&b, FIN_ACK, iss + 11, irs + 13, 0);
    ARRIVES(&b, .seq = irs + 13, .ack = iss + 11, .flags = ACK);
    EXPECT_STATE(&b, LAST_ACK);
    ARRIVES(&b, .seq = irs + 13, .ack = iss + 12, .flags = ACK);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, CLOSED);
  }
}
END_TEST

/* PB-252 */
START_TEST(established__several_stretches_beyond_gaps_across_the_end_of_the_number_space__come_out_in_order)
{
  for (uint32_t before = 1; before < 20; before++) {
    struct bench b;
    uint32_t irs = 0u - before;
    bench_init(&b);
    to_listen(&b);
    ARRIVES(&b, .seq = irs, .flags = SYNFIN_SYN);
    EXPECT(&b, SYN_ACK, 100, irs + 1, 0);
    static const uint8_t order[] = { 3, 1, 5, 4, 2 };
    for (unsigned i = 0; i < 5; i++) {
      const uint8_t *text = (const uint8_t *)"aaabbbcccdddeeefff" + 3 * order[i];
      ARRIVES(&b, .seq = irs + 1 + 3u * order[i], .ack = 101, .flags = ACK, .text = text, .len = 3);
      EXPECT(&b, ACK, 101, irs + 1, 0);
      EXPECT_NOTHING(&b);
    }
    ARRIVES(&b, .seq = irs + 1, .ack = 101, .flags = ACK, TEXT("aaa"));
    EXPECT(&b, ACK, 101, irs + 19, 0);
    EXPECT_NOTHING(&b);
    expect_received(&b, "aaabbbcccdddeeefff");
  }
}
END_TEST

Suite *peer_segments_suite(void)
{
  static const TTest *const *const tests[] = {
    &established__single_octets_acknowledged_by_text__are_each_taken_and_none_is_sent_twice,
    &established__text_with_the_same_ack_again_and_again__is_no_duplicate_ack,
    &established__one_ack_of_several_segments__leaves_nothing_in_flight_and_the_whole_window,
    &established__text_that_was_taken_before__is_acknowledged_each_time_and_delivered_once,
    &established__ack_into_the_middle_of_a_segment__the_rest_of_it_is_what_is_sent_again,
    &established__text_with_an_ack_of_what_was_never_sent__is_answered_and_not_taken,
    &synchronized__no_ack_bit__the_segment_is_dropped,
    &established__ack_at_the_edges_of_what_is_believed__is_answered_beyond_them,
    &syn_sent__syn_is_lost_while_text_is_queued__every_syn_has_the_iss_and_the_text_comes_after_it,
    &syn_received__syn_ack_is_lost_and_the_user_closes__every_syn_has_the_iss_and_the_fin_comes_after_it,
    &seq__comparisons__are_those_of_a_circle_for_every_distance,
    &established__segment_half_the_number_space_away__is_never_taken,
    &connection__from_syn_to_fin_across_the_end_of_the_number_space__is_as_anywhere_else,
    &established__several_stretches_beyond_gaps_across_the_end_of_the_number_space__come_out_in_order,
  };
  Suite *suite = suite_create("peer scenarios: ACK, sequence numbers");
  TCase *tcase = tcase_create("segments");
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
    tcase_add_test(tcase, *tests[i]);
  suite_add_tcase(suite, tcase);
  return suite;
}
