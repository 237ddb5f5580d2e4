/* The IP header, as much of it as TCP needs (RFC 791, RFC 8200). */
#include "wire.h"

#define IPV4_HEADER 20u
#define IPV4_MAX 65535u           /* octets of a datagram              */
#define IPV4_DONT_FRAGMENT 0x4000u
#define IPV4_FRAGMENTED 0x3fffu   /* More Fragments, and the offset    */
#define IPV6_HEADER 40u
#define IPV6_MAX 65535u           /* octets after the header           */

enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, DESTINATION = 60 };  /* IPv6 extension headers (RFC 8200 4) */

static enum synfin_err decode_ipv4(struct synfin_ip *ip, const uint8_t *at, size_t len)
{
  if (len < IPV4_HEADER) return SYNFIN_ERR_IP_SHORT;
  size_t header = (at[0] & 15u) * 4u;
  size_t total = get16(at + 2);
  if (header > len) return SYNFIN_ERR_IP_SHORT;
  if (header < IPV4_HEADER || header > total) return SYNFIN_ERR_IP_HEADER;
  if (total > len) return SYNFIN_ERR_IP_LENGTH;
  if (synfin_checksum(at, header) != 0) return SYNFIN_ERR_IP_CHECKSUM;
  if (get16(at + 6) & IPV4_FRAGMENTED) return SYNFIN_ERR_IP_FRAGMENT;
  *ip = (struct synfin_ip){
    .addresses = { .version = 4 },
    .traffic_class = at[1],
    .id = get16(at + 4),
    .hop_limit = at[8],
    .protocol = at[9],
    .payload = at + header,
    .len = (uint32_t)(total - header),
  };
  memcpy(ip->addresses.src, at + 12, 4);
  memcpy(ip->addresses.dst, at + 16, 4);
  return SYNFIN_OK;
}

/* Steps over extension headers, to the first that is none of those that concern routers or hosts on the way. */
static enum synfin_err skip_extensions(struct synfin_ip *ip)
{
  while (ip->protocol == HOP_BY_HOP || ip->protocol == ROUTING || ip->protocol == DESTINATION) {
    if (ip->len < 8) return SYNFIN_ERR_IP_HEADER;
    uint32_t size = (ip->payload[1] + 1u) * 8u;
    if (ip->len < size) return SYNFIN_ERR_IP_HEADER;
    ip->protocol = ip->payload[0];
    ip->payload += size;
    ip->len -= size;
  }
  return ip->protocol == FRAGMENT ? SYNFIN_ERR_IP_FRAGMENT : SYNFIN_OK;
}

static enum synfin_err decode_ipv6(struct synfin_ip *ip, const uint8_t *at, size_t len)
{
  if (len < IPV6_HEADER) return SYNFIN_ERR_IP_SHORT;
  if (get16(at + 4) > len - IPV6_HEADER) return SYNFIN_ERR_IP_LENGTH;
  *ip = (struct synfin_ip){
    .addresses = { .version = 6 },
    .traffic_class = (uint8_t)(get16(at) >> 4),
    .protocol = at[6],
    .hop_limit = at[7],
    .payload = at + IPV6_HEADER,
    .len = get16(at + 4),
  };
  memcpy(ip->addresses.src, at + 8, 16);
  memcpy(ip->addresses.dst, at + 24, 16);
  return skip_extensions(ip);
}

enum synfin_err synfin_ip_decode(struct synfin_ip *ip, const void *octets, size_t len)
{
  const uint8_t *at = octets;
  if (len == 0) return SYNFIN_ERR_IP_SHORT;
  switch (at[0] >> 4) {
    case 4: return decode_ipv4(ip, at, len);
    case 6: return decode_ipv6(ip, at, len);
    default: return SYNFIN_ERR_IP_VERSION;
  }
}

static size_t put_ipv4(uint8_t *header, const struct synfin_ip *ip)
{
  uint8_t *at = put8(put8(header, 0x45), ip->traffic_class);
  at = put16(put16(put16(at, IPV4_HEADER + ip->len), ip->id), IPV4_DONT_FRAGMENT);
  at = put16(put8(put8(at, ip->hop_limit), ip->protocol), 0);
  put_octets(put_octets(at, ip->addresses.src, 4), ip->addresses.dst, 4);
  put16(header + 10, synfin_checksum(header, IPV4_HEADER));
  return IPV4_HEADER;
}

static size_t put_ipv6(uint8_t *header, const struct synfin_ip *ip)
{
  uint8_t *at = put32(header, 6u << 28 | (uint32_t)ip->traffic_class << 20);
  at = put8(put8(put16(at, ip->len), ip->protocol), ip->hop_limit);
  put_octets(put_octets(at, ip->addresses.src, 16), ip->addresses.dst, 16);
  return IPV6_HEADER;
}

ptrdiff_t synfin_ip_encode(void *buf, size_t cap, const struct synfin_ip *ip)
{
  bool v4 = ip->addresses.version == 4;
  if (!v4 && ip->addresses.version != 6) return SYNFIN_ERR_IP_VERSION;
  if (ip->len > (v4 ? IPV4_MAX - IPV4_HEADER : IPV6_MAX)) return SYNFIN_ERR_IP_LENGTH;
  uint8_t header[IPV6_HEADER];
  size_t len = v4 ? put_ipv4(header, ip) : put_ipv6(header, ip);
  if (len <= cap) memcpy(buf, header, len);
  return (ptrdiff_t)len;
}
