/* Opening: initial sequence numbers, the MSS, SYNs that cross or are lost; and what else RFC 9293 asks of an end. */
#include "bench.h"
#include "suites.h"

#define RTO SYNFIN_SECONDS(1)

/* ---- Initial sequence numbers ------------------------------------------------------------------------------------ */

/* MUST-9: SipHash-2-4, the test vectors of its authors: key 00 to 0f, text 00, 01, 02 ... */
START_TEST(isn__test_vectors__hash_is_siphash_2_4)
{
  static const struct { size_t len; uint64_t hash; } vectors[] = {
    { 0, 0x726fdb47dd0e0e31 }, { 1, 0x74f839c593dc67fd }, { 8, 0x93f5f5799a932462 }, { 15, 0xa129ca6149be45e5 },
  };
  uint8_t octets[16];
  for (uint8_t i = 0; i < 16; i++)
    octets[i] = i;
  for (unsigned i = 0; i < sizeof vectors / sizeof *vectors; i++)
    ck_assert_uint_eq(synfin_isn(octets, octets, vectors[i].len, 0), (uint32_t)vectors[i].hash);
}
END_TEST

/* MUST-8, SHLD-1: one connection at two times: the difference is the clock's, a tick every four microseconds. */
START_TEST(isn__same_connection_later__differs_by_the_clock)
{
  static const synfin_time times[] = { 0, 4, 1000, SYNFIN_SECONDS(1), SYNFIN_SECONDS(17179), SYNFIN_SECONDS(1000000) };
  static const uint8_t key[16] = "sixteen octets!", tuple[12] = "connection ";
  for (unsigned i = 0; i < sizeof times / sizeof *times; i++) {
    uint32_t a = synfin_isn(key, tuple, 12, 1000000), b = synfin_isn(key, tuple, 12, 1000000 + times[i]);
    ck_assert_uint_eq(b - a, (uint32_t)(times[i] / 4));
  }
}
END_TEST

/* MUST-9, SHLD-1: neighbours, in tuple or key, have nothing to do with each other: a bit of theirs differs every other
 * time. */
START_TEST(isn__other_connection_or_other_key__is_unrelated)
{
  uint8_t octets[2][16] = { "sixteen octets!", "connection " };
  for (unsigned which = 0; which < 2; which++) {
    unsigned differ[32] = { 0 };
    for (unsigned i = 0; i < 1024; i++) {
      octets[which][2] = (uint8_t)(i >> 8);
      octets[which][3] = (uint8_t)i;
      uint32_t a = synfin_isn(octets[0], octets[1], 12, 0);
      octets[which][3] ^= 1;
      uint32_t b = synfin_isn(octets[0], octets[1], 12, 0);
      for (unsigned bit = 0; bit < 32; bit++)
        differ[bit] += (a ^ b) >> bit & 1;
    }
    for (unsigned bit = 0; bit < 32; bit++)
      ck_assert_msg(differ[bit] > 400 && differ[bit] < 624, "bit %u differs in %u of 1024", bit, differ[bit]);
  }
}
END_TEST

/* ---- MSS --------------------------------------------------------------------------------------------------------- */

/* The size of the first segment when there is more than enough to send; mss 0: the peer's SYN has no option. */
static uint32_t first_segment(const struct synfin_config *config, uint16_t mss)
{
  struct bench b;
  struct synfin_segment s;
  bench_init_sized(&b, sizeof b.snd, sizeof b.rcv);
  b.config = *config;
  to_listen(&b);
  arrives(&b, (struct synfin_segment){ .src_port = 2000, .seq = IRS, .flags = SYNFIN_SYN, .wnd = 60000,
                                       .opt = { .present = mss ? SYNFIN_HAS_MSS : 0, .mss = mss } });
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK);
  bench_send_n(&b, 30000);
  ck_assert(synfin_poll(&b.c, b.now, &s));
  ck_assert_uint_eq(s.seq, ISS + 1);
  return s.len;
}

/* MUST-15 */
START_TEST(syn__without_mss__segments_are_536_or_1220_octets)
{
  ck_assert_uint_eq(first_segment(&(struct synfin_config)SYNFIN_CONFIG_IPV4, 0), 536);
  ck_assert_uint_eq(first_segment(&(struct synfin_config)SYNFIN_CONFIG_IPV6, 0), 1220);
}
END_TEST

/* MUST-16: min(SendMSS + 20, MMS_S) - TCPhdrsize - IPoptionsize */
START_TEST(syn__with_mss__segments_are_what_both_ends_can_take)
{
  static const uint16_t mss[] = { 100, 535, 536, 1220, 1459, 1460, 1461, 8960, 65535 };
  static const uint16_t mms_s[] = { 556, 1280, 1480, 9000 };
  for (unsigned i = 0; i < sizeof mss / sizeof *mss; i++)
    for (unsigned j = 0; j < sizeof mms_s / sizeof *mms_s; j++) {
      struct synfin_config config = SYNFIN_CONFIG_IPV4;
      config.mms_s = mms_s[j];
      uint32_t want = (mss[i] + 20 < mms_s[j] ? mss[i] + 20u : mms_s[j]) - 20u;
      ck_assert_uint_eq(first_segment(&config, mss[i]), want);
    }
}
END_TEST

/* MUST-67, SHLD-5, MAY-3: every SYN names the MSS, the default one too; it is MMS_R less the header. */
START_TEST(syn__sent__names_the_mss_that_can_be_reassembled)
{
  static const uint16_t mms_r[] = { 100, 556, 1240, 1480, 8980, 65535 };
  ck_assert_uint_eq(((struct synfin_config)SYNFIN_CONFIG_IPV4).mms_r - 20, 1460);
  ck_assert_uint_eq(((struct synfin_config)SYNFIN_CONFIG_IPV6).mms_r - 20, 1440);
  for (unsigned i = 0; i < sizeof mms_r / sizeof *mms_r; i++)
    for (unsigned passive = 0; passive < 2; passive++) {
      struct bench b;
      struct synfin_segment s;
      bench_init(&b);
      b.config.mms_r = mms_r[i];
      (passive ? synfin_open_passive : synfin_open_active)(&b.c, b.now, ISS);
      if (passive)
        ARRIVES(&b, .seq = IRS, .flags = SYNFIN_SYN);
      ck_assert(synfin_poll(&b.c, b.now, &s));
      ck_assert_uint_eq(s.opt.present, SYNFIN_HAS_MSS);
      ck_assert_uint_eq(s.opt.mss, mms_r[i] - 20u);
    }
}
END_TEST

/* ---- SYNs that cross --------------------------------------------------------------------------------------------- */

/* All that one end has to send, at once; number `lose` of all segments is lost. */
static unsigned collect(struct bench *from, struct synfin_segment sent[16], unsigned *count, unsigned lose)
{
  unsigned n = 0;
  while (synfin_poll(&from->c, from->now, &sent[n])) {
    ck_assert_uint_lt(n, 15);
    if ((*count)++ != lose)
      n++;
  }
  return n;
}

/* MUST-10: two SYNs cross; each one of the first four segments is lost in turn, or none. */
START_TEST(syn_sent__simultaneous_open_with_any_segment_lost__one_established_connection)
{
  for (unsigned lose = 0; lose < 5; lose++) {
    struct bench a, b;
    struct synfin_segment from_a[16], from_b[16];
    unsigned count = 0;
    char got[2][8] = { "", "" };
    bench_init(&a);
    bench_init(&b);
    ck_assert_int_eq(synfin_open_active(&a.c, a.now, 5000), SYNFIN_OK);
    ck_assert_int_eq(synfin_open_active(&b.c, b.now, 0u - 1), SYNFIN_OK);
    bench_send(&a, "from a");
    bench_send(&b, "from b");
    for (unsigned rounds = 0; rounds < 200; rounds++) {
      unsigned na = collect(&a, from_a, &count, lose), nb = collect(&b, from_b, &count, lose);
      advance(&a, MILLISECONDS(50));
      advance(&b, MILLISECONDS(50));
      for (unsigned i = 0; i < na; i++)
        arrives(&b, from_a[i]);
      for (unsigned i = 0; i < nb; i++)
        arrives(&a, from_b[i]);
    }
    EXPECT_STATE(&a, ESTABLISHED);
    EXPECT_STATE(&b, ESTABLISHED);
    bench_receive(&a, got[0], 7);
    bench_receive(&b, got[1], 7);
    ck_assert_str_eq(got[0], "from b");
    ck_assert_str_eq(got[1], "from a");
    ck_assert_uint_eq(synfin_unacked(&a.c) + synfin_unacked(&b.c), 0);
    ck_assert_uint_gt(count, 4);
  }
}
END_TEST

/* MUST-11: RST in SYN-RECEIVED. */
START_TEST(syn_received__rst__goes_back_to_where_the_open_came_from)
{
  struct bench b;
  bench_init(&b);
  to_syn_received_passive(&b);
  ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_RST);
  EXPECT_STATE(&b, LISTEN);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
  EXPECT_NOTHING(&b);
  bench_init(&b);
  to_syn_received_active(&b);
  ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_RST);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_REFUSED);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_ERR_REFUSED);
}
END_TEST

/* ---- SYNs that are lost ------------------------------------------------------------------------------------------ */

/* MUST-22, MUST-23, MUST-20, MUST-47 */
START_TEST(syn_sent__nobody_answers__r1_is_told_and_r2_comes_after_three_minutes)
{
  struct bench b;
  bench_init(&b);
  synfin_time began = b.now, last = b.now;
  unsigned syns = 0, troubles = 0, trouble_at = 0;
  to_syn_sent(&b);
  for (synfin_time wait = RTO;; wait = 2 * wait < 60 * RTO ? 2 * wait : 60 * RTO) {
    synfin_time took = to_deadline(&b);
    unsigned signals = synfin_signals(&b.c);
    if (synfin_status(&b.c) == SYNFIN_CLOSED) {
      ck_assert_uint_eq(signals, SYNFIN_SIG_USER_TIMEOUT);
      break;
    }
    ck_assert_uint_eq(took, wait);
    ck_assert_uint_eq(EXPECT(&b, SYNFIN_SYN, ISS, 0, 0).opt.present, SYNFIN_HAS_MSS);
    EXPECT_NOTHING(&b);
    syns++;
    last = b.now;
    if (signals & SYNFIN_SIG_TROUBLE) {
      troubles++;
      trouble_at = syns;
    }
  }
  ck_assert_uint_eq(troubles, 1);
  ck_assert_uint_ge(trouble_at, 3);
  ck_assert_uint_ge(last - began, SYNFIN_SECONDS(180));
  ck_assert_uint_eq(b.now - began, b.config.user_timeout);
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_ERR_USER_TIMEOUT);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-22, MUST-23: RULING 18: a listener whose SYN,ACK is never answered listens again. */
START_TEST(syn_received__nobody_answers__listens_again_after_r2)
{
  struct bench b;
  bench_init(&b);
  to_syn_received_passive(&b);
  synfin_time began = b.now;
  while (synfin_status(&b.c) == SYNFIN_SYN_RECEIVED_PASSIVE) {
    to_deadline(&b);
    drain(&b);
  }
  EXPECT_STATE(&b, LISTEN);
  ck_assert_uint_eq(b.now - began, b.config.user_timeout);
  ck_assert_uint_eq(synfin_signals(&b.c) & SYNFIN_SIG_USER_TIMEOUT, 0);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
}
END_TEST

/* ---- The other end ----------------------------------------------------------------------------------------------- */

/* MUST-12 */
START_TEST(every_state_with_a_user__fin_or_rst__user_learns_which)
{
  static const enum synfin_state states[] = {
    SYNFIN_ESTABLISHED, SYNFIN_FIN_WAIT_1, SYNFIN_FIN_WAIT_2, SYNFIN_CLOSE_WAIT,
  };
  char octet;
  for (unsigned i = 0; i < 4; i++) {
    struct bench b;
    bench_to(&b, states[i]);
    if (states[i] != SYNFIN_CLOSE_WAIT)
      ARRIVES(&b, .seq = IRS + 1, .ack = b.c.snd.una, .flags = SYNFIN_FIN | SYNFIN_ACK);
    ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_CLOSING);
    ck_assert_int_eq(bench_receive(&b, &octet, 1), SYNFIN_ERR_CLOSING);
    ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_OK);
    bench_to(&b, states[i]);
    synfin_signals(&b.c);
    ARRIVES(&b, .seq = b.c.rcv.nxt, .flags = SYNFIN_RST);
    ck_assert_uint_eq(synfin_signals(&b.c), SYNFIN_SIG_RESET);
    ck_assert_int_eq(bench_receive(&b, &octet, 1), SYNFIN_ERR_RESET);
    ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_ERR_RESET);
  }
}
END_TEST

/* SHLD-2 */
START_TEST(established__rst_with_text__resets_and_delivers_nothing)
{
  struct bench b;
  char octet;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_RST, TEXT("no such user, alas"));
  EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(bench_receive(&b, &octet, 1), SYNFIN_ERR_RESET);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-13 */
START_TEST(time_wait__two_msl__closed_exactly_then_and_a_fin_begins_it_afresh)
{
  struct bench b;
  bench_init(&b);
  to_time_wait(&b);
  advance(&b, 2 * b.config.msl - 1);
  EXPECT_STATE(&b, TIME_WAIT);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_FIN | SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK, ISS + 2, IRS + 2, 0);
  EXPECT_NOTHING(&b);
  advance(&b, 2 * b.config.msl - 1);
  EXPECT_STATE(&b, TIME_WAIT);
  advance(&b, 1);
  EXPECT_STATE(&b, CLOSED);
  EXPECT_NOTHING(&b);
}
END_TEST

/* MUST-13: a wait beyond the end of the clock has no end, it does not wrap around. */
START_TEST(time_wait__msl_without_end__never_ends)
{
  struct bench b;
  bench_init(&b);
  b.config.msl = SYNFIN_NEVER;
  to_time_wait(&b);
  drain(&b);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
}
END_TEST

/* MAY-1, SHLD-3: half-duplex close: whatever still comes is for nobody, and the peer hears of it. */
START_TEST(established__release_and_text_comes__rst)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_ACK, TEXT("late"));
  EXPECT(&b, SYNFIN_RST, ISS + 2, 0, 0);
  EXPECT_STATE(&b, CLOSED);
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("unread"));
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, SYNFIN_RST, ISS + 1, 0, 0);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* MAY-2: a SYN beyond all that was received may open again, with numbers beyond all that were sent. */
START_TEST(time_wait__syn__may_open_again_if_it_is_new)
{
  struct bench b;
  uint32_t iss;
  bench_init(&b);
  to_time_wait(&b);
  struct synfin_segment syn = { .src_port = 2000, .seq = IRS + 2, .flags = SYNFIN_SYN, .wnd = PEER_WND };
  ck_assert(!synfin_reusable(&b.c, &syn, &iss));
  syn.seq++;
  ck_assert(synfin_reusable(&b.c, &syn, &iss));
  ck_assert_uint_gt(iss, ISS + 2);
  syn.flags = SYNFIN_SYN | SYNFIN_ACK;
  ck_assert(!synfin_reusable(&b.c, &syn, &iss));
  syn.flags = SYNFIN_SYN | SYNFIN_RST;
  ck_assert(!synfin_reusable(&b.c, &syn, &iss));
  syn.flags = SYNFIN_SYN;
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_OK);
  EXPECT_NOTHING(&b);
  ck_assert_int_eq(synfin_open_passive(&b.c, b.now, iss), SYNFIN_OK);
  arrives(&b, syn);
  EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, iss, IRS + 4, 0);
  bench_init(&b);
  to_established(&b);
  ck_assert(!synfin_reusable(&b.c, &syn, &iss));
}
END_TEST

/* MAY-12: RFC 5961 5: SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT, else the segment is discarded and acknowledged. */
START_TEST(established__ack_out_of_range__segment_is_discarded_and_acknowledged)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = 301, .ack = 101 - PEER_WND, .flags = SYNFIN_ACK, TEXT("old"));
  ck_assert_uint_eq(synfin_receivable(&b.c), 3);
  drain(&b);
  ARRIVES(&b, .seq = 304, .ack = 101 - PEER_WND - 1, .flags = SYNFIN_ACK, TEXT("older"));
  EXPECT(&b, SYNFIN_ACK, 101, 304, 0);
  ARRIVES(&b, .seq = 304, .ack = 102, .flags = SYNFIN_ACK, TEXT("never sent"));
  EXPECT(&b, SYNFIN_ACK, 101, 304, 0);
  EXPECT_NOTHING(&b);
  ck_assert_uint_eq(synfin_receivable(&b.c), 3);
}
END_TEST

/* MUST-25 */
START_TEST(established__idle_for_a_day__nothing_is_sent)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
  for (unsigned i = 0; i < 24; i++) {
    advance(&b, SYNFIN_SECONDS(3600));
    EXPECT_NOTHING(&b);
  }
  EXPECT_STATE(&b, ESTABLISHED);
  ck_assert_uint_eq(synfin_signals(&b.c), 0);
}
END_TEST

/* 3.8.6: the window of a SYN is what this connection has room for, not what was left of the last one's (SHLD-14: nor
 * could it be taken back). */
START_TEST(closed__last_connection_had_a_larger_buffer__window_of_the_syn_is_that_of_this_one)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_RST);
  ck_assert_int_eq(synfin_attach_receive(&b.c, b.rcv, 16), SYNFIN_OK);
  ck_assert_int_eq(synfin_open_active(&b.c, b.now, ISS + 1000), SYNFIN_OK);
  ck_assert_uint_eq(EXPECT(&b, SYNFIN_SYN, ISS + 1000, 0, 0).wnd, 16);
}
END_TEST

Suite *opening_suite(void)
{
  Suite *suite = suite_create("opening");
  TCase *numbers = tcase_create("initial sequence numbers");
  tcase_add_test(numbers, isn__test_vectors__hash_is_siphash_2_4);
  tcase_add_test(numbers, isn__same_connection_later__differs_by_the_clock);
  tcase_add_test(numbers, isn__other_connection_or_other_key__is_unrelated);
  suite_add_tcase(suite, numbers);
  TCase *mss = tcase_create("MSS");
  tcase_add_test(mss, syn__without_mss__segments_are_536_or_1220_octets);
  tcase_add_test(mss, syn__with_mss__segments_are_what_both_ends_can_take);
  tcase_add_test(mss, syn__sent__names_the_mss_that_can_be_reassembled);
  suite_add_tcase(suite, mss);
  TCase *crossing = tcase_create("SYNs that cross");
  tcase_add_test(crossing, syn_sent__simultaneous_open_with_any_segment_lost__one_established_connection);
  tcase_add_test(crossing, syn_received__rst__goes_back_to_where_the_open_came_from);
  suite_add_tcase(suite, crossing);
  TCase *lost = tcase_create("SYNs that are lost");
  tcase_add_test(lost, syn_sent__nobody_answers__r1_is_told_and_r2_comes_after_three_minutes);
  tcase_add_test(lost, syn_received__nobody_answers__listens_again_after_r2);
  suite_add_tcase(suite, lost);
  TCase *other = tcase_create("the other end");
  tcase_add_test(other, every_state_with_a_user__fin_or_rst__user_learns_which);
  tcase_add_test(other, established__rst_with_text__resets_and_delivers_nothing);
  tcase_add_test(other, time_wait__two_msl__closed_exactly_then_and_a_fin_begins_it_afresh);
  tcase_add_test(other, time_wait__msl_without_end__never_ends);
  tcase_add_test(other, established__release_and_text_comes__rst);
  tcase_add_test(other, time_wait__syn__may_open_again_if_it_is_new);
  tcase_add_test(other, established__ack_out_of_range__segment_is_discarded_and_acknowledged);
  tcase_add_test(other, established__idle_for_a_day__nothing_is_sent);
  tcase_add_test(other, closed__last_connection_had_a_larger_buffer__window_of_the_syn_is_that_of_this_one);
  suite_add_tcase(suite, other);
  return suite;
}
