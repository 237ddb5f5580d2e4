/* What the oracle found in the engine, part of the suite "oracle_engine". */
#include "bench.h"

TCase *oracle_found_tcase(void);

/* 3.10.7.4 fourth: "If the SYN is not in the window, this step would not be reached and an ACK would have been
 * sent". */
START_TEST(syn_received_passive__syn_left_of_the_window_with_text_in_it__acked_and_state_stays)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_RECEIVED_PASSIVE);
  ARRIVES(&b, .seq = IRS - 4, .flags = SYNFIN_SYN, TEXT("0123456789"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
  ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_SYN);             /* in the window it is an error */
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LISTEN);
}
END_TEST

/* RULING 8 (MUST-66): "process the RST and URG fields of all incoming segments, even when the receive window is
 * zero". */
START_TEST(established__probe_of_a_zero_window_that_begins_with_an_old_octet__ack_and_urg_processed)
{
  struct bench b;
  bench_init_sized(&b, BUFFER, 4);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("full"));
  advance(&b, b.config.ack_delay);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 5, 0).wnd, 0);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 5, 5);
  ARRIVES(&b, .seq = IRS + 4, .ack = ISS + 6, .up = 2, .flags = SYNFIN_ACK | SYNFIN_URG, TEXT("l?"));
  EXPECT(&b, SYNFIN_ACK, ISS + 6, IRS + 5, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_URGENT);
  expect_received(&b, "full");
}
END_TEST

/* 3.10.7.4 first: "the idealized segment that begins at RCV.NXT". The peer's text is lost but for its first octets,
 * our ACK of them too; it closed its window on the way, and opens it with a retransmission that has more text behind
 * the old. */
START_TEST(established__window_on_a_retransmission_with_new_text_behind__taken)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("old"));
  arrives(&b, (struct synfin_segment){ .src_port = 2000, .dst_port = 1000, .wnd = 0, .seq = IRS + 4, .ack = ISS + 1,
                                       .flags = SYNFIN_ACK });
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  drain(&b);
  ck_assert_uint_eq(b.c.snd.max, ISS + 1);                      /* nothing may be sent into a window of zero */
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("old and new"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 12, 5);
  EXPECT_NOTHING(&b);
  expect_received(&b, "old and new");
}
END_TEST

/* 3.6.1 (SHLD-3): "if new data is received after CLOSE is called". Our ACK of "x" was lost; the peer sends it again
 * with its FIN. */
START_TEST(fin_wait_2__user_let_go_and_old_text_comes_again_with_the_fin__time_wait_and_no_reset)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("x"));
  expect_received(&b, "x");
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, IRS + 2, 0);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("x"));
  EXPECT(&b, SYNFIN_ACK, ISS + 2, IRS + 3, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_OK);
}
END_TEST

/* RULING 9. Text was injected ahead of the stream; the peer's FIN then stands before it. */
START_TEST(established__fin_fills_the_gap_before_held_text__nothing_beyond_the_fin_is_taken)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 6, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("forged"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("hello"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 7, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSE_WAIT);
  expect_received(&b, "hello");
}
END_TEST

TCase *oracle_found_tcase(void)
{
  TCase *found = tcase_create("found by the oracle");
  tcase_add_test(found, syn_received_passive__syn_left_of_the_window_with_text_in_it__acked_and_state_stays);
  tcase_add_test(found, established__probe_of_a_zero_window_that_begins_with_an_old_octet__ack_and_urg_processed);
  tcase_add_test(found, established__window_on_a_retransmission_with_new_text_behind__taken);
  tcase_add_test(found, fin_wait_2__user_let_go_and_old_text_comes_again_with_the_fin__time_wait_and_no_reset);
  tcase_add_test(found, established__fin_fills_the_gap_before_held_text__nothing_beyond_the_fin_is_taken);
  return found;
}
