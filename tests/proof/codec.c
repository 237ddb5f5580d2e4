/* The codec by exhaustion: decode of encode is the identity. Every set of options, every number of SACK blocks and length of cookie, each
 * octet of their fields another one; text in two pieces; IPv4 and IPv6; all reserved bits. Before that, what WP is told of src/checksum.c's
 * two views of memory: every octet in every place, every word. */
#include <stdio.h>
#include <stdlib.h>

#include "../../src/checksum.c"
#include "../../src/wire.c"

static void require(int right, const char *what)
{
  if (right) return;
  printf("%s\n", what);
  exit(1);
}

static void check_memory(void)
{
  for (unsigned i = 0; i < 8; i++)
    for (unsigned octet = 0; octet < 256; octet++)
      for (int fill = 0; fill < 256; fill += 255) {
        uint8_t octets[8];
        memset(octets, fill, 8);
        octets[i] = (uint8_t)octet;
        uint64_t others = fill ? ~((uint64_t)255 << 8 * i) : 0, word = others | (uint64_t)octet << 8 * i;
        require(load(octets, 8) == word, "load of 8");
        require(load(octets, 2) == word % 65536 && load(octets, 1) == word % 256, "load of 2 or 1");
      }
  for (uint32_t word = 0; word <= UINT16_MAX; word++) {
    uint16_t got = in_network_order((uint16_t)word);
    require(256 * word % 65535 == got % 65535u && (got == 0) == (word == 0), "in_network_order");
  }
}

/* What RFC 9293 3.1 and the options' own RFCs make of this: octets of the options without padding. */
static size_t octets_of(const struct synfin_options *opt)
{
  unsigned has = opt->present, both = SYNFIN_HAS_SACK_PERMITTED | SYNFIN_HAS_TIMESTAMPS;
  return (has & SYNFIN_HAS_MSS ? 4 : 0) + (has & SYNFIN_HAS_SACK_PERMITTED ? 2 : 0) + (has & SYNFIN_HAS_TIMESTAMPS ? 10 : 0)
       + ((has & both) != 0 && (has & both) != both ? 2 : 0) + (has & SYNFIN_HAS_WSCALE ? 4 : 0)
       + (has & SYNFIN_HAS_USER_TIMEOUT ? 4 : 0) + (has & SYNFIN_HAS_SACK ? 4 + 8 * opt->sack_blocks : 0)
       + (has & SYNFIN_HAS_FAST_OPEN ? 2 + opt->fast_open_len : 0);
}

static void compare_options(const struct synfin_options *a, const struct synfin_options *b)
{
  unsigned has = a->present;
  require(has == b->present, "present");
  require(!(has & SYNFIN_HAS_MSS) || a->mss == b->mss, "MSS");
  require(!(has & SYNFIN_HAS_WSCALE) || a->wscale == b->wscale, "window scale");
  require(!(has & SYNFIN_HAS_TIMESTAMPS) || (a->ts_val == b->ts_val && a->ts_ecr == b->ts_ecr), "timestamps");
  require(!(has & SYNFIN_HAS_USER_TIMEOUT) || a->user_timeout == b->user_timeout, "user timeout");
  require(!(has & SYNFIN_HAS_SACK) || (a->sack_blocks == b->sack_blocks
    && memcmp(a->sack, b->sack, a->sack_blocks * sizeof a->sack[0]) == 0), "SACK");
  require(!(has & SYNFIN_HAS_FAST_OPEN) || (a->fast_open_len == b->fast_open_len
    && memcmp(a->fast_open, b->fast_open, a->fast_open_len) == 0), "cookie");
}

static void compare(const struct synfin_segment *a, const struct synfin_segment *b)
{
  require(a->src_port == b->src_port && a->dst_port == b->dst_port && a->seq == b->seq && a->ack == b->ack && a->wnd == b->wnd
    && a->up == b->up && a->flags == b->flags, "header");
  uint32_t first = a->len - a->rest_len;
  require(a->len == b->len && b->rest_len == 0 && memcmp(a->text, b->text, first) == 0
    && memcmp(a->rest, b->text + first, a->rest_len) == 0, "text");
  compare_options(&a->opt, &b->opt);
}

static void round_trip(const struct synfin_segment *seg, const struct synfin_addresses *addresses)
{
  size_t header = (HEADER + octets_of(&seg->opt) + 3) / 4 * 4, needed = header + seg->len;
  ptrdiff_t wanted = header > HEADER + OPTIONS_MAX ? SYNFIN_ERR_OPTION_ROOM : (ptrdiff_t)needed;
  uint8_t *octets = malloc(needed);
  require(synfin_encode(octets, needed, seg, addresses) == wanted, "octets needed");
  for (unsigned reserved = 0; wanted > 0 && reserved < 16; reserved++) {
    struct synfin_segment again;
    octets[12] = (uint8_t)(header / 4 << 4 | reserved);
    require(synfin_decode(&again, octets, needed, reserved == 0 ? addresses : NULL) == SYNFIN_OK, "decoded");
    compare(seg, &again);
    for (size_t i = HEADER + octets_of(&seg->opt); i < header; i++) require(octets[i] == 0, "padding");
  }
  free(octets);
}

static unsigned long with_text(struct synfin_segment *seg)
{
  static const uint8_t text[] = { 0xe0, 0x1d, 0xe2, 0x3f, 0xe4 };
  unsigned long trips = 0;
  struct synfin_addresses addresses = { .version = 4, .src = { 192, 0, 2, 1 }, .dst = { 198, 51, 100, 2 } };
  for (; addresses.version <= 6; addresses.version = (uint8_t)(addresses.version + 2))
    for (seg->len = 0; seg->len <= sizeof text; seg->len++)
      for (seg->rest_len = 0; seg->rest_len <= seg->len; seg->rest_len++, trips++) {
        seg->text = text;
        seg->rest = text + seg->len - seg->rest_len;
        round_trip(seg, &addresses);
      }
  return trips;
}

/* Every octet of every field another one. */
static void fill(struct synfin_segment *seg, uint8_t *cookie, uint8_t twist)
{
  uint8_t octets[72];
  for (size_t i = 0; i < sizeof octets; i++) octets[i] = (uint8_t)((i + 1) ^ twist);
  const uint8_t *at = octets;
  *seg = (struct synfin_segment){ .src_port = get16(at), .dst_port = get16(at + 2), .seq = get32(at + 4), .ack = get32(at + 8),
    .wnd = get16(at + 12), .up = get16(at + 14), .flags = at[16] };
  seg->opt = (struct synfin_options){ .wscale = at[17], .mss = get16(at + 18), .user_timeout = get16(at + 20), .ts_val = get32(at + 22),
    .ts_ecr = get32(at + 26), .fast_open = cookie };
  for (unsigned i = 0; i < 4; i++) seg->opt.sack[i].left = get32(at + 30 + 8 * i), seg->opt.sack[i].right = get32(at + 34 + 8 * i);
  memcpy(cookie, at + 56, 16);
}

int main(void)
{
  unsigned long trips = 0;
  uint8_t cookie[16];
  struct synfin_segment seg;
  check_memory();
  for (int twist = 0; twist < 256; twist += 255) {
    fill(&seg, cookie, (uint8_t)twist);
    for (unsigned present = 0; present < 128; present++)
      for (unsigned blocks = 1; blocks <= (present & SYNFIN_HAS_SACK ? 4 : 1); blocks++)
        for (unsigned length = 0; length <= (present & SYNFIN_HAS_FAST_OPEN ? 16 : 0); length += length == 0 ? 4 : 2) {
          seg.opt.present = (uint8_t)present;
          seg.opt.sack_blocks = (uint8_t)blocks;
          seg.opt.fast_open_len = (uint8_t)length;
          trips += with_text(&seg);
        }
  }
  printf("%lu round trips", trips);
}
