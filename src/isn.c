/* Initial sequence numbers (RFC 9293 3.4.1, RFC 6528): a clock plus a keyed hash of the connection. The hash is
 * SipHash-2-4 (Aumasson and Bernstein, 2012). */
#include "synfin.h"

static uint64_t rotate(uint64_t x, unsigned by) { return x << by | x >> (64 - by); }

static uint64_t little_endian(const uint8_t *octets, size_t len)
{
  uint64_t word = 0;
  for (size_t i = 0; i < len; i++)
    word |= (uint64_t)octets[i] << 8 * i;
  return word;
}

static void rounds(uint64_t v[4], unsigned n)
{
  while (n-- > 0) {
    v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
    v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
  }
}

static void absorb(uint64_t v[4], uint64_t word)
{
  v[3] ^= word;
  rounds(v, 2);
  v[0] ^= word;
}

static uint64_t siphash(const uint8_t key[16], const uint8_t *octets, size_t len)
{
  uint64_t k0 = little_endian(key, 8), k1 = little_endian(key + 8, 8);
  uint64_t v[4] = {
    k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u, k1 ^ 0x7465646279746573u,
  };
  size_t whole = len & ~(size_t)7;
  for (size_t i = 0; i < whole; i += 8)
    absorb(v, little_endian(octets + i, 8));
  absorb(v, (uint64_t)len << 56 | little_endian(octets + whole, len - whole));
  v[2] ^= 0xff;
  rounds(v, 4);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint32_t synfin_isn(const uint8_t key[16], const void *tuple, size_t len, synfin_time now)
{
  return (uint32_t)(now / 4) + (uint32_t)siphash(key, tuple, len);   /* MUST-8, MUST-9, SHLD-1 */
}
