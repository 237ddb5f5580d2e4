/* Scenarios in which other TCPs went wrong, played against the engine: the three-way handshake, and the MSS option.
 * The ids stand in tests/peer-scenarios.tsv. */
#include "bench.h"
#include "suites.h"

#define ACK SYNFIN_ACK
#define SYN_ACK (SYNFIN_SYN | SYNFIN_ACK)
#define FIN_ACK (SYNFIN_FIN | SYNFIN_ACK)
#define MSS(n) .opt = { .present = SYNFIN_HAS_MSS, .mss = (n) }


static void no_timer_runs(const struct bench *b)
{
  ck_assert(synfin_deadline(&b->c, b->now) == SYNFIN_NEVER);
}

/* ESTABLISHED with the peer's MSS option in its SYN (passive) or SYN,ACK (active). */
static void to_established_mss(struct bench *b, bool active, uint16_t mss)
{
  if (active) {
    to_syn_sent(b);
    ARRIVES(b, .seq = 300, .ack = 101, .flags = SYN_ACK, MSS(mss));
    EXPECT(b, ACK, 101, 301, 0);
  } else {
    to_listen(b);
    ARRIVES(b, .seq = 300, .flags = SYNFIN_SYN, MSS(mss));
    EXPECT(b, SYN_ACK, 100, 301, 0);
    ARRIVES(b, .seq = 301, .ack = 101, .flags = ACK);
  }
  EXPECT_NOTHING(b);
  EXPECT_STATE(b, ESTABLISHED);
}

/* `octets` are sent in segments of `mss`, and what is less than one follows when all is acknowledged. */
static void sends_in_segments_of(struct bench *b, uint32_t mss, uint32_t octets)
{
  uint32_t at = 101;
  ck_assert_int_eq(bench_send_n(b, octets), octets);
  for (; at + mss <= 101 + octets; at += mss)
    EXPECT(b, ACK, at, 301, mss);
  EXPECT_NOTHING(b);
  ARRIVES(b, .seq = 301, .ack = at, .flags = ACK);
  if (at < 101 + octets)
    EXPECT(b, ACK, at, 301, 101 + octets - at);
  EXPECT_NOTHING(b);
}

/* PB-001, RULING 4 */
START_TEST(listen__syn_with_text__acknowledges_the_syn_alone_and_takes_the_text_when_it_comes_again)
{
  struct bench b;
  bench_to(&b, SYNFIN_LISTEN);
  ARRIVES(&b, .seq = 300, .flags = SYNFIN_SYN, TEXT("early"));
  EXPECT(&b, SYN_ACK, 100, 301, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("early"));
  to_deadline(&b);
  EXPECT(&b, ACK, 101, 306, 0);
  EXPECT_NOTHING(&b);
  expect_received(&b, "early");
}
END_TEST

/* PB-001, RULING 4 */
START_TEST(syn_sent__syn_with_text__acknowledges_the_syn_alone_and_takes_the_text_when_it_comes_again)
{
  for (int crossed = 0; crossed < 2; crossed++) {
    struct bench b;
    bench_to(&b, SYNFIN_SYN_SENT);
    if (crossed) {
      ARRIVES(&b, .seq = 300, .flags = SYNFIN_SYN, TEXT("early"));
      EXPECT(&b, SYN_ACK, 100, 301, 0);
      EXPECT_STATE(&b, SYN_RECEIVED_ACTIVE);
    } else {
      ARRIVES(&b, .seq = 300, .ack = 101, .flags = SYN_ACK, TEXT("early"));
      EXPECT(&b, ACK, 101, 301, 0);
      EXPECT_STATE(&b, ESTABLISHED);
    }
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(synfin_receivable(&b.c), 0);
    ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("early"));
    EXPECT_STATE(&b, ESTABLISHED);
    to_deadline(&b);
    EXPECT(&b, ACK, 101, 306, 0);
    EXPECT_NOTHING(&b);
    expect_received(&b, "early");
  }
}
END_TEST

/* PB-003 */
START_TEST(syn_sent__nobody_answers_until_the_user_timeout__is_closed_and_says_so)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_SENT);
  synfin_time began = b.now;
  unsigned again = 0;
  for (to_deadline(&b); synfin_status(&b.c) != SYNFIN_CLOSED; to_deadline(&b)) {
    EXPECT_STATE(&b, SYN_SENT);
    EXPECT(&b, SYNFIN_SYN, 100, 0, 0);
    EXPECT_NOTHING(&b);
    again++;
  }
  ck_assert_uint_ge(again, 5);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(b.now - began, b.config.user_timeout);
  ck_assert(synfin_signals(&b.c) & SYNFIN_SIG_USER_TIMEOUT);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_ERR_USER_TIMEOUT);
  no_timer_runs(&b);
}
END_TEST

/* PB-005 */
START_TEST(listen__children_that_nobody_accepted__are_aborted_with_a_rst_each_and_close_needs_none)
{
  struct bench listener, half, whole;
  bench_to(&listener, SYNFIN_LISTEN);
  bench_to(&half, SYNFIN_SYN_RECEIVED_PASSIVE);
  bench_to(&whole, SYNFIN_ESTABLISHED);
  ck_assert_int_eq(synfin_close(&listener.c, listener.now), SYNFIN_OK);
  EXPECT_NOTHING(&listener);
  EXPECT_STATE(&listener, CLOSED);
  ck_assert_int_eq(synfin_abort(&half.c, half.now), SYNFIN_OK);
  EXPECT(&half, SYNFIN_RST, 101, 0, 0);
  EXPECT_NOTHING(&half);
  EXPECT_STATE(&half, CLOSED);
  ck_assert_int_eq(synfin_abort(&whole.c, whole.now), SYNFIN_OK);
  EXPECT(&whole, SYNFIN_RST, 101, 0, 0);
  EXPECT_NOTHING(&whole);
  EXPECT_STATE(&whole, CLOSED);
  no_timer_runs(&whole);
}
END_TEST

/* PB-007 */
START_TEST(syn_received__ack_with_another_window_than_the_syn__its_window_counts)
{
  static const struct { uint16_t syn, ack, sent; } windows[] = {{ 300, 200, 200 }, { 100, 10000, 536 }, { 300, 0, 0 }};
  for (unsigned i = 0; i < 3; i++) {
    struct bench b;
    bench_to(&b, SYNFIN_LISTEN);
    ARRIVES(&b, .wnd = (uint16_t)(windows[i].syn), .seq = 300, .flags = SYNFIN_SYN);
    EXPECT(&b, SYN_ACK, 100, 301, 0);
    ARRIVES(&b, .wnd = (uint16_t)(windows[i].ack), .seq = 301, .ack = 101, .flags = ACK);
    EXPECT_STATE(&b, ESTABLISHED);
    ck_assert_int_eq(bench_send_n(&b, 1000), 1000);
    if (windows[i].sent)
      EXPECT(&b, ACK, 101, 301, windows[i].sent);
    EXPECT_NOTHING(&b);
  }
}
END_TEST

/* PB-009, RULING 3 */
START_TEST(syn_received__syn_again__is_answered_with_the_same_syn_ack)
{
  static const enum synfin_state states[] = { SYNFIN_SYN_RECEIVED_PASSIVE, SYNFIN_SYN_RECEIVED_ACTIVE };
  for (unsigned i = 0; i < 2; i++) {
    struct bench b;
    bench_to(&b, states[i]);
    for (unsigned times = 0; times < 3; times++) {
      ARRIVES(&b, .seq = 300, .flags = SYNFIN_SYN);
      EXPECT(&b, SYN_ACK, 100, 301, 0);
      EXPECT_NOTHING(&b);
      ck_assert_uint_eq(synfin_status(&b.c), states[i]);
    }
    ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, ESTABLISHED);
  }
}
END_TEST

/* PB-009 */
START_TEST(established__syn_again__is_answered_with_an_ack)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  ARRIVES(&b, .seq = 300, .flags = SYNFIN_SYN);
  EXPECT(&b, ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* PB-011, RULING 2 */
START_TEST(syn_received__the_crossed_syn_ack_of_a_simultaneous_open__is_established)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_RECEIVED_ACTIVE);
  ARRIVES(&b, .seq = 300, .ack = 101, .flags = SYN_ACK);
  EXPECT(&b, ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* PB-011, PB-017, PB-019 */
START_TEST(syn_sent__both_ends_open_at_once__both_are_established_and_text_flows)
{
  struct bench ends[2];
  struct synfin_segment seg[2];
  for (unsigned i = 0; i < 2; i++) {
    bench_init(&ends[i]);
    ck_assert_int_eq(synfin_open_active(&ends[i].c, ends[i].now, i ? 300 : 100), SYNFIN_OK);
    ck_assert_int_eq(bench_send(&ends[i], i ? "from b" : "from a"), 6);
    seg[i] = EXPECT(&ends[i], SYNFIN_SYN, i ? 300 : 100, 0, 0);
    EXPECT_NOTHING(&ends[i]);
  }
  for (unsigned i = 0; i < 2; i++) {
    arrives(&ends[i], seg[!i]);
    EXPECT_STATE(&ends[i], SYN_RECEIVED_ACTIVE);
  }
  for (unsigned i = 0; i < 2; i++) {
    seg[i] = EXPECT(&ends[i], SYN_ACK, i ? 300 : 100, i ? 101 : 301, 0);
    EXPECT_NOTHING(&ends[i]);
  }
  for (unsigned i = 0; i < 2; i++) {
    arrives(&ends[i], seg[!i]);
    EXPECT_STATE(&ends[i], ESTABLISHED);
  }
  for (unsigned i = 0; i < 2; i++) {
    seg[i] = EXPECT(&ends[i], ACK, i ? 301 : 101, i ? 101 : 301, 6);
    EXPECT_NOTHING(&ends[i]);
  }
  for (unsigned i = 0; i < 2; i++) {
    arrives(&ends[i], seg[!i]);
    expect_received(&ends[i], i ? "from a" : "from b");
  }
}
END_TEST

/* PB-013, RULING 4 */
START_TEST(listen__syn_with_fin__takes_the_syn_alone_and_the_fin_in_its_turn)
{
  struct bench b;
  bench_to(&b, SYNFIN_LISTEN);
  ARRIVES(&b, .seq = 300, .flags = SYNFIN_SYN | SYNFIN_FIN);
  EXPECT(&b, SYN_ACK, 100, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = FIN_ACK);
  EXPECT(&b, ACK, 101, 302, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, CLOSE_WAIT);
}
END_TEST

/* PB-015 */
START_TEST(syn_received__ack_with_text__is_established_and_delivers_it)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_RECEIVED_PASSIVE);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK, TEXT("hello"));
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
  expect_received(&b, "hello");
  ck_assert_uint_eq(to_deadline(&b), b.config.ack_delay);
  EXPECT(&b, ACK, 101, 306, 0);
  EXPECT_NOTHING(&b);
}
END_TEST

/* PB-017, PB-019 */
START_TEST(syn_sent__bare_syn__is_answered_with_a_syn_ack_and_established_by_its_ack)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_SENT);
  ARRIVES(&b, .seq = 300, .flags = SYNFIN_SYN);
  EXPECT_STATE(&b, SYN_RECEIVED_ACTIVE);
  EXPECT(&b, SYN_ACK, 100, 301, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_ge(to_deadline(&b), SYNFIN_SECONDS(1));
  EXPECT(&b, SYN_ACK, 100, 301, 0);
  EXPECT_NOTHING(&b);
  ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* PB-021 */
START_TEST(syn_sent__fin_without_a_syn__is_dropped)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_SENT);
  ARRIVES(&b, .seq = 300, .flags = SYNFIN_FIN);
  ARRIVES(&b, .seq = 300, .ack = 101, .flags = FIN_ACK);
  ARRIVES(&b, .seq = 300, .ack = 101, .flags = FIN_ACK, TEXT("text"));
  ARRIVES(&b, .seq = 300, .ack = 101, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, SYN_SENT);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  ck_assert_uint_eq(synfin_receivable(&b.c), 0);
  ARRIVES(&b, .seq = 300, .ack = 101, .flags = SYN_ACK);
  EXPECT(&b, ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* PB-023, RULING 5 */
START_TEST(syn_received__ack_that_is_one_too_low_or_too_high__draws_a_rst_and_is_not_established)
{
  static const uint32_t acks[] = { 100, 102, 99, 101 + (1u << 31) };
  for (unsigned i = 0; i < sizeof acks / sizeof *acks; i++) {
    struct bench b;
    bench_to(&b, i & 1u ? SYNFIN_SYN_RECEIVED_ACTIVE : SYNFIN_SYN_RECEIVED_PASSIVE);
    enum synfin_state before = synfin_status(&b.c);
    ARRIVES(&b, .seq = 301, .ack = acks[i], .flags = ACK, TEXT("text"));
    EXPECT(&b, SYNFIN_RST, acks[i], 0, 0);
    EXPECT_NOTHING(&b);
    ck_assert_uint_eq(synfin_status(&b.c), before);
    ck_assert_uint_eq(synfin_receivable(&b.c), 0);
    ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, ESTABLISHED);
  }
}
END_TEST

/* PB-027, RULING 18 */
START_TEST(syn_received__the_ack_never_comes__a_listener_listens_again_and_takes_the_next_syn)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_RECEIVED_PASSIVE);
  synfin_time began = b.now;
  unsigned again = 0;
  for (to_deadline(&b); synfin_status(&b.c) == SYNFIN_SYN_RECEIVED_PASSIVE; to_deadline(&b)) {
    EXPECT(&b, SYN_ACK, 100, 301, 0);
    EXPECT_NOTHING(&b);
    again++;
  }
  ck_assert_uint_ge(again, 5);
  ck_assert_uint_eq(b.now - began, b.config.user_timeout);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LISTEN);
  no_timer_runs(&b);
  ARRIVES(&b, .seq = 700, .flags = SYNFIN_SYN);
  struct synfin_segment out = EXPECT(&b, SYN_ACK, b.c.snd.iss, 701, 0);
  ck_assert_uint_ne(out.seq, 100);
  ARRIVES(&b, .seq = 701, .ack = out.seq + 1, .flags = ACK);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

/* PB-027 */
START_TEST(syn_received__rst__counts_at_rcv_nxt_only_and_leads_a_listener_back_to_listen)
{
  struct bench b;
  bench_to(&b, SYNFIN_SYN_RECEIVED_PASSIVE);
  ARRIVES(&b, .seq = 300, .flags = SYNFIN_RST);
  ARRIVES(&b, .seq = 301 + BUFFER, .flags = SYNFIN_RST);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
  ARRIVES(&b, .seq = 302, .flags = SYNFIN_RST);
  EXPECT(&b, ACK, 101, 301, 0);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
  ARRIVES(&b, .seq = 301, .flags = SYNFIN_RST);
  EXPECT_NOTHING(&b);
  EXPECT_STATE(&b, LISTEN);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  no_timer_runs(&b);
}
END_TEST

/* PB-213, PB-203 */
START_TEST(syn__mss_of_zero__text_is_still_sent_in_segments_that_carry_some)
{
  for (int active = 0; active < 2; active++) {
    struct bench b;
    bench_init(&b);
    to_established_mss(&b, active, 0);
    sends_in_segments_of(&b, 64, 200);
  }
}
END_TEST

/* PB-205, PB-211 */
START_TEST(syn__mss_smaller_than_any_use__is_taken_as_64)
{
  for (uint16_t mss = 1; mss <= 66; mss++) {
    struct bench b;
    bench_init(&b);
    to_established_mss(&b, mss & 1u, mss);
    sends_in_segments_of(&b, mss < 64 ? 64 : mss, 200);
  }
}
END_TEST

/* PB-209 */
START_TEST(syn__no_mss_option__536_or_1220_octets_are_sent_at_once)
{
  struct bench b;
  bench_to(&b, SYNFIN_ESTABLISHED);
  sends_in_segments_of(&b, 536, 1100);
  bench_init(&b);
  b.config = (struct synfin_config)SYNFIN_CONFIG_IPV6;
  to_established_active(&b);
  sends_in_segments_of(&b, 1220, 2500);
}
END_TEST

/* PB-209 */
START_TEST(syn__any_mss_of_the_peers__does_not_change_the_one_we_announce)
{
  static const uint16_t theirs[] = { 100, 536, 1460, 9000 };
  for (unsigned i = 0; i < 4; i++) {
    struct bench b;
    bench_init(&b);
    to_listen(&b);
    ARRIVES(&b, .seq = 300, .flags = SYNFIN_SYN, MSS(theirs[i]));
    struct synfin_segment out = EXPECT(&b, SYN_ACK, 100, 301, 0);
    ck_assert_uint_eq(out.opt.present, SYNFIN_HAS_MSS);
    ck_assert_uint_eq(out.opt.mss, 1460);
    ARRIVES(&b, .seq = 301, .ack = 101, .flags = ACK);
    uint32_t mss = theirs[i] < 1460 ? theirs[i] : 1460;
    sends_in_segments_of(&b, mss, 2 * mss + 10);
    bench_init(&b);
    ck_assert_int_eq(synfin_open_active(&b.c, b.now, ISS), SYNFIN_OK);
    out = EXPECT(&b, SYNFIN_SYN, 100, 0, 0);
    ck_assert_uint_eq(out.opt.present, SYNFIN_HAS_MSS);
    ck_assert_uint_eq(out.opt.mss, 1460);
  }
}
END_TEST

/* PB-207 */
START_TEST(syn__sizes_of_zero_in_the_configuration__divide_nothing_and_text_still_flows)
{
  for (int which = 0; which < 3; which++) {
    struct bench b;
    bench_init(&b);
    *(uint16_t *[]){ &b.config.default_mss, &b.config.mms_s, &b.config.mms_r }[which] = which == 0 ? 0 : 20;
    to_established(&b);
    ck_assert_int_eq(bench_send_n(&b, 10), 10);
    uint32_t una = 101;
    for (unsigned i = 0; i < 10 && una < 111; i++) {
      struct synfin_segment out;
      ck_assert_msg(synfin_poll(&b.c, b.now, &out), "nothing is sent, case %d", which);
      ck_assert_uint_eq(out.seq, una);
      ck_assert_uint_gt(out.len, 0);
      una += out.len;
      ARRIVES(&b, .seq = 301, .ack = una, .flags = ACK);
    }
    ck_assert_uint_eq(una, 111);
    EXPECT_NOTHING(&b);
    ARRIVES(&b, .seq = 301, .ack = 111, .flags = ACK, TEXT("text"));
    expect_received(&b, "text");
  }
}
END_TEST

Suite *peer_open_suite(void)
{
  static const TTest *const *const tests[] = {
    &listen__syn_with_text__acknowledges_the_syn_alone_and_takes_the_text_when_it_comes_again,
    &syn_sent__syn_with_text__acknowledges_the_syn_alone_and_takes_the_text_when_it_comes_again,
    &syn_sent__nobody_answers_until_the_user_timeout__is_closed_and_says_so,
    &listen__children_that_nobody_accepted__are_aborted_with_a_rst_each_and_close_needs_none,
    &syn_received__ack_with_another_window_than_the_syn__its_window_counts,
    &syn_received__syn_again__is_answered_with_the_same_syn_ack,
    &established__syn_again__is_answered_with_an_ack,
    &syn_received__the_crossed_syn_ack_of_a_simultaneous_open__is_established,
    &syn_sent__both_ends_open_at_once__both_are_established_and_text_flows,
    &listen__syn_with_fin__takes_the_syn_alone_and_the_fin_in_its_turn,
    &syn_received__ack_with_text__is_established_and_delivers_it,
    &syn_sent__bare_syn__is_answered_with_a_syn_ack_and_established_by_its_ack,
    &syn_sent__fin_without_a_syn__is_dropped,
    &syn_received__ack_that_is_one_too_low_or_too_high__draws_a_rst_and_is_not_established,
    &syn_received__the_ack_never_comes__a_listener_listens_again_and_takes_the_next_syn,
    &syn_received__rst__counts_at_rcv_nxt_only_and_leads_a_listener_back_to_listen,
    &syn__mss_of_zero__text_is_still_sent_in_segments_that_carry_some,
    &syn__mss_smaller_than_any_use__is_taken_as_64,
    &syn__no_mss_option__536_or_1220_octets_are_sent_at_once,
    &syn__any_mss_of_the_peers__does_not_change_the_one_we_announce,
    &syn__sizes_of_zero_in_the_configuration__divide_nothing_and_text_still_flows,
  };
  Suite *suite = suite_create("peer scenarios: open, MSS");
  TCase *tcase = tcase_create("open");
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
    tcase_add_test(tcase, *tests[i]);
  suite_add_tcase(suite, tcase);
  return suite;
}
