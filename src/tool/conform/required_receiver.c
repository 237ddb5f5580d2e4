/* Cases by requirement: which text is taken, in which order, and when it is acknowledged (3.10.7.4, 3.8.6.3). */
#include "play.h"

/* ---- In order ---------------------------------------------------------------------------------------------------- */

static void in_order(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  for (int len = 1; len < 400; len += 57) {
    play_text(t, len);
    play_expect_ack(t, "text in order is acknowledged");
  }
  play_user_receives(t, from, NXT, "text in order");
}

static void psh(struct tester *t, unsigned flags)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_send(t, ACK | flags, from, MAX, 10);
  play_expect_ack(t, "text is acknowledged, with PSH and without");
  play_user_receives(t, from, from + 10, "text with PSH and without");
}

static void received_in(struct tester *t, unsigned state)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text(t, 100);
  play_expect_ack(t, "text is acknowledged");
  if (state != SYNFIN_ESTABLISHED) {
    play_user(t, TARGET_CALL_CLOSE);
    play_expect(t, FIN | ACK, MAX, NXT, 0, "CLOSE sends a FIN");
  }
  if (state == SYNFIN_FIN_WAIT_2)
    play_ack(t);
  play_state(t, (enum synfin_state)state, "on the way");
  play_user_receives(t, from, from + 100, "text that came before CLOSE");
}

static void received_in_close_wait(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text(t, 100);
  play_expect_ack(t, "text is acknowledged");
  play_fin(t);
  play_expect_ack(t, "the FIN is acknowledged");
  play_user_receives(t, from, from + 100, "text that came before the FIN");
}

static void octet_by_octet(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  for (int i = 0; i < 200; i++)
    play_text(t, 1);
  tester_wait(t, ANSWER);
  play_text(t, 1);
  play_expect_ack(t, "text that comes octet by octet is acknowledged");
  play_user_receives(t, from, from + 201, "text that comes octet by octet");
}

/* ---- Beyond gaps ------------------------------------------------------------------------------------------------- */

static void held(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  int64_t from = NXT;
  for (int i = 1; i <= 3; i++)
    play_send(t, ACK, from + i * 100, t->dut.una, 100);        /* an ACK of its FIN would lead on */
  tester_wait(t, QUIET);
  play_send(t, ACK, from, t->dut.una, 100);
  play_expect(t, ACK, MAX, from + 400, 0, "text beyond a gap is held, and acknowledged once the gap is filled");
  play_user_receives(t, from, from + 400, "text that was held");
}

static void held_backwards(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  for (int i = 3; i >= 1; i--)
    play_text_at(t, from + i * 100, 100);
  tester_wait(t, QUIET);
  play_text_at(t, from, 100);
  play_expect(t, ACK, MAX, from + 400, 0, "text that comes from behind is held");
  play_user_receives(t, from, from + 400, "text that comes from behind");
}

/* All orders of gaps, opened, joined and closed; what is not held is sent again. */
static void many_gaps(struct tester *t)
{
  static const uint8_t order[] = {7, 3, 9, 1, 4, 11, 8, 2, 6, 10, 5};
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  for (size_t i = 0; i < sizeof order; i++)
    play_text_at(t, from + order[i] * 50, 50);
  tester_wait(t, QUIET);
  for (int i = 0; i < 12; i++)
    play_text_at(t, from + i * 50, 50);
  tester_wait(t, QUIET);
  NXT = from + 600;
  play_text(t, 10);
  play_expect_ack(t, "text with many gaps is acknowledged once it is whole");
  play_user_receives(t, from, from + 610, "text with many gaps");
}

static void two_gaps(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text_at(t, from + 100, 100);
  play_text_at(t, from + 300, 100);
  tester_wait(t, QUIET);
  play_text_at(t, from, 100);
  play_expect(t, ACK, MAX, from + 200, 0, "the first gap is filled: what is held up to the second is acknowledged");
  play_text_at(t, from + 200, 100);
  play_expect(t, ACK, MAX, from + 400, 0, "the second gap is filled: all is acknowledged");
  play_user_receives(t, from, from + 400, "text with two gaps");
}

/* Whether it holds text or not: what it delivers is right. */
static void never_out_of_order(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text_at(t, from + 50, 50);
  play_expect(t, ACK, MAX, from, 0, "text beyond a gap gets an ACK of what comes next");
  play_user_receives(t, from, from, "text beyond a gap");
  play_text_at(t, from, 50);
  tester_wait(t, QUIET);
  play_text_at(t, from + 50, 50);
  tester_wait(t, QUIET);
  NXT = from + 100;
  play_user_receives(t, from, from + 100, "text after a gap");
}

static void gap_gets_ack_at_once(struct tester *t)
{
  struct heard h = {0};
  play_in(t, SYNFIN_ESTABLISHED);
  if (t->played_out)
    return;
  synfin_time at = t->target->now(t->target);
  play_text_at(t, NXT + 100, 100);
  if (!play_hear(t, ANSWER, &h) || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "text beyond a gap gets an ACK of what comes next");
  else if (h.when - at > MS(30))
    tester_fail(t, LEVEL_SHOULD, "text beyond a gap gets its ACK at once, not after %" PRIu64 " ms",
                (h.when - at) / 1000);
}

static void each_gap_gets_ack(struct tester *t)
{
  struct heard h;
  unsigned acks = 0;
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t nxt = NXT;
  for (int i = 1; i <= 3; i++) {
    play_text_at(t, nxt + i * 100, 100);
    while (play_hear(t, MS(20), &h))
      acks += h.ack == nxt ? 1 : 0;
  }
  if (acks < 3)
    tester_fail(t, LEVEL_SHOULD,
                "three segments beyond a gap get %u duplicate ACKs, which the peer's fast retransmit needs", acks);
}

static void filled_gap_gets_ack_at_once(struct tester *t)
{
  struct heard h = {0};
  play_in(t, SYNFIN_ESTABLISHED);
  play_text_at(t, NXT + 100, 100);
  tester_wait(t, QUIET);
  if (t->played_out)
    return;
  synfin_time at = t->target->now(t->target);
  play_text(t, 100);
  if (!play_hear(t, ANSWER, &h))
    tester_fail(t, LEVEL_MUST, "text that fills a gap is acknowledged");
  else if (h.when - at > MS(30))
    tester_fail(t, LEVEL_SHOULD, "text that fills a gap gets its ACK at once, not after %" PRIu64 " ms",
                (h.when - at) / 1000);
}

/* ---- Twice ------------------------------------------------------------------------------------------------------- */

static void again(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text(t, 100);
  play_expect_ack(t, "text is acknowledged");
  play_text_at(t, from, 100);
  play_expect(t, ACK, MAX, from + 100, 0, "text that comes again is acknowledged again");
  play_user_receives(t, from, from + 100, "text that came twice");
}

static void overlaps(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text(t, 100);
  play_expect_ack(t, "text is acknowledged");
  play_text_at(t, from + 60, 100);
  play_expect_ack(t, "text that is old in front and new behind is taken where it is new");
  play_user_receives(t, from, from + 160, "text that overlaps");
}

static void overlaps_held(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text_at(t, from + 50, 50);
  tester_wait(t, QUIET);
  play_text_at(t, from, 80);
  struct heard h = {0};
  if (!play_hear(t, ANSWER, &h) || (h.ack != from + 100 && h.ack != from + 80))
    tester_fail(t, LEVEL_MUST, "text that overlaps what was held is acknowledged, alone or with that");
  play_text_at(t, from + 50, 100);
  NXT = from + 150;
  play_expect_ack(t, "text around what was held is acknowledged");
  play_user_receives(t, from, from + 150, "text that overlaps what was held");
}

/* ---- When it is acknowledged (3.8.6.3) --------------------------------------------------------------------------- */

static void ack_bound(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  for (int i = 0; i < 6 && !t->played_out; i++) {
    synfin_time at = t->target->now(t->target);
    play_text(t, 10);
    if (!play_hear(t, SYNFIN_SECONDS(2), &h))
      tester_fail(t, LEVEL_MUST, "text is acknowledged");
    else if (h.when - at >= MS(500))
      tester_fail(t, LEVEL_MUST, "an ACK is delayed by less than half a second, not by %" PRIu64 " ms",
                  (h.when - at) / 1000);
  }
}

/* A TCP may acknowledge at once while a connection is young; not for ever. */
static void delayed(struct tester *t)
{
  struct heard h = {0};
  unsigned late = 0;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  for (int i = 0; i < 30 && !t->played_out && late == 0; i++) {
    synfin_time at = t->target->now(t->target);
    play_text(t, 10);
    if (play_hear(t, ANSWER, &h))
      late += h.when - at >= MS(5) ? 1 : 0;
  }
  if (late == 0)
    tester_fail(t, LEVEL_SHOULD, "ACKs are delayed: each of 30 small segments got its own at once");
}

static void every_second(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  for (int i = 0; i < 8 && !t->played_out; i++) {
    int64_t size = t->dut.rcv_wnd < 8 * 1460 ? 536 : 1460;
    synfin_time at = t->target->now(t->target);
    play_text(t, size), play_text(t, size);
    if (!play_hear(t, ANSWER, &h))
      tester_fail(t, LEVEL_MUST, "text is acknowledged");
    else if (h.when - at > MS(30))
      tester_fail(t, LEVEL_SHOULD, "at least every second full-sized segment gets an ACK, not after %" PRIu64 " ms",
                  (h.when - at) / 1000);
    tester_wait(t, MS(50));
    static uint8_t octets[4096];
    while (t->target->can & TARGET_RECEIVE && !t->played_out && tester_call(t, TARGET_CALL_RECEIVE, octets,
                                                                            sizeof octets) > 0)
      ;
  }
}

/* A window update may be one more. */
static void combined(struct tester *t)
{
  struct heard h;
  unsigned acks = 0;
  if (!tester_needs(t, TARGET_VIRTUAL_TIME))
    return;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  for (int i = 0; i < 10; i++)
    play_text(t, 100);
  while (play_hear(t, ANSWER, &h))
    acks++;
  if (acks == 0)
    tester_fail(t, LEVEL_MUST, "text is acknowledged");
  else if (acks >= 10)
    tester_fail(t, LEVEL_MUST, "ten segments that came at one time got %u ACKs", acks);
}

static void one_ack_for_all_held(struct tester *t)
{
  struct heard h;
  unsigned acks = 0;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t from = NXT;
  for (int i = 1; i <= 5; i++)
    play_text_at(t, from + i * 100, 100);
  tester_wait(t, QUIET);
  play_text_at(t, from, 100);
  NXT = from + 600;
  while (play_hear(t, ANSWER, &h)) {
    acks++;
    if (h.ack != NXT)
      tester_fail(t, LEVEL_MUST,
                  "all that is there is processed before an ACK leaves: %" PRId64 " of 600 octets",
                  h.ack - from);
  }
  if (acks > 2)
    tester_fail(t, LEVEL_MUST, "six segments in a row, five of them held, get %u ACKs", acks);
}

static void in_window_ack(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t nxt = NXT;
  play_text_at(t, nxt + 1, 1);
  struct heard h = {0};
  if (!play_hear(t, QUIET, &h))
    t->allowed = "text beyond a gap gets no ACK at once (MAY-13)";
  else if (h.ack != nxt)
    tester_fail(t, LEVEL_MUST, "an ACK says what comes next");
}

const struct required required_receiver[] = {
  CASE(MUST, "receiver/in-order", "", "3.10.7.4 Seventh", in_order,
       "Text in order is acknowledged and delivered, octet for octet"),
  CASE_IN(MUST, "receiver/with-psh", "", "3.10.7.4 Seventh", psh, PSH, "Text with PSH is taken"),
  CASE_IN(MUST, "receiver/without-psh", "", "3.10.7.4 Seventh", psh, 0, "Text without PSH is taken"),
  CASE_IN(MUST, "receiver/receive-in-established", "", "3.10.3", received_in, SYNFIN_ESTABLISHED,
          "RECEIVE delivers what is queued in ESTABLISHED"),
  CASE_IN(MUST, "receiver/receive-in-fin-wait-1", "", "3.10.3", received_in, SYNFIN_FIN_WAIT_1,
          "RECEIVE delivers what is queued in FIN-WAIT-1"),
  CASE_IN(MUST, "receiver/receive-in-fin-wait-2", "", "3.10.3", received_in, SYNFIN_FIN_WAIT_2,
          "RECEIVE delivers what is queued in FIN-WAIT-2"),
  CASE(MUST, "receiver/receive-in-close-wait", "", "3.10.3", received_in_close_wait,
       "RECEIVE delivers what is queued in CLOSE-WAIT"),
  CASE(MUST, "receiver/octet-by-octet", "", "3.10.7.4 Seventh", octet_by_octet,
       "Text that comes octet by octet is delivered"),
  CASE_IN(SHOULD, "receiver/held", "SHLD-31", "3.10.7.4 First", held, SYNFIN_ESTABLISHED,
          "Text beyond a gap is held for later"),
  CASE_IN(SHOULD, "receiver/held-in-fin-wait-1", "SHLD-31", "3.10.7.4 First", held, SYNFIN_FIN_WAIT_1,
          "Text beyond a gap is held for later in FIN-WAIT-1"),
  CASE_IN(SHOULD, "receiver/held-in-fin-wait-2", "SHLD-31", "3.10.7.4 First", held, SYNFIN_FIN_WAIT_2,
          "Text beyond a gap is held for later in FIN-WAIT-2"),
  CASE(SHOULD, "receiver/held-backwards", "SHLD-31", "3.10.7.4 First", held_backwards,
       "Text that comes from behind is held for later"),
  CASE(SHOULD, "receiver/two-gaps", "SHLD-31", "3.10.7.4 First", two_gaps, "Text beyond a second gap waits for that"),
  CASE(MUST, "receiver/many-gaps", "", "3.10.7.4 First", many_gaps, "Text in any order is delivered in order"),
  CASE(MUST, "receiver/never-out-of-order", "", "3.10.7.4 First", never_out_of_order,
       "Text beyond a gap is not delivered before it is filled"),
  CASE(SHOULD, "receiver/gap-ack", "", "RFC 5681 4.2", gap_gets_ack_at_once, "Text beyond a gap gets an ACK at once"),
  CASE(SHOULD, "receiver/gap-acks", "", "RFC 5681 4.2", each_gap_gets_ack, "Each segment beyond a gap gets an ACK"),
  CASE(SHOULD, "receiver/filled-gap-ack", "", "RFC 5681 4.2", filled_gap_gets_ack_at_once,
       "Text that fills a gap gets an ACK at once"),
  CASE(MAY, "receiver/in-window-ack", "MAY-13", "3.10.7.4 First", in_window_ack,
       "Text in the window beyond a gap may get an ACK"),
  CASE(MUST, "receiver/again", "", "3.10.7.4 First", again,
       "Text that comes again is acknowledged, and delivered once"),
  CASE(MUST, "receiver/overlap", "", "3.10.7.4 Seventh", overlaps, "Of text that overlaps the new part is taken"),
  CASE(MUST, "receiver/overlap-held", "", "3.10.7.4 Seventh", overlaps_held, "Text may overlap what was held"),
  CASE(MUST, "receiver/ack-bound", "MUST-40", "3.8.6.3", ack_bound, "An ACK is delayed by less than half a second"),
  CASE(SHOULD, "receiver/ack-delayed", "SHLD-18", "3.8.6.3", delayed, "ACKs are delayed"),
  CASE(SHOULD, "receiver/every-second", "SHLD-19", "3.8.6.3", every_second,
       "At least every second full-sized segment gets an ACK"),
  CASE(MUST, "receiver/acks-combined", "MUST-58", "3.10.7.4", combined,
       "Segments that come together do not each get an ACK"),
  CASE(MUST, "receiver/held-ack", "MUST-59", "3.10.7.4", one_ack_for_all_held,
       "What was held is processed before an ACK leaves"),
  CASES_END
};
