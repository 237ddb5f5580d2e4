/* A script's segments on the wire: made from its numbers, compared with them, told in its language. */
#ifndef SYNFIN_SCRIPT_SEGMENT_H
#define SYNFIN_SCRIPT_SEGMENT_H

#include "script.h"
#include "synfin.h"

#define SEGMENT_TEXT 320               /* room for a segment told */
#define STAMPS 128

/* How a script's numbers stand to those on the wire. The peer's are the same; the target chooses its own ISN and
 * timestamps, so the first ones that come are bound to what the script calls them. */
struct numbers {
  uint32_t shift;                      /* what to add to the script's number of an octet of the target */
  bool bound;                          /* a SYN of the target has told its ISN */
  bool anew;                           /* its next SYN may be that of another connection */
  uint32_t our_isn, peer_isn;          /* as the script numbers them; text is a pattern that begins behind them */
  size_t stamps;
  struct { uint32_t script, wire; } stamp[STAMPS];
};

/* Both ends on the wire: src is the sender of the segment. */
struct ends {
  struct synfin_addresses addresses;
  uint16_t src_port, dst_port;
};

/* Writes the IP datagram of an injected segment into 65535 octets; returns its octets. */
size_t segment_build(uint8_t *datagram, const struct script_segment *segment, const struct ends *ends,
                     const struct numbers *numbers);

/* A datagram of the target, decoded; views into its octets. */
struct arrival {
  synfin_time when;
  struct synfin_ip ip;
  struct synfin_segment segment;
};

/* Whether it is what the script expects, apart from its time; if not, `why`. What is new is bound in `numbers`. */
bool segment_matches(const struct script_segment *expected, const struct arrival *came, bool any_options,
                     struct numbers *numbers, char why[160]);

/* The segment in the script's own language and numbers. */
void segment_tell(char text[SEGMENT_TEXT], const struct synfin_segment *segment, const struct numbers *numbers);

/* The text of a stream, octet number `at`; and fills in `len` of them. */
uint8_t text_octet(uint32_t at);
void text_fill(uint8_t *octets, size_t len, uint32_t at);

#endif
