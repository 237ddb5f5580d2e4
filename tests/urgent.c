/* The urgent mechanism (RFC 9293 3.8.5): the pointer on the wire, and what the user is told. */
#include "bench.h"
#include "suites.h"

#define LONG 200000u           /* octets of urgent text: more than a pointer, and more than a window, can span */

static ptrdiff_t send_urgent(struct bench *b, const char *text)
{
  return synfin_send(&b->c, b->now, text, strlen(text), true);
}

#define EXPECT_URG(b, up_, seq, ack, len) \
  do { \
    struct synfin_segment s_ = EXPECT(b, SYNFIN_ACK | SYNFIN_URG, seq, ack, len); \
    ck_assert_uint_eq(s_.up, (up_)); \
  } while (0)

/* ---- Sending ----------------------------------------------------------------------------------------------------- */

/* MUST-30, MUST-62 */
START_TEST(established__send_five_urgent_octets__pointer_is_one_beyond_the_fifth)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  synfin_set_no_delay(&b.c, true);
  ck_assert_int_eq(send_urgent(&b, "hello"), 5);
  EXPECT_URG(&b, 5, 101, 301, 5);
  bench_send(&b, "more");
  EXPECT(&b, SYNFIN_ACK, 106, 301, 4);
  EXPECT_NOTHING(&b);
}
END_TEST

/* SND.UP is compared modulo 2^32: where nothing is urgent for 2 GiB it must not fall behind by half the space. */
START_TEST(established__acks_of_text_that_is_not_urgent__snd_up_follows)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  bench_send(&b, "calm");
  EXPECT(&b, SYNFIN_ACK, 101, 301, 4);
  ARRIVES(&b, .seq = 301, .ack = 105, .flags = SYNFIN_ACK);
  ck_assert_uint_eq(b.c.snd.up, 105);
}
END_TEST

/* Nothing that is urgent makes nothing urgent. */
START_TEST(established__urgent_send_of_no_octets__text_before_it_is_as_it_was)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  bench_send(&b, "calm");
  ck_assert_int_eq(send_urgent(&b, ""), 0);
  EXPECT(&b, SYNFIN_ACK, 101, 301, 4);
}
END_TEST

/* MUST-62: SEG.UP counts from SEG.SEQ, wherever the segment begins. */
START_TEST(established__urgent_text_behind_other_text__every_segment_up_to_it_points_there)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  synfin_set_no_delay(&b.c, true);
  bench_send_n(&b, 1000);
  ck_assert_int_eq(send_urgent(&b, "now"), 3);
  bench_send_n(&b, 600);
  EXPECT_URG(&b, 1003, 101, 301, 536);
  EXPECT_URG(&b, 467, 637, 301, 536);                          /* it ends in the middle of this one */
  EXPECT(&b, SYNFIN_ACK, 1173, 301, 531);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-30: what is sent again points where it did, also after more was sent; an empty ACK points there too. */
START_TEST(established__urgent_segment_is_retransmitted__points_to_the_same_octet)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  send_urgent(&b, "hello");
  EXPECT_URG(&b, 5, 101, 301, 5);
  bench_send(&b, "more");
  EXPECT_NOTHING(&b);
  to_deadline(&b);
  EXPECT_URG(&b, 5, 101, 301, 9);
  ARRIVES(&b, .seq = 301, .ack = 103, .flags = SYNFIN_ACK);
  to_deadline(&b);
  EXPECT_URG(&b, 3, 103, 301, 7);
  ARRIVES(&b, .seq = 301, .ack = 110, .flags = SYNFIN_ACK, TEXT("x"));
  to_deadline(&b);
  EXPECT(&b, SYNFIN_ACK, 110, 302, 0);
}
END_TEST

/* MUST-30, MUST-36: a closed window does not keep the news from the peer: the probe carries it. */
START_TEST(zero_window__send_urgent__probe_says_so)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  arrives(&b, (struct synfin_segment){ .seq = 301, .ack = 101, .flags = SYNFIN_ACK, .wnd = 0 });
  send_urgent(&b, "hello");
  to_deadline(&b);
  EXPECT_URG(&b, 5, 101, 301, 1);
}
END_TEST

/* ---- Receiving --------------------------------------------------------------------------------------------------- */

/* MUST-32, MUST-47: the user is told when urgent text is ahead, and when there is more of it; not of the same again. */
START_TEST(established__urgent_pointer_moves__user_is_told_each_time)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 100);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_URGENT);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 100, TEXT("abc"));
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ARRIVES(&b, .seq = 304, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 97, TEXT("def"));
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ARRIVES(&b, .seq = 307, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 50);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);                  /* it never moves back */
  ck_assert_uint_eq(synfin_urgent(&b.c), 100);
  ARRIVES(&b, .seq = 307, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 95);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_URGENT);
  ck_assert_uint_eq(synfin_urgent(&b.c), 101);
}
END_TEST

/* MUST-33, MUST-62: urgent mode ends with the last urgent octet, not one before, not one after. */
START_TEST(established__user_reads_on__is_told_how_much_is_urgent_until_none_is)
{
  struct bench b;
  char octet;
  bench_init(&b);
  to_established(&b);
  ck_assert_uint_eq(synfin_urgent(&b.c), 0);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 5, TEXT("hello world"));
  for (uint32_t left = 5; left > 0; left--) {
    ck_assert_uint_eq(synfin_urgent(&b.c), left);
    ck_assert_int_eq(bench_receive(&b, &octet, 1), 1);
    ck_assert_int_eq(octet, "hello"[5 - left]);
  }
  ck_assert_uint_eq(synfin_urgent(&b.c), 0);
  expect_received(&b, " world");
}
END_TEST

/* MUST-32: what was read already is not urgent any more. */
START_TEST(established__urgent_pointer_to_what_was_read__nobody_is_told)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = SYNFIN_ACK, TEXT("hello"));
  expect_received(&b, "hello");
  ARRIVES(&b, .seq = 306, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 0);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ck_assert_uint_eq(synfin_urgent(&b.c), 0);
}
END_TEST

/* MUST-30: 3.10.7.4 Sixth: there can be none after a FIN. */
START_TEST(close_wait__urg__is_ignored)
{
  struct bench b;
  bench_init(&b);
  to_close_wait(&b);
  synfin_signals(&b.c);
  ARRIVES(&b, .seq = 302, .ack = 101, .flags = SYNFIN_ACK | SYNFIN_URG, .up = 100);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ck_assert_uint_eq(synfin_urgent(&b.c), 0);
}
END_TEST

/* MUST-33: the FIN is no octet for RECEIVE. */
START_TEST(established__urgent_text_then_fin__as_far_ahead_as_before)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .up = 3, .flags = SYNFIN_ACK | SYNFIN_URG, TEXT("abc"));
  ck_assert_uint_eq(synfin_urgent(&b.c), 3);
  ARRIVES(&b, .seq = IRS + 4, .ack = ISS + 1, .flags = SYNFIN_ACK | SYNFIN_FIN);
  ck_assert_uint_eq(synfin_urgent(&b.c), 3);
}
END_TEST

/* 3.8.5 (MUST-33): what was urgent in the last connection is not in this one. */
START_TEST(closed__last_connection_had_urgent_text__none_is_ahead_in_this_one)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = 301, .ack = 101, .up = 100, .flags = SYNFIN_ACK | SYNFIN_URG);
  ARRIVES(&b, .seq = 301, .flags = SYNFIN_RST);
  ck_assert_int_eq(synfin_open_active(&b.c, b.now, ISS + 1000), SYNFIN_OK);
  ck_assert_uint_eq(synfin_urgent(&b.c), 0);
}
END_TEST

/* ---- Both -------------------------------------------------------------------------------------------------------- */

static unsigned carry(struct bench *from, struct bench *to)
{
  struct synfin_segment s;
  unsigned n = 0;
  while (synfin_poll(&from->c, from->now, &s)) {
    if (s.flags & SYNFIN_URG) {
      uint32_t left = from->c.snd.up - s.seq;
      ck_assert_uint_eq(s.up, left < UINT16_MAX ? left : UINT16_MAX);
    }
    arrives(to, s);
    n++;
  }
  return n;
}

/* MUST-31: "A TCP implementation MUST support a sequence of urgent data of any length". */
START_TEST(established__two_hundred_thousand_urgent_octets__urgent_to_the_last)
{
  static uint8_t text[LONG + 100], buffer[LONG + 100], got[1000];
  struct bench a, b;
  uint32_t taken = 0, told = 0;
  bench_init(&a);
  bench_init(&b);
  ck_assert_int_eq(synfin_attach_send(&a.c, buffer, sizeof buffer), SYNFIN_OK);
  synfin_open_passive(&b.c, b.now, 0u - 50);
  synfin_open_active(&a.c, a.now, 0u - LONG / 2);              /* both wrap */
  while (carry(&a, &b) + carry(&b, &a) > 0)
    continue;
  ck_assert_int_eq(synfin_send(&a.c, a.now, text, LONG, true), LONG);
  ck_assert_int_eq(synfin_send(&a.c, a.now, text, 100, false), 100);
  for (unsigned rounds = 0; taken < LONG + 100; rounds++) {
    ck_assert_uint_lt(rounds, 10000);
    if (carry(&a, &b) + carry(&b, &a) == 0) {
      advance(&a, MILLISECONDS(200));
      advance(&b, MILLISECONDS(200));
    }
    told += (synfin_signals(&b.c) & SYNFIN_SIG_URGENT) != 0;
    for (ptrdiff_t n; taken < LONG + 100; taken += (uint32_t)n) {
      bool urgent = synfin_urgent(&b.c) > 0;
      ck_assert_msg(taken == 0 || urgent == (taken < LONG), "urgent: %d after %u octets", urgent, taken);
      ck_assert_uint_le(synfin_urgent(&b.c), LONG - (taken < LONG ? taken : LONG));
      uint32_t cap = taken < LONG && LONG - taken < sizeof got ? LONG - taken : (uint32_t)sizeof got;
      if ((n = bench_receive(&b, got, cap)) <= 0)
        break;
    }
  }
  ck_assert_uint_gt(told, 1);
  ck_assert_uint_eq(synfin_urgent(&b.c), 0);
}
END_TEST

Suite *urgent_suite(void)
{
  Suite *suite = suite_create("urgent");
  TCase *sending = tcase_create("sending");
  tcase_add_test(sending, established__send_five_urgent_octets__pointer_is_one_beyond_the_fifth);
  tcase_add_test(sending, established__acks_of_text_that_is_not_urgent__snd_up_follows);
  tcase_add_test(sending, established__urgent_send_of_no_octets__text_before_it_is_as_it_was);
  tcase_add_test(sending, established__urgent_text_behind_other_text__every_segment_up_to_it_points_there);
  tcase_add_test(sending, established__urgent_segment_is_retransmitted__points_to_the_same_octet);
  tcase_add_test(sending, zero_window__send_urgent__probe_says_so);
  suite_add_tcase(suite, sending);
  TCase *receiving = tcase_create("receiving");
  tcase_add_test(receiving, established__urgent_pointer_moves__user_is_told_each_time);
  tcase_add_test(receiving, established__user_reads_on__is_told_how_much_is_urgent_until_none_is);
  tcase_add_test(receiving, established__urgent_pointer_to_what_was_read__nobody_is_told);
  tcase_add_test(receiving, close_wait__urg__is_ignored);
  tcase_add_test(receiving, established__urgent_text_then_fin__as_far_ahead_as_before);
  tcase_add_test(receiving, closed__last_connection_had_urgent_text__none_is_ahead_in_this_one);
  tcase_add_test(receiving, established__two_hundred_thousand_urgent_octets__urgent_to_the_last);
  suite_add_tcase(suite, receiving);
  return suite;
}
