/* What window.c and delay.c, the two halves of the suite "window", share: a peer of MSS 1000 and a window of the test's. */
#ifndef WINDOW_H
#define WINDOW_H

#include "bench.h"

#define MSS 1000u              /* the peer's; ours is 1460 */
#define OURS 1460u

TCase *nagle_tcase(void);
TCase *acks_tcase(void);

/* `len` octets from the peer; none: an ACK. */
static inline void peer_sends(struct bench *b, uint32_t seq, uint32_t ack, uint16_t wnd, uint32_t len)
{
  static const uint8_t text[OURS] = { 0 };
  arrives(b, (struct synfin_segment){ .src_port = 2000, .dst_port = 1000, .seq = seq, .ack = ack, .flags = SYNFIN_ACK,
                                      .wnd = wnd, .text = text, .len = len });
}

static inline void peer_acks(struct bench *b, uint32_t ack, uint16_t wnd)
{
  peer_sends(b, b->c.rcv.nxt, ack, wnd, 0);
}

static inline void established(struct bench *b, uint16_t wnd, size_t receive_buffer)
{
  bench_init_sized(b, sizeof b->snd, receive_buffer);
  to_listen(b);
  arrives(b, (struct synfin_segment){ .src_port = 2000, .dst_port = 1000, .seq = IRS, .flags = SYNFIN_SYN, .wnd = wnd,
                                      .opt = { .present = SYNFIN_HAS_MSS, .mss = MSS } });
  EXPECT(b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  peer_acks(b, ISS + 1, wnd);
  EXPECT_NOTHING(b);
}

#endif
