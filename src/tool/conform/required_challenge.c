/* Cases by requirement: what cannot be taken gets an ACK that tells what can (3.10.7.4; RFC 5961 4, 5). */
#include "play.h"

/* ---- SEQ out of the window (First) ------------------------------------------------------------------------------- */

static void old_text(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_send(t, ACK, NXT - 1, t->dut.una, 1);
  play_expect(t, ACK, MAX, NXT, 0, "text below the window gets <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
  play_state(t, (enum synfin_state)state, "text below the window changes nothing");
}

static void text_beyond(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_send(t, ACK, NXT + t->dut.rcv_wnd + 100000, t->dut.syn_unacked ? MAX : t->dut.una, 1);
  play_expect(t, ACK, MAX, NXT, 0, "text beyond the window gets <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>");
  play_state(t, (enum synfin_state)state, "text beyond the window changes nothing");
}

static void empty_out_of_window(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_send(t, ACK, NXT - 1, t->dut.una, 0);
  play_expect(t, ACK, MAX, NXT, 0, "an empty segment out of the window gets an ACK, as a keep-alive does");
  play_state(t, (enum synfin_state)state, "an empty segment out of the window changes nothing");
}

/* Its ACK field is not looked at: an ACK of its FIN, or of text, on such a segment does not count. */
static void ack_out_of_window(struct tester *t)
{
  play_in(t, SYNFIN_FIN_WAIT_1);
  play_send(t, ACK, NXT - 1, MAX, 0);
  play_expect(t, ACK, MAX, NXT, 0, "an ACK out of the window gets an ACK");
  play_state(t, SYNFIN_FIN_WAIT_1, "an ACK out of the window is not believed");
}

static void keep_alive_of_old(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text(t, 10);
  play_expect_ack(t, "text is acknowledged");
  play_text_at(t, NXT - 1, 1);
  play_expect(t, ACK, MAX, NXT, 0, "a keep-alive with one octet of garbage is answered");
  play_user_receives(t, from, from + 10, "the garbage of a keep-alive is delivered to nobody");
}

static void fin_out_of_window(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_send(t, FIN | ACK, NXT - 1, MAX, 0);
  play_expect(t, ACK, MAX, NXT, 0, "a FIN below the window gets an ACK");
  play_state(t, SYNFIN_ESTABLISHED, "a FIN below the window changes nothing");
  play_alive(t, "text is still taken");
}

/* ---- SYN (Fourth; RFC 5961 4.2) ---------------------------------------------------------------------------------- */

static void syn_in_window(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  int64_t nxt = NXT, max = MAX;
  play_send(t, SYN, nxt + 1, 0, 0);
  play_expect(t, ACK, max, nxt, 0, "a SYN in the window gets a challenge ACK");
  play_state(t, (enum synfin_state)state, "a SYN in the window changes nothing");
  play_alive(t, "the connection is still there");
}

static void syn_at_nxt(struct tester *t, unsigned flags)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t nxt = NXT, max = MAX;
  play_send(t, flags, nxt, max, 0);
  play_expect(t, ACK, max, nxt, 0, "a SYN at RCV.NXT gets a challenge ACK, whatever it carries");
  play_state(t, SYNFIN_ESTABLISHED, "a SYN at RCV.NXT changes nothing");
  play_alive(t, "the connection is still there");
}

static void syn_beyond(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t nxt = NXT, max = MAX;
  play_send(t, SYN, nxt + 0x30000000, 0, 0);
  play_expect(t, ACK, max, nxt, 0, "a SYN out of the window gets an ACK");
  play_alive(t, "the connection is still there");
}

static void syn_then_rst(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t nxt = NXT, max = MAX;
  play_send(t, SYN, nxt + 1000, 0, 0);
  play_expect(t, ACK, max, nxt, 0, "a SYN in the window gets a challenge ACK");
  play_rst(t);
  play_gone(t, "a peer that restarted answers the challenge with the exact RST, which ends the connection");
}

/* ---- ACK (Fifth; RFC 5961 5.2) ----------------------------------------------------------------------------------- */

static void ack_beyond(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_send(t, ACK, NXT, MAX + 1, 0);
  play_expect(t, ACK, MAX, NXT, 0, "an ACK of what was not sent gets an ACK");
  play_state(t, (enum synfin_state)state, "an ACK of what was not sent changes nothing");
}

/* "The only thing that can arrive in this state is ...": RFC 9293 has no word about this ACK here, RFC 5961 has. */
static void ack_beyond_at_end(struct tester *t, unsigned state)
{
  struct heard h;
  play_in(t, (enum synfin_state)state);
  play_send(t, ACK, NXT, MAX + 1, 0);
  if (!play_hear(t, QUIET, &h))
    t->allowed = "an ACK of what was not sent is dropped silently at the end";
  else if ((h.flags & (ACK | RST)) != ACK || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "an ACK of what was not sent gets an ACK, or nothing");
  play_state(t, (enum synfin_state)state, "an ACK of what was not sent changes nothing");
}

static void text_with_ack_beyond(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_send(t, ACK, from, MAX + 1000, 10);
  play_expect(t, ACK, MAX, from, 0, "text on an ACK of what was not sent is dropped, and the segment gets an ACK");
  play_user_receives(t, from, from, "text on an ACK of what was not sent");
}

static void fin_with_ack_beyond(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t nxt = NXT;
  play_send(t, FIN | ACK, nxt, MAX + 1000, 0);
  play_expect(t, ACK, MAX, nxt, 0, "a FIN on an ACK of what was not sent is dropped, and the segment gets an ACK");
  play_state(t, SYNFIN_ESTABLISHED, "a FIN on an ACK of what was not sent changes nothing");
}

/* MAX.SND.WND is 1000. Without the check of MAY-12 old ACKs are ignored, and the text is taken. */
static bool acked_much(struct tester *t)
{
  PLAY_OPEN(t, .wnd = 1000);
  for (int i = 0; i < 5 && !t->played_out; i++) {
    play_user_send(t, 500);
    play_flight(t, MS(50), 0);
    play_ack(t);
  }
  return !t->played_out;
}

static void text_with_old_ack(struct tester *t)
{
  if (!acked_much(t))
    return;
  int64_t from = NXT, una = t->dut.una;
  play_send(t, ACK, from, una - 1001, 10);
  struct heard h = {0};
  if (!play_hear(t, ANSWER, &h) || !(h.flags & ACK) || h.flags & RST || (h.ack != from && h.ack != from + 10))
    tester_fail(t, LEVEL_MUST, "text on a very old ACK gets an ACK, taken or not");
  else if (h.ack != from)
    t->allowed = "SEG.ACK is not held against MAX.SND.WND (MAY-12)";
}

static void text_with_recent_ack(struct tester *t)
{
  if (!acked_much(t))
    return;
  int64_t from = NXT;
  play_send(t, ACK, from, t->dut.una - 1000, 10);
  play_expect_ack(t, "text on an old ACK within the largest window is taken");
  play_user_receives(t, from, from + 10, "text on an old ACK");
}

static void text_without_ack(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_send(t, 0, from, 0, 10);
  play_quiet(t, "text without ACK is dropped");
  play_user_receives(t, from, from, "text without ACK");
}

static void fin_without_ack(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_send(t, FIN, NXT, 0, 0);
  play_quiet(t, "a FIN without ACK is dropped");
  play_state(t, SYNFIN_ESTABLISHED, "a FIN without ACK changes nothing");
  play_alive(t, "text is still taken");
}

/* ---- How often --------------------------------------------------------------------------------------------------- */

static unsigned answers(struct tester *t, unsigned flags, int64_t seq, int64_t ack, unsigned times)
{
  struct heard h;
  unsigned n = 0;
  for (unsigned i = 0; i < times; i++)
    play_send(t, flags, seq, ack, 0);
  while (tester_hear(t, MS(100), &h))
    n += h.flags & ACK ? 1 : 0;
  return n;
}

/* Some targets have been asked to answer everything, so that they can be judged at all. */
static bool may_throttle(struct tester *t)
{
  if (t->target->can & TARGET_UNTHROTTLED)
    tester_not_applicable(t, "it answers everything, by its own will or the instrument's");
  return play_in(t, SYNFIN_ESTABLISHED);
}

static void throttled(struct tester *t, unsigned flags)
{
  if (!may_throttle(t))
    return;
  unsigned n = answers(t, flags, NXT + 1, 0, 60);
  if (n == 0)
    tester_fail(t, LEVEL_MUST, "a challenge ACK is sent");
  else if (n == 60)
    tester_fail(t, LEVEL_SHOULD, "challenge ACKs are limited: 60 segments got %u", n);
}

/* Two such ends would answer each other for ever; what stops them is not laid down, but some limit is. */
static void no_storm(struct tester *t)
{
  if (!may_throttle(t))
    return;
  unsigned n = answers(t, ACK, NXT, MAX + 5, 60);
  if (n == 60)
    tester_fail(t, LEVEL_SHOULD, "ACKs of ACKs are limited: 60 segments got %u", n);
}

/* What limits challenges must not keep text that was sent again from its ACK. */
static void text_is_never_throttled(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_text(t, 10);
  play_expect_ack(t, "text is acknowledged");
  for (int i = 0; i < 5; i++) {
    play_text_at(t, NXT - 10, 10);
    play_expect(t, ACK, MAX, NXT, 0, "text that comes again is acknowledged each time");
  }
}

static void ack_gets_nothing(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_send(t, ACK, NXT, t->dut.una, 0);
  play_quiet(t, "an ACK that can be taken gets no answer");
}

#define EACH_STATE(run_in, id, clause, title) \
  CASE_IN(MUST, "challenge/" id "-in-established", "", clause, run_in, SYNFIN_ESTABLISHED, title " in ESTABLISHED"), \
  CASE_IN(MUST, "challenge/" id "-in-fin-wait-1", "", clause, run_in, SYNFIN_FIN_WAIT_1, title " in FIN-WAIT-1"), \
  CASE_IN(MUST, "challenge/" id "-in-fin-wait-2", "", clause, run_in, SYNFIN_FIN_WAIT_2, title " in FIN-WAIT-2"), \
  CASE_IN(MUST, "challenge/" id "-in-close-wait", "", clause, run_in, SYNFIN_CLOSE_WAIT, title " in CLOSE-WAIT"), \
  CASE_IN(MUST, "challenge/" id "-in-closing", "", clause, run_in, SYNFIN_CLOSING, title " in CLOSING"), \
  CASE_IN(MUST, "challenge/" id "-in-last-ack", "", clause, run_in, SYNFIN_LAST_ACK, title " in LAST-ACK"), \
  CASE_IN(MUST, "challenge/" id "-in-time-wait", "", clause, run_in, SYNFIN_TIME_WAIT, title " in TIME-WAIT")

const struct required required_challenge[] = {
  EACH_STATE(old_text, "old-text", "3.10.7.4 First", "Text below the window gets an ACK"),
  EACH_STATE(text_beyond, "text-beyond", "3.10.7.4 First", "Text beyond the window gets an ACK"),
  CASE_IN(MUST, "challenge/text-beyond-in-syn-received", "", "3.10.7.4 First", text_beyond, SYNFIN_SYN_RECEIVED_PASSIVE,
          "Text beyond the window gets an ACK in SYN-RECEIVED"),
  CASE_IN(MUST, "challenge/keep-alive-in-established", "",
          "3.10.7.4 First; 3.8.4", empty_out_of_window, SYNFIN_ESTABLISHED,
          "A keep-alive is answered in ESTABLISHED"),
  CASE_IN(MUST, "challenge/keep-alive-in-fin-wait-2", "",
          "3.10.7.4 First; 3.8.4", empty_out_of_window, SYNFIN_FIN_WAIT_2,
          "A keep-alive is answered in FIN-WAIT-2"),
  CASE_IN(MUST, "challenge/keep-alive-in-close-wait", "",
          "3.10.7.4 First; 3.8.4", empty_out_of_window, SYNFIN_CLOSE_WAIT,
          "A keep-alive is answered in CLOSE-WAIT"),
  CASE(MUST, "challenge/keep-alive-with-octet", "", "3.10.7.4 First; 3.8.4", keep_alive_of_old,
       "The octet of a keep-alive is not delivered"),
  CASE(MUST, "challenge/ack-out-of-window", "", "3.10.7.4 First", ack_out_of_window,
       "An ACK on a segment out of the window does not count"),
  CASE(MUST, "challenge/fin-out-of-window", "", "3.10.7.4 First", fin_out_of_window,
       "A FIN below the window does not count"),
  EACH_STATE(syn_in_window, "syn-in-window", "3.10.7.4 Fourth; RFC 5961 4.2", "A SYN is challenged"),
  CASE_IN(MUST, "challenge/syn-at-nxt", "", "3.10.7.4 Fourth; RFC 5961 4.2", syn_at_nxt, SYN,
          "A SYN at RCV.NXT is challenged"),
  CASE_IN(MUST, "challenge/syn-ack-at-nxt", "", "3.10.7.4 Fourth; RFC 5961 4.2", syn_at_nxt, SYN | ACK,
          "A SYN,ACK at RCV.NXT is challenged"),
  CASE_IN(MUST, "challenge/syn-fin-at-nxt", "", "3.10.7.4 Fourth; RFC 5961 4.2", syn_at_nxt, SYN | FIN | ACK,
          "A SYN,FIN at RCV.NXT is challenged"),
  CASE(MUST, "challenge/syn-beyond", "", "3.10.7.4 First; RFC 5961 4.2", syn_beyond,
       "A SYN out of the window is challenged"),
  CASE(MUST, "challenge/syn-then-rst", "", "3.10.7.4 Fourth; RFC 5961 4.2", syn_then_rst,
       "The RST that answers a challenge is believed"),
  CASE_IN(MUST, "challenge/ack-beyond-in-established", "", "3.10.7.4 Fifth", ack_beyond, SYNFIN_ESTABLISHED,
          "An ACK of what was not sent gets an ACK in ESTABLISHED"),
  CASE_IN(MUST, "challenge/ack-beyond-in-fin-wait-1", "", "3.10.7.4 Fifth", ack_beyond, SYNFIN_FIN_WAIT_1,
          "An ACK of what was not sent gets an ACK in FIN-WAIT-1"),
  CASE_IN(MUST, "challenge/ack-beyond-in-fin-wait-2", "", "3.10.7.4 Fifth", ack_beyond, SYNFIN_FIN_WAIT_2,
          "An ACK of what was not sent gets an ACK in FIN-WAIT-2"),
  CASE_IN(MUST, "challenge/ack-beyond-in-close-wait", "", "3.10.7.4 Fifth", ack_beyond, SYNFIN_CLOSE_WAIT,
          "An ACK of what was not sent gets an ACK in CLOSE-WAIT"),
  CASE_IN(MUST, "challenge/ack-beyond-in-closing", "", "3.10.7.4 Fifth", ack_beyond, SYNFIN_CLOSING,
          "An ACK of what was not sent gets an ACK in CLOSING"),
  CASE_IN(MUST, "challenge/ack-beyond-in-last-ack", "", "3.10.7.4 Fifth", ack_beyond_at_end, SYNFIN_LAST_ACK,
          "An ACK of what was not sent gets an ACK in LAST-ACK"),
  CASE_IN(MUST, "challenge/ack-beyond-in-time-wait", "", "3.10.7.4 Fifth", ack_beyond_at_end, SYNFIN_TIME_WAIT,
          "An ACK of what was not sent gets an ACK in TIME-WAIT"),
  CASE(MUST, "challenge/text-with-ack-beyond", "", "3.10.7.4 Fifth", text_with_ack_beyond,
       "Text on an ACK of what was not sent is dropped"),
  CASE(MUST, "challenge/fin-with-ack-beyond", "", "3.10.7.4 Fifth", fin_with_ack_beyond,
       "A FIN on an ACK of what was not sent is dropped"),
  CASE(MAY, "challenge/text-with-old-ack", "MAY-12", "3.10.7.4 Fifth; RFC 5961 5.2", text_with_old_ack,
       "Text on an ACK below SND.UNA-MAX.SND.WND may be dropped"),
  CASE(MUST, "challenge/text-with-recent-ack", "", "3.10.7.4 Fifth; RFC 5961 5.2", text_with_recent_ack,
       "Text on an ACK not below SND.UNA-MAX.SND.WND is taken"),
  CASE(MUST, "challenge/text-without-ack", "", "3.10.7.4 Fifth", text_without_ack, "Text without ACK is dropped"),
  CASE(MUST, "challenge/fin-without-ack", "", "3.10.7.4 Fifth", fin_without_ack, "A FIN without ACK is dropped"),
  CASE_IN(SHOULD, "challenge/rst-throttled", "", "RFC 5961 7", throttled, RST, "Challenges of RSTs are limited"),
  CASE_IN(SHOULD, "challenge/syn-throttled", "", "RFC 5961 7", throttled, SYN, "Challenges of SYNs are limited"),
  CASE(SHOULD, "challenge/no-storm", "", "RFC 5961 7", no_storm, "ACKs that answer ACKs are limited"),
  CASE(MUST, "challenge/text-never-throttled", "", "3.10.7.4 First", text_is_never_throttled,
       "Text that comes again is acknowledged however often it comes"),
  CASE_IN(MUST, "challenge/no-ack-of-ack", "", "3.10.7.4 Fifth", ack_gets_nothing, SYNFIN_ESTABLISHED,
          "An ACK is not acknowledged in ESTABLISHED"),
  CASE_IN(MUST, "challenge/no-ack-of-ack-in-close-wait", "", "3.10.7.4 Fifth", ack_gets_nothing, SYNFIN_CLOSE_WAIT,
          "An ACK is not acknowledged in CLOSE-WAIT"),
  CASE_IN(MUST, "challenge/no-ack-of-ack-in-fin-wait-2", "", "3.10.7.4 Fifth", ack_gets_nothing, SYNFIN_FIN_WAIT_2,
          "An ACK is not acknowledged in FIN-WAIT-2"),
  CASES_END
};
