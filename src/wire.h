/* Numbers in network byte order, and the sum beneath the checksum: what the parts of the codec share. */
#ifndef SYNFIN_WIRE_H
#define SYNFIN_WIRE_H

#include <string.h>

#include "synfin.h"

#define TCP_PROTOCOL 6u

static inline uint16_t get16(const uint8_t *at)
{
  return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t get32(const uint8_t *at)
{
  return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* Writers return where the next one goes on. */
static inline uint8_t *put8(uint8_t *at, uint32_t number)
{
  *at = (uint8_t)number;
  return at + 1;
}

static inline uint8_t *put16(uint8_t *at, uint32_t number)
{
  return put8(put8(at, number >> 8), number);
}

static inline uint8_t *put32(uint8_t *at, uint32_t number)
{
  return put16(put16(at, number >> 16), number);
}

/* `octets` may be NULL if `len` is 0. */
static inline uint8_t *put_octets(uint8_t *at, const uint8_t *octets, size_t len)
{
  if (len > 0) memcpy(at, octets, len);
  return at + len;
}

/* The one's complement sum of 16-bit words (RFC 1071), in network order as a number, continued over one more piece.
 *
 * sum      of the pieces before, each of an even length; 0 if there are none.
 * at       may be NULL if `len` is 0. */
uint16_t synfin_sum(uint16_t sum, const uint8_t *at, size_t len);

#endif
