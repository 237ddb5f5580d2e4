/* The codec: checksum, options, segments, IP headers. Whatever is decoded stands in a block of exactly its size, so
 * that ASan sees the first octet read beyond it; whatever is encoded has guard octets behind it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"
#include "synfin.h"
#include "wire.h"

#define GUARD 0xa5u

/* ---- Helpers ----------------------------------------------------------------------------------------------------- */

static uint64_t seed, state;

static void seed_random(void)
{
  const char *text = getenv("SYNFIN_SEED");
  state = seed = text != NULL ? strtoull(text, NULL, 0) : 9293;
}

static uint32_t any32(void)  /* splitmix64 */
{
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (uint32_t)(z >> 32);
}

static uint32_t below(uint32_t bound) { return any32() % bound; }

static void fill(void *at, size_t len)
{
  for (size_t i = 0; i < len; i++) ((uint8_t *)at)[i] = (uint8_t)any32();
}

/* For loops: ck_assert writes to a pipe each time it holds. */
#define expect(expr)                                                                            \
  do {                                                                                          \
    if (!(expr)) ck_abort_msg("%s, with SYNFIN_SEED=%llu", #expr, (unsigned long long)seed);     \
  } while (0)

/* A copy of exactly this size. */
static uint8_t *exact(const void *octets, size_t len)
{
  uint8_t *copy = malloc(len);
  ck_assert(copy != NULL || len == 0);
  return put_octets(copy, octets, len) - len;
}

static bool same_octets(const void *a, const void *b, size_t len) { return len == 0 || memcmp(a, b, len) == 0; }

/* Of an IPv4 address only the first four octets count. */
static const struct synfin_addresses v4 = { .version = 4, .src = { 10, 0, 0, 1, 99 }, .dst = { 10, 0, 0, 2, 98 } };
static const struct synfin_addresses v6 = { .version = 6,
  .src = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 }, .dst = { 0x20, 0x01, 0x0d, 0xb8, [14] = 0xff, [15] = 2 } };

/* The checksum as RFC 1071 1 words it, octet by octet. `before` octets were summed already. */
static uint16_t slow_sum(uint16_t sum, size_t before, const uint8_t *octets, size_t len)
{
  uint32_t total = sum;
  for (size_t i = 0; i < len; i++) {
    total += (before + i) % 2 == 0 ? (uint32_t)octets[i] * 256u : octets[i];
    if (total > 65535) total -= 65535;
  }
  return (uint16_t)total;
}

/* The sum over pseudo-header and segment, pseudo-headers laid out as RFC 9293 3.1 and RFC 8200 8.1 draw them. */
static uint16_t slow_segment_sum(const struct synfin_addresses *addresses, const uint8_t *octets, size_t len)
{
  uint8_t pseudo[40] = { 0 };
  size_t size = addresses->version == 4 ? 4 : 16, length_at = addresses->version == 4 ? 10 : 34;
  memcpy(pseudo, addresses->src, size);
  memcpy(pseudo + size, addresses->dst, size);
  pseudo[addresses->version == 4 ? 9 : 39] = 6;
  pseudo[length_at] = (uint8_t)(len >> 8);
  pseudo[length_at + 1] = (uint8_t)len;
  return slow_sum(slow_sum(0, 0, pseudo, addresses->version == 4 ? 12 : 40), 0, octets, len);
}

/* Makes the checksum of a hand-written segment right. */
static void seal(uint8_t *octets, size_t len, const struct synfin_addresses *addresses)
{
  put16(octets + 16, 0);
  put16(octets + 16, 0xffffu - slow_segment_sum(addresses, octets, len));
}

/* A segment of these options, `len` octets of them, a multiple of four, and this text; returns its length. */
static size_t compose(uint8_t *octets, const void *options, size_t len, const char *text)
{
  static const uint8_t header[20] = { 0x12, 0x34, 0, 80, 1, 2, 3, 4, 5, 6, 7, 8, 0, SYNFIN_ACK, 0x20 };
  memcpy(octets, header, 20);
  octets[12] = (uint8_t)((20 + len) / 4 << 4);
  if (len > 0) memcpy(octets + 20, options, len);
  memcpy(octets + 20 + len, text, strlen(text));
  seal(octets, 20 + len + strlen(text), &v4);
  return 20 + len + strlen(text);
}

/* Decodes a copy of exactly this size. What is returned has views into `*copy`, to be freed. */
static enum synfin_err decode(struct synfin_segment *seg, uint8_t **copy, const void *octets, size_t len)
{
  *copy = exact(octets, len);
  return synfin_decode(seg, *copy, len, &v4);
}

static enum synfin_err verdict(const void *octets, size_t len)
{
  struct synfin_segment seg;
  uint8_t *copy;
  enum synfin_err err = decode(&seg, &copy, octets, len);
  free(copy);
  return err;
}

/* The verdict on a segment with these options. */
static enum synfin_err options_verdict(const void *options, size_t len)
{
  uint8_t octets[80];
  return verdict(octets, compose(octets, options, len, "text"));
}

#define OPTIONS_VERDICT(...) options_verdict((const uint8_t[]){ __VA_ARGS__ }, sizeof (uint8_t[]){ __VA_ARGS__ })

/* The options of a segment with these octets of options. */
static struct synfin_options options_of(const void *options, size_t len)
{
  uint8_t octets[80], *copy;
  struct synfin_segment seg;
  ck_assert_int_eq(decode(&seg, &copy, octets, compose(octets, options, len, "text")), SYNFIN_OK);
  ck_assert_uint_eq(seg.len, 4);
  ck_assert_mem_eq(seg.text, "text", 4);
  free(copy);
  return seg.opt;  /* its cookie is gone */
}

#define OPTIONS_OF(...) options_of((const uint8_t[]){ __VA_ARGS__ }, sizeof (uint8_t[]){ __VA_ARGS__ })

static bool same_options(const struct synfin_options *a, const struct synfin_options *b)
{
  unsigned has = a->present;
  if (has != b->present) return false;
  if (has & SYNFIN_HAS_MSS && a->mss != b->mss) return false;
  if (has & SYNFIN_HAS_WSCALE && a->wscale != b->wscale) return false;
  if (has & SYNFIN_HAS_SACK && (a->sack_blocks != b->sack_blocks
                            || !same_octets(a->sack, b->sack, a->sack_blocks * sizeof a->sack[0]))) return false;
  if (has & SYNFIN_HAS_TIMESTAMPS && (a->ts_val != b->ts_val || a->ts_ecr != b->ts_ecr)) return false;
  if (has & SYNFIN_HAS_USER_TIMEOUT && a->user_timeout != b->user_timeout) return false;
  if (has & SYNFIN_HAS_FAST_OPEN && (a->fast_open_len != b->fast_open_len
                                 || !same_octets(a->fast_open, b->fast_open, a->fast_open_len))) return false;
  return true;
}

/* Text of `b` stands in one piece. */
static bool same_segment(const struct synfin_segment *a, const struct synfin_segment *b)
{
  size_t first = a->len - a->rest_len;
  return a->src_port == b->src_port && a->dst_port == b->dst_port && a->seq == b->seq && a->ack == b->ack
      && a->wnd == b->wnd && a->up == b->up && a->flags == b->flags && a->len == b->len && b->rest_len == 0
      && same_octets(a->text, b->text, first) && same_octets(a->rest, b->text + first, a->rest_len)
      && same_options(&a->opt, &b->opt);
}

static struct synfin_options random_options(const uint8_t *cookie)
{
  struct synfin_options opt;
  fill(&opt, sizeof opt);
  opt.present &= 0x7f;
  opt.sack_blocks = (uint8_t)(1 + below(4));
  opt.fast_open_len = (uint8_t)(below(8) * 2);
  if (opt.fast_open_len > 0) opt.fast_open_len = (uint8_t)(opt.fast_open_len + 2);
  opt.fast_open = opt.fast_open_len > 0 ? cookie : NULL;
  return opt;
}

/* A random segment with text from `pool`, of `size` octets. */
static struct synfin_segment random_segment(const uint8_t *pool, uint32_t size)
{
  struct synfin_segment seg = {
    .src_port = (uint16_t)any32(), .dst_port = (uint16_t)any32(), .seq = any32(), .ack = any32(),
    .wnd = (uint16_t)any32(), .up = (uint16_t)any32(), .flags = (uint8_t)any32(),
  };
  seg.len = below(4) > 0 ? below(size / 2) : 0;
  seg.rest_len = below(seg.len + 1);
  seg.text = seg.len > seg.rest_len ? pool + below(size / 2) : NULL;
  seg.rest = seg.rest_len > 0 ? pool + below(size / 2) : NULL;
  seg.opt = random_options(pool);
  return seg;
}

/* Encodes into a block of exactly the size needed, to be freed. */
static uint8_t *encode(const struct synfin_segment *seg, const struct synfin_addresses *addresses, size_t *len)
{
  ptrdiff_t needed = synfin_encode(NULL, 0, seg, addresses);
  ck_assert_int_ge(needed, 20);
  *len = (size_t)needed;
  uint8_t *octets = malloc(*len);
  ck_assert_ptr_nonnull(octets);
  ck_assert_int_eq(synfin_encode(octets, *len, seg, addresses), needed);
  return octets;
}

/* ---- Checksum ---------------------------------------------------------------------------------------------------- */

START_TEST(checksum__over_the_example_of_rfc_1071__is_the_one_given_there)
{
  const uint8_t words[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };
  ck_assert_uint_eq(synfin_checksum(words, sizeof words), 0xffff ^ 0xddf2);
  const uint8_t header[] = { 0x45, 0, 0, 115, 0, 0, 0x40, 0, 64, 17, 0xb8, 0x61, 192, 168, 0, 1, 192, 168, 0, 199 };
  ck_assert_uint_eq(synfin_checksum(header, sizeof header), 0);
}
END_TEST

/* PB-230 */
START_TEST(checksum__over_an_odd_number_of_octets__pads_with_zero_on_the_right)
{
  uint8_t *octets = exact("\x12\x34\x56", 3);
  ck_assert_uint_eq(synfin_checksum(octets, 3), 0xffff ^ (0x1234 + 0x5600));
  ck_assert_uint_eq(synfin_checksum(octets, 1), 0xffff ^ 0x1200);
  ck_assert_uint_eq(synfin_checksum(octets, 0), 0xffff);
  free(octets);
}
END_TEST

START_TEST(checksum__of_any_length_at_any_alignment__equals_the_slow_one)
{
  seed_random();
  for (size_t len = 0; len < 300; len++)
    for (size_t align = 0; align < 16; align++) {
      uint8_t *block = malloc(align + len);
      fill(block, align + len);
      if (len > 0 && len % 3 == 0) memset(block, 0xff, align + len);  /* carries everywhere */
      expect(synfin_checksum(block + align, len) == 0xffff - slow_sum(0, 0, block + align, len));
      free(block);
    }
}
END_TEST

/* PB-230, PB-234 */
START_TEST(sum__over_pieces_of_odd_and_of_no_length__equals_the_sum_over_the_whole)
{
  seed_random();
  uint8_t whole[256];
  for (int round = 0; round < 20000; round++) {
    size_t len = below(sizeof whole), before = 0;
    uint16_t sum = 0;
    fill(whole, len);
    while (before < len) {
      size_t size = below(4) == 0 ? 0 : below((uint32_t)(len - before) + 1);
      uint8_t *piece = exact(whole + before, size);
      sum = synfin_sum(sum, before, size > 0 ? piece : NULL, size);
      before += size;
      free(piece);
    }
    expect(sum == slow_sum(0, 0, whole, len));
  }
}
END_TEST

START_TEST(checksum__over_a_mebibyte_of_ones__does_not_lose_a_carry)
{
  size_t len = 1u << 20;
  uint8_t *octets = malloc(len);
  memset(octets, 0xff, len);
  ck_assert_uint_eq(synfin_checksum(octets, len), 0);
  free(octets);
}
END_TEST

/* ---- Options: the iterator --------------------------------------------------------------------------------------- */

static bool known_kind(unsigned kind)
{
  return kind == 2 || kind == 3 || kind == 4 || kind == 5 || kind == 8 || kind == 28 || kind == 34;
}

static bool right_length(unsigned kind, unsigned len)
{
  switch (kind) {
    case 2: return len == 4;
    case 3: return len == 3;
    case 4: return len == 2;
    case 5: return len == 10 || len == 18 || len == 26 || len == 34;
    case 8: return len == 10;
    case 28: return len == 4;
    case 34: return len == 2 || (len >= 6 && len <= 18 && len % 2 == 0);
    default: return true;
  }
}

/* The iterator as one would write it by hand. */
static int slow_option_next(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at)
{
  for (size_t i = *at; i < len; i++) {
    if (options[i] == 0) break;
    if (options[i] == 1) continue;
    if (i + 1 >= len) return SYNFIN_ERR_OPTION_OVERRUN;
    unsigned length = options[i + 1];
    if (length < 2) return SYNFIN_ERR_OPTION_LENGTH;
    if (!right_length(options[i], length)) return SYNFIN_ERR_OPTION_KNOWN;
    if (i + length > len) return SYNFIN_ERR_OPTION_OVERRUN;
    option->kind = options[i];
    option->len = (uint8_t)(length - 2);
    option->data = options + i + 2;
    *at = i + length;
    return 1;
  }
  *at = len;
  return 0;
}

/* Walks both iterators over one field until they end. */
static bool same_walk(const uint8_t *options, size_t len)
{
  size_t at = 0, slow_at = 0;
  int found;
  do {
    struct synfin_option option = { 0 }, slow = { 0 };
    found = synfin_option_next(&option, options, len, &at);
    if (found != slow_option_next(&slow, options, len, &slow_at) || at != slow_at) return false;
    if (option.kind != slow.kind || option.len != slow.len || option.data != slow.data) return false;
  } while (found == 1);
  return true;
}

/* MUST-6, MUST-7; PB-216, PB-220, PB-222, PB-224 */
START_TEST(option_next__with_every_kind_and_length_in_a_field_of_every_size__equals_the_hand_written_one)
{
  for (size_t size = 0; size <= 40; size++) {
    uint8_t *field = malloc(size > 0 ? size : 1);
    memset(field, 1, size);
    for (unsigned kind = 0; kind < 256; kind++)
      for (unsigned len = 0; len < 256; len++) {
        if (size > 0) field[0] = (uint8_t)kind;
        if (size > 1) field[1] = (uint8_t)len;
        if (!same_walk(field, size)) ck_abort_msg("kind %u, length %u, field of %zu", kind, len, size);
      }
    free(field);
  }
}
END_TEST

START_TEST(option_next__with_random_fields__equals_the_hand_written_one)
{
  static const uint8_t likely[] = { 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 8, 10, 10, 18, 28, 34, 2, 6, 253 };
  seed_random();
  for (int round = 0; round < 200000; round++) {
    uint8_t field[40];
    size_t size = below(41);
    for (size_t i = 0; i < size; i++) field[i] = below(16) > 0 ? likely[below(sizeof likely)] : (uint8_t)any32();
    uint8_t *copy = exact(field, size);
    expect(same_walk(copy, size));
    free(copy);
  }
}
END_TEST

START_TEST(option_next__after_the_end__says_end_again)
{
  const uint8_t field[] = { 4, 2, 0, 9, 9, 9, 9, 9 };
  struct synfin_option option;
  size_t at = 0;
  ck_assert_int_eq(synfin_option_next(&option, field, sizeof field, &at), 1);
  ck_assert_uint_eq(option.kind, SYNFIN_KIND_SACK_PERMITTED);
  for (int i = 0; i < 3; i++) ck_assert_int_eq(synfin_option_next(&option, field, sizeof field, &at), 0);
  at = 1000;
  ck_assert_int_eq(synfin_option_next(&option, field, sizeof field, &at), 0);
}
END_TEST

START_TEST(option_next__with_an_unknown_kind__shows_its_data)
{
  const uint8_t field[] = { 1, 1, 253, 6, 0xf9, 0x89, 7, 8 };
  struct synfin_option option;
  size_t at = 0;
  ck_assert_int_eq(synfin_option_next(&option, field, sizeof field, &at), 1);
  ck_assert_uint_eq(option.kind, 253);
  ck_assert_uint_eq(option.len, 4);
  ck_assert_ptr_eq(option.data, field + 4);
  ck_assert_uint_eq(at, 8);
  ck_assert_int_eq(synfin_option_next(&option, field, sizeof field, &at), 0);
}
END_TEST

/* ---- Options: in a segment --------------------------------------------------------------------------------------- */

/* MUST-4, MUST-14 */
START_TEST(options__nop_mss_and_eol__are_understood)
{
  struct synfin_options opt = OPTIONS_OF(1, 1, 2, 4, 0x03, 0xe8, 0, 99);
  ck_assert_uint_eq(opt.present, SYNFIN_HAS_MSS);
  ck_assert_uint_eq(opt.mss, 1000);
}
END_TEST

/* MUST-64 */
START_TEST(options__at_every_alignment__are_read_the_same)
{
  for (size_t nops = 0; nops <= 36; nops++) {
    uint8_t field[40] = { 0 };
    memset(field, 1, nops);
    memcpy(field + nops, (const uint8_t[]){ 2, 4, 0x05, 0xb4 }, 4);
    struct synfin_options opt = options_of(field, sizeof field);
    ck_assert_uint_eq(opt.present, SYNFIN_HAS_MSS);
    ck_assert_uint_eq(opt.mss, 1460);
  }
}
END_TEST

/* MUST-6 */
START_TEST(options__of_an_unknown_kind__are_stepped_over)
{
  struct synfin_options opt = OPTIONS_OF(253, 6, 2, 4, 1, 1, 2, 4, 0x03, 0xe8, 77, 2);
  ck_assert_uint_eq(opt.present, SYNFIN_HAS_MSS);
  ck_assert_uint_eq(opt.mss, 1000);
}
END_TEST

/* MUST-5; PB-238 */
START_TEST(options__with_every_set_of_control_bits__are_read_and_text_begins_after_them)
{
  for (unsigned flags = 0; flags < 256; flags++) {
    uint8_t octets[80], *copy;
    struct synfin_segment seg;
    size_t len = compose(octets, (const uint8_t[]){ 1, 253, 3, 7, 3, 3, 9, 1 }, 8, "octets");
    octets[13] = (uint8_t)flags;
    seal(octets, len, &v4);
    ck_assert_int_eq(decode(&seg, &copy, octets, len), SYNFIN_OK);
    ck_assert_uint_eq(seg.flags, flags);
    ck_assert_uint_eq(seg.opt.present, SYNFIN_HAS_WSCALE);
    ck_assert_uint_eq(seg.opt.wscale, 9);
    ck_assert_ptr_eq(seg.text, copy + 28);
    ck_assert_uint_eq(seg.len, 6);
    free(copy);
  }
}
END_TEST

/* Calls `check` with each order of the rest of `order`, from `from` on. */
static void each_order(unsigned *order, size_t from, size_t count, void (*check)(const unsigned *order))
{
  if (from == count) check(order);
  for (size_t i = from; i < count; i++) {
    unsigned first = order[from];
    order[from] = order[i], order[i] = first;
    each_order(order, from + 1, count, check);
    order[i] = order[from], order[from] = first;
  }
}

/* All known options, 39 octets. */
static const uint8_t one_of_each[7][10] = {
  { 2, 4, 0x05, 0xb4 }, { 3, 3, 7 }, { 4, 2 }, { 5, 10, 0, 0, 0, 1, 0xff, 0, 0, 2 }, { 8, 10, 1, 2, 3, 4, 5, 6, 7, 8 },
  { 28, 4, 0x80, 5 }, { 34, 6, 0xc0, 0x0c, 0x1e, 0x55 },
};

static void check_order(const unsigned *order)
{
  const uint8_t *cookie = one_of_each[6] + 2;
  struct synfin_options all = { .present = 0x7f, .mss = 1460, .wscale = 7,
    .sack_blocks = 1, .sack = { { 1, 0xff000002 } }, .ts_val = 0x01020304, .ts_ecr = 0x05060708,
    .user_timeout = 0x8005, .fast_open_len = 4, .fast_open = cookie };
  uint8_t field[40] = { 0 }, octets[80], *copy, *at = field;
  for (size_t i = 0; i < 7; i++) {
    const uint8_t *option = one_of_each[order[i]];
    memcpy(at, option, option[1]);
    at += option[1];
  }
  struct synfin_segment seg;
  ck_assert_int_eq(decode(&seg, &copy, octets, compose(octets, field, sizeof field, "")), SYNFIN_OK);
  ck_assert(same_options(&all, &seg.opt));
  free(copy);
}

START_TEST(options__in_all_5040_orders__are_read_the_same)
{
  unsigned order[] = { 0, 1, 2, 3, 4, 5, 6 };
  each_order(order, 0, 7, check_order);
}
END_TEST

START_TEST(options__that_stand_twice__count_as_the_last_one_says)
{
  struct synfin_options opt = OPTIONS_OF(2, 4, 0, 1, 3, 3, 1, 2, 4, 0, 2, 1);
  ck_assert_uint_eq(opt.mss, 2);
  ck_assert_uint_eq(opt.wscale, 1);
}
END_TEST

START_TEST(options__after_eol__do_not_count)
{
  ck_assert_uint_eq(OPTIONS_OF(0, 4, 2, 3).present, 0);
}
END_TEST

/* PB-203, PB-207, PB-213 */
START_TEST(mss__of_zero__is_read_as_sent)
{
  struct synfin_options opt = OPTIONS_OF(2, 4, 0, 0);
  ck_assert_uint_eq(opt.present, SYNFIN_HAS_MSS);
  ck_assert_uint_eq(opt.mss, 0);
}
END_TEST

/* PB-209 */
START_TEST(mss__that_is_absent__is_not_present)
{
  ck_assert_uint_eq(OPTIONS_OF(3, 3, 7, 1).present, SYNFIN_HAS_WSCALE);
  ck_assert_uint_eq(options_of(NULL, 0).present, 0);
}
END_TEST

/* PB-211 */
START_TEST(mss__cut_off_by_the_header__is_an_overrun)
{
  ck_assert_int_eq(OPTIONS_VERDICT(1, 1, 1, 2), SYNFIN_ERR_OPTION_OVERRUN);
  ck_assert_int_eq(OPTIONS_VERDICT(1, 1, 2, 4), SYNFIN_ERR_OPTION_OVERRUN);
  ck_assert_int_eq(OPTIONS_VERDICT(1, 2, 4, 5), SYNFIN_ERR_OPTION_OVERRUN);
}
END_TEST

/* MUST-7; PB-214, PB-216, PB-220, PB-222, PB-236 */
START_TEST(option__of_length_0_or_1__is_an_error_for_every_kind)
{
  for (unsigned kind = 2; kind < 256; kind++)
    for (unsigned len = 0; len < 2; len++) {
      ck_assert_int_eq(OPTIONS_VERDICT((uint8_t)kind, (uint8_t)len, 0, 0), SYNFIN_ERR_OPTION_LENGTH);
      ck_assert_int_eq(OPTIONS_VERDICT(1, 1, (uint8_t)kind, (uint8_t)len), SYNFIN_ERR_OPTION_LENGTH);
    }
}
END_TEST

/* MUST-7; PB-218, PB-236 */
START_TEST(option__one_octet_beyond_the_header__is_an_overrun)
{
  ck_assert_int_eq(OPTIONS_VERDICT(253, 4, 0, 0), SYNFIN_OK);
  ck_assert_int_eq(OPTIONS_VERDICT(253, 5, 0, 0), SYNFIN_ERR_OPTION_OVERRUN);
  ck_assert_int_eq(OPTIONS_VERDICT(253, 255, 0, 0), SYNFIN_ERR_OPTION_OVERRUN);
  ck_assert_int_eq(OPTIONS_VERDICT(8, 10, 0, 0, 0, 0, 0, 0), SYNFIN_ERR_OPTION_OVERRUN);
}
END_TEST

/* MUST-7 */
START_TEST(option__without_its_length_octet__is_an_overrun)
{
  ck_assert_int_eq(OPTIONS_VERDICT(1, 1, 1, 253), SYNFIN_ERR_OPTION_OVERRUN);
}
END_TEST

/* PB-224, PB-214 */
START_TEST(option__of_a_known_kind_with_another_length__is_an_error_of_its_own)
{
  for (unsigned kind = 2; kind < 256; kind++)
    for (unsigned len = 2; len < 256; len++)
      if (known_kind(kind) && !right_length(kind, len))
        ck_assert_int_eq(OPTIONS_VERDICT((uint8_t)kind, (uint8_t)len, 0, 0), SYNFIN_ERR_OPTION_KNOWN);
}
END_TEST

/* ---- Decoding ---------------------------------------------------------------------------------------------------- */

START_TEST(decode__of_a_segment__finds_every_field)
{
  uint8_t octets[80], *copy;
  struct synfin_segment seg;
  size_t len = compose(octets, "\1\1\3\3", 0, "hello");
  octets[13] = SYNFIN_ACK | SYNFIN_URG | SYNFIN_CWR;
  octets[19] = 5;
  seal(octets, len, &v4);
  ck_assert_int_eq(decode(&seg, &copy, octets, len), SYNFIN_OK);
  ck_assert_uint_eq(seg.src_port, 0x1234);
  ck_assert_uint_eq(seg.dst_port, 80);
  ck_assert_uint_eq(seg.seq, 0x01020304);
  ck_assert_uint_eq(seg.ack, 0x05060708);
  ck_assert_uint_eq(seg.wnd, 0x2000);
  ck_assert_uint_eq(seg.up, 5);
  ck_assert_uint_eq(seg.flags, SYNFIN_ACK | SYNFIN_URG | SYNFIN_CWR);
  ck_assert_uint_eq(seg.options_len, 0);
  ck_assert_uint_eq(seg.len, 5);
  ck_assert_uint_eq(seg.rest_len, 0);
  ck_assert_mem_eq(seg.text, "hello", 5);
  free(copy);
}
END_TEST

START_TEST(decode__with_reserved_bits_set__ignores_them)
{
  uint8_t octets[80];
  size_t len = compose(octets, NULL, 0, "");
  octets[12] |= 0x0f;
  seal(octets, len, &v4);
  ck_assert_int_eq(verdict(octets, len), SYNFIN_OK);
}
END_TEST

/* MUST-1 */
START_TEST(decode__of_windows_above_32767__keeps_them_positive)
{
  for (uint32_t wnd = 0; wnd <= 0xffff; wnd += 0x7fff) {
    uint8_t octets[80], *copy;
    struct synfin_segment seg;
    size_t len = compose(octets, NULL, 0, "");
    octets[14] = (uint8_t)(wnd >> 8);
    octets[15] = (uint8_t)wnd;
    seal(octets, len, &v4);
    ck_assert_int_eq(decode(&seg, &copy, octets, len), SYNFIN_OK);
    ck_assert_uint_eq((uint32_t)seg.wnd, wnd);
    free(copy);
  }
}
END_TEST

/* PB-211, PB-226, PB-236 */
START_TEST(decode__of_less_than_a_header__is_short)
{
  uint8_t octets[80];
  compose(octets, NULL, 0, "");
  for (size_t len = 0; len < 20; len++) ck_assert_int_eq(verdict(octets, len), SYNFIN_ERR_SHORT);
}
END_TEST

/* PB-232 */
START_TEST(decode__of_a_bare_header__is_a_segment_without_text)
{
  uint8_t octets[80], *copy;
  struct synfin_segment seg;
  ck_assert_int_eq(decode(&seg, &copy, octets, compose(octets, NULL, 0, "")), SYNFIN_OK);
  ck_assert_uint_eq(seg.len, 0);
  free(copy);
}
END_TEST

/* PB-236 */
START_TEST(decode__of_a_data_offset_below_5__is_an_error)
{
  uint8_t octets[80];
  size_t len = compose(octets, NULL, 0, "text");
  for (unsigned offset = 0; offset < 5; offset++) {
    octets[12] = (uint8_t)(offset << 4);
    seal(octets, len, &v4);
    ck_assert_int_eq(verdict(octets, len), SYNFIN_ERR_OFFSET_SMALL);
  }
}
END_TEST

/* PB-214, PB-226, PB-236 */
START_TEST(decode__of_a_data_offset_beyond_the_segment__is_an_error)
{
  uint8_t octets[80] = { 0 };
  compose(octets, NULL, 0, "");
  for (unsigned offset = 6; offset < 16; offset++) {
    octets[12] = (uint8_t)(offset << 4);
    for (size_t len = 20; len < offset * 4; len++) {
      seal(octets, len, &v4);
      ck_assert_int_eq(verdict(octets, len), SYNFIN_ERR_OFFSET_LARGE);
    }
  }
}
END_TEST

/* MUST-3 */
START_TEST(decode__with_any_one_bit_flipped__finds_the_checksum_wrong)
{
  uint8_t octets[80];
  size_t len = compose(octets, "\2\4\5\xb4", 4, "odd text.");
  for (size_t bit = 0; bit < len * 8; bit++) {
    uint8_t mask = (uint8_t)(1u << bit % 8);
    octets[bit / 8] ^= mask;
    enum synfin_err err = verdict(octets, len);
    if (bit / 8 == 12 && err != SYNFIN_ERR_CHECKSUM)  /* the data offset is looked at first */
      ck_assert(err == SYNFIN_ERR_OFFSET_SMALL || err == SYNFIN_ERR_OFFSET_LARGE);
    else
      ck_assert_int_eq(err, SYNFIN_ERR_CHECKSUM);
    octets[bit / 8] ^= mask;
  }
}
END_TEST

/* MUST-3 */
START_TEST(decode__for_other_addresses__finds_the_checksum_wrong)
{
  uint8_t octets[80];
  struct synfin_segment seg;
  size_t len = compose(octets, NULL, 0, "text");
  struct synfin_addresses other = v4;
  other.dst[3]++;
  ck_assert_int_eq(synfin_decode(&seg, octets, len, &v4), SYNFIN_OK);
  ck_assert_int_eq(synfin_decode(&seg, octets, len, &other), SYNFIN_ERR_CHECKSUM);
  ck_assert_int_eq(synfin_decode(&seg, octets, len, &v6), SYNFIN_ERR_CHECKSUM);
  seal(octets, len, &v6);
  ck_assert_int_eq(synfin_decode(&seg, octets, len, &v6), SYNFIN_OK);
}
END_TEST

START_TEST(decode__without_addresses__does_not_look_at_the_checksum)
{
  uint8_t octets[80];
  struct synfin_segment seg;
  size_t len = compose(octets, NULL, 0, "text");
  octets[16] ^= 1;
  ck_assert_int_eq(synfin_decode(&seg, octets, len, NULL), SYNFIN_OK);
}
END_TEST

/* MUST-3 */
START_TEST(decode__with_a_bad_option_and_a_bad_checksum__tells_of_the_checksum)
{
  uint8_t octets[80];
  size_t len = compose(octets, "\2\0\0\0", 4, "");
  ck_assert_int_eq(verdict(octets, len), SYNFIN_ERR_OPTION_LENGTH);
  octets[16] ^= 1;
  ck_assert_int_eq(verdict(octets, len), SYNFIN_ERR_CHECKSUM);
}
END_TEST

/* Decodes with and without addresses, and asserts what is promised of any octets at all. */
static void check_promises(const uint8_t *octets, size_t len)
{
  uint8_t *copy = exact(octets, len);
  for (int pass = 0; pass < 2; pass++) {
    struct synfin_segment seg;
    enum synfin_err err = synfin_decode(&seg, copy, len, pass == 0 ? NULL : &v4);
    expect(err == SYNFIN_OK || (err <= SYNFIN_ERR_SHORT && err >= SYNFIN_ERR_OPTION_KNOWN)
           || (err == SYNFIN_ERR_CHECKSUM && pass == 1));
    if (err != SYNFIN_OK) continue;
    expect(seg.options == copy + 20);
    expect(seg.text == copy + 20 + seg.options_len);
    expect(20u + seg.options_len + seg.len == len);
    if (!(seg.opt.present & SYNFIN_HAS_FAST_OPEN)) continue;
    expect(seg.opt.fast_open >= seg.options);
    expect(seg.opt.fast_open + seg.opt.fast_open_len <= seg.text);
  }
  free(copy);
}

/* MUST-7; PB-214, PB-226, PB-236 */
START_TEST(decode__of_every_truncation_and_every_changed_octet__keeps_its_promises)
{
  static const uint8_t syn[] = { 2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7,
                                 34, 10, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0 };
  static const uint8_t sack[] = { 1, 1, 5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 9,
                                  28, 4, 0, 9, 253, 4, 0, 0 };
  const struct { const uint8_t *options; size_t len; const char *text; } valid[] = {
    { NULL, 0, "" }, { NULL, 0, "text" }, { syn, sizeof syn, "" }, { sack, sizeof sack, "odd" },
  };
  for (size_t v = 0; v < sizeof valid / sizeof valid[0]; v++) {
    uint8_t octets[80];
    size_t len = compose(octets, valid[v].options, valid[v].len, valid[v].text);
    ck_assert_int_eq(verdict(octets, len), SYNFIN_OK);
    for (size_t cut = 0; cut < len; cut++) check_promises(octets, cut);
    for (size_t at = 0; at < len; at++) {
      uint8_t was = octets[at];
      for (unsigned value = 0; value < 256; value++) {
        octets[at] = (uint8_t)value;
        check_promises(octets, len);
        seal(octets, len, &v4);  /* and the same behind the checksum */
        check_promises(octets, len);
      }
      octets[at] = was;
    }
  }
}
END_TEST

START_TEST(segment_len__counts_syn_and_fin)
{
  struct synfin_segment seg = { .len = 10, .flags = SYNFIN_ACK | SYNFIN_RST };
  ck_assert_uint_eq(synfin_segment_len(&seg), 10);
  seg.flags = SYNFIN_SYN;
  ck_assert_uint_eq(synfin_segment_len(&seg), 11);
  seg.flags = SYNFIN_FIN;
  ck_assert_uint_eq(synfin_segment_len(&seg), 11);
  seg.flags = SYNFIN_SYN | SYNFIN_FIN;
  ck_assert_uint_eq(synfin_segment_len(&seg), 12);
}
END_TEST

/* ---- Encoding ---------------------------------------------------------------------------------------------------- */

/* MUST-2; PB-230, PB-234 */
START_TEST(encode__of_random_segments__is_decoded_to_the_same)
{
  seed_random();
  uint8_t pool[400];
  fill(pool, sizeof pool);
  for (int round = 0; round < 100000; round++) {
    struct synfin_segment seg = random_segment(pool, sizeof pool), back;
    const struct synfin_addresses *addresses = round % 2 == 0 ? &v4 : &v6;
    size_t len;
    if (synfin_encode(NULL, 0, &seg, addresses) == SYNFIN_ERR_OPTION_ROOM) continue;
    uint8_t *octets = encode(&seg, addresses, &len);
    expect(slow_segment_sum(addresses, octets, len) == 0xffff);
    expect(synfin_decode(&back, octets, len, addresses) == SYNFIN_OK);
    expect(same_segment(&seg, &back));
    free(octets);
  }
}
END_TEST

/* MUST-68, MUST-69 */
START_TEST(encode__of_random_options__fills_the_field_exactly_and_with_zeros_after_eol)
{
  seed_random();
  uint8_t cookie[16];
  fill(cookie, sizeof cookie);
  for (int round = 0; round < 20000; round++) {
    struct synfin_segment seg = { .flags = SYNFIN_SYN, .opt = random_options(cookie) };
    size_t len, at = 20;
    if (synfin_encode(NULL, 0, &seg, &v4) == SYNFIN_ERR_OPTION_ROOM) continue;
    uint8_t *octets = encode(&seg, &v4, &len);
    expect(len % 4 == 0 && octets[12] == len / 4 << 4);
    while (at < len && octets[at] != 0) at += octets[at] == 1 ? 1 : octets[at + 1];
    expect(at <= len);
    for (; at < len; at++) expect(octets[at] == 0);
    free(octets);
  }
}
END_TEST

/* MUST-65 */
START_TEST(encode__of_options_without_mss__adds_none)
{
  seed_random();
  for (unsigned present = 0; present < 128; present++) {
    uint8_t cookie[16] = { 0 };
    struct synfin_segment seg = { .flags = SYNFIN_ACK, .opt = random_options(cookie) }, back;
    size_t len;
    seg.opt.present = (uint8_t)(present & ~SYNFIN_HAS_MSS);
    seg.opt.sack_blocks = 1;
    if (synfin_encode(NULL, 0, &seg, &v4) == SYNFIN_ERR_OPTION_ROOM) continue;
    uint8_t *octets = encode(&seg, &v4, &len);
    ck_assert_int_eq(synfin_decode(&back, octets, len, &v4), SYNFIN_OK);
    ck_assert_uint_eq(back.opt.present, seg.opt.present);
    free(octets);
  }
}
END_TEST

/* MUST-14, MUST-68 */
START_TEST(encode__of_the_options_of_a_syn__writes_them_in_the_order_of_linux)
{
  const uint8_t with_timestamps[] = { 2, 4, 0x05, 0xb4, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0, 1, 3, 3, 7 };
  const uint8_t without[] = { 2, 4, 0x05, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7 };
  struct synfin_segment seg = { .flags = SYNFIN_SYN, .opt = { .mss = 1460, .wscale = 7, .ts_val = 9,
    .present = SYNFIN_HAS_MSS | SYNFIN_HAS_SACK_PERMITTED | SYNFIN_HAS_TIMESTAMPS | SYNFIN_HAS_WSCALE } };
  size_t len;
  uint8_t *octets = encode(&seg, &v4, &len);
  ck_assert_uint_eq(len, 20 + sizeof with_timestamps);
  ck_assert_mem_eq(octets + 20, with_timestamps, sizeof with_timestamps);
  free(octets);
  seg.opt.present &= (uint8_t)~SYNFIN_HAS_TIMESTAMPS;
  octets = encode(&seg, &v4, &len);
  ck_assert_uint_eq(len, 20 + sizeof without);
  ck_assert_mem_eq(octets + 20, without, sizeof without);
  free(octets);
}
END_TEST

START_TEST(encode__of_the_options_of_an_ack__writes_them_in_the_order_of_linux)
{
  const uint8_t options[] = { 1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 8, 1, 1, 5, 10, 0, 0, 0, 1, 0, 0, 0, 2 };
  struct synfin_segment seg = { .flags = SYNFIN_ACK, .opt = { .present = SYNFIN_HAS_TIMESTAMPS | SYNFIN_HAS_SACK,
    .ts_val = 9, .ts_ecr = 8, .sack_blocks = 1, .sack = { { 1, 2 } } } };
  size_t len;
  uint8_t *octets = encode(&seg, &v4, &len);
  ck_assert_uint_eq(len, 20 + sizeof options);
  ck_assert_mem_eq(octets + 20, options, sizeof options);
  free(octets);
}
END_TEST

/* MUST-69; PB-228 */
START_TEST(encode__into_used_memory__takes_every_octet_from_the_segment)
{
  struct synfin_segment seg = { .flags = SYNFIN_ACK, .wnd = 7, .opt = { .present = SYNFIN_HAS_FAST_OPEN } };
  uint8_t zeros[40] = { 0 }, ones[40];
  memset(ones, 0xff, sizeof ones);
  ptrdiff_t len = synfin_encode(zeros, sizeof zeros, &seg, &v4);
  ck_assert_int_eq(synfin_encode(ones, sizeof ones, &seg, &v4), len);
  ck_assert_int_eq(len, 24);
  ck_assert_mem_eq(zeros, ones, (size_t)len);
  ck_assert_mem_eq(ones + 20, "\x22\x02\0\0", 4);
}
END_TEST

START_TEST(encode__into_every_capacity__writes_all_or_nothing)
{
  seed_random();
  uint8_t pool[100], buf[256], untouched[256];
  fill(pool, sizeof pool);
  memset(untouched, GUARD, sizeof untouched);
  for (int round = 0; round < 200; round++) {
    struct synfin_segment seg = random_segment(pool, sizeof pool);
    ptrdiff_t needed = synfin_encode(NULL, 0, &seg, &v4);
    for (ptrdiff_t cap = 0; cap <= needed + 8; cap++) {
      size_t written = cap >= needed ? (size_t)needed : 0;
      memset(buf, GUARD, sizeof buf);
      expect(synfin_encode(buf, (size_t)cap, &seg, &v4) == needed);
      expect(memcmp(buf + written, untouched, sizeof buf - written) == 0);
    }
  }
}
END_TEST

START_TEST(encode__of_more_than_40_octets_of_options__has_no_room)
{
  struct synfin_segment seg = { .opt = { .present = SYNFIN_HAS_SACK | SYNFIN_HAS_TIMESTAMPS, .sack_blocks = 3 } };
  uint8_t cookie[16] = { 0 };
  ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v4), 60);
  seg.opt.sack_blocks = 4;
  ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v4), SYNFIN_ERR_OPTION_ROOM);
  seg.opt = (struct synfin_options){ .present = 0x7f, .sack_blocks = 4, .fast_open = cookie, .fast_open_len = 16 };
  ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v4), SYNFIN_ERR_OPTION_ROOM);
}
END_TEST

START_TEST(encode__of_more_than_65535_octets__has_no_room)
{
  uint8_t *text = calloc(1, 65516);
  struct synfin_segment seg = { .text = text, .len = 65515 }, back;
  size_t len;
  uint8_t *octets = encode(&seg, &v6, &len);
  ck_assert_uint_eq(len, 65535);
  ck_assert_int_eq(synfin_decode(&back, octets, len, &v6), SYNFIN_OK);
  seg.len = 65516;
  ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v6), SYNFIN_ERR_TEXT_ROOM);
  seg.len = UINT32_MAX;
  ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v6), SYNFIN_ERR_TEXT_ROOM);
  free(octets);
  free(text);
}
END_TEST

START_TEST(encode__of_what_the_wire_cannot_say__is_an_argument_error)
{
  for (unsigned blocks = 0; blocks < 256; blocks++) {
    struct synfin_segment seg = { .opt = { .present = SYNFIN_HAS_SACK, .sack_blocks = (uint8_t)blocks } };
    bool right = right_length(SYNFIN_KIND_SACK, 2 + 8 * blocks);
    ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v4) == SYNFIN_ERR_ARGUMENT, !right);
    seg.opt.present = 0;
    ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v4), 20);
  }
  for (unsigned octets = 0; octets < 256; octets++) {
    uint8_t cookie[16] = { 0 };
    struct synfin_segment seg = { .opt = { .present = SYNFIN_HAS_FAST_OPEN, .fast_open = cookie } };
    seg.opt.fast_open_len = (uint8_t)octets;
    bool right = right_length(SYNFIN_KIND_FAST_OPEN, 2 + octets);
    ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v4) == SYNFIN_ERR_ARGUMENT, !right);
  }
  struct synfin_segment seg = { .text = (const uint8_t *)"", .rest = (const uint8_t *)"", .len = 1, .rest_len = 2 };
  ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v4), SYNFIN_ERR_ARGUMENT);
}
END_TEST

/* ---- IP ---------------------------------------------------------------------------------------------------------- */

static const uint8_t ipv4[] = { 0x45, 0xb9, 0, 24, 0x12, 0x34, 0x40, 0, 64, 6, 0, 0,
                                10, 0, 0, 1, 10, 0, 0, 2, 't', 'e', 'x', 't' };
static const uint8_t ipv6[] = { 0x6b, 0x9f, 0xff, 0xff, 0, 4, 6, 64,
                                0x20, 1, [23] = 1, 0x20, 1, [39] = 2, 't', 'e', 'x', 't' };

/* Makes the checksum of a hand-written IPv4 header right. */
static void seal_ip(uint8_t *octets, size_t header)
{
  put16(octets + 10, 0);
  put16(octets + 10, 0xffffu - slow_sum(0, 0, octets, header));
}

static enum synfin_err ip_verdict(const uint8_t *octets, size_t len)
{
  uint8_t *copy = exact(octets, len);
  struct synfin_ip ip;
  enum synfin_err err = synfin_ip_decode(&ip, copy, len);
  if (err == SYNFIN_OK) ck_assert(ip.payload >= copy && ip.len <= (size_t)(copy + len - ip.payload));
  free(copy);
  return err;
}

/* A change of one IPv4 header octet, behind a right checksum. */
static enum synfin_err ipv4_verdict(size_t at, uint8_t value)
{
  uint8_t octets[sizeof ipv4];
  memcpy(octets, ipv4, sizeof ipv4);
  octets[at] = value;
  seal_ip(octets, 20);
  return ip_verdict(octets, sizeof octets);
}

/* MUST-48, MUST-49 */
START_TEST(ip_decode__of_ipv4__finds_every_field)
{
  uint8_t octets[sizeof ipv4 + 2] = { 0 };  /* with padding of the link */
  struct synfin_ip ip;
  memcpy(octets, ipv4, sizeof ipv4);
  seal_ip(octets, 20);
  ck_assert_int_eq(synfin_ip_decode(&ip, octets, sizeof octets), SYNFIN_OK);
  ck_assert_uint_eq(ip.addresses.version, 4);
  ck_assert_mem_eq(ip.addresses.src, v4.src, 4);
  ck_assert_mem_eq(ip.addresses.dst, v4.dst, 4);
  ck_assert_uint_eq(ip.traffic_class, 0xb9);
  ck_assert_uint_eq(ip.hop_limit, 64);
  ck_assert_uint_eq(ip.protocol, 6);
  ck_assert_uint_eq(ip.id, 0x1234);
  ck_assert_ptr_eq(ip.payload, octets + 20);
  ck_assert_uint_eq(ip.len, 4);
}
END_TEST

/* MUST-48, MUST-49 */
START_TEST(ip_decode__of_ipv6__finds_every_field)
{
  struct synfin_ip ip;
  ck_assert_int_eq(synfin_ip_decode(&ip, ipv6, sizeof ipv6), SYNFIN_OK);
  ck_assert_uint_eq(ip.addresses.version, 6);
  ck_assert_mem_eq(ip.addresses.src, ipv6 + 8, 16);
  ck_assert_mem_eq(ip.addresses.dst, ipv6 + 24, 16);
  ck_assert_uint_eq(ip.traffic_class, 0xb9);
  ck_assert_uint_eq(ip.hop_limit, 64);
  ck_assert_uint_eq(ip.protocol, 6);
  ck_assert_uint_eq(ip.id, 0);
  ck_assert_ptr_eq(ip.payload, ipv6 + 40);
  ck_assert_uint_eq(ip.len, 4);
}
END_TEST

START_TEST(ip_decode__of_ipv4_options__steps_over_them)
{
  uint8_t octets[28] = { 0x46, 0, 0, 28, [9] = 6, [20] = 7, 4, 4, 0, 't', 'e', 'x', 't' };
  struct synfin_ip ip;
  seal_ip(octets, 24);
  ck_assert_int_eq(synfin_ip_decode(&ip, octets, sizeof octets), SYNFIN_OK);
  ck_assert_ptr_eq(ip.payload, octets + 24);
  ck_assert_uint_eq(ip.len, 4);
}
END_TEST

START_TEST(ip_decode__of_ipv6_extension_headers__steps_over_them)
{
  uint8_t octets[40 + 8 + 16 + 8 + 4] = { 0x60, [5] = 36, 0, 64 };
  struct synfin_ip ip;
  octets[40] = 43;
  octets[48] = 60, octets[49] = 1;
  octets[64] = 6;
  ck_assert_int_eq(synfin_ip_decode(&ip, octets, sizeof octets), SYNFIN_OK);
  ck_assert_uint_eq(ip.protocol, 6);
  ck_assert_ptr_eq(ip.payload, octets + 72);
  ck_assert_uint_eq(ip.len, 4);
}
END_TEST

/* PB-226 */
START_TEST(ip_decode__of_extension_headers_beyond_the_datagram__is_an_error)
{
  uint8_t octets[48] = { 0x60, [5] = 8, 0, 64, [40] = 6, 1 };
  ck_assert_int_eq(ip_verdict(octets, 48), SYNFIN_ERR_IP_HEADER);
  octets[41] = 255;
  ck_assert_int_eq(ip_verdict(octets, 48), SYNFIN_ERR_IP_HEADER);
  octets[5] = 7;
  ck_assert_int_eq(ip_verdict(octets, 47), SYNFIN_ERR_IP_HEADER);
  octets[5] = 0;
  ck_assert_int_eq(ip_verdict(octets, 40), SYNFIN_ERR_IP_HEADER);
}
END_TEST

START_TEST(ip_decode__of_less_than_a_header__is_short)
{
  for (size_t len = 0; len < 20; len++) ck_assert_int_eq(ip_verdict(ipv4, len), SYNFIN_ERR_IP_SHORT);
  for (size_t len = 0; len < 40; len++) ck_assert_int_eq(ip_verdict(ipv6, len), SYNFIN_ERR_IP_SHORT);
  ck_assert_int_eq(ipv4_verdict(0, 0x47), SYNFIN_ERR_IP_SHORT);
}
END_TEST

START_TEST(ip_decode__of_another_version__is_an_error)
{
  for (unsigned version = 0; version < 16; version++)
    if (version != 4 && version != 6)
      ck_assert_int_eq(ipv4_verdict(0, (uint8_t)(version << 4 | 5)), SYNFIN_ERR_IP_VERSION);
}
END_TEST

START_TEST(ip_decode__of_a_header_length_below_5_or_beyond_the_total_length__is_an_error)
{
  for (unsigned words = 0; words < 5; words++)
    ck_assert_int_eq(ipv4_verdict(0, (uint8_t)(0x40 | words)), SYNFIN_ERR_IP_HEADER);
  ck_assert_int_eq(ipv4_verdict(3, 19), SYNFIN_ERR_IP_HEADER);
}
END_TEST

/* PB-226 */
START_TEST(ip_decode__of_a_length_beyond_the_datagram__is_an_error)
{
  uint8_t octets[sizeof ipv6];
  memcpy(octets, ipv6, sizeof ipv6);
  octets[5]++;
  ck_assert_int_eq(ip_verdict(octets, sizeof octets), SYNFIN_ERR_IP_LENGTH);
  ck_assert_int_eq(ipv4_verdict(3, 24), SYNFIN_OK);
  ck_assert_int_eq(ipv4_verdict(3, 25), SYNFIN_ERR_IP_LENGTH);
  ck_assert_int_eq(ipv4_verdict(2, 0xff), SYNFIN_ERR_IP_LENGTH);
}
END_TEST

START_TEST(ip_decode__of_a_wrong_header_checksum__is_an_error)
{
  ck_assert_int_eq(ip_verdict(ipv4, sizeof ipv4), SYNFIN_ERR_IP_CHECKSUM);
}
END_TEST

START_TEST(ip_decode__of_a_fragment__is_an_error)
{
  uint8_t octets[48] = { 0x60, [5] = 8, 44, 64, [40] = 6 };
  ck_assert_int_eq(ip_verdict(octets, sizeof octets), SYNFIN_ERR_IP_FRAGMENT);
  ck_assert_int_eq(ipv4_verdict(6, 0x20), SYNFIN_ERR_IP_FRAGMENT);
  ck_assert_int_eq(ipv4_verdict(6, 0x01), SYNFIN_ERR_IP_FRAGMENT);
  ck_assert_int_eq(ipv4_verdict(7, 0x01), SYNFIN_ERR_IP_FRAGMENT);
  ck_assert_int_eq(ipv4_verdict(6, 0x00), SYNFIN_OK);
}
END_TEST

/* PB-226 */
START_TEST(ip_decode__of_random_octets__never_leaves_them)
{
  seed_random();
  for (int round = 0; round < 100000; round++) {
    uint8_t octets[128];
    size_t len = below(sizeof octets);
    fill(octets, sizeof octets);
    octets[0] = (uint8_t)(round % 2 == 0 ? 0x60 : 0x40 | octets[0] % 16);
    octets[round % 2 == 0 ? 4 : 2] = 0;
    if (round % 2 == 0) octets[6] = (uint8_t)(below(2) * 43), octets[41] = (uint8_t)below(4);
    else seal_ip(octets, (octets[0] & 15u) * 4u);
    enum synfin_err err = ip_verdict(octets, len);
    expect(err == SYNFIN_OK || (err <= SYNFIN_ERR_IP_SHORT && err >= SYNFIN_ERR_IP_FRAGMENT));
  }
}
END_TEST

/* MUST-48, MUST-49 */
START_TEST(ip_encode__of_random_headers__is_decoded_to_the_same)
{
  seed_random();
  for (int round = 0; round < 10000; round++) {
    struct synfin_ip ip = { .traffic_class = (uint8_t)any32(), .hop_limit = (uint8_t)any32(), .protocol = 6 }, back;
    uint8_t buf[140] = { 0 };
    ip.len = below(100);
    bool four = round % 2 == 0;
    size_t size = four ? 4 : 16;
    ip.addresses.version = four ? 4 : 6;
    ip.id = four ? (uint16_t)any32() : 0;
    fill(ip.addresses.src, size);
    fill(ip.addresses.dst, size);
    ptrdiff_t len = synfin_ip_encode(buf, sizeof buf, &ip);
    expect(len == (four ? 20 : 40));
    expect(synfin_ip_decode(&back, buf, (size_t)len + ip.len) == SYNFIN_OK);
    expect(memcmp(&back.addresses, &ip.addresses, sizeof ip.addresses) == 0);
    expect(back.traffic_class == ip.traffic_class && back.hop_limit == ip.hop_limit && back.protocol == 6);
    expect(back.id == ip.id && back.payload == buf + len && back.len == ip.len);
    if (four) expect(slow_sum(0, 0, buf, 20) == 0xffff && buf[6] == 0x40);
  }
}
END_TEST

START_TEST(ip_encode__into_every_capacity__writes_all_or_nothing)
{
  uint8_t buf[64], untouched[64];
  memset(untouched, GUARD, sizeof untouched);
  for (ptrdiff_t needed = 20; needed <= 40; needed += 20)
    for (ptrdiff_t cap = 0; cap <= needed + 8; cap++) {
      struct synfin_ip ip = { .addresses = needed == 20 ? v4 : v6, .len = 4 };
      size_t written = cap >= needed ? (size_t)needed : 0;
      memset(buf, GUARD, sizeof buf);
      ck_assert_int_eq(synfin_ip_encode(cap > 0 ? buf : NULL, (size_t)cap, &ip), needed);
      ck_assert_mem_eq(buf + written, untouched, sizeof buf - written);
    }
}
END_TEST

START_TEST(ip_encode__of_what_ip_cannot_carry__is_an_error)
{
  struct synfin_ip ip = { .addresses = v4, .len = 65515 };
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), 20);
  ip.len = 65516;
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), SYNFIN_ERR_IP_LENGTH);
  ip.addresses.version = 6;
  ip.len = 65535;
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), 40);
  ip.len = 65536;
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), SYNFIN_ERR_IP_LENGTH);
  ip.addresses.version = 5;
  ck_assert_int_eq(synfin_ip_encode(NULL, 0, &ip), SYNFIN_ERR_IP_VERSION);
}
END_TEST

/* ---- The suite --------------------------------------------------------------------------------------------------- */

/* `tests` end with NULL. */
static void add_case(Suite *suite, const char *name, const TTest *const *tests)
{
  TCase *tcase = tcase_create(name);
  tcase_set_timeout(tcase, 120);
  for (; *tests != NULL; tests++) tcase_add_test(tcase, *tests);
  suite_add_tcase(suite, tcase);
}

#define CASE(name, ...) add_case(suite, name, (const TTest *const[]){ __VA_ARGS__, NULL })

Suite *codec_suite(void)
{
  Suite *suite = suite_create("codec");
  CASE("checksum",
    checksum__over_the_example_of_rfc_1071__is_the_one_given_there,
    checksum__over_an_odd_number_of_octets__pads_with_zero_on_the_right,
    checksum__of_any_length_at_any_alignment__equals_the_slow_one,
    sum__over_pieces_of_odd_and_of_no_length__equals_the_sum_over_the_whole,
    checksum__over_a_mebibyte_of_ones__does_not_lose_a_carry);
  CASE("option iterator",
    option_next__with_every_kind_and_length_in_a_field_of_every_size__equals_the_hand_written_one,
    option_next__with_random_fields__equals_the_hand_written_one,
    option_next__after_the_end__says_end_again,
    option_next__with_an_unknown_kind__shows_its_data);
  CASE("options",
    options__nop_mss_and_eol__are_understood,
    options__at_every_alignment__are_read_the_same,
    options__of_an_unknown_kind__are_stepped_over,
    options__with_every_set_of_control_bits__are_read_and_text_begins_after_them,
    options__in_all_5040_orders__are_read_the_same,
    options__that_stand_twice__count_as_the_last_one_says,
    options__after_eol__do_not_count,
    mss__of_zero__is_read_as_sent,
    mss__that_is_absent__is_not_present,
    mss__cut_off_by_the_header__is_an_overrun,
    option__of_length_0_or_1__is_an_error_for_every_kind,
    option__one_octet_beyond_the_header__is_an_overrun,
    option__without_its_length_octet__is_an_overrun,
    option__of_a_known_kind_with_another_length__is_an_error_of_its_own);
  CASE("decode",
    decode__of_a_segment__finds_every_field,
    decode__with_reserved_bits_set__ignores_them,
    decode__of_windows_above_32767__keeps_them_positive,
    decode__of_less_than_a_header__is_short,
    decode__of_a_bare_header__is_a_segment_without_text,
    decode__of_a_data_offset_below_5__is_an_error,
    decode__of_a_data_offset_beyond_the_segment__is_an_error,
    decode__with_any_one_bit_flipped__finds_the_checksum_wrong,
    decode__for_other_addresses__finds_the_checksum_wrong,
    decode__without_addresses__does_not_look_at_the_checksum,
    decode__with_a_bad_option_and_a_bad_checksum__tells_of_the_checksum,
    decode__of_every_truncation_and_every_changed_octet__keeps_its_promises,
    segment_len__counts_syn_and_fin);
  CASE("encode",
    encode__of_random_segments__is_decoded_to_the_same,
    encode__of_random_options__fills_the_field_exactly_and_with_zeros_after_eol,
    encode__of_options_without_mss__adds_none,
    encode__of_the_options_of_a_syn__writes_them_in_the_order_of_linux,
    encode__of_the_options_of_an_ack__writes_them_in_the_order_of_linux,
    encode__into_used_memory__takes_every_octet_from_the_segment,
    encode__into_every_capacity__writes_all_or_nothing,
    encode__of_more_than_40_octets_of_options__has_no_room,
    encode__of_more_than_65535_octets__has_no_room,
    encode__of_what_the_wire_cannot_say__is_an_argument_error);
  CASE("ip",
    ip_decode__of_ipv4__finds_every_field,
    ip_decode__of_ipv6__finds_every_field,
    ip_decode__of_ipv4_options__steps_over_them,
    ip_decode__of_ipv6_extension_headers__steps_over_them,
    ip_decode__of_extension_headers_beyond_the_datagram__is_an_error,
    ip_decode__of_less_than_a_header__is_short,
    ip_decode__of_another_version__is_an_error,
    ip_decode__of_a_header_length_below_5_or_beyond_the_total_length__is_an_error,
    ip_decode__of_a_length_beyond_the_datagram__is_an_error,
    ip_decode__of_a_wrong_header_checksum__is_an_error,
    ip_decode__of_a_fragment__is_an_error,
    ip_decode__of_random_octets__never_leaves_them,
    ip_encode__of_random_headers__is_decoded_to_the_same,
    ip_encode__into_every_capacity__writes_all_or_nothing,
    ip_encode__of_what_ip_cannot_carry__is_an_error);
  return suite;
}
