/* Cases by requirement: the three-way handshake, simultaneous open, old SYNs, half-open connections (3.5). */
#include "play.h"

/* ---- Three ways -------------------------------------------------------------------------------------------------- */

static void passive(struct tester *t)
{
  const char *rule = "a SYN to a listener gets <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>";
  play_listen(t);
  play_syn(t);
  play_expect_syn_ack(t, rule);
  play_state(t, SYNFIN_SYN_RECEIVED_PASSIVE, "after the SYN");
  play_ack(t);
  play_state(t, SYNFIN_ESTABLISHED, "after the ACK of its SYN");
  play_alive(t, "text is acknowledged after the handshake");
}

static void active(struct tester *t)
{
  struct heard h = {0};
  play_begin(t, &(const struct play){0});
  play_user(t, TARGET_CALL_OPEN_ACTIVE);
  if (!play_hear(t, ANSWER, &h) || (h.flags & ~(SYNFIN_ECE | SYNFIN_CWR)) != SYN || h.len > 0)
    tester_fail(t, LEVEL_MUST, "an active OPEN sends a SYN, without ACK and text");
  play_syn_ack(t);
  play_expect(t, ACK, MAX, NXT, 0, "the SYN,ACK is acknowledged");
  play_state(t, SYNFIN_ESTABLISHED, "after the SYN,ACK");
  play_alive(t, "text is acknowledged after the handshake");
}

static void handshake_ack_has_text(struct tester *t)
{
  play_listen(t);
  play_syn(t);
  play_expect_syn_ack(t, "the SYN gets its SYN,ACK");
  play_text(t, 100);
  play_expect_ack(t, "text on the third segment of the handshake is taken and acknowledged");
  play_user_receives(t, NXT - 100, NXT, "text on the third segment of the handshake");
}

static void handshake_ack_has_fin(struct tester *t)
{
  play_listen(t);
  play_syn(t);
  play_expect_syn_ack(t, "the SYN gets its SYN,ACK");
  play_fin(t);
  play_expect_ack(t, "a FIN on the third segment of the handshake is acknowledged");
  play_state(t, SYNFIN_CLOSE_WAIT, "the FIN was taken");
}

/* The third segment is lost: text that comes instead of it acknowledges the SYN just as well. */
static void handshake_ack_lost(struct tester *t)
{
  play_listen(t);
  play_syn(t);
  play_expect_syn_ack(t, "the SYN gets its SYN,ACK");
  int64_t from = NXT;
  play_text_at(t, NXT + 10, 10);
  play_expect_ack(t, "text beyond a gap that acknowledges the SYN gets an ACK of what comes next");
  play_text(t, 10);
  NXT = from + 20;
  play_expect_ack(t, "text that fills the gap is acknowledged with what was held");
}

/* Text of a SYN may be taken at once or left to be sent again (3.10.7.2: "processing ... should not be repeated"). */
static void syn_text(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  int64_t text = t->dut.irs + 1;
  play_send(t, SYN, t->dut.irs, 0, 10);
  if (!play_hear(t, ANSWER, &h) || (h.flags & (SYN | ACK | RST)) != (SYN | ACK) || (h.ack != text &&
                                                                                    h.ack != text + 10))
    tester_fail(t, LEVEL_MUST, "a SYN with text gets a SYN,ACK of the SYN, or of both");
  play_ack(t);
  play_text_at(t, text, 10);
  NXT = text + 10;
  play_expect_ack(t, "the text that is sent again after the handshake is acknowledged");
  play_user_receives(t, text, text + 10, "text of a SYN");
}

static void syn_fin(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  play_send(t, SYN | FIN, t->dut.irs, 0, 0);
  if (!play_hear(t, ANSWER, &h) || (h.flags & (SYN | ACK | RST)) != (SYN | ACK) || h.ack - t->dut.irs < 1 ||
      h.ack - t->dut.irs > 2)
    tester_fail(t, LEVEL_MUST,
                "a SYN,FIN to a listener gets a SYN,ACK, for other control of a SYN is left to SYN-RECEIVED");
}

static void syn_ack_text(struct tester *t)
{
  play_syn_sent(t);
  int64_t text = t->dut.irs + 1;
  struct heard h = {0};
  play_send(t, SYN | ACK, t->dut.irs, t->dut.iss + 1, 10);
  if (!play_hear(t, ANSWER, &h) || (h.flags & (SYN | ACK | RST)) != ACK || (h.ack != text && h.ack != text + 10))
    tester_fail(t, LEVEL_MUST, "a SYN,ACK with text gets an ACK of the SYN, or of both");
  play_text_at(t, text, 10);
  NXT = text + 10;
  if (h.ack == text || !t->played_out)
    play_expect_ack(t, "the text that is sent again after the handshake is acknowledged");
  play_user_receives(t, text, text + 10, "text of a SYN,ACK");
}

/* Control bits and fields of a SYN that have nothing to say. */
static void syn_with_bits(struct tester *t, unsigned bits)
{
  play_listen(t);
  play_send(t, SYN | bits, t->dut.irs, 0x12345678, 0);
  play_expect_syn_ack(t, "bits beside SYN that mean nothing here change nothing");
}

static void wraps(struct tester *t, unsigned beyond)
{
  PLAY_OPEN(t, .iss = beyond - 2, .peer_iss = beyond - 2);
  int64_t from = NXT;
  for (int i = 0; i < 4; i++) {
    play_text(t, 1);
    play_expect_ack(t, "text is acknowledged across the end of the sequence numbers");
  }
  play_user_receives(t, from, from + 4, "text across the end of the sequence numbers");
  if (play_user_send(t, 4) > 0)
    play_expect(t, ACK, MAX, NXT, 4, "text is sent across the end of the sequence numbers");
  play_ack(t);
  play_alive(t, "the connection goes on beyond the end of the sequence numbers");
}

/* ---- Lost, and sent again ---------------------------------------------------------------------------------------- */

static void syn_again(struct tester *t)
{
  struct heard h = {0};
  play_syn_sent(t);
  if (play_again(t, SYNFIN_SECONDS(3), &h) == SYNFIN_NEVER || !(h.flags & SYN) || h.flags & ACK || h.seq != t->dut.iss)
    tester_fail(t, LEVEL_MUST, "a SYN that is not answered is sent again, with the same number");
  play_syn_ack(t);
  play_expect_ack(t, "the answer to the SYN that was sent again is acknowledged");
}

static void syn_ack_again(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  play_syn(t);
  play_expect_syn_ack(t, "the SYN gets its SYN,ACK");
  if (play_again(t, SYNFIN_SECONDS(3), &h) == SYNFIN_NEVER || (h.flags & (SYN | ACK)) != (SYN | ACK) || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "a SYN,ACK that is not acknowledged is sent again, with the same numbers");
  play_ack(t);
  play_alive(t, "text is acknowledged after the handshake");
}

/* First says <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>; its SYN,ACK once more tells the peer as much. */
static void peer_syn_again(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  play_syn(t);
  play_expect_syn_ack(t, "the SYN gets its SYN,ACK");
  play_syn(t);
  if (!tester_hear(t, ANSWER, &h) || !(h.flags & ACK) || h.flags & RST || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "a SYN that comes again in SYN-RECEIVED is answered with ACK, or SYN,ACK, of it");
  play_ack(t);
  play_alive(t, "text is acknowledged after the handshake");
}

/* The ACK of its SYN,ACK was lost: the SYN,ACK comes again, and again gets its ACK. */
static void peer_syn_ack_again(struct tester *t)
{
  PLAY_OPEN(t, .active = true);
  play_syn_ack(t);
  play_expect(t, ACK, MAX, NXT, 0, "a SYN,ACK that comes again is acknowledged again");
}

/* ---- Simultaneously ---------------------------------------------------------------------------------------------- */

static bool cross(struct tester *t)
{
  play_syn_sent(t);
  play_syn(t);
  struct heard h = {0};
  if (!tester_hear(t, ANSWER, &h) || (h.flags & (SYN | ACK | RST)) != (SYN | ACK) || h.seq != t->dut.iss ||
      h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "SYNs that cross: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>");
  play_state(t, SYNFIN_SYN_RECEIVED_ACTIVE, "after SYNs that crossed");
  return !t->played_out;
}

static void talk_both_ways(struct tester *t)
{
  play_state(t, SYNFIN_ESTABLISHED, "after a simultaneous open");
  play_alive(t, "text is taken after a simultaneous open");
  if (t->target->can & TARGET_SEND && play_user_send(t, 10) > 0)
    play_expect(t, ACK, t->dut.iss + 1, NXT, 10, "text is sent after a simultaneous open");
}

/* The SYN,ACK that crossed may be acknowledged, or not: it is the first step's, or ends the opening. */
static void answer_cross(struct tester *t)
{
  play_syn_ack(t);
  tester_wait(t, QUIET);
}

static void crossed(struct tester *t)
{
  cross(t);
  answer_cross(t);
  talk_both_ways(t);
}

static void crossed_by_ack(struct tester *t)
{
  cross(t);
  play_send(t, ACK, NXT, t->dut.iss + 1, 0);
  talk_both_ways(t);
}

static void crossed_syn_again(struct tester *t)
{
  struct heard h = {0};
  cross(t);
  play_syn(t);
  if (!tester_hear(t, ANSWER, &h) || !(h.flags & ACK) || h.flags & RST || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "a crossed SYN that comes again is answered with ACK, or SYN,ACK, of it");
  answer_cross(t);
  talk_both_ways(t);
}

static void crossed_syn_ack_lost(struct tester *t)
{
  struct heard h = {0};
  cross(t);
  if (play_again(t, SYNFIN_SECONDS(3), &h) == SYNFIN_NEVER || (h.flags & (SYN | ACK)) != (SYN | ACK) || h.ack != NXT)
    tester_fail(t, LEVEL_MUST, "the SYN,ACK of a simultaneous open is sent again until it is answered");
  answer_cross(t);
  talk_both_ways(t);
}

/* The tester's own SYN was lost, and the target's came: the SYN,ACK answers both. */
static void crossed_syn_lost(struct tester *t)
{
  struct heard h = {0};
  play_syn_sent(t);
  if (play_again(t, SYNFIN_SECONDS(3), &h) == SYNFIN_NEVER)
    tester_fail(t, LEVEL_MUST, "a SYN that is not answered is sent again");
  play_syn(t);
  if (!tester_hear(t, ANSWER, &h) || (h.flags & (SYN | ACK)) != (SYN | ACK))
    tester_fail(t, LEVEL_MUST, "SYNs that cross: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>");
  answer_cross(t);
  talk_both_ways(t);
}

/* Nothing that was sent before the crossed SYN,ACK is taken twice: text on its heels. */
static void crossed_with_text(struct tester *t)
{
  cross(t);
  play_text(t, 10);
  play_expect_ack(t, "text that acknowledges the SYN ends a simultaneous open, and is acknowledged");
  play_user_receives(t, NXT - 10, NXT, "text that ends a simultaneous open");
}

/* ---- Old duplicates and half-open connections -------------------------------------------------------------------- */

/* Figure 8 */
static void old_syn(struct tester *t)
{
  play_listen(t);
  play_syn(t);
  play_expect_syn_ack(t, "line 3: the old SYN gets its SYN,ACK");
  play_rst(t);
  play_quiet(t, "line 5: a RST gets no answer");
  play_state(t, SYNFIN_LISTEN, "line 5: it returns to LISTEN");
  play_listens(t, "line 6: the new SYN is taken");
  play_ack(t);
  play_alive(t, "line 8: the connection is established");
}

/* Figure 8 where the RST is lost and the new SYN comes first: it has another number, and is in the window or not. */
static void other_syn(struct tester *t, unsigned below)
{
  play_listen(t);
  play_syn(t);
  play_expect_syn_ack(t, "the old SYN gets its SYN,ACK");
  struct heard h = {0};
  play_send(t, SYN, t->dut.irs + (below ? -100 : 100), 0, 0);
  if (tester_hear(t, ANSWER, &h) && h.flags & RST)
    t->allowed = "another SYN in SYN-RECEIVED is answered by a RST, as RFC 793 had it";
  if (below && (!(h.flags & ACK) || h.ack != t->dut.irs + 1))
    tester_fail(t, LEVEL_MUST, "a SYN below the window in SYN-RECEIVED is answered with the ACK of the first step");
}

/* Figure 9, TCP Peer A crashed: the target is B. */
static void peer_crashed(struct tester *t)
{
  PLAY_OPEN(t, .peer_iss = PLAY_PEER_ISS);
  int64_t nxt = NXT, max = MAX;
  play_send(t, SYN, NXT + 300000, 0, 0);
  play_expect(t, ACK, max, nxt, 0, "line 4: a SYN in ESTABLISHED gets an ACK of what comes next");
  play_state(t, SYNFIN_ESTABLISHED, "a SYN changes nothing in ESTABLISHED");
  play_send(t, RST, nxt, 0, 0);
  play_quiet(t, "line 5: a RST gets no answer");
  play_gone(t, "line 6: the connection is aborted by the RST");
}

/* Figure 9, TCP Peer A: the target opens again and meets a peer who still has the old connection. */
static void peer_is_half_open(struct tester *t)
{
  play_syn_sent(t);
  int64_t old = t->dut.iss - 300;
  play_send(t, ACK, t->dut.irs, old, 0);
  play_expect_rst(t, old, "line 5: an ACK of what was never sent gets <SEQ=SEG.ACK><CTL=RST>");
  play_state(t, SYNFIN_SYN_SENT, "line 5: the opening goes on");
  play_syn_ack(t);
  play_expect_ack(t, "line 7: the SYN,ACK is acknowledged");
}

/* Figure 10: it lost its memory and is sent text. */
static void text_to_nobody(struct tester *t)
{
  play_begin(t, &(const struct play){0});
  play_send(t, ACK, NXT, MAX + 70, 10);
  play_expect_rst(t, MAX + 70, "line 3: text to a connection that does not exist gets <SEQ=SEG.ACK><CTL=RST>");
}

/* Figure 11 */
static void old_syn_between_listeners(struct tester *t)
{
  play_listen(t);
  play_send(t, SYN | ACK, t->dut.irs, t->dut.iss + 77, 0);
  play_expect_rst(t, t->dut.iss + 77, "line 4: a SYN,ACK to a listener gets <SEQ=SEG.ACK><CTL=RST>");
  play_listens(t, "it still listens");
}

/* A health check: SYN, then RST, many times; no place is lost. */
static void syn_and_rst_often(struct tester *t)
{
  play_listen(t);
  for (int i = 0; i < 40; i++) {
    play_listens(t, "after a SYN that was followed by a RST");
    play_rst(t);
  }
  play_listens(t, "after forty SYNs that were followed by RSTs");
}

const struct required required_opening[] = {
  CASE(MUST, "opening/passive", "", "3.5 Figure 6", passive,
       "A listener answers a SYN with SYN,ACK, and the ACK of that establishes the connection"),
  CASE(MUST, "opening/active", "", "3.5 Figure 6", active,
       "An active OPEN sends a SYN, acknowledges the SYN,ACK, and is established"),
  CASE(MUST, "opening/text-with-handshake-ack", "", "3.10.7.4 Fifth", handshake_ack_has_text,
       "The third segment of the handshake may have text"),
  CASE(MUST, "opening/fin-with-handshake-ack", "", "3.10.7.4 Fifth, Eighth", handshake_ack_has_fin,
       "The third segment of the handshake may have a FIN"),
  CASE(MUST, "opening/handshake-ack-lost", "", "3.10.7.4 Fifth", handshake_ack_lost,
       "Where the third segment of the handshake is lost, any later one will do"),
  CASE(MUST, "opening/text-with-syn", "", "3.10.7.2 Third", syn_text, "A SYN may have text"),
  CASE(MUST, "opening/fin-with-syn", "", "3.10.7.2 Third", syn_fin, "A SYN may have a FIN"),
  CASE(MUST, "opening/text-with-syn-ack", "", "3.10.7.3 Fourth", syn_ack_text, "A SYN,ACK may have text"),
  CASE_IN(MUST, "opening/psh-with-syn", "", "3.10.7.2 Third", syn_with_bits, PSH, "A SYN may have PSH"),
  CASE_IN(MUST, "opening/urg-with-syn", "", "3.10.7.2 Third", syn_with_bits, URG, "A SYN may have URG"),
  CASE_IN(MUST, "opening/ecn-with-syn", "", "3.10.7.2 Third; RFC 3168 6.1.1", syn_with_bits, SYNFIN_ECE | SYNFIN_CWR,
          "A SYN may ask for ECN"),
  CASE_IN(MUST, "opening/iss-zero", "", "3.4", wraps, 2, "Zero is a sequence number like any other"),
  CASE_IN(MUST, "opening/iss-last", "", "3.4", wraps, 1, "2^32-1 is a sequence number like any other"),
  CASE_IN(MUST, "opening/iss-before-last", "", "3.4", wraps, 0, "Sequence numbers go on from 2^32-1 to 0"),
  CASE(MUST, "opening/syn-sent-again", "", "3.8.1", syn_again, "A SYN is sent again until it is answered"),
  CASE(MUST, "opening/syn-ack-sent-again", "", "3.8.1", syn_ack_again,
       "A SYN,ACK is sent again until it is acknowledged"),
  CASE(MUST, "opening/peer-sends-syn-again", "", "3.10.7.4 First", peer_syn_again,
       "The same SYN is answered again in SYN-RECEIVED, and does no harm"),
  CASE(MUST, "opening/peer-sends-syn-ack-again", "", "3.10.7.4 First", peer_syn_ack_again,
       "The same SYN,ACK is acknowledged again in ESTABLISHED"),
  CASE(MUST, "opening/simultaneous", "MUST-10", "3.5 Figure 7", crossed, "Two SYNs that cross make one connection"),
  CASE(MUST, "opening/simultaneous-ended-by-ack", "MUST-10", "3.5 Figure 7", crossed_by_ack,
       "An ACK of its SYN ends a simultaneous open, without a SYN"),
  CASE(MUST, "opening/simultaneous-ended-by-text", "MUST-10", "3.5 Figure 7", crossed_with_text,
       "Text that acknowledges its SYN ends a simultaneous open"),
  CASE(MUST, "opening/simultaneous-syn-again", "MUST-10", "3.5 Figure 7", crossed_syn_again,
       "A simultaneous open in which its SYN,ACK is lost and the peer sends its SYN again"),
  CASE(MUST, "opening/simultaneous-syn-ack-lost", "MUST-10", "3.5 Figure 7", crossed_syn_ack_lost,
       "A simultaneous open in which its SYN,ACK is lost and the peer waits"),
  CASE(MUST, "opening/simultaneous-syn-lost", "MUST-10", "3.5 Figure 7", crossed_syn_lost,
       "A simultaneous open in which its first SYN is lost"),
  CASE(MUST, "opening/old-syn", "", "3.5 Figure 8", old_syn,
       "A listener that took an old SYN for a new one returns to LISTEN by the peer's RST"),
  CASE_IN(MUST, "opening/other-syn-in-window", "", "3.10.7.4 Fourth", other_syn, 0,
          "Another SYN within the window in SYN-RECEIVED is no reason for a RST"),
  CASE_IN(MUST, "opening/other-syn-below-window", "", "3.10.7.4 First", other_syn, 1,
          "A SYN below the window in SYN-RECEIVED gets an ACK"),
  CASE(MUST, "opening/peer-crashed", "", "3.5.1 Figure 9", peer_crashed,
       "Half of a connection whose peer crashed is found out by the peer's SYN, and reset"),
  CASE(MUST, "opening/peer-is-half-open", "", "3.5.1 Figure 9", peer_is_half_open,
       "An opening TCP resets the peer's half of an old connection, and then opens"),
  CASE(MUST, "opening/text-to-nobody", "", "3.5.1 Figure 10", text_to_nobody,
       "Text to a connection that does not exist is answered by a RST"),
  CASE(MUST, "opening/old-syn-ack-to-listener", "", "3.5.1 Figure 11", old_syn_between_listeners,
       "A SYN,ACK to a listener is answered by a RST, and it goes on to listen"),
  CASE(MUST, "opening/syn-and-rst-often", "", "3.10.7.4 Second", syn_and_rst_often,
       "SYN and RST leave a listener as it was, however often they come"),
  CASES_END
};
