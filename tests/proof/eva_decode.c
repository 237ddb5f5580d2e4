/* Eva: synfin_decode (src/wire.c) of every segment of 0 to 64 octets: all data offsets, up to 4 octets of text or missing, without
 * addresses, with IPv4's, with IPv6's. synfin_option_next stands in by what options.c shows of it: a known kind with its right length, an
 * unknown one, the end, an error; its data stand alone here, so that take_option may read what the length says and no more. */
#include "../../src/checksum.c"
#include "../../src/wire.c"
#include "eva.h"

static uint8_t octets[64], data[32];

int synfin_option_next(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at)
{
  *option = (struct synfin_option){ .kind = SYNFIN_KIND_NOP, .len = 0, .data = data };
  *at = (size_t)Frama_C_interval(0, 40);
  return Frama_C_interval(0, 4) ? Frama_C_interval(0, 1) : Frama_C_interval(SYNFIN_ERR_OPTION_KNOWN, SYNFIN_ERR_OPTION_OVERRUN);
}

static void take_any_option(void)
{
  struct synfin_options opt = { 0 };
  struct synfin_option option;
  static const uint8_t known[][2] = { { 2, 2 }, { 3, 1 }, { 4, 0 }, { 5, 8 }, { 5, 16 }, { 5, 24 }, { 5, 32 }, { 8, 8 }, { 28, 2 },
    { 34, 0 }, { 34, 4 }, { 34, 6 }, { 34, 8 }, { 34, 10 }, { 34, 12 }, { 34, 14 }, { 34, 16 } };
  int kind = Frama_C_interval(0, 17);
  //@ split kind;
  option.kind = kind < 17 ? known[kind][0] : (uint8_t)Frama_C_interval(35, 255);
  option.len = kind < 17 ? known[kind][1] : (uint8_t)Frama_C_interval(0, 32);
  option.data = kind < 17 ? data + 32 - option.len : data;
  take_option(&opt, &option);
}

static void decode(void)
{
  struct synfin_segment seg;
  struct synfin_addresses addresses;
  int offset = Frama_C_interval(0, 15), more = Frama_C_interval(-4, 4), version = Frama_C_interval(0, 2);
  ANY(addresses);
  //@ split offset;
  more = more;
  //@ split more;
  version = version;
  //@ split version;
  addresses.version = version == 0 ? 4 : 6;
  int len = offset < 5 ? 4 * offset + more + 4 : 4 * offset + more;
  uint8_t *at = octets + 64 - len;
  if (len > 12) at[12] = (uint8_t)(offset << 4 | Frama_C_interval(0, 15));
  synfin_decode(&seg, at, (size_t)len, version < 2 ? &addresses : NULL);
}

void prove(void)
{
  ANY(octets), ANY(data);
  if (Frama_C_interval(0, 1)) decode(); else take_any_option();
}
