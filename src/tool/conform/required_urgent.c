/* Cases by requirement: the urgent pointer, sent and received (3.8.5). */
#include "play.h"

static const struct synfin_options none;

/* Text at NXT with URG and this pointer; `len` 0: an empty segment. */
static void urgent(struct tester *t, unsigned flags, int64_t len, uint16_t up)
{
  struct oracle_segment seg = {NXT, MAX, t->dut.wnd, len, flags};
  tester_send_with(t, &seg, &none, up);
  t->dut = oracle_segment(&t->dut, &seg).tcb;
}

/* ---- Sent -------------------------------------------------------------------------------------------------------- */

static uint32_t sends_urgent(struct tester *t, uint32_t len)
{
  static uint8_t octets[4000];
  if (!tester_needs(t, TARGET_URGENT))
    return 0;
  for (uint32_t i = 0; i < len; i++)
    octets[i] = tester_octet(MAX + i);
  ptrdiff_t sent = tester_call(t, TARGET_CALL_SEND_URGENT, octets, len);
  return sent > 0 ? (uint32_t)sent : 0;
}

static void pointer(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t from = MAX;
  sends_urgent(t, 5);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & URG))
    tester_fail(t, LEVEL_MUST, "urgent text is sent with URG");
  else if (h.seq + h.up != from + 5)
    tester_fail(t, LEVEL_MUST, "the urgent pointer tells the octet after the last urgent one: %" PRId64 " of 5",
                h.seq + h.up - from);
}

/* Each segment up to the last urgent octet tells where that is. */
static void long_urgent(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t from = MAX;
  uint32_t len = sends_urgent(t, 4000);
  for (int i = 0; i < 20 && !t->played_out && MAX < from + len; i++) {
    while (play_hear(t, MS(100), &h))
      if (h.len > 0 && (!(h.flags & URG) || h.seq + h.up != from + len))
        tester_fail(t, LEVEL_MUST, "while urgent text is sent each segment has URG and points behind it");
    play_ack(t);
  }
  if (MAX != from + len)
    tester_fail(t, LEVEL_MUST, "urgent text may be longer than a segment: %" PRId64 " of %u octets", MAX - from, len);
}

static void not_urgent_any_more(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  sends_urgent(t, 5);
  play_flight(t, MS(100), 0);
  play_ack(t);
  play_user_send(t, 10);
  if (!play_hear(t, ANSWER, &h) || h.len == 0)
    tester_fail(t, LEVEL_MUST, "text is sent after urgent text");
  else if (h.flags & URG)
    tester_fail(t, LEVEL_MUST, "text after the urgent text has no URG");
}

static void never_urgent(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  play_user_send(t, 10);
  if (!play_hear(t, ANSWER, &h) || h.flags & URG || h.up != 0)
    tester_fail(t, LEVEL_MUST, "text that is not urgent has no URG, and no urgent pointer");
}

/* ---- Received ---------------------------------------------------------------------------------------------------- */

static void taken(struct tester *t, unsigned up)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  urgent(t, ACK | URG, 10, (uint16_t)up);
  play_expect_ack(t, "text with URG is acknowledged");
  play_text(t, 10);
  play_expect_ack(t, "text after urgent text is acknowledged");
  play_user_receives(t, from, from + 20, "text of which some is urgent");
}

static void without_urg(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  urgent(t, ACK, 10, 5);
  play_expect_ack(t, "without URG the urgent pointer means nothing");
  play_user_receives(t, from, from + 10, "text with an urgent pointer and no URG");
}

static void announced(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  urgent(t, ACK | URG, 0, 100);
  tester_wait(t, QUIET);
  for (int i = 0; i < 10; i++) {
    urgent(t, ACK | URG, 10, (uint16_t)(100 - 10 * i));
    play_expect_ack(t, "text of an urgent message is acknowledged");
  }
  play_user_receives(t, from, from + 100, "urgent text that was announced");
}

/* More than a window, more than an urgent pointer can tell: it moves on. */
static void without_end(struct tester *t)
{
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t from = NXT, got = NXT;
  if (!tester_needs(t, TARGET_RECEIVE))
    return;
  for (int i = 0; i < 100 && !t->played_out; i++) {
    urgent(t, ACK | URG, 1000, UINT16_MAX);
    play_expect_ack(t, "urgent text without end is acknowledged");
    play_user_receives(t, got, NXT, "urgent text without end");
    got = NXT;
  }
  if (got != from + 100000)
    tester_fail(t, LEVEL_MUST, "urgent text may be of any length");
}

const struct required required_urgent[] = {
  CASE(MUST, "urgent/pointer", "MUST-62", "3.8.5", pointer,
       "The urgent pointer tells the octet after the last urgent one"),
  CASE(MUST, "urgent/sent", "MUST-30", "3.8.5", pointer, "Urgent text is sent with URG and an urgent pointer"),
  CASE(MUST, "urgent/long", "MUST-31", "3.8.5", long_urgent, "Urgent text may be longer than a segment"),
  CASE(MUST, "urgent/over", "", "3.8.5", not_urgent_any_more, "URG ends with the urgent text"),
  CASE(MUST, "urgent/never", "", "3.1", never_urgent, "Text that is not urgent has no URG"),
  CASE_IN(MUST, "urgent/within", "MUST-30", "3.8.5", taken, 5, "Text that is urgent in part is delivered, all of it"),
  CASE_IN(MUST, "urgent/beyond", "MUST-30", "3.8.5", taken, 15, "An urgent pointer beyond its segment does no harm"),
  CASE_IN(MUST, "urgent/far", "MUST-30", "3.8.5", taken, 65535, "An urgent pointer beyond all text does no harm"),
  CASE_IN(MUST, "urgent/zero", "MUST-30", "3.8.5", taken, 0, "An urgent pointer of 0 does no harm"),
  CASE(MUST, "urgent/without-urg", "", "3.1", without_urg, "Without URG the urgent pointer means nothing"),
  CASE(MUST, "urgent/announced", "", "3.8.5", announced, "Urgent text may be announced before it comes"),
  CASE(MUST, "urgent/without-end", "MUST-31", "3.8.5", without_end, "Urgent text may be of any length"),
  CASES_END
};
