/* Retransmission: the timer of RFC 6298 against a computation of its own, Karn's rule, back-off, R1 and R2. */
#include "bench.h"
#include "suites.h"

#define RTO SYNFIN_SECONDS(1)  /* after a handshake that took no time: the minimum */

static void peer_acks(struct bench *b, uint32_t ack, uint16_t wnd)
{
  arrives(b, (struct synfin_segment){
               .src_port = 2000, .dst_port = 1000, .seq = IRS + 1, .ack = ack, .flags = SYNFIN_ACK, .wnd = wnd });
}

/* ESTABLISHED by a handshake that took `rtt`, the peer's MSS 1000. */
static void established_after(struct bench *b, synfin_time rtt)
{
  bench_init_sized(b, sizeof b->snd, sizeof b->rcv);
  to_listen(b);
  arrives(b, (struct synfin_segment){ .src_port = 2000, .dst_port = 1000, .seq = IRS, .flags = SYNFIN_SYN, .wnd = 50000,
                                      .opt = { .present = SYNFIN_HAS_MSS, .mss = 1000 } });
  EXPECT(b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  advance(b, rtt);
  peer_acks(b, ISS + 1, 50000);
  EXPECT_NOTHING(b);
}

/* How long the only timer that runs still has. */
static synfin_time left(struct bench *b)
{
  return synfin_deadline(&b->c, b->now) - b->now;
}

#define EXPECT_ABOUT(got, want) ck_assert_double_eq_tol((double)(got), want, 50)

/* ---- The timer (RFC 6298) ---------------------------------------------------------------------------------------- */

struct estimate {
  double srtt, rttvar;
};

/* RFC 6298 2.2 to 2.5, in seconds of microseconds; the clock granularity is nothing here. */
static double estimated_rto(struct estimate *e, double r)
{
  if (e->srtt == 0) {
    e->srtt = r;
    e->rttvar = r / 2;
  } else {
    double delta = e->srtt > r ? e->srtt - r : r - e->srtt;
    e->rttvar = 0.75 * e->rttvar + 0.25 * delta;
    e->srtt = 0.875 * e->srtt + 0.125 * r;
  }
  double rto = e->srtt + 4 * e->rttvar;
  return rto < 1e6 ? 1e6 : rto > 60e6 ? 60e6 : rto;
}

/* One octet goes, and is acknowledged after `rtt`. Before that, the timer says `rto`. */
static void round_trip(struct bench *b, uint32_t seq, synfin_time rtt, double rto)
{
  bench_send(b, "x");
  EXPECT(b, SYNFIN_ACK, seq, IRS + 1, 1);
  EXPECT_NOTHING(b);
  EXPECT_ABOUT(left(b), rto);
  advance(b, rtt);
  EXPECT_NOTHING(b);
  peer_acks(b, seq + 1, 50000);
  EXPECT_NOTHING(b);
  ck_assert_uint_eq(synfin_deadline(&b->c, b->now), SYNFIN_NEVER);
}

/* MUST-18 */
START_TEST(rto__scripted_round_trips__follows_rfc_6298)
{
  static const unsigned rtts[] = {
    700, 300, 1200, 900, 100, 100, 2000, 4, 4, 4, 4, 4, 4, 4, 4, 50, 400, 950, 1800, 3000, 600,
  };
  struct bench b;
  struct estimate e = { 0 };
  established_after(&b, MILLISECONDS(500));
  double rto = estimated_rto(&e, 500e3);
  ck_assert_double_eq(rto, 1500e3);
  for (uint32_t i = 0; i < sizeof rtts / sizeof *rtts; i++) {
    ck_assert_double_lt(rtts[i] * 1e3, rto);
    round_trip(&b, ISS + 1 + i, MILLISECONDS(rtts[i]), rto);
    rto = estimated_rto(&e, rtts[i] * 1e3);
  }
}
END_TEST

/* MUST-18: the same for a thousand round trips that nobody chose. */
START_TEST(rto__thousand_round_trips__follows_rfc_6298)
{
  struct bench b;
  struct estimate e = { 0 };
  established_after(&b, MILLISECONDS(900));
  double rto = estimated_rto(&e, 900e3);
  uint32_t random = 1;
  for (uint32_t i = 0; i < 1000; i++) {
    random = random * 1664525u + 1013904223u;
    synfin_time rtt = random % (synfin_time)(rto * 0.999);
    round_trip(&b, ISS + 1 + i, rtt, rto);
    rto = estimated_rto(&e, (double)rtt);
  }
}
END_TEST

/* MUST-18: RFC 6298 2.1, 2.4 */
START_TEST(rto__no_sample_or_small_ones__is_one_second)
{
  struct bench b;
  bench_init(&b);
  to_syn_sent(&b);
  ck_assert_uint_eq(left(&b), SYNFIN_SECONDS(1));
  established_after(&b, MILLISECONDS(1));
  for (uint32_t i = 0; i < 20; i++)
    round_trip(&b, ISS + 1 + i, MILLISECONDS(1), 1e6);
}
END_TEST

/* MUST-18: RFC 6298 5.1, 5.2 and 5.3 */
START_TEST(timer__sending_and_acks__starts_stops_and_begins_afresh)
{
  struct bench b;
  established_after(&b, 0);
  bench_send_n(&b, 2000);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1000);
  EXPECT(&b, SYNFIN_ACK, 1101, 301, 1000);
  EXPECT_NOTHING(&b);
  advance(&b, MILLISECONDS(400));
  bench_send_n(&b, 1000);
  EXPECT(&b, SYNFIN_ACK, 2101, 301, 1000);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(left(&b), RTO - MILLISECONDS(400));        /* 5.1: it was running */
  advance(&b, MILLISECONDS(100));
  peer_acks(&b, 101, 50000);
  ck_assert_uint_eq(left(&b), RTO - MILLISECONDS(500));        /* nothing new was acknowledged */
  peer_acks(&b, 1101, 50000);
  ck_assert_uint_eq(left(&b), RTO);                           /* 5.3 */
  peer_acks(&b, 3101, 50000);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER); /* 5.2 */
}
END_TEST

/* ---- Karn -------------------------------------------------------------------------------------------------------- */

/* MUST-18, MUST-19: RFC 6298 3 and 5.5 */
START_TEST(established__retransmitted_segment_acknowledged__no_sample_and_the_backoff_stays)
{
  struct bench b;
  established_after(&b, 0);
  bench_send(&b, "a");
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(to_deadline(&b), RTO);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(left(&b), 2 * RTO);
  advance(&b, MILLISECONDS(1900));
  peer_acks(&b, 102, 50000);                                   /* of the first one, or the second? */
  bench_send(&b, "b");
  EXPECT(&b, SYNFIN_ACK, 102, 301, 1);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(left(&b), 2 * RTO);
  advance(&b, MILLISECONDS(10));
  peer_acks(&b, 103, 50000);                                   /* a sample, which ends the back-off */
  bench_send(&b, "c");
  EXPECT(&b, SYNFIN_ACK, 103, 301, 1);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(left(&b), RTO);
}
END_TEST

/* MUST-18 */
START_TEST(established__fast_retransmitted_segment_acknowledged__no_sample)
{
  struct bench b;
  established_after(&b, 0);
  bench_send_n(&b, 4000);
  ck_assert_uint_eq(drain(&b), 4);
  advance(&b, MILLISECONDS(900));
  for (unsigned i = 0; i < 3; i++)
    peer_acks(&b, 101, 50000);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1000);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 4101, 50000);
  bench_send(&b, "x");
  EXPECT(&b, SYNFIN_ACK, 4101, 301, 1);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(left(&b), RTO);
}
END_TEST

/* MUST-18: a SYN of ours that was sent twice for another reason than time. */
START_TEST(syn_received__syn_ack_repeated_for_a_repeated_syn__no_sample)
{
  struct bench b;
  bench_init(&b);
  to_syn_received_passive(&b);
  advance(&b, MILLISECONDS(900));
  ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN);
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  EXPECT_NOTHING(&b);
  advance(&b, MILLISECONDS(50));
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT_STATE(&b, ESTABLISHED);
  bench_send(&b, "x");
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 1);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(left(&b), RTO);
}
END_TEST

/* MUST-18 */
START_TEST(syn_sent__simultaneous_open__no_sample_of_the_syn_sent_twice)
{
  struct bench b;
  bench_init(&b);
  to_syn_sent(&b);
  advance(&b, MILLISECONDS(900));
  ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN);
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT_STATE(&b, ESTABLISHED);
  bench_send(&b, "x");
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 1);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(left(&b), RTO);
}
END_TEST

/* MUST-18: the octet of a probe that was not taken is sent again when the window opens. */
START_TEST(established__window_opens_after_a_probe__no_sample_of_the_octet_sent_twice)
{
  struct bench b;
  established_after(&b, 0);
  peer_acks(&b, 101, 0);
  bench_send(&b, "abc");
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(to_deadline(&b), RTO);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 101, 0);
  advance(&b, MILLISECONDS(1900));
  peer_acks(&b, 101, 50000);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 3);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 104, 50000);
  bench_send(&b, "x");
  EXPECT(&b, SYNFIN_ACK, 104, 301, 1);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(left(&b), RTO);
}
END_TEST

/* The timer runs for what was sent, also while there is more to send. */
START_TEST(timer__more_to_send_that_nobody_polls__runs_all_the_same)
{
  struct bench b;
  established_after(&b, 0);
  bench_send_n(&b, 2000);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1000);
  advance(&b, RTO);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1000);
}
END_TEST

/* MUST-18: a sample is of the segment that was timed, not of an earlier one nor of a part. */
START_TEST(established__part_of_the_timed_segment_acknowledged__no_sample_yet)
{
  struct bench b;
  established_after(&b, SYNFIN_SECONDS(2));
  bench_send_n(&b, 1000);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1000);
  advance(&b, MILLISECONDS(100));
  peer_acks(&b, 601, 50000);
  ck_assert_uint_eq(b.c.timer.srtt, SYNFIN_SECONDS(2));
  peer_acks(&b, 1101, 50000);
  ck_assert_uint_lt(b.c.timer.srtt, SYNFIN_SECONDS(2));
}
END_TEST

/* ---- What is retransmitted --------------------------------------------------------------------------------------- */

/* MUST-19: RFC 6298 5.5; 2.5 bounds it. */
START_TEST(established__timeouts_in_a_row__intervals_double_up_to_a_minute)
{
  static const unsigned seconds[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
  struct bench b;
  established_after(&b, 0);
  synfin_set_user_timeout(&b.c, SYNFIN_NEVER);
  bench_send(&b, "x");
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
  EXPECT_NOTHING(&b);
  for (unsigned i = 0; i < sizeof seconds / sizeof *seconds; i++) {
    ck_assert_uint_eq(to_deadline(&b), SYNFIN_SECONDS(seconds[i]));
    EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
    EXPECT_NOTHING(&b);
  }
}
END_TEST

/* MUST-19: the front is repeated, with what is acknowledged now; an ACK of more pulls SND.NXT along. */
START_TEST(established__timeout_with_four_segments_out__front_is_repeated_and_nothing_acknowledged)
{
  struct bench b;
  established_after(&b, 0);
  bench_send_n(&b, 4000);
  ck_assert_uint_eq(drain(&b), 4);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = SYNFIN_ACK, TEXT("hello"));
  EXPECT_NOTHING(&b);
  advance(&b, RTO);
  struct synfin_segment again = EXPECT(&b, SYNFIN_ACK, 101, 306, 1000);
  ck_assert_uint_eq(again.text[0], 0);
  ck_assert_uint_eq(again.text[999], 999 % 251);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 306, .ack = 3101, .flags = SYNFIN_ACK);   /* only the last one is missing as well */
  again = EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, 3101, 306, 1000);
  ck_assert_uint_eq(again.text[0], 3000 % 251);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-19 */
START_TEST(fin_wait_1__timeout__fin_is_repeated)
{
  struct bench b;
  bench_init(&b);
  to_fin_wait_1(&b);
  ck_assert_uint_eq(to_deadline(&b), RTO);
  EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(to_deadline(&b), 2 * RTO);
  EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
}
END_TEST

/* ---- R1 and R2 --------------------------------------------------------------------------------------------------- */

/* Lets the connection retransmit into a black hole until it fails; returns how often it did, and when R1 was told. */
static unsigned until_it_fails(struct bench *b, unsigned *trouble_at)
{
  unsigned retransmissions = 0, troubles = 0;
  while (synfin_status(&b->c) != SYNFIN_CLOSED) {
    to_deadline(b);
    retransmissions += drain(b);
    unsigned signals = synfin_signals(&b->c);
    if (signals & SYNFIN_SIG_TROUBLE) {
      troubles++;
      *trouble_at = retransmissions;
    }
    ck_assert_int_eq((signals & SYNFIN_SIG_USER_TIMEOUT) != 0, synfin_status(&b->c) == SYNFIN_CLOSED);
  }
  ck_assert_uint_eq(troubles, 1);
  return retransmissions;
}

/* MUST-20, SHLD-9, SHLD-10, SHLD-11, MUST-47 */
START_TEST(established__text_into_a_black_hole__r1_is_told_once_and_r2_ends_it)
{
  struct bench b;
  unsigned trouble_at = 0;
  established_after(&b, 0);
  advance(&b, SYNFIN_SECONDS(1000));                           /* idle time does not count */
  synfin_time began = b.now;
  bench_send(&b, "x");
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
  EXPECT_NOTHING(&b);
  unsigned n = until_it_fails(&b, &trouble_at);
  ck_assert_uint_ge(trouble_at, 3);
  ck_assert_uint_gt(n, trouble_at);
  ck_assert_uint_ge(b.now - began, SYNFIN_SECONDS(100));
  ck_assert_uint_eq(b.now - began, b.config.user_timeout);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_ERR_USER_TIMEOUT);
  ck_assert_int_eq(bench_send(&b, "y"), SYNFIN_ERR_USER_TIMEOUT);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
}
END_TEST

/* SHLD-10: R1 counts the retransmissions of one segment, whatever the back-off that Karn's rule leaves. */
START_TEST(established__two_timeouts_acknowledged_then_one_of_another_segment__no_trouble_is_told)
{
  struct bench b;
  established_after(&b, 0);
  bench_send(&b, "a");
  ck_assert_uint_eq(drain(&b), 1);
  for (unsigned i = 0; i < 2; i++) {
    to_deadline(&b);
    EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
    EXPECT_NOTHING(&b);
  }
  peer_acks(&b, 102, 50000);
  bench_send(&b, "b");
  EXPECT(&b, SYNFIN_ACK, 102, 301, 1);
  EXPECT_NOTHING(&b);
  for (unsigned i = 0; i < 2; i++) {
    to_deadline(&b);
    EXPECT(&b, SYNFIN_ACK, 102, 301, 1);
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(synfin_signals(&b.c) & SYNFIN_SIG_TROUBLE, 0);
  }
  to_deadline(&b);
  EXPECT(&b, SYNFIN_ACK, 102, 301, 1);
  ck_assert_uint_ne(synfin_signals(&b.c) & SYNFIN_SIG_TROUBLE, 0);
}
END_TEST

/* MUST-21 */
START_TEST(established__r2_of_five_seconds__ends_after_five_seconds)
{
  struct bench b;
  established_after(&b, 0);
  synfin_set_user_timeout(&b.c, SYNFIN_SECONDS(5));
  bench_send(&b, "x");
  synfin_time began = b.now;
  drain(&b);
  while (synfin_status(&b.c) != SYNFIN_CLOSED) {
    to_deadline(&b);
    drain(&b);
  }
  ck_assert_uint_eq(b.now - began, SYNFIN_SECONDS(5));
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_USER_TIMEOUT);
}
END_TEST

/* MUST-21: R2 counts from when the peer last took something. */
START_TEST(established__r2_of_five_seconds_and_a_peer_that_takes_a_little__goes_on)
{
  struct bench b;
  established_after(&b, 0);
  synfin_set_user_timeout(&b.c, SYNFIN_SECONDS(5));
  bench_send_n(&b, 60000);
  for (uint32_t i = 0; i < 10; i++) {
    drain(&b);
    advance(&b, SYNFIN_SECONDS(4));
    drain(&b);
    peer_acks(&b, 102 + i, 50000);
    EXPECT_STATE(&b, ESTABLISHED);
  }
  drain(&b);
  advance(&b, SYNFIN_SECONDS(5));
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* MUST-21 */
START_TEST(established__r2_of_never__goes_on_for_a_week)
{
  struct bench b;
  established_after(&b, 0);
  synfin_set_user_timeout(&b.c, SYNFIN_NEVER);
  bench_send(&b, "x");
  drain(&b);
  for (synfin_time end = b.now + SYNFIN_SECONDS(7 * 86400); b.now < end;) {
    ck_assert_uint_le(to_deadline(&b), SYNFIN_SECONDS(60));
    EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
    EXPECT_NOTHING(&b);
  }
  EXPECT_STATE(&b, ESTABLISHED);
  peer_acks(&b, 102, 50000);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
}
END_TEST

Suite *retransmission_suite(void)
{
  Suite *suite = suite_create("retransmission");
  TCase *timer = tcase_create("timer");
  tcase_add_test(timer, rto__scripted_round_trips__follows_rfc_6298);
  tcase_add_test(timer, rto__thousand_round_trips__follows_rfc_6298);
  tcase_add_test(timer, rto__no_sample_or_small_ones__is_one_second);
  tcase_add_test(timer, timer__sending_and_acks__starts_stops_and_begins_afresh);
  tcase_add_test(timer, timer__more_to_send_that_nobody_polls__runs_all_the_same);
  tcase_add_test(timer, established__part_of_the_timed_segment_acknowledged__no_sample_yet);
  suite_add_tcase(suite, timer);
  TCase *karn = tcase_create("Karn");
  tcase_add_test(karn, established__retransmitted_segment_acknowledged__no_sample_and_the_backoff_stays);
  tcase_add_test(karn, established__fast_retransmitted_segment_acknowledged__no_sample);
  tcase_add_test(karn, syn_received__syn_ack_repeated_for_a_repeated_syn__no_sample);
  tcase_add_test(karn, syn_sent__simultaneous_open__no_sample_of_the_syn_sent_twice);
  tcase_add_test(karn, established__window_opens_after_a_probe__no_sample_of_the_octet_sent_twice);
  suite_add_tcase(suite, karn);
  TCase *again = tcase_create("again");
  tcase_add_test(again, established__timeouts_in_a_row__intervals_double_up_to_a_minute);
  tcase_add_test(again, established__timeout_with_four_segments_out__front_is_repeated_and_nothing_acknowledged);
  tcase_add_test(again, fin_wait_1__timeout__fin_is_repeated);
  suite_add_tcase(suite, again);
  TCase *thresholds = tcase_create("R1 and R2");
  tcase_add_test(thresholds, established__text_into_a_black_hole__r1_is_told_once_and_r2_ends_it);
  tcase_add_test(thresholds, established__two_timeouts_acknowledged_then_one_of_another_segment__no_trouble_is_told);
  tcase_add_test(thresholds, established__r2_of_five_seconds__ends_after_five_seconds);
  tcase_add_test(thresholds, established__r2_of_five_seconds_and_a_peer_that_takes_a_little__goes_on);
  tcase_add_test(thresholds, established__r2_of_never__goes_on_for_a_week);
  suite_add_tcase(suite, thresholds);
  return suite;
}
