/* Cases by requirement: when a RST is sent and in which form, and which RST is believed (3.5.2, 3.5.3, RFC 5961 3). */
#include "play.h"

/* ---- CLOSED (3.10.7.1) ------------------------------------------------------------------------------------------- */

static void to_nobody(struct tester *t, unsigned flags, int64_t seq, int64_t len)
{
  int64_t taken = len + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0), ack = t->dut.iss + 5000;
  play_send(t, flags, seq, ack, len);
  if (flags & RST)
    play_quiet(t, "a RST to a connection that does not exist is dropped");
  else if (flags & ACK)
    play_expect(t, RST, ack, 0, 0, "to a connection that does not exist: <SEQ=SEG.ACK><CTL=RST>");
  else
    play_expect_refusal(t, seq + taken,
                        "to a connection that does not exist: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>");
}

static void closed(struct tester *t, unsigned flags)
{
  play_begin(t, &(const struct play){0});
  to_nobody(t, flags, t->dut.irs + 700, 0);
}

static void closed_text(struct tester *t, unsigned flags)
{
  play_begin(t, &(const struct play){0});
  to_nobody(t, flags, t->dut.irs + 700, 40);
}

static void closed_wraps(struct tester *t, unsigned flags)
{
  play_begin(t, &(const struct play){.peer_iss = UINT32_MAX - 3});
  to_nobody(t, flags, t->dut.irs, 10);
}

/* A RST that answers is never answered itself: two ends without a connection would go on for ever. */
static void closed_twice(struct tester *t)
{
  play_begin(t, &(const struct play){0});
  for (int i = 0; i < 3; i++)
    to_nobody(t, SYN, t->dut.irs + i, 0);
  to_nobody(t, RST, t->dut.irs + 4, 0);
  to_nobody(t, RST | ACK, t->dut.irs + 4, 0);
}

/* ---- LISTEN (3.10.7.2) ------------------------------------------------------------------------------------------- */

static void listen_rst(struct tester *t, unsigned flags)
{
  play_listen(t);
  play_send(t, flags, t->dut.irs, t->dut.iss + 5000, 0);
  play_quiet(t, "a RST to a listener is dropped");
  play_listens(t, "a RST to a listener changes nothing");
}

static void listen_ack(struct tester *t, unsigned flags)
{
  play_listen(t);
  int64_t ack = t->dut.iss + 5000;
  play_send(t, flags, t->dut.irs, ack, 0);
  play_expect(t, RST, ack, 0, 0, "an ACK to a listener gets <SEQ=SEG.ACK><CTL=RST>");
  play_listens(t, "an ACK to a listener changes nothing");
}

static void listen_stray(struct tester *t, unsigned flags)
{
  play_listen(t);
  play_send(t, flags, t->dut.irs, 0, flags ? 0 : 10);
  play_quiet(t, "what has neither RST, ACK nor SYN is dropped in LISTEN");
  play_listens(t, "what has neither RST, ACK nor SYN changes nothing in LISTEN");
}

/* ---- SYN-SENT (3.10.7.3) ----------------------------------------------------------------------------------------- */

static void goes_on(struct tester *t)
{
  play_state(t, SYNFIN_SYN_SENT, "the opening goes on");
  play_syn_ack(t);
  play_expect_ack(t, "the opening goes on: the SYN,ACK is acknowledged");
}

static void bad_ack(struct tester *t, unsigned flags, int64_t ack)
{
  play_send(t, flags, t->dut.irs, ack, 0);
  if (flags & RST)
    play_quiet(t, "a RST that does not acknowledge the SYN is dropped");
  else
    play_expect(t, RST, ack, 0, 0, "an ACK of anything but the SYN gets <SEQ=SEG.ACK><CTL=RST>");
  goes_on(t);
}

static void syn_sent_ack_of_nothing(struct tester *t, unsigned flags)
{
  play_syn_sent(t);
  bad_ack(t, flags, t->dut.iss);
}

static void syn_sent_ack_beyond(struct tester *t, unsigned flags)
{
  play_syn_sent(t);
  bad_ack(t, flags, t->dut.iss + 2);
}

static void syn_sent_stray(struct tester *t, unsigned flags)
{
  play_syn_sent(t);
  play_send(t, flags, t->dut.irs + 1, t->dut.iss + 1, 0);
  play_quiet(t, "what has neither SYN nor RST is dropped in SYN-SENT");
  goes_on(t);
}

static void syn_sent_rst(struct tester *t)
{
  play_syn_sent(t);
  play_send(t, RST, t->dut.irs, 0, 0);
  play_quiet(t, "a RST without ACK is dropped in SYN-SENT");
  goes_on(t);
}

static void syn_sent_refused(struct tester *t)
{
  play_syn_sent(t);
  play_send(t, RST | ACK, 0, MAX, 0);
  play_quiet(t, "a RST gets no answer");
  play_state(t, SYNFIN_CLOSED, "a RST that acknowledges the SYN refuses the connection");
  t->dut.state = SYNFIN_CLOSED;
  play_send(t, SYN | ACK, t->dut.irs, MAX, 0);
  play_expect_rst(t, MAX, "a SYN,ACK after the refusal gets a RST");
}

/* ---- SYN-RECEIVED (3.10.7.4 Second, Fifth) ----------------------------------------------------------------------- */

static void syn_received_rst(struct tester *t)
{
  play_in(t, SYNFIN_SYN_RECEIVED_PASSIVE);
  play_rst(t);
  play_quiet(t, "a RST gets no answer");
  play_state(t, SYNFIN_LISTEN, "a RST in SYN-RECEIVED leads back to LISTEN, where it came from");
  play_listens(t, "after a RST in SYN-RECEIVED it listens again");
}

static void syn_received_refused(struct tester *t)
{
  play_in(t, SYNFIN_SYN_RECEIVED_ACTIVE);
  play_rst(t);
  play_quiet(t, "a RST gets no answer");
  play_state(t, SYNFIN_CLOSED, "a RST in SYN-RECEIVED after an active OPEN refuses the connection");
  play_user_error(t, TARGET_CALL_RECEIVE, SYNFIN_ERR_REFUSED, "RECEIVE after a RST in SYN-RECEIVED");
}

static void syn_received_bad_ack(struct tester *t, unsigned beyond)
{
  play_in(t, SYNFIN_SYN_RECEIVED_PASSIVE);
  int64_t ack = t->dut.iss + beyond;
  play_send(t, ACK, NXT, ack, 0);
  play_expect(t, RST, ack, 0, 0, "an ACK of anything but the SYN gets <SEQ=SEG.ACK><CTL=RST>");
  play_state(t, SYNFIN_SYN_RECEIVED_PASSIVE, "an ACK of anything but the SYN changes nothing");
  play_send(t, ACK, NXT, MAX, 0);
  play_alive(t, "the good ACK establishes the connection");
}

static void syn_received_no_ack(struct tester *t)
{
  play_in(t, SYNFIN_SYN_RECEIVED_PASSIVE);
  play_send(t, 0, NXT, 0, 10);
  play_quiet(t, "text without ACK is dropped in SYN-RECEIVED");
  play_state(t, SYNFIN_SYN_RECEIVED_PASSIVE, "text without ACK changes nothing");
}

/* ---- Synchronized states (RFC 5961 3.2) -------------------------------------------------------------------------- */

static void exact(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_rst(t);
  play_quiet(t, "a RST gets no answer");
  play_gone(t, "<SEQ=RCV.NXT><CTL=RST> ends the connection");
}

static void in_window(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_send(t, RST, NXT + 1, 0, 0);
  play_expect(t, ACK, MAX, NXT, 0, "a RST in the window but not at RCV.NXT gets a challenge ACK");
  play_state(t, (enum synfin_state)state, "a RST in the window but not at RCV.NXT changes nothing");
  play_rst(t);
  play_gone(t, "the peer that really has no connection answers with the exact RST, which ends it");
}

static void below_window(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_send(t, RST, NXT - 1, 0, 0);
  play_quiet(t, "a RST out of the window is dropped silently");
  play_state(t, (enum synfin_state)state, "a RST out of the window changes nothing");
  play_alive(t, "the connection is still there");
}

static void beyond_window(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_send(t, RST, NXT + 0x40000000, 0, 0);
  play_quiet(t, "a RST out of the window is dropped silently");
  play_alive(t, "the connection is still there");
}

static void with_text(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  int64_t nxt = NXT;
  play_send(t, RST, NXT, 0, 20);
  play_quiet(t, "a RST gets no answer");
  play_gone(t, "a RST with text ends the connection");
  play_user_receives(t, nxt, nxt, "text of a RST is delivered to nobody");
}

static void with_bits(struct tester *t, unsigned bits)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_send(t, RST | bits, NXT, MAX, 0);
  play_quiet(t, "a RST gets no answer");
  play_gone(t, "a RST ends the connection, whatever bits stand beside it");
}

static void rst_with_bad_ack(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_send(t, RST | ACK, NXT, MAX + 1000000, 0);
  play_quiet(t, "a RST gets no answer");
  play_gone(t, "in a synchronized state a RST is judged by its SEQ alone");
}

static void after_text(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_text(t, 100);
  play_expect_ack(t, "text is acknowledged");
  play_rst(t);
  play_gone(t, "a RST at the new RCV.NXT ends the connection");
}

static void zero_window(struct tester *t)
{
  PLAY_OPEN(t, .buffer = 512);
  struct heard h = {0};
  for (int i = 0; i < 20 && !t->played_out && t->dut.rcv_wnd > 0; i++) {
    play_text(t, t->dut.rcv_wnd < 512 ? t->dut.rcv_wnd : 512);
    play_hear(t, ANSWER, &h);
  }
  if (t->dut.rcv_wnd > 0)
    tester_inconclusive(t, "its window does not close");
  play_rst(t);
  play_quiet(t, "a RST gets no answer");
  play_gone(t, "<SEQ=RCV.NXT><CTL=RST> ends the connection while the window is zero");
}

#define EACH_STATE(run_in, id, title) \
  CASE_IN(MUST, "reset/" id "-in-established", "", "3.10.7.4 Second; RFC 5961 3.2", run_in, SYNFIN_ESTABLISHED, \
          title " in ESTABLISHED"), \
  CASE_IN(MUST, "reset/" id "-in-fin-wait-1", "", "3.10.7.4 Second; RFC 5961 3.2", run_in, SYNFIN_FIN_WAIT_1, \
          title " in FIN-WAIT-1"), \
  CASE_IN(MUST, "reset/" id "-in-fin-wait-2", "", "3.10.7.4 Second; RFC 5961 3.2", run_in, SYNFIN_FIN_WAIT_2, \
          title " in FIN-WAIT-2"), \
  CASE_IN(MUST, "reset/" id "-in-close-wait", "", "3.10.7.4 Second; RFC 5961 3.2", run_in, SYNFIN_CLOSE_WAIT, \
          title " in CLOSE-WAIT"), \
  CASE_IN(MUST, "reset/" id "-in-closing", "", "3.10.7.4 Second; RFC 5961 3.2", run_in, SYNFIN_CLOSING, \
          title " in CLOSING"), \
  CASE_IN(MUST, "reset/" id "-in-last-ack", "", "3.10.7.4 Second; RFC 5961 3.2", run_in, SYNFIN_LAST_ACK, \
          title " in LAST-ACK")

const struct required required_reset[] = {
  CASE_IN(MUST, "reset/closed-syn", "", "3.10.7.1", closed, SYN, "A SYN to nobody gets a RST that acknowledges it"),
  CASE_IN(MUST, "reset/closed-fin", "", "3.10.7.1", closed, FIN, "A FIN to nobody gets a RST that acknowledges it"),
  CASE_IN(MUST, "reset/closed-nothing", "", "3.10.7.1", closed, 0, "A segment without bits to nobody gets a RST"),
  CASE_IN(MUST, "reset/closed-urg", "", "3.10.7.1", closed, URG | PSH, "Bits that mean nothing to nobody get a RST"),
  CASE_IN(MUST, "reset/closed-syn-fin", "", "3.10.7.1", closed, SYN | FIN,
          "SYN and FIN to nobody get a RST that acknowledges both"),
  CASE_IN(MUST, "reset/closed-text", "", "3.10.7.1", closed_text, 0, "Text to nobody gets a RST that acknowledges it"),
  CASE_IN(MUST, "reset/closed-syn-fin-text", "", "3.10.7.1", closed_text, SYN | FIN,
          "SYN, text and FIN to nobody get a RST that acknowledges them all"),
  CASE_IN(MUST, "reset/closed-wraps", "", "3.10.7.1", closed_wraps, SYN,
          "A RST acknowledges across the end of the sequence numbers"),
  CASE_IN(MUST, "reset/closed-ack", "", "3.10.7.1", closed, ACK, "An ACK to nobody gets a RST where it says"),
  CASE_IN(MUST, "reset/closed-syn-ack", "", "3.10.7.1", closed, SYN | ACK,
          "A SYN,ACK to nobody gets a RST where it says"),
  CASE_IN(MUST, "reset/closed-fin-ack", "", "3.10.7.1", closed, FIN | ACK,
          "A FIN,ACK to nobody gets a RST where it says"),
  CASE_IN(MUST, "reset/closed-text-ack", "", "3.10.7.1", closed_text, ACK,
          "Text with an ACK to nobody gets a RST where the ACK says"),
  CASE_IN(MUST, "reset/closed-rst", "", "3.10.7.1", closed, RST, "A RST to nobody gets no answer"),
  CASE_IN(MUST, "reset/closed-rst-ack", "", "3.10.7.1", closed, RST | ACK, "A RST,ACK to nobody gets no answer"),
  CASE_IN(MUST, "reset/closed-all-bits", "", "3.10.7.1", closed, FIN | SYN | RST | PSH | ACK | URG,
          "A RST among all bits gets no answer"),
  CASE(MUST, "reset/closed-again", "", "3.10.7.1", closed_twice, "Nobody answers each SYN, and no RST"),
  CASE_IN(MUST, "reset/listen-rst", "", "3.10.7.2 First", listen_rst, RST, "A RST to a listener is ignored"),
  CASE_IN(MUST, "reset/listen-rst-ack", "", "3.10.7.2 First", listen_rst, RST | ACK,
          "A RST,ACK to a listener is ignored"),
  CASE_IN(MUST, "reset/listen-syn-rst", "", "3.10.7.2 First", listen_rst, SYN | RST,
          "A SYN,RST to a listener is ignored"),
  CASE_IN(MUST, "reset/listen-ack", "", "3.10.7.2 Second", listen_ack, ACK, "An ACK to a listener gets a RST"),
  CASE_IN(MUST, "reset/listen-syn-ack", "", "3.10.7.2 Second", listen_ack, SYN | ACK,
          "A SYN,ACK to a listener gets a RST"),
  CASE_IN(MUST, "reset/listen-fin-ack", "", "3.10.7.2 Second", listen_ack, FIN | ACK,
          "A FIN,ACK to a listener gets a RST"),
  CASE_IN(MUST, "reset/listen-fin", "", "3.10.7.2 Fourth", listen_stray, FIN, "A FIN to a listener is dropped"),
  CASE_IN(MUST, "reset/listen-text", "", "3.10.7.2 Fourth", listen_stray, 0, "Text to a listener is dropped"),
  CASE_IN(MUST, "reset/listen-urg", "", "3.10.7.2 Fourth", listen_stray, URG | PSH, "URG to a listener is dropped"),
  CASE_IN(MUST, "reset/syn-sent-ack-beyond", "", "3.10.7.3 First", syn_sent_ack_beyond, ACK,
          "An ACK beyond its SYN gets a RST in SYN-SENT"),
  CASE_IN(MUST, "reset/syn-sent-ack-of-nothing", "", "3.10.7.3 First", syn_sent_ack_of_nothing, ACK,
          "An ACK of nothing gets a RST in SYN-SENT"),
  CASE_IN(MUST, "reset/syn-sent-bad-syn-ack", "", "3.10.7.3 First", syn_sent_ack_beyond, SYN | ACK,
          "A SYN,ACK of something else gets a RST in SYN-SENT"),
  CASE_IN(MUST, "reset/syn-sent-bad-rst-ack", "", "3.10.7.3 First", syn_sent_ack_beyond, RST | ACK,
          "A RST that acknowledges something else is ignored in SYN-SENT"),
  CASE_IN(MUST, "reset/syn-sent-rst-acks-iss", "", "3.10.7.3 First", syn_sent_ack_of_nothing, RST | ACK,
          "A RST that acknowledges ISS and not the SYN is ignored in SYN-SENT"),
  CASE_IN(MUST, "reset/syn-sent-stray-ack", "", "3.10.7.3 Fifth", syn_sent_stray, ACK,
          "An ACK of its SYN without a SYN is dropped in SYN-SENT"),
  CASE_IN(MUST, "reset/syn-sent-fin", "", "3.10.7.3 Fifth", syn_sent_stray, FIN, "A FIN is dropped in SYN-SENT"),
  CASE_IN(MUST, "reset/syn-sent-nothing", "", "3.10.7.3 Fifth", syn_sent_stray, 0,
          "A segment without bits is dropped in SYN-SENT"),
  CASE(MUST, "reset/syn-sent-rst", "", "3.10.7.3 Second", syn_sent_rst, "A RST without ACK is dropped in SYN-SENT"),
  CASE(MUST, "reset/syn-sent-refused", "", "3.10.7.3 Second", syn_sent_refused,
       "A RST that acknowledges its SYN ends SYN-SENT"),
  CASE(MUST, "reset/syn-received-rst", "MUST-11", "3.10.7.4 Second", syn_received_rst,
       "A RST in SYN-RECEIVED leads back to LISTEN after a passive OPEN"),
  CASE(MUST, "reset/syn-received-refused", "MUST-11", "3.10.7.4 Second", syn_received_refused,
       "A RST in SYN-RECEIVED leads to CLOSED after an active OPEN"),
  CASE_IN(MUST, "reset/syn-received-ack-of-nothing", "", "3.10.7.4 Fifth", syn_received_bad_ack, 0,
          "An ACK of nothing gets a RST in SYN-RECEIVED"),
  CASE_IN(MUST, "reset/syn-received-ack-beyond", "", "3.10.7.4 Fifth", syn_received_bad_ack, 2,
          "An ACK beyond its SYN gets a RST in SYN-RECEIVED"),
  CASE(MUST, "reset/syn-received-no-ack", "", "3.10.7.4 Fifth", syn_received_no_ack,
       "A segment without ACK is dropped in SYN-RECEIVED"),
  EACH_STATE(exact, "exact", "A RST at RCV.NXT is believed"),
  EACH_STATE(in_window, "in-window", "A RST elsewhere in the window is challenged"),
  EACH_STATE(below_window, "below-window", "A RST out of the window is ignored"),
  CASE(MUST, "reset/beyond-window", "", "3.10.7.4 Second; RFC 5961 3.2", beyond_window,
       "A RST beyond the window is ignored"),
  CASE(SHOULD, "reset/with-text", "SHLD-2", "3.5.3", with_text, "A RST may have text"),
  CASE_IN(MUST, "reset/with-ack", "", "3.10.7.4 Second", with_bits, ACK, "A RST may have ACK"),
  CASE_IN(MUST, "reset/with-urg-psh", "", "3.10.7.4 Second", with_bits, URG | PSH, "A RST may have URG and PSH"),
  CASE_IN(MUST, "reset/with-fin", "", "3.10.7.4 Second", with_bits, FIN, "A RST may have FIN"),
  CASE_IN(MUST, "reset/with-syn", "", "3.10.7.4 Second", with_bits, SYN, "A RST may have SYN"),
  CASE(MUST, "reset/with-bad-ack", "", "3.10.7.4 Second", rst_with_bad_ack, "A RST is judged before its ACK"),
  CASE(MUST, "reset/after-text", "", "3.10.7.4 Second", after_text,
       "RCV.NXT moves with text, and the exact RST with it"),
  CASE(MUST, "reset/zero-window", "MUST-66", "3.4", zero_window, "A RST is believed while the receive window is zero"),
  CASES_END
};
