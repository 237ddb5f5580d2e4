/* What goes at once within an open window, and what waits a little: Nagle and PSH (RFC 9293 3.7.4, 3.9.1.2), delayed
 * ACKs (3.8.6.3). Part of the suite "window", see window.c. */
#include "window.h"

/* ---- Nagle and PSH ----------------------------------------------------------------------------------------------- */

/* SHLD-7, MAY-16, MUST-60: one octet leaves at once, ten wait for its ACK. */
START_TEST(nagle__single_octets__wait_for_the_ack_and_leave_together)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  bench_send(&b, "a");
  EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, 101, 301, 1);
  for (unsigned i = 0; i < 10; i++) {
    bench_send(&b, "b");
    EXPECT_NOTHING(&b);
  }
  peer_acks(&b, 102, PEER_WND);
  EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, 102, 301, 10);
  EXPECT_NOTHING(&b);
  bench_send_n(&b, 1500);                                      /* a full segment does not wait, its rest does */
  EXPECT(&b, SYNFIN_ACK, 112, 301, MSS);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-17 */
START_TEST(nagle__switched_off__single_octets_leave_at_once)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  bench_send(&b, "a");
  EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, 101, 301, 1);
  bench_send(&b, "b");
  EXPECT_NOTHING(&b);
  synfin_set_no_delay(&b.c, true);
  EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, 102, 301, 1);
  bench_send(&b, "c");
  EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, 103, 301, 1);
  synfin_set_no_delay(&b.c, false);
  bench_send(&b, "d");
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-61 */
START_TEST(established__text_of_three_segments__psh_on_the_last_only)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  synfin_set_no_delay(&b.c, true);
  bench_send_n(&b, 2500);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 101, 301, MSS).flags, SYNFIN_ACK);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 1101, 301, MSS).flags, SYNFIN_ACK);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 2101, 301, 500).flags, SYNFIN_ACK | SYNFIN_PSH);
  EXPECT_NOTHING(&b);
}
END_TEST

/* SHLD-27, SHLD-28 */
START_TEST(zero_window__many_small_sends__leave_as_full_segments_with_one_psh)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 0);
  for (unsigned i = 0; i < 3; i++)
    bench_send(&b, "ab");
  peer_acks(&b, 101, PEER_WND);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 101, 301, 6).flags, SYNFIN_ACK | SYNFIN_PSH);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 107, 0);
  for (unsigned i = 0; i < 36; i++)
    bench_send_n(&b, 100);
  peer_acks(&b, 107, PEER_WND);
  for (uint32_t i = 0; i < 3; i++)
    ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 107 + i * MSS, 301, MSS).flags, SYNFIN_ACK);
  peer_acks(&b, 3107, PEER_WND);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 3107, 301, 600).flags, SYNFIN_ACK | SYNFIN_PSH);
  EXPECT_NOTHING(&b);
}
END_TEST

/* ---- ACKs -------------------------------------------------------------------------------------------------------- */

/* MUST-40, SHLD-18 */
START_TEST(established__one_segment__ack_waits_less_than_half_a_second)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_sends(&b, 301, 101, PEER_WND, 10);
  EXPECT_NOTHING(&b);
  synfin_time wait = to_deadline(&b);
  ck_assert_uint_gt(wait, 0);
  ck_assert_uint_lt(wait, MILLISECONDS(500));
  EXPECT(&b, SYNFIN_ACK, 101, 311, 0);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
}
END_TEST

/* MUST-40: more text does not put it off. */
START_TEST(established__small_segments_all_the_time__ack_waits_less_than_half_a_second)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  synfin_time wait = 0;
  for (uint32_t i = 0; !synfin_poll(&b.c, b.now, &(struct synfin_segment){ 0 }); i++, wait += MILLISECONDS(10)) {
    ck_assert_uint_lt(wait, MILLISECONDS(500));
    peer_sends(&b, 301 + i, 101, PEER_WND, 1);
    advance(&b, MILLISECONDS(10));
  }
}
END_TEST

/* SHLD-18 */
START_TEST(established__text_to_send_while_an_ack_waits__carries_it)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_sends(&b, 301, 101, PEER_WND, 10);
  EXPECT_NOTHING(&b);
  bench_send(&b, "x");
  EXPECT(&b, SYNFIN_ACK, 101, 311, 1);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 102, PEER_WND);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
}
END_TEST

/* SHLD-19 */
START_TEST(established__full_segments__every_second_is_acknowledged_at_once)
{
  struct bench b;
  established(&b, PEER_WND, sizeof b.rcv);
  for (uint32_t i = 1; i <= 20; i++) {
    peer_sends(&b, 301 + (i - 1) * OURS, 101, PEER_WND, OURS);
    if (i % 2 == 0)
      EXPECT(&b, SYNFIN_ACK, 101, 301 + i * OURS, 0);
    EXPECT_NOTHING(&b);
  }
}
END_TEST

/* SHLD-18: the octets of two full segments, however they are cut. */
START_TEST(established__segments_of_other_sizes__no_more_than_two_full_ones_wait)
{
  struct bench b;
  established(&b, PEER_WND, sizeof b.rcv);
  peer_sends(&b, 301, 101, PEER_WND, OURS - 1);
  peer_sends(&b, 300 + OURS, 101, PEER_WND, OURS);
  EXPECT_NOTHING(&b);
  peer_sends(&b, 300 + 2 * OURS, 101, PEER_WND, 2);
  EXPECT(&b, SYNFIN_ACK, 101, 302 + 2 * OURS, 0);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-58, MUST-59: all that is at hand is processed first. */
START_TEST(established__ten_segments_at_once__one_ack)
{
  struct bench b;
  established(&b, PEER_WND, sizeof b.rcv);
  for (uint32_t i = 0; i < 10; i++)
    peer_sends(&b, 301 + i * OURS, 101, PEER_WND, OURS);
  EXPECT(&b, SYNFIN_ACK, 101, 301 + 10 * OURS, 0);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-59, SHLD-31, MAY-13 */
START_TEST(established__gap_in_front_of_five_segments_is_filled__one_ack_of_all)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  for (uint32_t i = 1; i <= 5; i++) {
    peer_sends(&b, 301 + i * 100, 101, PEER_WND, 100);
    EXPECT(&b, SYNFIN_ACK, 101, 301, 0);
    EXPECT_NOTHING(&b);
  }
  peer_sends(&b, 301, 101, PEER_WND, 100);
  EXPECT(&b, SYNFIN_ACK, 101, 901, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_receivable(&b.c), 600);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
}
END_TEST

/* RFC 5681 4.2: the peer counts them, so each has its own, also where they were sent for later. */
START_TEST(established__three_segments_beyond_a_gap_at_once__three_acks)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  for (uint32_t i = 1; i <= 3; i++)
    peer_sends(&b, 301 + 100 * i, 101, PEER_WND, 100);
  for (unsigned i = 0; i < 3; i++)
    EXPECT(&b, SYNFIN_ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
}
END_TEST

/* The octets that wait for an ACK are counted from the peer's SYN on, though its ACK was not sent yet. */
START_TEST(syn_received__ack_and_text_before_the_syn_ack_went_out__ack_waits)
{
  struct bench b;
  bench_init(&b);
  to_syn_sent(&b);
  ARRIVES(&b, .seq = 1000000, .flags = SYNFIN_SYN);
  ARRIVES(&b, .seq = 1000001, .ack = 101, .flags = SYNFIN_ACK, TEXT("hello"));
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(to_deadline(&b), b.config.ack_delay);
  EXPECT(&b, SYNFIN_ACK, 101, 1000006, 0);
}
END_TEST

/* MUST-39: only what RECEIVE takes opens a window. */
START_TEST(own_window__receive_that_takes_nothing__nothing_is_told)
{
  static const size_t buffers[] = { 0, 1, BUFFER };
  for (unsigned i = 0; i < 3; i++) {
    struct bench b;
    char octet;
    established(&b, PEER_WND, buffers[i]);
    ck_assert_int_eq(bench_receive(&b, &octet, 1), 0);
    EXPECT_NOTHING(&b);
  }
}
END_TEST

TCase *nagle_tcase(void)
{
  TCase *nagle = tcase_create("Nagle and PSH");
  tcase_add_test(nagle, nagle__single_octets__wait_for_the_ack_and_leave_together);
  tcase_add_test(nagle, nagle__switched_off__single_octets_leave_at_once);
  tcase_add_test(nagle, established__text_of_three_segments__psh_on_the_last_only);
  tcase_add_test(nagle, zero_window__many_small_sends__leave_as_full_segments_with_one_psh);
  return nagle;
}

TCase *acks_tcase(void)
{
  TCase *acks = tcase_create("ACKs");
  tcase_add_test(acks, established__one_segment__ack_waits_less_than_half_a_second);
  tcase_add_test(acks, established__small_segments_all_the_time__ack_waits_less_than_half_a_second);
  tcase_add_test(acks, established__text_to_send_while_an_ack_waits__carries_it);
  tcase_add_test(acks, established__full_segments__every_second_is_acknowledged_at_once);
  tcase_add_test(acks, established__segments_of_other_sizes__no_more_than_two_full_ones_wait);
  tcase_add_test(acks, established__ten_segments_at_once__one_ack);
  tcase_add_test(acks, established__gap_in_front_of_five_segments_is_filled__one_ack_of_all);
  tcase_add_test(acks, established__three_segments_beyond_a_gap_at_once__three_acks);
  tcase_add_test(acks, syn_received__ack_and_text_before_the_syn_ack_went_out__ack_waits);
  tcase_add_test(acks, own_window__receive_that_takes_nothing__nothing_is_told);
  return acks;
}
