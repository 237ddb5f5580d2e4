/* How connections end for their users: letting go of one (RFC 9293 3.6.1), and what RECEIVE says at the end. Part of
 * the suite "calls", see calls.c. */
#include "bench.h"

TCase *release_tcase(void);
TCase *receive_tcase(void);

/* ---- release: 3.6.1 ------------------------------------------------------------------------------------------- */

/* SHLD-3: "a CLOSE call while received data is still pending" */
START_TEST(established_and_close_wait__release_with_unread_text__rst)
{
  for (int peer_closed = 0; peer_closed < 2; peer_closed++) {
    struct bench b;
    bench_init(&b);
    to_established(&b);
    ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK | (peer_closed ? SYNFIN_FIN : 0), TEXT("hello"));
    drain(&b);
    ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
    EXPECT(&b, SYNFIN_RST, ISS + 1, 0, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, CLOSED);
  }
}
END_TEST

/* SHLD-3: "or if new data is received after CLOSE is called" */
START_TEST(fin_wait_1_and_2__text_after_release__rst)
{
  for (int acked = 0; acked < 2; acked++) {
    struct bench b;
    bench_init(&b);
    to_established(&b);
    ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
    EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, IRS + 1, 0);
    ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1u + (uint32_t)acked, .flags = SYNFIN_ACK);
    ck_assert_int_eq(synfin_status(&b.c), acked ? SYNFIN_FIN_WAIT_2 : SYNFIN_FIN_WAIT_1);
    ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1u + (uint32_t)acked, .flags = SYNFIN_ACK, TEXT("late"));
    EXPECT(&b, SYNFIN_RST, ISS + 2, 0, 0);
    EXPECT_NOTHING(&b);
    EXPECT_STATE(&b, CLOSED);
  }
}
END_TEST

/* Also where there is no room for it: SHLD-3 asks for the user, not for the window. */
START_TEST(fin_wait_1__text_after_release_into_a_zero_window__rst)
{
  struct bench b;
  bench_init_sized(&b, BUFFER, 0);
  to_established(&b);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, IRS + 1, 0);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("late"));
  EXPECT(&b, SYNFIN_RST, ISS + 2, 0, 0);
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* Where both have closed a RST would show nothing, and what we queued would be lost for it. */
START_TEST(last_ack_and_closing__release_with_unread_text__our_text_and_fin_still_go)
{
  for (int peer_first = 0; peer_first < 2; peer_first++) {
    struct bench b;
    bench_init(&b);
    to_established(&b);
    ck_assert_int_eq(bench_send(&b, "ours"), 4);
    if (!peer_first)
      ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
    ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("theirs"));
    if (peer_first)
      ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
    ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
    EXPECT(&b, SYNFIN_FIN | SYNFIN_ACK, ISS + 1, IRS + 8, 4);
    EXPECT_NOTHING(&b);
    ck_assert_int_eq(synfin_status(&b.c), peer_first ? SYNFIN_LAST_ACK : SYNFIN_CLOSING);
  }
}
END_TEST

START_TEST(fin_wait_2__text_after_close_only__received)
{
  struct bench b;
  bench_init(&b);
  to_fin_wait_2(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_ACK, TEXT("late"));
  expect_received(&b, "late");
  EXPECT_STATE(&b, FIN_WAIT_2);
}
END_TEST

START_TEST(closed__open_after_release__a_user_who_receives_again)
{
  struct bench b;
  bench_init(&b);
  to_listen(&b);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  to_fin_wait_2(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_ACK, TEXT("late"));
  expect_received(&b, "late");
  advance(&b, SYNFIN_SECONDS(86400));
  EXPECT_STATE(&b, FIN_WAIT_2);
}
END_TEST

START_TEST(fin_wait_2__fin_without_text_after_release__time_wait)
{
  struct bench b;
  bench_init(&b);
  to_fin_wait_2(&b);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
  advance(&b, b.config.fin_wait_2 - 1);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_FIN | SYNFIN_ACK);
  EXPECT(&b, SYNFIN_ACK, ISS + 2, IRS + 2, 0);
  EXPECT_STATE(&b, TIME_WAIT);
  ck_assert_uint_eq(to_deadline(&b), 2 * b.config.msl);         /* 2 MSL, and nothing of the wait before */
  EXPECT_STATE(&b, CLOSED);
}
END_TEST

/* RULING 16 */
START_TEST(fin_wait_2__a_user_still_receives__no_timeout)
{
  struct bench b;
  bench_init(&b);
  to_fin_wait_2(&b);
  ck_assert_uint_eq(synfin_deadline(&b.c, b.now), SYNFIN_NEVER);
  advance(&b, SYNFIN_SECONDS(86400));
  EXPECT_STATE(&b, FIN_WAIT_2);
}
END_TEST

/* RULING 16 */
START_TEST(fin_wait_2__released__timeout_of_the_configuration)
{
  for (int before = 0; before < 2; before++) {
    struct bench b;
    bench_init(&b);
    to_fin_wait_1(&b);
    if (before)
      ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
    ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_ACK);
    if (!before)
      ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_OK);
    EXPECT_STATE(&b, FIN_WAIT_2);
    ck_assert_uint_eq(to_deadline(&b), b.config.fin_wait_2);
    EXPECT_STATE(&b, CLOSED);
    EXPECT_NOTHING(&b);
  }
}
END_TEST

/* A refused call changes nothing. */
START_TEST(closed__release__no_mark_is_left)
{
  struct bench b;
  bench_init(&b);
  ck_assert_int_eq(synfin_release(&b.c, b.now), SYNFIN_ERR_NO_CONNECTION);
  ck_assert(!b.c.released);
}
END_TEST

/* ---- RECEIVE at the end: RULING 11 ------------------------------------------------------------------------------ */

/* Two octets, the other three, then nothing but the error. */
static void expect_hello_then(struct bench *b, ptrdiff_t error)
{
  char to[8];
  ck_assert_int_eq(bench_receive(b, to, 0), 0);
  ck_assert_int_eq(bench_receive(b, to, 2), 2);
  ck_assert_int_eq(bench_receive(b, to + 2, 6), 3);
  ck_assert_mem_eq(to, "hello", 5);
  ck_assert_int_eq(bench_receive(b, to, sizeof to), error);
  ck_assert_int_eq(bench_receive(b, to, sizeof to), error);
}

/* RULING 11 */
START_TEST(close_wait__receive__text_then_closing)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("hello"));
  EXPECT_STATE(&b, CLOSE_WAIT);
  expect_hello_then(&b, SYNFIN_ERR_CLOSING);
}
END_TEST

/* RULING 11 */
START_TEST(closing_and_last_ack__receive__text_then_closing)
{
  for (int peer_first = 0; peer_first < 2; peer_first++) {
    struct bench b;
    bench_init(&b);
    to_established(&b);
    if (!peer_first)
      ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
    ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("hello"));
    if (peer_first)
      ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_OK);
    ck_assert_int_eq(synfin_status(&b.c), peer_first ? SYNFIN_LAST_ACK : SYNFIN_CLOSING);
    expect_hello_then(&b, SYNFIN_ERR_CLOSING);
  }
}
END_TEST

/* RULING 11 */
START_TEST(time_wait__receive__text_then_closing)
{
  struct bench b;
  bench_init(&b);
  to_fin_wait_2(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("hello"));
  EXPECT_STATE(&b, TIME_WAIT);
  expect_hello_then(&b, SYNFIN_ERR_CLOSING);
}
END_TEST

/* RULING 11 */
START_TEST(time_wait__receive_after_2msl__text_then_no_connection)
{
  struct bench b;
  bench_init(&b);
  to_fin_wait_2(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 2, .flags = SYNFIN_FIN | SYNFIN_ACK, TEXT("hello"));
  advance(&b, 2 * b.config.msl);
  EXPECT_STATE(&b, CLOSED);
  expect_hello_then(&b, SYNFIN_ERR_NO_CONNECTION);
}
END_TEST

/* RULING 11, and every later call says what ended the connection. */
START_TEST(established__receive_after_rst__text_then_reset)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("hello"));
  ARRIVES(&b, .seq = IRS + 6, .flags = SYNFIN_RST);
  EXPECT_STATE(&b, CLOSED);
  ck_assert_int_eq(bench_send(&b, "x"), SYNFIN_ERR_RESET);
  ck_assert_int_eq(synfin_close(&b.c, b.now), SYNFIN_ERR_RESET);
  ck_assert_int_eq(synfin_abort(&b.c, b.now), SYNFIN_ERR_RESET);
  expect_hello_then(&b, SYNFIN_ERR_RESET);
}
END_TEST

START_TEST(closed__receive_after_each_end__its_cause)
{
  struct bench b;
  char to[8];
  bench_init(&b);
  to_syn_received_active(&b);
  ARRIVES(&b, .seq = IRS + 1, .flags = SYNFIN_RST);
  ck_assert_int_eq(bench_receive(&b, to, sizeof to), SYNFIN_ERR_REFUSED);
  bench_init(&b);
  to_syn_sent(&b);
  advance(&b, b.config.user_timeout);
  ck_assert_int_eq(bench_receive(&b, to, sizeof to), SYNFIN_ERR_USER_TIMEOUT);
  to_established(&b);                                           /* and the next OPEN forgets it */
  ck_assert_int_eq(synfin_cause(&b.c), SYNFIN_OK);
}
END_TEST

/* Octets are counted in 32 bits, and no more is looked at than there is room for. */
START_TEST(established__send_and_receive_of_any_size__what_there_is_room_for)
{
  struct bench b;
  bench_init(&b);
  to_established(&b);
  ck_assert_int_eq(synfin_send(&b.c, b.now, b.rcv, SIZE_MAX, false), BUFFER);
  ARRIVES(&b, .seq = IRS + 1, .ack = ISS + 1, .flags = SYNFIN_ACK, TEXT("hello"));
  ck_assert_int_eq(synfin_receive(&b.c, b.now, b.snd + BUFFER, SIZE_MAX), 5);
}
END_TEST

START_TEST(err_name_and_strerror__every_error__in_words)
{
#define X(name, number, text) \
  ck_assert_str_eq(synfin_err_name(number), #name); \
  ck_assert_str_eq(synfin_strerror(number), text);
  SYNFIN_ERRORS(X)
#undef X
  ck_assert_str_eq(synfin_err_name(1), "?");
  ck_assert_str_eq(synfin_strerror(1), "unknown error");
  ck_assert_str_eq(synfin_version(), SYNFIN_VERSION);
}
END_TEST

TCase *release_tcase(void)
{
  TCase *release = tcase_create("release");
  tcase_add_test(release, established_and_close_wait__release_with_unread_text__rst);
  tcase_add_test(release, fin_wait_1_and_2__text_after_release__rst);
  tcase_add_test(release, fin_wait_1__text_after_release_into_a_zero_window__rst);
  tcase_add_test(release, last_ack_and_closing__release_with_unread_text__our_text_and_fin_still_go);
  tcase_add_test(release, fin_wait_2__text_after_close_only__received);
  tcase_add_test(release, closed__open_after_release__a_user_who_receives_again);
  tcase_add_test(release, fin_wait_2__fin_without_text_after_release__time_wait);
  tcase_add_test(release, fin_wait_2__a_user_still_receives__no_timeout);
  tcase_add_test(release, fin_wait_2__released__timeout_of_the_configuration);
  tcase_add_test(release, closed__release__no_mark_is_left);
  return release;
}

TCase *receive_tcase(void)
{
  TCase *receive = tcase_create("receive");
  tcase_add_test(receive, established__send_and_receive_of_any_size__what_there_is_room_for);
  tcase_add_test(receive, err_name_and_strerror__every_error__in_words);
  tcase_add_test(receive, close_wait__receive__text_then_closing);
  tcase_add_test(receive, closing_and_last_ack__receive__text_then_closing);
  tcase_add_test(receive, time_wait__receive__text_then_closing);
  tcase_add_test(receive, time_wait__receive_after_2msl__text_then_no_connection);
  tcase_add_test(receive, established__receive_after_rst__text_then_reset);
  tcase_add_test(receive, closed__receive_after_each_end__its_cause);
  return receive;
}
