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

/* The sum of words as they stand in memory. */
static uint64_t sum_in_memory(const uint8_t *at, size_t len)
{
  uint64_t wide = 0;
  for (; len >= 8; at += 8, len -= 8) {
    wide += halves(load(at, 8));
  }
  for (; len >= 2; at += 2, len -= 2) {
    wide += load(at, 2);
  }
  if (len > 0) wide += load(at, 1);
  return wide;
}

/* A word of memory as one of network order. */
static uint16_t in_network_order(uint16_t word)
{
  uint8_t octets[2];
  memcpy(octets, &word, sizeof word);
  return get16(octets);
}

/* see wire.h. The sum does not depend on the byte order it is done in, nor on the width of the words, as long as its
 * octets are put back in the order of memory at the end (RFC 1071 2 (B), (C)). */
uint16_t synfin_sum(uint16_t sum, const uint8_t *at, size_t len)
{
  uint16_t ours = fold(sum_in_memory(at, len));
  return fold((uint64_t)sum + in_network_order(ours));
}

uint16_t synfin_checksum(const void *octets, size_t len)
{
  return (uint16_t)~synfin_sum(0, octets, len);
}
