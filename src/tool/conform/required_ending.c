/* Cases by requirement: TIME-WAIT and its 2 MSL, half-duplex close, what the user is told at the end (3.6). */
#include "play.h"

#define MSL SYNFIN_SECONDS(120)

/* ---- 2 MSL ------------------------------------------------------------------------------------------------------- */

/* How long TIME-WAIT still lasts: until the peer's FIN gets something else than an ACK. Each try would restart the 2
 * MSL, so text is sent, which gets an ACK and restarts nothing. */
static synfin_time lingers(struct tester *t, synfin_time at_most)
{
  synfin_time from = t->target->now(t->target);
  struct heard h;
  while (!t->played_out && t->target->now(t->target) - from < at_most) {
    tester_wait(t, SYNFIN_SECONDS(1));
    play_text_at(t, NXT - 2, 1);
    if (!play_hear(t, ANSWER, &h) || h.flags & RST)
      break;
  }
  return t->played_out ? 0 : t->target->now(t->target) - from;
}

static void two_msl(struct tester *t)
{
  if (!play_patience(t, 250) || !play_in(t, SYNFIN_TIME_WAIT))
    return;
  synfin_time lasted = lingers(t, SYNFIN_SECONDS(600));
  if (lasted < SYNFIN_SECONDS(59))
    tester_fail(t, LEVEL_MUST, "TIME-WAIT ended after %" PRIu64 " s, which is less than 2 MSL of any Internet",
                lasted / 1000000);
  else if (lasted >= SYNFIN_SECONDS(600))
    tester_fail(t, LEVEL_MUST, "TIME-WAIT has not ended after 10 minutes");
  else if (lasted < 2 * MSL - SYNFIN_SECONDS(1))
    t->allowed = "an MSL below two minutes, which is \"an engineering choice\" (3.4.2)";
  else if (lasted > 2 * MSL + SYNFIN_SECONDS(4))
    t->allowed = "an MSL above two minutes, which is \"an engineering choice\" (3.4.2)";
}

static void fin_restarts(struct tester *t)
{
  if (!play_patience(t, 500) || !play_in(t, SYNFIN_TIME_WAIT))
    return;
  synfin_time whole = lingers(t, SYNFIN_SECONDS(600));
  if (!play_in(t, SYNFIN_TIME_WAIT))
    return;
  tester_wait(t, whole / 2);
  play_send(t, FIN | ACK, NXT - 1, MAX, 0);
  play_expect(t, ACK, MAX, NXT, 0, "the peer's FIN that comes again is acknowledged again");
  synfin_time rest = lingers(t, SYNFIN_SECONDS(600));
  if (rest + SYNFIN_SECONDS(3) < whole)
    tester_fail(t, LEVEL_MUST, "the peer's FIN restarts the 2 MSL: %" PRIu64 " s were left, not %" PRIu64,
                rest / 1000000,
                whole / 1000000);
}

static void text_restarts_nothing(struct tester *t)
{
  if (!play_patience(t, 500) || !play_in(t, SYNFIN_TIME_WAIT))
    return;
  synfin_time whole = lingers(t, SYNFIN_SECONDS(600));
  if (whole >= SYNFIN_SECONDS(600))
    tester_fail(t, LEVEL_MUST, "old text that comes again keeps TIME-WAIT for ever");
}

/* ---- What TIME-WAIT answers -------------------------------------------------------------------------------------- */

static void exact_ack(struct tester *t)
{
  play_in(t, SYNFIN_TIME_WAIT);
  for (int i = 0; i < 5; i++)
    play_ack(t);
  struct heard h = {0};
  if (play_hear(t, QUIET, &h) && h.flags & RST)
    tester_fail(t, LEVEL_MUST, "an ACK gets no RST in TIME-WAIT");
  play_state(t, SYNFIN_TIME_WAIT, "an ACK changes nothing");
}

/* RFC 9293 3.10.7.4 Second closes the connection; RFC 1337 tells why to ignore the RST. */
static void rst(struct tester *t)
{
  play_in(t, SYNFIN_TIME_WAIT);
  play_rst(t);
  play_quiet(t, "a RST gets no answer in TIME-WAIT");
  t->dut.state = SYNFIN_TIME_WAIT;
  play_text_at(t, NXT - 1, 1);
  struct heard h = {0};
  if (!play_hear(t, ANSWER, &h) || !(h.flags & (ACK | RST)))
    tester_fail(t, LEVEL_MUST, "after a RST, TIME-WAIT goes on or is over, and says so");
  if (!(h.flags & RST))
    t->allowed = "a RST is ignored in TIME-WAIT (RFC 1337)";
}

static void old_syn(struct tester *t)
{
  play_in(t, SYNFIN_TIME_WAIT);
  play_send(t, SYN, NXT - 1000, 0, 0);
  play_expect(t, ACK, MAX, NXT, 0, "an old SYN gets an ACK in TIME-WAIT, and opens nothing");
  play_state(t, SYNFIN_TIME_WAIT, "an old SYN changes nothing");
}

/* MAY-2: what may be opened must have an ISS beyond all that was sent before. */
static void new_syn(struct tester *t)
{
  play_in(t, SYNFIN_TIME_WAIT);
  int64_t old = MAX, nxt = NXT;
  play_send(t, SYN, nxt + 100000, 0, 0);
  struct heard h = {0};
  if (!play_hear(t, ANSWER, &h) || !(h.flags & ACK) || h.flags & RST)
    tester_fail(t, LEVEL_MUST, "a SYN beyond all that was received gets an ACK, or its SYN,ACK, in TIME-WAIT");
  else if (!(h.flags & SYN) && h.ack != nxt)
    tester_fail(t, LEVEL_MUST, "the ACK that a SYN gets in TIME-WAIT says what was to come next");
  else if (h.flags & SYN && (h.seq <= old || h.ack != nxt + 100001))
    tester_fail(t, LEVEL_MUST, "a connection opened from TIME-WAIT begins beyond all that was sent before");
  if (!(h.flags & SYN))
    t->allowed = "no connection is opened from TIME-WAIT (MAY-2)";
}

/* Only a host that goes on to listen can open again: then a SYN beyond all that was received is taken. */
static bool listens_on(struct tester *t)
{
  struct heard h = {0};
  play_in(t, SYNFIN_TIME_WAIT);
  play_send(t, SYN, NXT + 100000, 0, 0);
  if (play_hear(t, ANSWER, &h) && h.flags & SYN)
    return true;
  tester_not_applicable(t, "it does not listen while a connection is in TIME-WAIT");
  return false;
}

/* RFC 6191: a newer timestamp will do where SEQ would not. */
static void timestamps_in_time_wait(struct tester *t)
{
  struct synfin_options opt = {.present = SYNFIN_HAS_MSS | SYNFIN_HAS_TIMESTAMPS, .mss = PLAY_MSS, .ts_val = 1000};
  struct heard h = {0};
  play_listen(t);
  play_send_with(t, SYN, t->dut.irs, 0, 0, &opt);
  if (play_hear(t, ANSWER, &h) && !(h.opt.present & SYNFIN_HAS_TIMESTAMPS))
    tester_not_applicable(t, "it does not offer timestamps (RFC 7323)");
  if (t->played_out || !listens_on(t))
    return;
  play_listen(t);
  play_send_with(t, SYN, t->dut.irs, 0, 0, &opt);
  if (!play_hear(t, ANSWER, &h))
    tester_inconclusive(t, "no SYN,ACK");
  opt.present = SYNFIN_HAS_TIMESTAMPS, opt.ts_val = 1001, opt.ts_ecr = h.opt.ts_val;
  play_send_with(t, ACK, NXT, MAX, 0, &opt);
  play_user(t, TARGET_CALL_CLOSE);
  play_hear(t, ANSWER, &h);
  opt.ts_val = 1002, opt.ts_ecr = h.opt.ts_val;
  play_send_with(t, FIN | ACK, NXT, MAX, 0, &opt);
  tester_wait(t, QUIET);
  opt.ts_val = 5000, opt.ts_ecr = 0;
  play_send_with(t, SYN, NXT - 1000, 0, 0, &opt);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & SYN))
    tester_fail(t, LEVEL_SHOULD, "a SYN with a newer timestamp opens a connection from TIME-WAIT");
}

/* ---- Half-duplex close (3.6.1) ----------------------------------------------------------------------------------- */

static void unread_text(struct tester *t)
{
  struct heard h = {0};
  play_in(t, SYNFIN_ESTABLISHED);
  play_text(t, 100);
  play_expect_ack(t, "text is acknowledged");
  play_user(t, TARGET_CALL_RELEASE);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & RST) || h.seq != MAX)
    tester_fail(t, LEVEL_SHOULD, "text that nobody will read is told by a RST, not a FIN");
}

static void text_after_release(struct tester *t, unsigned acked)
{
  struct heard h = {0};
  play_in(t, SYNFIN_ESTABLISHED);
  play_user(t, TARGET_CALL_RELEASE);
  play_expect(t, FIN | ACK, MAX, NXT, 0, "who lets go, with nothing unread, sends a FIN");
  if (acked)
    play_ack(t);
  play_send(t, ACK, NXT, MAX - (acked ? 0 : 1), 100);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & RST))
    tester_fail(t, LEVEL_SHOULD, "text that comes after its user let go is told by a RST");
}

static void fin_after_release(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_user(t, TARGET_CALL_RELEASE);
  play_expect(t, FIN | ACK, MAX, NXT, 0, "who lets go, with nothing unread, sends a FIN");
  play_fin(t);
  play_expect(t, ACK, MAX, NXT, 0, "the peer's FIN is acknowledged after its user let go");
  play_state(t, SYNFIN_TIME_WAIT, "after both FINs");
}

/* ---- What the user is told --------------------------------------------------------------------------------------- */

static void told_of_fin(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_text(t, 10);
  play_expect_ack(t, "text is acknowledged");
  play_fin(t);
  play_expect_ack(t, "the FIN is acknowledged");
  play_user_receives(t, NXT - 11, NXT - 1, "text before the FIN comes first");
  play_user_error(t, TARGET_CALL_RECEIVE, SYNFIN_ERR_CLOSING, "RECEIVE after an orderly end");
}

static void told_of_rst(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_rst(t);
  play_state(t, SYNFIN_CLOSED, "after a RST");
  play_user_error(t, TARGET_CALL_RECEIVE, SYNFIN_ERR_RESET, "RECEIVE after a RST");
}

static void told_of_refusal(struct tester *t)
{
  play_syn_sent(t);
  play_send(t, RST | ACK, t->dut.irs, MAX, 0);
  play_state(t, SYNFIN_CLOSED, "after a refusal");
  uint8_t octet[1];
  if (!tester_needs(t, TARGET_RECEIVE | TARGET_ERRORS))
    return;
  ptrdiff_t told = tester_call(t, TARGET_CALL_RECEIVE, octet, 1);
  if (told != SYNFIN_ERR_RESET && told != SYNFIN_ERR_REFUSED)
    tester_fail(t, LEVEL_MUST, "a refusal is reported: \"%s\"", synfin_strerror((int)told));
}

const struct required required_ending[] = {
  CASE(MUST, "ending/two-msl", "MUST-13", "3.6.1", two_msl, "TIME-WAIT lasts 2 MSL, and then ends"),
  CASE(MUST, "ending/fin-restarts-2msl", "", "3.10.7.4 Eighth", fin_restarts,
       "The peer's FIN in TIME-WAIT restarts the 2 MSL"),
  CASE(MUST, "ending/text-restarts-nothing", "", "3.10.8", text_restarts_nothing,
       "Old text in TIME-WAIT does not keep it"),
  CASE(MUST, "ending/ack-in-time-wait", "", "3.10.7.4 Fifth", exact_ack, "ACKs in TIME-WAIT do no harm"),
  CASE(MUST, "ending/rst-in-time-wait", "", "3.10.7.4 Second; RFC 1337 3", rst, "A RST in TIME-WAIT gets no answer"),
  CASE(MUST, "ending/old-syn-in-time-wait", "", "3.10.7.4 First", old_syn, "An old SYN does not end TIME-WAIT"),
  CASE(MAY, "ending/new-syn-in-time-wait", "MAY-2", "3.6.1", new_syn,
       "A SYN may open a connection from TIME-WAIT, with an ISS beyond all that was sent"),
  CASE(SHOULD, "ending/timestamps-in-time-wait", "SHLD-4", "3.6.1; RFC 6191", timestamps_in_time_wait,
       "Timestamps let a new connection follow sooner"),
  CASE(SHOULD, "ending/unread-text", "SHLD-3", "3.6.1; RFC 2525 2.17", unread_text,
       "Who lets go of a connection with unread text resets it"),
  CASE_IN(SHOULD, "ending/text-after-release-in-fin-wait-1", "SHLD-3", "3.6.1; RFC 2525 2.16", text_after_release, 0,
          "Text for nobody is answered by a RST in FIN-WAIT-1"),
  CASE_IN(SHOULD, "ending/text-after-release-in-fin-wait-2", "SHLD-3", "3.6.1; RFC 2525 2.16", text_after_release, 1,
          "Text for nobody is answered by a RST in FIN-WAIT-2"),
  CASE(MAY, "ending/half-duplex-close", "MAY-1", "3.6.1", fin_after_release,
       "A user may let go of both directions at once, and the connection still ends in order"),
  CASE_IN(MUST, "ending/told-of-fin", "MUST-12", "3.6", told_of_fin, SYNFIN_ESTABLISHED,
          "Its user is told of an orderly end, after all text, in ESTABLISHED"),
  CASE_IN(MUST, "ending/told-of-fin-in-fin-wait-1", "MUST-12", "3.6", told_of_fin, SYNFIN_FIN_WAIT_1,
          "Its user is told of an orderly end, after all text, in FIN-WAIT-1"),
  CASE_IN(MUST, "ending/told-of-fin-in-fin-wait-2", "MUST-12", "3.6", told_of_fin, SYNFIN_FIN_WAIT_2,
          "Its user is told of an orderly end, after all text, in FIN-WAIT-2"),
  CASE_IN(MUST, "ending/told-of-rst", "MUST-12", "3.10.7.4 Second", told_of_rst, SYNFIN_ESTABLISHED,
          "Its user is told of a RST in ESTABLISHED"),
  CASE_IN(MUST, "ending/told-of-rst-in-fin-wait-1", "MUST-12", "3.10.7.4 Second", told_of_rst, SYNFIN_FIN_WAIT_1,
          "Its user is told of a RST in FIN-WAIT-1"),
  CASE_IN(MUST, "ending/told-of-rst-in-fin-wait-2", "MUST-12", "3.10.7.4 Second", told_of_rst, SYNFIN_FIN_WAIT_2,
          "Its user is told of a RST in FIN-WAIT-2"),
  CASE_IN(MUST, "ending/told-of-rst-in-close-wait", "MUST-12", "3.10.7.4 Second", told_of_rst, SYNFIN_CLOSE_WAIT,
          "Its user is told of a RST in CLOSE-WAIT"),
  CASE(MUST, "ending/told-of-refusal", "MUST-12", "3.10.7.3 Second", told_of_refusal, "Its user is told of a refusal"),
  CASES_END
};
