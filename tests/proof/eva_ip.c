/* Eva: the IP header (src/ip.c). Decoded: IPv4 of 0 to 64 octets, all header lengths; IPv6 with 0 to 24 octets of payload, behind up to three
 * extension headers of every length; any other first octet. Encoded: every struct synfin_ip, into every buffer. */
#include "../../src/checksum.c"
#include "../../src/ip.c"
#include "eva.h"

static uint8_t octets[64], out[40];

static void decode_any_ipv4(struct synfin_ip *ip)
{
  int len = Frama_C_interval(0, 64), ihl = Frama_C_interval(0, 15);
  //@ split len;
  ihl = ihl;
  //@ split ihl;
  if (len > 0) octets[64 - len] = (uint8_t)(0x40 | ihl);
  synfin_ip_decode(ip, octets + 64 - len, (size_t)len);
}

static uint8_t extension(int class) { return (uint8_t)(class < 3 ? class : Frama_C_interval(3, 255)); }

static void decode_any_ipv6(struct synfin_ip *ip)
{
  int len = Frama_C_interval(0, 24), a = Frama_C_interval(0, 3), b = Frama_C_interval(0, 3), c = Frama_C_interval(0, 3);
  //@ split len;
  len = len;
  //@ split a;
  if (len < 10) a = 3;
  if (len < 8 * (a + 1) + 2) b = 3;
  //@ split b;
  if (len < 8 * (a + b + 2) + 2) c = 3;
  //@ split c;
  uint8_t *at, *payload;
  at = octets + 24 - len, payload = at + 40;
  at[0] = 0x60, at[4] = 0, at[5] = (uint8_t)len;
  if (len >= 2) payload[1] = extension(a);
  if (len >= 8 * (a + 1) + 2) payload[8 * (a + 1) + 1] = extension(b);
  if (len >= 8 * (a + b + 2) + 2) payload[8 * (a + b + 2) + 1] = extension(c);
  synfin_ip_decode(ip, at, (size_t)(40 + len));
}

static void decode_short(struct synfin_ip *ip)
{
  int len = Frama_C_interval(0, 39);
  //@ split len;
  if (len > 0) octets[64 - len] = (uint8_t)Frama_C_interval(0x50, 0xff);
  synfin_ip_decode(ip, octets + 64 - len, (size_t)len);
  octets[0] = (uint8_t)Frama_C_interval(0x60, 0x6f);
  octets[4] = 1;
  synfin_ip_decode(ip, octets, 64);
}

static void encode(struct synfin_ip *ip)
{
  int cap = Frama_C_interval(0, 40);
  ANY(*ip);
  //@ split cap;
  synfin_ip_encode(out + 40 - cap, (size_t)cap, ip);
}

void prove(void)
{
  struct synfin_ip ip;
  ANY(octets);
  switch (Frama_C_interval(0, 3)) {
    case 0: decode_any_ipv4(&ip); break;
    case 1: decode_any_ipv6(&ip); break;
    case 2: decode_short(&ip); break;
    default: encode(&ip);
  }
}
