/* see digest.h */
#include "check/digest.h"

#include <string.h>

#define ODD_A 0x9e3779b97f4a7c15u
#define ODD_B 0xc2b2ae3d27d4eb4fu

static uint64_t load(const uint8_t *octets, size_t len)
{
  uint64_t word = 0;
  memcpy(&word, octets, len);
  return word;
}

/* Not 0. Two chains of products, so that one does not wait for the other. */
static uint32_t hash(const uint8_t *octets, size_t len)
{
  uint64_t a = len, b = ODD_A;
  for (; len >= 16; octets += 16, len -= 16) {
    a = (a ^ load(octets, 8)) * ODD_A;
    b = (b ^ load(octets + 8, 8)) * ODD_B;
    a ^= a >> 32;
    b ^= b >> 32;
  }
  a = (a ^ load(octets, len < 8 ? len : 8)) * ODD_A;
  if (len > 8) b = (b ^ load(octets + 8, len - 8)) * ODD_B;
  a = (a ^ a >> 32 ^ b) * ODD_B;
  return (uint32_t)(a >> 32) | 1u;
}

/* One piece that lies in one block. */
static bool take_piece(struct digest *digest, uint32_t seq, const uint8_t *octets, size_t len)
{
  const unsigned first = seq % DIGEST_BLOCK, last = first + (unsigned)len - 1;
  const uint16_t tag = (uint16_t)(seq / DIGEST_BLOCK / DIGEST_BLOCKS);
  const uint32_t is = hash(octets, len);
  bool same = true;
  const size_t at = seq / DIGEST_BLOCK % DIGEST_BLOCKS;
  if (digest->piece[at].hash != 0 && digest->piece[at].tag == tag) {
    const unsigned was_first = digest->piece[at].first, was_last = digest->piece[at].last;
    if (was_first == first && was_last == last) same = digest->piece[at].hash == is;
    else if (was_last - was_first > last - first) return true;
  }
  digest->piece[at].hash = is;
  digest->piece[at].tag = tag;
  digest->piece[at].first = (uint8_t)first;
  digest->piece[at].last = (uint8_t)last;
  return same;
}

bool digest_take(struct digest *digest, uint32_t seq, const uint8_t *octets, size_t len)
{
  bool same = true;
  while (len > 0) {
    const size_t room = DIGEST_BLOCK - seq % DIGEST_BLOCK, n = len < room ? len : room;
    same &= take_piece(digest, seq, octets, n);
    seq += (uint32_t)n;
    octets += n;
    len -= n;
  }
  return same;
}
