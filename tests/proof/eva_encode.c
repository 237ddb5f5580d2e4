/* Eva: synfin_encode (src/wire.c) of every segment: all options, all their contents, with 0 or 5 octets of text in two pieces and any
 * length claimed, into buffers that are too small and just right.
 * synfin_sum stands in by what it needs; eva_checksum.c is its proof. */
#include "../../src/wire.c"
#include "eva.h"

static uint8_t text[3], rest[2], cookie[16], out[65];

uint16_t synfin_sum(uint16_t sum, const uint8_t *at, size_t len)
{
  //@ assert len == 0 || \valid_read(at + (0 .. len - 1));
  //@ assert len == 0 || \initialized(at + (0 .. len - 1));
  return (uint16_t)Frama_C_interval(0, 65535);
}

int synfin_option_next(struct synfin_option *o, const uint8_t *options, size_t len, size_t *at) { return 0; }

void prove(void)
{
  struct synfin_segment seg;
  struct synfin_addresses addresses;
  ANY(seg), ANY(addresses), ANY(text), ANY(rest), ANY(cookie);
  addresses.version = 4;
  int some = Frama_C_interval(0, 15), blocks = Frama_C_interval(0, 5), length = Frama_C_interval(0, 17);
  //@ split some;
  if (!(some & 1)) blocks = 5;
  //@ split blocks;
  if (!(some & 2)) length = 17;
  //@ split length;
  seg.opt.present = (uint8_t)(Frama_C_interval(0, 3) | Frama_C_interval(0, 1) << 5 | Frama_C_interval(0, 1) << 7
                              | (some & 1 ? SYNFIN_HAS_SACK : 0) | (some & 2 ? SYNFIN_HAS_FAST_OPEN : 0)
                              | (some & 4 ? SYNFIN_HAS_SACK_PERMITTED : 0) | (some & 8 ? SYNFIN_HAS_TIMESTAMPS : 0));
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
