/* The target `lwip` of `synfin conform`: it is driven rightly, its time is exact, and no case knows of the last one. */
#include "suites.h"
#include "target_bench.h"

#ifdef HAVE_lwip

static struct target_bench b;

static void set_up(void)
{
  ck_assert_int_eq(target_lwip(&b.target), 0);
  b.patience = 0;
}

static void tear_down(void) { b.target.end(&b.target); }

static uint8_t version(int n) { return n ? 6 : 4; }

#define MILLISECONDS(n) ((synfin_time)(n) * 1000u)

START_TEST(passive__whole_life__closed_by_the_user)
{
  target_begin(&b, version(_i));
  target_establish_passive(&b);
  ck_assert_uint_eq(b.iss, b.scene.iss);
  target_arrives(&b, SYNFIN_ACK, 301, 1, "hello");
  target_receives(&b, "hello");
  ck_assert_int_eq(target_send(&b, "world"), 5);
  TARGET_EXPECT(&b, SYNFIN_ACK, 1, 306, "world");
  target_arrives(&b, SYNFIN_ACK, 306, 6, "");
  ck_assert_int_eq(target_call(&b, TARGET_CALL_CLOSE), SYNFIN_OK);
  TARGET_EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, 6, 306, "");
  TARGET_EXPECT_STATE(&b, FIN_WAIT_1);
  target_arrives(&b, SYNFIN_ACK, 306, 7, "");
  TARGET_EXPECT_STATE(&b, FIN_WAIT_2);
  target_arrives(&b, SYNFIN_ACK, 306, 7, "late");
  target_receives(&b, "late");
  target_arrives(&b, SYNFIN_FIN | SYNFIN_ACK, 310, 7, "");
  TARGET_EXPECT(&b, SYNFIN_ACK, 7, 311, "");
  TARGET_EXPECT_STATE(&b, TIME_WAIT);
}
END_TEST

START_TEST(active__whole_life__closed_by_the_peer)
{
  target_begin(&b, version(_i));
  target_establish_active(&b);
  ck_assert_uint_eq(b.iss, b.scene.iss);
  target_arrives(&b, SYNFIN_FIN | SYNFIN_ACK, 301, 1, "bye");
  TARGET_EXPECT(&b, SYNFIN_ACK, 1, 305, "");
  TARGET_EXPECT_STATE(&b, CLOSE_WAIT);
  target_receives(&b, "bye");
  ck_assert_int_eq(b.target.call(&b.target, TARGET_CALL_RECEIVE, b.octets, 9), SYNFIN_ERR_CLOSING);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_CLOSE), SYNFIN_OK);
  TARGET_EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, 1, 305, "");
  TARGET_EXPECT_STATE(&b, LAST_ACK);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_CLOSE), SYNFIN_ERR_CLOSING);
  target_arrives(&b, SYNFIN_ACK, 305, 2, "");
  TARGET_EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(target_send(&b, "x"), SYNFIN_ERR_NO_CONNECTION);
}
END_TEST

/* Every length of RECEIVE: what is left of a segment is delivered by the next. */
START_TEST(receive__in_slices__nothing_is_lost)
{
  target_begin(&b, 4);
  target_establish_passive(&b);
  target_arrives(&b, SYNFIN_ACK, 301, 1, "abc");
  target_arrives(&b, SYNFIN_ACK, 304, 1, "defg");
  char octets[3];
  for (unsigned i = 0; i < 2; i++) {
    ck_assert_int_eq(b.target.call(&b.target, TARGET_CALL_RECEIVE, octets, 3), 3);
    ck_assert_mem_eq(octets, i ? "def" : "abc", 3);
  }
  target_receives(&b, "g");
  ck_assert_int_eq(b.target.call(&b.target, TARGET_CALL_RECEIVE, octets, 3), 0);
}
END_TEST

START_TEST(reset__by_either_side__the_user_is_told)
{
  target_begin(&b, version(_i));
  target_establish_passive(&b);
  target_arrives(&b, SYNFIN_RST, 301, 0, "");
  TARGET_EXPECT_NOTHING(&b, 0);
  TARGET_EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(target_send(&b, "x"), SYNFIN_ERR_RESET);

  target_is_refused(&b, version(_i));
  target_aborts(&b, version(_i));
}
END_TEST

/* Hears the same segment again and again, `n` times, at just these distances. */
static void retransmissions(unsigned flags, uint32_t seq, uint32_t ack, const char *text, const unsigned *waits,
                            unsigned n)
{
  TARGET_EXPECT(&b, flags, seq, ack, text);
  ck_assert_uint_eq(b.when, b.target.now(&b.target));
  b.patience = SYNFIN_SECONDS(60);
  for (unsigned i = 0; i < n; i++) {
    synfin_time last = b.when;
    TARGET_EXPECT(&b, flags, seq, ack, text);
    ck_assert_uint_eq(b.when - last, MILLISECONDS(waits[i]));
    ck_assert_uint_eq(b.target.now(&b.target), b.when);
  }
  b.patience = 0;
}

/* lwIP counts in ticks of 500 ms, and the clock stands at one when a case begins: so all times are exact. Its first RTO
 * is 3 s, it backs off beyond SYN-SENT only, and samples the handshake of a passive OPEN only: 0 ticks, so one less. */
START_TEST(time__retransmissions__come_at_exactly_these_times)
{
  static const unsigned syns[] = { 3000, 3000, 3000 };
  static const unsigned active[] = { 3000, 6000, 12000 }, passive[] = { 2500, 5000, 10000 };
  for (unsigned run = 0; run < 2; run++) {
    target_begin(&b, version(_i));
    target_establish_passive(&b);
    target_send(&b, "hello");
    retransmissions(SYNFIN_ACK, 1, 301, "hello", passive, 3);
    TARGET_EXPECT_NOTHING(&b, 123456);
    target_begin(&b, version(_i));
    target_call(&b, TARGET_CALL_OPEN_ACTIVE);
    retransmissions(SYNFIN_SYN, 0, 0, "", syns, 3);
    target_begin(&b, version(_i));
    target_establish_active(&b);
    target_send(&b, "hello");
    retransmissions(SYNFIN_ACK, 1, 301, "hello", active, 3);
  }
}
END_TEST

/* A datagram is sent when it is, not when it is read; an instant before its time nothing comes. */
START_TEST(time__delayed_ack__comes_with_its_tick)
{
  target_begin(&b, 4);
  target_establish_passive(&b);
  synfin_time begun = b.target.now(&b.target);
  target_arrives(&b, SYNFIN_ACK, 301, 1, "hello");
  TARGET_EXPECT_NOTHING(&b, MILLISECONDS(250) - 1);
  b.patience = SYNFIN_SECONDS(9);
  TARGET_EXPECT(&b, SYNFIN_ACK, 1, 306, "");
  ck_assert_uint_eq(b.when, begun + MILLISECONDS(250));
  b.patience = 0;
  TARGET_EXPECT_NOTHING(&b, MILLISECONDS(10));
  ck_assert_uint_eq(b.target.now(&b.target), begun + MILLISECONDS(260));
}
END_TEST

/* Whatever is left at the end of a case: unread text, unacknowledged text, TIME-WAIT, a listener, a half-open one. */
START_TEST(two_cases__the_same_ports__the_first_is_forgotten)
{
  for (unsigned left = 0; left < 5; left++) {
    target_begin(&b, 4);
    struct scene scene = b.scene;
    if (left >= 3)
      target_call(&b, TARGET_CALL_OPEN_PASSIVE);
    else
      target_establish_passive(&b);
    if (left == 0)
      target_arrives(&b, SYNFIN_ACK, 301, 1, "hello");
    if (left == 1)
      target_send(&b, "hello");
    if (left == 2)
      target_call(&b, TARGET_CALL_CLOSE), target_arrives(&b, SYNFIN_FIN | SYNFIN_ACK, 301, 2, "");
    if (left == 4)
      target_arrives(&b, SYNFIN_SYN, 300, 0, "");
    char why[128];
    ck_assert(b.target.begin(&b.target, &scene, why));
    TARGET_EXPECT_STATE(&b, CLOSED);
    TARGET_EXPECT_NOTHING(&b, SYNFIN_SECONDS(100));
    ck_assert_int_eq(target_send(&b, "x"), SYNFIN_ERR_NO_CONNECTION);
    ck_assert_int_eq(b.target.call(&b.target, TARGET_CALL_RECEIVE, b.octets, 9), SYNFIN_ERR_NO_CONNECTION);
    b.scene = scene;
    ck_assert(b.target.begin(&b.target, &b.scene, why));
    target_establish_active(&b);
  }
}
END_TEST

START_TEST(half_open__calls__are_out_of_the_users_reach)
{
  target_begin(&b, 4);
  target_call(&b, TARGET_CALL_OPEN_PASSIVE);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_OPEN_PASSIVE), SYNFIN_ERR_EXISTS);
  target_arrives(&b, SYNFIN_SYN, 300, 0, "");
  ck_assert_int_eq(target_send(&b, "x"), TARGET_NO_CALL);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_CLOSE), TARGET_NO_CALL);
  target_begin(&b, 4);
  target_establish_passive(&b);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_RELEASE), SYNFIN_OK);
  TARGET_EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, 1, 301, "");
  ck_assert_int_eq(target_call(&b, TARGET_CALL_CLOSE), TARGET_NO_CALL);
  target_begin(&b, 4);
  target_call(&b, TARGET_CALL_OPEN_ACTIVE);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_RELEASE), SYNFIN_OK);
  TARGET_EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(target_send(&b, "x"), TARGET_NO_CALL);
}
END_TEST

/* Text in flight, the window closed, all acknowledged, opened again: the persist timer of lwIP 2.1 runs and asserts. */
START_TEST(assertion__of_lwip__is_told_and_the_next_case_runs)
{
  target_begin(&b, 4);
  target_establish_active(&b);
  target_send(&b, "hello");
  TARGET_EXPECT(&b, SYNFIN_ACK, 1, 301, "hello");
  target_arrives_with(&b, SYNFIN_ACK, 301, 1, "", 0);
  b.patience = SYNFIN_SECONDS(9);
  TARGET_EXPECT(&b, SYNFIN_ACK, 1, 301, "h");
  b.patience = 0;
  target_arrives_with(&b, SYNFIN_ACK, 301, 6, "", 8192);
  ck_assert_ptr_null(b.target.trouble(&b.target));
  TARGET_EXPECT_NOTHING(&b, SYNFIN_SECONDS(60));
  const char *trouble = b.target.trouble(&b.target);
  ck_assert_msg(trouble && strstr(trouble, "persist ticking with empty send buffer"), "%s", trouble ? trouble : "none");
  ck_assert_int_eq(target_send(&b, "x"), SYNFIN_ERR_NO_CONNECTION);
  target_begin(&b, 4);
  ck_assert_ptr_null(b.target.trouble(&b.target));
  target_establish_passive(&b);
}
END_TEST

/* A FIN far away: lwIP 2.1 takes it for text it has, in the midst of its input. Control blocks of the next cases may
 * get the same memory. */
START_TEST(assertion__in_the_input__the_next_cases_speak)
{
  for (unsigned i = 0; i < 8; i++) {
    target_begin(&b, 4);
    target_establish_active(&b);
    target_arrives(&b, SYNFIN_FIN | SYNFIN_ACK, 301 + 0x80000000u, 1, "");
    ck_assert_ptr_nonnull(b.target.trouble(&b.target));
  }
}
END_TEST

/* Its own address as the source: what lwIP sends to itself gets there, not to the wire: its SYN,ACK is reset. */
START_TEST(land__answered_to_itself)
{
  target_begin(&b, 4);
  target_call(&b, TARGET_CALL_OPEN_PASSIVE);
  memcpy(b.target.peer_address, b.target.our_address, sizeof b.target.peer_address);
  b.scene.peer_port = b.scene.our_port;
  target_arrives(&b, SYNFIN_SYN, 300, 0, "");
  TARGET_EXPECT_STATE(&b, LISTEN);
  TARGET_EXPECT_NOTHING(&b, SYNFIN_SECONDS(10));
  ck_assert_ptr_null(b.target.trouble(&b.target));
}
END_TEST

static void add(TCase *tcase)
{
  tcase_add_loop_test(tcase, passive__whole_life__closed_by_the_user, 0, 2);
  tcase_add_loop_test(tcase, active__whole_life__closed_by_the_peer, 0, 2);
  tcase_add_test(tcase, receive__in_slices__nothing_is_lost);
  tcase_add_loop_test(tcase, reset__by_either_side__the_user_is_told, 0, 2);
  tcase_add_loop_test(tcase, time__retransmissions__come_at_exactly_these_times, 0, 2);
  tcase_add_test(tcase, time__delayed_ack__comes_with_its_tick);
  tcase_add_test(tcase, two_cases__the_same_ports__the_first_is_forgotten);
  tcase_add_test(tcase, half_open__calls__are_out_of_the_users_reach);
  tcase_add_test(tcase, assertion__of_lwip__is_told_and_the_next_case_runs);
  tcase_add_test(tcase, assertion__in_the_input__the_next_cases_speak);
  tcase_add_test(tcase, land__answered_to_itself);
  tcase_add_checked_fixture(tcase, set_up, tear_down);
}

#else

START_TEST(without_lwip__says_so)
{
  struct target target;
  ck_assert_int_eq(target_lwip(&target), 2);
}
END_TEST

static void add(TCase *tcase) { tcase_add_test(tcase, without_lwip__says_so); }

#endif

Suite *target_lwip_suite(void)
{
  Suite *suite = suite_create("target lwip");
  TCase *tcase = tcase_create("lwip");
  add(tcase);
  suite_add_tcase(suite, tcase);
  return suite;
}
