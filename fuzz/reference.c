/* see reference.h */
#include "reference.h"

#include <string.h>

const struct synfin_addresses reference_v4 = { 4, { 192, 0, 2, 1 }, { 198, 51, 100, 2 } };
const struct synfin_addresses reference_v6 = {
  6, { 0x20, 1, 0x0d, 0xb8, [15] = 1 }, { 0x20, 1, 0x0d, 0xb8, [13] = 0xff, [15] = 2 }
};

static uint32_t number(const uint8_t *at, unsigned octets)
{
  uint32_t n = 0;
  for (unsigned i = 0; i < octets; i++)
    n = n * 256 + at[i];
  return n;
}

uint16_t reference_sum(uint16_t sum, const uint8_t *octets, size_t len)
{
  uint32_t wide = sum;
  for (size_t i = 0; i < len; i++) {
    wide += i % 2 == 0 ? octets[i] * 256u : octets[i];
    wide = wide > UINT16_MAX ? wide - UINT16_MAX : wide;
  }
  return (uint16_t)wide;
}

uint16_t reference_pseudo(const struct synfin_addresses *addresses, size_t len)
{
  size_t size = addresses->version == 4 ? 4 : 16;
  const uint8_t tail[] = { 0, 6, (uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len };
  uint16_t sum = reference_sum(0, addresses->src, size);
  return reference_sum(reference_sum(sum, addresses->dst, size), tail, sizeof tail);
}

void reference_seal(uint8_t *segment, size_t len, const struct synfin_addresses *addresses)
{
  segment[16] = segment[17] = 0;
  unsigned sum = 0xffffu - reference_sum(reference_pseudo(addresses, len), segment, len);
  segment[16] = (uint8_t)(sum / 256);
  segment[17] = (uint8_t)sum;
}

static bool length_fits(unsigned kind, unsigned len)
{
  switch (kind) {
  case 2: case 28: return len == 4;
  case 3: return len == 3;
  case 4: return len == 2;
  case 5: return len >= 10 && len <= 34 && len % 8 == 2;
  case 8: return len == 10;
  case 34: return len == 2 || (len >= 6 && len <= 18 && len % 2 == 0);
  default: return true;
  }
}

int reference_option(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at)
{
  size_t i = *at;
  while (i < len && options[i] == 1)
    i++;
  if (i >= len || options[i] == 0)
    return *at = len, 0;
  if (i + 1 == len)
    return SYNFIN_ERR_OPTION_OVERRUN;
  if (options[i + 1] < 2)
    return SYNFIN_ERR_OPTION_LENGTH;
  if (!length_fits(options[i], options[i + 1]))
    return SYNFIN_ERR_OPTION_KNOWN;
  if (i + options[i + 1] > len)
    return SYNFIN_ERR_OPTION_OVERRUN;
  *option = (struct synfin_option){ options[i], (uint8_t)(options[i + 1] - 2), options + i + 2 };
  *at = i + options[i + 1];
  return 1;
}

static void take_sack(struct synfin_options *opt, const struct synfin_option *o)
{
  opt->sack_blocks = (uint8_t)(o->len / 8);
  for (unsigned i = 0; i < opt->sack_blocks; i++) {
    opt->sack[i].left = number(o->data + 8 * i, 4);
    opt->sack[i].right = number(o->data + 8 * i + 4, 4);
  }
}

static unsigned take(struct synfin_options *opt, const struct synfin_option *o)
{
  switch (o->kind) {
  case 2: opt->mss = (uint16_t)number(o->data, 2); return SYNFIN_HAS_MSS;
  case 3: opt->wscale = o->data[0]; return SYNFIN_HAS_WSCALE;
  case 4: return SYNFIN_HAS_SACK_PERMITTED;
  case 5: take_sack(opt, o); return SYNFIN_HAS_SACK;
  case 8: opt->ts_val = number(o->data, 4), opt->ts_ecr = number(o->data + 4, 4); return SYNFIN_HAS_TIMESTAMPS;
  case 28: opt->user_timeout = (uint16_t)number(o->data, 2); return SYNFIN_HAS_USER_TIMEOUT;
  case 34: opt->fast_open = o->data, opt->fast_open_len = o->len; return SYNFIN_HAS_FAST_OPEN;
  default: return 0;
  }
}

int reference_options(struct synfin_options *opt, const uint8_t *options, size_t len)
{
  struct synfin_option option;
  size_t at = 0;
  int found;
  *opt = (struct synfin_options){ 0 };
  while ((found = reference_option(&option, options, len, &at)) == 1)
    opt->present = (uint8_t)(opt->present | take(opt, &option));
  return found;
}

int reference_decode(struct synfin_segment *seg, const uint8_t *octets, size_t len,
                     const struct synfin_addresses *addresses)
{
  if (len < 20)
    return SYNFIN_ERR_SHORT;
  size_t header = octets[12] / 16 * 4u;
  if (header < 20)
    return SYNFIN_ERR_OFFSET_SMALL;
  if (header > len)
    return SYNFIN_ERR_OFFSET_LARGE;
  if (addresses && reference_sum(reference_pseudo(addresses, len), octets, len) != 0xffff)
    return SYNFIN_ERR_CHECKSUM;
  *seg = (struct synfin_segment){
    .src_port = (uint16_t)number(octets, 2), .dst_port = (uint16_t)number(octets + 2, 2), .seq = number(octets + 4, 4),
    .ack = number(octets + 8, 4), .flags = octets[13], .wnd = (uint16_t)number(octets + 14, 2),
    .up = (uint16_t)number(octets + 18, 2), .options = octets + 20, .options_len = (uint8_t)(header - 20),
    .text = octets + header, .len = (uint32_t)(len - header),
  };
  return reference_options(&seg->opt, octets + 20, header - 20);
}

unsigned reference_room(const struct synfin_options *opt)
{
  unsigned has = opt->present, room = 0;
  room += has & SYNFIN_HAS_MSS ? 4 : 0;
  room += has & SYNFIN_HAS_TIMESTAMPS ? 12 : has & SYNFIN_HAS_SACK_PERMITTED ? 4 : 0;
  room += has & SYNFIN_HAS_WSCALE ? 4 : 0;
  room += has & SYNFIN_HAS_USER_TIMEOUT ? 4 : 0;
  room += has & SYNFIN_HAS_SACK ? 4 + 8u * opt->sack_blocks : 0;
  room += has & SYNFIN_HAS_FAST_OPEN ? 2u + opt->fast_open_len : 0;
  return (room + 3) / 4 * 4;
}

static bool same_sack(const struct synfin_options *a, const struct synfin_options *b)
{
  if (a->sack_blocks != b->sack_blocks)
    return false;
  for (unsigned i = 0; i < a->sack_blocks; i++)
    if (a->sack[i].left != b->sack[i].left || a->sack[i].right != b->sack[i].right)
      return false;
  return true;
}

bool reference_same_options(const struct synfin_options *a, const struct synfin_options *b)
{
  unsigned has = a->present;
  return has == b->present && (!(has & SYNFIN_HAS_MSS) || a->mss == b->mss)
      && (!(has & SYNFIN_HAS_WSCALE) || a->wscale == b->wscale)
      && (!(has & SYNFIN_HAS_TIMESTAMPS) || (a->ts_val == b->ts_val && a->ts_ecr == b->ts_ecr))
      && (!(has & SYNFIN_HAS_USER_TIMEOUT) || a->user_timeout == b->user_timeout)
      && (!(has & SYNFIN_HAS_SACK) || same_sack(a, b))
      && (!(has & SYNFIN_HAS_FAST_OPEN)
          || (a->fast_open_len == b->fast_open_len
              && (a->fast_open_len == 0 || memcmp(a->fast_open, b->fast_open, a->fast_open_len) == 0)));
}

static uint8_t text_octet(const struct synfin_segment *seg, uint32_t i)
{
  uint32_t straight = seg->len - seg->rest_len;
  return i < straight ? seg->text[i] : seg->rest[i - straight];
}

bool reference_same(const struct synfin_segment *a, const struct synfin_segment *b)
{
  if (a->src_port != b->src_port || a->dst_port != b->dst_port || a->seq != b->seq || a->ack != b->ack
      || a->flags != b->flags || a->wnd != b->wnd || a->up != b->up || a->len != b->len)
    return false;
  for (uint32_t i = 0; i < a->len; i++)
    if (text_octet(a, i) != text_octet(b, i))
      return false;
  return reference_same_options(&a->opt, &b->opt);
}
