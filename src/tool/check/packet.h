/* A captured packet, from its link layer to its TCP segment, however little of it was captured. */
#ifndef SYNFIN_TOOL_CHECK_PACKET_H
#define SYNFIN_TOOL_CHECK_PACKET_H

#include "check/rules.h"
#include "synfin.h"

/* The link layers that are known, by their numbers in capture files (LINKTYPE_). */
enum link {
  LINK_NULL = 0, LINK_ETHERNET = 1, LINK_RAW = 101, LINK_LOOP = 108, LINK_SLL = 113, LINK_IPV4 = 228, LINK_IPV6 = 229,
  LINK_SLL2 = 276
};
bool link_known(unsigned link);

/* What came over a link. */
struct frame {
  unsigned link;               /* enum link                                                            */
  const uint8_t *octets;       /* MUST stay until the packet was judged                                */
  size_t captured, len;        /* octets at `octets`; octets on the wire, at least as many             */
  uint64_t number;             /* from 1, as other readers of captures count                           */
  int64_t time;                /* microseconds since 1970; its size is at most 2^61                    */
};

/* Finds the IP datagram in a frame: steps over VLAN tags. Returns false if there is none. */
bool link_strip(struct frame *frame);

enum packet_kind {
  PACKET_TCP,                  /* and all fields count                                                 */
  PACKET_OTHER,                /* no IP, no TCP, or not its first fragment                             */
  PACKET_CUT,                  /* TCP, but too little of it was captured                               */
  PACKET_BAD                   /* breaks `fault`; addresses count, ports if they are not 0             */
};

/* A checksum. Partial: of the pseudo-header only, for the interface to finish. */
enum sum { SUM_UNKNOWN, SUM_RIGHT, SUM_WRONG, SUM_PARTIAL };

struct packet {
  uint64_t number;
  int64_t time;                /* microseconds                                                         */
  struct synfin_addresses addresses;
  struct synfin_segment seg;   /* its `len` is that on the wire; `text` holds `text_captured` of it    */
  uint32_t text_captured;
  enum sum sum;                /* of the segment: unknown if it was not captured whole                 */
  enum rule fault;             /* PACKET_BAD only                                                      */
  uint8_t reserved;            /* the four bits between data offset and CWR                            */
  bool whole_options;          /* else the options were cut off, and none counts                       */
  bool ip_sum_wrong;
};

enum packet_kind packet_decode(struct packet *packet, const struct frame *frame);

#endif
