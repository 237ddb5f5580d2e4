/* Cases by requirement: the peer's window as the sender has to respect it: closed, shrunk, reopened, probed (3.8.6). */
#include <string.h>

#include "play.h"

/* The next segment of a target that waits for window: a probe, whatever it looks like. */
static synfin_time probe(struct tester *t, synfin_time wait, struct heard *h)
{
  return tester_hear(t, wait, h) ? h->when : SYNFIN_NEVER;
}

/* Answers a probe: its octet is not taken. */
static void refuse(struct tester *t, int64_t una) { play_send_wnd(t, ACK, NXT, una, 0, 0); }

static bool closed_window(struct tester *t, uint32_t len)
{
  if (PLAY_OPEN(t, .wnd = PLAY_CLOSED))
    play_user_send(t, len);
  return !t->played_out;
}

/* ---- Zero window (3.8.6.1) --------------------------------------------------------------------------------------- */

static void zero_is_respected(struct tester *t)
{
  struct heard h;
  closed_window(t, 3000);
  int64_t una = t->dut.una;
  if (tester_hear(t, MS(150), &h) && h.len > 1)
    tester_fail(t, LEVEL_MUST, "%u octets are sent into a window of zero", h.len);
  else if (probe(t, SYNFIN_SECONDS(2), &h) != SYNFIN_NEVER && (h.len > 1 || h.seq > una || h.seq < una - 1))
    tester_fail(t, LEVEL_MUST, "a probe is one octet, or none, not %u octets at SND.UNA%+" PRId64, h.len, h.seq - una);
}

static void first_probe(struct tester *t)
{
  struct heard h;
  closed_window(t, 3000);
  if (t->played_out)
    return;
  synfin_time from = t->target->now(t->target), at = probe(t, SYNFIN_SECONDS(4), &h);
  if (at == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "a window of zero is probed");
  else if (at - from > SYNFIN_SECONDS(1) + MS(510) || at - from < MS(150))
    tester_fail(t, LEVEL_SHOULD, "the first probe is sent when the window was zero for an RTO, not %" PRIu64 " ms",
                (at - from) / 1000);
}

static void probes_back_off(struct tester *t)
{
  struct heard h;
  if (!play_patience(t, 200) || !closed_window(t, 3000))
    return;
  int64_t una = t->dut.una;
  synfin_time interval[7], last = probe(t, SYNFIN_SECONDS(10), &h);
  for (int i = 0; i < 7 && !t->played_out; i++) {
    refuse(t, una);
    synfin_time at = probe(t, SYNFIN_SECONDS(300), &h);
    if (at == SYNFIN_NEVER)
      tester_fail(t, LEVEL_MUST, "a window of zero is probed again and again");
    interval[i] = at - last, last = at;
    if (i > 0 && interval[i] + MS(510) < SYNFIN_SECONDS(60) && interval[i] * 2 + MS(510) < interval[i - 1] * 3)
      tester_fail(t, LEVEL_SHOULD,
                  "the intervals between probes grow exponentially: %" PRIu64 " ms follow %" PRIu64 " ms",
                  interval[i] / 1000, interval[i - 1] / 1000);
  }
  if (!t->played_out && interval[6] < interval[0] * 8)
    tester_fail(t, LEVEL_SHOULD, "the intervals between probes grow exponentially: the seventh is %" PRIu64 " ms",
                interval[6] / 1000);
}

static void probes_for_ever(struct tester *t)
{
  struct heard h;
  if (!play_patience(t, 86400) || !closed_window(t, 100))
    return;
  int64_t una = t->dut.una;
  synfin_time end = t->target->now(t->target) + SYNFIN_SECONDS(86400);
  while (!t->played_out && t->target->now(t->target) < end) {
    if (probe(t, SYNFIN_SECONDS(600), &h) == SYNFIN_NEVER)
      tester_fail(t, LEVEL_MUST, "a window of zero is probed for ever while the probes are acknowledged");
    refuse(t, una);
  }
  play_send_wnd(t, ACK, NXT, una, 0, PLAY_WINDOW);
  play_flight(t, SYNFIN_SECONDS(1), 0);
  if (MAX != una + 100)
    tester_fail(t, LEVEL_MUST, "after a day the window opens, and the text is sent");
}

/* The segment that opened the window was lost: only a probe finds out. */
static void lost_update(struct tester *t)
{
  struct heard h;
  closed_window(t, 3000);
  int64_t una = t->dut.una;
  if (probe(t, SYNFIN_SECONDS(3), &h) == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "a window of zero is probed");
  play_send_wnd(t, ACK, NXT, una, 0, PLAY_WINDOW);
  play_flight(t, SYNFIN_SECONDS(2), 0);
  play_ack(t);
  play_flight(t, MS(500), 0);
  if (MAX != una + 3000)
    tester_fail(t, LEVEL_MUST, "the answer to a probe opens the window, and the text is sent");
}

/* The window closes behind text that is acknowledged: nothing is in flight, and no timer but the persist timer runs. */
static void closes_later(struct tester *t)
{
  struct heard h;
  PLAY_OPEN(t, .wnd = 1000);
  play_user_send(t, 3000);
  play_flight(t, MS(200), 0);
  int64_t una = MAX;
  refuse(t, una);
  if (probe(t, SYNFIN_SECONDS(4), &h) == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "a window that closes behind text is probed");
  else if (h.len > 1)
    tester_fail(t, LEVEL_MUST, "%u octets are sent into a window of zero", h.len);
}

static void taken_probe(struct tester *t)
{
  struct heard h;
  closed_window(t, 100);
  int64_t una = t->dut.una;
  if (probe(t, SYNFIN_SECONDS(4), &h) == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "a window of zero is probed");
  if (h.len == 0 || t->played_out) {
    t->allowed = "its probes are empty";
    return;
  }
  if (h.text[0] != tester_octet(una))
    tester_fail(t, LEVEL_MUST, "a probe has the octet that stands there");
  play_send_wnd(t, ACK, NXT, una + 1, 0, PLAY_WINDOW);
  play_flight(t, MS(500), 0);
  if (MAX != una + 100)
    tester_fail(t, LEVEL_MUST, "after a probe that was taken, the text goes on");
}

static void fin_waits(struct tester *t)
{
  struct heard h;
  closed_window(t, 100);
  int64_t una = t->dut.una;
  play_user(t, TARGET_CALL_CLOSE);
  if (probe(t, SYNFIN_SECONDS(4), &h) == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "a window of zero is probed after CLOSE too");
  else if (h.len > 1 || (h.flags & FIN && h.seq + h.len != una + 100))
    tester_fail(t, LEVEL_MUST, "after CLOSE a probe is still the next octet, and no FIN in its place");
  play_send_wnd(t, ACK, NXT, una, 0, PLAY_WINDOW);
  play_flight(t, MS(500), 0);
  play_ack(t);
  play_flight(t, MS(500), 0);
  if (MAX != una + 101)
    tester_fail(t, LEVEL_MUST, "once the window opens, text and FIN are sent");
}

/* ---- An open window is an end too -------------------------------------------------------------------------------- */

static void respected(struct tester *t, unsigned wnd)
{
  PLAY_OPEN(t, .wnd = wnd);
  int64_t una = t->dut.una;
  play_user_send(t, 20000);
  for (int i = 0; i < 6 && !t->played_out; i++) {
    play_flight(t, MS(1100), 0);
    if (MAX > una + wnd)
      tester_fail(t, LEVEL_MUST, "%" PRId64 " octets are sent into a window of %u", MAX - una, wnd);
    una = MAX;
    play_ack(t);
  }
  if (MAX == t->dut.iss + 1)
    tester_fail(t, LEVEL_MUST, "text is sent into a window that is open");
}

static void syn_ack_window(struct tester *t)
{
  PLAY_OPEN(t, .active = true, .wnd = 700);
  int64_t una = t->dut.una;
  play_user_send(t, 5000);
  play_flight(t, MS(1100), 0);
  if (MAX > una + 700)
    tester_fail(t, LEVEL_MUST, "%" PRId64 " octets are sent into the SYN,ACK's window of 700", MAX - una);
  else if (MAX == una)
    tester_fail(t, LEVEL_MUST, "the window of the SYN,ACK lets text be sent");
}

/* 0x8000 would be negative as a signed number. */
static void is_unsigned(struct tester *t, unsigned wnd)
{
  PLAY_OPEN(t, .wnd = wnd);
  uint32_t sent = play_user_send(t, 60000);
  struct flight f = play_flight(t, MS(300), 0);
  if (f.segments == 0)
    tester_fail(t, LEVEL_MUST, "text is sent into a window of %u", wnd);
  for (int i = 0; i < 40 && !t->played_out && f.segments > 0 && MAX < t->dut.iss + 1 + sent; i++) {
    play_ack(t);
    f = play_flight(t, MS(300), 0);
  }
  if (MAX != t->dut.iss + 1 + sent)
    tester_fail(t, LEVEL_MUST, "text goes on in a window of %u", wnd);
}

/* Slow start opens until the window is the limit: then more than 32767 octets are on their way at once. */
static void beyond_signed(struct tester *t)
{
  PLAY_OPEN(t, .wnd = 65535);
  int64_t most = 0, queued = MAX;
  for (int i = 0; i < 200 && !t->played_out && most <= 32767; i++) {
    uint8_t octets[8192];
    memset(octets, 'x', sizeof octets);
    if (!tester_needs(t, TARGET_SEND))
      return;
    for (ptrdiff_t n; (n = tester_call(t, TARGET_CALL_SEND, octets, sizeof octets)) > 0;)
      queued += n;
    play_flight(t, MS(5), 0);
    most = MAX - t->dut.una > most ? MAX - t->dut.una : most;
    int64_t una = t->dut.una + (int64_t)PLAY_MSS;
    play_send(t, ACK, NXT, una < MAX ? una : MAX, 0);
  }
  if (most <= 32767 && queued - t->dut.una > 60000)
    tester_fail(t, LEVEL_MUST, "a window of 65535 holds no more than %" PRId64 " octets", most);
  else if (most <= 32767)
    tester_inconclusive(t, "no more than %" PRId64 " octets were on their way", most);
}

/* ---- A window that shrinks --------------------------------------------------------------------------------------- */

/* With text in flight, the window shrinks to less than that. `una`: where the flight begins. */
static bool shrinks(struct tester *t, int64_t *una, int64_t wnd)
{
  PLAY_OPEN(t, .wnd = 4000);
  *una = t->dut.una;
  play_user_send(t, 20000);
  play_flight(t, MS(100), 0);
  if (!t->played_out && MAX - *una < 2000)
    tester_inconclusive(t, "only %" PRId64 " octets are in flight", MAX - *una);
  play_send_wnd(t, ACK, NXT, *una, 0, wnd);
  return !t->played_out;
}

static void shrink(struct tester *t)
{
  int64_t una;
  shrinks(t, &una, 1000);
  int64_t max = MAX;
  play_flight(t, SYNFIN_SECONDS(2), 0);
  if (MAX != max)
    tester_fail(t, LEVEL_SHOULD, "no new text is sent beyond a window that shrank");
  play_send_wnd(t, ACK, NXT, max, 0, 8000);
  play_flight(t, MS(500), 0);
  if (MAX == max)
    tester_fail(t, LEVEL_MUST, "a sender survives a window that shrinks, and goes on when it grows");
}

static void shrunk_is_sent_again(struct tester *t)
{
  struct heard h;
  int64_t una;
  shrinks(t, &una, 1000);
  if (play_again(t, SYNFIN_SECONDS(4), &h) == SYNFIN_NEVER || h.seq != una)
    tester_fail(t, LEVEL_SHOULD, "what is not acknowledged and still in the window is sent again");
  else if (h.seq + h.len > una + 1000)
    t->allowed = "what lies beyond a window that shrank is sent again (MAY-7)";
}

static void old_beyond_shrunk(struct tester *t)
{
  int64_t una;
  struct heard h;
  shrinks(t, &una, 1000);
  int64_t max = MAX;
  if (play_again(t, SYNFIN_SECONDS(4), &h) != SYNFIN_NEVER && h.seq + h.len > max)
    tester_fail(t, LEVEL_SHOULD, "old text may be sent again beyond a window that shrank, new text not");
}

static void shrunk_to_zero(struct tester *t)
{
  struct heard h;
  int64_t una;
  if (!play_patience(t, 20) || !shrinks(t, &una, 0))
    return;
  int64_t max = MAX;
  for (int i = 0; i < 4 && !t->played_out; i++) {
    if (probe(t, SYNFIN_SECONDS(30), &h) == SYNFIN_NEVER)
      tester_fail(t, LEVEL_MUST, "a window that shrank to zero is probed");
    if (h.seq + h.len > max)
      tester_fail(t, LEVEL_SHOULD, "no new text is sent beyond a window that shrank");
    refuse(t, una);
  }
}

/* An ACK of what lies beyond the shrunk edge is an ACK of what was sent. */
static void ack_beyond_shrunk(struct tester *t)
{
  int64_t una;
  if (!play_patience(t, 10) || !shrinks(t, &una, 500))
    return;
  int64_t max = MAX;
  tester_wait(t, SYNFIN_SECONDS(3));
  play_send_wnd(t, ACK, NXT, max, 0, 8000);
  struct heard h = {0};
  if (!play_hear(t, MS(500), &h) || h.len == 0 || h.seq != max)
    tester_fail(t, LEVEL_MUST, "an ACK beyond a window that shrank is believed, and text goes on there");
}

static void shrunk_is_no_failure(struct tester *t)
{
  int64_t una;
  struct heard h;
  if (!play_patience(t, 7200) || !shrinks(t, &una, 500))
    return;
  synfin_time end = t->target->now(t->target) + SYNFIN_SECONDS(7200);
  una += 500;
  while (!t->played_out && t->target->now(t->target) < end) {
    play_send_wnd(t, ACK, NXT, una, 0, 0);
    if (probe(t, SYNFIN_SECONDS(600), &h) == SYNFIN_NEVER)
      tester_fail(t, LEVEL_SHOULD, "text beyond a window that shrank does not time out the connection while ACKs come");
  }
  play_alive(t, "text beyond a window that shrank does not time out the connection");
}

/* ---- Silly windows (3.8.6.2.1), and which segment's window counts ------------------------------------------------ */

static void silly(struct tester *t)
{
  PLAY_OPEN(t, .wnd = 8000);
  int64_t una = t->dut.una;
  play_user_send(t, 30000);
  while (!t->played_out && MAX < una + 8000 && play_flight(t, MS(200), 0).segments > 0)
    play_send_wnd(t, ACK, NXT, MAX, 0, una + 8000 - MAX);
  play_flight(t, MS(1100), 0);
  int64_t max = MAX;
  if (t->played_out)
    return;
  for (int i = 1; i <= 5 && !t->played_out; i++) {
    struct heard h;
    play_send_wnd(t, ACK, NXT, max, 0, i * 10);
    if (play_hear(t, MS(15), &h) && h.len > 1)
      tester_fail(t, LEVEL_MUST, "a window that opens by 10 octets gets %u octets at once: a silly window", h.len);
  }
}

static void silly_ends(struct tester *t)
{
  PLAY_OPEN(t, .wnd = 8000);
  play_user_send(t, 30000);
  play_flight(t, MS(1100), 0);
  int64_t max = MAX;
  play_send_wnd(t, ACK, NXT, max, 0, 200);
  play_flight(t, SYNFIN_SECONDS(3), 0);
  if (MAX == max)
    tester_fail(t, LEVEL_MUST, "a window too small for a full segment is used in the end, by the override timer");
}

static void old_window(struct tester *t)
{
  PLAY_OPEN(t, .wnd = 2000);
  play_text(t, 10);
  play_expect_ack(t, "text is acknowledged");
  play_send_wnd(t, ACK, NXT - 10, MAX, 0, 60000);
  play_send_wnd(t, ACK, NXT, MAX, 0, 1000);
  play_send_wnd(t, ACK, NXT - 10, MAX, 10, 60000);
  tester_wait(t, QUIET);
  int64_t una = MAX;
  play_user_send(t, 20000);
  play_flight(t, MS(300), 0);
  if (MAX > una + 1000)
    tester_fail(t, LEVEL_MUST, "the window of an old segment does not count: %" PRId64 " octets into 1000", MAX - una);
}

/* SND.WL2: of two segments with one SEQ the one with the greater ACK is the later one. */
static void older_ack_window(struct tester *t)
{
  if (!PLAY_OPEN(t, .wnd = 2000, .no_delay = true))
    return;
  play_user_send(t, 100);
  play_flight(t, MS(50), 0);
  int64_t first = MAX;
  play_user_send(t, 100);
  play_flight(t, MS(50), 0);
  play_send_wnd(t, ACK, NXT, MAX, 0, 1000);
  play_send_wnd(t, ACK, NXT, first, 0, 60000);
  int64_t una = MAX;
  play_user_send(t, 20000);
  play_flight(t, MS(300), 0);
  if (MAX > una + 1000)
    tester_fail(t, LEVEL_MUST, "the window of an older ACK does not count: %" PRId64 " octets into 1000", MAX - una);
}

const struct required required_persist[] = {
  CASE(MUST, "persist/zero-window", "", "3.8.6.1", zero_is_respected, "A window of zero is not sent into, but probed"),
  CASE(SHOULD, "persist/first-probe", "SHLD-29", "3.8.6.1", first_probe, "The first probe comes after an RTO"),
  CASE(SHOULD, "persist/probes-back-off", "SHLD-30", "3.8.6.1", probes_back_off,
       "Probes come at intervals that grow exponentially"),
  CASE(MUST, "persist/for-ever", "MUST-37", "3.8.6.1", probes_for_ever,
       "A window may stay closed for ever while probes are acknowledged"),
  CASE(MUST, "persist/lost-update", "MUST-36", "3.8.6.1", lost_update,
       "A window update that was lost is found out by a probe"),
  CASE(MUST, "persist/closes-later", "MUST-36", "3.8.6.1", closes_later, "A window that closes behind text is probed"),
  CASE(MUST, "persist/probe-is-taken", "", "3.8.6.1", taken_probe, "A probe has the right octet, and may be taken"),
  CASE(MUST, "persist/fin-waits", "", "3.8.6.1; 3.10.4", fin_waits, "CLOSE does not end the probing"),
  CASE_IN(MUST, "persist/window-100", "", "3.8.6", respected, 100, "No octet is sent beyond a window of 100"),
  CASE_IN(MUST, "persist/window-1461", "", "3.8.6", respected, 1461, "No octet is sent beyond a window of 1461"),
  CASE_IN(MUST, "persist/window-5000", "", "3.8.6", respected, 5000, "No octet is sent beyond a window of 5000"),
  CASE(MUST, "persist/syn-ack-window", "", "3.10.7.3 Fourth", syn_ack_window, "The window of a SYN,ACK counts"),
  CASE_IN(MUST, "persist/window-32768", "MUST-1", "3.1", is_unsigned, 0x8000,
          "A window of 32768 is no negative number"),
  CASE_IN(MUST, "persist/window-65535", "MUST-1", "3.1", is_unsigned, 0xffff,
          "A window of 65535 is no negative number"),
  CASE(MUST, "persist/beyond-32767", "MUST-1", "3.1", beyond_signed, "More than 32767 octets may be on their way"),
  CASE(MUST, "persist/shrink", "MUST-34", "3.8.6", shrink, "A sender survives a window that shrinks"),
  CASE(SHOULD, "persist/shrink-no-new-text", "SHLD-15", "3.8.6", shrink,
       "No new text is sent beyond a window that shrank"),
  CASE(SHOULD, "persist/shrink-sends-again", "SHLD-16", "3.8.6", shrunk_is_sent_again,
       "After a window shrank, what is in it is sent again as usual"),
  CASE(MAY, "persist/shrink-old-text", "MAY-7", "3.8.6", old_beyond_shrunk,
       "After a window shrank, old text beyond it may be sent again"),
  CASE(MUST, "persist/shrink-to-zero", "MUST-35", "3.8.6", shrunk_to_zero, "A window that shrank to zero is probed"),
  CASE(MUST, "persist/shrink-ack-beyond", "MUST-34", "3.8.6", ack_beyond_shrunk,
       "An ACK of text beyond a window that shrank is believed"),
  CASE(SHOULD, "persist/shrink-no-failure", "SHLD-17", "3.8.6", shrunk_is_no_failure,
       "Text beyond a window that shrank does not time out the connection"),
  CASE(MUST, "persist/silly-window", "MUST-38", "3.8.6.2.1", silly,
       "A window that opens octet by octet is not sent into octet by octet"),
  CASE(MUST, "persist/silly-window-ends", "MUST-38", "3.8.6.2.1", silly_ends, "A small window is used in the end"),
  CASE(MUST, "persist/old-window", "", "3.10.7.4 Fifth", old_window,
       "The window of an old segment does not count (SND.WL1, SND.WL2)"),
  CASE(MUST, "persist/older-ack-window", "", "3.10.7.4 Fifth", older_ack_window,
       "The window of an older ACK does not count (SND.WL2)"),
  CASES_END
};
