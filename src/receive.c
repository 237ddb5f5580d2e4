/* The receive side: what of a segment is taken, what is held beyond a gap, and the window that is advertised. */
#include "engine.h"

/* Text beyond a FIN that is known is nobody's (RULING 9), so that FIN bounds what is taken as the window does. */
struct piece receive_trim(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  uint32_t left = seq_max(seg->seq, c->rcv.nxt);
  uint32_t fin = seg->seq + seg->len;
  uint32_t limit = c->fin_held ? c->rcv.fin : c->rcv.edge;
  uint32_t right = seq_min(fin, limit);
  return (struct piece){
    .seq = left,
    .skip = left - seg->seq,
    .len = seq_lt(left, right) ? right - left : 0,
    .fin = (seg->flags & SYNFIN_FIN) && seq_le(left, fin) && seq_lt(fin, c->rcv.edge) && seq_le(fin, limit),
  };
}

/* Where RCV.NXT would come to rest from `nxt`, over all that is held. */
uint32_t receive_reach(const struct synfin_conn *c, uint32_t nxt)
{
  for (unsigned i = 0; i < c->held && seq_le(c->rcv.held[i].left, nxt); i++)
    nxt = seq_max(nxt, c->rcv.held[i].right);
  return nxt;
}

/* Copies a piece to its place in the ring, which lies as far beyond the octets in use as it lies beyond RCV.NXT. */
static void store(struct synfin_conn *c, const struct synfin_segment *seg, struct piece p)
{
  uint32_t offset = c->rcv.text.used + (p.seq - c->rcv.nxt);
  uint32_t first = seg->len - seg->rest_len;
  uint32_t n = p.skip < first ? min_u32(p.len, first - p.skip) : 0;
  if (n > 0)
    ring_write(&c->rcv.text, offset, seg->text + p.skip, n);
  if (p.len > n)
    ring_write(&c->rcv.text, offset + n, seg->rest + (p.skip + n - first), p.len - n);
}

static void drop_held(struct synfin_conn *c, unsigned from, unsigned to)
{
  for (unsigned i = to; i < c->held; i++)
    c->rcv.held[from + i - to] = c->rcv.held[i];
  c->held = (uint8_t)(c->held - (to - from));
}

/* RULING 9: what is held beyond the peer's FIN is nobody's. */
static void cut_held(struct synfin_conn *c, uint32_t fin)
{
  while (c->held > 0 && seq_le(fin, c->rcv.held[c->held - 1].left))
    c->held--;
  if (c->held > 0)
    c->rcv.held[c->held - 1].right = seq_min(c->rcv.held[c->held - 1].right, fin);
}

void receive_take(struct synfin_conn *c, const struct synfin_segment *seg)
{
  struct piece p = receive_trim(c, seg);
  store(c, seg, p);
  if (p.fin)
    cut_held(c, p.seq + p.len);
  uint32_t nxt = receive_reach(c, p.seq + p.len);
  unsigned covered = 0;
  while (covered < c->held && seq_le(c->rcv.held[covered].left, nxt))
    covered++;
  /* A gap that closes, even in part, is acknowledged at once (RFC 5681 4.2). */
  c->acks = c->acks > 0 || covered > 0;
  drop_held(c, 0, covered);
  c->rcv.text.used += nxt - c->rcv.nxt;
  c->rcv.nxt = nxt;
}

/* Adds [left, right) to what is held, joined with what it touches. False where there is no room for one more. */
static bool note(struct synfin_conn *c, uint32_t left, uint32_t right)
{
  unsigned from = 0;
  while (from < c->held && seq_lt(c->rcv.held[from].right, left))
    from++;
  unsigned to = from;
  while (to < c->held && seq_le(c->rcv.held[to].left, right))
    to++;
  if (to > from) {
    c->rcv.held[from].left = seq_min(c->rcv.held[from].left, left);
    c->rcv.held[from].right = seq_max(c->rcv.held[to - 1].right, right);
    drop_held(c, from + 1, to);
    return true;
  }
  if (c->held == SYNFIN_HELD)
    return false;
  for (unsigned i = c->held; i > from; i--)
    c->rcv.held[i] = c->rcv.held[i - 1];
  c->rcv.held[from].left = left;
  c->rcv.held[from].right = right;
  c->held++;
  return true;
}

void receive_hold(struct synfin_conn *c, const struct synfin_segment *seg)
{
  struct piece p = receive_trim(c, seg);
  if (p.len > 0 && note(c, p.seq, p.seq + p.len))
    store(c, seg, p);
  if (!p.fin || c->fin_held)
    return;
  c->fin_held = true;
  c->rcv.fin = p.seq + p.len;
  cut_held(c, c->rcv.fin);
}

/* RECEIVE never delivers the FIN: RCV.UP moves along, so that urgent text stays as far ahead as it was (MUST-33). */
void receive_fin(struct synfin_conn *c)
{
  c->rcv.nxt++;
  c->rcv.up++;
  c->held = 0;
  c->fin_held = false;
}

/* Where the right edge of the window could stand now. It never moves left (SHLD-14). */
static uint32_t possible_edge(const struct synfin_conn *c)
{
  return seq_max(c->rcv.edge, c->rcv.nxt + min_u32(ring_free(&c->rcv.text), UINT16_MAX));
}

/* RULING 12: the one place that makes the advertised window; what it returns has been promised. Receiver's silly
 * window avoidance: the edge moves by at least an MSS or half the buffer, or not at all (3.8.6.2.2, MUST-39). */
uint16_t receive_window(struct synfin_conn *c)
{
  uint32_t edge = possible_edge(c);
  if (edge - c->rcv.edge >= min_u32(c->rcv.text.size / 2, c->config->mms_r - 20u))
    c->rcv.edge = edge;
  return (uint16_t)min_u32(c->rcv.edge - c->rcv.nxt, UINT16_MAX);
}

/* RECEIVE. A window that opens far enough is told at once; a little further than what lets the edge move, so that a
 * user who reads each segment does not undo the delayed ACK. */
uint32_t receive_deliver(struct synfin_conn *c, uint8_t *to, uint32_t cap)
{
  uint32_t n = min_u32(cap, c->rcv.text.used);
  ring_take(&c->rcv.text, to, n);
  uint32_t delivered = c->rcv.nxt - c->rcv.text.used;
  c->rcv.up = seq_max(c->rcv.up, delivered);
  bool receiving = synfin_in(c, SYNFIN_IN_SYNCHRONIZED & ~SYNFIN_IN_FIN_RECEIVED);
  uint32_t opens = possible_edge(c) - c->rcv.edge;
  if (receiving && n > 0 && opens >= min_u32(c->rcv.text.size / 2, 2u * (c->config->mms_r - 20u)))
    ack_now(c);
  return n;
}
