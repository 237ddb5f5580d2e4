/* Fast retransmit and fast recovery (RFC 5681 3.2, RFC 6582, RFC 3042). Part of the suite "congestion", see
 * congestion.c; the peer and the numbers of segments stand in congestion.h. */
#include "congestion.h"

/* MUST-19: RFC 5681 3.2. Eight segments are in flight, the first is lost, and there is nothing else to send for now. */
START_TEST(fast_recovery__three_duplicates__front_is_repeated_and_the_window_is_half_and_three)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  for (unsigned i = 0; i < 2; i++) {
    peer_acks(&b, number(4));
    EXPECT_NOTHING(&b);
  }
  peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 4, 5);                                   /* cwnd is 4 + 3 */
  refill(&b);
  EXPECT_NOTHING(&b);
  peer_acks(&b, number(4));                                    /* 8 */
  EXPECT_NOTHING(&b);
  peer_acks(&b, number(4));                                    /* 9 */
  EXPECT_SEGMENTS(&b, 12, 13);
  peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 13, 14);
  peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 14, 15);
  peer_acks(&b, number(12));                                   /* 3 in flight, cwnd 4 */
  EXPECT_SEGMENTS(&b, 15, 16);
  peer_acks(&b, number(13));                                   /* congestion avoidance: 4250, 4485, 4707, 4919, 5122 */
  EXPECT_SEGMENTS(&b, 16, 17);
  peer_acks(&b, number(14));
  EXPECT_SEGMENTS(&b, 17, 18);
  peer_acks(&b, number(15));
  EXPECT_SEGMENTS(&b, 18, 19);
  peer_acks(&b, number(16));
  EXPECT_SEGMENTS(&b, 19, 20);
  peer_acks(&b, number(17));
  EXPECT_SEGMENTS(&b, 20, 22);
}
END_TEST

/* MUST-19: RFC 3042, RFC 5681 3.2 step 1; what these sent "MUST NOT be included" in the flight of (4), step 2. */
START_TEST(fast_recovery__limited_transmit__two_new_segments_that_do_not_count)
{
  struct bench b;
  eight_in_flight(&b, 60000);
  peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 12, 13);
  peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 13, 14);
  peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 4, 5);                                   /* cwnd is 8 / 2 + 3, ten in flight */
  for (unsigned i = 0; i < 3; i++) {
    peer_acks(&b, number(4));
    EXPECT_NOTHING(&b);
  }
  peer_acks(&b, number(4));                                    /* 11 */
  EXPECT_SEGMENTS(&b, 14, 15);
  peer_acks(&b, number(14));                                   /* one in flight: cwnd min(4, 1 + 1) */
  EXPECT_SEGMENTS(&b, 15, 16);
}
END_TEST

/* MUST-19: RFC 6582 3.2: segments 4, 6 and 9 are lost. */
START_TEST(fast_recovery__partial_acks__each_hole_is_filled_at_once)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  for (unsigned i = 0; i < 3; i++)
    peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 4, 5);                                   /* cwnd 7 */
  refill(&b);
  peer_acks(&b, number(6));                                    /* 7 - 2 + 1 = 6 = what is in flight */
  EXPECT_SEGMENTS(&b, 6, 7);
  peer_acks(&b, number(6));                                    /* duplicates still inflate */
  EXPECT_SEGMENTS(&b, 12, 13);
  peer_acks(&b, number(9));                                    /* 7 - 3 + 1 = 5, four in flight */
  EXPECT(&b, SYNFIN_ACK, number(9), 301, MSS);
  EXPECT_SEGMENTS(&b, 13, 14);
  peer_acks(&b, number(12));                                   /* the full ACK: two in flight, min(4, 2 + 1) */
  EXPECT_SEGMENTS(&b, 14, 15);
  advance(&b, SYNFIN_SECONDS(1));                              /* the timer runs for the one that is left */
  EXPECT_SEGMENTS(&b, 12, 13);
}
END_TEST

/* MUST-19: RFC 6582 3.2 step 2: duplicates of what was sent twice after a timeout are no new loss. */
/* RFC 6582 3.2 step 3: "If the partial ACK acknowledges at least one SMSS of new data, then add back SMSS". */
START_TEST(fast_recovery__partial_ack_of_one_segment__window_stays)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  for (unsigned i = 0; i < 3; i++)
    peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 4, 5);                                   /* cwnd 7 */
  refill(&b);
  peer_acks(&b, number(5));                                    /* 7 - 1 + 1 = what is in flight */
  EXPECT_SEGMENTS(&b, 5, 6);
  peer_acks(&b, number(5));
  EXPECT_SEGMENTS(&b, 12, 13);
}
END_TEST

/* RFC 6582 3.2 step 2: duplicates of the very octet that recovery ended with are of what was sent twice. */
START_TEST(established__duplicates_of_where_recovery_ended__no_fast_retransmit)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  to_deadline(&b);
  EXPECT_SEGMENTS(&b, 4, 5);
  peer_acks(&b, number(12));
  refill(&b);
  EXPECT_SEGMENTS(&b, 12, 14);
  for (uint32_t i = 0; i < 2; i++) {
    peer_acks(&b, number(12));
    EXPECT_SEGMENTS(&b, 14 + i, 15 + i);                       /* limited transmit all the same */
  }
  peer_acks(&b, number(12));
  EXPECT_NOTHING(&b);
}
END_TEST

/* RFC 6582 3.2 step 4: after each timeout, also where a second one has more behind it than the first. */
START_TEST(established__duplicates_after_a_second_timeout__no_fast_retransmit)
{
  struct bench b;
  established_with_mss(&b, MSS);
  bench_send(&b, "hello");
  EXPECT(&b, SYNFIN_ACK, 101, 301, 5);
  bench_send_n(&b, 900);
  for (unsigned i = 0; i < 2; i++) {
    to_deadline(&b);
    EXPECT(&b, SYNFIN_ACK, 101, 301, 905);
  }
  for (unsigned i = 0; i < 4; i++) {
    peer_acks(&b, 110);
    EXPECT_NOTHING(&b);
  }
}
END_TEST

START_TEST(fast_recovery__timeout__slow_start)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  for (unsigned i = 0; i < 3; i++)
    peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 4, 5);
  to_deadline(&b);
  EXPECT_SEGMENTS(&b, 4, 5);
  peer_acks(&b, number(5));
  EXPECT_SEGMENTS(&b, 5, 7);
  peer_acks(&b, number(6));
  EXPECT_SEGMENTS(&b, 7, 9);
}
END_TEST

/* RFC 5681 3.1: the loss window is one segment; a FIN behind a full one waits, whatever was to be sent before. */
START_TEST(fin_wait_1__timeout_while_the_front_is_to_be_repeated__full_segment_without_the_fin)
{
  struct bench b;
  established_with_mss(&b, MSS);
  bench_send_n(&b, MSS);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, SYNFIN_ACK | SYNFIN_FIN, 101, 301, MSS);
  for (unsigned i = 0; i < 3; i++)
    peer_acks(&b, 101);
  advance(&b, SYNFIN_SECONDS(1));
  EXPECT(&b, SYNFIN_ACK, 101, 301, MSS);
  EXPECT_NOTHING(&b);
}
END_TEST

/* What was to be repeated was acknowledged before it was sent: then it is not. */
START_TEST(fast_recovery__full_ack_before_the_front_went_out__nothing_is_repeated)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  for (unsigned i = 0; i < 3; i++)
    peer_acks(&b, number(4));
  peer_acks(&b, number(12));
  EXPECT_NOTHING(&b);
}
END_TEST

/* "recover" of RFC 6582 is compared modulo 2^32: where nothing is lost for 2 GiB it must not fall behind by half the
 * space. */
START_TEST(established__acks_without_loss__recover_follows)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  peer_acks(&b, number(12));
  ck_assert_uint_eq(b.c.snd.recover, number(12) - 1);
}
END_TEST

START_TEST(established__duplicates_after_a_timeout__no_fast_retransmit)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  advance(&b, SYNFIN_SECONDS(1));
  EXPECT_SEGMENTS(&b, 4, 5);
  peer_acks(&b, number(8));
  drain(&b);
  for (unsigned i = 0; i < 5; i++) {
    peer_acks(&b, number(8));
    struct synfin_segment s;
    while (synfin_poll(&b.c, b.now, &s))
      ck_assert_uint_ne(s.seq, number(8));
  }
}
END_TEST

/* MUST-19: RFC 5681 2: text, another window, and quiet are no sign of a segment out of order. */
START_TEST(established__acks_that_are_no_duplicates__nothing_is_repeated)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  for (unsigned i = 0; i < 4; i++) {
    peer_sends(&b, number(4), WND, 1);
    peer_sends(&b, number(4), (uint16_t)(60000 + i), 0);
    peer_sends(&b, number(3), (uint16_t)(60000 + i), 0);
  }
  struct synfin_segment s;
  while (synfin_poll(&b.c, b.now, &s))
    ck_assert_uint_eq(s.len, 0);
  peer_acks(&b, number(12));
  for (unsigned i = 0; i < 4; i++)
    peer_acks(&b, number(12));                                 /* nothing is in flight */
  EXPECT_NOTHING(&b);
  bench_send_n(&b, 2000);
  EXPECT(&b, SYNFIN_ACK, number(12), 305, MSS);
  EXPECT(&b, SYNFIN_ACK, number(13), 305, MSS);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-19: new text ends a row of duplicates. */
START_TEST(established__two_duplicates_twice__nothing_is_repeated)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  for (uint32_t i = 4; i < 8; i++) {
    peer_acks(&b, number(i));
    peer_acks(&b, number(i));
    EXPECT_NOTHING(&b);
  }
}
END_TEST

TCase *recovery_tcase(void)
{
  TCase *recovery = tcase_create("fast recovery");
  tcase_add_test(recovery, fast_recovery__three_duplicates__front_is_repeated_and_the_window_is_half_and_three);
  tcase_add_test(recovery, fast_recovery__limited_transmit__two_new_segments_that_do_not_count);
  tcase_add_test(recovery, fast_recovery__partial_acks__each_hole_is_filled_at_once);
  tcase_add_test(recovery, fast_recovery__partial_ack_of_one_segment__window_stays);
  tcase_add_test(recovery, established__duplicates_of_where_recovery_ended__no_fast_retransmit);
  tcase_add_test(recovery, established__duplicates_after_a_second_timeout__no_fast_retransmit);
  tcase_add_test(recovery, fast_recovery__timeout__slow_start);
  tcase_add_test(recovery, fin_wait_1__timeout_while_the_front_is_to_be_repeated__full_segment_without_the_fin);
  tcase_add_test(recovery, fast_recovery__full_ack_before_the_front_went_out__nothing_is_repeated);
  tcase_add_test(recovery, established__acks_without_loss__recover_follows);
  tcase_add_test(recovery, established__duplicates_after_a_timeout__no_fast_retransmit);
  tcase_add_test(recovery, established__acks_that_are_no_duplicates__nothing_is_repeated);
  tcase_add_test(recovery, established__two_duplicates_twice__nothing_is_repeated);
  return recovery;
}
