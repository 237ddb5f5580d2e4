/* Eva: sequence numbers (src/seq.h) and the ring's arithmetic (src/ring.h) for all numbers. The comparisons wrap on purpose. */
#include "../../src/seq.h"
#include "../../src/engine.h"
#include "eva.h"

void prove(void)
{
  uint32_t a = Frama_C_unsigned_int_interval(0, UINT_MAX), b = Frama_C_unsigned_int_interval(0, UINT_MAX);
  seq_lt(a, b), seq_le(a, b), seq_max(a, b), seq_min(a, b), seq_in(a, b, Frama_C_unsigned_int_interval(0, UINT_MAX));
  uint8_t n = (uint8_t)Frama_C_interval(0, 255);
  //@ split n;
  count_up(&n), min_u32(a, b), max_u32(a, b);
}
