/* Eva: synfin_decode (src/wire.c) of every segment of 0 to 72 octets, with and without addresses. synfin_option_next stands in by what
 * options.c and eva_option.c prove of it: any option that lies in the field, a known kind with its right length, or an error. */
#include "../../src/checksum.c"
#include "../../src/wire.c"
#include "eva.h"

#define LEN 72

static uint8_t octets[LEN];

static int option(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at, unsigned kind, int length)
{
  if (*at + (size_t)length > len) return SYNFIN_ERR_OPTION_OVERRUN;
  int from = Frama_C_interval((int)*at, (int)len - length);
  *option = (struct synfin_option){ .kind = (uint8_t)kind, .len = (uint8_t)(length - 2), .data = options + from + 2 };
  *at = (size_t)(from + length);
  return 1;
}

int synfin_option_next(struct synfin_option *o, const uint8_t *options, size_t len, size_t *at)
{
  if (*at >= len) return 0;
  switch (Frama_C_interval(0, 12)) {
    case 0: *at = len; return 0;
    case 1: return option(o, options, len, at, SYNFIN_KIND_MSS, 4);
    case 2: return option(o, options, len, at, SYNFIN_KIND_WSCALE, 3);
    case 3: return option(o, options, len, at, SYNFIN_KIND_SACK_PERMITTED, 2);
    case 4: return option(o, options, len, at, SYNFIN_KIND_SACK, 10);
    case 5: return option(o, options, len, at, SYNFIN_KIND_SACK, 18);
    case 6: return option(o, options, len, at, SYNFIN_KIND_SACK, 26);
    case 7: return option(o, options, len, at, SYNFIN_KIND_SACK, 34);
    case 8: return option(o, options, len, at, SYNFIN_KIND_TIMESTAMPS, 10);
    case 9: return option(o, options, len, at, SYNFIN_KIND_USER_TIMEOUT, 4);
    case 10: return option(o, options, len, at, SYNFIN_KIND_FAST_OPEN, 2 + 2 * Frama_C_interval(0, 8));
    case 11: return option(o, options, len, at, (unsigned)Frama_C_interval(35, 255), Frama_C_interval(2, 40));
    default: return Frama_C_interval(SYNFIN_ERR_OPTION_KNOWN, SYNFIN_ERR_OPTION_OVERRUN);
  }
}

void prove(void)
{
  ANY(octets);
  int len = Frama_C_interval(0, LEN);
  //@ split len;
  int offset = Frama_C_interval(0, 15);
  //@ split offset;
  uint8_t *at = octets + LEN - len;
  if (len > 12) at[12] = (uint8_t)(offset << 4 | Frama_C_interval(0, 15));
  struct synfin_addresses addresses;
  ANY(addresses);
  struct synfin_segment seg;
  enum synfin_err err = synfin_decode(&seg, at, (size_t)len, Frama_C_interval(0, 1) ? &addresses : NULL);
  if (err == SYNFIN_OK) synfin_segment_len(&seg);
}
