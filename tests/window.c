/* Windows (RFC 9293 3.8.6): closed ones and their probes, ones that shrink, silly ones. What goes or waits within
 * an open window stands in delay.c. */
#include "window.h"
#include "suites.h"

#define RTO SYNFIN_SECONDS(1)
#define DAY SYNFIN_SECONDS(86400)

/* MUST-1, REC-1: a window of more than 2^15 - 1 is no negative number. */
START_TEST(established__window_with_the_top_bit__is_used_in_full)
{
  static const uint16_t windows[] = { 0x7fff, 0x8000, 0xffff };
  for (unsigned i = 0; i < 3; i++) {
    struct bench b;
    _Static_assert(sizeof b.c.snd.wnd == 4 && sizeof b.c.snd.max_wnd == 4, "REC-1");
    struct synfin_segment s;
    uint32_t right = 101, una = 101;
    established(&b, windows[i], BUFFER);
    for (unsigned n = 0; n < 200; n++) {
      if (synfin_sendable(&b.c) > 0)
        bench_send_n(&b, synfin_sendable(&b.c));
      while (synfin_poll(&b.c, b.now, &s))
        right = s.seq + s.len;
      peer_acks(&b, una += MSS, windows[i]);
    }
    bench_send_n(&b, synfin_sendable(&b.c));
    while (synfin_poll(&b.c, b.now, &s))
      right = s.seq + s.len;
    ck_assert_uint_eq(right - una, windows[i] / MSS * MSS);
  }
}
END_TEST

/* ---- Closed windows ---------------------------------------------------------------------------------------------- */

/* Lets probes of one octet at 101 go out for `time` and answers each; they come after 1, 2, 4 ... 60 s. */
static void probes_answered(struct bench *b, synfin_time time, unsigned flags, uint32_t len)
{
  synfin_time end = b->now + time;
  for (synfin_time wait = RTO; b->now < end; wait = wait < 30 * RTO ? 2 * wait : 60 * RTO) {
    ck_assert_uint_eq(to_deadline(b), wait < 60 * RTO ? wait : 60 * RTO);
    EXPECT(b, flags, 101, 301, len);
    EXPECT_NOTHING(b);
    peer_acks(b, 101, 0);
    EXPECT_NOTHING(b);
  }
}

/* MUST-36, MUST-37, SHLD-29, SHLD-30 */
START_TEST(zero_window__probes_acknowledged_for_a_day__go_on_at_growing_intervals)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 0);
  bench_send(&b, "abc");
  EXPECT_NOTHING(&b);
  probes_answered(&b, DAY, SYNFIN_ACK, 1);
  EXPECT_STATE(&b, ESTABLISHED);
  peer_acks(&b, 101, PEER_WND);
  EXPECT(&b, SYNFIN_ACK | SYNFIN_PSH, 101, 301, 3);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-20, MUST-36: whoever answers no probe is gone. */
START_TEST(zero_window__probes_never_answered__r2_ends_it)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 0);
  bench_send(&b, "abc");
  synfin_time began = b.now;
  EXPECT_NOTHING(&b);
  while (synfin_status(&b.c) != SYNFIN_CLOSED) {
    to_deadline(&b);
    drain(&b);
  }
  ck_assert_uint_eq(b.now - began, b.config.user_timeout);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_ERR_USER_TIMEOUT);
}
END_TEST

/* MUST-36: the ACK that opened the window was lost; the peer takes the probe. */
/* SHLD-9: a window that closes and opens between timeouts is a peer that answers. */
START_TEST(established__window_closes_and_opens_between_timeouts__no_trouble_is_told)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  bench_send(&b, "hello");
  for (unsigned i = 0; i < 3; i++) {
    EXPECT(&b, SYNFIN_ACK, 101, 301, 5);
    if (i == 2) {
      peer_acks(&b, 101, 0);
      peer_acks(&b, 101, PEER_WND);
      EXPECT(&b, SYNFIN_ACK, 101, 301, 5);
    }
    to_deadline(&b);
  }
  ck_assert_uint_eq(synfin_signals(&b.c) & SYNFIN_SIG_TROUBLE, 0);
}
END_TEST

/* 3.8.6.1: what was to be repeated at once waits for the persist timer when the window has closed. */
START_TEST(established__window_closes_before_the_front_is_repeated__only_a_probe_later)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  bench_send_n(&b, 2000);
  ck_assert_uint_eq(drain(&b), 2);
  for (unsigned i = 0; i < 3; i++)
    peer_acks(&b, 101, PEER_WND);
  peer_acks(&b, 101, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(to_deadline(&b), RTO);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
}
END_TEST

/* MUST-37 is for what the window keeps the peer from taking: what fills it exactly lies within it. */
START_TEST(established__window_exactly_full_and_acks_of_nothing_new__r2_ends_it)
{
  struct bench b;
  established(&b, 100, BUFFER);
  synfin_set_user_timeout(&b.c, SYNFIN_SECONDS(5));
  bench_send_n(&b, 100);
  for (unsigned i = 0; i < 5; i++) {
    drain(&b);
    EXPECT_STATE(&b, ESTABLISHED);
    advance(&b, RTO);
    peer_acks(&b, 101, 100);
  }
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

START_TEST(zero_window__probe_finds_it_open__the_rest_follows)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 0);
  bench_send(&b, "abc");
  to_deadline(&b);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 1);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 102, 5000);
  EXPECT(&b, SYNFIN_ACK, 102, 301, 2);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 104, 0);                                       /* closed again: from the beginning */
  bench_send(&b, "d");
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(to_deadline(&b), RTO);
  EXPECT(&b, SYNFIN_ACK, 104, 301, 1);
}
END_TEST

/* Two ends that probe each other, when each has taken the other's probe and an ACK of that was lost: at SND.UNA neither
 * would hear the other's ACKs for ever (3.10.7.4 First). */
START_TEST(zero_window__probe_was_taken_and_its_ack_lost__after_every_second_one_acks_stand_beyond_it)
{
  struct bench b;
  established(&b, 0, BUFFER);
  bench_send(&b, "a");
  peer_sends(&b, 301, 101, 0, 1);
  EXPECT_NOTHING(&b);
  for (uint32_t probe = 1; probe <= 5; probe++) {
    while (b.c.backoff < probe)
      to_deadline(&b), drain(&b);
    peer_sends(&b, 301, 102, PEER_WND, 1);                     /* taken before, so its ACK is not looked at */
    EXPECT(&b, SYNFIN_ACK, probe % 2 == 0 ? 102 : 101, 302, 0);
    EXPECT_NOTHING(&b);
  }
}
END_TEST

/* MUST-36, MUST-37: a FIN waits for room as an octet does. */
START_TEST(zero_window__close__fin_is_the_probe)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 0);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  probes_answered(&b, SYNFIN_SECONDS(1000), SYNFIN_FIN | SYNFIN_ACK, 0);
  peer_acks(&b, 102, 0);
  EXPECT_STATE(&b, FIN_WAIT_2);
}
END_TEST

/* MAY-8, MUST-66: our own window closed for a day; every probe is answered, RST and URG are heard. */
START_TEST(own_window_zero__peer_probes_for_a_day__every_probe_is_answered)
{
  struct bench b;
  established(&b, PEER_WND, 1000);
  peer_sends(&b, 301, 101, PEER_WND, 1000);
  drain(&b);
  for (unsigned minute = 0; minute < 24 * 60; minute++) {
    advance(&b, SYNFIN_SECONDS(60));
    peer_sends(&b, 1301, 101, PEER_WND, 1);
    ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 101, 1301, 0).wnd, 0);
    EXPECT_NOTHING(&b);
  }
  synfin_signals(&b.c);
  ARRIVES(&b, .seq = 1301, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 7);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_URGENT);
  ARRIVES(&b, .seq = 1301, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 9, TEXT("x"));
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_URGENT);
  ck_assert_uint_eq(synfin_receivable(&b.c), 1000);
  ARRIVES(&b, .seq = 1301, .flags = SYNFIN_RST, TEXT("sorry"));
  EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_ERR_RESET);
}
END_TEST

/* ---- Windows that shrink ----------------------------------------------------------------------------------------- */

/* MUST-34, SHLD-15, SHLD-16, SHLD-17, MAY-7: 8000 octets are in flight when the peer leaves 2000 of its window. */
START_TEST(established__window_shrinks_beneath_what_is_in_flight__only_what_is_in_it_is_repeated)
{
  struct bench b;
  established(&b, 12000, BUFFER);
  bench_send_n(&b, 12000);
  ck_assert_uint_eq(drain(&b), 4);
  for (uint32_t i = 1; i <= 4; i++)
    peer_acks(&b, 101 + i * MSS, (uint16_t)(12000 - i * MSS));
  ck_assert_uint_eq(drain(&b), 8);                             /* 4101 up to 12101 */
  peer_acks(&b, 4101, 2000);
  bench_send_n(&b, 5000);
  EXPECT_NOTHING(&b);
  advance(&b, RTO);
  EXPECT(&b, SYNFIN_ACK, 4101, 301, MSS);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 5101, 1000);
  EXPECT(&b, SYNFIN_ACK, 5101, 301, MSS);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 6101, 0);
  for (synfin_time end = b.now + DAY; b.now < end;) {          /* the peer answers: nobody gives up */
    EXPECT_NOTHING(&b);
    to_deadline(&b);
    EXPECT(&b, SYNFIN_ACK, 6101, 301, 1);
    peer_acks(&b, 6101, 0);
  }
  EXPECT_STATE(&b, ESTABLISHED);
  for (uint32_t una = 6101; una < 17101; una += MSS) {
    struct synfin_segment s;
    peer_acks(&b, una, 3000);
    while (synfin_poll(&b.c, b.now, &s))
      ck_assert_uint_le(s.seq + s.len, una + 3000);
  }
  peer_acks(&b, 17101, 3000);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
}
END_TEST

/* MUST-35 */
START_TEST(established__window_shrinks_to_zero__is_probed_with_the_front)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  bench_send_n(&b, 4000);
  ck_assert_uint_eq(drain(&b), 4);
  advance(&b, RTO / 2);
  peer_acks(&b, 101, 0);
  EXPECT_NOTHING(&b);
  probes_answered(&b, SYNFIN_SECONDS(1000), SYNFIN_ACK, 1);
  peer_acks(&b, 101, PEER_WND);
  for (uint32_t i = 0; i < 4; i++)
    EXPECT(&b, SYNFIN_ACK, 101 + i * MSS, 301, MSS);
  EXPECT_NOTHING(&b);
}
END_TEST

/* ---- Silly windows ----------------------------------------------------------------------------------------------- */

/* MUST-38: 3.8.6.2.1 (1) */
START_TEST(established__window_opens_octet_by_octet__sender_waits_for_a_full_segment)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 0);
  bench_send_n(&b, 3000);
  for (uint16_t wnd = 1; wnd < MSS; wnd++) {
    peer_acks(&b, 101, wnd);
    EXPECT_NOTHING(&b);
  }
  peer_acks(&b, 101, MSS);
  EXPECT(&b, SYNFIN_ACK, 101, 301, MSS);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-38: 3.8.6.2.1 (2) and (3): all there is; half the largest window. */
START_TEST(established__all_there_is_or_half_the_largest_window__is_sent)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 49);
  bench_send_n(&b, 50);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 101, 50);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 50);
  established(&b, 600, BUFFER);
  peer_acks(&b, 101, 299);
  bench_send_n(&b, 3000);
  EXPECT_NOTHING(&b);
  peer_acks(&b, 101, 300);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 300);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-38, MUST-60: 3.8.6.2.1 (4): the override timer */
START_TEST(established__window_stays_silly__is_used_after_a_while)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 10);
  bench_send_n(&b, 3000);
  EXPECT_NOTHING(&b);
  ck_assert_uint_le(to_deadline(&b), RTO);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 10);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-18: RFC 6298 5.1: what waited for a window is timed from when it is sent. */
START_TEST(established__window_opens_while_the_override_timer_runs__rto_begins_with_the_transmission)
{
  struct bench b;
  established(&b, PEER_WND, BUFFER);
  peer_acks(&b, 101, 100);
  bench_send_n(&b, 3000);
  EXPECT_NOTHING(&b);
  advance(&b, MILLISECONDS(900));
  peer_acks(&b, 101, PEER_WND);
  ck_assert_uint_eq(drain(&b), 3);
  ck_assert_uint_eq(to_deadline(&b), RTO);
}
END_TEST

/* The right edge of our window, asked for by an octet that was taken already. */
static uint32_t edge(struct bench *b)
{
  struct synfin_segment s;
  peer_sends(b, b->c.rcv.nxt - 1, 101, PEER_WND, 1);
  ck_assert(synfin_poll(&b->c, b->now, &s));
  EXPECT_NOTHING(b);
  return s.ack + s.wnd;
}

/* MUST-39, SHLD-14: 3.8.6.2.2 */
START_TEST(own_window__user_reads_octet_by_octet__edge_moves_far_or_not_at_all)
{
  static const struct { size_t buffer; uint32_t step; } cases[] = {
    { 8192, OURS }, { 2000, 1000 }, { 60, 30 }, { 1, 1 },
  };
  for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct bench b;
    char octet;
    established(&b, PEER_WND, cases[i].buffer);
    for (size_t left = cases[i].buffer; left > 0; left -= left < OURS ? left : OURS)
      peer_sends(&b, b.c.rcv.nxt, 101, PEER_WND, left < OURS ? (uint32_t)left : OURS);
    drain(&b);
    uint32_t at = edge(&b), moves = 0;
    ck_assert_uint_eq(at, 301 + cases[i].buffer);
    for (size_t n = 0; n < cases[i].buffer; n++) {
      ck_assert_int_eq(bench_receive(&b, &octet, 1), 1);
      drain(&b);
      uint32_t now_at = edge(&b);
      ck_assert_msg(now_at == at || now_at - at >= cases[i].step, "moved by %u", now_at - at);
      moves += now_at != at;
      at = now_at;
    }
    ck_assert_uint_eq(moves, cases[i].buffer / cases[i].step);
  }
}
END_TEST

/* MUST-39: the peer need not ask. */
START_TEST(own_window__user_reads_octet_by_octet__update_is_sent_without_being_asked_for)
{
  struct bench b;
  char octet;
  established(&b, PEER_WND, 2000);
  peer_sends(&b, 301, 101, PEER_WND, OURS);
  peer_sends(&b, 301 + OURS, 101, PEER_WND, 2000 - OURS);
  to_deadline(&b);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 101, 2301, 0).wnd, 0);
  for (unsigned n = 1; n < 1000; n++) {
    bench_receive(&b, &octet, 1);
    EXPECT_NOTHING(&b);
  }
  bench_receive(&b, &octet, 1);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, 101, 2301, 0).wnd, 1000);
}
END_TEST

/* SHLD-14 */
START_TEST(own_window__text_that_nobody_reads__right_edge_stays)
{
  struct bench b;
  established(&b, PEER_WND, 4000);
  for (uint32_t n = 0; n < 4000; n += 100) {
    peer_sends(&b, 301 + n, 101, PEER_WND, 100);
    ck_assert_uint_eq(edge(&b), 4301);
  }
}
END_TEST

/* 3.1: SEG.WND has 16 bits, and a buffer may have more. */
START_TEST(own_window__buffer_of_65536_octets__window_is_65535)
{
  struct bench b;
  bench_init_sized(&b, BUFFER, 65536);
  to_listen(&b);
  ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0).wnd, 65535);
  peer_sends(&b, IRS + 1, ISS + 1, PEER_WND, OURS);
  advance(&b, b.config.ack_delay);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1 + OURS, 0).wnd, 65535 - OURS);
}
END_TEST

Suite *window_suite(void)
{
  Suite *suite = suite_create("window");
  TCase *closed = tcase_create("closed");
  tcase_add_test(closed, established__window_with_the_top_bit__is_used_in_full);
  tcase_add_test(closed, zero_window__probes_acknowledged_for_a_day__go_on_at_growing_intervals);
  tcase_add_test(closed, zero_window__probes_never_answered__r2_ends_it);
  tcase_add_test(closed, zero_window__probe_finds_it_open__the_rest_follows);
  tcase_add_test(closed, established__window_closes_and_opens_between_timeouts__no_trouble_is_told);
  tcase_add_test(closed, established__window_closes_before_the_front_is_repeated__only_a_probe_later);
  tcase_add_test(closed, established__window_exactly_full_and_acks_of_nothing_new__r2_ends_it);
  tcase_add_test(closed, zero_window__probe_was_taken_and_its_ack_lost__after_every_second_one_acks_stand_beyond_it);
  tcase_add_test(closed, zero_window__close__fin_is_the_probe);
  tcase_add_test(closed, own_window_zero__peer_probes_for_a_day__every_probe_is_answered);
  suite_add_tcase(suite, closed);
  TCase *shrinking = tcase_create("shrinking");
  tcase_add_test(shrinking, established__window_shrinks_beneath_what_is_in_flight__only_what_is_in_it_is_repeated);
  tcase_add_test(shrinking, established__window_shrinks_to_zero__is_probed_with_the_front);
  suite_add_tcase(suite, shrinking);
  TCase *silly = tcase_create("silly");
  tcase_add_test(silly, established__window_opens_octet_by_octet__sender_waits_for_a_full_segment);
  tcase_add_test(silly, established__all_there_is_or_half_the_largest_window__is_sent);
  tcase_add_test(silly, established__window_stays_silly__is_used_after_a_while);
  tcase_add_test(silly, established__window_opens_while_the_override_timer_runs__rto_begins_with_the_transmission);
  tcase_add_test(silly, own_window__user_reads_octet_by_octet__edge_moves_far_or_not_at_all);
  tcase_add_test(silly, own_window__user_reads_octet_by_octet__update_is_sent_without_being_asked_for);
  tcase_add_test(silly, own_window__text_that_nobody_reads__right_edge_stays);
  tcase_add_test(silly, own_window__buffer_of_65536_octets__window_is_65535);
  suite_add_tcase(suite, silly);
  suite_add_tcase(suite, nagle_tcase());
  suite_add_tcase(suite, acks_tcase());
  return suite;
}
