/* Link layers: where in a frame the IP datagram begins. */
#include "check/packet.h"
#include "wire.h"

#define ETHERNET_HEADER 14u
#define SLL_HEADER 16u
#define SLL2_HEADER 20u
#define VLAN_TAG 4u

enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_IPV6 = 0x86dd, TAG_8021Q = 0x8100, TAG_8021AD = 0x88a8, TAG_QINQ = 0x9100 };

bool link_known(unsigned link)
{
  switch (link) {
  case LINK_NULL: case LINK_ETHERNET: case LINK_RAW: case LINK_LOOP: case LINK_SLL: case LINK_IPV4: case LINK_IPV6:
  case LINK_SLL2: return true;
  default: return false;
  }
}

static void drop(struct frame *frame, size_t len)
{
  frame->octets += len;
  frame->captured -= len;
  frame->len -= len;
}

/* Steps over any number of VLAN tags; `at` is where the type stands. */
static bool strip_typed(struct frame *frame, size_t at, size_t header)
{
  if (frame->captured < header) return false;
  unsigned type = get16(frame->octets + at);
  drop(frame, header);
  while (type == TAG_8021Q || type == TAG_8021AD || type == TAG_QINQ) {
    if (frame->captured < VLAN_TAG) return false;
    type = get16(frame->octets + 2);
    drop(frame, VLAN_TAG);
  }
  return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6;
}

/* A protocol family, in the byte order of whoever captured: IPv4 is 2, IPv6 is 24, 28 or 30 in BSD and 10 in Linux. */
static bool strip_family(struct frame *frame)
{
  if (frame->captured < 4) return false;
  const uint32_t wire = get32(frame->octets);
  const uint32_t family = wire > UINT16_MAX ? wire >> 24 : wire;
  drop(frame, 4);
  return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

bool link_strip(struct frame *frame)
{
  switch (frame->link) {
  case LINK_RAW: case LINK_IPV4: case LINK_IPV6: return true;
  case LINK_NULL: case LINK_LOOP: return strip_family(frame);
  case LINK_ETHERNET: return strip_typed(frame, 12, ETHERNET_HEADER);
  case LINK_SLL: return strip_typed(frame, 14, SLL_HEADER);
  case LINK_SLL2: return strip_typed(frame, 0, SLL2_HEADER);
  default: return false;
  }
}
