/* The TCP segment on the wire (RFC 9293 3.1). */
#include "wire.h"

#define HEADER 20u         /* octets of a header without options                                        */
#define OPTIONS_MAX 40u    /* octets of options that the data offset can express                        */
#define OPTIONS_ALL 80u    /* octets of all options we can write, each at its longest, with their NOPs  */
#define SEGMENT_MAX 65535u

uint32_t synfin_segment_len(const struct synfin_segment *seg)
{
  return seg->len + ((seg->flags & SYNFIN_SYN) != 0) + ((seg->flags & SYNFIN_FIN) != 0);
}

/* The pseudo-header of IPv4 (RFC 9293 3.1) and of IPv6 (RFC 8200 8.1), in one layout: the sum does not mind. */
static uint16_t sum_pseudo_header(const struct synfin_addresses *addresses, size_t len)
{
  size_t size = addresses->version == 4 ? 4 : 16;
  uint8_t pseudo_header[40];
  uint8_t *at = put_octets(put_octets(pseudo_header, addresses->src, size), addresses->dst, size);
  put32(put32(at, (uint32_t)len), TCP_PROTOCOL);
  return synfin_sum(0, pseudo_header, 2 * size + 8);
}

/* ---- Decoding ---------------------------------------------------------------------------------------------------- */

/* Takes over one option, whose length is right; returns its SYNFIN_HAS_ bit, none for an unknown kind (MUST-6). */
static uint8_t take_option(struct synfin_options *opt, const struct synfin_option *option)
{
  const uint8_t *data = option->data;
  switch (option->kind) {
    case SYNFIN_KIND_MSS:
      opt->mss = get16(data);
      return SYNFIN_HAS_MSS;
    case SYNFIN_KIND_WSCALE:
      opt->wscale = *data;
      return SYNFIN_HAS_WSCALE;
    case SYNFIN_KIND_SACK_PERMITTED:
      return SYNFIN_HAS_SACK_PERMITTED;
    case SYNFIN_KIND_SACK:
      opt->sack_blocks = option->len / 8;
      for (unsigned i = 0; i < opt->sack_blocks; i++, data += 8) {
        opt->sack[i].left = get32(data);
        opt->sack[i].right = get32(data + 4);
      }
      return SYNFIN_HAS_SACK;
    case SYNFIN_KIND_TIMESTAMPS:
      opt->ts_val = get32(data);
      opt->ts_ecr = get32(data + 4);
      return SYNFIN_HAS_TIMESTAMPS;
    case SYNFIN_KIND_USER_TIMEOUT:
      opt->user_timeout = get16(data);
      return SYNFIN_HAS_USER_TIMEOUT;
    case SYNFIN_KIND_FAST_OPEN:
      opt->fast_open = data;
      opt->fast_open_len = option->len;
      return SYNFIN_HAS_FAST_OPEN;
    default:
      return 0;
  }
}

static enum synfin_err take_options(struct synfin_segment *seg)
{
  struct synfin_option option;
  size_t at = 0;
  int found;
  while ((found = synfin_option_next(&option, seg->options, seg->options_len, &at)) == 1) {
    uint8_t bit = take_option(&seg->opt, &option);
    seg->opt.present = (uint8_t)(seg->opt.present | bit);
  }
  return (enum synfin_err)found;
}

/* The sum of a segment with its checksum is all ones, one's complement's other zero (MUST-3). */
static bool checksum_right(const uint8_t *octets, size_t len, const struct synfin_addresses *addresses)
{
  return synfin_sum(sum_pseudo_header(addresses, len), octets, len) == UINT16_MAX;
}

enum synfin_err synfin_decode(struct synfin_segment *seg, const void *octets, size_t len,
                              const struct synfin_addresses *addresses)
{
  const uint8_t *at = octets;
  if (len < HEADER) return SYNFIN_ERR_SHORT;
  size_t header = (at[12] >> 4) * 4u;
  if (header < HEADER) return SYNFIN_ERR_OFFSET_SMALL;
  if (header > len) return SYNFIN_ERR_OFFSET_LARGE;
  if (addresses != NULL && !checksum_right(at, len, addresses)) return SYNFIN_ERR_CHECKSUM;
  *seg = (struct synfin_segment){
    .src_port = get16(at),
    .dst_port = get16(at + 2),
    .seq = get32(at + 4),
    .ack = get32(at + 8),
    .flags = at[13],
    .wnd = get16(at + 14),
    .up = get16(at + 18),
    .options = at + HEADER,
    .options_len = (uint8_t)(header - HEADER),
    .text = at + header,
    .len = (uint32_t)(len - header),
  };
  return take_options(seg);
}

/* ---- Encoding ---------------------------------------------------------------------------------------------------- */

/* What the fields of these structs can hold, but the wire cannot. */
static bool expressible(const struct synfin_segment *seg)
{
  const struct synfin_options *opt = &seg->opt;
  bool sack = opt->sack_blocks >= 1 && opt->sack_blocks <= 4;
  bool cookie = opt->fast_open_len == 0
             || (opt->fast_open_len >= 4 && opt->fast_open_len <= 16 && opt->fast_open_len % 2 == 0);
  return (sack || !(opt->present & SYNFIN_HAS_SACK)) && (cookie || !(opt->present & SYNFIN_HAS_FAST_OPEN))
      && seg->rest_len <= seg->len;
}

static uint8_t *put_option(uint8_t *at, unsigned nops, unsigned kind, unsigned len)
{
  for (; nops > 0; nops--) at = put8(at, SYNFIN_KIND_NOP);
  return put8(put8(at, kind), len);
}

/* The options, each of which writes nothing if it is not present. Linux puts long numbers at multiples of four by NOPs
 * before them, and SACK-Permitted in the place of those before Timestamps. */
static uint8_t *put_mss(uint8_t *at, const struct synfin_options *opt)
{
  if (!(opt->present & SYNFIN_HAS_MSS)) return at;
  return put16(put_option(at, 0, SYNFIN_KIND_MSS, 4), opt->mss);
}

static uint8_t *put_sack_permitted(uint8_t *at, const struct synfin_options *opt)
{
  if (!(opt->present & SYNFIN_HAS_SACK_PERMITTED)) return at;
  return put_option(at, opt->present & SYNFIN_HAS_TIMESTAMPS ? 0 : 2, SYNFIN_KIND_SACK_PERMITTED, 2);
}

static uint8_t *put_timestamps(uint8_t *at, const struct synfin_options *opt)
{
  if (!(opt->present & SYNFIN_HAS_TIMESTAMPS)) return at;
  at = put_option(at, opt->present & SYNFIN_HAS_SACK_PERMITTED ? 0 : 2, SYNFIN_KIND_TIMESTAMPS, 10);
  return put32(put32(at, opt->ts_val), opt->ts_ecr);
}

static uint8_t *put_wscale(uint8_t *at, const struct synfin_options *opt)
{
  if (!(opt->present & SYNFIN_HAS_WSCALE)) return at;
  return put8(put_option(at, 1, SYNFIN_KIND_WSCALE, 3), opt->wscale);
}

static uint8_t *put_user_timeout(uint8_t *at, const struct synfin_options *opt)
{
  if (!(opt->present & SYNFIN_HAS_USER_TIMEOUT)) return at;
  return put16(put_option(at, 0, SYNFIN_KIND_USER_TIMEOUT, 4), opt->user_timeout);
}

static uint8_t *put_sack(uint8_t *at, const struct synfin_options *opt)
{
  if (!(opt->present & SYNFIN_HAS_SACK)) return at;
  at = put_option(at, 2, SYNFIN_KIND_SACK, 2u + opt->sack_blocks * 8u);
  for (unsigned i = 0; i < opt->sack_blocks; i++) at = put32(put32(at, opt->sack[i].left), opt->sack[i].right);
  return at;
}

static uint8_t *put_fast_open(uint8_t *at, const struct synfin_options *opt)
{
  if (!(opt->present & SYNFIN_HAS_FAST_OPEN)) return at;
  at = put_option(at, 0, SYNFIN_KIND_FAST_OPEN, 2u + opt->fast_open_len);
  return put_octets(at, opt->fast_open, opt->fast_open_len);
}

/* In the order of Linux; returns their end. Linux does not know User Timeout: that stands where it disturbs nothing. */
static uint8_t *put_options(uint8_t *at, const struct synfin_options *opt)
{
  at = put_mss(at, opt);
  at = put_sack_permitted(at, opt);
  at = put_timestamps(at, opt);
  at = put_wscale(at, opt);
  at = put_user_timeout(at, opt);
  at = put_sack(at, opt);
  at = put_fast_open(at, opt);
  return at;
}

/* The fields before the options (RFC 9293 3.1), the checksum zero. `len` is the header's. */
static void put_fields(uint8_t *header, const struct synfin_segment *seg, size_t len)
{
  uint8_t *at = put16(put16(header, seg->src_port), seg->dst_port);
  at = put32(put32(at, seg->seq), seg->ack);
  at = put8(put8(at, (uint32_t)(len << 2)), seg->flags);
  put16(put16(put16(at, seg->wnd), 0), seg->up);
}

/* Writes the header into zeros: what pads it is EOL and zero (MUST-69). Returns its octets. */
static size_t put_header(uint8_t *header, const struct synfin_segment *seg)
{
  memset(header, 0, HEADER + OPTIONS_ALL);
  size_t len = ((size_t)(put_options(header + HEADER, &seg->opt) - header) + 3) & ~(size_t)3;
  put_fields(header, seg, len);
  return len;
}

/* Both pieces of the text (seg->text, seg->rest), one behind the other. */
static void put_text(uint8_t *at, const struct synfin_segment *seg)
{
  at = put_octets(at, seg->text, seg->len - seg->rest_len);
  put_octets(at, seg->rest, seg->rest_len);
}

/* Puts the checksum where zero stands for it (MUST-2). */
static void put_checksum(uint8_t *octets, size_t len, const struct synfin_addresses *addresses)
{
  put16(octets + 16, (uint16_t)~synfin_sum(sum_pseudo_header(addresses, len), octets, len));
}

ptrdiff_t synfin_encode(void *buf, size_t cap, const struct synfin_segment *seg,
                        const struct synfin_addresses *addresses)
{
  if (!expressible(seg)) return SYNFIN_ERR_ARGUMENT;
  uint8_t header[HEADER + OPTIONS_ALL];
  size_t header_len = put_header(header, seg);
  if (header_len > HEADER + OPTIONS_MAX) return SYNFIN_ERR_OPTION_ROOM;
  if (seg->len > SEGMENT_MAX - header_len) return SYNFIN_ERR_TEXT_ROOM;
  size_t len = header_len + seg->len;
  if (len > cap) return (ptrdiff_t)len;

  uint8_t *octets = buf, *text = put_octets(octets, header, header_len);
  put_text(text, seg);
  put_checksum(octets, len, addresses);
  return (ptrdiff_t)len;
}
