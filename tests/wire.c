/* Segments: decoding and encoding. */
#include <stdlib.h>
#include <string.h>

#include "octets.h"
#include "suites.h"
#include "synfin.h"

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
      octets[16] ^= 1;                                          /* the data offset is looked at first */
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

START_TEST(encode__of_fields_of_options_that_are_absent__does_not_look_at_them)
{
  struct synfin_segment seg = { .opt = { .sack_blocks = 9, .fast_open_len = 3 } };
  ck_assert_int_eq(synfin_encode(NULL, 0, &seg, &v4), 20);
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
  seg.len = 65516;                                              /* no room for the text either: options come first */
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

Suite *wire_suite(void)
{
  Suite *suite = suite_create("wire");
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
    encode__of_fields_of_options_that_are_absent__does_not_look_at_them,
    encode__of_more_than_40_octets_of_options__has_no_room,
    encode__of_more_than_65535_octets__has_no_room,
    encode__of_what_the_wire_cannot_say__is_an_argument_error);
  return suite;
}
