/* Cases by requirement: RTO, how long it is tried, and what silence means (3.8.1 to 3.8.4, RFC 6298). */
#include "play.h"

#define TRIES 12u

/* Sends `len` octets and hears them. The time at which they were first sent; SYNFIN_NEVER: the case is over. */
static synfin_time sends(struct tester *t, uint32_t len)
{
  struct heard h = {0};
  if (play_user_send(t, len) == 0 || t->played_out)
    return SYNFIN_NEVER;
  if (!play_hear(t, MS(100), &h) || h.len == 0)
    tester_inconclusive(t, "no text is sent after SEND");
  play_flight(t, 0, 0);
  return t->played_out ? SYNFIN_NEVER : h.when;
}

/* The intervals of up to `count` retransmissions after `last`; how many came within `patience`. */
static unsigned intervals(struct tester *t, synfin_time last, synfin_time interval[], unsigned count,
                          synfin_time patience)
{
  struct heard h;
  synfin_time end = last + patience;
  unsigned n = 0;
  for (synfin_time at; n < count && t->target->now(t->target) < end; last = at) {
    at = play_again(t, end - t->target->now(t->target), &h);
    if (at == SYNFIN_NEVER)
      break;
    interval[n++] = at - last;
  }
  return t->played_out ? 0 : n;
}

static synfin_time patience(const struct tester *t)
{
  return t->target->can & TARGET_VIRTUAL_TIME ? SYNFIN_SECONDS(600) : SYNFIN_SECONDS(30);
}

/* Clocks may be as coarse as half a second. */
static bool near(synfin_time is, synfin_time wanted)
{
  synfin_time slack = wanted / 8 + MS(510);
  return is + slack >= wanted && is <= wanted + slack;
}

static bool exact(synfin_time is, synfin_time wanted) { return is + MS(5) >= wanted && is <= wanted + MS(5); }

/* The second is twice the first, within what clocks may be off. */
static bool doubles(const synfin_time interval[])
{
  return interval[1] * 2 >= interval[0] * 3 && near(interval[1], interval[0] * 2);
}

/* Each twice the one before, until they are as long as the longest, which is a minute at least (RFC 6298 2.5, 5.5). */
static void judge_backoff(struct tester *t, const synfin_time interval[], unsigned n)
{
  for (unsigned i = 1; i < n && !t->played_out; i++) {
    bool capped = interval[i - 1] * 2 > SYNFIN_SECONDS(60) && interval[i] + MS(510) >= SYNFIN_SECONDS(60);
    if (!capped && !doubles(&interval[i - 1]))
      tester_fail(t, LEVEL_MUST,
                  "retransmission %u came after %" PRIu64 " ms, the one before after %" PRIu64 " ms: not twice as long",
                  i + 1, interval[i] / 1000, interval[i - 1] / 1000);
  }
}

/* ---- RTO --------------------------------------------------------------------------------------------------------- */

/* RFC 8985 7: a probe may go out before the timeout, which then takes what was left of its time. */
static void judge_backoff_of_text(struct tester *t, const synfin_time interval[], unsigned n)
{
  bool probed = n > 4 && !doubles(interval) && doubles(interval + 2);
  judge_backoff(t, interval + (probed ? 2 : 0), probed ? n - 2 : n);
  if (probed)
    t->allowed = "a tail loss probe goes before the first timeout (RFC 8985 7)";
}

static void syn_rto(struct tester *t)
{
  synfin_time interval[1] = {0};
  play_syn_sent(t);
  synfin_time now = t->played_out ? 0 : t->target->now(t->target);
  if (intervals(t, now, interval, 1, SYNFIN_SECONDS(4)) == 0)
    tester_fail(t, LEVEL_SHOULD, "a SYN is sent again after a second, or three");
  else if (interval[0] + MS(20) < SYNFIN_SECONDS(1))
    tester_fail(t, LEVEL_SHOULD, "the first RTO is a second: the SYN came again after %" PRIu64 " ms",
                interval[0] / 1000);
}

static void syn_backoff(struct tester *t)
{
  synfin_time interval[TRIES] = {0};
  if (!play_patience(t, 30) || !play_syn_sent(t))
    return;
  unsigned n = intervals(t, t->target->now(t->target), interval, TRIES, patience(t));
  if (n < 3)
    tester_fail(t, LEVEL_MUST, "a SYN is sent again: %u times", n);
  judge_backoff(t, interval, n);
}

static void syn_ack_backoff(struct tester *t)
{
  synfin_time interval[TRIES] = {0};
  if (!play_patience(t, 30) || !play_in(t, SYNFIN_SYN_RECEIVED_PASSIVE))
    return;
  unsigned n = intervals(t, t->target->now(t->target), interval, TRIES, patience(t));
  if (n < 3)
    tester_fail(t, LEVEL_MUST, "a SYN,ACK is sent again: %u times", n);
  judge_backoff(t, interval, n);
}

static void text_backoff(struct tester *t)
{
  synfin_time interval[TRIES] = {0};
  if (!play_patience(t, 30) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return;
  unsigned n = intervals(t, sends(t, 100), interval, TRIES, patience(t));
  if (n < 3)
    tester_fail(t, LEVEL_MUST, "text is sent again: %u times", n);
  judge_backoff_of_text(t, interval, n);
}

static void fin_backoff(struct tester *t)
{
  synfin_time interval[TRIES] = {0};
  if (!play_patience(t, 30) || !play_in(t, SYNFIN_FIN_WAIT_1))
    return;
  unsigned n = intervals(t, t->target->now(t->target), interval, TRIES, patience(t));
  if (n < 3)
    tester_fail(t, LEVEL_MUST, "a FIN is sent again: %u times", n);
  judge_backoff_of_text(t, interval, n);
}

static void rto_at_least(struct tester *t)
{
  synfin_time interval[1] = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  if (intervals(t, sends(t, 100), interval, 1, SYNFIN_SECONDS(3)) == 0)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  else if (interval[0] + MS(20) < SYNFIN_SECONDS(1))
    tester_fail(t, LEVEL_SHOULD, "RTO is at least a second: text came again after %" PRIu64 " ms", interval[0] / 1000);
}

/* RFC 6298 2.2, 2.3 over these round-trip times, with or without the handshake's, which was next to nothing. */
static synfin_time recurrence(const synfin_time rtt[], unsigned n, bool handshake)
{
  synfin_time srtt = 0, rttvar = 0;
  bool first = !handshake;
  for (unsigned i = 0; i < n; i++) {
    synfin_time off = srtt > rtt[i] ? srtt - rtt[i] : rtt[i] - srtt;
    rttvar = first ? rtt[i] / 2 : (3 * rttvar + off) / 4;
    srtt = first ? rtt[i] : (7 * srtt + rtt[i]) / 8;
    first = false;
  }
  return srtt + 4 * rttvar;
}

static void rto_computed(struct tester *t)
{
  static const synfin_time rtt[] = {MS(900), MS(900), MS(950), MS(700), MS(800), MS(990)};
  synfin_time interval[1] = {0};
  if (!play_patience(t, 10) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return;
  for (unsigned n = 0; n < 6 && !t->played_out; n++) {
    synfin_time at = sends(t, 100);
    if (at == SYNFIN_NEVER)
      return;
    tester_wait(t, at + rtt[n] - t->target->now(t->target));
    play_ack(t);
  }
  synfin_time with = recurrence(rtt, 6, true), without = recurrence(rtt, 6, false);
  if (intervals(t, sends(t, 100), interval, 1, SYNFIN_SECONDS(20)) == 0)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  else if (interval[0] + MS(510) < without || interval[0] > with + MS(2510))
    tester_fail(t, LEVEL_MUST, "RTO is %" PRIu64 " ms by RFC 6298 2.3, not %" PRIu64, with / 1000, interval[0] / 1000);
  else if (!exact(interval[0], with) && !exact(interval[0], without))
    t->allowed = "its clock ticks in half seconds, four of which RTTVAR may be off";
}

/* Text is lost twice, and then acknowledged, long after it was first sent or soon after it was last sent. */
static void karn(struct tester *t, unsigned soon)
{
  synfin_time interval[3] = {0}, next[1] = {0};
  if (!play_patience(t, 30) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return;
  unsigned n = intervals(t, sends(t, 100), interval, 3, SYNFIN_SECONDS(60));
  if (n < 3)
    tester_fail(t, LEVEL_MUST, "text is sent again: %u times", n);
  if (t->played_out)
    return;
  synfin_time rto = interval[2] * 2;
  tester_wait(t, soon ? MS(10) : rto * 3 / 4);
  play_ack(t);
  if (intervals(t, sends(t, 100), next, 1, SYNFIN_SECONDS(120)) == 0)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  else if (next[0] > rto + rto / 8 + MS(510))
    tester_fail(t, LEVEL_MUST, "what was sent again gives no sample: RTO is %" PRIu64 " ms, not %" PRIu64,
                next[0] / 1000, rto / 1000);
  else if (next[0] + next[0] / 8 + MS(510) < rto)
    tester_fail(t, LEVEL_SHOULD, "RTO stays backed off until there is a sample: %" PRIu64 " ms, not %" PRIu64,
                next[0] / 1000,
                rto / 1000);
}

static void backoff_ends(struct tester *t)
{
  synfin_time interval[3] = {0}, next[1] = {0};
  if (!play_patience(t, 30) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return;
  if (intervals(t, sends(t, 100), interval, 3, SYNFIN_SECONDS(60)) < 3)
    tester_fail(t, LEVEL_MUST, "text is sent again");
  for (int i = 0; i < 3; i++) {
    play_ack(t);
    sends(t, 100);
  }
  play_ack(t);
  if (intervals(t, sends(t, 100), next, 1, SYNFIN_SECONDS(120)) == 0)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  else if (next[0] > interval[2])
    tester_fail(t, LEVEL_SHOULD, "samples end the back-off: RTO is still %" PRIu64 " ms", next[0] / 1000);
}

/* RFC 6298 5.7: a SYN that was lost has spoiled the sample, and the network may be slow. */
static void three_seconds(struct tester *t)
{
  synfin_time interval[1] = {0};
  struct heard h;
  if (!play_patience(t, 5) || !play_syn_sent(t))
    return;
  if (play_again(t, SYNFIN_SECONDS(4), &h) == SYNFIN_NEVER)
    tester_inconclusive(t, "its SYN is not sent again");
  play_syn_ack(t);
  play_expect_ack(t, "the SYN,ACK is acknowledged");
  if (intervals(t, sends(t, 100), interval, 1, SYNFIN_SECONDS(10)) == 0)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  else if (interval[0] + MS(510) < SYNFIN_SECONDS(3))
    tester_fail(t, LEVEL_MUST, "RTO is three seconds after a SYN was lost, not %" PRIu64 " ms", interval[0] / 1000);
}

/* ---- When the timer runs (RFC 6298 5) ---------------------------------------------------------------------------- */

static void off_when_acked(struct tester *t)
{
  if (!play_patience(t, 60) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return;
  sends(t, 100);
  play_ack(t);
  struct heard h;
  if (tester_hear(t, SYNFIN_SECONDS(60), &h))
    tester_fail(t, LEVEL_MUST, "nothing is sent again once all is acknowledged");
}

/* RFC 6298 5.3 in virtual time, where it can be seen to a hair. */
static void restarted_by_ack(struct tester *t)
{
  struct heard h;
  synfin_time interval[1] = {0};
  if (!tester_needs(t, TARGET_VIRTUAL_TIME) || !PLAY_OPEN(t, .no_delay = true))
    return;
  if (intervals(t, sends(t, 100), interval, 1, SYNFIN_SECONDS(4)) == 0)
    tester_inconclusive(t, "text is not sent again");
  if (!PLAY_OPEN(t, .no_delay = true))
    return;
  sends(t, 100);
  int64_t first = MAX;
  sends(t, 100);
  tester_wait(t, interval[0] * 3 / 4);
  play_send(t, ACK, NXT, first, 0);
  synfin_time acked = t->target->now(t->target), again = play_again(t, SYNFIN_SECONDS(8), &h);
  if (again == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  else if (again - acked + MS(510) < interval[0])
    tester_fail(t, LEVEL_SHOULD, "an ACK of new octets restarts the timer: text came again %" PRIu64 " ms after it",
                (again - acked) / 1000);
}

/* Text that is acknowledged, a pause, and text that is not: after which time that is sent again. */
static synfin_time interval_after(struct tester *t, synfin_time pause)
{
  synfin_time interval[1] = {0};
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  sends(t, 100);
  tester_wait(t, MS(10));
  play_ack(t);
  tester_wait(t, pause);
  if (intervals(t, sends(t, 100), interval, 1, SYNFIN_SECONDS(8)) == 0)
    tester_fail(t, LEVEL_MUST, "text that is not acknowledged is sent again");
  return interval[0];
}

/* RFC 6298 5.1, 5.2: what ran for the text before is no matter of the next one's. */
static void started_afresh(struct tester *t)
{
  if (!tester_needs(t, TARGET_VIRTUAL_TIME))
    return;
  synfin_time whole = interval_after(t, SYNFIN_SECONDS(10)), next = interval_after(t, whole * 3 / 4);
  if (next + MS(510) < whole)
    tester_fail(t, LEVEL_SHOULD, "text is sent again after %" PRIu64 " ms, by a timer that ran before it", next / 1000);
}

static void old_acks_restart_nothing(struct tester *t)
{
  struct heard h;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  synfin_time at = sends(t, 100), again = SYNFIN_NEVER;
  if (t->played_out)
    return;
  for (int i = 0; i < 40 && again == SYNFIN_NEVER && !t->played_out; i++) {
    play_send(t, ACK, NXT, t->dut.una, 0);
    again = play_again(t, MS(100), &h);
  }
  if (again == SYNFIN_NEVER || again - at > SYNFIN_SECONDS(4))
    tester_fail(t, LEVEL_MUST, "ACKs of nothing new do not put off a retransmission");
}

static void earliest_first(struct tester *t)
{
  struct heard h;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t una = MAX;
  sends(t, 4000);
  play_flight(t, MS(50), 0);
  if (play_again(t, SYNFIN_SECONDS(4), &h) == SYNFIN_NEVER || h.seq != una)
    tester_fail(t, LEVEL_MUST, "a timeout sends the earliest segment that is not acknowledged");
}

static void part_acked(struct tester *t)
{
  struct heard h;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t una = MAX;
  sends(t, 1000);
  play_send(t, ACK, NXT, una + 300, 0);
  if (play_again(t, SYNFIN_SECONDS(4), &h) == SYNFIN_NEVER || h.seq > una + 300 || h.seq + h.len <= una + 300)
    tester_fail(t, LEVEL_MUST, "of a segment that was acknowledged in part the rest is sent again");
  else if (h.seq < una + 300)
    t->allowed = "a segment stays in the queue until all of it is acknowledged";
  play_ack(t);
}

/* ---- How long: R1, R2 (3.8.3) ------------------------------------------------------------------------------------ */

static void syn_r2(struct tester *t)
{
  if (!play_patience(t, 180) || !play_syn_sent(t))
    return;
  tester_wait(t, SYNFIN_SECONDS(179));
  play_state(t, SYNFIN_SYN_SENT, "a SYN is tried for three minutes at least");
  play_syn_ack(t);
  play_expect_ack(t, "a SYN is tried for three minutes at least: a SYN,ACK is still taken");
}

/* When it is given up at last; SYNFIN_NEVER: not within the time. Nothing more is sent then. */
static void gives_up(struct tester *t, synfin_time within)
{
  struct heard h;
  tester_wait(t, within);
  if (play_again(t, SYNFIN_SECONDS(300), &h) != SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "it is given up at R2, but is still sent again");
  play_gone(t, "after R2 the connection is closed");
}

static void syn_given_up(struct tester *t)
{
  if (!play_patience(t, 3600) || !play_syn_sent(t))
    return;
  tester_wait(t, SYNFIN_SECONDS(3600));
  play_state(t, SYNFIN_CLOSED, "an opening without an answer is given up in the end");
  play_user_error(t, TARGET_CALL_RECEIVE, SYNFIN_ERR_USER_TIMEOUT, "RECEIVE after an opening without an answer");
}

static void syn_received_given_up(struct tester *t)
{
  if (!play_patience(t, 3600) || !play_in(t, SYNFIN_SYN_RECEIVED_PASSIVE))
    return;
  tester_wait(t, SYNFIN_SECONDS(3600));
  if (t->target->can & TARGET_STATUS && t->target->status(t->target) == SYNFIN_CLOSED) {
    t->allowed = "SYN-RECEIVED ends in CLOSED";
    return;
  }
  play_listens(t, "a SYN,ACK without an answer is given up in the end, and the listener listens");
}

static void text_r2(struct tester *t)
{
  if (!play_patience(t, 100) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return;
  sends(t, 100);
  tester_wait(t, SYNFIN_SECONDS(99));
  play_state(t, SYNFIN_ESTABLISHED, "text is tried for 100 seconds at least");
  play_alive(t, "text is tried for 100 seconds at least");
}

static void text_given_up(struct tester *t)
{
  if (!play_patience(t, 10800) || !PLAY_OPEN(t, .wnd = PLAY_WINDOW))
    return;
  sends(t, 100);
  gives_up(t, SYNFIN_SECONDS(10800));
  play_user_error(t, TARGET_CALL_RECEIVE, SYNFIN_ERR_USER_TIMEOUT, "RECEIVE after R2");
}

/* A slow connection is no dead one: something always waits, but never the same. */
static void progress_counts(struct tester *t)
{
  if (!play_patience(t, 1000) || !PLAY_OPEN(t, .no_delay = true))
    return;
  sends(t, 10);
  for (int i = 0; i < 16 && !t->played_out; i++) {
    int64_t first = MAX;
    sends(t, 10);
    tester_wait(t, SYNFIN_SECONDS(60));
    play_send(t, ACK, NXT, first, 0);
  }
  play_alive(t, "text that is acknowledged in the end is no failure, however often");
}

/* ---- Silence (3.8.4) --------------------------------------------------------------------------------------------- */

static void idle(struct tester *t)
{
  struct heard h;
  bool day = t->target->can & TARGET_VIRTUAL_TIME;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  if (tester_hear(t, SYNFIN_SECONDS(day ? 86400 : 3), &h))
    tester_fail(t, LEVEL_MUST, "a connection that nobody uses is silent");
  play_alive(t, "a connection that nobody used is still there");
}

const struct required required_timer[] = {
  CASE(SHOULD, "timer/syn-rto", "", "3.8.1; RFC 6298 2.1", syn_rto, "The first RTO is a second, of a SYN too"),
  CASE(MUST, "timer/syn-backoff", "MUST-22", "3.8.3; RFC 6298 5.5", syn_backoff,
       "RTO doubles with each SYN that is sent again"),
  CASE(MUST, "timer/syn-ack-backoff", "", "3.8.1; RFC 6298 5.5", syn_ack_backoff,
       "RTO doubles with each SYN,ACK that is sent again"),
  CASE(MUST, "timer/text-backoff", "MUST-19", "3.8.2; RFC 6298 5.5", text_backoff,
       "RTO doubles with each retransmission of text, up to a minute at least"),
  CASE(MUST, "timer/fin-backoff", "", "3.8.1; RFC 6298 5.5", fin_backoff,
       "RTO doubles with each retransmission of a FIN"),
  CASE(SHOULD, "timer/rto-at-least-a-second", "", "3.8.1; RFC 6298 2.4", rto_at_least, "RTO is a second at least"),
  CASE(MUST, "timer/rto-computed", "MUST-18", "3.8.1; RFC 6298 2.3", rto_computed,
       "RTO follows from the round-trip times as RFC 6298 says"),
  CASE_IN(MUST, "timer/karn-late-ack", "MUST-18", "3.8.1; RFC 6298 3", karn, 0,
          "What was sent again gives no sample, as if the first transmission had been acknowledged"),
  CASE_IN(MUST, "timer/karn-early-ack", "MUST-18", "3.8.1; RFC 6298 3", karn, 1,
          "What was sent again gives no sample, as if the last transmission had been acknowledged"),
  CASE(SHOULD, "timer/backoff-ends", "", "RFC 6298 5.7", backoff_ends, "New samples end the back-off"),
  CASE(MUST, "timer/three-seconds", "", "RFC 6298 5.7", three_seconds, "RTO is three seconds where a SYN was lost"),
  CASE(MUST, "timer/off", "", "RFC 6298 5.2", off_when_acked, "The timer is off once all is acknowledged"),
  CASE(SHOULD, "timer/restarted-by-ack", "", "RFC 6298 5.3", restarted_by_ack,
       "After an ACK of new octets a whole RTO passes before anything is sent again"),
  CASE(SHOULD, "timer/started-afresh", "", "RFC 6298 5.1", started_afresh, "Text that is sent starts the timer afresh"),
  CASE(MUST, "timer/old-acks", "", "RFC 6298 5", old_acks_restart_nothing,
       "ACKs of nothing new do not restart the timer"),
  CASE(MUST, "timer/earliest-first", "", "3.10.8; RFC 6298 5.4", earliest_first,
       "A timeout sends what stands first in the queue"),
  CASE(MUST, "timer/part-acked", "", "3.10.7.4 Fifth", part_acked, "What was acknowledged in part is sent again"),
  CASE(MUST, "timer/syn-r2", "MUST-23", "3.8.3", syn_r2, "A SYN is tried for three minutes at least"),
  CASE(MUST, "timer/syn-given-up", "MUST-22", "3.8.3", syn_given_up,
       "An opening without an answer ends, and its user is told"),
  CASE(MUST, "timer/syn-received-given-up", "", "3.8.3", syn_received_given_up,
       "A SYN,ACK without an answer does not hold the listener for ever"),
  CASE(SHOULD, "timer/text-r2", "SHLD-11", "3.8.3", text_r2, "Text is tried for 100 seconds at least"),
  CASE(MUST, "timer/text-given-up", "MUST-20", "3.8.3", text_given_up,
       "A connection whose text is never acknowledged is closed at R2, and its user is told"),
  CASE(MUST, "timer/progress", "MUST-20", "3.8.3", progress_counts,
       "What counts for R2 is one segment, not the connection"),
  CASE(MUST, "timer/idle", "MUST-25", "3.8.4", idle, "Keep-alives are off unless asked for"),
  CASES_END
};
