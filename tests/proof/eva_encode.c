/* Eva: synfin_encode (src/wire.c) of every segment: all options, all their contents, with 0 or 5 octets of text in two pieces and any
 * length claimed, into buffers that are too small, just right and large. */
#include "../../src/checksum.c"
#include "../../src/wire.c"
#include "eva.h"

static uint8_t text[3], rest[2], cookie[16], out[65];

int synfin_option_next(struct synfin_option *o, const uint8_t *options, size_t len, size_t *at) { return 0; }

void prove(void)
{
  struct synfin_segment seg;
  struct synfin_addresses addresses;
  ANY(seg), ANY(addresses), ANY(text), ANY(rest), ANY(cookie);
  addresses.version = 4;
  int present = Frama_C_interval(0, 127), blocks = Frama_C_interval(0, 5), length = Frama_C_interval(0, 17);
  //@ split present;
  if (!(present & SYNFIN_HAS_SACK)) blocks = 5;
  //@ split blocks;
  if (!(present & SYNFIN_HAS_FAST_OPEN)) length = 17;
  //@ split length;
  seg.opt.present = (uint8_t)present;
  seg.opt.sack_blocks = (uint8_t)(blocks < 5 ? blocks : Frama_C_interval(5, 255));
  seg.opt.fast_open_len = (uint8_t)(length < 17 ? length : Frama_C_interval(17, 255));
  seg.opt.fast_open = cookie;
  seg.text = text;
  seg.rest = rest;
  int texts = Frama_C_interval(0, 2);
  //@ split texts;
  seg.len = texts == 0 ? 0 : 5;
  seg.rest_len = texts == 0 ? 0 : 2;
  int cap = texts == 2 ? Frama_C_interval(0, 19) : 65;
  if (texts == 2) seg.len = Frama_C_unsigned_int_interval(0, UINT_MAX), seg.rest_len = Frama_C_unsigned_int_interval(0, UINT_MAX);
  synfin_encode(out + 65 - cap, (size_t)cap, &seg, &addresses);
}
