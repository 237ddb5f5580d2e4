/* Eva: the checksum (src/checksum.c) over 0 to 70 octets. */
#include "../../src/checksum.c"
#include "eva.h"

static uint8_t octets[70];

void prove(void)
{
  ANY(octets);
  int len = Frama_C_interval(0, 70);
  //@ split len;
  synfin_sum((uint16_t)Frama_C_interval(0, 65535), octets + 70 - len, (size_t)len);
  synfin_checksum(octets + 70 - len, (size_t)len);
}
