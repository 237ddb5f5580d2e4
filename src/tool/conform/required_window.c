/* Cases by requirement: the window that the receiver offers, and what reaches beyond it (3.4, 3.8.6). */
#include "play.h"

static uint8_t octets[65536];

static void reads(struct tester *t, size_t len)
{
  if (tester_needs(t, TARGET_RECEIVE))
    tester_call(t, TARGET_CALL_RECEIVE, octets, len);
}

/* Sends text until the window is closed. */
static bool fill(struct tester *t, uint32_t buffer)
{
  struct heard h;
  PLAY_OPEN(t, .buffer = buffer);
  for (int i = 0; i < 200 && !t->played_out && t->dut.rcv_wnd > 0; i++) {
    play_text(t, t->dut.rcv_wnd < 1000 ? t->dut.rcv_wnd : 1000);
    play_hear(t, ANSWER, &h);
  }
  while (play_hear(t, MS(100), &h))
    ;
  if (t->dut.rcv_wnd > 0)
    tester_inconclusive(t, "its window does not close: %" PRId64, t->dut.rcv_wnd);
  return !t->played_out;
}

/* Watches the right edge over a whole transfer, with a user who reads now and then. */
static void never_shrinks(struct tester *t)
{
  struct heard h;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t edge = NXT + t->dut.rcv_wnd;
  for (int i = 0; i < 300 && !t->played_out; i++) {
    int64_t room = t->dut.rcv_wnd, len = 1 + i * 37 % 1400;
    if (room > 0)
      play_text(t, len < room ? len : room);
    if (i % 7 == 6)
      reads(t, (size_t)(1 + i * 91 % 9000));
    while (tester_hear(t, MS(1), &h)) {
      if (h.ack + h.wnd < edge)
        tester_fail(t, LEVEL_SHOULD, "the right edge of its window moves left by %" PRId64, edge - h.ack - h.wnd);
      edge = h.ack + h.wnd;
    }
  }
}

static void closes(struct tester *t)
{
  if (fill(t, 4096))
    play_text_at(t, NXT, 1);
  struct heard h = {0};
  if (!play_hear(t, ANSWER, &h) || h.ack != NXT || h.wnd != 0 || h.flags & RST)
    tester_fail(t, LEVEL_MUST, "a probe of a window of zero gets an ACK of what comes next, and the window");
}

static void stays_closed(struct tester *t)
{
  struct heard h = {0};
  if (!play_patience(t, 86400) || !fill(t, 4096))
    return;
  for (int i = 0; i < 1440 && !t->played_out; i++) {
    tester_wait(t, SYNFIN_SECONDS(59));
    play_text_at(t, NXT, 1);
    if (!play_hear(t, SYNFIN_SECONDS(1), &h) || !(h.flags & ACK) || h.flags & RST || h.ack != NXT)
      tester_fail(t, LEVEL_MUST, "each probe of a window of zero gets an ACK, for a day");
  }
}

static void probe_is_not_taken_twice(struct tester *t)
{
  if (!fill(t, 4096))
    return;
  int64_t from = t->dut.irs + 1, end = NXT;
  for (int i = 0; i < 3; i++) {
    play_text_at(t, end, 1);
    tester_wait(t, QUIET);
  }
  NXT = end;
  play_user_receives(t, from, end, "text up to a window of zero");
}

static void reopens(struct tester *t)
{
  struct heard h = {0};
  if (!fill(t, 4096) || !tester_needs(t, TARGET_RECEIVE))
    return;
  play_user_receives(t, t->dut.irs + 1, NXT, "text up to a window of zero");
  if (!play_hear(t, ANSWER, &h) || h.wnd == 0)
    tester_fail(t, LEVEL_MUST, "a window that opens is told, without being asked");
  play_text(t, 10);
  play_expect_ack(t, "text is taken again once the window is open");
}

/* 3.8.6.2.2: the edge moves by at least an MSS or half the buffer, whatever the user reads; 1220 is less than both. */
static void silly(struct tester *t)
{
  struct heard h;
  if (!fill(t, 4096))
    return;
  int64_t edge = NXT + t->dut.rcv_wnd;
  for (int i = 0; i < 3000 && !t->played_out; i++) {
    reads(t, 1);
    if (i % 100 == 50)
      play_text_at(t, NXT, 1);
    while (tester_hear(t, i % 100 == 50 ? QUIET : 0, &h)) {
      int64_t moved = h.ack + h.wnd - edge;
      if (moved > 0 && moved < 1220)
        tester_fail(t, LEVEL_MUST, "the right edge moves by %" PRId64 " octets, a silly window", moved);
      edge += moved > 0 ? moved : 0;
      NXT = h.ack;
    }
  }
  if (edge == NXT)
    tester_fail(t, LEVEL_MUST, "a window that a user reads open opens");
}

static void beyond_is_trimmed(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .buffer = 1000);
  int64_t from = NXT, edge = NXT + t->dut.rcv_wnd;
  if (edge - from > 1400)
    tester_inconclusive(t, "its window is %" PRId64, edge - from);
  play_text(t, edge - from + 50);
  if (!play_hear(t, ANSWER, &h) || h.ack < from || h.ack > edge || h.flags & RST)
    tester_fail(t, LEVEL_MUST, "of text that reaches beyond the window no more than the window is acknowledged");
  play_user_receives(t, from, h.ack, "text that reaches beyond the window");
}

static void to_the_edge(struct tester *t)
{
  PLAY_OPEN(t, .buffer = 1000);
  int64_t from = NXT, edge = NXT + t->dut.rcv_wnd;
  if (edge - from > 1400)
    tester_inconclusive(t, "its window is %" PRId64, edge - from);
  play_text(t, edge - from);
  play_expect_ack(t, "text up to the edge of the window is taken");
  play_user_receives(t, from, edge, "text up to the edge of the window");
}

static void beyond_is_dropped(struct tester *t)
{
  PLAY_OPEN(t, .buffer = 1000);
  int64_t from = NXT, edge = NXT + t->dut.rcv_wnd;
  play_text_at(t, edge, 10);
  play_expect(t, ACK, MAX, from, 0, "text beyond the window gets an ACK of what comes next");
  for (int64_t at = from; at < edge && !t->played_out; at = NXT)
    play_text(t, edge - at < 500 ? edge - at : 500);
  tester_wait(t, QUIET);
  play_user_receives(t, from, edge, "text beyond the window was not held");
}

/* MUST-66 */
static void urg_while_closed(struct tester *t)
{
  struct synfin_options none = {0};
  struct heard h = {0};
  if (!fill(t, 4096))
    return;
  tester_send_with(t, &(const struct oracle_segment){NXT, MAX, PLAY_WINDOW, 0, ACK | URG}, &none, 5);
  if (play_hear(t, QUIET, &h) && h.flags & RST)
    tester_fail(t, LEVEL_MUST, "URG is processed while the receive window is zero");
  play_text_at(t, NXT, 1);
  if (!play_hear(t, ANSWER, &h) || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "URG while the receive window is zero does no harm");
}

/* The ACK field counts on what is not taken for want of room: else two full windows would wait for each other. */
static void ack_while_closed(struct tester *t)
{
  if (!fill(t, 4096))
    return;
  int64_t from = MAX;
  play_user_send(t, 100);
  play_flight(t, MS(50), 0);
  play_send(t, ACK, NXT, MAX, 1);
  tester_wait(t, QUIET);
  struct heard h;
  if (play_again(t, SYNFIN_SECONDS(3), &h) != SYNFIN_NEVER && h.seq < from + 100)
    tester_fail(t, LEVEL_MUST, "the ACK on a probe counts while the receive window is zero");
}

static void window_of_syn(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  play_syn(t);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & SYN))
    tester_inconclusive(t, "no SYN,ACK");
  if (h.wnd == 0)
    t->allowed = "its first window is zero";
  play_ack(t);
  if (h.wnd >= 1)
    play_alive(t, "text within the window of the SYN,ACK is taken");
}

static void whole_window(struct tester *t)
{
  struct heard h;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t from = NXT, edge = NXT + t->dut.rcv_wnd;
  for (int i = 0; i < 100 && !t->played_out && NXT < edge; i++)
    play_text(t, edge - NXT < 1000 ? edge - NXT : 1000);
  while (play_hear(t, ANSWER, &h))
    if (h.ack == edge)
      break;
  if (!t->played_out && h.ack != edge)
    tester_fail(t, LEVEL_MUST, "all text within the window that was offered is taken: %" PRId64 " of %" PRId64,
                h.ack - from, edge - from);
  play_user_receives(t, from, edge, "text of a whole window");
}

/* "Trim off any portions that lie outside the window (including SYN and FIN)": here the FIN stands just beyond it. */
static void fin_at_the_edge(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .buffer = 1000);
  int64_t from = NXT, edge = NXT + t->dut.rcv_wnd;
  if (edge - from > 1400)
    tester_inconclusive(t, "its window is %" PRId64, edge - from);
  play_send(t, FIN | ACK, from, MAX, edge - from);
  if (!play_hear(t, ANSWER, &h) || h.flags & RST || h.ack < from || h.ack > edge + 1)
    tester_fail(t, LEVEL_MUST, "text up to the edge of the window, with a FIN beyond, is acknowledged");
  else if (h.ack == edge + 1)
    t->allowed = "a FIN just beyond the window is taken";
  play_user_receives(t, from, h.ack > edge ? edge : h.ack, "text before a FIN beyond the window");
  tester_wait(t, QUIET);
  play_send(t, FIN | ACK, edge, MAX, 0);
  play_hear(t, ANSWER, &h);
  if (h.ack != edge + 1)
    tester_fail(t, LEVEL_MUST, "the FIN that is sent again, now within the window, is acknowledged");
}

const struct required required_window[] = {
  CASE(SHOULD, "window/never-shrinks", "SHLD-14", "3.8.6", never_shrinks,
       "The right edge of its window does not move left"),
  CASE(MUST, "window/whole", "", "3.8.6", whole_window, "A window that was offered is a promise"),
  CASE(MUST, "window/of-syn", "", "3.8.6", window_of_syn, "The window of its SYN,ACK is a promise"),
  CASE(MUST, "window/probe", "", "3.8.6.1", closes, "A probe of its window of zero gets an ACK"),
  CASE(MAY, "window/stays-closed", "MAY-8", "3.8.6.1", stays_closed,
       "Its window may stay closed for ever, and probes get ACKs"),
  CASE(MUST, "window/probes-deliver-nothing-twice", "", "3.8.6.1", probe_is_not_taken_twice,
       "Probes of its window of zero put no octet into the text"),
  CASE(MUST, "window/reopens", "", "3.8.6.2.2", reopens, "A window that opens is told"),
  CASE(MUST, "window/silly", "MUST-39", "3.8.6.2.2", silly, "Its window does not open octet by octet"),
  CASE(MUST, "window/to-the-edge", "", "3.4", to_the_edge, "Text up to the edge of the window is taken"),
  CASE(MUST, "window/trimmed", "", "3.10.7.4 First", beyond_is_trimmed,
       "Of text that reaches beyond the window no more is taken"),
  CASE(MUST, "window/fin-at-the-edge", "", "3.10.7.4 First", fin_at_the_edge,
       "A FIN beyond the window waits for it to open"),
  CASE(MUST, "window/beyond", "", "3.10.7.4 First", beyond_is_dropped, "Text beyond the window is not taken"),
  CASE(MUST, "window/urg-while-closed", "MUST-66", "3.4", urg_while_closed,
       "URG is processed while the receive window is zero"),
  CASE(MUST, "window/ack-while-closed", "", "3.10.7.4 First", ack_while_closed,
       "ACKs are processed while the receive window is zero"),
  CASES_END
};
