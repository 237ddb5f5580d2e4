/* The send side: which segment is sent next, if any. synfin_poll, synfin_deadline and the timers share one decision. */
#include "engine.h"

/* One beyond the last octet of text; where the FIN stands, if there is one. */
uint32_t text_end(const struct synfin_conn *c)
{
  return c->snd.una + c->snd.syn + c->snd.text.used;
}

static bool fin_queued(const struct synfin_conn *c) { return synfin_in(c, SYNFIN_IN_FIN_UNACKED); }

/* The sequence number of a segment without octets: SND.MAX (RULING 13). DEVIATION: not beyond the right edge of the
 * peer's window, where a probe or a window that shrank leaves SND.MAX; the peer would not accept it, nor hear its
 * ACK or RST. But it may have taken the probe, and what it said of that be lost: after every second probe it is
 * SND.MAX. Of two ends that probe each other neither would hear the other else. */
uint32_t empty_seq(const struct synfin_conn *c)
{
  uint32_t flight = c->snd.max - c->snd.una;
  bool second_probe = c->snd.wnd == 0 && c->backoff > 0 && (c->backoff & 1u) == 0;
  return c->snd.una + (c->snd.syn || second_probe ? flight : min_u32(flight, c->snd.wnd));
}

struct output {
  enum { NOTHING, RESET, SYN, TEXT, EMPTY } kind;
  uint32_t seq, len;
  bool fin;
};

/* The front of the queue, whatever Nagle and the congestion window say: at least one octet, even into a closed
 * window. */
static struct output front(const struct synfin_conn *c)
{
  uint32_t wnd = max_u32(c->snd.wnd, 1), n = min_u32(min_u32(c->snd.text.used, c->snd.mss), wnd);
  return (struct output){ TEXT, c->snd.una, n, fin_queued(c) && n == c->snd.text.used && n < wnd };
}

/* Octets that may go out beyond SND.NXT: what the peer's window and the congestion window leave. The first two
 * duplicate ACKs allow a segment each (RFC 5681 3.2 step 1, RFC 3042). */
static uint32_t usable(const struct synfin_conn *c)
{
  uint32_t flight = c->snd.nxt - c->snd.una;
  uint32_t extra = c->snd.dupacks < 3 ? (uint32_t)c->snd.dupacks * c->snd.mss : 0;
  uint32_t cwnd = c->snd.cwnd > UINT32_MAX - extra ? UINT32_MAX : c->snd.cwnd + extra;
  uint32_t wnd = min_u32(c->snd.wnd, cwnd);
  return wnd > flight ? wnd - flight : 0;
}

/* Text and FIN from SND.NXT on. Sender's silly window avoidance and Nagle (3.8.6.2.1, MUST-38; 3.7.4, SHLD-7): a
 * full segment; or all there is, when nothing is on its way; or half the largest window. Retransmissions and the end
 * of the stream do not wait. */
static struct output next_text(const struct synfin_conn *c)
{
  struct output o = { NOTHING, c->snd.nxt, 0, false };
  bool fin = fin_queued(c);
  uint32_t left = text_end(c) + fin - c->snd.nxt, room = usable(c);
  if (left == 0 || room == 0)
    return o;
  uint32_t text = left - fin;
  uint32_t n = min_u32(min_u32(text, room), c->snd.mss);
  bool quiet = c->snd.nxt == c->snd.una || c->no_delay;
  bool again = seq_lt(c->snd.nxt, c->snd.max);
  bool enough = n == c->snd.mss || again || (n == text && (quiet || fin)) || (quiet && n >= c->snd.max_wnd / 2);
  if (!enough)
    return o;
  o.len = n;
  o.fin = fin && n == text && n < room;
  o.kind = n > 0 || o.fin ? TEXT : NOTHING;
  return o;
}

static struct output decide(const struct synfin_conn *c)
{
  struct output o = { NOTHING, 0, 0, false };
  if (c->rst.flags)
    return (struct output){ RESET, c->rst.seq, 0, false };
  if (synfin_in(c, SYNFIN_IN(SYNFIN_CLOSED) | SYNFIN_IN(SYNFIN_LISTEN)))
    return o;
  if (c->snd.syn && c->snd.nxt == c->snd.una)
    return (struct output){ SYN, c->snd.una, 0, false };
  if (!c->snd.syn)
    o = c->front_now ? front(c) : next_text(c);
  if (o.kind == NOTHING && c->acks > 0)
    return (struct output){ EMPTY, empty_seq(c), 0, false };
  return o;
}

bool has_output(const struct synfin_conn *c)
{
  return decide(c).kind != NOTHING;
}

static void fill_text(const struct synfin_conn *c, const struct output *o, struct synfin_segment *seg)
{
  const struct synfin_ring *r = &c->snd.text;
  if (o->len == 0)
    return;
  uint32_t offset = o->seq - c->snd.una, straight = ring_straight(r, offset, o->len);
  seg->text = r->octets + ring_index(r, offset);
  seg->len = o->len;
  seg->rest = r->octets;
  seg->rest_len = o->len - straight;
  if (o->seq + o->len == text_end(c))
    seg->flags |= SYNFIN_PSH;                                   /* MUST-61 */
}

static void fill(struct synfin_conn *c, const struct output *o, struct synfin_segment *seg)
{
  seg->src_port = c->local_port;
  seg->dst_port = c->remote_port;
  seg->seq = o->seq;
  seg->wnd = receive_window(c);
  if (!synfin_in(c, SYNFIN_IN(SYNFIN_SYN_SENT))) {
    seg->flags = SYNFIN_ACK;
    seg->ack = c->rcv.nxt;
  }
  if (o->kind == SYN) {
    seg->flags |= SYNFIN_SYN;
    seg->opt.present = SYNFIN_HAS_MSS;                          /* MUST-14, MUST-67, SHLD-5 */
    seg->opt.mss = (uint16_t)(c->config->mms_r - 20u);
    return;
  }
  if (o->fin)
    seg->flags |= SYNFIN_FIN;
  if (seq_lt(o->seq, c->snd.up)) {
    seg->flags |= SYNFIN_URG;
    seg->up = (uint16_t)min_u32(c->snd.up - o->seq, UINT16_MAX); /* MUST-31: moves on with each segment */
  }
  fill_text(c, o, seg);
}

/* One sample of the round-trip time runs at once, and ends without a result where anything is sent again (Karn,
 * MUST-18). */
static void time_sample(struct synfin_conn *c, synfin_time now, uint32_t seq, uint32_t end)
{
  if (seq != c->snd.max) {
    c->timer.timed_at = SYNFIN_NEVER;
  } else if (c->timer.timed_at == SYNFIN_NEVER) {
    c->timer.timed_at = now;
    c->timer.timed = end;
  }
}

/* The segment is on its way. */
static void sent(struct synfin_conn *c, synfin_time now, const struct output *o)
{
  uint32_t end = o->seq + o->len + o->fin + (o->kind == SYN);
  c->acks = c->acks > 0 ? (uint8_t)(c->acks - 1) : 0;
  c->timer.ack_at = SYNFIN_NEVER;
  c->rcv.acked = c->rcv.nxt;
  c->front_now = false;
  if (end == o->seq)
    return;
  time_sample(c, now, o->seq, end);
  if (c->snd.una == c->snd.max)
    c->timer.retransmit_at = SYNFIN_NEVER;                      /* what ran was the persist timer; RFC 6298 5.1 */
  c->snd.nxt = seq_max(c->snd.nxt, end);
  c->snd.max = seq_max(c->snd.max, end);
  c->timer.sent_at = now;
}

bool synfin_poll(struct synfin_conn *c, synfin_time now, struct synfin_segment *seg)
{
  struct output o = decide(c);
  *seg = (struct synfin_segment){ 0 };
  if (o.kind == NOTHING) {
    timers_update(c, now);
    return false;
  }
  if (o.kind == RESET) {
    seg->src_port = c->rst.src_port;
    seg->dst_port = c->rst.dst_port;
    seg->seq = c->rst.seq;
    seg->ack = c->rst.ack;
    seg->flags = c->rst.flags;
    c->rst.flags = 0;
    return true;
  }
  fill(c, &o, seg);
  sent(c, now, &o);
  timers_update(c, now);
  return true;
}

bool synfin_answer_closed(const struct synfin_segment *seg, struct synfin_segment *reply)
{
  *reply = (struct synfin_segment){ .src_port = seg->dst_port, .dst_port = seg->src_port, .flags = SYNFIN_RST };
  if (seg->flags & SYNFIN_ACK) {
    reply->seq = seg->ack;
  } else {
    reply->flags |= SYNFIN_ACK;
    reply->ack = seg->seq + synfin_segment_len(seg);
  }
  return !(seg->flags & SYNFIN_RST);
}
