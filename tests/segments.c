/* The rulings, where RFC 9293 is silent, double or wrong: a test each at least. RULING 11 and 16 stand in ends.c, 10 to
 * 18 in rulings.c; the effects of single rows in rows.c, the handshakes of RULING 2 and 6 in figures.c as well. */
#include "bench.h"
#include "suites.h"


/* ESTABLISHED, a receive buffer of n octets, quite full: the window is zero. RCV.NXT is IRS + 1 + n. */
static void to_zero_window(struct bench *b, uint32_t n)
{
  uint8_t text[BUFFER] = { 0 };
  bench_init_sized(b, BUFFER, n);
  to_established(b);
  ARRIVES(b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, .text = text, .len = n);
  advance(b, b->config.ack_delay);
  ck_assert_uint_eq(EXPECT(b, SYNFIN_ACK, ISS + 1, IRS + 1 + n, 0).wnd, 0);
  EXPECT_NOTHING(b);
}

/* RULING 1 */
START_TEST(syn_received__close__fin_wait_1_at_once_and_fin_after_the_ack_of_syn)
{
  struct bench b;
  bench_init(&b);
  to_syn_received_passive(&b);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT_STATE(&b, FIN_WAIT_1);
  EXPECT_NOTHING(&b);
  to_deadline(&b);
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);         /* what SND.UNA points at */
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, IRS + 1, 5);
  EXPECT_STATE(&b, FIN_WAIT_1);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 7, .flags = SYNFIN_ACK);
  EXPECT_STATE(&b, FIN_WAIT_2);
}
END_TEST

/* RULING 1 */
START_TEST(established_and_close_wait__close_with_text_queued__text_first_then_fin)
{
  for (int peer_first = 0; peer_first < 2; peer_first++) {
    struct bench b;
    bench_init(&b);
    to_established(&b);
    uint32_t seq = peer_first ? IRS + 2 : IRS + 1;
    if (peer_first)
      ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK);
    ARRIVES(&b, .wnd = 536, .seq = seq, .ack = ISS + 1, .flags = SYNFIN_ACK);
    drain(&b);
    ck_assert_int_eq(bench_send_n(&b, 541), 541);
    ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
    EXPECT(&b, SYNFIN_ACK, ISS + 1, seq, 536);
    EXPECT_NOTHING(&b);
    ck_assert_int_eq(synfin_status(&b.c), peer_first ? SYNFIN_LAST_ACK : SYNFIN_FIN_WAIT_1);
    ARRIVES(&b, .wnd = 536, .seq = seq, .ack = ISS + 537, .flags = SYNFIN_ACK);
    EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 537, seq, 5);
    ARRIVES(&b, .wnd = 536, .seq = seq, .ack = ISS + 543, .flags = SYNFIN_ACK);
    ck_assert_int_eq(synfin_status(&b.c), peer_first ? SYNFIN_CLOSED : SYNFIN_FIN_WAIT_2);
  }
}
END_TEST

/* RULING 1: "a FIN is acknowledged only once it was sent" */
START_TEST(fin_wait_1__ack_of_a_fin_that_was_not_sent__out_of_range)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .wnd = 5, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 5);                  /* five octets of window: no room for the FIN */
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 7, .flags = SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK, ISS + 6, IRS + 1, 0);
  EXPECT_STATE(&b, FIN_WAIT_1);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 6, .flags = SYNFIN_ACK);
  EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 6, IRS + 1, 0);
}
END_TEST

/* RULING 2, with text sent at once: the crossed SYN,ACK sets the window as well. */
START_TEST(syn_received__crossed_syn_ack__established_and_acknowledged)
{
  struct bench b;
  bench_init(&b);
  to_syn_received_active(&b);
  ARRIVES(&b, .seq = IRS, .ack = ISS + 1, .flags = SYNFIN_SYN | SYNFIN_ACK);
  EXPECT_STATE(&b, ESTABLISHED);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  EXPECT_NOTHING(&b);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 5);
}
END_TEST

/* RULING 3 */
START_TEST(syn_received__syn_again__syn_ack_again)
{
  struct bench b;
  bench_init(&b);
  to_syn_received_passive(&b);
  for (int i = 0; i < 3; i++) {
    ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN);
    EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
    EXPECT_NOTHING(&b);
  }
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT_STATE(&b, ESTABLISHED);
  EXPECT_NOTHING(&b);
}
END_TEST

/* RULING 4 */
START_TEST(listen__syn_with_text_and_fin__only_the_syn_is_taken)
{
  struct bench b;
  bench_init(&b);
  to_listen(&b);
  ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN | SYNFIN_FIN, TEXT("hello"));
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("hello"));   /* sent again */
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 7, 0);
  EXPECT_STATE(&b, CLOSE_WAIT);
  expect_received(&b, "hello");
}
END_TEST

/* RULING 4 */
START_TEST(syn_sent__syn_or_syn_ack_with_text__only_the_syn_is_taken)
{
  struct bench b;
  bench_init(&b);
  to_syn_sent(&b);
  ARRIVES(&b, .seq = IRS, .ack = ISS + 1, .flags = SYNFIN_SYN | SYNFIN_ACK, TEXT("hello"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  bench_init(&b);
  to_syn_sent(&b);
  ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN, TEXT("hello"));
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  EXPECT_STATE(&b, SYN_RECEIVED_ACTIVE);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
}
END_TEST

/* RULING 5 */
START_TEST(syn_received__bad_ack_with_text_and_fin__rst_and_nothing_else)
{
  static const uint32_t bad[] = { ISS, ISS + 2, ISS - 1000 };
  struct bench b;
  bench_init(&b);
  to_syn_received_passive(&b);
  for (unsigned i = 0; i < 3; i++) {
    ARRIVES(&b, .seq = IRS + 1, .ack = bad[i], .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("hello"));
    ck_assert_uint_eq(EXPECT(&b, SYNFIN_RST, bad[i], 0, 0).flags, SYNFIN_RST);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
  }
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
}
END_TEST

/* RULING 6: "whatever the window and length" */
START_TEST(established__exact_rst_into_a_zero_window_and_with_text__reset)
{
  struct bench b;
  to_zero_window(&b, 100);
  ARRIVES(&b, .seq = IRS + 102, .flags = SYNFIN_RST);
  EXPECT_STATE(&b, ESTABLISHED);
  EXPECT_NOTHING(&b);                                           /* beyond a window of nothing: dropped, no challenge */
  ARRIVES(&b, .seq = IRS + 101, .flags = SYNFIN_RST, TEXT("why"));
  EXPECT_STATE(&b, CLOSED);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_RESET);
}
END_TEST

/* RULING 6 */
START_TEST(established__rst_elsewhere_in_the_window__challenge_ack)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS, .flags = SYNFIN_RST);
  ARRIVES(&b, .seq = IRS + 1 + BUFFER, .flags = SYNFIN_RST);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = IRS + BUFFER, .flags = SYNFIN_RST);        /* the window's last octet */
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* RULING 6 */
START_TEST(synchronized__any_syn__challenge_ack)
{
  static const uint32_t seqs[] = { IRS, IRS + 1, IRS + 50, IRS + 100000, IRS - 100000 };
  for (unsigned s = 0; s < SYNFIN_STATES; s++)
    for (unsigned i = 0; i < 10 && (SYNFIN_IN_SYNCHRONIZED >> s & 1u); i++) {
      struct bench b;
      bench_to(&b, (enum synfin_state)s);
      uint8_t flags = i < 5 ? SYNFIN_SYN : SYNFIN_SYN | SYNFIN_ACK;
      ARRIVES(&b, .seq = seqs[i % 5], .ack = ISS + 1, .flags = flags);
      EXPECT(&b, SYNFIN_ACK, b.c.snd.max, b.c.rcv.nxt, 0);
      EXPECT_NOTHING(&b);
      ck_assert_int_eq(synfin_status(&b.c), (enum synfin_state)s);
    }
}
END_TEST

/* RULING 6 (RFC 5961 5.2): down to SND.UNA - MAX.SND.WND an old ACK is old, and what comes with it is taken. */
START_TEST(established__ack_older_than_the_largest_window__challenge_ack_and_nothing_taken)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .wnd = 7, .seq = IRS + 1, .ack = ISS - PEER_WND, .flags = SYNFIN_ACK, TEXT("no"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ck_assert_uint_eq(b.c.snd.wnd, PEER_WND);
  ARRIVES(&b, .wnd = 7, .seq = IRS + 1, .ack = ISS + 1 - PEER_WND, .flags = SYNFIN_ACK, TEXT("yes"));
  expect_received(&b, "yes");
  ARRIVES(&b, .wnd = 7, .seq = IRS + 4, .ack = ISS, .flags = SYNFIN_ACK, TEXT("too"));
  expect_received(&b, "too");
  ck_assert_uint_eq(b.c.snd.wnd, PEER_WND);                     /* an old ACK says nothing of the window either */
}
END_TEST

/* RULING 6 (RFC 5961 7) */
START_TEST(established__many_challenges__throttled_each_connection_for_itself)
{
  struct bench b, other;
  bench_init(&b);
  to_established(&b);
  bench_init(&other);
  to_established(&other);
  ARRIVES(&b, .seq = IRS + 5, .flags = SYNFIN_RST);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  for (int i = 0; i < 10; i++) {
    ARRIVES(&b, .seq = IRS + 5, .flags = SYNFIN_RST);
    ARRIVES(&b, .seq = IRS - 5, .ack = ISS + 1, .flags = SYNFIN_ACK);
  }
  EXPECT_NOTHING(&b);
  ARRIVES(&other, .seq = IRS + 5, .flags = SYNFIN_RST);
  EXPECT(&other, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  ARRIVES(&b, .seq = IRS - 5, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("text"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);                  /* never silences what text is owed */
  ARRIVES(&b, .seq = IRS - 5, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);                  /* nor a FIN */
  advance(&b, SYNFIN_SECONDS(1));
  ARRIVES(&b, .seq = IRS + 5, .flags = SYNFIN_RST);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
}
END_TEST

/* RULING 7 */
START_TEST(established__text_and_fin_beyond_a_gap__ack_taken_and_the_rest_held)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ck_assert_int_eq(bench_send(&b, "ours"), 4);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 4);
  ARRIVES(&b, .seq = IRS + 6, .ack = ISS + 5, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("world"));
  EXPECT(&b, SYNFIN_ACK, ISS + 5, IRS + 1, 0);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 5, .flags = SYNFIN_ACK, TEXT("hello"));
  EXPECT(&b, SYNFIN_ACK, ISS + 5, IRS + 12, 0);
  EXPECT_STATE(&b, CLOSE_WAIT);
  expect_received(&b, "helloworld");
}
END_TEST

/* RULING 7 */
START_TEST(established__reassembly_queue_full__segment_at_rcv_nxt_still_taken)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  for (uint32_t i = 1; i <= 8; i++) {                           /* more stretches than there is room for */
    ARRIVES(&b, .seq = IRS + 1 + 2 * i, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("x"));
    EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  }
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("ab"));
  ck_assert_uint_ge(synfin_receivable(&b.c), 3);                /* and what was held behind it */
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1 + synfin_receivable(&b.c), 0);
  expect_received(&b, "abx");
}
END_TEST

/* RULING 7, SHLD-31: an octet that did not come is not delivered, in whatever order its neighbours came. */
START_TEST(established__one_octet_between_two_stretches_is_missing__they_are_not_joined)
{
  for (int later_first = 0; later_first < 2; later_first++) {
    struct bench b;
    bench_init(&b);
    to_established(&b);
    if (later_first)
      ARRIVES(&b, .seq = IRS + 5, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("ef"));
    ARRIVES(&b, .seq = IRS + 2, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("bc"));
    if (!later_first)
      ARRIVES(&b, .seq = IRS + 5, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("ef"));
    ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("a"));
    expect_received(&b, "abc");
    ARRIVES(&b, .seq = IRS + 4, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("d"));
    expect_received(&b, "def");
  }
}
END_TEST

/* RULING 7: what touches a stretch that is held needs no room of its own. */
START_TEST(established__reassembly_queue_full__what_joins_two_stretches_is_held)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  for (uint32_t i = 1; i <= 8; i++)
    ARRIVES(&b, .seq = IRS + 1 + 2 * i, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("x"));
  ck_assert_uint_eq(b.c.held, SYNFIN_HELD);
  ARRIVES(&b, .seq = IRS + 4, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("y"));
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("ab"));
  char text[8];
  ck_assert_int_ge(bench_receive(&b, text, sizeof text), 5);
  ck_assert_mem_eq(text, "abxyx", 5);
}
END_TEST

/* RULING 8 */
START_TEST(established__zero_window__ack_and_urg_taken_text_and_fin_not)
{
  struct bench b;
  to_zero_window(&b, 100);
  ck_assert_int_eq(bench_send(&b, "ours"), 4);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 101, 4);
  ARRIVES(&b, .seq = IRS + 101, .ack = ISS + 5, .flags = SYNFIN_FIN | SYNFIN_URG | SYNFIN_ACK, .up = 9, TEXT("probe"));
  EXPECT(&b, SYNFIN_ACK, ISS + 5, IRS + 101, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
  ck_assert_uint_eq(synfin_receivable(&b.c), 100);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_URGENT);
  uint8_t to[200];
  ck_assert_int_eq(bench_receive(&b, to, sizeof to), 100);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_ACK, ISS + 5, IRS + 101, 0).wnd, 100);
  ARRIVES(&b, .seq = IRS + 101, .ack = ISS + 5, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("probe"));
  EXPECT(&b, SYNFIN_ACK, ISS + 5, IRS + 107, 0);
  EXPECT_STATE(&b, CLOSE_WAIT);
}
END_TEST

/* RULING 8: ACKs, URGs and RSTs have an allowance, a SYN has none: it is unacceptable by Table 6. */
START_TEST(syn_received__zero_window_and_a_syn_at_rcv_nxt__ack_and_no_way_back)
{
  struct bench b;
  bench_init(&b);
  ck_assert_int_eq(synfin_attach_receive(&b.c, NULL, 0), SYNFIN_OK);
  to_syn_received_passive(&b);
  ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_SYN);
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
}
END_TEST

/* RULING 9 */
START_TEST(close_wait__text_and_fin_beyond_the_peers_fin__one_ack_and_nothing_taken)
{
  struct bench b;
  char to[8];
  bench_init(&b);
  to_close_wait(&b);
  ARRIVES(&b, .seq = IRS + 2, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("more"));
  EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 2, 0);
  EXPECT_NOTHING(&b);
  ck_assert_int_eq(bench_receive(&b, to, sizeof to), SYNFIN_ERR_CLOSING);
  EXPECT_STATE(&b, CLOSE_WAIT);
}
END_TEST

/* RULING 9, where the FIN is still held beyond a gap. */
START_TEST(established__text_beyond_a_held_fin__nobodys)
{
  for (int text_first = 0; text_first < 2; text_first++) {
    struct bench b;
    bench_init(&b);
    to_established(&b);
    if (text_first)
      ARRIVES(&b, .seq = IRS + 5, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("evil"));
    ARRIVES(&b, .seq = IRS + 3, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("cd"));
    ARRIVES(&b, .seq = IRS + 5, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("evil"));
    drain(&b);
    ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("abcdevil"));
    EXPECT(&b, SYNFIN_ACK, ISS + 1, IRS + 6, 0);
    EXPECT_STATE(&b, CLOSE_WAIT);
    expect_received(&b, "abcd");
  }
}
END_TEST

/* rulings.c */
TCase *later_rulings_tcase(void);

Suite *segments_suite(void)
{
  Suite *suite = suite_create("segments");
  TCase *rulings = tcase_create("rulings 1 to 9");
  tcase_add_test(rulings, syn_received__close__fin_wait_1_at_once_and_fin_after_the_ack_of_syn);
  tcase_add_test(rulings, established_and_close_wait__close_with_text_queued__text_first_then_fin);
  tcase_add_test(rulings, fin_wait_1__ack_of_a_fin_that_was_not_sent__out_of_range);
  tcase_add_test(rulings, syn_received__crossed_syn_ack__established_and_acknowledged);
  tcase_add_test(rulings, syn_received__syn_again__syn_ack_again);
  tcase_add_test(rulings, listen__syn_with_text_and_fin__only_the_syn_is_taken);
  tcase_add_test(rulings, syn_sent__syn_or_syn_ack_with_text__only_the_syn_is_taken);
  tcase_add_test(rulings, syn_received__bad_ack_with_text_and_fin__rst_and_nothing_else);
  tcase_add_test(rulings, established__exact_rst_into_a_zero_window_and_with_text__reset);
  tcase_add_test(rulings, established__rst_elsewhere_in_the_window__challenge_ack);
  tcase_add_test(rulings, synchronized__any_syn__challenge_ack);
  tcase_add_test(rulings, established__ack_older_than_the_largest_window__challenge_ack_and_nothing_taken);
  tcase_add_test(rulings, established__many_challenges__throttled_each_connection_for_itself);
  tcase_add_test(rulings, established__text_and_fin_beyond_a_gap__ack_taken_and_the_rest_held);
  tcase_add_test(rulings, established__reassembly_queue_full__segment_at_rcv_nxt_still_taken);
  tcase_add_test(rulings, established__one_octet_between_two_stretches_is_missing__they_are_not_joined);
  tcase_add_test(rulings, established__reassembly_queue_full__what_joins_two_stretches_is_held);
  tcase_add_test(rulings, established__zero_window__ack_and_urg_taken_text_and_fin_not);
  tcase_add_test(rulings, syn_received__zero_window_and_a_syn_at_rcv_nxt__ack_and_no_way_back);
  tcase_add_test(rulings, close_wait__text_and_fin_beyond_the_peers_fin__one_ack_and_nothing_taken);
  tcase_add_test(rulings, established__text_beyond_a_held_fin__nobodys);
  suite_add_tcase(suite, rulings);
  suite_add_tcase(suite, later_rulings_tcase());
  return suite;
}
