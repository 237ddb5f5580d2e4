/* Sequence numbers (RFC 9293 3.4): comparisons modulo 2^32. Total; nothing here can trap.
 *
 * Less means: reached first when counting up over less than half the space. At a distance of exactly 2^31 each of
 * two numbers is less than the other; the engine keeps everything it compares closer than that.
 */
#ifndef SYNFIN_SEQ_H
#define SYNFIN_SEQ_H

#include <stdbool.h>
#include <stdint.h>

static inline bool seq_lt(uint32_t a, uint32_t b) { return a - b >= 1u << 31; }
static inline bool seq_le(uint32_t a, uint32_t b) { return !seq_lt(b, a); }
static inline uint32_t seq_max(uint32_t a, uint32_t b) { return seq_lt(a, b) ? b : a; }
static inline uint32_t seq_min(uint32_t a, uint32_t b) { return seq_lt(a, b) ? a : b; }

/* Whether the first octet of a stretch lies in [left, left + len). */
static inline bool seq_in(uint32_t seq, uint32_t left, uint32_t len) { return seq - left < len; }

#endif
