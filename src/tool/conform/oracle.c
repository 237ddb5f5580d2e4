/* The oracle for segments: 3.10.7, step after step, with the RFC's own inequalities over plain integers. */
#include "oracle.h"

#define FIN SYNFIN_FIN
#define SYN SYNFIN_SYN
#define RST SYNFIN_RST
#define ACK SYNFIN_ACK
#define URG SYNFIN_URG
#define TAKES_TEXT (SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2))

/* What is being worked out: the TCB as it changes, the segment as it is trimmed, and the answer. */
struct work {
  struct oracle_answer out;
  struct oracle_segment seg;
  bool empty;                     /* the segment came without text and FIN */
};

static bool state_in(const struct work *w, unsigned set)
{
  return (set >> w->out.tcb.state & 1u) != 0;
}

static bool has(const struct work *w, unsigned flags)
{
  return (w->seg.flags & flags) == flags;
}

/* SEG.LEN: "the number of octets occupied by the data in the segment (counting SYN and FIN)" (3.4). */
static int64_t seg_len(const struct work *w)
{
  return w->seg.len + (has(w, SYN) ? 1 : 0) + (has(w, FIN) ? 1 : 0);
}

/* A check found something. */
static void found(struct work *w, enum synfin_letter letter)
{
  w->out.word[w->out.letters++] = letter;
}

/* ---- What is sent ------------------------------------------------------------------------------------------------ */

static void reply(struct work *w, unsigned flags, int64_t seq, int64_t ack)
{
  w->out.reply = flags;
  w->out.seq = seq;
  w->out.ack = ack;
}

/* <SEQ=SND.NXT>. DEVIATION of README: not beyond the peer's window, where it would not be looked at. Our
 * SYN takes no room in that window. */
static int64_t empty_seq(const struct oracle_tcb *tcb)
{
  int64_t right = tcb->una + (tcb->syn_unacked ? 1 : 0) + tcb->wnd;
  return tcb->max <= right ? tcb->max : right;
}

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
static void reply_ack(struct work *w)
{
  reply(w, ACK, empty_seq(&w->out.tcb), w->out.tcb.nxt);
}

/* The same to what cannot be taken. RULING 6 (RFC 5961 7): not to every empty segment; what has text or a FIN is
 * owed its ACK. */
static void challenge_ack(struct work *w)
{
  if (!(w->out.tcb.throttled && w->empty))
    reply_ack(w);
}

/* <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> */
static void reply_syn_ack(struct work *w)
{
  reply(w, SYN | ACK, w->out.tcb.iss, w->out.tcb.nxt);
}

/* 3.10.7.1, 3.5.2 group 1: a RST that its receiver finds acceptable. */
static void reply_rst(struct work *w)
{
  if (has(w, ACK))
    reply(w, RST, w->seg.ack, 0);
  else
    reply(w, RST | ACK, 0, w->seg.seq + seg_len(w));
}

static void enter(struct work *w, enum synfin_state state)
{
  w->out.tcb.state = state;
}

static void end_connection(struct work *w, unsigned signals)
{
  enter(w, SYNFIN_CLOSED);
  w->out.signals |= signals;
}

/* ---- 3.10.7.1 to 3.10.7.3 ---------------------------------------------------------------------------------------- */

/* Without a SYN of ours one RST is as good as another, and every ACK is bad. */
static void found_unopened(struct work *w)
{
  found(w, has(w, RST) ? SYNFIN_ON_RCV_RST : has(w, ACK) ? SYNFIN_ON_BAD_ACK :
           has(w, SYN) ? SYNFIN_ON_RCV_SYN : SYNFIN_ON_STRAY);
}

static void closed(struct work *w)
{
  found_unopened(w);
  if (!has(w, RST))
    reply_rst(w);
}

/* MAX.SND.WND: "the largest window that the local sender has ever received from its peer" (RFC 5961 5.2). */
static void take_window(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  tcb->wnd = w->seg.wnd;
  tcb->wl1 = w->seg.seq;
  tcb->wl2 = w->seg.ack;
  if (tcb->wnd > tcb->max_wnd)
    tcb->max_wnd = tcb->wnd;
}

/* "RCV.NXT is set to SEG.SEQ+1, IRS is set to SEG.SEQ"; the window of a SYN is never scaled and always counts
 * (RULING 12). */
static void take_syn(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  tcb->irs = w->seg.seq;
  tcb->nxt = w->seg.seq + 1;
  take_window(w);
}

static void listen_(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  found_unopened(w);
  if (has(w, RST))                                              /* first */
    return;
  if (has(w, ACK)) {                                            /* second */
    reply_rst(w);
    return;
  }
  if (!has(w, SYN))                                             /* fourth */
    return;
  take_syn(w);                                                  /* third; RULING 4: text and FIN are left */
  tcb->una = tcb->iss;
  tcb->max = tcb->iss + 1;
  tcb->syn_unacked = true;
  reply_syn_ack(w);
  enter(w, SYNFIN_SYN_RECEIVED_PASSIVE);
}

static void syn_sent(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  if (has(w, ACK) && (w->seg.ack <= tcb->iss || w->seg.ack > tcb->max)) {
    found(w, has(w, RST) ? SYNFIN_ON_BAD_RST : SYNFIN_ON_BAD_ACK);
    if (!has(w, RST))                                           /* first */
      reply_rst(w);
    return;
  }
  if (has(w, RST)) {                                            /* second: without RCV.NXT, the ACK is the proof */
    found(w, has(w, ACK) ? SYNFIN_ON_RCV_RST : SYNFIN_ON_BAD_RST);
    if (has(w, ACK))
      end_connection(w, SYNFIN_SIG_RESET);
    return;
  }
  found(w, !has(w, SYN) ? SYNFIN_ON_STRAY : has(w, ACK) ? SYNFIN_ON_RCV_SYN_ACK : SYNFIN_ON_RCV_SYN);
  if (!has(w, SYN))                                             /* fifth */
    return;
  take_syn(w);                                                  /* fourth; RULING 4 */
  if (has(w, ACK)) {
    tcb->una = w->seg.ack;
    tcb->syn_unacked = false;
    enter(w, SYNFIN_ESTABLISHED);
    reply_ack(w);
  } else {
    enter(w, SYNFIN_SYN_RECEIVED_ACTIVE);
    reply_syn_ack(w);
  }
}

/* ---- 3.10.7.4, first to fourth: true if the segment ends there --------------------------------------------------- */

/* SYN-RECEIVED, or FIN-WAIT-1 after CLOSE in SYN-RECEIVED: RULINGs 2 and 3. The peer's SYN stands at IRS. */
static bool syn_again(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  bool acks_our_syn = tcb->una < w->seg.ack && w->seg.ack <= tcb->max;
  if (!tcb->syn_unacked || !has(w, SYN) || has(w, RST) || w->seg.seq != tcb->irs)
    return false;
  if (!has(w, ACK)) {
    found(w, SYNFIN_ON_SYN_AGAIN);
    reply_syn_ack(w);
    return true;
  }
  if (!acks_our_syn)
    return false;
  found(w, SYNFIN_ON_SYN_ACK_AGAIN);
  tcb->una = w->seg.ack;
  tcb->syn_unacked = false;
  take_window(w);
  if (state_in(w, SYNFIN_IN_SYN_RECEIVED))
    enter(w, SYNFIN_ESTABLISHED);
  reply_ack(w);
  return true;
}

/* Table 6 with RULING 17 for segments with something in them; and the "special allowance" for a window of zero
 * (RULING 8): what holds RCV.NXT may at least bring its ACK and URG. */
static bool acceptable(const struct work *w)
{
  const struct oracle_tcb *tcb = &w->out.tcb;
  int64_t seq = w->seg.seq, len = seg_len(w), right = tcb->nxt + tcb->rcv_wnd;
  if (len == 0)
    return tcb->nxt <= seq && seq <= right;                     /* the right edge itself: README's deviation */
  if (tcb->rcv_wnd == 0)
    return seq <= tcb->nxt && tcb->nxt < seq + len;
  return seq < right && tcb->nxt < seq + len;
}

/* First step. RULING 10: the peer's FIN again is a segment that ends with the octet before RCV.NXT. */
static bool sequence_number(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  if (syn_again(w))
    return true;
  if (has(w, RST) || acceptable(w))
    return false;
  challenge_ack(w);
  bool fin_again = state_in(w, SYNFIN_IN_FIN_RECEIVED) && has(w, FIN) && !has(w, SYN) &&
                   w->seg.seq + seg_len(w) == tcb->nxt;
  found(w, fin_again ? SYNFIN_ON_FIN_AGAIN : SYNFIN_ON_UNACCEPTABLE);
  w->out.restart_2msl = fin_again && tcb->state == SYNFIN_TIME_WAIT;
  return true;
}

/* Second step: RFC 5961 3.2; only SEG.SEQ counts, whatever the segment's length and the window (RULING 6). */
static bool rst(struct work *w)
{
  const struct oracle_tcb *tcb = &w->out.tcb;
  bool inside = tcb->nxt < w->seg.seq && w->seg.seq < tcb->nxt + tcb->rcv_wnd;
  if (!has(w, RST))
    return false;
  found(w, w->seg.seq == tcb->nxt ? SYNFIN_ON_RCV_RST : inside ? SYNFIN_ON_RST_IN_WINDOW : SYNFIN_ON_BAD_RST);
  if (tcb->state == SYNFIN_TIME_WAIT)                           /* RULING 10 */
    return true;
  if (w->seg.seq != tcb->nxt) {
    if (inside)
      challenge_ack(w);
    return true;
  }
  if (tcb->state == SYNFIN_SYN_RECEIVED_PASSIVE)
    enter(w, SYNFIN_LISTEN);
  else if (tcb->state == SYNFIN_SYN_RECEIVED_ACTIVE)
    end_connection(w, SYNFIN_SIG_REFUSED);
  else if (tcb->state == SYNFIN_CLOSING || tcb->state == SYNFIN_LAST_ACK)
    end_connection(w, 0);
  else
    end_connection(w, SYNFIN_SIG_RESET);
  return true;
}

/* Fourth step. "If the SYN is not in the window, ... an ACK would have been sent in the first step", also when text
 * after it reaches into the window: "irrespective of the sequence number" (RFC 5961 4.2). */
static bool syn(struct work *w)
{
  const struct oracle_tcb *tcb = &w->out.tcb;
  if (!has(w, SYN))
    return false;
  bool inside = w->seg.seq >= tcb->nxt && tcb->rcv_wnd > 0;
  found(w, inside ? SYNFIN_ON_RCV_SYN : SYNFIN_ON_UNACCEPTABLE);
  if (tcb->state == SYNFIN_SYN_RECEIVED_PASSIVE && inside)
    enter(w, SYNFIN_LISTEN);
  else
    challenge_ack(w);
  return true;
}

/* ---- 3.10.7.4, fifth: ACK ---------------------------------------------------------------------------------------- */

/* "The idealized segment that begins at RCV.NXT and does not exceed the window"; `seq` stays above it beyond a gap. And
 * RULING 9: beyond the peer's FIN, if that is held, there is nothing. */
static void trim(struct work *w)
{
  const struct oracle_tcb *tcb = &w->out.tcb;
  int64_t right = tcb->nxt + tcb->rcv_wnd, end = w->seg.seq + w->seg.len;
  if (has(w, FIN) && end >= right)
    w->seg.flags &= ~FIN;
  if (tcb->fin_held && right > tcb->fin)
    right = tcb->fin;
  if (end > right)
    end = right;
  if (w->seg.seq < tcb->nxt)
    w->seg.seq = tcb->nxt;
  w->seg.len = end > w->seg.seq ? end - w->seg.seq : 0;
}

/* "If SND.WL1 < SEG.SEQ or (SND.WL1 = SEG.SEQ and SND.WL2 =< SEG.ACK)". DEVIATION of README: and if SND.UNA moved. */
static void send_window(struct work *w, bool moved)
{
  const struct oracle_tcb *tcb = &w->out.tcb;
  if (!moved && !(tcb->wl1 < w->seg.seq || (tcb->wl1 == w->seg.seq && tcb->wl2 <= w->seg.ack)))
    return;
  take_window(w);
}

/* Our FIN was acknowledged, and so everything. */
static bool fin_acked(struct work *w)
{
  if (w->out.tcb.state == SYNFIN_FIN_WAIT_1) {
    enter(w, SYNFIN_FIN_WAIT_2);
  } else if (w->out.tcb.state == SYNFIN_CLOSING) {
    enter(w, SYNFIN_TIME_WAIT);
    w->out.restart_2msl = true;
  } else {
    end_connection(w, 0);                                       /* LAST-ACK */
    return true;
  }
  return false;
}

/* Where our SYN is unacknowledged: SYN-RECEIVED STATE of the fifth step, and RULING 5. */
static bool ack_of_syn(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  if (!(tcb->una < w->seg.ack && w->seg.ack <= tcb->max)) {
    found(w, SYNFIN_ON_BAD_ACK);
    reply(w, RST, w->seg.ack, 0);
    return true;
  }
  tcb->una = w->seg.ack;
  tcb->syn_unacked = false;
  found(w, tcb->fin_sent && tcb->una == tcb->max ? SYNFIN_ON_ACK_OF_FIN : SYNFIN_ON_ACK_OF_SYN);
  take_window(w);
  if (state_in(w, SYNFIN_IN_SYN_RECEIVED))
    enter(w, SYNFIN_ESTABLISHED);
  else if (tcb->fin_sent && tcb->una == tcb->max)
    return fin_acked(w);
  return false;
}

static bool ack(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  bool moved;
  if (!has(w, ACK)) {
    found(w, SYNFIN_ON_STRAY);
    return true;
  }
  if (tcb->syn_unacked)
    return ack_of_syn(w);
  if (w->seg.ack < tcb->una - tcb->max_wnd || w->seg.ack > tcb->max) {
    found(w, SYNFIN_ON_ACK_OUT_OF_RANGE);
    challenge_ack(w);                                           /* RFC 5961 5.2 */
    return true;
  }
  bool of_fin = state_in(w, SYNFIN_IN_FIN_UNACKED) && tcb->fin_sent && w->seg.ack == tcb->max;
  found(w, w->seg.ack <= tcb->una ? SYNFIN_ON_RCV_ACK : of_fin ? SYNFIN_ON_ACK_OF_FIN : SYNFIN_ON_ACK_OF_DATA);
  if (tcb->state == SYNFIN_TIME_WAIT || w->seg.ack < tcb->una)
    return false;
  moved = tcb->una < w->seg.ack;
  tcb->una = w->seg.ack;
  send_window(w, moved);
  return moved && tcb->fin_sent && tcb->una == tcb->max && fin_acked(w);
}

/* ---- 3.10.7.4, sixth to eighth: URG, text, FIN ------------------------------------------------------------------- */

/* The peer's FIN is known: what is held beyond it is nobody's (RULING 9). */
static void know_fin(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  tcb->fin_held = true;
  tcb->fin = w->seg.seq + w->seg.len;
  for (int64_t octet = tcb->fin; octet < tcb->nxt + (int64_t)ORACLE_HELD; octet++)
    oracle_forget(tcb, octet);
}

/* Beyond a gap: held (SHLD-31, RULING 7), and acknowledged at once (RFC 5681 4.2). */
static void hold(struct work *w)
{
  for (int64_t octet = w->seg.seq; octet < w->seg.seq + w->seg.len; octet++)
    oracle_hold(&w->out.tcb, octet);
}

/* How far what is held goes on without a gap. */
static int64_t reach(const struct oracle_tcb *tcb, int64_t from)
{
  while (oracle_is_held(tcb, from))
    from++;
  return from;
}

/* RCV.NXT goes on, octet by octet, over what the segment has and what was held. */
static void take_text(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  hold(w);
  while (oracle_is_held(tcb, tcb->nxt)) {
    oracle_forget(tcb, tcb->nxt);
    tcb->nxt++;
    tcb->rcv_wnd--;
    tcb->delivered++;
  }
}

static void take_fin(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  tcb->nxt++;
  tcb->rcv_wnd--;
  tcb->fin_held = false;
  w->out.signals |= SYNFIN_SIG_CLOSING;
  if (tcb->state == SYNFIN_ESTABLISHED) {
    enter(w, SYNFIN_CLOSE_WAIT);
  } else if (tcb->state == SYNFIN_FIN_WAIT_1) {
    enter(w, SYNFIN_CLOSING);
  } else {
    enter(w, SYNFIN_TIME_WAIT);
    w->out.restart_2msl = true;
  }
}

/* 3.6.1 (SHLD-3): "if new data is received after CLOSE is called", a RST shows that it is lost. That holds of a probe of
 * a zero window too, where it would not be taken (RULING 8): nobody will ever open that window. */
static bool unwanted(const struct work *w, int64_t text_end)
{
  const struct oracle_tcb *tcb = &w->out.tcb;
  return tcb->released && state_in(w, TAKES_TEXT) && text_end > tcb->nxt;
}

/* What is found of text and FIN, which are trimmed already. */
static void found_text(struct work *w, int64_t text_end)
{
  const struct oracle_tcb *tcb = &w->out.tcb;
  int64_t end = w->seg.seq + w->seg.len;
  if (tcb->released && text_end > tcb->nxt) {
    found(w, SYNFIN_ON_TEXT_UNWANTED);
  } else if (tcb->rcv_wnd == 0) {
    found(w, SYNFIN_ON_TEXT_NO_ROOM);
  } else if (w->seg.seq > tcb->nxt) {
    found(w, SYNFIN_ON_TEXT_BEYOND_GAP);
  } else {
    if (w->seg.len > 0)
      found(w, SYNFIN_ON_RCV_TEXT);
    if (has(w, FIN) || (tcb->fin_held && reach(tcb, end) == tcb->fin))
      found(w, SYNFIN_ON_RCV_FIN);
  }
}

/* `text_end`: one beyond the segment's text as it came, 0 if it has none. */
static void text_and_fin(struct work *w, bool something, int64_t text_end)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  if (has(w, URG))                                              /* sixth */
    found(w, SYNFIN_ON_RCV_URG);
  if (state_in(w, TAKES_TEXT) && has(w, URG))
    w->out.signals |= SYNFIN_SIG_URGENT;
  if (!something)
    return;
  found_text(w, text_end);
  if (unwanted(w, text_end)) {
    reply(w, RST, empty_seq(tcb), 0);
    end_connection(w, SYNFIN_SIG_RESET);
    return;
  }
  if (state_in(w, TAKES_TEXT) && tcb->rcv_wnd > 0) {            /* RULINGs 8 and 9: else nothing is taken */
    if (has(w, FIN))
      know_fin(w);
    if (w->seg.seq > tcb->nxt)
      hold(w);
    else
      take_text(w);                                             /* seventh */
    if (tcb->fin_held && tcb->fin == tcb->nxt)                  /* eighth */
      take_fin(w);
  }
  reply_ack(w);
}

static void process_other(struct work *w)
{
  bool something;
  int64_t text_end;
  if (sequence_number(w) || rst(w) || syn(w))
    return;
  something = seg_len(w) > 0;
  text_end = w->seg.len > 0 ? w->seg.seq + w->seg.len : 0;
  trim(w);
  if (!ack(w))
    text_and_fin(w, something, text_end);
}

/* 3.10.4, SYN-RECEIVED: what CLOSE queued is processed "after entering ESTABLISHED state", which is when our SYN is
 * acknowledged (RULING 1: the state is FIN-WAIT-1 already). The FIN is the reply then, and says what an ACK would
 * have. It takes a sequence number, and so waits for window (RULING 15). */
static void other_states(struct work *w)
{
  struct oracle_tcb *tcb = &w->out.tcb;
  bool fin_waits = tcb->syn_unacked && tcb->state == SYNFIN_FIN_WAIT_1 && !tcb->fin_sent;
  process_other(w);
  if (!fin_waits || tcb->syn_unacked || tcb->state == SYNFIN_CLOSED || tcb->wnd == 0)
    return;
  reply(w, FIN | ACK, tcb->max++, tcb->nxt);
  tcb->fin_sent = true;
}

struct oracle_answer oracle_segment(const struct oracle_tcb *tcb, const struct oracle_segment *seg)
{
  struct work w = { .out = { .tcb = *tcb }, .seg = *seg };
  w.empty = seg->len == 0 && !(seg->flags & FIN);
  w.out.tcb.delivered = 0;
  switch (tcb->state) {
  case SYNFIN_CLOSED: closed(&w); break;
  case SYNFIN_LISTEN: listen_(&w); break;
  case SYNFIN_SYN_SENT: syn_sent(&w); break;
  default: other_states(&w); break;
  }
  return w.out;
}
