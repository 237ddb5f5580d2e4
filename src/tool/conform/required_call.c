/* Cases by requirement: the user's calls in every state, with the RFC's own errors (3.10.1 to 3.10.5). */
#include "play.h"

/* ---- Errors ------------------------------------------------------------------------------------------------------ */

static void exists(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_user_error(t, TARGET_CALL_OPEN_ACTIVE, SYNFIN_ERR_EXISTS, "active OPEN of a connection that is there");
  play_user_error(t, TARGET_CALL_OPEN_PASSIVE, SYNFIN_ERR_EXISTS, "passive OPEN of a connection that is there");
  play_state(t, (enum synfin_state)state, "an OPEN that is refused changes nothing");
}

static void send_closing(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_user_error(t, TARGET_CALL_SEND, SYNFIN_ERR_CLOSING, "SEND after CLOSE");
  play_state(t, (enum synfin_state)state, "a SEND that is refused changes nothing");
}

static void receive_closing(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_user_error(t, TARGET_CALL_RECEIVE, SYNFIN_ERR_CLOSING, "RECEIVE after the peer's FIN, when all was delivered");
}

static void close_closing(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_user_error(t, TARGET_CALL_CLOSE, SYNFIN_ERR_CLOSING, "CLOSE after CLOSE");
  play_quiet(t, "a CLOSE that is refused sends nothing");
  play_state(t, (enum synfin_state)state, "a CLOSE that is refused changes nothing");
}

/* 3.10.4, FIN-WAIT-2: "a second FIN should not be sent"; "ok" is as good an answer there and in FIN-WAIT-1. */
static void close_again(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  if (!tester_needs(t, TARGET_CLOSE))
    return;
  tester_call(t, TARGET_CALL_CLOSE, NULL, 0);
  play_quiet(t, "a second CLOSE sends no second FIN");
  play_state(t, (enum synfin_state)state, "a second CLOSE changes nothing");
}

static void nothing_there(struct tester *t, unsigned call)
{
  play_begin(t, &(const struct play){0});
  play_user_error(t, (enum target_call)call, SYNFIN_ERR_NO_CONNECTION, "a call without a connection");
  play_quiet(t, "a call without a connection sends nothing");
  play_state(t, SYNFIN_CLOSED, "a call without a connection changes nothing");
}

/* ---- OPEN -------------------------------------------------------------------------------------------------------- */

static void active_after_passive(struct tester *t)
{
  struct heard h = {0};
  play_listen(t);
  if (!tester_needs(t, TARGET_OPEN_ACTIVE))
    return;
  ptrdiff_t result = tester_call(t, TARGET_CALL_OPEN_ACTIVE, NULL, 0);
  if (result != SYNFIN_OK && t->target->can & TARGET_ERRORS)
    tester_fail(t, LEVEL_MUST, "an active OPEN of a listener: \"%s\"", synfin_strerror((int)result));
  else if (result != SYNFIN_OK)
    tester_not_applicable(t, "its interface cannot open a listener actively");
  if (!play_hear(t, ANSWER, &h) || (h.flags & (SYN | ACK)) != SYN)
    tester_fail(t, LEVEL_MUST, "an active OPEN of a listener sends a SYN");
  play_state(t, SYNFIN_SYN_SENT, "after an active OPEN of a listener");
  play_syn_ack(t);
  play_expect_ack(t, "the SYN,ACK is acknowledged");
}

static void send_in_listen(struct tester *t)
{
  struct heard h = {0};
  uint8_t octets[10] = "abcdefghi";
  play_listen(t);
  if (!tester_needs(t, TARGET_SEND))
    return;
  ptrdiff_t sent = tester_call(t, TARGET_CALL_SEND, octets, sizeof octets);
  if (sent < 0) {
    t->allowed = "SEND in LISTEN is refused";
    return;
  }
  if (!play_hear(t, ANSWER, &h) || (h.flags & (SYN | ACK)) != SYN)
    tester_fail(t, LEVEL_MUST, "a SEND in LISTEN sends a SYN");
  play_syn_ack(t);
  play_flight(t, ANSWER, 0);
  if (MAX != t->dut.iss + 1 + sent)
    tester_fail(t, LEVEL_MUST, "text of a SEND in LISTEN is sent after the handshake");
}

/* ---- ABORT ------------------------------------------------------------------------------------------------------- */

static void abort_resets(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  int64_t max = MAX;
  play_user(t, TARGET_CALL_ABORT);
  play_expect_rst(t, max, "ABORT sends <SEQ=SND.NXT><CTL=RST>");
  play_gone(t, "after ABORT");
}

static void abort_is_quiet(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_user(t, TARGET_CALL_ABORT);
  play_quiet(t, "ABORT has nobody to tell");
  play_state(t, SYNFIN_CLOSED, "after ABORT");
}

static void abort_drops_text(struct tester *t)
{
  struct heard h = {0};
  PLAY_OPEN(t, .wnd = PLAY_CLOSED);
  play_user_send(t, 1000);
  play_user(t, TARGET_CALL_ABORT);
  if (!play_hear(t, ANSWER, &h) || !(h.flags & RST) || h.len > 0)
    tester_fail(t, LEVEL_MUST, "ABORT sends a RST, and no text that was queued");
  if (tester_hear(t, SYNFIN_SECONDS(3), &h))
    tester_fail(t, LEVEL_MUST, "after ABORT nothing is sent");
}

static void error_after_abort(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_user(t, TARGET_CALL_ABORT);
  tester_wait(t, QUIET);
  play_user_error(t, TARGET_CALL_SEND, SYNFIN_ERR_NO_CONNECTION, "SEND after ABORT");
}

/* ---- What is no error -------------------------------------------------------------------------------------------- */

static void receive_waits(struct tester *t, unsigned state)
{
  play_in(t, (enum synfin_state)state);
  play_user_error(t, TARGET_CALL_RECEIVE, SYNFIN_OK, "RECEIVE before there is text");
  play_state(t, (enum synfin_state)state, "RECEIVE changes nothing");
}

static void send_nothing(struct tester *t)
{
  PLAY_OPEN(t, .wnd = PLAY_WINDOW);
  if (!tester_needs(t, TARGET_SEND))
    return;
  uint8_t octet = 0;
  tester_call(t, TARGET_CALL_SEND, &octet, 0);
  play_quiet(t, "a SEND of nothing sends nothing");
  play_alive(t, "a SEND of nothing does no harm");
}

static void reset_before_send(struct tester *t)
{
  play_in(t, SYNFIN_ESTABLISHED);
  play_rst(t);
  play_user_error(t, TARGET_CALL_SEND, SYNFIN_ERR_RESET, "SEND after a RST");
}

#define EXISTS(id, name, state) \
  CASE_IN(MUST, "call/open-in-" id, "", "3.10.1", exists, SYNFIN_##state, \
          "OPEN says \"connection already exists\" in " name)
#define SEND_CLOSING(id, name, state) \
  CASE_IN(MUST, "call/send-in-" id, "", "3.10.2", send_closing, SYNFIN_##state, \
          "SEND says \"connection closing\" in " name)
#define RECEIVE_CLOSING(id, name, state) \
  CASE_IN(MUST, "call/receive-in-" id, "", "3.10.3", receive_closing, SYNFIN_##state, \
          "RECEIVE says \"connection closing\" in " name)
#define RECEIVE_WAITS(id, name, state) \
  CASE_IN(MUST, "call/receive-in-" id, "", "3.10.3", receive_waits, SYNFIN_##state, "RECEIVE waits for text in " name)
#define CLOSE_CLOSING(id, name, state) \
  CASE_IN(MUST, "call/close-in-" id, "", "3.10.4", close_closing, SYNFIN_##state, \
          "CLOSE says \"connection closing\" in " name)
#define NOTHING(id, name) \
  CASE_IN(MUST, "call/" id "-in-closed", "", "3.10", nothing_there, TARGET_CALL_##name, \
          "Without a connection the call says \"connection does not exist\": " id)
#define ABORTS(id, name, state) \
  CASE_IN(MUST, "call/abort-in-" id, "", "3.10.5", abort_resets, SYNFIN_##state, "ABORT sends a RST in " name)
#define ABORTS_QUIETLY(id, name, state) \
  CASE_IN(MUST, "call/abort-in-" id, "", "3.10.5", abort_is_quiet, SYNFIN_##state, "ABORT sends nothing in " name)

const struct required required_call[] = {
  EXISTS("syn-sent", "SYN-SENT", SYN_SENT), EXISTS("syn-received", "SYN-RECEIVED", SYN_RECEIVED_PASSIVE),
  EXISTS("established", "ESTABLISHED", ESTABLISHED),
  EXISTS("fin-wait-1", "FIN-WAIT-1", FIN_WAIT_1), EXISTS("fin-wait-2", "FIN-WAIT-2", FIN_WAIT_2),
  EXISTS("close-wait", "CLOSE-WAIT", CLOSE_WAIT),
  EXISTS("closing", "CLOSING", CLOSING), EXISTS("last-ack", "LAST-ACK", LAST_ACK),
  EXISTS("time-wait", "TIME-WAIT", TIME_WAIT),
  CASE(MUST, "call/open-active-in-listen", "", "3.10.1", active_after_passive,
       "An active OPEN turns a listener into an opener"),
  NOTHING("send", SEND), NOTHING("receive", RECEIVE), NOTHING("close", CLOSE), NOTHING("abort", ABORT),
  CASE(MUST, "call/send-in-listen", "", "3.10.2", send_in_listen, "A SEND in LISTEN opens the connection"),
  SEND_CLOSING("fin-wait-1", "FIN-WAIT-1", FIN_WAIT_1), SEND_CLOSING("fin-wait-2", "FIN-WAIT-2", FIN_WAIT_2),
  SEND_CLOSING("closing", "CLOSING", CLOSING),
  SEND_CLOSING("last-ack", "LAST-ACK", LAST_ACK), SEND_CLOSING("time-wait", "TIME-WAIT", TIME_WAIT),
  CASE(MUST, "call/send-of-nothing", "", "3.10.2", send_nothing, "A SEND of nothing sends nothing"),
  CASE(MUST, "call/send-after-rst", "MUST-12", "3.10.7.4 Second", reset_before_send,
       "SEND says \"connection reset\" after a RST"),
  RECEIVE_WAITS("listen", "LISTEN", LISTEN), RECEIVE_WAITS("syn-sent", "SYN-SENT", SYN_SENT),
  RECEIVE_WAITS("syn-received", "SYN-RECEIVED", SYN_RECEIVED_PASSIVE),
  RECEIVE_WAITS("established", "ESTABLISHED", ESTABLISHED), RECEIVE_WAITS("fin-wait-1", "FIN-WAIT-1", FIN_WAIT_1),
  RECEIVE_WAITS("fin-wait-2", "FIN-WAIT-2", FIN_WAIT_2),
  RECEIVE_CLOSING("close-wait", "CLOSE-WAIT", CLOSE_WAIT), RECEIVE_CLOSING("closing", "CLOSING", CLOSING),
  RECEIVE_CLOSING("last-ack", "LAST-ACK", LAST_ACK),
  RECEIVE_CLOSING("time-wait", "TIME-WAIT", TIME_WAIT),
  CASE_IN(MUST, "call/close-in-fin-wait-1", "", "3.10.4", close_again, SYNFIN_FIN_WAIT_1,
          "CLOSE sends no second FIN in FIN-WAIT-1"),
  CASE_IN(MUST, "call/close-in-fin-wait-2", "", "3.10.4", close_again, SYNFIN_FIN_WAIT_2,
          "CLOSE sends no second FIN in FIN-WAIT-2"),
  CLOSE_CLOSING("closing", "CLOSING", CLOSING), CLOSE_CLOSING("last-ack", "LAST-ACK", LAST_ACK),
  CLOSE_CLOSING("time-wait", "TIME-WAIT", TIME_WAIT),
  ABORTS("syn-received", "SYN-RECEIVED", SYN_RECEIVED_PASSIVE), ABORTS("established", "ESTABLISHED", ESTABLISHED),
  ABORTS("fin-wait-1", "FIN-WAIT-1", FIN_WAIT_1),
  ABORTS("fin-wait-2", "FIN-WAIT-2", FIN_WAIT_2), ABORTS("close-wait", "CLOSE-WAIT", CLOSE_WAIT),
  ABORTS_QUIETLY("listen", "LISTEN", LISTEN), ABORTS_QUIETLY("syn-sent", "SYN-SENT", SYN_SENT),
  ABORTS_QUIETLY("closing", "CLOSING", CLOSING),
  ABORTS_QUIETLY("last-ack", "LAST-ACK", LAST_ACK), ABORTS_QUIETLY("time-wait", "TIME-WAIT", TIME_WAIT),
  CASE(MUST, "call/abort-drops-text", "", "3.10.5", abort_drops_text, "ABORT drops what was queued"),
  CASE(MUST, "call/send-after-abort", "", "3.10.5", error_after_abort, "After ABORT there is no connection"),
  CASES_END
};
