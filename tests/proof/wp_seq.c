/* seq.h: comparisons in integers modulo 2^32, for all numbers. */
#include <stdbool.h>
#include <stdint.h>

// how far a stands before b: a - b in integers, modulo 2^32
/*@ logic integer ahead(integer a, integer b) = (uint32_t)(a - b); */

/*@ assigns \nothing; ensures \result <==> ahead(a, b) >= 2147483648; */
static inline bool seq_lt(uint32_t a, uint32_t b);
/*@ assigns \nothing; ensures \result <==> ahead(b, a) < 2147483648; */
static inline bool seq_le(uint32_t a, uint32_t b);
/*@ assigns \nothing; ensures \result == (ahead(a, b) >= 2147483648 ? b : a); */
static inline uint32_t seq_max(uint32_t a, uint32_t b);
/*@ assigns \nothing; ensures \result == (ahead(a, b) >= 2147483648 ? a : b); */
static inline uint32_t seq_min(uint32_t a, uint32_t b);
/*@ assigns \nothing; ensures \result <==> ahead(seq, left) < len; */
static inline bool seq_in(uint32_t seq, uint32_t left, uint32_t len);

#include "seq.h"
