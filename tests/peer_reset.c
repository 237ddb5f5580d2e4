/* Scenarios in which other TCPs went wrong, played against the engine: resets, sent and received.
 * The ids stand in tests/peer-scenarios.tsv. */
#include "bench.h"
#include "suites.h"

#define ACK SYNFIN_ACK
#define RST SYNFIN_RST
#define FIN_ACK (SYNFIN_FIN | SYNFIN_ACK)

static const enum synfin_state synchronized[] = {
  SYNFIN_ESTABLISHED, SYNFIN_FIN_WAIT_1, SYNFIN_FIN_WAIT_2, SYNFIN_CLOSE_WAIT, SYNFIN_CLOSING, SYNFIN_LAST_ACK,
  SYNFIN_TIME_WAIT,
};
#define SYNCHRONIZED (sizeof synchronized / sizeof *synchronized)

static void no_timer_runs(const struct bench *b)
{
  ck_assert(synfin_deadline(&b->c, b->now) == SYNFIN_NEVER);
}

/* SND.NXT and RCV.NXT of a state that was reached by bench_to(). */
static uint32_t snd_nxt(const struct bench *b)
{
  return synfin_in(&b->c, SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_CLOSE_WAIT)) ? 101 : 102;
}

static uint32_t rcv_nxt(const struct bench *b)
{
  return synfin_in(&b->c, SYNFIN_IN_FIN_RECEIVED) ? 302 : 301;
}

/* PB-098 */
START_TEST(syn_sent__rst__counts_only_with_an_ack_of_our_syn)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_SENT);
  ARRIVES(&b, .seq = 0, .flags = RST);
  ARRIVES(&b, .seq = 0, .ack = 100, .flags = RST | ACK);
  ARRIVES(&b, .seq = 0, .ack = 102, .flags = RST | ACK);
  ARRIVES(&b, .seq = 0, .ack = 101 + (1u << 31), .flags = RST | ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, SYN_SENT);
  ARRIVES(&b, .seq = 0, .ack = 101, .flags = RST | ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_RESET);
  no_timer_runs(&b);
}
END_TEST

/* PB-100, PB-126 */
START_TEST(synchronized__syn_inside_or_outside_of_the_window__is_challenged_and_resets_nothing)
{
  for (unsigned i = 0; i < SYNCHRONIZED; i++) {
    struct bench b;
    bench_to(&b, synchronized[i]);
    const uint32_t seqs[] = { rcv_nxt(&b), rcv_nxt(&b) + 100, rcv_nxt(&b) - 1000, rcv_nxt(&b) + 100000 };
    for (unsigned s = 0; s < 4; s++) {
      b.now += SYNFIN_SECONDS(1) / 2;
      ARRIVES(&b, .seq = seqs[s], .ack = snd_nxt(&b), .flags = (uint8_t)(SYNFIN_SYN | (s & 1u ? ACK : 0u)));
      EXPECT(&b, ACK, snd_nxt(&b), rcv_nxt(&b), 0);
      EXPECT_NOTHING(&b);
      ck_assert_uint_eq(synfin_status(&b.c), synchronized[i]);
    }
  }
}
END_TEST

/* PB-102 */
START_TEST(established__user_lets_go_of_unread_text__sends_one_rst_and_is_closed_at_once)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("unread"));
  ck_assert_int_eq(bench_send(&b, "never sent"), 10);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT_STATE(&b, CLOSED);
  EXPECT(&b, RST, 101, 0, 0);
  EXPECT_NOTHING(&b);
  no_timer_runs(&b);
  ARRIVES(&b, .seq = 307, .ack = 101, .flags = ACK);
  EXPECT(&b, RST, 101, 0, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-108 */
START_TEST(established__user_lets_go_when_he_has_read_a_part__is_reset_and_one_who_read_all_is_not)
{
  for (int all = 0; all < 2; all++) {
    struct bench b;
    char got[6];
    bench_to(&b, SYNFIN_ESTABLISHED);
    ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("unread"));
    ck_assert_int_eq(bench_receive(&b, got, all ? 6 : 5), all ? 6 : 5);
    ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
    if (all) {
      EXPECT(&b, FIN_ACK, 101, 307, 0);
      EXPECT_STATE(&b, FIN_WAIT_1);
    } else {
      EXPECT(&b, RST, 101, 0, 0);
      EXPECT_STATE(&b, CLOSED);
    }
    EXPECT_NOTHING(&b);
  }
}
END_TEST

/* PB-104 */
START_TEST(listen__syn_ack_to_an_old_syn__draws_a_rst_that_the_peer_believes)
{
  struct bench b;
  bench_to(&b, SYNFIN_LISTEN);
  ARRIVES(&b, .seq = 300, .ack = 91, .flags = SYNFIN_SYN | ACK);
  EXPECT(&b, RST, 91, 0, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LISTEN);
  no_timer_runs(&b);
}
END_TEST

/* PB-106, PB-110, PB-126, PB-128; RULING 6 */
START_TEST(established__rst_at_rcv_nxt_in_the_window_and_beyond_it__resets_or_is_challenged_or_ignored)
{
  static const struct { uint32_t seq; bool challenged; } blind[] = {
    { 302, true }, { 301 + BUFFER / 2, true }, { 301 + BUFFER - 1, true }, { 301 + BUFFER, false }, { 300, false },
    { 301 + (1u << 31), false }, { 301 - (1u << 31) + 1, false }, { 0, false },
  };
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  for (unsigned i = 0; i < sizeof blind / sizeof *blind; i++) {
    b.now += SYNFIN_SECONDS(1) / 2;
    ARRIVES(&b, .seq = blind[i].seq, .ack = 101, .flags = (uint8_t)(RST | (i & 1u ? ACK : 0u)));
    if (blind[i].challenged)
      EXPECT(&b, ACK, 101, 301, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, ESTABLISHED);
  }
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ARRIVES(&b, .seq = 301, .flags = RST);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_RESET);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_ERR_RESET);
}
END_TEST

/* PB-128, PB-126 */
START_TEST(synchronized__rst_outside_of_the_window__is_ignored_in_silence)
{
  for (unsigned i = 0; i < SYNCHRONIZED; i++) {
    struct bench b;
    bench_to(&b, synchronized[i]);
    uint32_t beyond = b.c.rcv.edge;
    for (uint32_t step = 0; step < 4; step++) {
      ARRIVES(&b, .seq = rcv_nxt(&b) - 1 - step * 1000000, .flags = RST);
      ARRIVES(&b, .seq = beyond + step * 1000000, .ack = snd_nxt(&b), .flags = RST | ACK);
    }
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(synfin_status(&b.c), synchronized[i]);
    ck_assert_uint_eq(synfin_signals(&b.c) & SYNFIN_SIG_RESET, 0);
  }
}
END_TEST

/* PB-112 */
START_TEST(established__abort__rst_leaves_from_the_ports_of_the_connection)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send(&b, "hello"), 5);
  EXPECT(&b, ACK, 101, 301, 5);
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_OK);
  struct synfin_segment out = EXPECT(&b, RST, 106, 0, 0);
  ck_assert_uint_eq(out.src_port, 1000);
  ck_assert_uint_eq(out.dst_port, 2000);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-114 */
START_TEST(established__rst_twice__the_second_finds_nothing_and_draws_nothing)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send_n(&b, 1072), 1072);
  EXPECT(&b, ACK, 101, 301, 536);
  EXPECT(&b, ACK, 637, 301, 536);
  ARRIVES(&b, .seq = 301, .flags = RST);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_RESET);
  ARRIVES(&b, .seq = 301, .flags = RST);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ck_assert_uint_eq(synfin_unacked(&b.c), 0);
  no_timer_runs(&b);
}
END_TEST

/* PB-116 */
START_TEST(established__rst_while_the_user_streams__ends_it_and_tells_him)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send_n(&b, 8000), 8000);
  ck_assert_uint_gt(drain(&b), 1);
  ARRIVES(&b, .seq = 301, .flags = RST);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(bench_send(&b, "more"), SYNFIN_ERR_RESET);
  EXPECT_NOTHING(&b);
  no_timer_runs(&b);
}
END_TEST

/* PB-116 */
START_TEST(established__peer_falls_silent_while_the_user_streams__is_given_up_whatever_we_send)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(bench_send(&b, "x"), 1);
  EXPECT(&b, ACK, 101, 301, 1);
  synfin_time began = b.now;
  while (synfin_status(&b.c) == SYNFIN_ESTABLISHED) {
    to_deadline(&b);
    ck_assert(b.now - began <= b.config.user_timeout);
    bench_send(&b, "more");
    drain(&b);
  }
  ck_assert_uint_eq(b.now - began, b.config.user_timeout);
  EXPECT_STATE(&b, CLOSED);
  ck_assert(synfin_signals(&b.c) & SYNFIN_SIG_USER_TIMEOUT);
  ck_assert_int_eq(bench_send(&b, "more"), SYNFIN_ERR_USER_TIMEOUT);
}
END_TEST

/* PB-118, SHLD-3 */
START_TEST(fin_wait_1__text_for_a_user_who_let_go__is_answered_with_a_rst_and_not_acknowledged)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, FIN_ACK, 101, 301, 0);
  EXPECT_STATE(&b, FIN_WAIT_1);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("more"));
  EXPECT(&b, RST, 102, 0, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ARRIVES(&b, .seq = 305, .ack = 102, .flags = ACK, TEXT("and more"));
  EXPECT(&b, RST, 102, 0, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* PB-120 */
START_TEST(listen__ack_with_text__draws_one_rst)
{
  struct bench b;
  bench_to(&b, SYNFIN_LISTEN);
  ARRIVES(&b, .seq = 700, .ack = 91, .flags = ACK | SYNFIN_PSH, TEXT("text"));
  EXPECT(&b, RST, 91, 0, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LISTEN);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
}
END_TEST

/* PB-122, PB-132, PB-134 */
START_TEST(closed__any_segment_without_a_rst__draws_the_rst_of_which_the_numbers_are_acceptable)
{
  static const uint32_t seqs[] = { 0, 300, 0x7ffffffe, 0x80000000, 0xffffffff, 0xfffffffd };
  static const uint8_t text[3] = { 0 };
  struct bench b;
  bench_init(&b);
  for (unsigned i = 0; i < 6; i++)
    for (unsigned len = 0; len <= 3; len += 3)
      for (unsigned flags = 0; flags < 4; flags++) {            /* none, FIN, SYN, both */
        uint32_t counted = len + (flags & 1u) + (flags >> 1);
        ARRIVES(&b, .seq = seqs[i], .flags = (uint8_t)flags, .text = text, .len = len);
        EXPECT(&b, RST | ACK, 0, seqs[i] + counted, 0);
        EXPECT_NOTHING(&b);
        ARRIVES(&b, .seq = 77, .ack = seqs[i], .flags = (uint8_t)(ACK | SYNFIN_PSH | flags), .text = text, .len = len);
        EXPECT(&b, RST, seqs[i], 0, 0);
        EXPECT_NOTHING(&b);
        EXPECT_STATE(&b, CLOSED);
      }
}
END_TEST

/* PB-132 */
START_TEST(syn_sent__the_rst_of_a_closed_port__is_believed)
{
  struct bench client, closed;
  bench_init(&client);
  bench_init(&closed);
  ck_assert_int_eq(synfin_open_active(&client.c, client.now, 0xffffffff), SYNFIN_OK);
  struct synfin_segment syn = EXPECT(&client, SYNFIN_SYN, 0xffffffff, 0, 0);
  arrives(&closed, syn);
  struct synfin_segment rst = EXPECT(&closed, RST | ACK, 0, 0, 0);
  ck_assert_uint_eq(rst.src_port, syn.dst_port);
  ck_assert_uint_eq(rst.dst_port, syn.src_port);
  EXPECT_NOTHING(&closed);
  arrives(&client, rst);
  EXPECT_NOTHING(&client);
  EXPECT_STATE(&client, CLOSED);
  ck_assert_uint_eq(synfin_signals(&client.c), SYNFIN_SIG_RESET);
}
END_TEST

/* PB-124 */
START_TEST(closed__rst__is_never_answered_and_neither_is_one_in_listen)
{
  struct synfin_segment reply;
  for (unsigned i = 0; i < 2; i++) {
    struct bench b;
    bench_to(&b, i ? SYNFIN_LISTEN : SYNFIN_CLOSED);
    for (unsigned flags = 0; flags < 64; flags++) {
      if (!(flags & RST))
        continue;
      struct synfin_segment seg = { .seq = 300, .ack = 101, .flags = (uint8_t)flags };
      ck_assert(!synfin_answer_closed(&seg, &reply));
      arrives(&b, seg);
      EXPECT_NOTHING(&b);
      ck_assert_uint_eq(synfin_status(&b.c), i ? SYNFIN_LISTEN : SYNFIN_CLOSED);
    }
  }
}
END_TEST

/* PB-130 */
START_TEST(established__rst_with_text__counts_as_a_rst_and_its_text_is_for_nobody)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = 310, .ack = 101, .flags = RST | ACK, TEXT("why"));
  EXPECT(&b, ACK, 101, 301, 0);
  ARRIVES(&b, .seq = 299, .ack = 101, .flags = RST | ACK, TEXT("why"));
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = RST | ACK, TEXT("why"));
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_RESET);
}
END_TEST

Suite *peer_reset_suite(void)
{
  static const TTest *const *const tests[] = {
    &syn_sent__rst__counts_only_with_an_ack_of_our_syn,
    &synchronized__syn_inside_or_outside_of_the_window__is_challenged_and_resets_nothing,
    &established__user_lets_go_of_unread_text__sends_one_rst_and_is_closed_at_once,
    &established__user_lets_go_when_he_has_read_a_part__is_reset_and_one_who_read_all_is_not,
    &listen__syn_ack_to_an_old_syn__draws_a_rst_that_the_peer_believes,
    &established__rst_at_rcv_nxt_in_the_window_and_beyond_it__resets_or_is_challenged_or_ignored,
    &synchronized__rst_outside_of_the_window__is_ignored_in_silence,
    &established__abort__rst_leaves_from_the_ports_of_the_connection,
    &established__rst_twice__the_second_finds_nothing_and_draws_nothing,
    &established__rst_while_the_user_streams__ends_it_and_tells_him,
    &established__peer_falls_silent_while_the_user_streams__is_given_up_whatever_we_send,
    &fin_wait_1__text_for_a_user_who_let_go__is_answered_with_a_rst_and_not_acknowledged,
    &listen__ack_with_text__draws_one_rst,
    &closed__any_segment_without_a_rst__draws_the_rst_of_which_the_numbers_are_acceptable,
    &syn_sent__the_rst_of_a_closed_port__is_believed,
    &closed__rst__is_never_answered_and_neither_is_one_in_listen,
    &established__rst_with_text__counts_as_a_rst_and_its_text_is_for_nobody,
  };
  Suite *suite = suite_create("peer scenarios: RST");
  TCase *tcase = tcase_create("reset");
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
    tcase_add_test(tcase, *tests[i]);
  suite_add_tcase(suite, tcase);
  return suite;
}
