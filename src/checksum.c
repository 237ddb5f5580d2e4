/* The Internet checksum (RFC 1071, MUST-2, MUST-3). */
#include <string.h>

#include "wire.h"

static uint16_t fold(uint64_t sum)
{
  while (sum > UINT16_MAX) sum = (sum >> 16) + (sum & UINT16_MAX);
  return (uint16_t)sum;
}

/* Up to eight octets as they stand in memory, padded on the right with zeros (RFC 9293 3.1). */
static uint64_t load(const uint8_t *octets, size_t len)
{
  uint64_t word = 0;
  memcpy(&word, octets, len);
  return word;
}

/* Less than 2^33, so that 16 GiB are summed without a carry; and a loop without one can be vectorised. */
static uint64_t halves(uint64_t word)
{
  return (word & UINT32_MAX) + (word >> 32);
}

/* see wire.h. The sum does not depend on the byte order it is done in, nor on the width of the words, as long as its
 * octets are put back in the order of memory at the end (RFC 1071 2 (B), (C)). */
uint16_t synfin_sum(uint16_t sum, size_t before, const void *octets, size_t len)
{
  const uint8_t *at = octets;
  uint64_t wide = 0;
  for (; len >= 8; at += 8, len -= 8) wide += halves(load(at, 8));
  if (len > 0) wide += halves(load(at, len));

  uint16_t folded = fold(wide);
  uint8_t pair[3];
  memcpy(pair, &folded, sizeof folded);
  pair[2] = pair[0];
  return fold((uint64_t)sum + get16(pair + before % 2));
}

uint16_t synfin_checksum(const void *octets, size_t len)
{
  return (uint16_t)~synfin_sum(0, 0, octets, len);
}
