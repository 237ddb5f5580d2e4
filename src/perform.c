/* The effects of the machine's letters on a TCB: one function each, in the order in which one letter's are
 * performed. */
#include "engine.h"

/* Answers a segment as a host without a connection would (3.5.2 groups 1 and 2). */
static void answer_RST(struct synfin_conn *c, struct event *ev)
{
  struct synfin_segment out;
  if (!synfin_answer_closed(ev->seg, &out))
    return;
  c->rst.seq = out.seq;
  c->rst.ack = out.ack;
  c->rst.flags = out.flags;
  c->rst.src_port = out.src_port;
  c->rst.dst_port = out.dst_port;
}

/* <SEQ=SND.NXT><CTL=RST> (3.10.5). */
static void snd_RST(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  c->rst.seq = empty_seq(c);
  c->rst.flags = SYNFIN_RST;
  c->rst.src_port = c->local_port;
  c->rst.dst_port = c->remote_port;
}

/* Takes the peer's SYN: IRS, RCV.NXT, the send window (RULING 12: from a SYN,ACK as well) and the send MSS. Nothing
 * else of the segment (RULING 4): what is not acknowledged is sent again. */
static void take_SYN(struct synfin_conn *c, struct event *ev)
{
  const struct synfin_segment *seg = ev->seg;
  /* MUST-15, MUST-16. An MSS too small to be of use is taken as 64; the divisor that it becomes is never 0. */
  uint32_t send_mss = max_u32(seg->opt.present & SYNFIN_HAS_MSS ? seg->opt.mss : c->config->default_mss, 64);
  c->snd.mss = (uint16_t)(min_u32(send_mss + 20, max_u32(c->config->mms_s, 21)) - 20);
  c->snd.wnd = seg->wnd;
  c->snd.max_wnd = max_u32(c->snd.max_wnd, seg->wnd);
  c->rcv.irs = seg->seq;
  c->rcv.nxt = c->rcv.edge = c->rcv.up = c->rcv.acked = seg->seq + 1;
  c->remote_port = seg->src_port;
  receive_window(c);
}

static void take_ACK(struct synfin_conn *c, struct event *ev)
{
  acknowledge(c, ev->now, ev->seg);
}

/* RCV.UP <- max(RCV.UP, SEG.UP); the user hears of it when it moves and is ahead of what was delivered (MUST-32). */
static void take_URG(struct synfin_conn *c, struct event *ev)
{
  uint32_t up = ev->seg->seq + ev->seg->up;   /* MUST-62: one beyond the last urgent octet */
  if (seq_lt(c->rcv.up, up)) {
    c->rcv.up = up;
    c->signals |= SYNFIN_SIG_URGENT;
  }
}

static void take_TEXT(struct synfin_conn *c, struct event *ev)
{
  receive_take(c, ev->seg);
}

/* Keeps what stands beyond a gap (SHLD-31). Each such segment is told of: three in a row are what says that one was
 * lost. */
static void hold(struct synfin_conn *c, struct event *ev)
{
  receive_hold(c, ev->seg);
  count_up(&c->acks);
}

/* Advances RCV.NXT over the peer's FIN; "connection closing". */
static void take_FIN(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  receive_fin(c);
  c->signals |= SYNFIN_SIG_CLOSING;
}

/* SEND: as much as there is room for. Where something is queued after an idle RTO, the congestion window is that of a
 * new connection (RFC 5681 4.1). */
static void queue(struct synfin_conn *c, struct event *ev)
{
  uint32_t n = min_u32(ev->len, ring_free(&c->snd.text));
  if (n > 0 && c->snd.una == c->snd.max && ev->now - c->timer.sent_at > rto(c))
    c->snd.cwnd = min_u32(c->snd.cwnd, initial_window(c));
  ring_write(&c->snd.text, c->snd.text.used, ev->from, n);
  c->snd.text.used += n;
  if (ev->urgent && n > 0)
    c->snd.up = text_end(c);   /* MUST-62 */
  ev->result = n == 0 && ev->len > 0 ? SYNFIN_ERR_RESOURCES : (ptrdiff_t)n;
}

static void deliver(struct synfin_conn *c, struct event *ev)
{
  ev->result = (ptrdiff_t)receive_deliver(c, ev->to, ev->len);
}

/* The connection is gone. What was received stays for the user (RULING 11), a RST still goes out. The next incarnation
 * of a listener begins with a number that this one did not use. */
static void delete_TCB(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  c->snd.iss = c->snd.una = c->snd.nxt = c->snd.max;
  c->snd.syn = 0;
  c->snd.text.used = 0;
  c->held = 0;
  c->acks = 0;
  c->fin_held = c->front_now = false;
  c->timer.timed_at = c->timer.retransmit_at = c->timer.ack_at = c->timer.wait_at = c->timer.progress_at = SYNFIN_NEVER;
}

/* A TCB as it is before the first segment: SND.UNA = SND.NXT = ISS, the SYN at the head of the queue; of the last
 * connection's window and urgent text nothing is left. */
static void create_TCB(struct synfin_conn *c, struct event *ev)
{
  c->snd.una = c->snd.nxt = c->snd.max = c->snd.up = c->snd.recover = c->snd.iss;
  c->snd.wnd = c->snd.max_wnd = 0;
  c->snd.cwnd = c->snd.ssthresh = UINT32_MAX;
  c->snd.dupacks = 0;
  c->snd.syn = 1;
  c->rcv.irs = c->rcv.nxt = c->rcv.edge = c->rcv.up = c->rcv.acked = 0;
  c->rcv.text.used = 0;
  c->timer.srtt = c->timer.rttvar = 0;
  c->timer.challenge_at = c->timer.sent_at = ev->now;
  c->backoff = c->tries = 0;
  c->cause = SYNFIN_OK;
  c->remote_port = c->named_port;
  c->released = false;
}

/* SND.NXT <- ISS: the SYN is what is sent next. Whether it carries an ACK follows from the state. */
static void snd_SYN(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  c->snd.nxt = c->snd.una;
}

/* The FIN stands behind the text in the queue as soon as the state says so (RULING 1): nothing is left to do. */
static void snd_FIN(struct synfin_conn *c, struct event *ev)
{
  (void)c, (void)ev;
}

static void do_retransmit(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  retransmit(c);
}

static void snd_ACK(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  ack_now(c);
}

/* Text is acknowledged after two full-sized segments, or a little later (3.8.6.3: MUST-40, SHLD-18, SHLD-19). */
static void owe_ACK(struct synfin_conn *c, struct event *ev)
{
  if (c->rcv.nxt - c->rcv.acked >= 2u * (c->config->mms_r - 20u) || c->held > 0)
    ack_now(c);
  else if (c->timer.ack_at == SYNFIN_NEVER)
    c->timer.ack_at = later(ev->now, c->config->ack_delay);
}

/* The ACK that answers what could not be taken. RULING 6: empty segments get one each half second (RFC 5961 7), so
 * that two endpoints never keep each other busy; text and FIN always get theirs. */
static void answer_ACK(struct synfin_conn *c, struct event *ev)
{
  bool empty = ev->seg->len == 0 && !(ev->seg->flags & SYNFIN_FIN);
  if (empty && ev->now < c->timer.challenge_at)
    return;
  if (empty)
    c->timer.challenge_at = later(ev->now, SYNFIN_SECONDS(1) / 2);
  ack_now(c);
}

static void start_2MSL(struct synfin_conn *c, struct event *ev)
{
  c->timer.wait_at = later(ev->now, later(c->config->msl, c->config->msl));
}

static void signal_end(struct synfin_conn *c, unsigned signal, enum synfin_err cause)
{
  c->signals |= (uint8_t)signal;
  c->cause = (int8_t)cause;
}

static void sig_refused(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  signal_end(c, SYNFIN_SIG_REFUSED, SYNFIN_ERR_REFUSED);
}

static void sig_reset(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  signal_end(c, SYNFIN_SIG_RESET, SYNFIN_ERR_RESET);
}

static void sig_user_timeout(struct synfin_conn *c, struct event *ev)
{
  (void)ev;
  signal_end(c, SYNFIN_SIG_USER_TIMEOUT, SYNFIN_ERR_USER_TIMEOUT);
}

/* RULING 11: an error is reported only when there was nothing left to deliver. */
static void fail(const struct synfin_conn *c, struct event *ev, enum synfin_err err)
{
  bool text_waits = ev->to && c->rcv.text.used > 0;
  if (ev->result == 0 && !text_waits)
    ev->result = err;
}

/* "connection does not exist", or what ended it. */
static void err_no_connection(struct synfin_conn *c, struct event *ev)
{
  fail(c, ev, c->cause == SYNFIN_OK ? SYNFIN_ERR_NO_CONNECTION : (enum synfin_err)c->cause);
}

static void err_exists(struct synfin_conn *c, struct event *ev)
{
  fail(c, ev, SYNFIN_ERR_EXISTS);
}

static void err_closing(struct synfin_conn *c, struct event *ev)
{
  fail(c, ev, SYNFIN_ERR_CLOSING);
}

/* The engine never feeds a letter that its state cannot meet. */
static void impossible(struct synfin_conn *c, struct event *ev)
{
  (void)c, (void)ev;
  SYNFIN_NEVER_SO(true);
}

/* By bit; the order of spec/tcp_machine.rl. */
static void (*const effects[SYNFIN_EFFECTS])(struct synfin_conn *, struct event *) = {
  answer_RST, snd_RST, take_SYN, take_ACK, take_URG, take_TEXT, hold, take_FIN, queue, deliver, delete_TCB, create_TCB,
  snd_SYN, snd_SYN /* _ACK */, snd_FIN, do_retransmit, snd_ACK, owe_ACK, answer_ACK, start_2MSL,
  sig_refused, sig_reset, sig_user_timeout, err_no_connection, err_exists, err_closing, impossible,
};

unsigned perform(struct synfin_conn *c, struct event *ev, enum synfin_letter letter)
{
  struct synfin_transition t = synfin_step((enum synfin_state)c->state, letter);
  c->state = (uint8_t)t.next;
  const unsigned set = t.effects;
  for (unsigned bit = 0; set >> bit != 0; bit++)
    if (set >> bit & 1u)
      effects[bit](c, ev);
  return set;
}
