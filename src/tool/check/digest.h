/* Digests of the text an end sent last, to find other octets under the same numbers: 1 KiB for the last 32 KiB. */
#ifndef SYNFIN_TOOL_CHECK_DIGEST_H
#define SYNFIN_TOOL_CHECK_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_BLOCK 256u      /* the sequence space in blocks; of each the longest piece that was seen */
#define DIGEST_BLOCKS 128u

struct digest {
  struct {
    uint32_t hash;             /* 0: none                       */
    uint16_t tag;              /* which block of those that come here */
    uint8_t first, last;       /* octets of the block           */
  } piece[DIGEST_BLOCKS];
};

/* Takes `len` octets at `seq`. Returns false if one of their pieces was there before, with other octets. */
bool digest_take(struct digest *digest, uint32_t seq, const uint8_t *octets, size_t len);

#endif
