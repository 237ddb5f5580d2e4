/* Target: the codec (src/wire.c, src/checksum.c, src/ip.c): decode, encode, decode again is a fixpoint, and accepts
 * just what the reference does.
 *
 * Format: how the octets are taken, then the octets.
 *   s  a segment, its checksum not looked at     4  one over IPv4 as it is, and F with its checksum put right
 *   6  the same over IPv6, S put right           i  an IP datagram as it is, I with IPv4's header checksum put right */
#include <string.h>

#include "fuzz.h"
#include "reference.h"

#define ROOM 2048u

static const char *err(ptrdiff_t result) { return result > 0 ? "a length" : synfin_err_name((int)result); }

/* What is written is what the reference reads, whichever way its text is cut in two; and nothing is, where there is no
 * room. */
static void check_octets(const uint8_t *octets, ptrdiff_t n, const struct synfin_segment *seg,
                         const struct synfin_addresses *addresses)
{
  static uint8_t other[ROOM];
  struct synfin_segment cut = *seg, again;
  MUST(reference_sum(reference_pseudo(addresses, (size_t)n), octets, (size_t)n) == 0xffff,
       "the checksum is right (3.1, MUST-2)", "%td octets", n);
  MUST((octets[12] & 15) == 0, "reserved bits are zero (3.1)", "octet 12 is %02x", octets[12]);
  int result = reference_decode(&again, octets, (size_t)n, addresses);
  MUST(result == 0 && reference_same(seg, &again), "what is encoded is what was to be (3.1)", "read back: %s",
       err(result));
  cut.rest_len = seg->len / 2;
  cut.rest = cut.len > 0 ? seg->text + (seg->len - cut.rest_len) : NULL;
  ptrdiff_t m = synfin_encode(other, (size_t)n, &cut, addresses);
  MUST(m == n && memcmp(octets, other, (size_t)n) == 0, "text in two pieces makes the same octets (3.1)",
       "cut at %u of %u", seg->len - cut.rest_len, seg->len);
  const uint8_t untouched = octets[0] ^ 0xffu;
  other[0] = untouched;
  m = synfin_encode(other, (size_t)n - 1, seg, addresses);
  MUST(m == n && other[0] == untouched, "nothing is written where there is no room (synfin.h)", "%td of %td",
       m, n);
}

static void check_encode(const struct synfin_segment *seg, const struct synfin_addresses *addresses)
{
  static uint8_t octets[ROOM];
  struct synfin_segment again;
  ptrdiff_t n = synfin_encode(octets, sizeof octets, seg, addresses);
  if (reference_room(&seg->opt) > 40) {
    MUST(n == SYNFIN_ERR_OPTION_ROOM, "options have 40 octets (3.1)", "%u needed, said %s", reference_room(&seg->opt),
         err(n));
    return;
  }
  MUST(n == (ptrdiff_t)(20 + reference_room(&seg->opt) + seg->len), "a segment is header, options and text (3.1)",
       "%td octets", n);
  int result = synfin_decode(&again, octets, (size_t)n, addresses);
  MUST(result == SYNFIN_OK && reference_same(seg, &again), "decode of encode is the identity (3.1)", "said %s",
       err(result));
  check_octets(octets, n, seg, addresses);
}

static void check_segment(const uint8_t *octets, size_t len, const struct synfin_addresses *addresses)
{
  struct synfin_segment seg, want;
  int got = synfin_decode(&seg, octets, len, addresses), result = reference_decode(&want, octets, len, addresses);
  MUST(got == result, "the codec takes and rejects what the reference does (3.1)", "%s, not %s, of %zu octets",
       err(got), err(result), len);
  TELL("%zu octets: %s", len, err(got));
  if (got != SYNFIN_OK)
    return;
  fuzz_tell_segment(0, &seg, NULL);
  MUST(reference_same(&seg, &want), "every field is where the figure draws it (3.1)", "%zu octets", len);
  MUST(seg.text == octets + len - seg.len && seg.options == octets + 20, "text and options are views (synfin.h)",
       "%zu octets", len);
  check_encode(&seg, addresses ? addresses : &reference_v4);
}

/* What the datagram says that concerns TCP survives being written again; what the encoder leaves out (options,
 * extension headers) is gone. */
static void check_datagram(const uint8_t *octets, size_t len)
{
  static uint8_t again[ROOM + 40];
  struct synfin_ip ip, twice;
  int result = synfin_ip_decode(&ip, octets, len);
  TELL("datagram of %zu octets: %s", len, err(result));
  if (result != SYNFIN_OK)
    return;
  MUST(ip.payload >= octets && ip.len <= len && ip.payload + ip.len <= octets + len,
       "the payload is within the datagram (RFC 791, RFC 8200)", "%u octets", ip.len);
  ptrdiff_t header = synfin_ip_encode(again, 40, &ip);
  MUST(header == (ip.addresses.version == 4 ? 20 : 40), "an IP header is 20 or 40 octets (RFC 791, RFC 8200)", "%td",
       header);
  if (ip.len > 0)
    memcpy(again + header, ip.payload, ip.len);
  result = synfin_ip_decode(&twice, again, (size_t)header + ip.len);
  MUST(result == SYNFIN_OK || ip.addresses.version == 6, "what is written can be read (RFC 791)", "%s", err(result));
  if (result != SYNFIN_OK || twice.payload != again + header)
    return;                     /* a protocol number that names an extension header has none here */
  MUST(memcmp(&twice.addresses, &ip.addresses, sizeof ip.addresses) == 0 && twice.traffic_class == ip.traffic_class &&
       twice.id == ip.id && twice.hop_limit == ip.hop_limit && twice.protocol == ip.protocol && twice.len == ip.len,
       "decode of encode is the identity (RFC 791, RFC 8200)", "protocol %u", ip.protocol);
  if (ip.protocol == 6)
    check_segment(ip.payload, ip.len, &ip.addresses);
}

static void seal_ipv4(uint8_t *octets, size_t len)
{
  size_t header = len >= 20 ? (octets[0] & 15) * 4u : 0;
  if (header < 20 || header > len)
    return;
  octets[10] = octets[11] = 0;
  unsigned sum = 0xffffu - reference_sum(0, octets, header);
  octets[10] = (uint8_t)(sum >> 8);
  octets[11] = (uint8_t)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static uint8_t sealed[ROOM];
  struct input in = { data, size };
  char how = input_letter(&in, "s4F6SiI");
  const uint8_t *octets = in.at;
  size_t len = in.left < ROOM - 64 ? in.left : ROOM - 64;
  if (how == 'F' || how == 'S' || how == 'I') {
    octets = sealed + ROOM - len;                            /* at the end, so that one octet too many is seen */
    if (len > 0)
      memcpy(sealed + ROOM - len, in.at, len);
  }
  if (how == 'i' || how == 'I') {
    if (how == 'I')
      seal_ipv4(sealed + ROOM - len, len);
    check_datagram(octets, len);
    return 0;
  }
  bool v4 = how == '4' || how == 'F';
  const struct synfin_addresses *addresses = how == 's' ? NULL : v4 ? &reference_v4 : &reference_v6;
  if ((how == 'F' || how == 'S') && len >= 20)
    reference_seal(sealed + ROOM - len, len, addresses);
  check_segment(octets, len, addresses);
  return 0;
}
