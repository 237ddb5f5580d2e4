/* see segment.h */
#include "segment.h"

#include <stdio.h>
#include <string.h>

#include "wire.h"

#define HOP_LIMIT 64
#define TCP_HEADER 20u
#define OPTIONS_OCTETS 40u

uint8_t text_octet(uint32_t at)
{
  return (uint8_t)('a' + at % 26);
}

void text_fill(uint8_t *octets, size_t len, uint32_t at)
{
  for (size_t i = 0; i < len; i++)
    octets[i] = text_octet(at + (uint32_t)i);
}

/* The wire's number of a timestamp of the target, or the number itself if none is bound. */
static uint32_t wire_stamp(const struct numbers *numbers, uint32_t script)
{
  for (size_t i = 0; i < numbers->stamps; i++)
    if (numbers->stamp[i].script == script)
      return numbers->stamp[i].wire;
  return script;
}

/* ---- Options ----------------------------------------------------------------------------------------------------- */

/* Writes an option. The target's numbers stand in the edges and in the echo of what is injected, and in the timestamp
 * of what is expected. */
static uint8_t *put_option(uint8_t *at, const struct script_option *option, bool injected,
                           const struct numbers *numbers)
{
  const uint32_t *const value = option->value;
  at = put8(at, option->kind);
  switch (option->kind) {
  case SYNFIN_KIND_MSS: return put16(put8(at, 4), value[0]);
  case SYNFIN_KIND_WSCALE: return put8(put8(at, 3), value[0]);
  case SYNFIN_KIND_SACK_PERMITTED: return put8(at, 2);
  case SYNFIN_KIND_TIMESTAMPS:
    at = put32(put8(at, 10), injected ? value[0] : wire_stamp(numbers, value[0]));
    return put32(at, injected ? wire_stamp(numbers, value[1]) : value[1]);
  case SYNFIN_KIND_SACK:
    at = put8(at, 2u + 4u * option->values);
    for (size_t i = 0; i < option->values; i++)
      at = put32(at, value[i] + (injected ? numbers->shift : 0));
    return at;
  default: return at;                  /* NOP, EOL */
  }
}

static uint8_t *put_script_options(uint8_t *at, const struct script_segment *segment, bool injected,
                                   const struct numbers *numbers)
{
  for (size_t i = 0; i < segment->options; i++)
    at = put_option(at, &segment->option[i], injected, numbers);
  return at;
}

/* ---- Injected segments ------------------------------------------------------------------------------------------- */

/* The checksum: over the pseudo-header, which is written before the segment, where the header of IP will stand, and
 * over the segment. That of IPv4 (RFC 9293 3.1) is laid out as that of IPv6: the sum does not mind. */
static uint16_t checksum(uint8_t *tcp, size_t len, const struct synfin_addresses *addresses)
{
  const size_t octets = addresses->version == 4 ? 4 : 16, pseudo = 2 * octets + 8;
  uint8_t *const at = put_octets(put_octets(tcp - pseudo, addresses->src, octets), addresses->dst, octets);
  put32(put32(at, (uint32_t)len), TCP_PROTOCOL);
  return synfin_checksum(tcp - pseudo, pseudo + len);
}

/* Writes the segment, its checksum too. Returns its octets. */
static size_t put_segment(uint8_t *tcp, const struct script_segment *segment, const struct ends *ends,
                          const struct numbers *numbers)
{
  uint8_t *const text = put_script_options(tcp + TCP_HEADER, segment, true, numbers);
  uint8_t *at = put16(put16(tcp, ends->src_port), ends->dst_port);
  at = put32(put32(at, segment->seq), segment->ack + (segment->flags & SYNFIN_ACK ? numbers->shift : 0));
  at = put8(put8(at, (uint32_t)(text - tcp) << 2), segment->flags);
  put16(put16(put16(at, (uint32_t)segment->wnd), 0), segment->up);
  text_fill(text, segment->len, segment->seq + (segment->flags & SYNFIN_SYN ? 1 : 0) - (numbers->peer_isn + 1));
  const size_t len = (size_t)(text - tcp) + segment->len;
  put16(tcp + 16, checksum(tcp, len, &ends->addresses));
  return len;
}

size_t segment_build(uint8_t *datagram, const struct script_segment *segment, const struct ends *ends,
                     const struct numbers *numbers)
{
  const size_t header = ends->addresses.version == 4 ? 20 : 40;
  const size_t len = put_segment(datagram + header, segment, ends, numbers);
  struct synfin_ip ip = {.addresses = ends->addresses, .protocol = TCP_PROTOCOL, .len = (uint32_t)len};
  ip.hop_limit = segment->hop_limit < 0 ? HOP_LIMIT : (uint8_t)segment->hop_limit;
  ip.traffic_class = segment->traffic_class < 0 ? 0 : (uint8_t)segment->traffic_class;
  if (segment->ecn >= 0)
    ip.traffic_class = (uint8_t)((ip.traffic_class & 0xfc) | segment->ecn);
  synfin_ip_encode(datagram, header, &ip);
  return header + len;
}

/* ---- Expected segments ------------------------------------------------------------------------------------------- */

static void put_flags(char text[12], uint8_t flags)
{
  static const char letters[] = "FSRP.UEW";            /* from bit 0 on */
  static const char order[] = "SFRP.UEW";              /* as scripts have them */
  size_t len = 0;
  for (const char *letter = order; *letter; letter++)
    if (flags >> (strchr(letters, *letter) - letters) & 1)
      text[len++] = *letter;
  if (len == 0)
    text[len++] = '-';
  text[len] = '\0';
}

/* Notes that a number is another one than it should be; true if it is right. */
static bool same(char why[160], const char *what, uint32_t came, uint32_t expected)
{
  if (came != expected)
    snprintf(why, 160, "%s %u, not %u", what, came, expected);
  return came == expected;
}

/* The target's first SYN tells its ISN. */
static void bind_isn(const struct script_segment *expected, const struct synfin_segment *came, struct numbers *numbers)
{
  if ((numbers->bound && !numbers->anew) || !(came->flags & SYNFIN_SYN))
    return;
  numbers->shift = came->seq - expected->seq;
  numbers->our_isn = expected->seq;
  numbers->bound = true;
  numbers->anew = false;
}

static void bind_stamp(const struct script_segment *expected, const struct synfin_segment *came,
                       struct numbers *numbers)
{
  if (!(came->opt.present & SYNFIN_HAS_TIMESTAMPS) || numbers->stamps == STAMPS)
    return;
  for (size_t i = 0; i < expected->options; i++) {
    const struct script_option *const option = &expected->option[i];
    if (option->kind != SYNFIN_KIND_TIMESTAMPS)
      continue;
    for (size_t k = 0; k < numbers->stamps; k++)
      if (numbers->stamp[k].script == option->value[0])
        return;
    numbers->stamp[numbers->stamps].script = option->value[0];
    numbers->stamp[numbers->stamps++].wire = came->opt.ts_val;
  }
}

static bool same_options(const struct script_segment *expected, const struct synfin_segment *came,
                         const struct numbers *numbers, char why[160])
{
  uint8_t octets[SCRIPT_OPTIONS * 34];
  const size_t len = (size_t)(put_script_options(octets, expected, false, numbers) - octets);
  if (len == came->options_len && (len == 0 || memcmp(octets, came->options, len) == 0))
    return true;
  snprintf(why, 160, "%s", len == 0 ? "there are options" : came->options_len == 0 ? "there are no options"
                                                                                   : "other options");
  return false;
}

static bool same_ip(const struct script_segment *expected, const struct synfin_ip *ip, char why[160])
{
  const uint32_t ecn = ip->traffic_class & 3u;
  if (expected->ecn == ECN_EITHER && ecn != 1 && ecn != 2)
    return snprintf(why, 160, "ECN %u, not ECT", ecn), false;
  return (expected->ecn < 0 || expected->ecn == ECN_EITHER || same(why, "ECN", ecn, (uint32_t)expected->ecn)) &&
         (expected->traffic_class < 0 || same(why, "tos", ip->traffic_class, (uint32_t)expected->traffic_class)) &&
         (expected->hop_limit < 0 || same(why, "ttl", ip->hop_limit, (uint32_t)expected->hop_limit));
}

/* Whether the text is the one that the script's calls wrote. */
static bool same_text(const struct synfin_segment *came, const struct numbers *numbers, char why[160])
{
  const uint32_t begin = came->seq - numbers->shift + (came->flags & SYNFIN_SYN ? 1 : 0) - (numbers->our_isn + 1);
  for (uint32_t i = 0; i < came->len && numbers->bound; i++)
    if (came->text[i] != text_octet(begin + i))
      return snprintf(why, 160, "octet %u of the text is 0x%02x, but 0x%02x was written", i, came->text[i],
                      text_octet(begin + i)), false;
  return true;
}

bool segment_matches(const struct script_segment *expected, const struct arrival *came, bool any_options,
                     struct numbers *numbers, char why[160])
{
  const struct synfin_segment *const seg = &came->segment;
  bind_isn(expected, seg, numbers);
  if (seg->flags != expected->flags) {
    char flags[2][12];
    put_flags(flags[0], seg->flags);
    put_flags(flags[1], expected->flags);
    return snprintf(why, 160, "flags %s, not %s", flags[0], flags[1]), false;
  }
  if (!same(why, "sequence number", seg->seq - numbers->shift, expected->seq) ||
      !same(why, "length", seg->len, expected->len) ||
      (seg->flags & SYNFIN_ACK && !same(why, "acknowledgment number", seg->ack, expected->ack)) ||
      (expected->wnd >= 0 && !same(why, "window", seg->wnd, (uint32_t)expected->wnd)) ||
      (seg->flags & SYNFIN_URG && !same(why, "urgent pointer", seg->up, expected->up)))
    return false;
  bind_stamp(expected, seg, numbers);
  return (any_options || expected->any_options || same_options(expected, seg, numbers, why)) &&
         same_ip(expected, &came->ip, why) && same_text(seg, numbers, why);
}

/* ---- Telling ----------------------------------------------------------------------------------------------------- */

/* A timestamp of the target as the script calls it, or the number itself if none is bound. */
static uint32_t script_stamp(const struct numbers *numbers, uint32_t wire)
{
  for (size_t i = 0; i < numbers->stamps; i++)
    if (numbers->stamp[i].wire == wire)
      return numbers->stamp[i].script;
  return wire;
}

/* Tells the option at this place, whose length is right; returns the octets that it takes. */
static size_t tell_option(char text[96], const uint8_t *at, const struct numbers *numbers)
{
  const size_t len = at[0] <= SYNFIN_KIND_NOP ? 1 : at[1];
  int n = 0;
  switch (at[0]) {
  case SYNFIN_KIND_EOL: snprintf(text, 96, "eol"); break;
  case SYNFIN_KIND_NOP: snprintf(text, 96, "nop"); break;
  case SYNFIN_KIND_MSS: snprintf(text, 96, "mss %u", get16(at + 2)); break;
  case SYNFIN_KIND_WSCALE: snprintf(text, 96, "wscale %u", at[2]); break;
  case SYNFIN_KIND_SACK_PERMITTED: snprintf(text, 96, "sackOK"); break;
  case SYNFIN_KIND_TIMESTAMPS:
    snprintf(text, 96, "TS val %u ecr %u", script_stamp(numbers, get32(at + 2)), get32(at + 6));
    break;
  case SYNFIN_KIND_SACK:
    n = snprintf(text, 96, "sack");
    for (size_t i = 2; i < len; i += 8)
      n += snprintf(text + n, 96 - (size_t)n, " %u:%u", get32(at + i), get32(at + i + 4));
    break;
  default: snprintf(text, 96, "kind %u", at[0]);
  }
  return len;
}

void segment_tell(char text[SEGMENT_TEXT], const struct synfin_segment *segment, const struct numbers *numbers)
{
  char flags[12], option[96];
  const uint32_t seq = segment->seq - numbers->shift;
  put_flags(flags, segment->flags);
  int n = snprintf(text, SEGMENT_TEXT, "%s %u:%u(%u)", flags, seq, seq + segment->len, segment->len);
  if (segment->flags & SYNFIN_ACK)
    n += snprintf(text + n, SEGMENT_TEXT - (size_t)n, " ack %u", segment->ack);
  n += snprintf(text + n, SEGMENT_TEXT - (size_t)n, " win %u", segment->wnd);
  if (segment->flags & SYNFIN_URG)
    n += snprintf(text + n, SEGMENT_TEXT - (size_t)n, " urg %u", segment->up);
  for (size_t at = 0; at < segment->options_len && n < SEGMENT_TEXT;) {
    const char *const before = at == 0 ? " <" : ",";
    at += tell_option(option, segment->options + at, numbers);
    n += snprintf(text + n, SEGMENT_TEXT - (size_t)n, "%s%s%s", before, option, at == segment->options_len ? ">" : "");
  }
}
