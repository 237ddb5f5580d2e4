/* Congestion control (RFC 5681, RFC 6582, RFC 3042), seen as the segments that leave. The peer's MSS is 1000 octets,
 * its window more than enough, and there is more to send: only the congestion window says how many segments go.
 * Fast recovery stands in recovery.c. */
#include "congestion.h"
#include "suites.h"

/* ---- Slow start and congestion avoidance ------------------------------------------------------------------------- */

/* MUST-19: RFC 5681 3.1 (1) */
START_TEST(established__first_flight__is_the_initial_window)
{
  static const struct { uint16_t mss; unsigned segments; } windows[] = {
    { 536, 4 }, { 1000, 4 }, { 1095, 4 }, { 1096, 3 }, { 1460, 3 }, { 2190, 3 }, { 2191, 2 }, { 8000, 2 },
  };
  for (unsigned i = 0; i < sizeof windows / sizeof *windows; i++) {
    struct bench b;
    established_with_mss(&b, windows[i].mss);
    bench_send_n(&b, 50000);
    for (uint32_t n = 0; n < windows[i].segments; n++)
      EXPECT(&b, SYNFIN_ACK, ISS + 1 + n * windows[i].mss, 301, windows[i].mss);
    EXPECT_NOTHING(&b);
  }
}
END_TEST

/* MUST-19 */
START_TEST(slow_start__round_trips_without_loss__flight_doubles)
{
  struct bench b;
  established_with_mss(&b, MSS);
  refill(&b);
  uint32_t acked = 0, sent = 4;
  EXPECT_SEGMENTS(&b, 0, 4);
  for (uint32_t flight = 4; flight < 32; flight *= 2) {
    for (uint32_t end = sent; acked < end; acked++) {
      peer_acks(&b, number(acked + 1));
      refill(&b);
      EXPECT_SEGMENTS(&b, sent, sent + 2);
      sent += 2;
    }
    ck_assert_uint_eq(sent - acked, 2 * flight);
  }
}
END_TEST

/* MUST-19: RFC 5681 (2): many ACKs of a little do not open the window faster than one of it all. */
START_TEST(slow_start__acks_of_single_octets__window_grows_by_octets)
{
  struct bench b;
  established_with_mss(&b, MSS);
  refill(&b);
  EXPECT_SEGMENTS(&b, 0, 4);
  for (uint32_t i = 1; i < MSS / 2; i++) {
    peer_acks(&b, number(0) + i);
    EXPECT_NOTHING(&b);
  }
  peer_acks(&b, number(0) + MSS / 2);
  EXPECT_SEGMENTS(&b, 4, 5);
}
END_TEST

/* MUST-19: nor does one ACK of everything by more than a segment. */
START_TEST(slow_start__one_ack_of_four_segments__window_grows_by_one)
{
  struct bench b;
  established_with_mss(&b, MSS);
  refill(&b);
  EXPECT_SEGMENTS(&b, 0, 4);
  peer_acks(&b, number(4));
  EXPECT_SEGMENTS(&b, 4, 9);
}
END_TEST

/* MUST-19: RFC 5681 (3), (4): ssthresh is 4 segments after a loss with 8 in flight, then one more each round trip. */
START_TEST(congestion_avoidance__round_trips_without_loss__flight_grows_by_one_segment_each)
{
  struct bench b;
  eight_in_flight(&b, 60000);
  advance(&b, SYNFIN_SECONDS(1));
  EXPECT_SEGMENTS(&b, 4, 5);
  peer_acks(&b, number(12));                                   /* only that one was missing */
  uint32_t acked = 12, sent = 14, cwnd = 2 * MSS, rounds = 0, grown = 0;
  EXPECT_SEGMENTS(&b, 12, 14);
  while (cwnd < 12 * MSS) {
    uint32_t end = sent, before = cwnd;
    for (; acked < end; acked++) {
      cwnd += cwnd < 4 * MSS ? MSS : MSS * MSS / cwnd;
      peer_acks(&b, number(acked + 1));
      refill(&b);
      uint32_t can = acked + 1 + cwnd / MSS;
      EXPECT_SEGMENTS(&b, sent, can);
      sent = can;
    }
    if (before >= 4 * MSS) {
      rounds++;
      grown += cwnd - before;
    }
  }
  ck_assert_uint_ge(grown / rounds, MSS * 8 / 10);
  ck_assert_uint_le(grown / rounds, MSS);
}
END_TEST

/* ---- Timeouts ---------------------------------------------------------------------------------------------------- */

/* MUST-19: RFC 5681 3.1: one segment after a timeout, then slow start up to half of what was in flight. */
START_TEST(established__timeout__one_segment_and_slow_start_again)
{
  struct bench b;
  eight_in_flight(&b, 60000);
  advance(&b, SYNFIN_SECONDS(1));
  EXPECT_SEGMENTS(&b, 4, 5);
  peer_acks(&b, number(5));
  EXPECT_SEGMENTS(&b, 5, 7);
  peer_acks(&b, number(6));
  EXPECT_SEGMENTS(&b, 7, 9);
  peer_acks(&b, number(7));                                    /* cwnd 4: ssthresh */
  EXPECT_SEGMENTS(&b, 9, 11);
  peer_acks(&b, number(8));
  EXPECT_SEGMENTS(&b, 11, 12);
}
END_TEST

/* MUST-19: RFC 5681 3.1: a second timeout of the same segment leaves ssthresh as it is. */
START_TEST(established__three_timeouts_of_one_segment__ssthresh_is_that_of_the_first)
{
  struct bench b;
  eight_in_flight(&b, 60000);
  for (unsigned i = 0; i < 3; i++) {
    to_deadline(&b);
    EXPECT_SEGMENTS(&b, 4, 5);
  }
  peer_acks(&b, number(12));
  EXPECT_SEGMENTS(&b, 12, 14);
  peer_acks(&b, number(13));
  EXPECT_SEGMENTS(&b, 14, 16);                                 /* 3 */
  peer_acks(&b, number(14));
  EXPECT_SEGMENTS(&b, 16, 18);                                 /* 4 */
  peer_acks(&b, number(15));
  EXPECT_SEGMENTS(&b, 18, 19);                                 /* 4250 octets */
}
END_TEST

/* MUST-19: RFC 5681 3.1: the first timeout of another segment sets it again, though Karn's rule keeps the back-off. */
START_TEST(established__timeout_of_another_segment_while_backed_off__ssthresh_is_set_again)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  to_deadline(&b);
  EXPECT_SEGMENTS(&b, 4, 5);                                   /* ssthresh is 4 now */
  peer_acks(&b, number(12));
  refill(&b);
  EXPECT_SEGMENTS(&b, 12, 14);
  to_deadline(&b);                                             /* two were in flight: ssthresh is 2 */
  EXPECT_SEGMENTS(&b, 12, 13);
  peer_acks(&b, number(14));                                   /* 2 */
  EXPECT_SEGMENTS(&b, 14, 16);
  peer_acks(&b, number(15));                                   /* 2500 octets */
  EXPECT_SEGMENTS(&b, 16, 17);
  peer_acks(&b, number(16));                                   /* 2900 */
  EXPECT_SEGMENTS(&b, 17, 18);
}
END_TEST

/* MUST-19: RFC 5681 3.1: after a SYN that was lost the initial window is one segment; RFC 6298 5.7: and the RTO 3 s. */
START_TEST(syn_received__syn_ack_was_lost__first_flight_is_one_segment_with_three_seconds)
{
  struct bench b;
  bench_init_sized(&b, sizeof b.snd, sizeof b.rcv);
  to_listen(&b);
  peer_syn(&b, MSS);
  to_deadline(&b);
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  peer_acks(&b, ISS + 1);
  EXPECT_STATE(&b, ESTABLISHED);
  refill(&b);
  EXPECT_SEGMENTS(&b, 0, 1);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now) - b.now, SYNFIN_SECONDS(3));
  peer_acks(&b, number(1));
  EXPECT_SEGMENTS(&b, 1, 3);
}
END_TEST

/* MUST-19: RFC 5681 4.1 */
START_TEST(established__idle_longer_than_rto__flight_is_the_initial_window_again)
{
  struct bench b;
  eight_in_flight(&b, 12000);
  peer_acks(&b, number(12));
  EXPECT_NOTHING(&b);
  advance(&b, SYNFIN_SECONDS(1));
  bench_send_n(&b, 20000);
  EXPECT_SEGMENTS(&b, 12, 21);                                 /* not yet: eight, and one for the last ACK */
  peer_acks(&b, number(21));
  EXPECT_SEGMENTS(&b, 21, 31);
  peer_acks(&b, number(31));
  EXPECT_SEGMENTS(&b, 31, 32);
  peer_acks(&b, number(32));
  advance(&b, MILLISECONDS(1));
  bench_send_n(&b, 5000);                                      /* idle is counted from what was sent last */
  EXPECT_SEGMENTS(&b, 32, 37);
  peer_acks(&b, number(37));
  advance(&b, SYNFIN_SECONDS(1) + 1);
  bench_send_n(&b, 20000);
  EXPECT_SEGMENTS(&b, 37, 41);
}
END_TEST

/* A SEND that queues nothing begins nothing: the window that was reached stays for what waits. */
START_TEST(established__idle_longer_than_rto_and_send_of_nothing__congestion_window_stays)
{
  for (int refused = 0; refused < 2; refused++) {
    struct bench b;
    eight_in_flight(&b, 12000);
    peer_sends(&b, number(12), 0, 0);
    bench_send_n(&b, synfin_sendable(&b.c));
    EXPECT_NOTHING(&b);
    advance(&b, SYNFIN_SECONDS(1) - 1);
    b.now += 2;
    const uint32_t cwnd = b.c.snd.cwnd;
    ck_assert_uint_gt(cwnd, 4 * MSS);
    ck_assert_int_eq(bench_send(&b, refused ? "x" : ""), refused ? SYNFIN_ERR_RESOURCES : 0);
    ck_assert_uint_eq(b.c.snd.cwnd, cwnd);
  }
}
END_TEST

Suite *congestion_suite(void)
{
  Suite *suite = suite_create("congestion");
  TCase *growth = tcase_create("growth");
  tcase_add_test(growth, established__first_flight__is_the_initial_window);
  tcase_add_test(growth, slow_start__round_trips_without_loss__flight_doubles);
  tcase_add_test(growth, slow_start__acks_of_single_octets__window_grows_by_octets);
  tcase_add_test(growth, slow_start__one_ack_of_four_segments__window_grows_by_one);
  tcase_add_test(growth, congestion_avoidance__round_trips_without_loss__flight_grows_by_one_segment_each);
  suite_add_tcase(suite, growth);
  TCase *timeouts = tcase_create("timeouts");
  tcase_add_test(timeouts, established__timeout__one_segment_and_slow_start_again);
  tcase_add_test(timeouts, established__three_timeouts_of_one_segment__ssthresh_is_that_of_the_first);
  tcase_add_test(timeouts, established__timeout_of_another_segment_while_backed_off__ssthresh_is_set_again);
  tcase_add_test(timeouts, syn_received__syn_ack_was_lost__first_flight_is_one_segment_with_three_seconds);
  tcase_add_test(timeouts, established__idle_longer_than_rto__flight_is_the_initial_window_again);
  tcase_add_test(timeouts, established__idle_longer_than_rto_and_send_of_nothing__congestion_window_stays);
  suite_add_tcase(suite, timeouts);
  suite_add_tcase(suite, recovery_tcase());
  return suite;
}
