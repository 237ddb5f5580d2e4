/* Eva: the IP header (src/ip.c): every datagram of 0 to 72 octets decoded (IPv6 with up to four extension headers), and every
 * struct synfin_ip encoded into every buffer. */
#include "../../src/checksum.c"
#include "../../src/ip.c"
#include "eva.h"

static uint8_t octets[72], out[40];

static void decode(void)
{
  ANY(octets);
  struct synfin_ip ip;
  int len = Frama_C_interval(0, 72);
  //@ split len;
  int first = Frama_C_interval(0, 255);
  //@ split first;
  uint8_t *at = octets + 72 - len;
  if (len > 0) at[0] = (uint8_t)first;
  synfin_ip_decode(&ip, at, (size_t)len);
}

static void encode(void)
{
  struct synfin_ip ip;
  ANY(ip);
  int cap = Frama_C_interval(0, 40);
  //@ split cap;
  synfin_ip_encode(out + 40 - cap, (size_t)cap, &ip);
}

void prove(void)
{
  if (Frama_C_interval(0, 1)) decode(); else encode();
}
