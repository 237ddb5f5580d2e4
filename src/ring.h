/* A ring of octets in memory that somebody else owns. Offsets count from the first octet in use; what stands beyond
 * those in use is free, and may be written ahead of time (text held beyond a gap). */
#ifndef SYNFIN_RING_H
#define SYNFIN_RING_H

#include <string.h>

#include "synfin.h"

static inline uint32_t ring_free(const struct synfin_ring *r) { return r->size - r->used; }

static inline uint32_t ring_index(const struct synfin_ring *r, uint32_t offset)
{
  uint32_t to_end = r->size - r->head;
  return offset < to_end ? r->head + offset : offset - to_end;
}

/* How many of the `n` octets at `offset` stand before the end of the memory; the others stand at its beginning. */
static inline uint32_t ring_straight(const struct synfin_ring *r, uint32_t offset, uint32_t n)
{
  uint32_t to_end = r->size - ring_index(r, offset);
  return n < to_end ? n : to_end;
}

/* offset + n MUST NOT be more than the size. */
static inline void ring_write(struct synfin_ring *r, uint32_t offset, const uint8_t *from, uint32_t n)
{
  if (n == 0)
    return;
  uint32_t straight = ring_straight(r, offset, n);
  memcpy(r->octets + ring_index(r, offset), from, straight);
  memcpy(r->octets, from + straight, n - straight);
}

/* Takes `n` octets, at most those in use, off the front; to == NULL drops them. */
static inline void ring_take(struct synfin_ring *r, uint8_t *to, uint32_t n)
{
  if (n == 0)
    return;
  uint32_t straight = ring_straight(r, 0, n);
  if (to) {
    memcpy(to, r->octets + r->head, straight);
    memcpy(to + straight, r->octets, n - straight);
  }
  r->head = n == r->size ? r->head : ring_index(r, n);
  r->used -= n;
}

#endif
