/* see packet.h. Unlike src/ip.c and src/wire.c this reads what is incomplete, and tells what is wrong. */
#include "check/packet.h"
#include "wire.h"

#define IPV4_HEADER 20u
#define IPV6_HEADER 40u
#define TCP_HEADER 20u
#define FRAGMENTED 0x3fffu         /* More Fragments, and the offset: fragments are not put together again */

enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, DESTINATION = 60 };

/* What lies behind the headers of IP. */
struct payload {
  const uint8_t *octets;
  size_t captured, len;
  uint8_t protocol;
};

static enum packet_kind bad(struct packet *packet, enum rule fault)
{
  packet->fault = fault;
  return PACKET_BAD;
}

/* Linux captures what its interface is to cut up (TSO) with a total length of 0: then it is all that there is. */
static size_t length_told(size_t told, const struct frame *frame)
{
  return told == 0 ? frame->len : told;
}

static enum packet_kind ipv4(struct packet *packet, struct payload *payload, const struct frame *frame)
{
  const uint8_t *const at = frame->octets;
  if (frame->captured < IPV4_HEADER) return PACKET_CUT;
  const size_t header = (at[0] & 15u) * 4u, total = length_told(get16(at + 2), frame);
  packet->addresses.version = 4;
  memcpy(packet->addresses.src, at + 12, 4);
  memcpy(packet->addresses.dst, at + 16, 4);
  if (at[9] != TCP_PROTOCOL || (get16(at + 6) & FRAGMENTED)) return PACKET_OTHER;
  if (header < IPV4_HEADER || total < header || total > frame->len) return bad(packet, RULE_IP_HEADER);
  if (frame->captured < header) return PACKET_CUT;
  packet->ip_sum_wrong = synfin_checksum(at, header) != 0;
  const size_t captured = frame->captured < total ? frame->captured : total;
  *payload = (struct payload){at + header, captured - header, total - header, TCP_PROTOCOL};
  return PACKET_TCP;
}

/* Steps over the extension headers that may stand before TCP. */
static enum packet_kind extensions(struct packet *packet, struct payload *payload)
{
  while (payload->protocol != TCP_PROTOCOL) {
    const uint8_t *const at = payload->octets;
    const unsigned kind = payload->protocol;
    const bool fragment = kind == FRAGMENT;
    if (!fragment && kind != HOP_BY_HOP && kind != ROUTING && kind != DESTINATION) return PACKET_OTHER;
    if (payload->len < 8) return bad(packet, RULE_IP_HEADER);
    if (payload->captured < 8) return PACKET_CUT;
    if (fragment && (get16(at + 2) & ~6u)) return PACKET_OTHER;
    const size_t size = fragment ? 8 : (at[1] + 1u) * 8u;
    if (payload->len < size) return bad(packet, RULE_IP_HEADER);
    if (payload->captured < size) return PACKET_CUT;
    *payload = (struct payload){at + size, payload->captured - size, payload->len - size, at[0]};
  }
  return PACKET_TCP;
}

static enum packet_kind ipv6(struct packet *packet, struct payload *payload, const struct frame *frame)
{
  const uint8_t *const at = frame->octets;
  if (frame->captured < IPV6_HEADER) return PACKET_CUT;
  const size_t told = get16(at + 4);
  const size_t total = told == 0 ? frame->len : told + IPV6_HEADER;
  packet->addresses.version = 6;
  memcpy(packet->addresses.src, at + 8, 16);
  memcpy(packet->addresses.dst, at + 24, 16);
  *payload = (struct payload){.octets = at + IPV6_HEADER, .protocol = at[6]};
  if (total > frame->len) return at[6] == TCP_PROTOCOL ? bad(packet, RULE_IP_HEADER) : PACKET_OTHER;
  payload->len = total - IPV6_HEADER;
  payload->captured = (frame->captured < total ? frame->captured : total) - IPV6_HEADER;
  return extensions(packet, payload);
}

/* ---- TCP --------------------------------------------------------------------------------------------------------- */

/* RFC 9293 3.1. An interface that finishes checksums is handed the sum of the pseudo-header, not complemented. */
static enum sum verify(const struct packet *packet, const struct payload *payload)
{
  const size_t size = packet->addresses.version == 4 ? 4 : 16;
  uint8_t pseudo_header[40];
  if (payload->captured < payload->len) return SUM_UNKNOWN;
  uint8_t *at = put_octets(put_octets(pseudo_header, packet->addresses.src, size), packet->addresses.dst, size);
  at = put32(put32(at, (uint32_t)payload->len), TCP_PROTOCOL);
  const uint16_t sum = synfin_sum(0, pseudo_header, (size_t)(at - pseudo_header));
  if (synfin_sum(sum, payload->octets, payload->len) == UINT16_MAX) return SUM_RIGHT;
  return get16(payload->octets + 16) == sum ? SUM_PARTIAL : SUM_WRONG;
}

static enum packet_kind tcp(struct packet *packet, const struct payload *payload)
{
  const uint8_t *const at = payload->octets;
  if (payload->captured >= 4) {
    packet->seg.src_port = get16(at);
    packet->seg.dst_port = get16(at + 2);
  }
  if (payload->len < TCP_HEADER) return bad(packet, RULE_SHORT);
  if (payload->captured < TCP_HEADER) return PACKET_CUT;
  const size_t header = (at[12] >> 4) * 4u;
  packet->sum = verify(packet, payload);
  if (header < TCP_HEADER || header > payload->len) return bad(packet, RULE_OFFSET);
  packet->reserved = at[12] & 15u;
  packet->whole_options = payload->captured >= header;
  packet->seg = (struct synfin_segment){
    .src_port = get16(at), .dst_port = get16(at + 2), .seq = get32(at + 4), .ack = get32(at + 8), .flags = at[13],
    .wnd = get16(at + 14), .up = get16(at + 18), .len = (uint32_t)(payload->len - header),
  };
  if (packet->whole_options) {
    if (synfin_decode(&packet->seg, at, payload->captured, NULL) != SYNFIN_OK) return bad(packet, RULE_OPTION_LENGTH);
    packet->text_captured = packet->seg.len;
    packet->seg.len = (uint32_t)(payload->len - header);
  }
  return PACKET_TCP;
}

enum packet_kind packet_decode(struct packet *packet, const struct frame *frame)
{
  struct frame datagram = *frame;
  struct payload payload;
  packet->number = frame->number;
  packet->time = frame->time;
  packet->addresses = (struct synfin_addresses){0};
  packet->seg.src_port = packet->seg.dst_port = 0;
  packet->sum = SUM_UNKNOWN;
  packet->text_captured = 0;
  packet->ip_sum_wrong = false;
  if (!link_strip(&datagram)) return PACKET_OTHER;
  if (datagram.captured == 0) return PACKET_CUT;
  enum packet_kind kind;
  switch (datagram.octets[0] >> 4) {
  case 4: kind = ipv4(packet, &payload, &datagram); break;
  case 6: kind = ipv6(packet, &payload, &datagram); break;
  default: return PACKET_OTHER;
  }
  return kind == PACKET_TCP ? tcp(packet, &payload) : kind;
}
