/* The target `kernel` of `synfin conform`: its sockets, its states, and no case knows of the last one. Real time. */
#include <stdio.h>
#include <unistd.h>

#include "suites.h"
#include "target_bench.h"

#define PATIENCE SYNFIN_SECONDS(1)

static struct target_bench b;

static void set_up(void)
{
  ck_assert_int_eq(target_kernel(&b.target), 0);
  b.patience = PATIENCE;
}

static void tear_down(void) { b.target.end(&b.target); }

static uint8_t version(int n) { return n ? 6 : 4; }

START_TEST(passive__whole_life__closed_by_the_user) { target_lives_passive(&b, version(_i)); }
END_TEST

START_TEST(active__whole_life__closed_by_the_peer) { target_lives_active(&b, version(_i)); }
END_TEST

START_TEST(opening__simultaneous)
{
  target_begin(&b, version(_i));
  ck_assert_int_eq(target_call(&b, TARGET_CALL_OPEN_ACTIVE), SYNFIN_OK);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_OPEN_ACTIVE), SYNFIN_ERR_EXISTS);
  TARGET_EXPECT(&b, SYNFIN_SYN, 0, 0, "");
  target_arrives(&b, SYNFIN_SYN, 300, 0, "");
  TARGET_EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, 0, 301, "");
  TARGET_EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
  target_arrives(&b, SYNFIN_SYN | SYNFIN_ACK, 300, 1, "");
  TARGET_EXPECT_STATE(&b, ESTABLISHED);
}
END_TEST

START_TEST(reset__by_either_side__the_user_is_told)
{
  target_begin(&b, version(_i));
  target_establish_passive(&b);
  target_arrives(&b, SYNFIN_RST, 301, 0, "");
  TARGET_EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(b.target.call(&b.target, TARGET_CALL_RECEIVE, b.octets, 9), SYNFIN_ERR_RESET);

  target_is_refused(&b, version(_i));
  target_aborts(&b, version(_i));
}
END_TEST

START_TEST(half_open__calls__are_out_of_the_users_reach)
{
  target_begin(&b, 4);
  target_call(&b, TARGET_CALL_OPEN_PASSIVE);
  target_arrives(&b, SYNFIN_SYN, 300, 0, "");
  ck_assert_int_eq(target_send(&b, "x"), TARGET_NO_CALL);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_CLOSE), TARGET_NO_CALL);
  TARGET_EXPECT_STATE(&b, SYN_RECEIVED_PASSIVE);
  target_begin(&b, 4);
  target_call(&b, TARGET_CALL_OPEN_PASSIVE);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_CLOSE), SYNFIN_OK);
  TARGET_EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(target_call(&b, TARGET_CALL_CLOSE), SYNFIN_ERR_NO_CONNECTION);
}
END_TEST

/* The kernel's answer to a datagram is there once it was written, each time: its throttle is off. */
START_TEST(unacceptable__a_hundred_times__answered_at_once)
{
  target_begin(&b, version(_i));
  target_establish_passive(&b);
  b.patience = 0;
  for (unsigned i = 0; i < 100; i++) {
    target_arrives(&b, SYNFIN_ACK, 300, 1, "");
    TARGET_EXPECT(&b, SYNFIN_ACK, 1, 301, "");
    TARGET_EXPECT_NOTHING(&b, 0);
  }
}
END_TEST

/* RFC 6298 2.4 would have the kernel wait a second; it waits for 200 ms, and then twice as long. */
START_TEST(text__unacknowledged__comes_again_in_real_time)
{
  target_begin(&b, version(_i));
  target_establish_passive(&b);
  target_send(&b, "hello");
  TARGET_EXPECT(&b, SYNFIN_ACK, 1, 301, "hello");
  synfin_time sent = b.when;
  TARGET_EXPECT_NOTHING(&b, 150000);
  TARGET_EXPECT(&b, SYNFIN_ACK, 1, 301, "hello");
  synfin_time again = b.when;
  ck_assert_msg(again - sent >= 200000 && again - sent < 900000, "%ju us", (uintmax_t)(again - sent));
  TARGET_EXPECT(&b, SYNFIN_ACK, 1, 301, "hello");
  ck_assert_msg(b.when - again > 300000, "%ju us", (uintmax_t)(b.when - again));
}
END_TEST

START_TEST(urgent__is_sent_as_such_and_stands_in_the_stream)
{
  char octets[] = "now!";
  target_begin(&b, version(_i));
  target_establish_active(&b);
  ck_assert_int_eq(b.target.call(&b.target, TARGET_CALL_SEND_URGENT, octets, 4), 4);
  TARGET_EXPECT(&b, SYNFIN_URG | SYNFIN_ACK, 1, 301, "now!");
  target_arrives(&b, SYNFIN_URG | SYNFIN_ACK, 301, 5, "hello");
  TARGET_EXPECT(&b, SYNFIN_ACK, 5, 306, "");
  target_receives(&b, "hello");
}
END_TEST

/* Whatever is left at the end of a case: unread text, unacknowledged text, half of it let go, TIME-WAIT, a listener. */
START_TEST(two_cases__the_same_ports__the_first_is_forgotten)
{
  for (unsigned left = 0; left < 6; left++) {
    char why[128];
    target_begin(&b, version(_i));
    struct scene scene = b.scene;
    target_call(&b, TARGET_CALL_OPEN_PASSIVE);
    if (left > 0) {
      target_arrives(&b, SYNFIN_SYN, 300, 0, "");
      TARGET_EXPECT(&b, SYNFIN_SYN | SYNFIN_ACK, 0, 301, "");
    }
    if (left > 1)
      target_arrives(&b, SYNFIN_ACK, 301, 1, left == 2 ? "hello" : "");
    if (left == 3)
      target_send(&b, "hello");
    if (left > 3)
      target_call(&b, TARGET_CALL_RELEASE);
    if (left == 4)
      TARGET_EXPECT_STATE(&b, FIN_WAIT_1);
    if (left == 5) {
      target_arrives(&b, SYNFIN_FIN | SYNFIN_ACK, 301, 2, "");
      TARGET_EXPECT_STATE(&b, TIME_WAIT);
    }
    b.scene = scene;
    ck_assert_msg(b.target.begin(&b.target, &b.scene, why), "%s", why);
    TARGET_EXPECT_STATE(&b, CLOSED);
    TARGET_EXPECT_NOTHING(&b, 250000);
    ck_assert_int_eq(target_send(&b, "x"), SYNFIN_ERR_NO_CONNECTION);
    target_establish_active(&b);
  }
}
END_TEST

START_TEST(end__the_process_is_back_in_its_namespace)
{
  char inside[64] = "", outside[64] = "";
  ck_assert_int_gt(readlink("/proc/self/ns/net", inside, 63), 0);
  b.target.end(&b.target);
  ck_assert_int_gt(readlink("/proc/self/ns/net", outside, 63), 0);
  ck_assert_str_ne(inside, outside);
  ck_assert_int_eq(target_kernel(&b.target), 0);
  target_begin(&b, 4);
  target_establish_passive(&b);
}
END_TEST

static void add(TCase *tcase)
{
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_loop_test(tcase, passive__whole_life__closed_by_the_user, 0, 2);
  tcase_add_loop_test(tcase, active__whole_life__closed_by_the_peer, 0, 2);
  tcase_add_loop_test(tcase, opening__simultaneous, 0, 2);
  tcase_add_loop_test(tcase, reset__by_either_side__the_user_is_told, 0, 2);
  tcase_add_test(tcase, half_open__calls__are_out_of_the_users_reach);
  tcase_add_loop_test(tcase, unacceptable__a_hundred_times__answered_at_once, 0, 2);
  tcase_add_loop_test(tcase, text__unacknowledged__comes_again_in_real_time, 0, 2);
  tcase_add_loop_test(tcase, urgent__is_sent_as_such_and_stands_in_the_stream, 0, 2);
  tcase_add_loop_test(tcase, two_cases__the_same_ports__the_first_is_forgotten, 0, 2);
  tcase_add_test(tcase, end__the_process_is_back_in_its_namespace);
}

Suite *target_kernel_suite(void)
{
  Suite *suite = suite_create("target kernel");
  TCase *tcase = tcase_create("kernel");
  if (target_available("target kernel", target_kernel))
    add(tcase);
  suite_add_tcase(suite, tcase);
  return suite;
}
