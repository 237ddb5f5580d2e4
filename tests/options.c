/* Options: the iterator against one written by hand, and what the options of a segment come to. */
#include <stdlib.h>
#include <string.h>

#include "octets.h"
#include "suites.h"
#include "synfin.h"

/* ---- Options: the iterator --------------------------------------------------------------------------------------- */

static bool known_kind(unsigned kind)
{
  return kind == 2 || kind == 3 || kind == 4 || kind == 5 || kind == 8 || kind == 28 || kind == 34;
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

Suite *options_suite(void)
{
  Suite *suite = suite_create("options");
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
  return suite;
}
