/* see play.h: segments in octets, to be broken. */
#include <string.h>

#include "play.h"

static uint8_t *put(uint8_t *at, uint64_t value, unsigned octets)
{
  for (unsigned i = octets; i-- > 0; value >>= 8)
    at[i] = (uint8_t)value;
  return at + octets;
}

/* The pseudo-header and the segment, one after the other. */
void raw_sum(struct raw *raw)
{
  static uint8_t all[40 + sizeof raw->octets];
  size_t n = raw->ip.addresses.version == 4 ? 4 : 16;
  uint8_t *at = all;
  memcpy(at, raw->ip.addresses.src, n), at += n;
  memcpy(at, raw->ip.addresses.dst, n), at += n;
  at = put(at, raw->len, 4);
  at = put(at, 6, 4);
  put(raw->octets + 16, 0, 2);
  memcpy(at, raw->octets, raw->len);
  put(raw->octets + 16, synfin_checksum(all, (size_t)(at - all) + raw->len), 2);
}

void raw_make(struct tester *t, struct raw *raw, unsigned flags, int64_t seq, int64_t ack, int64_t len,
              const void *options, size_t options_len)
{
  size_t room = (options_len + 3) / 4 * 4;
  *raw = (struct raw){.ip = {.addresses = tester_addresses(t), .hop_limit = 64, .protocol = 6}};
  uint8_t *at = put(raw->octets, t->scene.peer_port, 2);
  at = put(at, t->scene.our_port, 2);
  at = put(at, (uint32_t)seq, 4);
  at = put(at, (uint32_t)ack, 4);
  *at++ = (uint8_t)((5 + room / 4) << 4);
  *at++ = (uint8_t)flags;
  at = put(at, PLAY_WINDOW, 2);
  at = put(at, 0, 4);
  if (options_len > 0)
    memcpy(at, options, options_len);
  at += room;
  for (int64_t i = 0; i < len; i++)
    *at++ = tester_octet(seq + i);
  raw->len = (size_t)(at - raw->octets);
  raw_sum(raw);
}

void raw_send(struct tester *t, struct raw *raw) { tester_send_raw(t, raw->octets, raw->len); }

void raw_write(struct tester *t, const struct raw *raw)
{
  static uint8_t datagram[40 + sizeof raw->octets];
  struct synfin_ip ip = raw->ip;
  ip.len = (uint32_t)raw->len;
  ptrdiff_t header = synfin_ip_encode(datagram, 40, &ip);
  if (t->played_out || header < 0)
    return;
  memcpy(datagram + header, raw->octets, raw->len);
  t->target->write(t->target, datagram, (size_t)header + raw->len);
}
