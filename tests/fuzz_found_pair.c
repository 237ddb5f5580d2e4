/* What fuzz/pair.c found in the engine; the inputs are kept in fuzz/crashes/pair. */
#include "bench.h"
#include "suites.h"

/* Established once, urgent text announced, and reset. */
static void to_closed_again(struct bench *b)
{
  bench_init(b);
  to_established(b);
  ARRIVES(b, .seq = IRS + 1, .ack = ISS + 1, .up = 100, .flags = SYNFIN_ACK | SYNFIN_URG);
  ARRIVES(b, .seq = IRS + 1, .flags = SYNFIN_RST);
  EXPECT_STATE(b, CLOSED);
  EXPECT_NOTHING(b);
}

/* 3.8.6: the window of a SYN is what this connection has room for, not what was left of the last one's (SHLD-14: nor
 * could it be taken back). */
START_TEST(closed__last_connection_had_a_larger_buffer__window_of_the_syn_is_that_of_this_one)
{
  struct bench b;
  to_closed_again(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, b.rcv, 16), SYNFIN_OK);
  ck_assert_int_eq(synfin_open_active(&b.c, b.now, ISS + 1000), SYNFIN_OK);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_SYN, ISS + 1000, 0, 0).wnd, 16);
}
END_TEST

/* 3.8.5 (MUST-33): what was urgent in the last connection is not in this one. */
START_TEST(closed__last_connection_had_urgent_text__none_is_ahead_in_this_one)
{
  struct bench b;
  to_closed_again(&b);
  ck_assert_int_eq(synfin_open_active(&b.c, b.now, ISS + 1000), SYNFIN_OK);
  ck_assert_uint_eq(synfin_urgent(&b.c), 0);
}
END_TEST

Suite *fuzz_found_pair_suite(void)
{
  Suite *suite = suite_create("fuzz_found_pair");
  TCase *opening = tcase_create("opened again");
  tcase_add_test(opening, closed__last_connection_had_a_larger_buffer__window_of_the_syn_is_that_of_this_one);
  tcase_add_test(opening, closed__last_connection_had_urgent_text__none_is_ahead_in_this_one);
  suite_add_tcase(suite, opening);
  return suite;
}
