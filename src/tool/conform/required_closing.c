/* Cases by requirement: the FINs of both sides, in every order, with and without text (3.6). */
#include "play.h"

static bool closes(struct tester *t)
{
  play_user(t, TARGET_CALL_CLOSE);
  return play_expect(t, FIN | ACK, MAX, NXT, 0, "CLOSE sends a FIN once all text is sent");
}

/* ---- Each way from ESTABLISHED to CLOSED ------------------------------------------------------------------------- */

/* Figure 12, TCP Peer A */
static void active(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t max = MAX;
  play_user(t, TARGET_CALL_CLOSE);
  play_expect(t, FIN | ACK, max, NXT, 0, "line 2: CLOSE sends <SEQ=SND.NXT><ACK=RCV.NXT><CTL=FIN,ACK>");
  play_state(t, SYNFIN_FIN_WAIT_1, "after CLOSE");
  play_ack(t);
  play_state(t, SYNFIN_FIN_WAIT_2, "line 3: after the ACK of its FIN");
  play_fin(t);
  play_expect(t, ACK, MAX, NXT, 0, "line 5: the peer's FIN is acknowledged");
  play_state(t, SYNFIN_TIME_WAIT, "line 5: after the peer's FIN");
}

/* Figure 12, TCP Peer B */
static void passive(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_fin(t);
  play_expect(t, ACK, MAX, NXT, 0, "line 3: the peer's FIN is acknowledged");
  play_state(t, SYNFIN_CLOSE_WAIT, "after the peer's FIN");
  closes(t);
  play_state(t, SYNFIN_LAST_ACK, "line 4: after CLOSE");
  play_ack(t);
  play_gone(t, "line 6: the ACK of its FIN ends the connection");
}

/* Figure 13 */
static void simultaneous(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  closes(t);
  play_send(t, FIN | ACK, NXT, MAX - 1, 0);
  play_expect(t, ACK, MAX, NXT, 0, "line 3: the FIN that crossed is acknowledged");
  play_state(t, SYNFIN_CLOSING, "after FINs that crossed");
  play_ack(t);
  play_state(t, SYNFIN_TIME_WAIT, "line 4: after the ACK of its FIN");
  play_fin(t);
}

/* "If our FIN has been ACKed (perhaps in this segment), then enter TIME-WAIT" (Eighth, FIN-WAIT-1). */
static void fin_acks_fin(struct tester *t)
{
  play_in(t, SYNFIN_FIN_WAIT_1);
  play_fin(t);
  play_expect(t, ACK, MAX, NXT, 0, "a FIN that acknowledges its own is acknowledged");
  play_state(t, SYNFIN_TIME_WAIT, "after a FIN that acknowledges its own");
}

/* Neither segment of the end is about text, but here text is on the same segment. */
static void text_fin_acks_fin(struct tester *t)
{
  play_in(t, SYNFIN_FIN_WAIT_1);
  int64_t from = NXT;
  play_send(t, FIN | ACK, NXT, MAX, 30);
  play_expect(t, ACK, MAX, from + 31, 0, "text and FIN on a segment that acknowledges its FIN are acknowledged");
  play_state(t, SYNFIN_TIME_WAIT, "after text and FIN that acknowledge its FIN");
  play_user_receives(t, from, from + 30, "text on the FIN");
}

static void close_in_syn_received(struct tester *t)
{
  struct heard h = {0};
  play_in(t, SYNFIN_SYN_RECEIVED_ACTIVE);
  play_user(t, TARGET_CALL_CLOSE);
  if (play_hear(t, MS(100), &h) && h.flags & FIN && !(h.flags & ACK))
    tester_fail(t, LEVEL_MUST, "its FIN says what it acknowledges");
  play_send(t, ACK, t->dut.irs + 1, t->dut.iss + 1, 0);
  NXT = t->dut.irs + 1;
  if (!(h.flags & FIN))
    play_expect(t, FIN | ACK, t->dut.iss + 1, NXT, 0, "CLOSE in SYN-RECEIVED sends a FIN once its SYN is acknowledged");
  play_state(t, SYNFIN_FIN_WAIT_1, "after CLOSE in SYN-RECEIVED");
}

static void close_in_syn_sent(struct tester *t)
{
  play_syn_sent(t);
  play_user(t, TARGET_CALL_CLOSE);
  play_state(t, SYNFIN_CLOSED, "after CLOSE in SYN-SENT");
  t->dut.state = SYNFIN_CLOSED;
  play_send(t, SYN | ACK, t->dut.irs, t->dut.iss + 1, 0);
  play_expect_rst(t, t->dut.iss + 1, "a SYN,ACK that comes after CLOSE gets a RST");
}

static void close_in_listen(struct tester *t)
{
  play_listen(t);
  play_user(t, TARGET_CALL_CLOSE);
  play_state(t, SYNFIN_CLOSED, "after CLOSE in LISTEN");
  t->dut.state = SYNFIN_CLOSED;
  play_syn(t);
  play_expect_refusal(t, t->dut.irs + 1, "a SYN that comes after CLOSE gets a RST");
}

/* ---- Half closed ------------------------------------------------------------------------------------------------- */

static void waits_for_close(struct tester *t)
{
  play_in(t, SYNFIN_CLOSE_WAIT);
  play_flight(t, (t->target->can & TARGET_VIRTUAL_TIME) ? SYNFIN_SECONDS(3600) : SYNFIN_SECONDS(2), 0);
  if (t->dut.fin_sent)
    tester_fail(t, LEVEL_MUST, "a FIN that no user asked for");
  play_state(t, SYNFIN_CLOSE_WAIT, "nothing but CLOSE ends CLOSE-WAIT");
}

static void sends_in_close_wait(struct tester *t)
{
  play_in(t, SYNFIN_CLOSE_WAIT);
  int64_t from = MAX;
  if (play_user_send(t, 100) > 0)
    play_expect(t, ACK, from, NXT, 100, "text is sent after the peer's FIN");
  play_ack(t);
  closes(t);
}

static void takes_text(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  int64_t from = NXT;
  play_text(t, 100);
  play_expect_ack(t, "text is taken after CLOSE, and acknowledged");
  play_text(t, 50);
  play_expect_ack(t, "text is taken after CLOSE, and acknowledged");
  play_user_receives(t, from, from + 150, "text that came after CLOSE");
}

/* Not even a lost connection may be inferred from silence: no timeout ends FIN-WAIT-2 while a user may receive. */
static void receives_long_after_close(struct tester *t)
{
  if (!play_patience(t, 600) || !play_in(t, SYNFIN_FIN_WAIT_2))
    return;
  tester_wait(t, SYNFIN_SECONDS(600));
  play_text(t, 100);
  play_expect_ack(t, "text is taken ten minutes after CLOSE, for its user may still receive");
}

/* ---- FIN and text ------------------------------------------------------------------------------------------------ */

static void fin_with_text(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_send(t, FIN | ACK, from, MAX, 100);
  play_expect(t, ACK, MAX, from + 101, 0, "text and FIN on one segment are both acknowledged");
  play_state(t, SYNFIN_CLOSE_WAIT, "after text and FIN");
  play_user_receives(t, from, from + 100, "text on the FIN");
}

/* Whether a FIN beyond a gap is held (SHLD-31) or not, it must not be taken before the gap is filled. */
static void fin_beyond_gap(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_send(t, FIN | ACK, from + 50, MAX, 50);
  play_expect(t, ACK, MAX, from, 0, "a FIN beyond a gap is not acknowledged");
  play_state(t, SYNFIN_ESTABLISHED, "a FIN beyond a gap is not taken");
  play_text_at(t, from, 50);
  struct heard h = {0};
  if (!play_hear(t, ANSWER, &h) || (h.ack != from + 101 && h.ack != from + 50))
    tester_fail(t, LEVEL_MUST, "text that fills the gap before a FIN is acknowledged");
  play_send(t, FIN | ACK, from + 50, MAX, 50);
  NXT = from + 101;
  if (h.ack != from + 101)
    play_expect(t, ACK, MAX, NXT, 0, "the FIN that is sent again is acknowledged");
  play_state(t, SYNFIN_CLOSE_WAIT, "after gap and FIN");
  play_user_receives(t, from, from + 100, "text before and on the FIN");
}

static void fin_beyond_gap_held(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_send(t, FIN | ACK, from + 50, MAX, 50);
  play_expect(t, ACK, MAX, from, 0, "a FIN beyond a gap is not acknowledged");
  play_text_at(t, from, 50);
  play_expect(t, ACK, MAX, from + 101, 0, "text and FIN beyond a gap are held until it is filled");
}

/* RFC 9293 3.4: the FIN stands after the last octet of text, whatever of that came before. */
static void fin_on_text_again(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t from = NXT;
  play_text(t, 50);
  play_expect_ack(t, "text is acknowledged");
  play_send(t, FIN | ACK, from, MAX, 50);
  play_expect(t, ACK, MAX, from + 51, 0, "a FIN on text that came before is taken where it stands");
  play_user_receives(t, from, from + 50, "text that came twice");
}

static void fin_again(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  int64_t nxt = NXT;
  play_send(t, FIN | ACK, nxt - 1, t->dut.una, 0);
  play_expect(t, ACK, MAX, nxt, 0, "the peer's FIN that comes again is acknowledged again");
  play_state(t, (enum synfin_state)state, "the peer's FIN that comes again changes nothing");
}

static void text_beyond_fin(struct tester *t)
{
  play_in(t, SYNFIN_CLOSE_WAIT);
  int64_t nxt = NXT;
  play_text_at(t, nxt, 10);
  struct heard h = {0};
  if (play_hear(t, ANSWER, &h) && (h.flags & RST || h.ack != nxt))
    tester_fail(t, LEVEL_MUST, "text beyond the peer's FIN is ignored");
  play_state(t, SYNFIN_CLOSE_WAIT, "text beyond the peer's FIN changes nothing");
  play_user_receives(t, nxt, nxt, "text beyond the peer's FIN");
}

static void urg_after_fin(struct tester *t, unsigned state)
{
  struct synfin_options none = {0};
  play_in(t, (enum synfin_state)state);
  tester_send_with(t, &(const struct oracle_segment){NXT, t->dut.una, PLAY_WINDOW, 0, URG | ACK}, &none, 5);
  struct heard h = {0};
  if (play_hear(t, QUIET, &h) && h.flags & RST)
    tester_fail(t, LEVEL_MUST, "URG after the peer's FIN is ignored, not answered by a RST");
  play_state(t, (enum synfin_state)state, "URG after the peer's FIN changes nothing");
}

/* ---- Its own FIN ------------------------------------------------------------------------------------------------- */

static void fin_sent_again(struct tester *t, unsigned state)
{
  struct heard h = {0};
  play_in(t, (enum synfin_state)state);
  int64_t fin = MAX - 1;
  if (play_again(t, SYNFIN_SECONDS(3), &h) == SYNFIN_NEVER || !(h.flags & FIN) || h.seq != fin || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "a FIN that is not acknowledged is sent again, with the same number");
  play_state(t, (enum synfin_state)state, "sending its FIN again changes nothing");
}

static void text_then_fin(struct tester *t)
{
  PLAY_OPEN(t, .wnd = PLAY_CLOSED);
  int64_t from = MAX;
  uint32_t len = play_user_send(t, 3000);
  play_user(t, TARGET_CALL_CLOSE);
  struct flight f = play_flight(t, MS(100), 0);
  if (f.fin != 0)
    tester_fail(t, LEVEL_MUST, "no FIN before the text that was queued");
  for (int i = 0; i < 20 && !t->played_out && f.fin == 0; i++) {
    play_window(t, PLAY_WINDOW);
    f = play_flight(t, MS(50), 0);
  }
  if (f.fin != from + len || MAX != from + len + 1)
    tester_fail(t, LEVEL_MUST, "all text that was queued before CLOSE is sent, and the FIN after it");
}

/* "Queue this request until all preceding SENDs have been segmentized, then form a FIN segment and send it." */
static void fin_waits_for_nothing(struct tester *t)
{
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  play_user_send(t, 100);
  play_flight(t, MS(20), 0);
  play_user(t, TARGET_CALL_CLOSE);
  if (play_flight(t, MS(150), 0).fin == 0)
    tester_fail(t, LEVEL_MUST, "the FIN does not wait until the text before it is acknowledged");
}

/* RFC 2525 2.15: the FIN is sent promptly, whatever Nagle has to say about the text before it. */
static void fin_with_text_in_flight(struct tester *t)
{
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  if (play_user_send(t, 100) > 0)
    play_flight(t, MS(50), 0);
  if (play_user_send(t, 100) > 0)
    play_user(t, TARGET_CALL_CLOSE);
  play_flight(t, MS(300), 0);
  play_ack(t);
  play_flight(t, MS(300), 0);
  if (!t->dut.fin_sent)
    tester_fail(t, LEVEL_MUST, "the FIN goes with the last text, or after it, when that may be sent");
}

static void ack_beyond_fin(struct tester *t)
{
  play_in(t, SYNFIN_FIN_WAIT_1);
  play_send(t, ACK, NXT, MAX + 1, 0);
  play_expect(t, ACK, MAX, NXT, 0, "an ACK of more than the FIN gets an ACK");
  play_state(t, SYNFIN_FIN_WAIT_1, "an ACK of more than the FIN changes nothing");
}

/* SND.UNA moves in every state that text may still be on its way in: what is sent again begins there. */
static void text_acked_while_closing(struct tester *t, unsigned state)
{
  struct heard h = {0};
  bool closes_first = state == SYNFIN_FIN_WAIT_1 || state == SYNFIN_CLOSING;
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  int64_t from = MAX;
  if (!closes_first)
    play_fin(t), play_expect_ack(t, "the peer's FIN is acknowledged");
  uint32_t len = play_user_send(t, 100);
  if (state != SYNFIN_CLOSE_WAIT)
    play_user(t, TARGET_CALL_CLOSE);
  play_flight(t, MS(100), 0);
  if (state == SYNFIN_CLOSING)
    play_send(t, FIN | ACK, NXT, from, 0), play_expect_ack(t, "the FIN that crossed is acknowledged");
  play_send(t, ACK, NXT, from + len, 0);
  play_state(t, (enum synfin_state)state, "an ACK of all but the FIN changes no state");
  if (play_again(t, SYNFIN_SECONDS(3), &h) != SYNFIN_NEVER && h.seq < from + len)
    tester_fail(t, LEVEL_MUST, "text that was acknowledged is not sent again");
}

static void ack_of_text_only(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_send(t, ACK, NXT, MAX - 1, 0);
  play_quiet(t, "an ACK of all but the FIN gets no answer");
  play_state(t, (enum synfin_state)state, "an ACK of all but the FIN changes nothing");
}

const struct required required_closing[] = {
  CASE(MUST, "closing/active", "", "3.6 Figure 12", active, "Who closes first goes through FIN-WAIT-1 and FIN-WAIT-2"),
  CASE(MUST, "closing/passive", "", "3.6 Figure 12", passive,
       "Who closes second goes through CLOSE-WAIT and LAST-ACK to CLOSED"),
  CASE(MUST, "closing/simultaneous", "", "3.6 Figure 13", simultaneous, "FINs that cross lead through CLOSING"),
  CASE(MUST, "closing/fin-acks-fin", "", "3.10.7.4 Eighth", fin_acks_fin,
       "A FIN that acknowledges its own leads from FIN-WAIT-1 to TIME-WAIT"),
  CASE(MUST, "closing/text-and-fin-ack-fin", "", "3.10.7.4 Seventh, Eighth", text_fin_acks_fin,
       "Text on a FIN that acknowledges its own is delivered"),
  CASE(MUST, "closing/close-in-syn-received", "", "3.10.4", close_in_syn_received,
       "CLOSE in SYN-RECEIVED sends a FIN, after its SYN is acknowledged"),
  CASE(MUST, "closing/close-in-syn-sent", "", "3.10.4", close_in_syn_sent, "CLOSE in SYN-SENT ends the opening"),
  CASE(MUST, "closing/close-in-listen", "", "3.10.4", close_in_listen, "CLOSE in LISTEN ends the listening"),
  CASE(MUST, "closing/close-wait-stays", "", "3.6 Case 2", waits_for_close, "CLOSE-WAIT lasts until its user closes"),
  CASE(MUST, "closing/sends-in-close-wait", "", "3.6 Case 2", sends_in_close_wait,
       "Text can be sent after the peer's FIN"),
  CASE_IN(MUST, "closing/text-in-fin-wait-1", "", "3.10.7.4 Seventh", takes_text, SYNFIN_FIN_WAIT_1,
          "Text is taken in FIN-WAIT-1"),
  CASE_IN(MUST, "closing/text-in-fin-wait-2", "", "3.10.7.4 Seventh", takes_text, SYNFIN_FIN_WAIT_2,
          "Text is taken in FIN-WAIT-2"),
  CASE(MUST, "closing/fin-wait-2-stays", "", "3.6 Case 1", receives_long_after_close,
       "FIN-WAIT-2 lasts while its user receives"),
  CASE(MUST, "closing/fin-with-text", "", "3.10.7.4 Eighth", fin_with_text, "A FIN may have text"),
  CASE(MUST, "closing/fin-beyond-gap", "", "3.10.7.4 Eighth", fin_beyond_gap,
       "A FIN is not taken before all text that stands before it"),
  CASE(SHOULD, "closing/fin-beyond-gap-held", "SHLD-31", "3.10.7.4 First", fin_beyond_gap_held,
       "A FIN beyond a gap is held until the gap is filled"),
  CASE(MUST, "closing/fin-on-text-again", "", "3.10.7.4 Eighth", fin_on_text_again,
       "A FIN on text that came before is taken"),
  CASE_IN(MUST, "closing/fin-again-in-close-wait", "", "3.10.7.4 First, Eighth", fin_again, SYNFIN_CLOSE_WAIT,
          "The peer's FIN is acknowledged again in CLOSE-WAIT"),
  CASE_IN(MUST, "closing/fin-again-in-closing", "", "3.10.7.4 First, Eighth", fin_again, SYNFIN_CLOSING,
          "The peer's FIN is acknowledged again in CLOSING"),
  CASE_IN(MUST, "closing/fin-again-in-last-ack", "", "3.10.7.4 First, Eighth", fin_again, SYNFIN_LAST_ACK,
          "The peer's FIN is acknowledged again in LAST-ACK"),
  CASE_IN(MUST, "closing/fin-again-in-time-wait", "", "3.10.7.4 First, Eighth", fin_again, SYNFIN_TIME_WAIT,
          "The peer's FIN is acknowledged again in TIME-WAIT"),
  CASE(MUST, "closing/text-beyond-fin", "", "3.10.7.4 Seventh", text_beyond_fin,
       "Text beyond the peer's FIN is ignored"),
  CASE_IN(MUST, "closing/urg-in-close-wait", "", "3.10.7.4 Sixth", urg_after_fin, SYNFIN_CLOSE_WAIT,
          "URG is ignored in CLOSE-WAIT"),
  CASE_IN(MUST, "closing/urg-in-closing", "", "3.10.7.4 Sixth", urg_after_fin, SYNFIN_CLOSING,
          "URG is ignored in CLOSING"),
  CASE_IN(MUST, "closing/urg-in-last-ack", "", "3.10.7.4 Sixth", urg_after_fin, SYNFIN_LAST_ACK,
          "URG is ignored in LAST-ACK"),
  CASE_IN(MUST, "closing/urg-in-time-wait", "", "3.10.7.4 Sixth", urg_after_fin, SYNFIN_TIME_WAIT,
          "URG is ignored in TIME-WAIT"),
  CASE_IN(MUST, "closing/fin-sent-again-in-fin-wait-1", "", "3.8.1", fin_sent_again, SYNFIN_FIN_WAIT_1,
          "A FIN is sent again until it is acknowledged, in FIN-WAIT-1"),
  CASE_IN(MUST, "closing/fin-sent-again-in-closing", "", "3.8.1", fin_sent_again, SYNFIN_CLOSING,
          "A FIN is sent again until it is acknowledged, in CLOSING"),
  CASE_IN(MUST, "closing/fin-sent-again-in-last-ack", "", "3.8.1", fin_sent_again, SYNFIN_LAST_ACK,
          "A FIN is sent again until it is acknowledged, in LAST-ACK"),
  CASE(MUST, "closing/text-then-fin", "", "3.10.4", text_then_fin, "CLOSE sends what was queued, and the FIN after it"),
  CASE(MUST, "closing/fin-promptly", "", "3.10.4; RFC 2525 2.15", fin_with_text_in_flight,
       "A FIN does not wait for more text"),
  CASE(MUST, "closing/fin-at-once", "", "3.10.4; RFC 2525 2.15", fin_waits_for_nothing,
       "A FIN does not wait for ACKs"),
  CASE(MUST, "closing/ack-beyond-fin", "", "3.10.7.4 Fifth", ack_beyond_fin, "An ACK beyond its FIN is not believed"),
  CASE_IN(MUST, "closing/fin-not-acked-in-fin-wait-1", "", "3.10.7.4 Fifth", ack_of_text_only, SYNFIN_FIN_WAIT_1,
          "Only an ACK of its FIN ends FIN-WAIT-1"),
  CASE_IN(MUST, "closing/fin-not-acked-in-closing", "", "3.10.7.4 Fifth", ack_of_text_only, SYNFIN_CLOSING,
          "Only an ACK of its FIN ends CLOSING"),
  CASE_IN(MUST, "closing/fin-not-acked-in-last-ack", "", "3.10.7.4 Fifth", ack_of_text_only, SYNFIN_LAST_ACK,
          "Only an ACK of its FIN ends LAST-ACK"),
  CASE_IN(MUST, "closing/text-acked-in-fin-wait-1", "", "3.10.7.4 Fifth", text_acked_while_closing, SYNFIN_FIN_WAIT_1,
          "Text is acknowledged in FIN-WAIT-1 as before"),
  CASE_IN(MUST, "closing/text-acked-in-close-wait", "", "3.10.7.4 Fifth", text_acked_while_closing, SYNFIN_CLOSE_WAIT,
          "Text is acknowledged in CLOSE-WAIT as before"),
  CASE_IN(MUST, "closing/text-acked-in-closing", "", "3.10.7.4 Fifth", text_acked_while_closing, SYNFIN_CLOSING,
          "Text is acknowledged in CLOSING as before"),
  CASE_IN(MUST, "closing/text-acked-in-last-ack", "", "3.10.7.4 Fifth", text_acked_while_closing, SYNFIN_LAST_ACK,
          "Text is acknowledged in LAST-ACK as before"),
  CASES_END
};
