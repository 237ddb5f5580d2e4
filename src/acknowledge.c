/* The ACK field of an acceptable segment (RFC 9293 3.10.7.4 Fifth): what it takes off the retransmission queue, what it
 * says of the round-trip time (RFC 6298), of congestion (RFC 5681, RFC 6582) and of the send window. */
#include "engine.h"

/* RFC 6298 2. Before the first sample a variance alone may stand for a SYN that was lost (5.7). */
synfin_time rto(const struct synfin_conn *c)
{
  synfin_time t = c->config->rto_initial;
  if (c->timer.srtt || c->timer.rttvar)
    t = (synfin_time)c->timer.srtt + 4 * (synfin_time)c->timer.rttvar;
  t = t < c->config->rto_min ? c->config->rto_min : t;
  for (unsigned i = 0; i < c->backoff && t < c->config->rto_max; i++)
    t = later(t, t);
  return t < c->config->rto_max ? t : c->config->rto_max;
}

/* A sample ends the back-off. */
static void sample(struct synfin_conn *c, synfin_time now)
{
  synfin_time elapsed = now - c->timer.timed_at;
  uint32_t r = elapsed < SYNFIN_SECONDS(1000) ? (uint32_t)elapsed : (uint32_t)SYNFIN_SECONDS(1000);
  if (c->timer.srtt == 0) {
    c->timer.rttvar = r / 2;
    c->timer.srtt = max_u32(r, 1);
  } else {
    uint32_t delta = r > c->timer.srtt ? r - c->timer.srtt : c->timer.srtt - r;
    c->timer.rttvar = c->timer.rttvar - c->timer.rttvar / 4 + delta / 4;
    c->timer.srtt = max_u32(c->timer.srtt - c->timer.srtt / 8 + r / 8, 1);
  }
  c->timer.timed_at = SYNFIN_NEVER;
  c->backoff = 0;
}

/* RFC 5681 3.1, (1). */
uint32_t initial_window(const struct synfin_conn *c)
{
  uint32_t mss = c->snd.mss;
  return mss > 2190 ? 2 * mss : mss > 1095 ? 3 * mss : 4 * mss;
}

/* Our SYN was acknowledged: the connection may begin to send. After a lost SYN it begins with one segment and 3 s. */
static void congestion_begin(struct synfin_conn *c)
{
  c->snd.cwnd = c->backoff > 0 ? c->snd.mss : initial_window(c);
  c->snd.ssthresh = UINT32_MAX;
  if (c->backoff > 0 && c->timer.srtt == 0)
    c->timer.rttvar = (uint32_t)SYNFIN_SECONDS(3) / 4;
  c->backoff = 0;
}

static void halve(struct synfin_conn *c)
{
  uint32_t flight = min_u32(c->snd.max - c->snd.una, c->snd.cwnd);   /* not what limited transmit sent: 3.2 step 2 */
  c->snd.ssthresh = max_u32(flight / 2, 2u * c->snd.mss);            /* RFC 5681 (4) */
  c->snd.recover = c->snd.max;
}

static void grow(struct synfin_conn *c, uint32_t octets)
{
  c->snd.cwnd = min_u32(c->snd.cwnd, 1u << 30) + octets;
}

/* New octets were acknowledged. In fast recovery (three duplicates) a partial ACK asks for the next hole (RFC 6582
 * 3.2). */
static void congestion_ack(struct synfin_conn *c, uint32_t acked)
{
  uint32_t mss = c->snd.mss;
  if (c->snd.dupacks >= 3 && seq_lt(c->snd.una, c->snd.recover)) {
    c->front_now = true;
    c->snd.cwnd -= min_u32(acked, c->snd.cwnd - min_u32(c->snd.cwnd, mss));
    grow(c, acked >= mss ? mss : 0);
    return;
  }
  if (c->snd.dupacks >= 3)
    c->snd.cwnd = min_u32(c->snd.ssthresh, max_u32(c->snd.max - c->snd.una, mss) + mss);
  else if (c->snd.cwnd < c->snd.ssthresh)
    grow(c, min_u32(acked, mss));                               /* slow start, RFC 5681 (2) */
  else
    grow(c, max_u32(1, mss * mss / c->snd.cwnd));               /* congestion avoidance, RFC 5681 (3) */
  c->snd.dupacks = 0;
  c->snd.recover = seq_max(c->snd.recover, c->snd.una - 1);
}

/* RFC 5681 2: a duplicate says nothing but that a segment came out of order. What answers probes of a closed window
 * is none. */
static bool is_duplicate(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  return c->snd.wnd > 0 && c->snd.una != c->snd.max && synfin_segment_len(seg) == 0 && seg->ack == c->snd.una &&
         seg->wnd == c->snd.wnd;
}

/* The third one retransmits the front (RFC 5681 3.2), unless the loss is one that was dealt with (RFC 6582 3.2 step
 * 2). */
static void congestion_duplicate(struct synfin_conn *c)
{
  if (c->snd.dupacks >= 3) {
    grow(c, c->snd.mss);
    return;
  }
  if (c->snd.dupacks == 2 && seq_le(c->snd.una, c->snd.recover))
    return;
  if (++c->snd.dupacks < 3)
    return;
  halve(c);
  c->snd.cwnd = c->snd.ssthresh + 3u * c->snd.mss;
  c->front_now = true;
}

/* RETRANSMISSION TIMEOUT (3.10.8): everything from SND.UNA on is sent again as the window of one segment allows. */
void retransmit(struct synfin_conn *c)
{
  if (!c->snd.syn) {
    if (c->tries == 0)
      halve(c);
    c->snd.recover = c->snd.max;
    c->snd.cwnd = c->snd.mss;                                   /* RFC 5681 3.1: the loss window */
  }
  c->snd.nxt = c->snd.una;
  c->snd.dupacks = 0;
  c->front_now = false;
  c->timer.retransmit_at = SYNFIN_NEVER;
  count_up(&c->backoff);
  count_up(&c->tries);
  if (c->tries == 3)
    c->signals |= SYNFIN_SIG_TROUBLE;                           /* R1 (MUST-20, SHLD-9, SHLD-10) */
}

/* SND.UNA <- SEG.ACK. The queue is SYN, text, FIN, in this order. */
static void advance(struct synfin_conn *c, synfin_time now, uint32_t ack)
{
  uint32_t acked = ack - c->snd.una, syn = c->snd.syn;
  if (c->timer.timed_at != SYNFIN_NEVER && seq_le(c->timer.timed, ack))
    sample(c, now);
  ring_take(&c->snd.text, NULL, min_u32(acked - syn, c->snd.text.used));
  c->snd.una = ack;
  c->snd.syn = 0;
  c->snd.nxt = seq_max(c->snd.nxt, ack);
  c->snd.up = seq_max(c->snd.up, ack);
  c->front_now = false;
  c->tries = 0;
  c->timer.progress_at = c->timer.retransmit_at = SYNFIN_NEVER;
  if (syn)
    congestion_begin(c);
  else
    congestion_ack(c, acked);
}

/* SEG.SEQ of "the idealized segment that begins at RCV.NXT" (3.10.7.4 First): old octets do not make what follows
 * them old. */
static uint32_t first_new(const struct synfin_conn *c, const struct synfin_segment *seg)
{
  return seg->flags & SYNFIN_SYN ? seg->seq : seq_max(seg->seq, c->rcv.nxt);
}

/* SND.WND <- SEG.WND, unless the segment is older than the one that set it. DEVIATION: the RFC tells by SND.WL1 and
 * SND.WL2 only, and so leaves the window of a retransmission aside whose ACK moves SND.UNA: the old window would
 * then reach beyond any edge that was promised. What acknowledges something new is not old. */
static bool is_newer(const struct synfin_conn *c, const struct synfin_segment *seg, bool moves)
{
  uint32_t seq = first_new(c, seg);
  return moves || seq_lt(c->snd.wl1, seq) || (c->snd.wl1 == seq && seq_le(c->snd.wl2, seg->ack));
}

/* A window that closes or opens starts its timer afresh (SHLD-29), and what was sent into a closed one is sent
 * again. */
static void update_window(struct synfin_conn *c, const struct synfin_segment *seg)
{
  if ((c->snd.wnd == 0) != (seg->wnd == 0)) {
    c->timer.retransmit_at = SYNFIN_NEVER;
    c->backoff = c->tries = 0;
    c->front_now = false;
    if (seg->wnd > 0)
      c->snd.nxt = c->snd.una;
  }
  c->snd.wnd = seg->wnd;
  c->snd.max_wnd = max_u32(c->snd.max_wnd, seg->wnd);
  c->snd.wl1 = first_new(c, seg);
  c->snd.wl2 = seg->ack;
}

void acknowledge(struct synfin_conn *c, synfin_time now, const struct synfin_segment *seg)
{
  bool moves = seq_lt(c->snd.una, seg->ack), duplicate = is_duplicate(c, seg);
  if (seq_lt(seg->ack, c->snd.una))
    return;                                                     /* an old one says nothing that is still true */
  if (moves)
    advance(c, now, seg->ack);
  if (is_newer(c, seg, moves))
    update_window(c, seg);
  if (!moves && duplicate)
    congestion_duplicate(c);
  /* MUST-37, SHLD-17: a peer that answers is not given up for what its window keeps it from taking. */
  if (c->snd.max - c->snd.una > c->snd.wnd)
    c->timer.progress_at = SYNFIN_NEVER;
}
