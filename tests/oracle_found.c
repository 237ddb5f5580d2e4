/* What the oracle found in the engine, part of the suite "oracle_engine". */
#include "bench.h"

TCase *oracle_found_tcase(void);

/* 3.10.7.4 fourth: "If the SYN is not in the window, this step would not be reached and an ACK would have been sent". */
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

TCase *oracle_found_tcase(void)
{
  TCase *found = tcase_create("found by the oracle");
  tcase_add_test(found, syn_received_passive__syn_left_of_the_window_with_text_in_it__acked_and_state_stays);
  return found;
}
