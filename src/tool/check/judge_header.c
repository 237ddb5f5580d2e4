/* What a segment shows by itself: checksum, header, control bits. */
#include <string.h>

#include "check/judge.h"

/* Where an interface makes the checksums, none in the capture is right. One that is wrong among right ones is a fault;
 * a segment larger than any that was sent has been put together by an interface, which does not care. */
bool judge_checksum(const struct judge *j)
{
  struct side *const x = j->x;
  switch (j->packet->sum) {
  case SUM_UNKNOWN: return true;
  case SUM_RIGHT:
    x->known |= SUM_WAS_RIGHT;
    if (x->sum.packet != 0) report_at(j, j->who, &x->sum, RULE_CHECKSUM, SURE, "those after it are right");
    x->sum.packet = 0;
    return true;
  case SUM_PARTIAL:
    if (!knows(x, SUM_WAS_PARTIAL)) report(j, RULE_OFFLOAD, SURE, "of the pseudo-header only");
    x->known |= SUM_WAS_PARTIAL;
    return true;
  case SUM_WRONG: break;
  }
  if (j->y->offer.known && j->seg->len > j->y->offer.mss) return true;
  if (knows(x, SUM_WAS_PARTIAL)) {
    report(j, RULE_CHECKSUM, NEVER_SURE, "other checksums are left to the interface");
    return true;
  }
  if (!knows(x, SUM_WAS_RIGHT)) {
    pend(j, &x->sum, 0);
    return true;
  }
  report(j, RULE_CHECKSUM, SURE, "others are right");
  return false;
}

static bool is_everybody(uint8_t version, const uint8_t address[16])
{
  static const uint8_t broadcast[4] = {255, 255, 255, 255};
  if (version == 6) return address[0] == 0xff;
  return (address[0] & 0xf0) == 0xe0 || memcmp(address, broadcast, sizeof broadcast) == 0;
}

static bool padded_with_zeros(const uint8_t *options, size_t len)
{
  size_t at = 0;
  while (at < len && options[at] != SYNFIN_KIND_EOL) at += options[at] == SYNFIN_KIND_NOP ? 1 : options[at + 1];
  while (at < len)
    if (options[at++] != 0) return false;
  return true;
}

static void judge_flags(const struct judge *j)
{
  static const unsigned alone[] = {SYNFIN_SYN | SYNFIN_RST, SYNFIN_SYN | SYNFIN_FIN, SYNFIN_RST | SYNFIN_FIN};
  for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
    if ((j->seg->flags & alone[i]) == alone[i]) {
      report(j, RULE_FLAGS, SURE, "control bits 0x%02x", j->seg->flags);
      return;
    }
  if (!has(j->seg, SYNFIN_SYN | SYNFIN_RST | SYNFIN_ACK))
    report(j, RULE_NO_ACK, SURE, "control bits 0x%02x", j->seg->flags);
}

bool judge_header(const struct judge *j)
{
  const struct packet *const packet = j->packet;
  const struct synfin_addresses *const is = &packet->addresses;
  if (packet->ip_sum_wrong && !knows(j->x, SUM_WAS_PARTIAL) && packet->sum == SUM_RIGHT)
    report(j, RULE_IP_CHECKSUM, SURE, "that of TCP is right");
  if (packet->seg.src_port == 0 || packet->seg.dst_port == 0)
    report(j, RULE_PORT, SURE, "%u to %u", packet->seg.src_port, packet->seg.dst_port);
  if (is_everybody(is->version, is->src) || is_everybody(is->version, is->dst)) report(j, RULE_ADDRESS, SURE, "%s", "");
  if (packet->reserved & 0x0eu) report(j, RULE_RESERVED, SURE, "0x%x", packet->reserved & 0x0eu);
  if (packet->whole_options && !padded_with_zeros(packet->seg.options, packet->seg.options_len))
    report(j, RULE_PADDING, SURE, "%s", "after the end of the options");
  if (has(j->seg, SYNFIN_URG) && j->seg->up == 0) report(j, RULE_URGENT, SURE, "%s", "URG and an urgent pointer of 0");
  judge_flags(j);
  if (memcmp(is->src, is->dst, sizeof is->src) != 0 || packet->seg.src_port != packet->seg.dst_port) return true;
  report(j, RULE_LAND, SURE, "%s", "no more of it is judged");
  return false;
}
