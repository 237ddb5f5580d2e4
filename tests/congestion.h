/* What congestion.c and recovery.c, the two halves of the suite "congestion", share: a peer of MSS 1000
 * that only acknowledges, and segments that are counted. */
#ifndef CONGESTION_H
#define CONGESTION_H

#include "bench.h"

TCase *recovery_tcase(void);

#define MSS 1000u
#define WND 65535u

static inline void peer_sends(struct bench *b, uint32_t ack, uint16_t wnd, uint32_t len)
{
  static const uint8_t text[16] = { 0 };
  arrives(b, (struct synfin_segment){ .src_port = 2000, .dst_port = 1000, .seq = b->c.rcv.nxt, .ack = ack,
                                      .flags = SYNFIN_ACK, .wnd = wnd, .text = text, .len = len });
}

static inline void peer_acks(struct bench *b, uint32_t ack)
{
  peer_sends(b, ack, WND, 0);
}

static inline void peer_syn(struct bench *b, uint16_t mss)
{
  arrives(b, (struct synfin_segment){ .src_port = 2000, .dst_port = 1000, .seq = IRS, .flags = SYNFIN_SYN, .wnd = WND,
                                      .opt = { .present = SYNFIN_HAS_MSS, .mss = mss } });
  EXPECT(b, SYNFIN_SYN | SYNFIN_ACK, ISS, IRS + 1, 0);
  EXPECT_NOTHING(b);
}

static inline void established_with_mss(struct bench *b, uint16_t mss)
{
  bench_init_sized(b, sizeof b->snd, sizeof b->rcv);
  b->config.mms_s = 9000;
  to_listen(b);
  peer_syn(b, mss);
  peer_acks(b, ISS + 1);
  EXPECT_NOTHING(b);
}

/* Full segments numbered as octets of text / MSS: number(0) begins at ISS + 1. */
static inline uint32_t number(uint32_t segment)
{
  return ISS + 1 + segment * MSS;
}

/* Expects the full segments from `first` up to, not with, `end`, and no more. */
#define EXPECT_SEGMENTS(b, first, end) \
  do { \
    for (uint32_t s_ = (first); s_ < (end); s_++) \
      EXPECT(b, SYNFIN_ACK, number(s_), (b)->c.rcv.nxt, MSS); \
    EXPECT_NOTHING(b); \
  } while (0)

static inline void refill(struct bench *b)
{
  if (synfin_sendable(&b->c) > 0)
    bench_send_n(b, synfin_sendable(&b->c));
}

/* Slow start up to eight segments in flight: 4 to 11; 0 to 3 are acknowledged. */
static inline void eight_in_flight(struct bench *b, size_t octets)
{
  established_with_mss(b, MSS);
  bench_send_n(b, octets);
  EXPECT_SEGMENTS(b, 0, 4);
  for (uint32_t i = 1; i <= 4; i++)
    peer_acks(b, number(i));
  for (uint32_t s = 4; s < 12; s++)
    EXPECT(b, SYNFIN_ACK, number(s), 301, MSS);
  EXPECT_NOTHING(b);
}

#endif
