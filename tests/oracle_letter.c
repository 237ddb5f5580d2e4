/* The oracle for letters: section 3.10, event after event. A user call or timeout is an event of the RFC's; a
 * finding is a branch of a step of 3.10.7, and the steps say in which states that branch can be taken. */
#include "oracle_letter.h"

#define ONE(state) SYNFIN_IN(SYNFIN_##state)
#define SYN_RECEIVED SYNFIN_IN_SYN_RECEIVED
#define SYNCHRONIZED SYNFIN_IN_SYNCHRONIZED
#define FIN_RECEIVED SYNFIN_IN_FIN_RECEIVED
#define OTHER_STATES (SYN_RECEIVED | SYNCHRONIZED)              /* the title of 3.10.7.4 */
#define DO(name) SYNFIN_DO_##name
#define NEVER_HERE DO(IMPOSSIBLE)

/* CLOSE in SYN-RECEIVED enters FIN-WAIT-1 at once (RULING 1), so our SYN may be unacknowledged there as well. It
 * cannot be in any later state: the way on needs an ACK, and the ACK must acknowledge the SYN first. */
#define SYN_PENDING (SYN_RECEIVED | ONE(FIN_WAIT_1))
/* Something of ours can be unacknowledged: a SYN, text, a FIN. In FIN-WAIT-2 and TIME-WAIT our FIN, the last of all,
 * is. */
#define UNACKED (ONE(SYN_SENT) | SYN_PENDING | ONE(ESTABLISHED) | ONE(CLOSE_WAIT) | ONE(CLOSING) | ONE(LAST_ACK))
/* Text can be taken: the peer has not sent its FIN yet. */
#define TAKES_TEXT (ONE(ESTABLISHED) | ONE(FIN_WAIT_1) | ONE(FIN_WAIT_2))

struct at {
  enum synfin_state state;
  unsigned in;                    /* the same as a set */
};

static struct synfin_transition to(enum synfin_state next, unsigned effects)
{
  return (struct synfin_transition){ .effects = effects & 0xfffffffu, .next = (unsigned)next & 0xfu };
}

static struct synfin_transition stay(struct at at, unsigned effects)
{
  return to(at.state, effects);
}

static struct synfin_transition never(struct at at)
{
  return stay(at, NEVER_HERE);
}

static bool is_in(struct at at, unsigned set)
{
  return (at.in & set) != 0;
}

/* "Return this connection to LISTEN state" (3.10.7.4, second and fourth step): what it had is flushed, and it
 * listens anew. */
static struct synfin_transition back_to_listen(void)
{
  return to(SYNFIN_LISTEN, DO(DELETE_TCB) | DO(CREATE_TCB));
}

/* ---- 3.10.1 to 3.10.6, user calls -------------------------------------------------------------------------------- */

static struct synfin_transition open_(struct at at, bool active)
{
  if (is_in(at, ONE(CLOSED)))
    return active ? to(SYNFIN_SYN_SENT, DO(CREATE_TCB) | DO(SND_SYN)) : to(SYNFIN_LISTEN, DO(CREATE_TCB));
  if (is_in(at, ONE(LISTEN)) && active)
    return to(SYNFIN_SYN_SENT, DO(SND_SYN));
  return stay(at, DO(ERR_EXISTS));
}

static struct synfin_transition send_(struct at at)
{
  if (is_in(at, ONE(CLOSED)))
    return stay(at, DO(ERR_NO_CONNECTION));
  if (is_in(at, ONE(LISTEN)))                                   /* RULING 14 */
    return to(SYNFIN_SYN_SENT, DO(SND_SYN) | DO(QUEUE));
  if (is_in(at, ONE(SYN_SENT) | SYN_RECEIVED | ONE(ESTABLISHED) | ONE(CLOSE_WAIT)))
    return stay(at, DO(QUEUE));
  return stay(at, DO(ERR_CLOSING));
}

/* RULING 11: delivers first, in every state. */
static struct synfin_transition receive(struct at at)
{
  if (is_in(at, ONE(CLOSED)))
    return stay(at, DO(DELIVER) | DO(ERR_NO_CONNECTION));
  return stay(at, is_in(at, FIN_RECEIVED) ? DO(DELIVER) | DO(ERR_CLOSING) : DO(DELIVER));
}

static struct synfin_transition close_(struct at at)
{
  if (is_in(at, ONE(CLOSED)))
    return stay(at, DO(ERR_NO_CONNECTION));
  if (is_in(at, ONE(LISTEN) | ONE(SYN_SENT)))
    return to(SYNFIN_CLOSED, DO(DELETE_TCB));
  if (is_in(at, SYN_RECEIVED | ONE(ESTABLISHED)))               /* RULING 1 */
    return to(SYNFIN_FIN_WAIT_1, DO(SND_FIN));
  if (is_in(at, ONE(CLOSE_WAIT)))
    return to(SYNFIN_LAST_ACK, DO(SND_FIN));
  return stay(at, DO(ERR_CLOSING));
}

/* RULING 18 */
static struct synfin_transition abort_(struct at at)
{
  if (is_in(at, ONE(CLOSED)))
    return stay(at, DO(ERR_NO_CONNECTION));
  if (is_in(at, SYN_RECEIVED | TAKES_TEXT | ONE(CLOSE_WAIT)))
    return to(SYNFIN_CLOSED, DO(SND_RST) | DO(DELETE_TCB));
  return to(SYNFIN_CLOSED, DO(DELETE_TCB));
}

/* ---- 3.10.8, timeouts -------------------------------------------------------------------------------------------- */

/* "For any state"; but in CLOSED there is no TCB, and so no timer. */
static struct synfin_transition user_timeout(struct at at)
{
  if (is_in(at, ONE(CLOSED)))
    return never(at);
  if (is_in(at, ONE(SYN_RECEIVED_PASSIVE)))                     /* RULING 18 */
    return back_to_listen();
  return to(SYNFIN_CLOSED, DO(SIG_USER_TIMEOUT) | DO(DELETE_TCB));
}

static struct synfin_transition retransmission_timeout(struct at at)
{
  return is_in(at, UNACKED) ? stay(at, DO(RETRANSMIT)) : never(at);
}

static struct synfin_transition time_wait_timeout(struct at at)
{
  return is_in(at, ONE(TIME_WAIT)) ? to(SYNFIN_CLOSED, DO(DELETE_TCB)) : never(at);
}

/* ---- 3.10.7.4, first: sequence number. No such check in CLOSED, LISTEN, SYN-SENT --------------------------------- */

static struct synfin_transition unacceptable(struct at at)
{
  return is_in(at, OTHER_STATES) ? stay(at, DO(ANSWER_ACK)) : never(at);
}

/* RULING 3 */
static struct synfin_transition syn_again(struct at at)
{
  return is_in(at, SYN_PENDING) ? stay(at, DO(SND_SYN_ACK)) : never(at);
}

/* RULING 2; where our user has closed in between, the ACK is an ACK of our SYN and no more. */
static struct synfin_transition syn_ack_again(struct at at)
{
  if (is_in(at, SYN_RECEIVED))
    return to(SYNFIN_ESTABLISHED, DO(TAKE_ACK) | DO(SND_ACK));
  return is_in(at, ONE(FIN_WAIT_1)) ? stay(at, DO(TAKE_ACK) | DO(SND_ACK)) : never(at);
}

/* RULING 10; the ACK of text or FIN is never throttled (RULING 6). */
static struct synfin_transition fin_again(struct at at)
{
  if (is_in(at, ONE(TIME_WAIT)))
    return stay(at, DO(SND_ACK) | DO(START_2MSL));
  return is_in(at, FIN_RECEIVED) ? stay(at, DO(SND_ACK)) : never(at);
}

/* ---- Second: RST ------------------------------------------------------------------------------------------------- */

static struct synfin_transition rcv_rst(struct at at)
{
  if (is_in(at, ONE(CLOSED) | ONE(LISTEN) | ONE(TIME_WAIT)))    /* 3.10.7.1, 3.10.7.2 first; RULING 10 */
    return stay(at, 0);
  if (is_in(at, ONE(SYN_RECEIVED_PASSIVE)))
    return back_to_listen();
  if (is_in(at, ONE(SYN_RECEIVED_ACTIVE)))
    return to(SYNFIN_CLOSED, DO(SIG_REFUSED) | DO(DELETE_TCB));
  if (is_in(at, ONE(CLOSING) | ONE(LAST_ACK)))
    return to(SYNFIN_CLOSED, DO(DELETE_TCB));
  return to(SYNFIN_CLOSED, DO(SIG_RESET) | DO(DELETE_TCB));
}

/* RFC 5961 3.2, the third check. */
static struct synfin_transition rst_in_window(struct at at)
{
  if (is_in(at, ONE(TIME_WAIT)))                                /* RULING 10 */
    return stay(at, 0);
  return is_in(at, OTHER_STATES) ? stay(at, DO(ANSWER_ACK)) : never(at);
}

/* In CLOSED and LISTEN one RST is as good as another, and is called rcv_RST. */
static struct synfin_transition bad_rst(struct at at)
{
  return is_in(at, ONE(CLOSED) | ONE(LISTEN)) ? never(at) : stay(at, 0);
}

/* ---- Third in LISTEN, fourth elsewhere: SYN ---------------------------------------------------------------------- */

static struct synfin_transition rcv_syn(struct at at)
{
  if (is_in(at, ONE(CLOSED)))
    return stay(at, DO(ANSWER_RST));
  if (is_in(at, ONE(LISTEN)))
    return to(SYNFIN_SYN_RECEIVED_PASSIVE, DO(TAKE_SYN) | DO(SND_SYN_ACK));
  if (is_in(at, ONE(SYN_SENT)))
    return to(SYNFIN_SYN_RECEIVED_ACTIVE, DO(TAKE_SYN) | DO(SND_SYN_ACK));
  if (is_in(at, ONE(SYN_RECEIVED_PASSIVE)))
    return back_to_listen();
  return stay(at, DO(ANSWER_ACK));                              /* RFC 5961 4.2 */
}

static struct synfin_transition rcv_syn_ack(struct at at)
{
  if (is_in(at, ONE(SYN_SENT)))
    return to(SYNFIN_ESTABLISHED, DO(TAKE_SYN) | DO(TAKE_ACK) | DO(SND_ACK));
  return never(at);                                             /* an ACK or a SYN before all else elsewhere */
}

/* ---- Fifth: ACK -------------------------------------------------------------------------------------------------- */

/* 3.10.7.1: whatever is no RST is answered with one. Else dropped: 3.10.7.2 fourth, 3.10.7.3 fifth, 3.10.7.4 fifth. */
static struct synfin_transition stray(struct at at)
{
  return stay(at, is_in(at, ONE(CLOSED)) ? DO(ANSWER_RST) : 0);
}

/* 3.10.7.1; 3.10.7.2 second; 3.10.7.3 first; RULING 5. */
static struct synfin_transition bad_ack(struct at at)
{
  if (is_in(at, ONE(CLOSED) | ONE(LISTEN) | ONE(SYN_SENT) | SYN_PENDING))
    return stay(at, DO(ANSWER_RST));
  return never(at);
}

/* RFC 5961 5.2; where a SYN waits for its ACK, it is a bad ACK. */
static struct synfin_transition ack_out_of_range(struct at at)
{
  return is_in(at, SYNCHRONIZED) ? stay(at, DO(ANSWER_ACK)) : never(at);
}

static struct synfin_transition rcv_ack(struct at at)
{
  if (is_in(at, ONE(TIME_WAIT)))                                /* RULING 10: nothing */
    return stay(at, 0);
  return is_in(at, SYNCHRONIZED) ? stay(at, DO(TAKE_ACK)) : never(at);
}

static struct synfin_transition ack_of_syn(struct at at)
{
  if (is_in(at, SYN_RECEIVED))
    return to(SYNFIN_ESTABLISHED, DO(TAKE_ACK));
  return is_in(at, SYN_PENDING) ? stay(at, DO(TAKE_ACK)) : never(at);
}

static struct synfin_transition ack_of_data(struct at at)
{
  return is_in(at, SYNCHRONIZED & UNACKED) ? stay(at, DO(TAKE_ACK)) : never(at);
}

static struct synfin_transition ack_of_fin(struct at at)
{
  if (is_in(at, ONE(FIN_WAIT_1)))
    return to(SYNFIN_FIN_WAIT_2, DO(TAKE_ACK));
  if (is_in(at, ONE(CLOSING)))
    return to(SYNFIN_TIME_WAIT, DO(TAKE_ACK) | DO(START_2MSL));
  if (is_in(at, ONE(LAST_ACK)))
    return to(SYNFIN_CLOSED, DO(TAKE_ACK) | DO(DELETE_TCB));
  return never(at);
}

/* ---- Sixth to eighth: URG, text, FIN; only after an ACK that was taken, so never before ESTABLISHED -------------- */

static struct synfin_transition rcv_urg(struct at at)
{
  if (is_in(at, TAKES_TEXT))
    return stay(at, DO(TAKE_URG));
  return is_in(at, SYNCHRONIZED) ? stay(at, 0) : never(at);
}

/* `taken` before the peer's FIN; after it RULING 9: nothing is taken, one ACK. */
static struct synfin_transition text(struct at at, unsigned taken)
{
  if (is_in(at, TAKES_TEXT))
    return stay(at, taken);
  return is_in(at, SYNCHRONIZED) ? stay(at, DO(SND_ACK)) : never(at);
}

/* 3.6.1 (SHLD-3): "new data received after CLOSE is called". Letting go closes, so not in ESTABLISHED and
 * CLOSE-WAIT. Beyond the peer's FIN there is no new data: RULING 9. The connection was not closed in order, so its
 * end is a reset's. */
static struct synfin_transition text_unwanted(struct at at)
{
  if (is_in(at, ONE(FIN_WAIT_1) | ONE(FIN_WAIT_2)))
    return to(SYNFIN_CLOSED, DO(SND_RST) | DO(DELETE_TCB) | DO(SIG_RESET));
  return is_in(at, ONE(CLOSING) | ONE(LAST_ACK) | ONE(TIME_WAIT)) ? stay(at, DO(SND_ACK)) : never(at);
}

static struct synfin_transition rcv_fin(struct at at)
{
  if (is_in(at, ONE(ESTABLISHED)))
    return to(SYNFIN_CLOSE_WAIT, DO(TAKE_FIN) | DO(SND_ACK));
  if (is_in(at, ONE(FIN_WAIT_1)))
    return to(SYNFIN_CLOSING, DO(TAKE_FIN) | DO(SND_ACK));
  if (is_in(at, ONE(FIN_WAIT_2)))
    return to(SYNFIN_TIME_WAIT, DO(TAKE_FIN) | DO(SND_ACK) | DO(START_2MSL));
  return is_in(at, SYNCHRONIZED) ? stay(at, DO(SND_ACK)) : never(at);   /* RULING 9 */
}

static struct synfin_transition call_or_timeout(struct at at, enum synfin_letter letter)
{
  switch (letter) {
  case SYNFIN_ON_OPEN_PASSIVE: return open_(at, false);
  case SYNFIN_ON_OPEN_ACTIVE: return open_(at, true);
  case SYNFIN_ON_SEND: return send_(at);
  case SYNFIN_ON_RECEIVE: return receive(at);
  case SYNFIN_ON_CLOSE: return close_(at);
  case SYNFIN_ON_ABORT: return abort_(at);
  case SYNFIN_ON_STATUS: return stay(at, at.state == SYNFIN_CLOSED ? DO(ERR_NO_CONNECTION) : 0);
  case SYNFIN_ON_USER_TIMEOUT: return user_timeout(at);
  case SYNFIN_ON_RETRANSMISSION_TIMEOUT: return retransmission_timeout(at);
  default: return time_wait_timeout(at);
  }
}

struct synfin_transition oracle_letter(enum synfin_state state, enum synfin_letter letter)
{
  struct at at = { .state = state, .in = SYNFIN_IN(state) };
  switch (letter) {
  case SYNFIN_ON_UNACCEPTABLE: return unacceptable(at);
  case SYNFIN_ON_SYN_AGAIN: return syn_again(at);
  case SYNFIN_ON_SYN_ACK_AGAIN: return syn_ack_again(at);
  case SYNFIN_ON_FIN_AGAIN: return fin_again(at);
  case SYNFIN_ON_RCV_RST: return rcv_rst(at);
  case SYNFIN_ON_RST_IN_WINDOW: return rst_in_window(at);
  case SYNFIN_ON_BAD_RST: return bad_rst(at);
  case SYNFIN_ON_RCV_SYN: return rcv_syn(at);
  case SYNFIN_ON_RCV_SYN_ACK: return rcv_syn_ack(at);
  case SYNFIN_ON_STRAY: return stray(at);
  case SYNFIN_ON_BAD_ACK: return bad_ack(at);
  case SYNFIN_ON_ACK_OUT_OF_RANGE: return ack_out_of_range(at);
  case SYNFIN_ON_RCV_ACK: return rcv_ack(at);
  case SYNFIN_ON_ACK_OF_SYN: return ack_of_syn(at);
  case SYNFIN_ON_ACK_OF_DATA: return ack_of_data(at);
  case SYNFIN_ON_ACK_OF_FIN: return ack_of_fin(at);
  case SYNFIN_ON_RCV_URG: return rcv_urg(at);
  case SYNFIN_ON_RCV_TEXT: return text(at, DO(TAKE_TEXT) | DO(OWE_ACK));
  case SYNFIN_ON_TEXT_BEYOND_GAP: return text(at, DO(HOLD) | DO(SND_ACK));
  case SYNFIN_ON_TEXT_NO_ROOM: return text(at, DO(SND_ACK));
  case SYNFIN_ON_TEXT_UNWANTED: return text_unwanted(at);
  case SYNFIN_ON_RCV_FIN: return rcv_fin(at);
  default: return call_or_timeout(at, letter);
  }
}
