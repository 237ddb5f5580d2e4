/* Cases by requirement: how much may be on its way, and what is done about a loss (3.8.2, RFC 5681). */
#include "play.h"

#define SMSS 1000
#define LOTS 60000

static bool opens(struct tester *t)
{
  PLAY_OPEN(t, .wnd = LOTS, .opt = {.present = SYNFIN_HAS_MSS, .mss = SMSS});
  if (!t->played_out && !(t->target->can & TARGET_SEND))
    tester_needs(t, TARGET_SEND);
  return !t->played_out;
}

static int64_t flies(const struct tester *t) { return MAX - t->dut.una; }

/* SENDs as much as the target takes, and hears what leaves. */
static struct flight pour(struct tester *t)
{
  static uint8_t octets[4096];
  while (!t->played_out && tester_call(t, TARGET_CALL_SEND, octets, sizeof octets) > 0)
    ;
  return play_flight(t, MS(20), SMSS);
}

/* Until so much flies, or the target has shown that it never will. */
static void fly(struct tester *t, int64_t octets)
{
  pour(t);
  for (int i = 0; i < 60 && !t->played_out && flies(t) < octets; i++) {
    play_ack(t);
    pour(t);
  }
}

/* RFC 5681 3.1: at most 4 segments; RFC 6928: at most 10. */
static void initial_window(struct tester *t)
{
  opens(t);
  pour(t);
  if (flies(t) == 0)
    tester_inconclusive(t, "no text leaves");
  else if (flies(t) > 10 * SMSS)
    tester_fail(t, LEVEL_MUST, "%" PRId64 " octets leave before any ACK, more than ten segments", flies(t));
  else if (flies(t) > 4 * SMSS)
    t->allowed = "an initial window of up to ten segments (RFC 6928)";
}

/* RFC 5681 3.1: cwnd grows by at most SMSS for each ACK of new octets. */
static void slow_start(struct tester *t)
{
  opens(t);
  pour(t);
  for (int i = 0; i < 12 && !t->played_out; i++) {
    int64_t before = flies(t), una = t->dut.una + SMSS;
    play_send(t, ACK, NXT, una < MAX ? una : MAX, 0);
    pour(t);
    if (flies(t) > before + SMSS)
      tester_fail(t, LEVEL_MUST, "one ACK of one segment lets %" PRId64 " octets fly, of %" PRId64 " before", flies(t),
                  before);
  }
}

static void slow_start_grows(struct tester *t)
{
  opens(t);
  pour(t);
  int64_t before = flies(t);
  for (int i = 0; i < 6 && !t->played_out; i++) {
    int64_t una = t->dut.una + SMSS;
    play_send(t, ACK, NXT, una < MAX ? una : MAX, 0);
    pour(t);
  }
  if (flies(t) <= before && flies(t) < LOTS / 2)
    tester_fail(t, LEVEL_MUST, "ACKs open the congestion window: still %" PRId64 " octets fly", flies(t));
}

/* After a timeout: one segment, whatever flew before; then slow start again. */
static void after_timeout(struct tester *t)
{
  struct heard h;
  opens(t);
  pour(t);
  for (int i = 0; i < 6 && !t->played_out; i++) {
    play_send(t, ACK, NXT, t->dut.una + SMSS, 0);
    pour(t);
  }
  int64_t una = t->dut.una;
  if (play_again(t, SYNFIN_SECONDS(4), &h) == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  if (t->played_out)
    return;
  uint32_t again = h.len;
  while (tester_hear(t, MS(100), &h))
    again += h.len;
  if (again > SMSS)
    tester_fail(t, LEVEL_MUST, "after a timeout %u octets are sent again at once, more than one segment", again);
  play_send(t, ACK, NXT, una + SMSS, 0);
  for (again = 0; tester_hear(t, MS(100), &h);)
    again += h.len;
  if (again > 2 * SMSS)
    tester_fail(t, LEVEL_MUST, "after a timeout and one ACK %u octets are sent, more than two segments", again);
}

/* ssthresh is half of what flew; above it cwnd grows by about SMSS for each window that is acknowledged. */
static void avoidance(struct tester *t)
{
  struct heard h;
  opens(t);
  fly(t, 16 * SMSS);
  int64_t flight = flies(t), all = MAX;
  if (!t->played_out && flight < 8 * SMSS)
    tester_inconclusive(t, "only %" PRId64 " octets fly", flight);
  if (play_again(t, SYNFIN_SECONDS(8), &h) == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  tester_wait(t, MS(50));
  play_send(t, ACK, NXT, all, 0);
  for (int window = 0; window < 60 && !t->played_out; window++) {
    pour(t);
    int64_t before = flies(t), end = MAX;
    while (!t->played_out && t->dut.una < end) {
      int64_t una = t->dut.una + SMSS;
      play_send(t, ACK, NXT, una < end ? una : end, 0);
      pour(t);
    }
    if (before >= flight / 2 + SMSS && flies(t) > before + 2 * SMSS)
      tester_fail(t, LEVEL_MUST, "above ssthresh a window of ACKs lets %" PRId64 " octets fly, of %" PRId64 " before",
                  flies(t), before);
  }
}

static bool loses_one(struct tester *t, int64_t *lost)
{
  opens(t);
  fly(t, 8 * SMSS);
  if (!t->played_out && flies(t) < 5 * SMSS)
    tester_inconclusive(t, "only %" PRId64 " octets fly", flies(t));
  *lost = t->dut.una;
  return !t->played_out;
}

static void fast_retransmit(struct tester *t)
{
  struct heard h = {0};
  int64_t lost;
  if (!loses_one(t, &lost))
    return;
  for (int i = 0; i < 3; i++)
    play_send(t, ACK, NXT, lost, 0);
  if (play_again(t, MS(100), &h) == SYNFIN_NEVER || h.seq != lost)
    tester_fail(t, LEVEL_SHOULD, "three duplicate ACKs bring the lost segment at once");
}

static void two_are_not_enough(struct tester *t)
{
  struct heard h = {0};
  int64_t lost;
  if (!loses_one(t, &lost))
    return;
  for (int i = 0; i < 2; i++)
    play_send(t, ACK, NXT, lost, 0);
  if (play_again(t, MS(100), &h) != SYNFIN_NEVER)
    tester_fail(t, LEVEL_SHOULD, "two duplicate ACKs may come of reordering: nothing is sent again");
}

/* RFC 5681 2: what carries text or moves the window is no duplicate. */
static void not_duplicates(struct tester *t, unsigned text)
{
  struct heard h = {0};
  int64_t lost;
  if (!loses_one(t, &lost))
    return;
  for (int i = 0; i < 5; i++)
    play_send_wnd(t, ACK, NXT, lost, text ? 10 : 0, text ? LOTS : LOTS + 10 + i);
  if (play_again(t, MS(100), &h) != SYNFIN_NEVER)
    tester_fail(t, LEVEL_SHOULD, "ACKs that %s are no duplicates: nothing is sent again",
                text ? "carry text" : "move the window");
}

/* RFC 5681 3.2: after the loss at most half of what flew, once it is acknowledged. */
static void halves(struct tester *t)
{
  struct heard h = {0};
  int64_t lost;
  if (!loses_one(t, &lost))
    return;
  int64_t flight = flies(t);
  for (int i = 0; i < 3; i++)
    play_send(t, ACK, NXT, lost, 0);
  if (play_again(t, MS(100), &h) == SYNFIN_NEVER)
    tester_inconclusive(t, "there is no fast retransmit");
  pour(t);
  play_ack(t);
  pour(t);
  int64_t half = flight / 2 > 2 * SMSS ? flight / 2 : 2 * SMSS;
  if (flies(t) > half + 2 * SMSS)
    tester_fail(t, LEVEL_MUST, "after a loss %" PRId64 " octets fly, more than half of %" PRId64, flies(t), flight);
}

/* RFC 5681 3.1: after an idle RTO the window is not what it was. */
static void after_idle(struct tester *t)
{
  if (!play_patience(t, 20))
    return;
  opens(t);
  fly(t, 20 * SMSS);
  int64_t flight = flies(t);
  for (int i = 0; i < 200 && !t->played_out && flies(t) > 0; i++) {
    play_ack(t);
    play_flight(t, MS(20), 0);
  }
  if (!t->played_out && (flies(t) > 0 || flight <= 12 * SMSS))
    tester_inconclusive(t, "%" PRId64 " octets flew, more than an initial window is needed", flight);
  tester_wait(t, SYNFIN_SECONDS(15));
  pour(t);
  if (flies(t) > 10 * SMSS)
    tester_fail(t, LEVEL_SHOULD, "after 15 idle seconds %" PRId64 " octets leave, more than an initial window",
                flies(t));
}

const struct required required_congestion[] = {
  CASE(MUST, "congestion/initial-window", "MUST-19", "3.8.2; RFC 5681 3.1", initial_window,
       "The first flight is an initial window at most"),
  CASE(MUST, "congestion/slow-start", "MUST-19", "3.8.2; RFC 5681 3.1", slow_start,
       "An ACK opens the congestion window by a segment at most"),
  CASE(MUST, "congestion/slow-start-grows", "MUST-19", "3.8.2; RFC 5681 3.1", slow_start_grows,
       "ACKs open the congestion window"),
  CASE(MUST, "congestion/after-timeout", "MUST-19", "3.8.2; RFC 5681 3.1", after_timeout,
       "After a timeout slow start begins with one segment"),
  CASE(MUST, "congestion/avoidance", "MUST-19", "3.8.2; RFC 5681 3.1", avoidance,
       "Above half of what flew when text was lost, the window grows by a segment for each window"),
  CASE(SHOULD, "congestion/fast-retransmit", "", "RFC 5681 3.2", fast_retransmit,
       "The third duplicate ACK brings a retransmission"),
  CASE(SHOULD, "congestion/two-duplicates", "", "RFC 5681 3.2", two_are_not_enough, "Two duplicate ACKs bring none"),
  CASE_IN(SHOULD, "congestion/window-updates", "", "RFC 5681 2", not_duplicates, 0,
          "Window updates are no duplicate ACKs"),
  CASE_IN(SHOULD, "congestion/acks-with-text", "", "RFC 5681 2", not_duplicates, 1,
          "Segments with text are no duplicate ACKs"),
  CASE(MUST, "congestion/halves", "", "RFC 5681 3.2", halves, "A loss halves the window"),
  CASE(SHOULD, "congestion/after-idle", "", "RFC 5681 4.1", after_idle,
       "After an idle time no more than an initial window leaves at once"),
  CASES_END
};
