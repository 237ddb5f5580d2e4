/* SEGMENT ARRIVES (RFC 9293 3.10.7): what the checks find in a segment, as a word over the machine's letters.
 *
 * classify() reads the segment and the TCB and changes neither. The first finding that ends processing is the whole
 * word; a segment that passes says ACK, URG, TEXT, FIN, as far as it has them.
 */
#include "engine.h"

struct word {
  uint8_t length;
  uint8_t letters[4];          /* enum synfin_letter */
};

static void say(struct word *w, enum synfin_letter letter) { w->letters[w->length++] = (uint8_t)letter; }

static struct word one(enum synfin_letter letter) { return (struct word){ 1, { (uint8_t)letter } }; }

/* 3.10.7.1 and 3.10.7.2: without a SYN of ours, every ACK is bad. */
static struct word classify_unopened(const struct synfin_segment *seg)
{
  if (seg->flags & SYNFIN_RST)
    return one(SYNFIN_ON_RCV_RST);
  if (seg->flags & SYNFIN_ACK)
    return one(SYNFIN_ON_BAD_ACK);
  return one(seg->flags & SYNFIN_SYN ? SYNFIN_ON_RCV_SYN : SYNFIN_ON_STRAY);
}

/* SND.UNA < SEG.ACK =< SND.NXT. RULING 13: SND.NXT in the checks is SND.MAX, which never goes back. */
static bool acks_something(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  return seg->ack != c->snd.una && seg->ack - c->snd.una <= c->snd.max - c->snd.una;
}

/* 3.10.7.3 */
static struct word classify_syn_sent(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  bool rst = seg->flags & SYNFIN_RST, ack = seg->flags & SYNFIN_ACK, syn = seg->flags & SYNFIN_SYN;
  if (ack && !acks_something(c, seg))
    return one(rst ? SYNFIN_ON_BAD_RST : SYNFIN_ON_BAD_ACK);
  if (rst)
    return one(ack ? SYNFIN_ON_RCV_RST : SYNFIN_ON_BAD_RST);
  if (!syn)
    return one(SYNFIN_ON_STRAY);
  return one(ack ? SYNFIN_ON_RCV_SYN_ACK : SYNFIN_ON_RCV_SYN);
}

/* Second, RFC 5961 3.2. RULING 6: exact is exact, whatever the window and the length. */
static enum synfin_letter rst_letter(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  if (seg->seq == c->rcv.nxt)
    return SYNFIN_ON_RCV_RST;
  return seq_in(seg->seq, c->rcv.nxt, c->rcv.edge - c->rcv.nxt) ? SYNFIN_ON_RST_IN_WINDOW : SYNFIN_ON_BAD_RST;
}

/* First, Table 6. RULING 17: a segment with octets is acceptable if one of them is in the window, which the table
 * denies to one that begins before the window and ends beyond it. Of a segment with a SYN it has to be the SYN
 * (Fourth). DEVIATION: a segment without octets may stand at the right edge itself, for there stands SND.MAX of a peer
 * with a full window on its way; where the front of that was lost, its ACKs would not be heard. */
static bool acceptable(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  uint32_t len = synfin_segment_len(seg), wnd = c->rcv.edge - c->rcv.nxt;
  if (seg->flags & SYNFIN_SYN)
    return seq_in(seg->seq, c->rcv.nxt, wnd);
  if (len == 0)
    return seq_in(seg->seq, c->rcv.nxt, wnd + 1);
  return wnd > 0 && seq_lt(seg->seq, c->rcv.edge) && seq_lt(c->rcv.nxt, seg->seq + len);
}

/* RULING 8: of a segment that probes a zero window, that is, holds RCV.NXT, the ACK and URG are taken (3.10.7.4 First,
 * MUST-66), its octets are not. It may begin with octets that were taken before. */
static bool probes(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  return c->rcv.edge == c->rcv.nxt && !(seg->flags & SYNFIN_SYN) &&
         seq_le(seg->seq, c->rcv.nxt) && seq_lt(c->rcv.nxt, seg->seq + synfin_segment_len(seg));
}

static bool ends_with_taken_fin(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  return synfin_in(c, SYNFIN_IN_FIN_RECEIVED) && (seg->flags & SYNFIN_FIN) &&
         seg->seq + synfin_segment_len(seg) == c->rcv.nxt;
}

/* Fifth. Before our SYN is acknowledged only an ACK of it will do (RULING 5); later RFC 5961 5.2 bounds what is
 * believed. */
static enum synfin_letter ack_letter(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  if (!acks_something(c, seg)) {
    if (c->snd.syn)
      return SYNFIN_ON_BAD_ACK;
    return c->snd.una - seg->ack > c->snd.max_wnd ? SYNFIN_ON_ACK_OUT_OF_RANGE : SYNFIN_ON_RCV_ACK;
  }
  if (synfin_in(c, SYNFIN_IN_FIN_UNACKED) && seg->ack == text_end(c) + 1)
    return SYNFIN_ON_ACK_OF_FIN;
  return c->snd.syn ? SYNFIN_ON_ACK_OF_SYN : SYNFIN_ON_ACK_OF_DATA;
}

/* Seventh and eighth. */
static void say_text(struct word *w, const struct synfin_conn *c, const struct synfin_segment *seg)
{
  bool fin = seg->flags & SYNFIN_FIN;
  if (seg->len == 0 && !fin)
    return;
  if (c->released && seg->len > 0 && seq_lt(c->rcv.nxt, seg->seq + seg->len)) {   /* new text: 3.6.1 (SHLD-3) */
    say(w, SYNFIN_ON_TEXT_UNWANTED);
    return;
  }
  if (c->rcv.edge == c->rcv.nxt) {
    say(w, SYNFIN_ON_TEXT_NO_ROOM);
    return;
  }
  struct piece p = receive_trim(c, seg);
  if (p.seq != c->rcv.nxt) {
    say(w, SYNFIN_ON_TEXT_BEYOND_GAP);
    return;
  }
  if (p.len > 0)
    say(w, SYNFIN_ON_RCV_TEXT);
  if (p.fin || (c->fin_held && receive_reach(c, p.seq + p.len) == c->rcv.fin))
    say(w, SYNFIN_ON_RCV_FIN);
}

/* 3.10.7.4 */
static struct word classify_other(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  bool syn = seg->flags & SYNFIN_SYN, ack = seg->flags & SYNFIN_ACK;
  if (seg->flags & SYNFIN_RST)
    return one(rst_letter(c, seg));
  if (syn && c->snd.syn && seg->seq == c->rcv.irs) {
    if (!ack)
      return one(SYNFIN_ON_SYN_AGAIN);
    if (acks_something(c, seg))
      return one(SYNFIN_ON_SYN_ACK_AGAIN);
  }
  if (!acceptable(c, seg) && !probes(c, seg))
    return one(ends_with_taken_fin(c, seg) ? SYNFIN_ON_FIN_AGAIN : SYNFIN_ON_UNACCEPTABLE);
  if (syn)
    return one(SYNFIN_ON_RCV_SYN);
  if (!ack)
    return one(SYNFIN_ON_STRAY);
  struct word w = one(ack_letter(c, seg));
  if (w.letters[0] == SYNFIN_ON_BAD_ACK || w.letters[0] == SYNFIN_ON_ACK_OUT_OF_RANGE)
    return w;
  if (seg->flags & SYNFIN_URG)
    say(&w, SYNFIN_ON_RCV_URG);
  say_text(&w, c, seg);
  return w;
}

static struct word classify(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  if (synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)))
    return classify_unopened(seg);
  if (synfin_in(c, SYNFIN_IN(SYNFIN_SYN_SENT)))
    return classify_syn_sent(c, seg);
  return classify_other(c, seg);
}

void synfin_segment_arrives(struct synfin_conn *c, synfin_time now, const struct synfin_segment *seg)
{
  struct event ev = { .now = now, .seg = seg };
  struct word w = classify(c, seg);
  /* Where a letter deletes the TCB, nothing is left for the rest of the word to speak of. */
  for (unsigned i = 0; i < w.length; i++)
    if (perform(c, &ev, w.letters[i]) & SYNFIN_DO_DELETE_TCB)
      break;
  timers_update(c, now);
}

bool synfin_reusable(const struct synfin_conn *c, const struct synfin_segment *seg, uint32_t *iss)
{
  bool fresh = (seg->flags & (SYNFIN_SYN | SYNFIN_ACK | SYNFIN_RST)) == SYNFIN_SYN && seq_lt(c->rcv.nxt, seg->seq);
  *iss = c->snd.max + 1;
  return synfin_in(c, SYNFIN_IN(SYNFIN_TIME_WAIT)) && fresh;
}
