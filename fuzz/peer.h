/* A peer that reads our control block: what it says is what would carry the connection on. */
#ifndef PEER_H
#define PEER_H

#include "synfin.h"

/* What it can say: SYN, SYN,ACK, ACK of all, FIN, RST, text, text that is urgent, text beyond a gap, ACK of a closed
 * window, ACK of nothing new, ACK of one octet more, the FIN that it sent again. */
#define PEER_SAYS "SYAFRTUGZOPL"

/* Its text, an octet by its sequence number: what is delivered can be told from what is not. */
static inline uint8_t peer_octet(uint32_t seq) { return (uint8_t)(seq ^ seq >> 8); }

/* `text` has room for `len` octets, which are written; it has to stay as long as the segment. */
static inline struct synfin_segment peer_segment(const struct synfin_conn *c, char says, uint8_t *text, uint32_t len)
{
  static const uint8_t flags[] = { ['S'] = SYNFIN_SYN, ['Y'] = SYNFIN_SYN | SYNFIN_ACK, ['F'] = SYNFIN_FIN | SYNFIN_ACK,
                                   ['L'] = SYNFIN_FIN | SYNFIN_ACK, ['R'] = SYNFIN_RST | SYNFIN_ACK,
                                   ['U'] = SYNFIN_URG | SYNFIN_ACK, ['Z'] = SYNFIN_ACK };
  bool syn = says == 'S' || says == 'Y';
  uint32_t first = synfin_in(c, SYNFIN_IN_SYN_RECEIVED) ? c->rcv.irs : c->rcv.nxt + 70000;
  struct synfin_segment seg = { .src_port = 2000, .dst_port = 1000, .ack = c->snd.max, .wnd = says == 'Z' ? 0 : 4000,
                                .seq = syn ? first : c->rcv.nxt + (says == 'G') - (says == 'L'), .text = text,
                                .flags = flags[(unsigned)says] ? flags[(unsigned)says] : SYNFIN_ACK };
  if (says == 'O' || says == 'P')
    seg.ack = c->snd.una + (says == 'P' && c->snd.una != c->snd.max);
  if (says == 'O')
    seg.wnd = (uint16_t)c->snd.wnd;
  seg.len = says == 'T' || says == 'U' || says == 'G' || says == 'F' ? len : 0;
  seg.up = (uint16_t)(says == 'U' ? len : 0);
  for (uint32_t i = 0; i < seg.len; i++)
    text[i] = peer_octet(seg.seq + i);
  return seg;
}

#endif
